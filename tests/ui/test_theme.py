"""Colours: every text can be read where it stands, focus can be seen, and the whole window follows light and dark."""

import re
from dataclasses import fields

import pytest
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from severa_desktop.ui import theme
from severa_desktop.ui.theme import DARK, LIGHT, Colours

MODES = pytest.mark.parametrize("mode", [LIGHT, DARK], ids=["light", "dark"])

SURFACES = ("window", "base", "raised", "selection")
TEXTS = ("text", "secondary", "accent", "warning", "error", "success")
ELSEWHERE = [
    ("on_accent", "accent_fill"),  # a main button, selected text in a field
    ("text", "border"),  # a button under the pointer or pressed
    ("text", "mark"),  # found words
    ("secondary", "mark"),  # found words in a column that is grey
    ("accent", "mark"),  # found words in a link
    ("base", "text"),  # the notice
]
PAIRS = [(text, surface) for text in TEXTS for surface in SURFACES] + ELSEWHERE


def luminance(colour: QColor) -> float:
    """Return the relative luminance of WCAG 2.2."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (colour.redF(), colour.greenF(), colour.blueF())
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str | QColor, other: str | QColor) -> float:
    darker, lighter = sorted((luminance(QColor(one)), luminance(QColor(other))))
    return (lighter + 0.05) / (darker + 0.05)


def colour(mode: Colours, role: str) -> str:
    return {field.name: str(getattr(mode, field.name)) for field in fields(Colours)}[role]


def rules(mode: Colours) -> list[tuple[str, dict[str, str]]]:
    """Return the style sheet's rules: selector, and the value of each property."""
    return [
        (" ".join(selector.split()), dict(re.findall(r"([\w-]+):\s*([^;]+);", body)))
        for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", theme._style_sheet(mode))
    ]


def test_the_measure_is_the_one_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)


@MODES
@pytest.mark.parametrize(("text", "surface"), PAIRS)
def test_texts_have_contrast_where_they_stand(mode: Colours, text: str, surface: str) -> None:
    assert contrast(colour(mode, text), colour(mode, surface)) >= 4.5


@MODES
def test_whatever_the_style_sheet_gives_text_and_background_has_contrast(mode: Colours) -> None:
    both = [
        (name, found["color"], found["background"])
        for name, found in rules(mode)
        if found.keys() >= {"color", "background"}
    ]
    assert len(both) > 5
    low = [one for one in both if one[2] != "transparent" and contrast(one[1], one[2]) < 4.5]
    assert low == []


@MODES
def test_focus_can_be_seen_on_every_surface(mode: Colours) -> None:
    for surface in SURFACES:
        assert contrast(mode.accent, colour(mode, surface)) >= 3
    assert contrast(mode.text, mode.window) >= 3, "the frame of a main button"


@MODES
def test_surfaces_of_the_style_sheet_are_those_that_texts_were_measured_on(mode: Colours) -> None:
    known = {colour(mode, role) for role in (*SURFACES, "border", "accent_fill", "text")}
    # No text stands on a scroll bar.
    used = {found["background"] for name, found in rules(mode) if "background" in found and "QScrollBar" not in name}
    assert used - known == {"transparent"}


@MODES
def test_marked_and_selected_rows_differ_from_others(mode: Colours) -> None:
    assert contrast(mode.mark, mode.base) >= 1.15
    assert contrast(mode.selection, mode.base) >= 1.15
    assert mode.mark != mode.selection


def test_the_palette_says_the_same_as_the_style_sheet(qapp: QApplication) -> None:
    palette = qapp.palette()
    assert palette.color(QPalette.ColorRole.Window) == QColor(LIGHT.window)
    assert palette.color(QPalette.ColorRole.PlaceholderText) == QColor(LIGHT.secondary)
    assert palette.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text) == QColor(LIGHT.secondary)
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        for surface in (QPalette.ColorRole.Window, QPalette.ColorRole.Base, QPalette.ColorRole.Button):
            assert contrast(palette.color(role), palette.color(surface)) >= 4.5


def test_widgets_change_their_colours_with_the_mode(dark: None, qapp: QApplication, qtbot: QtBot) -> None:
    button, label = QPushButton("Import"), QLabel("Words")
    qtbot.addWidget(button)
    qtbot.addWidget(label)
    button.setProperty("main", "true")
    for widget in (button, label):
        widget.resize(160, 40)
        widget.show()
    assert theme.colours() is DARK
    assert button.grab().toImage().pixelColor(12, 20) == QColor(DARK.accent_fill)
    assert label.grab().toImage().pixelColor(155, 35) == QColor(DARK.window)


@pytest.mark.parametrize("size", [-1, 9.5])
def test_titles_are_larger_by_the_same_share_however_large_the_system_s_font_is(size: float) -> None:
    font = QFont("DejaVu Sans")
    if size > 0:
        font.setPointSizeF(size)
        assert theme.title_font(font).pointSizeF() == pytest.approx(1.35 * size)
        assert theme.strong_font(font).pointSizeF() == pytest.approx(size)
    else:
        font.setPixelSize(20)
        assert theme.title_font(font).pixelSize() == 27
    assert theme.strong_font(font).weight() == QFont.Weight.DemiBold

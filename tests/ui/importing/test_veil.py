"""What lies over the window during a drag: says how much would be taken, and is in nobody's way."""

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from severa_desktop.ui.importing.veil import DropVeil
from severa_desktop.ui.theme import DARK, LIGHT
from tests.ui.importing.mime import urls, virtual_files


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(800, 600)
    made.show()
    return made


def words(veil: DropVeil) -> list[str]:
    return [label.text() for label in veil.findChildren(QLabel) if label.text()]


def drawn(veil: DropVeil) -> set[str]:
    """Return the colours of the picture."""
    image = next(label.pixmap() for label in veil.findChildren(QLabel) if not label.pixmap().isNull()).toImage()
    pixels = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
    return {colour.name() for colour in pixels if colour.alpha() == 255}


@pytest.mark.parametrize(
    ("mime", "text"),
    [
        (urls("file:///a.eml"), "Drop to import it"),
        (urls("file:///a.eml", "file:///b.eml"), "Drop to import 2 items"),
        (urls(*(f"file:///{number}.eml" for number in range(1200))), "Drop to import 1,200 items"),
        (virtual_files([("a.msg", b""), ("b.msg", b""), ("c.msg", b"")]), "Drop to import 3 items"),
    ],
)
def test_it_says_how_much_would_be_taken(window: QWidget, mime: QMimeData, text: str) -> None:
    veil = DropVeil(window)
    assert veil.isHidden()
    veil.show_for(mime, window)
    assert words(veil) == [text, ".eml and .msg files, folders, mbox files, zip files"]


def test_it_covers_the_window_and_takes_no_part_in_the_drag(window: QWidget) -> None:
    veil = DropVeil(window)
    window.resize(1000, 700)
    veil.show_for(urls("file:///a.eml"), window)
    assert veil.geometry() == window.rect().adjusted(16, 16, -16, -16)
    window.resize(700, 500)
    assert veil.geometry() == window.rect().adjusted(16, 16, -16, -16)
    assert veil.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    assert not veil.acceptDrops()


def test_it_is_drawn_in_the_colours_of_the_moment(window: QWidget, request: pytest.FixtureRequest) -> None:
    veil = DropVeil(window)
    veil.show_for(urls("file:///a.eml"), window)
    assert drawn(veil) == {LIGHT.accent}
    assert veil.grab().toImage().pixelColor(100, 100) == QColor(LIGHT.base)
    request.getfixturevalue("dark")
    veil.show_for(urls("file:///a.eml"), window)
    assert drawn(veil) == {DARK.accent}
    assert veil.grab().toImage().pixelColor(100, 100) == QColor(DARK.base)

"""Icons are drawn for the screen they stand on, in the colours of the present mode."""

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from severa_desktop.ui import theme
from severa_desktop.ui.icons import icon

SIZE = QSize(16, 16)
LARGE = QSize(96, 96)


def colours_of(image: QImage) -> set[str]:
    pixels = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    return {colour.name() for colour in pixels if colour.alpha() == 255}


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_an_icon_has_all_the_pixels_of_the_screen(qtbot: QtBot, scale: float) -> None:
    drawn = icon("mail").pixmap(SIZE, scale)
    assert (drawn.size(), drawn.devicePixelRatio()) == (SIZE * scale, scale)
    # Drawn over all of them, not into the first quarter.
    image = drawn.toImage()
    inked = [x for x in range(image.width()) for y in range(image.height()) if image.pixelColor(x, y).alpha()]
    assert max(inked) > image.width() * 0.8


def test_an_icon_has_the_colour_of_its_role(qtbot: QtBot) -> None:
    assert QColor(theme.LIGHT.warning).name() in colours_of(icon("triangle-alert", "warning").pixmap(LARGE).toImage())


def test_an_icon_follows_dark_mode(qtbot: QtBot, dark: None) -> None:
    assert QColor(theme.DARK.warning).name() in colours_of(icon("triangle-alert", "warning").pixmap(LARGE).toImage())

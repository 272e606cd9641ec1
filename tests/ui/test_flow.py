"""A row of widgets that goes on in the next line."""

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QApplication, QFrame, QWidget
from pytestqt.qtbot import QtBot

from severa_desktop.ui.flow import FlowLayout

SPACING = 8


@pytest.fixture
def host(qtbot: QtBot) -> QWidget:
    made = QWidget()
    layout = FlowLayout(made, spacing=SPACING)
    for width in (100, 50, 80):
        one = QFrame()
        one.setFixedSize(width, 30 if width == 50 else 40)
        layout.addWidget(one)
    qtbot.addWidget(made)
    return made


def places(host: QWidget, width: int) -> list[QRect]:
    layout = host.layout()
    assert layout is not None
    host.resize(width, layout.heightForWidth(width))
    host.show()
    QApplication.processEvents()
    return [one.geometry() for one in host.findChildren(QFrame)]


@pytest.mark.parametrize(
    ("width", "corners", "height"),
    [
        (300, [(0, 0), (108, 5), (166, 0)], 40),
        (246, [(0, 0), (108, 5), (166, 0)], 40),
        (245, [(0, 0), (108, 5), (0, 48)], 88),
        (110, [(0, 0), (0, 48), (0, 86)], 126),
    ],
)
def test_those_without_room_stand_in_the_next_line(
    host: QWidget, width: int, corners: list[tuple[int, int]], height: int
) -> None:
    assert [(place.x(), place.y()) for place in places(host, width)] == corners
    assert host.height() == height


def test_hidden_ones_take_no_room(host: QWidget) -> None:
    host.findChildren(QFrame)[0].hide()
    assert [place.x() for place in places(host, 300)][1:] == [0, 58]


def test_how_wide_it_wants_to_be(host: QWidget) -> None:
    layout = host.layout()
    assert layout is not None
    assert layout.sizeHint().width() == 100 + 50 + 80 + 2 * SPACING
    assert layout.minimumSize().width() == 100
    assert layout.count() == 3
    assert layout.takeAt(7) is None
    assert layout.itemAt(-1) is None


def test_nothing_needs_no_room(qtbot: QtBot) -> None:
    made = QWidget()
    layout = FlowLayout(made, spacing=SPACING)
    qtbot.addWidget(made)
    assert layout.heightForWidth(100) == 0
    assert layout.sizeHint().width() == 0

"""A place as high as its content: grown and shrunk with it, scrolled only where there is no room."""

import pytest
from PySide6.QtWidgets import QLabel, QPushButton, QTextBrowser, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from severa_desktop.ui.fitting import FittingArea

LINES = "A sentence that is long enough to break in two. " * 4


class Panel(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.words = QLabel("One line")
        self.words.setWordWrap(True)
        content = QWidget()
        self.rows = QVBoxLayout(content)
        self.rows.addWidget(self.words)
        self.area = FittingArea(content)
        self.below = QTextBrowser()
        self.below.setMinimumHeight(100)
        column = QVBoxLayout(self)
        column.addWidget(self.area)
        column.addWidget(self.below, 1)


@pytest.fixture
def panel(qtbot: QtBot) -> Panel:
    shown = Panel()
    qtbot.addWidget(shown)
    shown.resize(400, 600)
    with qtbot.waitExposed(shown):
        shown.show()
    return shown


def shows_all(panel: Panel) -> bool:
    return panel.area.verticalScrollBar().maximum() == 0


def test_it_grows_with_its_content_and_leaves_the_rest(panel: Panel, qtbot: QtBot) -> None:
    before = panel.area.height()
    panel.words.setText(LINES)
    qtbot.waitUntil(lambda: panel.area.height() > before and shows_all(panel))
    assert panel.below.height() > 300
    panel.words.setText("One line")
    qtbot.waitUntil(lambda: panel.area.height() == before)


def test_a_narrow_place_is_a_higher_one(panel: Panel, qtbot: QtBot) -> None:
    panel.words.setText(LINES)
    qtbot.waitUntil(lambda: shows_all(panel))
    before = panel.area.height()
    panel.resize(200, 600)
    qtbot.waitUntil(lambda: panel.area.height() > before and shows_all(panel))


def test_where_there_is_no_room_it_scrolls(panel: Panel, qtbot: QtBot) -> None:
    panel.words.setText(LINES * 20)
    qtbot.waitUntil(lambda: not shows_all(panel))
    assert panel.below.height() == 100


def test_nothing_is_half_hidden_where_it_scrolls(panel: Panel, qtbot: QtBot) -> None:
    rows = panel.rows
    buttons: list[QWidget] = [QPushButton("1"), *(QLabel(f'<a href="{number}">{number}</a>') for number in range(11))]
    for button in buttons:
        button.setFixedHeight(32)
        rows.addWidget(button)

    def is_whole(height: int) -> bool:
        bottom = panel.area.viewport().height()
        whole, seen = (sum(one.y() + part < bottom for one in buttons) for part in (31, 0))
        return panel.height() == height and not shows_all(panel) and 2 <= whole == seen < len(buttons)

    for height in range(260, 400, 7):
        panel.resize(400, height)
        qtbot.waitUntil(lambda height=height: is_whole(height))  # type: ignore[misc]
    panel.resize(400, 900)
    qtbot.waitUntil(lambda: shows_all(panel))
    assert panel.area.viewport().height() == panel.area.height()


def test_what_is_higher_than_the_place_is_seen_in_part(panel: Panel, qtbot: QtBot) -> None:
    panel.words.setText(LINES * 20)
    qtbot.waitUntil(lambda: not shows_all(panel))
    qtbot.waitUntil(lambda: panel.area.viewport().height() == panel.area.height())

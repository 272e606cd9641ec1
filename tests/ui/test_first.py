"""What the window does in a turn goes before the work of other threads, until that is drawn."""

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from severa_desktop import giving_way
from severa_desktop.giving_way import give_way, have_gone
from severa_desktop.ui.context import Context
from severa_desktop.ui.places import DIRECTORY
from severa_desktop.ui.turns import in_a_turn, work_first
from severa_desktop.ui.window import MainWindow
from tests.e2e.waiting import DEADLINE
from tests.other_thread import Other


class Others:
    """Threads that give way, and whether each had to wait."""

    def __init__(self) -> None:
        self._all: list[Other] = []
        self.waited: list[bool] = []

    def look(self) -> None:
        """Look whether one has to wait now."""
        other = Other(give_way)
        self._all.append(other)
        self.waited.append(other.waits())

    def have_gone_on(self) -> bool:
        """Tell whether none waits any more."""
        return bool(self._all) and all(one.has_ended() for one in self._all)


@pytest.fixture
def others(monkeypatch: pytest.MonkeyPatch) -> Others:
    monkeypatch.setattr(giving_way, "_LONGEST", DEADLINE)
    return Others()


@pytest.fixture
def window(qtbot: QtBot, context: Context) -> MainWindow:
    shown = MainWindow(context)
    qtbot.addWidget(shown)
    with qtbot.waitSignal(shown.settled):
        shown.show()
    return shown


def test_others_go_on_in_the_next_turn(qtbot: QtBot, others: Others) -> None:
    work_first()
    others.look()
    assert others.waited == [True]
    qtbot.waitUntil(others.have_gone_on)


def test_an_answer_is_shown_first(context: Context, qtbot: QtBot, others: Others) -> None:
    context.background.run(context, lambda _services: None, lambda _none: others.look())
    qtbot.waitUntil(others.have_gone_on)
    assert others.waited == [True]


def test_what_was_left_for_later_is_done_first(qtbot: QtBot, others: Others) -> None:
    owner = QLabel()
    qtbot.addWidget(owner)
    in_a_turn(owner, others.look)
    qtbot.waitUntil(others.have_gone_on)
    assert others.waited == [True]


def test_a_page_is_brought_first(window: MainWindow, qtbot: QtBot, others: Others) -> None:
    have_gone()
    window.show_page(DIRECTORY)
    others.look()
    assert others.waited == [True]
    qtbot.waitUntil(others.have_gone_on)


def test_what_comes_to_the_window_goes_first(window: MainWindow, qtbot: QtBot, others: Others) -> None:
    have_gone()
    QApplication.sendEvent(window, QEvent(QEvent.Type.UpdateRequest))
    others.look()
    assert others.waited == [True]
    qtbot.waitUntil(others.have_gone_on)

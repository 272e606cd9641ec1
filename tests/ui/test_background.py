"""Work beside the window's thread: answers arrive in it, the last question wins, nothing is lost at the end."""

import threading
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QObject, QThread
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from severa_desktop.bootstrap import Application, open_application
from severa_desktop.paths import Folders
from severa_desktop.services.activities import Wanted
from severa_desktop.store.store import Store
from severa_desktop.ui.background import Background, Lane
from severa_desktop.ui.context import Context
from tests.e2e.waiting import DEADLINE
from tests.ui.conftest import threads_of_the_window


class Gate:
    """Work that stands still until the test lets it go on."""

    def __init__(self) -> None:
        self.entered = threading.Event()
        self.open = threading.Event()

    def __call__(self, _services: Application) -> str:
        self.entered.set()
        assert self.open.wait(DEADLINE)
        return "gate"


def number_of_activities(services: Application) -> int:
    return len(list(services.activities.find(Wanted())))


def close_while_at_work(background: Background, gate: Gate) -> None:
    """Close while the worker stands before the gate, which opens once closing has begun."""

    def open_later() -> None:
        assert background.is_closing.wait(DEADLINE)
        gate.open.set()

    opener = threading.Thread(target=open_later)
    opener.start()
    background.close()
    opener.join()


@pytest.fixture
def gate() -> Iterator[Gate]:
    made = Gate()
    yield made
    made.open.set()


def test_work_is_done_elsewhere_and_its_result_handed_over_in_the_window_s_thread(
    context: Context, qtbot: QtBot
) -> None:
    worked: list[int] = []
    told: list[tuple[int, int]] = []

    def work(services: Application) -> int:
        worked.append(threading.get_ident())
        return number_of_activities(services)

    context.background.run(context, work, lambda count: told.append((count, threading.get_ident())))
    qtbot.waitUntil(lambda: bool(told))
    assert told == [(0, threading.get_ident())]
    assert worked != [threading.get_ident()]


def test_each_lane_has_a_thread_so_that_what_takes_long_holds_up_nothing_quick(
    context: Context, qtbot: QtBot, gate: Gate
) -> None:
    told: list[str] = []
    context.background.run(context, gate, told.append, lane=Lane.SLOW)
    context.background.run(context, lambda _services: QThread.currentThread().objectName(), told.append)
    qtbot.waitUntil(lambda: told == ["severa-quick"])
    gate.open.set()
    qtbot.waitUntil(lambda: told == ["severa-quick", "gate"])


def test_of_questions_on_one_subject_only_the_last_is_answered(context: Context, qtbot: QtBot, gate: Gate) -> None:
    worked: list[str] = []
    told: list[str] = []

    def ask(text: str, owner: QObject, subject: str | None) -> None:
        def work(_services: Application) -> str:
            worked.append(text)
            return text

        context.background.run(owner, work, told.append, subject=subject)

    other = QObject()
    context.background.run(context, gate, told.append, subject="search")
    assert gate.entered.wait(DEADLINE)
    ask("ba", context, "search")
    ask("bak", context, "search")
    ask("other subject", context, "detail")
    ask("other owner", other, "search")
    ask("no subject", context, None)
    ask("bakery", context, "search")
    gate.open.set()
    qtbot.waitUntil(lambda: "bakery" in told)
    assert told == ["other subject", "other owner", "no subject", "bakery"]
    assert worked == told, "what was replaced while it waited was not even begun"


def test_an_error_goes_to_the_one_who_asked_else_to_the_window(
    context: Context, qtbot: QtBot, went_wrong: list[Exception]
) -> None:
    def fail(_services: Application) -> str:
        raise LookupError("no such thing")

    told: list[object] = []
    context.background.run(context, fail, told.append, failed=told.append)
    qtbot.waitUntil(lambda: len(told) == 1)
    assert isinstance(told[0], LookupError)
    assert went_wrong == []
    context.background.run(context, fail, told.append)
    qtbot.waitUntil(lambda: len(went_wrong) == 1)
    assert str(went_wrong.pop()) == "no such thing"
    assert len(told) == 1


def test_an_owner_that_is_gone_hears_nothing(
    context: Context, gate: Gate, settle: Callable[[Context], None], went_wrong: list[Exception]
) -> None:
    owner, told = QObject(), list[object]()
    context.background.run(owner, gate, told.append)
    context.background.run(owner, lambda _services: 1 // 0, told.append)
    delete(owner)
    gate.open.set()
    settle(context)
    assert told == []
    assert went_wrong == []


def test_a_store_that_cannot_be_opened_is_an_error_of_each_question_and_tried_again(
    qtbot: QtBot, company: Store, folders: Folders
) -> None:
    errors: list[Exception] = []
    refusals = [OSError("locked away")]

    def open_it() -> Application:
        if refusals:
            raise refusals.pop()
        return open_application(folders)

    background, owner, told = Background(open_it, errors.append), QObject(), list[int]()
    background.run(owner, number_of_activities, told.append)
    qtbot.waitUntil(lambda: [str(error) for error in errors] == ["locked away"])
    background.run(owner, number_of_activities, told.append)
    qtbot.waitUntil(lambda: told == [0])
    background.close()


def test_all_lanes_work_over_one_store_that_is_opened_once(qtbot: QtBot, company: Store, folders: Folders) -> None:
    opened: list[Application] = []

    def open_it() -> Application:
        opened.append(open_application(folders))
        return opened[-1]

    background, owner, told = Background(open_it, lambda _error: None), QObject(), list[Application]()
    for lane in Lane:
        background.run(owner, lambda services: services, told.append, lane=lane)
    qtbot.waitUntil(lambda: len(told) == len(Lane))
    assert told == len(Lane) * [opened[0]]
    background.close()


def test_closing_ends_the_threads_and_calls_nobody_back(
    company: Store, folders: Folders, qtbot: QtBot, gate: Gate
) -> None:
    background, owner, told = Background(lambda: open_application(folders), lambda _error: None), QObject(), list[str]()
    background.run(owner, gate, told.append, lane=Lane.SLOW)
    assert gate.entered.wait(DEADLINE)
    assert threads_of_the_window() != []
    close_while_at_work(background, gate)
    qtbot.waitUntil(lambda: threads_of_the_window() == [])
    assert told == []


def test_what_was_ordered_before_closing_is_done_and_what_was_only_asked_is_not(
    company: Store, folders: Folders, gate: Gate
) -> None:
    background, owner, done = Background(lambda: open_application(folders), lambda _error: None), QObject(), list[str]()
    background.run(owner, gate, lane=Lane.SLOW)
    assert gate.entered.wait(DEADLINE)
    background.run(owner, lambda _services: done.append("a change"), lane=Lane.SLOW)
    background.run(owner, lambda _services: done.append("a look"), lane=Lane.SLOW, subject="look")
    background.run(owner, lambda _services: done.append("another change"), lane=Lane.SLOW)
    close_while_at_work(background, gate)
    assert done == ["a change", "another change"]


def test_a_change_that_fails_while_closing_is_told(company: Store, folders: Folders, gate: Gate) -> None:
    errors: list[Exception] = []
    background, owner = Background(lambda: open_application(folders), errors.append), QObject()
    background.run(owner, gate)
    assert gate.entered.wait(DEADLINE)
    background.run(owner, lambda _services: 1 // 0)
    close_while_at_work(background, gate)
    assert [type(error) for error in errors] == [ZeroDivisionError]


def test_closing_twice_and_asking_afterwards_do_no_harm(company: Store, folders: Folders) -> None:
    background, told = Background(lambda: open_application(folders), lambda _error: None), list[object]()
    background.close()
    background.run(QObject(), lambda _services: 1, told.append)
    background.close()
    assert told == []

"""What is left for later is done one thing a turn, in order, and not for whoever is gone."""

from time import monotonic

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from severa_desktop.ui.turns import in_a_turn


def test_two_things_never_fall_into_one_turn(qtbot: QtBot) -> None:
    # Whatever else the window has to do comes between them, as soon as it is due.
    done: list[str] = []
    owner, other = QObject(), QTimer()
    other.timeout.connect(lambda: done.append("other"))

    def hold(name: str) -> None:
        done.append(name)
        end = monotonic() + 0.05
        while monotonic() < end:
            pass

    other.start(2)
    for name in ("first", "second", "third"):
        in_a_turn(owner, lambda name=name: hold(name))  # type: ignore[misc]
    qtbot.waitUntil(lambda: "third" in done)
    other.stop()
    first, second, third = (done.index(name) for name in ("first", "second", "third"))
    assert "other" in done[first:second]
    assert "other" in done[second:third]


def test_what_waits_longer_comes_later(qtbot: QtBot) -> None:
    done: list[int] = []
    owner = QObject()
    for number, seconds in enumerate((0.03, 0.0, 0.01, 0.0)):
        in_a_turn(owner, lambda number=number: done.append(number), seconds)  # type: ignore[misc]
    qtbot.waitUntil(lambda: len(done) == 4)
    assert done == [1, 3, 2, 0]


def test_nothing_is_done_for_whoever_is_gone(qtbot: QtBot, qapp: QApplication) -> None:
    done: list[str] = []
    gone, owner = QObject(), QObject()
    in_a_turn(gone, lambda: done.append("gone"))
    in_a_turn(owner, lambda: done.append("there"))
    gone.deleteLater()
    qapp.sendPostedEvents(gone, 0)
    qtbot.waitUntil(lambda: done != [])
    assert done == ["there"]


def test_what_fails_keeps_nothing_else_from_being_done(qtbot: QtBot) -> None:
    done: list[str] = []
    owner = QObject()

    def fail() -> None:
        raise ArithmeticError

    in_a_turn(owner, fail)
    in_a_turn(owner, lambda: done.append("there"))
    with qtbot.capture_exceptions() as exceptions:
        qtbot.waitUntil(lambda: done != [])
    assert [kind for kind, *_rest in exceptions] == [ArithmeticError]

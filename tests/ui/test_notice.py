"""The line that says what was just done: whole, plain, with the way back, and gone after a while."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QEnterEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from severa_desktop.ui import notice as module
from severa_desktop.ui.notice import Notice

LONG = "Something went wrong. Nothing of your mails was lost. Details are in /home/somebody/" + "folder/" * 40 + "x.log"


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(800, 600)
    page = QLineEdit(made)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    page.setFocus()
    return made


@pytest.fixture
def notice(window: QWidget) -> Notice:
    return Notice(window)


def label(notice: Notice) -> QLabel:
    found = notice.findChild(QLabel)
    assert isinstance(found, QLabel)
    return found


def button(notice: Notice, text: str) -> QPushButton:
    return next(one for one in notice.findChildren(QPushButton) if one.text() == text)


def nothing() -> None:
    pass


def test_it_is_hidden_until_something_is_said(notice: Notice) -> None:
    assert notice.isHidden()
    notice.say("Linked to project 1001 Web shop.")
    assert notice.isVisible()
    assert label(notice).text() == label(notice).accessibleName() == "Linked to project 1001 Web shop."


def test_undo_stands_there_only_where_there_is_a_way_back(notice: Notice) -> None:
    undone: list[str] = []
    notice.say("Deleted.", lambda: undone.append("deleted"))
    assert button(notice, "Undo").isVisible()
    notice.say("Copied.")
    assert not button(notice, "Undo").isVisible()
    notice.say("Linked.", lambda: undone.append("linked"))
    QTest.mouseClick(button(notice, "Undo"), Qt.MouseButton.LeftButton)
    assert undone == ["linked"]
    assert notice.isHidden()


def test_what_undo_says_stays(notice: Notice) -> None:
    notice.say("Linked.", lambda: notice.say("Undone."))
    QTest.mouseClick(button(notice, "Undo"), Qt.MouseButton.LeftButton)
    assert notice.isVisible()
    assert label(notice).text() == "Undone."


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_its_buttons_work_by_key(notice: Notice, key: Qt.Key) -> None:
    undone: list[str] = []
    notice.say("Deleted.", lambda: undone.append("deleted"))
    button(notice, "Undo").setFocus()
    QTest.keyClick(button(notice, "Undo"), key)
    assert undone == ["deleted"]


def test_escape_and_close_put_it_away(notice: Notice) -> None:
    notice.say("Deleted.", nothing)
    QTest.mouseClick(button(notice, "Close"), Qt.MouseButton.LeftButton)
    assert notice.isHidden()
    notice.say("Deleted.", nothing)
    QTest.keyClick(button(notice, "Undo"), Qt.Key.Key_Escape)
    assert notice.isHidden()


def test_text_of_others_is_shown_as_it_is(notice: Notice) -> None:
    notice.say("<b>Linked</b> to customer <img src=x>.")
    assert label(notice).textFormat() is Qt.TextFormat.PlainText


def test_it_lies_in_the_middle_at_the_bottom_whatever_size_the_window_has(notice: Notice, window: QWidget) -> None:
    notice.say("Linked to project 1001 Web shop.", nothing)
    for size in ((800, 600), (1200, 700), (400, 300)):
        window.resize(*size)
        notice.place()
        assert abs(notice.geometry().center().x() - window.rect().center().x()) <= 1
        assert window.height() // 2 < notice.geometry().bottom() < window.height()


@pytest.mark.parametrize("width", [400, 800])
def test_long_sentences_are_shown_whole_in_as_many_lines_as_they_take(
    notice: Notice, window: QWidget, width: int
) -> None:
    window.resize(width, 600)
    notice.say(LONG, nothing)
    assert window.rect().contains(notice.geometry())
    shown = label(notice)
    needed = shown.fontMetrics().boundingRect(
        shown.contentsRect(), Qt.TextFlag.TextWordWrap | Qt.TextFlag.TextWrapAnywhere, LONG
    )
    assert shown.height() >= needed.height()
    assert notice.rect().contains(shown.geometry())
    assert all(notice.rect().contains(one.geometry()) for one in notice.findChildren(QPushButton))


def test_in_a_window_that_has_become_narrow_it_is_shown_whole(notice: Notice, window: QWidget) -> None:
    notice.say(LONG[:110])
    window.resize(400, 600)
    notice.place()
    text = label(notice)
    assert text.height() >= text.heightForWidth(text.width()) > text.fontMetrics().height()


def test_short_sentences_take_one_line(notice: Notice) -> None:
    notice.say("Project unlinked.")
    assert label(notice).height() < 2 * label(notice).fontMetrics().height()
    assert notice.width() < 400


def test_it_goes_after_a_while(monkeypatch: pytest.MonkeyPatch, notice: Notice, qtbot: QtBot) -> None:
    monkeypatch.setattr(module, "_SHOWN_MS", 30)
    notice.say("Deleted.", nothing)
    qtbot.waitUntil(notice.isHidden)


def test_a_new_one_has_its_own_time(notice: Notice) -> None:
    notice.say("Deleted.", nothing)
    notice._timer.start(1)
    notice.say("Linked.")
    assert notice._timer.remainingTime() > 1_000


def entered(notice: Notice) -> None:
    here = QPoint(5, 5)
    QApplication.sendEvent(notice, QEnterEvent(here, here, notice.mapToGlobal(here)))


def left(notice: Notice) -> None:
    QApplication.sendEvent(notice, QEvent(QEvent.Type.Leave))


def focused(notice: Notice) -> None:
    button(notice, "Undo").setFocus()


def unfocused(notice: Notice) -> None:
    page = notice.window().findChild(QLineEdit)
    assert isinstance(page, QLineEdit)
    page.setFocus()


@pytest.mark.parametrize(("come", "go"), [(entered, left), (focused, unfocused)])
def test_it_does_not_go_while_somebody_is_about_to_use_it(
    monkeypatch: pytest.MonkeyPatch,
    notice: Notice,
    window: QWidget,
    qtbot: QtBot,
    come: Callable[[Notice], None],
    go: Callable[[Notice], None],
) -> None:
    monkeypatch.setattr(module, "_SHOWN_MS", 30)
    notice.say("Deleted.", nothing)
    come(notice)
    notice._timer.timeout.emit()
    assert notice.isVisible()
    go(notice)
    qtbot.waitUntil(notice.isHidden)

"""One activity beside the list: who, what, why, the way of its mail, and a question in place."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from severa_desktop.services.activities import Wanted
from severa_desktop.services.correcting import CorrectingService
from severa_desktop.services.routes import Hop
from severa_desktop.store.store import Store
from severa_desktop.ui import theme
from severa_desktop.ui.activities.correcting import Corrections
from severa_desktop.ui.activities.detail import ActivityDetail
from severa_desktop.ui.activities.page import ActivitiesPage
from severa_desktop.ui.activities.question import Question
from severa_desktop.ui.activities.why import route_lines
from severa_desktop.ui.context import Context
from severa_desktop.ui.places import ACTIVITIES
from severa_desktop.ui.window import MainWindow
from tests.services.company import message
from tests.store.made import keep
from tests.ui.activities.conftest import TakeIn

RECEIVED = (
    "from mail.bakery.example (mail.bakery.example [192.0.2.7]) by mx.acme.example with ESMTP id 2; "
    "Mon, 02 Mar 2026 09:16:30 +0100\r\n"
    "Received: from till.bakery.example by mail.bakery.example with ESMTP id 1; Mon, 02 Mar 2026 09:15:10 +0100"
)
Shown = Callable[[int], ActivityDetail]


@pytest.fixture
def detail(context: Context, qtbot: QtBot) -> Iterator[ActivityDetail]:
    host = QWidget()
    qtbot.addWidget(host)
    made = ActivityDetail(context, Corrections(context, host, list))
    made.setParent(host)
    host.resize(520, 700)
    made.resize(520, 700)
    host.show()
    qtbot.waitExposed(host)
    host.activateWindow()
    yield made
    del host


@pytest.fixture
def shown(detail: ActivityDetail, qtbot: QtBot) -> Shown:
    def show(activity_id: int) -> ActivityDetail:
        with qtbot.waitSignal(detail.opened):
            detail.show_activity(activity_id)
        return detail

    return show


def rows(detail: ActivityDetail) -> dict[str, str]:
    """Return what the rows of people and links say, by their titles."""
    found = {}
    for value, (title, _buttons) in detail.panel.heading._titles.items():
        if not value.isHidden():
            found[title.text()] = value.text()
    return found


def words(detail: ActivityDetail) -> str:
    return " ".join(label.text() for label in detail.findChildren(QLabel) if label.isVisible())


def click_route(detail: ActivityDetail) -> None:
    detail.panel.why.anchorClicked.emit(QUrl("route:"))


def test_an_activity_is_shown_as_what_it_is(company: Store, shown: Shown) -> None:
    activity_id = keep(
        company, 1, subject="<b>Offer</b>", customer="c1", project=1001, file_name="a.pdf", started_at=1_772_438_400
    )
    detail = shown(activity_id)
    assert "&lt;b&gt;Offer&lt;/b&gt;" in detail.panel.heading._subject.text()
    assert "2 March 2026" in words(detail)
    assert "E-mail · Done" in words(detail)
    found = rows(detail)
    assert list(found) == ["Owner", "Contacts", "Customer", "Project"]
    assert "Anna de Vries" in found["Owner"]
    assert "Piet Jansen" in found["Contacts"]
    assert "Bakery" in found["Customer"]
    assert "1001 Web shop" in found["Project"]
    assert detail.panel.attachments.isVisible()


@pytest.mark.parametrize("width", [300, 420, 700])
def test_the_head_is_as_high_as_what_it_says(company: Store, shown: Shown, qtbot: QtBot, width: int) -> None:
    activity_id = keep(company, 1, subject="Offer", customer="c1", project=1001, file_name="a.pdf", warned=True)
    detail = shown(activity_id)
    host = detail.parentWidget()
    assert host is not None
    host.resize(width, 900)
    detail.resize(width, 900)

    def fits() -> bool:
        head = detail.panel.heading.parentWidget()
        assert head is not None
        last = detail.panel.attachments.geometry().bottom()
        return (
            last <= head.height() <= last + 2
            and detail.panel.heading.height() <= detail.panel.heading.heightForWidth(width) + 2
        )

    qtbot.waitUntil(fits)


def test_what_it_is_not_linked_to_is_a_dash(company: Store, shown: Shown) -> None:
    detail = shown(keep(company, 1, subject="x"))
    assert (rows(detail)["Customer"], rows(detail)["Project"]) == ("–", "–")
    names = [one.accessibleName() for one in detail.findChildren(QToolButton) if one.isVisible()]
    assert "Link to project …" in names
    assert "Unlink project" not in names


def test_every_button_says_what_it_does(company: Store, shown: Shown) -> None:
    detail = shown(keep(company, 1, subject="x", customer="c1", project=1001, warned=True))
    for button in detail.panel.heading.findChildren(QToolButton):
        assert button.accessibleName()
        assert "(" in button.toolTip(), button.accessibleName()


def test_warnings_can_be_marked_as_checked(company: Store, shown: Shown) -> None:
    plain, warned = keep(company, 1, subject="x"), keep(company, 2, subject="y", warned=True)
    assert "Project closed" not in words(shown(plain))
    detail = shown(warned)
    assert "⚠ Project closed" in words(detail)
    assert detail.panel.heading._checked.isVisible()
    CorrectingService(company, lambda: 0).mark_checked([warned])
    detail = shown(warned)
    assert "⚠ Project closed" in words(detail)
    assert not detail.panel.heading._checked.isVisible()


def test_what_is_the_same_stays_as_it_is_when_it_is_read_anew(take_in: TakeIn, shown: Shown, qtbot: QtBot) -> None:
    (activity_id,) = take_in(message(1))
    detail = shown(activity_id)
    detail.panel.why.selectAll()
    chosen = detail.panel.why.textCursor().selectedText()
    detail.panel.heading._customer.setFocus()
    focus = QApplication.focusWidget()
    shown(activity_id)
    assert detail.panel.why.textCursor().selectedText() == chosen != ""
    assert QApplication.focusWidget() is focus


def test_many_people_are_named_when_asked_for(company: Store, shown: Shown) -> None:
    activity_id = keep(company, 1, subject="x")
    service = CorrectingService(company, lambda: 0)
    for number in range(12):
        service.add_participant([activity_id], f"p{number}@else.example")
    detail = shown(activity_id)
    assert "p7@else.example" in rows(detail)["External"]
    assert "p8@else.example" not in rows(detail)["External"]
    assert "4 more" in rows(detail)["External"]
    label = detail.panel.heading._people[
        next(kind for kind in detail.panel.heading._people if kind.value == "external")
    ]
    label.linkActivated.emit("more:external")
    assert "p11@else.example" in rows(detail)["External"]


@pytest.mark.parametrize("width", [280, 520, 1_000])
def test_a_long_subject_and_long_names_are_shown_whole(company: Store, shown: Shown, width: int) -> None:
    activity_id = keep(company, 1, subject="x" * 300 + " end", customer="c1")
    detail = shown(activity_id)
    host = detail.parentWidget()
    assert host is not None
    host.resize(width, 700)
    detail.resize(width, 700)
    QApplication.processEvents()
    subject = detail.panel.heading._subject
    assert subject.width() < width
    assert subject.height() >= subject.heightForWidth(subject.width())
    for button in detail.panel.heading.findChildren(QToolButton):
        if button.isVisible():
            assert button.mapTo(detail, QPoint(button.width(), 0)).x() <= width


def test_why_is_said_in_sentences(take_in: TakeIn, shown: Shown) -> None:
    ((activity_id),) = take_in(message(1, To="Piet <piet@bakery.example>, x@else.example"))
    text = shown(activity_id).panel.why.toPlainText()
    assert "Why" in text
    assert "The owner is the user who sent the mail: anna@acme.example (From)." in text
    assert (
        "Linked to customer Bakery because piet@bakery.example (To) is the address of their contact person Piet Jansen."
        in text
    )
    assert "x@else.example (To) is not in the directory." in text


def test_what_people_changed_is_said(company: Store, take_in: TakeIn, shown: Shown) -> None:
    (activity_id,) = take_in(message(1))
    assert "Changes" not in shown(activity_id).panel.why.toPlainText()
    CorrectingService(company, lambda: 1_772_438_400).link_project([activity_id], 1002)
    assert "Project: – → 1002 New till" in shown(activity_id).panel.why.toPlainText()


def test_other_mails_of_the_conversation_open(take_in: TakeIn, shown: Shown, qtbot: QtBot) -> None:
    first, second = take_in(message(1), message(2, References="<1@acme.example>", In_Reply_To="<1@acme.example>"))
    detail = shown(first)
    assert "Conversation" in detail.panel.why.toPlainText()
    assert "Mail 2" in detail.panel.why.toPlainText()
    with qtbot.waitSignal(detail.open_activity) as opened:
        detail.panel.why.anchorClicked.emit(QUrl(f"activity:{second}"))
    assert opened.args == [second]


def test_the_route_of_the_mail_is_read_when_asked_for(take_in: TakeIn, shown: Shown, qtbot: QtBot) -> None:
    (activity_id,) = take_in(message(1, Received=RECEIVED))
    detail = shown(activity_id)
    assert "Route of the mail ▸" in detail.panel.why.toPlainText()
    assert "till.bakery.example" not in detail.panel.why.toPlainText()
    click_route(detail)
    qtbot.waitUntil(lambda: "till.bakery.example" in detail.panel.why.toPlainText())
    text = detail.panel.why.toPlainText()
    assert "Route of the mail ▾" in text
    assert "1. till.bakery.example → mail.bakery.example" in text
    assert "mx.acme.example" in text.split("2. ")[1]
    assert "after 1 min" in text.split("2. ")[1]
    click_route(detail)
    assert "till.bakery.example" not in detail.panel.why.toPlainText()


def test_a_route_stays_in_sight_until_another_activity_is_shown(take_in: TakeIn, shown: Shown, qtbot: QtBot) -> None:
    first, second = take_in(message(1, Received=RECEIVED), message(2))
    detail = shown(first)
    click_route(detail)
    qtbot.waitUntil(lambda: "till.bakery.example" in detail.panel.why.toPlainText())
    assert "till.bakery.example" in shown(first).panel.why.toPlainText()
    assert "Route of the mail ▸" in shown(second).panel.why.toPlainText()
    click_route(detail)
    qtbot.waitUntil(lambda: "names no server" in detail.panel.why.toPlainText())


def test_hops_in_words() -> None:
    lines = route_lines(
        (
            Hop("<a>", "b", "piet@bakery.example", None, 0),
            Hop("", "c", "", None, 5),
            Hop("", "", "", None, 7_300),
        )
    )
    assert lines == [
        "1. &lt;a&gt; → b · piet@bakery.example",
        "2. c · after 5 s",
        "3. unknown server · after 2 h",
    ]


def test_an_activity_that_is_gone_is_said(detail: ActivityDetail, qtbot: QtBot) -> None:
    detail.show_activity(4_711)
    qtbot.waitUntil(lambda: "not there any more" in words(detail))
    assert detail.shown is None


def test_words_that_are_searched_for_are_marked(company: Store, shown: Shown) -> None:
    activity_id = keep(company, 1, subject="Offerte webshop", customer="c1", body="uw offerte, bakker")
    shown(activity_id).mark("offerte bak")
    detail = shown(activity_id)
    mark = theme.LIGHT.mark
    assert f'<span style="background-color:{mark}">Offerte</span>' in detail.panel.heading._subject.text()
    assert f'<span style="background-color:{mark}">Bak</span>ery' in rows(detail)["Customer"]
    detail.mark("")
    assert mark not in detail.panel.heading._subject.text()


def test_links_and_why_follow_dark_mode(company: Store, shown: Shown, request: pytest.FixtureRequest) -> None:
    detail = shown(keep(company, 1, subject="x", customer="c1", warned=True))
    assert theme.LIGHT.accent in rows(detail)["Customer"]
    request.getfixturevalue("dark")
    QApplication.processEvents()
    assert theme.DARK.accent in rows(detail)["Customer"]
    assert theme.DARK.accent in detail.panel.why.toHtml()


def test_a_person_offers_what_can_be_done(
    take_in: TakeIn, page: ActivitiesPage, qtbot: QtBot, settle: Callable[[Context], None]
) -> None:
    (activity_id,) = take_in(message(1))
    page.open_activity(activity_id)
    settle(page.context)
    page.detail.panel.heading.chose_person.emit("piet@bakery.example", QPoint(10, 10))
    menu = QApplication.activePopupWidget()
    assert menu is not None
    assert [one.text() for one in menu.actions()] == [
        "piet@bakery.example",
        "Show everything with this address",
        "Copy address",
        "Remove from this activity",
    ]
    menu.actions()[1].trigger()
    menu.close()
    assert page.filters.wanted == Wanted(search="piet@bakery.example")


def test_a_question_has_the_safe_answer_in_focus(qtbot: QtBot) -> None:
    question = Question("Erase", "Keep")
    qtbot.addWidget(question)
    asked: list[str] = []
    question.ask("Really?", lambda: asked.append("yes"))
    question.activateWindow()
    qtbot.waitUntil(question.no.hasFocus)
    QTest.keyClick(question.no, Qt.Key.Key_Return)
    assert (question.isHidden(), asked) == (True, [])
    question.ask("Really?", lambda: asked.append("yes"))
    question.yes.click()
    assert (question.isHidden(), asked) == (True, ["yes"])
    question.yes.click()
    assert asked == ["yes"]


@pytest.fixture
def window(qapp: QApplication, qtbot: QtBot, sample_context: Context) -> Iterator[MainWindow]:
    """The window, which alone knows how buttons look, as in the program."""
    qapp.setStyleSheet("")
    made = MainWindow(sample_context)
    qtbot.addWidget(made)
    made.show()
    made.show_page(ACTIVITIES)
    yield made
    qapp.setStyleSheet(theme.style_sheet())


def test_in_the_window_names_stand_on_the_line_of_their_titles(window: MainWindow, qtbot: QtBot) -> None:
    page = window.page
    assert isinstance(page, ActivitiesPage)
    qtbot.waitUntil(lambda: page.model.rowCount() > 0)
    page.table.choose(0)
    qtbot.waitUntil(lambda: page.detail.shown is not None)
    for value, (title, _buttons) in page.detail.panel.heading._titles.items():
        assert value.contentsMargins().top() == title.contentsMargins().top(), title.text()

"""The page as a whole: search, links that filter, what is opened, what an empty list says, keys, what is remembered."""

from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from severa_desktop.paths import Folders
from severa_desktop.services.activities import Order, SortColumn, Wanted
from severa_desktop.store.store import Store
from severa_desktop.ui.activities.model import COLUMNS
from severa_desktop.ui.activities.page import ActivitiesPage
from severa_desktop.ui.context import Context, Destination, Reopening
from severa_desktop.ui.places import ACTIVITIES, IMPORT
from tests.services.company import message, with_attachment
from tests.store.made import keep
from tests.ui.activities.conftest import Show, TakeIn
from tests.ui.conftest import MakeContext

CTRL, ALT, SHIFT, NONE = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.NoModifier,
)


def type_words(page: ActivitiesPage, qtbot: QtBot, text: str) -> None:
    page.filters.search.setFocus()
    page.filters.search.selectAll()
    QTest.keyClicks(page.filters.search, text)
    qtbot.waitUntil(lambda: page.model.wanted.search == text and page.model.is_whole)


def subjects(page: ActivitiesPage, settle: Callable[[Context], None]) -> list[str]:
    settle(page.context)
    lines = [page.model.line(row) for row in range(page.model.rowCount())]
    return [line.subject for line in lines if line is not None]


def words(widget: QWidget) -> str:
    return " ".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def shown_buttons(widget: QWidget) -> list[str]:
    return [one.text() for one in widget.findChildren(QPushButton) if one.isVisible()]


def press(widget: QWidget, text: str, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: text in shown_buttons(widget))
    (found,) = (one for one in widget.findChildren(QPushButton) if one.text() == text and one.isVisible())
    found.click()


def choose(page: ActivitiesPage, qtbot: QtBot, row: int = 0) -> None:
    page.table.choose(row)
    qtbot.waitUntil(lambda: page.detail.shown is not None)


def test_searching_as_one_types(company: Store, context: Context, show: Show, qtbot: QtBot) -> None:
    keep(company, 1, subject="Offerte webshop", started_at=1)
    keep(company, 2, subject="Planning", body="met offerte", started_at=2)
    keep(company, 3, subject="Lunch", started_at=3)
    page = show(context)
    assert page.model.rowCount() == 3
    type_words(page, qtbot, "offe")
    qtbot.waitUntil(lambda: page.model.rowCount() == 2)
    qtbot.waitUntil(lambda: page.filters.found.text() == "2 found")
    QTest.keyClick(page.filters.search, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: page.model.rowCount() == 3)
    assert page.filters.found.isHidden()


def test_what_is_searched_for_is_everything_the_command_line_searches(
    take_in: TakeIn, context: Context, show: Show, qtbot: QtBot
) -> None:
    take_in(message(1, body="Zoë schrijft over de kassa\n", Subject="Stand van zaken"))
    page = show(context)
    for text in ("zoe", "STAND", "piet@bakery", "jansen", "kas zak"):
        type_words(page, qtbot, text)
        qtbot.waitUntil(lambda: page.filters.found.text() == "1 found")


def test_links_of_an_activity_filter_the_list(
    company: Store, context: Context, show: Show, qtbot: QtBot, settle: Callable[[Context], None]
) -> None:
    keep(company, 1, subject="linked", customer="c1", project=1001, started_at=2)
    keep(company, 2, subject="plain", started_at=1)
    page = show(context)
    choose(page, qtbot)
    page.detail.panel.heading._customer.linkActivated.emit("customer:Bakery")
    assert page.filters.wanted == Wanted(customer="Bakery")
    page.filters.clear()
    page.detail.panel.heading._project.linkActivated.emit("project:1001")
    assert page.filters.wanted == Wanted(project=1001)
    assert page.filters._project.accessibleName() == "Project: 1001 Web shop"
    assert subjects(page, settle) == ["linked"]
    # It is still in the list, so it is still shown.
    assert page.table.count_chosen() == 1
    assert page.detail.shown is not None


def test_what_is_not_in_the_list_any_more_is_not_shown_beside_it(
    company: Store, context: Context, show: Show, qtbot: QtBot, settle: Callable[[Context], None]
) -> None:
    keep(company, 1, subject="linked", customer="c1")
    keep(company, 2, subject="plain")
    page = show(context)
    choose(page, qtbot)
    page.filters.set_wanted(Wanted(customer="Bakery"))
    assert subjects(page, settle) == ["linked"]
    assert page.detail.shown is None
    assert "Choose an activity" in words(page.detail)


def test_an_activity_that_is_opened_is_selected_where_it_stands(
    company: Store, context: Context, show: Show, qtbot: QtBot
) -> None:
    for number in range(1, 40):
        keep(company, number, subject=f"subject {number}", started_at=number)
    page = show(context)
    page.visit(Destination(ACTIVITIES, activity_id=5))
    qtbot.waitUntil(lambda: page.table.count_chosen() == 1)
    assert page.chosen_ids() == [5]
    assert page.table.currentIndex().row() == 34
    assert page.table.visualRect(page.table.currentIndex()).top() >= 0


def test_an_activity_that_is_opened_is_shown_though_the_list_has_it_not(
    company: Store, context: Context, show: Show, qtbot: QtBot, settle: Callable[[Context], None]
) -> None:
    keep(company, 1, subject="linked", customer="c1")
    keep(company, 2, subject="plain")
    page = show(context)
    page.filters.set_wanted(Wanted(customer="Bakery"))
    settle(context)
    page.table.choose(0)
    page.open_activity(2)
    qtbot.waitUntil(lambda: page.detail.shown is not None and page.detail.shown.stored.activity.subject == "plain")
    assert page.table.count_chosen() == 0
    assert page.chosen_ids() == [2]
    page.corrections.delete.trigger()
    qtbot.waitUntil(lambda: "not there any more" in words(page.detail))


def test_an_activity_that_was_never_there_is_said(page: ActivitiesPage, qtbot: QtBot) -> None:
    page.visit(Destination(ACTIVITIES, activity_id=4_711))
    qtbot.waitUntil(lambda: "not there any more" in words(page.detail))
    assert page.detail.isVisible()


def test_somebody_comes_for_some_activities(
    company: Store, context: Context, show: Show, settle: Callable[[Context], None]
) -> None:
    keep(company, 1, subject="linked", customer="c1")
    keep(company, 2, subject="plain")
    page = show(context)
    page.visit(Destination(ACTIVITIES, wanted=Wanted(unlinked=True)))
    assert subjects(page, settle) == ["plain"]


def test_several_chosen_offer_what_can_be_done_with_all(
    company: Store, context: Context, show: Show, qtbot: QtBot
) -> None:
    keep(company, 1, subject="a")
    keep(company, 2, subject="b")
    page = show(context)
    page.table.selectAll()
    assert "2 activities chosen" in words(page.detail)
    qtbot.waitUntil(lambda: shown_buttons(page.detail)[:1] == ["Link to project …"])
    assert sorted(page.chosen_ids()) == [1, 2]


def test_an_empty_store_says_how_to_begin(page: ActivitiesPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(page.empty.isVisible)
    qtbot.waitUntil(lambda: "No activities yet" in words(page.empty))
    assert not page.detail.isVisible()
    with qtbot.waitSignal(page.context.going) as going:
        press(page.empty, "Import e-mails", qtbot)
    assert going.args == [Destination(IMPORT)]


def test_a_store_that_is_not_set_up_offers_the_sample(
    make_context: MakeContext, folders: Folders, show: Show, qtbot: QtBot
) -> None:
    folders.data.mkdir()
    page = show(make_context(folders))
    qtbot.waitUntil(lambda: "Welcome" in words(page.empty))
    with qtbot.waitSignal(page.context.reopening) as reopening:
        press(page.empty, "Try the sample company", qtbot)
    assert reopening.args == [Reopening.SAMPLE]
    assert "Set up" in shown_buttons(page.empty)


@pytest.mark.parametrize(
    ("wanted", "sentence", "way_out"),
    [
        (Wanted(search="zzz"), "No activity has all these words.", ("Clear the search", Wanted())),
        (Wanted(customer="Café"), "No activity fits these filters.", ("Clear filters", Wanted())),
        (
            Wanted(search="linked", customer="Café"),
            "No activity that fits the filters has all these words.",
            ("Search all activities", Wanted(search="linked")),
        ),
        (
            Wanted(search="zzz", customer="Bakery"),
            "No activity that fits the filters has all these words.",
            ("Clear the search", Wanted(customer="Bakery")),
        ),
    ],
)
def test_an_empty_search_says_what_to_do(
    company: Store,
    context: Context,
    show: Show,
    qtbot: QtBot,
    wanted: Wanted,
    sentence: str,
    way_out: tuple[str, Wanted],
) -> None:
    way, left = way_out
    keep(company, 1, subject="linked", customer="c1")
    page = show(context)
    page.filters.set_wanted(wanted)
    qtbot.waitUntil(lambda: sentence in words(page.empty))
    press(page.empty, way, qtbot)
    assert page.filters.wanted == left
    qtbot.waitUntil(page.table.isVisible)


def test_the_keyboard_alone_suffices(company: Store, context: Context, show: Show, qtbot: QtBot) -> None:
    keep(company, 1, subject="older", started_at=1)
    keep(company, 2, subject="newer", started_at=2)
    page = show(context)
    qtbot.waitUntil(page.table.hasFocus)
    QTest.keyClick(page.table, Qt.Key.Key_F, CTRL)
    assert page.filters.search.hasFocus()
    QTest.keyClicks(page.filters.search, "body")
    QTest.keyClick(page.filters.search, Qt.Key.Key_Down)
    assert page.table.hasFocus()
    qtbot.waitUntil(lambda: page.detail.shown is not None and page.detail.shown.stored.activity.subject == "newer")
    QTest.keyClick(page.table, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: page.detail.shown is not None and page.detail.shown.stored.activity.subject == "older")
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    focus = QApplication.focusWidget()
    assert focus is not None
    assert page.detail.panel.body.isAncestorOf(focus)
    QTest.keyClick(focus, Qt.Key.Key_Escape)
    assert page.table.hasFocus()


def test_enter_belongs_to_what_has_the_focus(
    take_in: TakeIn, context: Context, show: Show, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_in(with_attachment(1))
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.fileName()))
    page = show(context)
    choose(page, qtbot)
    page.detail.panel.attachments.files.setFocus()
    QTest.keyClick(page.detail.panel.attachments.files, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: opened == ["offer.pdf"])
    assert page.detail.panel.attachments.files.hasFocus()


def test_every_key_of_the_page_is_given_once(sample_page: ActivitiesPage) -> None:
    # Return is of the part that has the focus.
    keys = [one.shortcut().toString() for one in sample_page.findChildren(QAction) if not one.shortcut().isEmpty()]
    doubled = {one for one in keys if keys.count(one) > 1}
    assert doubled <= {"Return"}


def test_columns_filters_order_and_divider_are_remembered(
    company: Store, make_context: MakeContext, folders: Folders, show: Show, settle: Callable[[Context], None]
) -> None:
    keep(company, 1, subject="b", customer="c1", started_at=86_400 * 365)
    keep(company, 2, subject="a", customer="c1", started_at=86_400 * 366)
    page = show(make_context(folders))
    since = date(1970, 2, 1)
    page.filters.set_wanted(Wanted(search="body", customer="Bakery", since=since))
    page.table.sortByColumn(COLUMNS.index(SortColumn.SUBJECT), Qt.SortOrder.DescendingOrder)
    page._splitter.setSizes([500, 700])
    settle(page.context)
    sizes = page._splitter.sizes()
    page.remember()
    page.context.close()
    again = show(make_context(folders))
    assert again.filters.wanted == Wanted(customer="Bakery", since=since)
    assert subjects(again, settle) == ["b", "a"]
    assert again._splitter.sizes() == sizes


def test_the_list_is_asked_for_once_at_the_start(
    context: Context, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    context.state.set_text("activities/customer", "Bakery")
    asked: list[Wanted] = []
    page = ActivitiesPage(context)
    qtbot.addWidget(page)
    real = page.model.ask

    def ask(wanted: Wanted, order: Order) -> None:
        asked.append(wanted)
        real(wanted, order)

    monkeypatch.setattr(page.model, "ask", ask)
    page.show()
    page.opened()
    assert asked == [Wanted(customer="Bakery")]


def test_another_process_s_change_is_shown(company: Store, context: Context, show: Show, qtbot: QtBot) -> None:
    keep(company, 1, subject="one")
    page = show(context)
    keep(company, 2, subject="two")
    context.changed.emit()
    qtbot.waitUntil(lambda: page.model.rowCount() == 2)


def test_the_sample_company_is_found_through(
    sample_page: ActivitiesPage, qtbot: QtBot, settle: Callable[[Context], None]
) -> None:
    page = sample_page
    assert page.model.rowCount() > 150
    type_words(page, qtbot, "offerte huisstijl")
    qtbot.waitUntil(lambda: 0 < page.model.rowCount() < 20)
    QTest.keyClick(page.filters.search, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.detail.shown is not None)
    assert "Museum De Wachtpoort" in words(page.detail)
    assert "Linked to customer Museum De Wachtpoort because" in page.detail.panel.why.toPlainText()


def test_dates_are_written_in_the_language_chosen(dutch: None, sample_page: ActivitiesPage) -> None:
    assert "2026" in sample_page.model.index(0, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert "maart" in sample_page.model.index(0, 0).data(Qt.ItemDataRole.ToolTipRole)

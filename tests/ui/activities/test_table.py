"""The list as it looks: columns that fit, those a person chose, marks, signs, and a place that is kept."""

import threading
from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QToolButton
from pytestqt.qtbot import QtBot

from severa_desktop.services.activities import SortColumn, Wanted
from severa_desktop.services.correcting import CorrectingService
from severa_desktop.store.store import Store
from severa_desktop.ui import theme
from severa_desktop.ui.activities.marking import in_utf16, marked_html
from severa_desktop.ui.activities.model import COLUMNS, FIRST, ActivitiesModel, Index
from severa_desktop.ui.activities.page import ActivitiesPage
from severa_desktop.ui.activities.table import ActivityTable
from severa_desktop.ui.background import Lane
from severa_desktop.ui.context import Context
from tests.e2e.waiting import DEADLINE
from tests.store.made import keep
from tests.ui.activities.conftest import Show

MANY = 300


@pytest.fixture
def many(company: Store) -> Store:
    with company.writing() as writer:
        for number in range(1, MANY + 1):
            keep(writer, number, subject=f"subject {number:03}", started_at=1_000 + number)
    return company


def shown(table: ActivityTable) -> set[SortColumn]:
    return {column for place, column in enumerate(COLUMNS) if not table.isColumnHidden(place)}


def width(table: ActivityTable, column: SortColumn) -> int:
    return table.columnWidth(COLUMNS.index(column))


def resize(table: ActivityTable, pixels: int) -> None:
    table.setParent(None)
    table.show()
    table.resize(pixels, 400)
    QApplication.processEvents()


def chosen(page: ActivitiesPage) -> list[str]:
    lines = [page.model.line(row) for first, last in page.table.spans() for row in range(first, last + 1)]
    return [line.subject if line else "" for line in lines]


def tick(table: ActivityTable, button: QToolButton, title: str) -> None:
    menu = button.menu()
    assert menu is not None
    menu.aboutToShow.emit()
    (one,) = (action for action in menu.actions() if action.text() == title)
    one.trigger()


@pytest.mark.parametrize("pixels", [260, 420, 700, 1_000, 1_600])
def test_columns_fill_the_width_and_those_without_room_are_left_out(page: ActivitiesPage, pixels: int) -> None:
    table = page.table
    resize(table, pixels)
    room = table.viewport().width()
    assert sum(width(table, column) for column in shown(table)) in range(room - 2, room + 1)
    assert SortColumn.SUBJECT in shown(table)
    assert (SortColumn.WARNINGS in shown(table)) is (pixels >= 1_000)
    assert (SortColumn.CUSTOMER in shown(table)) is (pixels >= 420)


def test_a_person_chooses_columns_and_gives_the_choice_up_again(page: ActivitiesPage) -> None:
    table = page.table
    button = table.columns_button()
    resize(table, 420)
    before = shown(table)
    tick(table, button, "Warnings")
    tick(table, button, "Date")
    assert shown(table) == (before | {SortColumn.WARNINGS}) - {SortColumn.DATE}
    tick(table, button, "As many as fit")
    assert shown(table) == before


def test_columns_are_remembered(
    page: ActivitiesPage, context: Context, show: Show, settle: Callable[[Context], None]
) -> None:
    table = page.table
    tick(table, table.columns_button(), "Owner")
    header = table.horizontalHeader()
    header.moveSection(0, 3)
    header.resizeSection(COLUMNS.index(SortColumn.CUSTOMER), 222)
    table.sortByColumn(COLUMNS.index(SortColumn.SUBJECT), Qt.SortOrder.AscendingOrder)
    before = shown(table)
    page.remember()
    again = show(context).table
    assert shown(again) == before
    assert again.horizontalHeader().visualIndex(0) == 3
    assert width(again, SortColumn.CUSTOMER) == 222
    assert again.horizontalHeader().sortIndicatorSection() == COLUMNS.index(SortColumn.SUBJECT)
    assert again._activities.order.column is SortColumn.SUBJECT
    assert not again._activities.order.descending


def test_columns_remembered_by_something_else_are_no_harm(page: ActivitiesPage, context: Context, show: Show) -> None:
    context.state.set_text("activities/chosen_columns", "colour,size")
    context.state.set_text("activities/widths", "subject=wide,colour=3,=,date")
    context.state.set_data("activities/columns", page.saveGeometry())
    assert SortColumn.SUBJECT in shown(show(context).table)


def test_selected_rows_and_place_stay_when_mails_come_in(
    many: Store, page: ActivitiesPage, settle: Callable[[Context], None]
) -> None:
    table = page.table
    table.verticalScrollBar().setValue(100)
    table.choose(120)
    settle(page.context)
    top = table.rowAt(0)
    page.model.line(top)
    settle(page.context)
    subject = chosen(page)
    with many.writing() as writer:
        for number in range(MANY + 1, MANY + 6):
            keep(writer, number, subject=f"new {number}", started_at=5_000)
    page.refresh()
    settle(page.context)
    assert page.model.rowCount() == MANY + 5
    assert chosen(page) == subject
    assert table.rowAt(0) == top + 5


def test_new_mails_show_above_where_the_first_row_is_in_sight(
    many: Store, page: ActivitiesPage, settle: Callable[[Context], None]
) -> None:
    keep(many, MANY + 1, subject="new", started_at=9_000)
    page.refresh()
    settle(page.context)
    assert page.table.rowAt(0) == 0


def test_what_was_selected_far_below_is_selected_again_when_all_rows_are_there(
    many: Store, page: ActivitiesPage, settle: Callable[[Context], None]
) -> None:
    page.table.choose(MANY - 1)
    settle(page.context)
    assert chosen(page) == ["subject 001"]
    page.filters.set_wanted(Wanted(search="body"))
    settle(page.context)
    assert page.model.rowCount() == MANY > FIRST
    assert chosen(page) == ["subject 001"]
    assert page.detail.shown is not None


def test_after_deleting_the_next_one_is_selected(
    many: Store, page: ActivitiesPage, qtbot: QtBot, settle: Callable[[Context], None]
) -> None:
    page.table.choose(10)
    settle(page.context)
    assert chosen(page) == ["subject 290"]
    page.corrections.delete.trigger()
    qtbot.waitUntil(lambda: page.model.rowCount() == MANY - 1)
    assert chosen(page) == ["subject 289"]
    shown_now = page.detail
    qtbot.waitUntil(lambda: shown_now.shown is not None and shown_now.shown.stored.activity.subject == "subject 289")


def test_several_selected_rows_stay_selected(
    many: Store, page: ActivitiesPage, settle: Callable[[Context], None]
) -> None:
    table = page.table
    table.choose(3)
    QTest.keyClick(table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    before = chosen(page)
    assert len(before) == 3
    CorrectingService(many, lambda: 0).delete([MANY])
    page.refresh()
    settle(page.context)
    assert chosen(page) == before
    assert min(table.spans())[0] == 2
    assert table.count_chosen() == 3


def test_selecting_all_rows_goes_through_none_of_them(
    many: Store, page: ActivitiesPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    def count(_model: ActivitiesModel, *_parent: Index) -> int:
        asked.append(1)
        return MANY

    monkeypatch.setattr(ActivitiesModel, "rowCount", count)
    page.table.selectAll()
    page.table.horizontalHeader().repaint()
    page.table.viewport().repaint()
    QApplication.processEvents()
    assert page.table.count_chosen() == MANY
    assert len(asked) < MANY


def row_image(page: ActivitiesPage, row: int) -> QImage:
    table = page.table
    index = page.model.index(row, COLUMNS.index(SortColumn.SUBJECT))
    return table.viewport().grab(table.visualRect(index)).toImage()


def has_colour(image: QImage, colour: str) -> bool:
    wanted = QColor(colour).rgb()
    return any(image.pixel(x, y) == wanted for x in range(image.width()) for y in range(image.height()))


def test_found_words_are_marked_and_others_not(
    company: Store, page: ActivitiesPage, settle: Callable[[Context], None]
) -> None:
    keep(company, 1, subject="\N{ROCKET} Offerte webshop", started_at=2)
    keep(company, 2, subject="Planning", body="offerte", started_at=1)
    page.filters.set_wanted(Wanted(search="offerte"))
    settle(page.context)
    assert page.model.rowCount() == 2
    assert has_colour(row_image(page, 0), theme.LIGHT.mark)
    assert not has_colour(row_image(page, 1), theme.LIGHT.mark)
    page.filters.clear()
    settle(page.context)
    assert not has_colour(row_image(page, 0), theme.LIGHT.mark)


def test_a_warning_is_a_sign_before_the_subject_where_it_has_no_column(
    company: Store, page: ActivitiesPage, settle: Callable[[Context], None]
) -> None:
    keep(company, 1, subject="plain", started_at=2)
    keep(company, 2, subject="warned", started_at=1, warned=True)
    page.refresh()
    settle(page.context)
    assert SortColumn.WARNINGS not in shown(page.table)

    def left(row: int) -> QImage:
        return row_image(page, row).copy(8, 0, 16, 32)

    assert left(0) != left(1)
    resize(page.table, 1_600)
    assert SortColumn.WARNINGS in shown(page.table)
    assert page.table._delegate.signs is False


def test_the_row_that_the_keyboard_is_on_has_a_bar(
    many: Store, page: ActivitiesPage, qtbot: QtBot, settle: Callable[[Context], None]
) -> None:
    table = page.table
    table.setFocus()
    qtbot.waitUntil(table.hasFocus)
    table.choose(1)
    settle(page.context)
    image = table.viewport().grab().toImage()
    y = table.rowViewportPosition(1) + 16
    assert image.pixelColor(1, y) == QColor(theme.LIGHT.accent)
    assert image.pixelColor(1, y - 32) != QColor(theme.LIGHT.accent)


def test_the_list_is_drawn_in_dark_colours_too(
    many: Store, page: ActivitiesPage, dark: None, settle: Callable[[Context], None]
) -> None:
    page.table.choose(0)
    settle(page.context)
    assert has_colour(row_image(page, 0), theme.DARK.selection)


def test_whoever_waits_for_another_order_is_told_and_sees_the_former_rows(
    many: Store, page: ActivitiesPage, context: Context, qtbot: QtBot, settle: Callable[[Context], None]
) -> None:
    going_on = threading.Event()
    count = page.model.rowCount()
    context.background.run(context, lambda _services: going_on.wait(DEADLINE), lane=Lane.SLOW)
    page.table.sortByColumn(COLUMNS.index(SortColumn.SUBJECT), Qt.SortOrder.AscendingOrder)
    qtbot.waitUntil(lambda: [one for one in page.table.findChildren(QLabel) if one.isVisible()] != [])
    (sign,) = [one for one in page.table.findChildren(QLabel) if one.isVisible()]
    assert sign.text() == "Sorting …"
    assert page.table.rect().contains(QRect(sign.mapTo(page.table, QPoint()), sign.size()))
    assert page.model.rowCount() == count
    going_on.set()
    settle(context)
    assert not sign.isVisible()


def test_the_menu_of_a_row_offers_what_can_be_done(
    many: Store, page: ActivitiesPage, qtbot: QtBot, settle: Callable[[Context], None]
) -> None:
    page.table.choose(0)
    page.table.customContextMenuRequested.emit(QPoint(20, 10))
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is not None)
    menu = QApplication.activePopupWidget()
    assert menu is not None
    texts = [action.text() for action in menu.actions()]
    assert {"Link to project …", "Change owner …", "Delete", "Erase for good …", "Copy as text"} <= set(texts)
    menu.close()
    settle(page.context)


def test_marks_in_rich_text_are_escaped_and_long_words_may_break() -> None:
    html = marked_html("<i>Offerte & offe</i>" + "x" * 40, "off")
    assert html.count("background-color") == 2
    assert "<i>" not in html
    assert "&amp;" in html
    assert "\N{ZERO WIDTH SPACE}" in html
    assert marked_html("plain", "") == "plain"


def test_places_are_counted_as_qt_counts() -> None:
    text = "a\N{ROCKET}bc\N{ROCKET}d"
    assert in_utf16(text, [(0, 1), (2, 2), (4, 1), (99, 3)]) == [(0, 1), (3, 2), (5, 2)]
    assert in_utf16("abc", []) == []

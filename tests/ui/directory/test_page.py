"""The page of the directory: looking records up, what belongs to them, and the directory as a file."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QPushButton
from pytestqt.qtbot import QtBot

from severa_desktop.core.directory import Contact, Customer, Directory, User
from severa_desktop.services.activities import Wanted
from severa_desktop.services.directory import DirectoryService
from severa_desktop.services.directory_editing import DirectoryEditing, Typed
from severa_desktop.services.directory_export import ExportForm
from severa_desktop.services.directory_schema import Section
from severa_desktop.store.store import Store
from severa_desktop.ui import theme
from severa_desktop.ui.breaking import BreakingLabel
from severa_desktop.ui.context import Context, Destination
from severa_desktop.ui.directory.form import RecordForm
from severa_desktop.ui.directory.model import COLUMNS
from severa_desktop.ui.directory.page import DirectoryPage
from severa_desktop.ui.directory.panel import RecordPanel
from severa_desktop.ui.directory.search import SECTIONS
from severa_desktop.ui.places import ACTIVITIES
from tests.services.company import DIRECTORY
from tests.ui.conftest import MakeContext
from tests.ui.directory.acting import texts
from tests.ui.directory.conftest import Said, Settle, ShowPage, chosen, names, show

SMALLEST = (576, 424)
"""The page's size in the smallest window."""


def test_the_first_section_is_shown_with_its_first_record(page: DirectoryPage) -> None:
    assert [page.bar.tabs.tabText(at) for at in range(page.bar.tabs.count())] == [
        "Users",
        "Customers",
        "Contact persons",
        "Projects and sales cases",
        "Activity types",
    ]
    assert names(page) == ["Anna de Vries", "Bram"]
    assert chosen(page) == ["Anna de Vries"]
    assert page.table.hasFocus()
    assert "anna@acme.example" in texts(page)


@pytest.mark.parametrize(
    ("section", "titles", "first"),
    [
        (Section.USERS, ["Name", "E-mail addresses", "State"], ["Anna de Vries", "anna@acme.example", ""]),
        (Section.CUSTOMERS, ["Name", "State"], ["Bakery", ""]),
        (
            Section.CONTACTS,
            ["Name", "E-mail addresses", "Customer", "State"],
            ["Piet Jansen", "piet@bakery.example", "Bakery", ""],
        ),
        (
            Section.PROJECTS,
            ["Number", "Name", "Kind", "Customer", "State"],
            ["1002", "New till", "Sales case", "Café", ""],
        ),
        (Section.ACTIVITY_TYPES, ["Name", "Category", "In calendars"], ["E-mail", "To do", ""]),
    ],
)
def test_each_section_has_its_columns(
    page: DirectoryPage, settle: Settle, section: Section, titles: list[str], first: list[str]
) -> None:
    show(page, section, settle)
    model = page.model
    assert [model.headerData(at, Qt.Orientation.Horizontal) for at in range(model.columnCount())] == titles
    assert [model.index(0, at).data() for at in range(model.columnCount())] == first
    assert page.table.accessibleName() == page.bar.tabs.tabText(SECTIONS.index(section))
    assert model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole) == f"{titles[0]}: {first[0]}"


def test_search_narrows_as_one_types_and_an_empty_one_says_what_to_do(
    qtbot: QtBot, page: DirectoryPage, settle: Settle
) -> None:
    page.bar.begin()
    QTest.keyClicks(page.bar.search, "br")
    qtbot.waitUntil(lambda: names(page) == ["Bram"])
    assert chosen(page) == ["Bram"]
    QTest.keyClick(page.bar.search, Qt.Key.Key_Return)
    assert page.table.hasFocus()
    page.bar.begin()
    page.bar.search.end(False)
    QTest.keyClicks(page.bar.search, "xx")
    qtbot.waitUntil(lambda: names(page) == [])
    assert any("all these words" in text for text in texts(page))
    (clear,) = [one for one in page.findChildren(QPushButton) if one.isVisible() and one.text() == "Clear search"]
    clear.click()
    qtbot.waitUntil(lambda: len(names(page)) == 2)


def test_a_sorted_column_stays_sorted_in_its_section(
    page: DirectoryPage, settle: Settle, show_page: ShowPage, make_context: MakeContext, context: Context
) -> None:
    page.table.horizontalHeader().setSortIndicator(0, Qt.SortOrder.DescendingOrder)
    settle(page.context)
    assert names(page) == ["Bram", "Anna de Vries"]
    show(page, Section.PROJECTS, settle)
    assert names(page) == ["New till", "Web shop"], "new projects first"
    show(page, Section.USERS, settle)
    assert names(page) == ["Bram", "Anna de Vries"]
    assert page.table.horizontalHeader().sortIndicatorOrder() is Qt.SortOrder.DescendingOrder
    show(page, Section.CONTACTS, settle)
    page.bar.inactive.setChecked(False)
    page.remember()
    again = show_page(make_context(context.folders))
    assert again.model.shown.section is Section.CONTACTS
    assert not again.bar.inactive.isChecked()
    show(again, Section.USERS, settle)
    assert names(again) == ["Bram", "Anna de Vries"]


def test_the_width_that_a_person_gives_a_column_is_remembered(
    qtbot: QtBot,
    page: DirectoryPage,
    settle: Settle,
    show_page: ShowPage,
    make_context: MakeContext,
    context: Context,
) -> None:
    header = page.table.horizontalHeader()
    edge = QPoint(header.sectionViewportPosition(2), header.height() // 2)
    width = header.sectionSize(1)
    viewport = header.viewport()
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, pos=edge)
    QTest.mouseMove(viewport, edge + QPoint(20, 0))
    QTest.mouseMove(viewport, edge + QPoint(40, 0))
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=edge + QPoint(40, 0))
    drawn = header.sectionSize(1)
    assert drawn != width
    page.remember()
    again = show_page(make_context(context.folders))
    assert again.table.horizontalHeader().sectionSize(1) == drawn
    show(again, Section.CONTACTS, settle)
    assert again.table.horizontalHeader().sectionSize(1) == width, "each section has its own"


@pytest.mark.parametrize("section", SECTIONS)
def test_in_the_smallest_window_names_can_be_read(page: DirectoryPage, settle: Settle, section: Section) -> None:
    page.resize(*SMALLEST)
    show(page, section, settle)
    header = page.table.horizontalHeader()
    names_of = COLUMNS[section]
    shown = [name for position, name in enumerate(names_of) if not page.table.isColumnHidden(position)]
    assert page.table.columnWidth(names_of.index("name")) >= 15 * theme.UNIT
    assert page.table.horizontalScrollBar().maximum() == 0
    assert len(shown) >= 2
    page.resize(1400, 700)
    assert header.hiddenSectionCount() == 0


def test_in_the_smallest_window_an_address_is_shown_whole_and_copied_as_it_is(
    page: DirectoryPage, settle: Settle, company: Store
) -> None:
    address = "anna.de.vries.van.den.bosch@administratie.acme.example"
    with company.writing() as writer:
        writer.save_directory(replace(DIRECTORY, users=(replace(DIRECTORY.users[0], emails=(address,)),)))
    page.resize(*SMALLEST)
    page.refresh()
    settle(page.context)
    (shown,) = [one for one in page.findChildren(BreakingLabel) if one.isVisible() and one.text() == address]
    QApplication.processEvents()
    area = page.detail.panel.viewport()
    assert area.rect().contains(QRect(shown.mapTo(area, QPoint()), shown.size()))
    assert shown.height() >= 2 * shown.fontMetrics().height()
    QTest.mouseDClick(shown, Qt.MouseButton.LeftButton, pos=QPoint(4, 4))
    assert address.startswith(shown.selectedText())
    assert shown.hasSelectedText()
    QTest.keyClick(shown, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == shown.selectedText()


def test_the_keys_turn_the_sections(qtbot: QtBot, page: DirectoryPage, settle: Settle) -> None:
    QTest.keyClick(page.table, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: page.model.shown.section is Section.CUSTOMERS)
    QTest.keyClick(page.table, Qt.Key.Key_PageUp, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(page.table, Qt.Key.Key_PageUp, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: page.model.shown.section is Section.ACTIVITY_TYPES)
    assert not page.bar.inactive.isVisible()


def test_activities_of_a_record_are_shown_on_their_page(page: DirectoryPage, settle: Settle) -> None:
    gone: list[Destination] = []
    page.context.going.connect(gone.append)
    for section in SECTIONS:
        show(page, section, settle)
        if page.acts.show_activities.isEnabled():
            page.acts.show_activities.trigger()
    assert gone == [
        Destination(ACTIVITIES, wanted=Wanted(owner="anna@acme.example")),
        Destination(ACTIVITIES, wanted=Wanted(customer="Bakery")),
        Destination(ACTIVITIES, wanted=Wanted(search="piet@bakery.example")),
        Destination(ACTIVITIES, wanted=Wanted(project=1002)),
    ]


def test_what_belongs_to_a_customer_is_a_click_away(page: DirectoryPage, settle: Settle) -> None:
    show(page, Section.CUSTOMERS, settle)
    settle(page.context)
    assert {"1 contact person", "1 project or sales case"} <= set(texts(page))
    (link,) = [one for one in page.findChildren(QPushButton) if one.text().strip() == "1 contact person"]
    link.click()
    settle(page.context)
    assert page.model.shown.section is Section.CONTACTS
    assert (page.bar.search.text(), names(page)) == ("Bakery", ["Piet Jansen"])


def test_an_empty_section_says_what_to_do(page: DirectoryPage, settle: Settle, company: Store) -> None:
    with company.writing() as writer:
        writer.save_directory(replace(DIRECTORY, activity_types=()))
    show(page, Section.ACTIVITY_TYPES, settle)
    assert "No activity types yet. Import your list, or add them here." in texts(page)
    page.window().activateWindow()
    page.take_focus()
    focused = page.focusWidget()
    assert isinstance(focused, QPushButton)
    assert focused.text() == "Import file …"
    (add,) = [one for one in page._empty.findChildren(QPushButton) if one.text() == "Add activity type"]
    add.click()
    assert page.form.isVisible()


def test_what_others_change_is_shown_and_the_selection_stays(
    page: DirectoryPage, settle: Settle, company: Store
) -> None:
    page.table.choose("u2")
    DirectoryEditing(company).add(Section.USERS, Typed("Aad", "aad@acme.example"))
    page.context.changed.emit()
    settle(page.context)
    assert names(page) == ["Aad", "Anna de Vries", "Bram"]
    assert chosen(page) == ["Bram"]


def test_names_are_shown_as_they_are(page: DirectoryPage, settle: Settle, company: Store) -> None:
    hostile = "<img src=x>&B"
    with company.writing() as writer:
        writer.save_directory(replace(DIRECTORY, customers=(Customer("c1", hostile), DIRECTORY.customers[1])))
    show(page, Section.CUSTOMERS, settle)
    page.table.choose("c1")
    (title,) = [one for one in page.detail.findChildren(QLabel) if one.text() == hostile]
    assert title.textFormat() is Qt.TextFormat.PlainText
    assert (
        page.model.index(page.model.row_of("c1"), 0).data(Qt.ItemDataRole.ToolTipRole)
        == "<qt>&lt;img src=x&gt;&amp;B</qt>"
    )


@pytest.mark.parametrize("form", list(ExportForm))
def test_the_directory_is_exported(
    page: DirectoryPage, settle: Settle, said: Said, company: Store, tmp_path: Path, form: ExportForm
) -> None:
    path = tmp_path / ("out" if form is ExportForm.CSV else f"out.{form}")
    page.export_to(path, form)
    settle(page.context)
    assert said[-1][0] == f"The directory was written to {path}."
    counts = DirectoryService(company).import_path(path, replacing=True)
    assert sum(count.unchanged for count in counts.values()) == 9


def test_an_export_that_cannot_be_written_is_said(
    page: DirectoryPage, settle: Settle, tmp_path: Path, went_wrong: list[Exception]
) -> None:
    page.export_to(tmp_path / "no" / "out.json", ExportForm.JSON)
    settle(page.context)
    assert "cannot be written" in str(went_wrong.pop())


def test_menus_offer_what_fits(qtbot: QtBot, page: DirectoryPage) -> None:
    page.table.customContextMenuRequested.emit(QPoint(5, 5))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert [one.text() for one in menu.actions()] == ["Change …", "Show activities", "Deactivate"]
    menu.close()


def test_what_follows_the_table_is_made_in_turns_of_its_own(qtbot: QtBot, context: Context) -> None:
    """So that the window goes on in between."""
    page = DirectoryPage(context)
    qtbot.addWidget(page)
    page.show()
    page.opened()
    numbers: list[int] = []
    turns = QTimer()
    turns.timeout.connect(lambda: numbers.append(len(page.findChildren(RecordPanel) + page.findChildren(RecordForm))))
    turns.start(0)
    qtbot.waitUntil(lambda: page.is_whole)
    turns.stop()
    assert {0, 1} <= set(numbers), "first the table, then what shows a record, then the form"
    assert len(page.findChildren(RecordPanel)) == len(page.findChildren(RecordForm)) == 1


def test_every_action_has_keys_in_its_tooltip(page: DirectoryPage) -> None:
    with_keys = [one for one in page.findChildren(QAction) if not one.shortcut().isEmpty()]
    assert len(with_keys) > 20
    for one in with_keys:
        assert one.shortcut().toString() in one.toolTip()


def test_fifty_thousand_records_are_shown_and_searched_at_once(
    qtbot: QtBot, page: DirectoryPage, settle: Settle, company: Store
) -> None:
    contacts = tuple(Contact(f"x{n}", f"Person {n}", (f"p{n}@bakery.example",), "c1") for n in range(50_000))
    with company.writing() as writer:
        writer.save_directory(Directory(DIRECTORY.activity_types, DIRECTORY.users, DIRECTORY.customers, contacts))
    show(page, Section.CONTACTS, settle)
    assert page.model.rowCount() == 50_002
    page.table.scrollToBottom()
    page.table.choose("x49999")
    assert chosen(page) == ["Person 49999"]
    page.bar.search.setText("person 4999")
    qtbot.waitUntil(lambda: page.model.rowCount() == 11)
    assert chosen(page) == ["Person 49999"]
    assert isinstance(page.model.line(0).record, Contact)
    assert User not in {type(page.model.line(row).record) for row in range(11)}

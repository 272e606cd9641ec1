"""The page of the directory: looking records up, adding and changing them in place, deactivating with a way back."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QMenu, QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from severa_desktop.core.directory import ActivityCategory, ActivityType, Contact, Customer, Directory, Project, User
from severa_desktop.services.activities import Wanted
from severa_desktop.services.directory import DirectoryService
from severa_desktop.services.directory_editing import DirectoryEditing, Typed
from severa_desktop.services.directory_export import ExportForm
from severa_desktop.services.directory_schema import Section
from severa_desktop.services.directory_search import Found, Kind
from severa_desktop.store.store import Store
from severa_desktop.ui import theme
from severa_desktop.ui.breaking import BreakingLabel
from severa_desktop.ui.context import Context, Destination
from severa_desktop.ui.directory.entries import CustomerEntry
from severa_desktop.ui.directory.form import RecordForm
from severa_desktop.ui.directory.model import COLUMNS
from severa_desktop.ui.directory.page import DirectoryPage
from severa_desktop.ui.directory.panel import RecordPanel
from severa_desktop.ui.directory.search import SECTIONS
from severa_desktop.ui.places import ACTIVITIES
from severa_desktop.ui.window import MainWindow
from tests.services.company import DIRECTORY
from tests.ui.conftest import MakeContext
from tests.ui.directory.conftest import Said, Settle, ShowPage, Stored, chosen, names, show

SMALLEST = (576, 424)
"""The page's size in the smallest window."""


def texts(page: DirectoryPage) -> list[str]:
    """Return what labels and buttons say now."""
    shown: list[QLabel | QPushButton] = [*page.findChildren(QLabel), *page.findChildren(QPushButton)]
    return [each.text().strip() for each in shown if each.isVisible() and each.text()]


def enter(page: DirectoryPage, name: str, text: str) -> None:
    editor = page.form.entries[name].editor
    if isinstance(editor, QPlainTextEdit):
        editor.setPlainText(text)
    else:
        assert isinstance(editor, QLineEdit)
        editor.setText(text)


def choose_customer(page: DirectoryPage, key: str, name: str) -> None:
    entry = page.form.entries["customer"]
    assert isinstance(entry, CustomerEntry)
    entry.take(Found(Kind.CUSTOMER, key, name, ""))


def press(page: DirectoryPage, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press a key where the keyboard is."""
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, key, modifier)


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


def test_a_record_is_added_in_place_and_shown(
    qtbot: QtBot, page: DirectoryPage, settle: Settle, said: Said, stored: Stored
) -> None:
    show(page, Section.CONTACTS, settle)
    assert page.add.text() == "Add contact person"
    QTest.keyClick(page.table, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert page.form.isVisible()
    assert page.form.entries["name"].editor.hasFocus()
    assert list(page.form.entries) == ["name", "emails", "customer"]
    QTest.keyClicks(page.form.entries["name"].editor, "Jan Smit")
    enter(page, "emails", "jan@cafe.example\nj.smit@cafe.example")
    choose_customer(page, "c2", "Café")
    page.form.save.trigger()
    settle(page.context)
    assert said[-1][0] == "“Jan Smit” added."
    assert not page.form.isVisible()
    assert chosen(page) == ["Jan Smit"]
    assert page.table.hasFocus()
    new = next(one for one in stored().contacts if one.name == "Jan Smit")
    assert (new.emails, new.customer) == (("jan@cafe.example", "j.smit@cafe.example"), "c2")
    assert "jan@cafe.example\nj.smit@cafe.example" in texts(page)


def test_a_new_record_is_shown_although_a_search_would_hide_it(
    qtbot: QtBot, page: DirectoryPage, settle: Settle, said: Said
) -> None:
    show(page, Section.CUSTOMERS, settle)
    page.bar.search.setText("caf")
    qtbot.waitUntil(lambda: names(page) == ["Café"])
    page.add.trigger()
    enter(page, "name", "Dairy")
    page.form.save.trigger()
    qtbot.waitUntil(lambda: chosen(page) == ["Dairy"])
    assert names(page) == ["Bakery", "Café", "Dairy"]


def test_what_is_wrong_stands_under_its_field_until_it_is_mended(
    qtbot: QtBot, page: DirectoryPage, settle: Settle, stored: Stored
) -> None:
    page.add.trigger()
    enter(page, "emails", "anna@acme.example")
    page.form.save.trigger()
    settle(page.context)
    name, emails = page.form.entries["name"], page.form.entries["emails"]
    assert name.remark.sentence == "This is missing or empty. Fill it in."
    assert name.remark.isVisible()
    assert name.editor.hasFocus()
    assert name.editor.property("wrong") == "true"
    enter(page, "name", "X")
    assert not name.remark.isVisible()
    page.form.save.trigger()
    settle(page.context)
    assert "is an address of the active user “Anna de Vries”" in emails.remark.sentence
    assert emails.editor.hasFocus()
    assert page.form.isVisible()
    assert stored() == DIRECTORY


def test_a_record_is_changed_by_enter_and_ctrl_s(
    qtbot: QtBot, page: DirectoryPage, settle: Settle, said: Said, stored: Stored
) -> None:
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    name = page.form.entries["name"].editor
    qtbot.waitUntil(name.hasFocus)
    assert isinstance(name, QLineEdit)
    assert name.text() == "Anna de Vries"
    enter(page, "name", "Anna Smit")
    QTest.keyClick(name, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    settle(page.context)
    assert said[-1][0] == "“Anna Smit” changed."
    assert stored().users[0] == replace(DIRECTORY.users[0], name="Anna Smit")
    assert chosen(page) == ["Anna Smit"]
    page.acts.change.trigger()
    name = page.form.entries["name"].editor
    QTest.keyClick(name, Qt.Key.Key_Return)
    settle(page.context)
    assert len(said) == 1, "nothing was changed, so nothing is said"
    assert not page.form.isVisible()


def test_every_field_of_a_project_and_a_type_can_be_entered(
    page: DirectoryPage, settle: Settle, stored: Stored, said: Said
) -> None:
    show(page, Section.PROJECTS, settle)
    page.acts.change.trigger()
    assert list(page.form.entries) == ["number", "name", "kind", "customer"]
    enter(page, "number", "1010")
    kind = page.form.entries["kind"].editor
    assert kind.property("currentText") == "Sales case"
    kind.setProperty("currentIndex", 0)
    entry = page.form.entries["customer"]
    assert isinstance(entry, CustomerEntry)
    entry._clear.click()
    page.form.save.trigger()
    settle(page.context)
    assert stored().projects[1] == Project("j2", 1010, "New till")
    show(page, Section.ACTIVITY_TYPES, settle)
    page.add.trigger()
    enter(page, "name", "Call")
    page.form.entries["category"].editor.setProperty(
        "currentIndex", list(ActivityCategory).index(ActivityCategory.PERSONAL)
    )
    page.form.entries["calendar_synced"].editor.setProperty("checked", True)
    page.form.save.trigger()
    settle(page.context)
    assert ActivityType("Call", ActivityCategory.PERSONAL, calendar_synced=True) in stored().activity_types


def test_what_was_entered_and_not_saved_comes_back_by_undo(page: DirectoryPage, settle: Settle, said: Said) -> None:
    show(page, Section.CONTACTS, settle)
    page.acts.change.trigger()
    page.form.cancel.trigger()
    assert said == [], "nothing was entered"
    page.acts.change.trigger()
    enter(page, "name", "Piet J.")
    choose_customer(page, "c2", "Café")
    page.form.cancel.trigger()
    assert not page.form.isVisible()
    text, back = said[-1]
    assert text == "What you entered was not saved."
    assert back is not None
    back()
    assert page.form.isVisible()
    draft = page.form.draft()
    assert (draft.typed.name, draft.typed.customer, draft.customer) == ("Piet J.", "c2", "Café")
    page.form.save.trigger()
    settle(page.context)
    assert said[-1][0] == "“Piet J.” changed."


def test_a_form_with_something_in_it_stays_until_it_is_saved_or_left(page: DirectoryPage, settle: Settle) -> None:
    page.add.trigger()
    enter(page, "name", "Carla")
    show(page, Section.CUSTOMERS, settle)
    assert page.form.isVisible()
    page.acts.change.trigger()
    assert "Save or cancel this one first." in texts(page)
    assert page.form.draft().typed.name == "Carla"
    page.form.cancel.trigger()
    assert not page.form.isVisible()
    assert chosen(page) == ["Bakery"]
    page.acts.change.trigger()
    show(page, Section.USERS, settle)
    assert not page.form.isVisible(), "nothing was entered in it"


def test_a_record_that_is_another_one_meanwhile_is_said_and_what_was_entered_stays(
    page: DirectoryPage, settle: Settle, company: Store, stored: Stored
) -> None:
    page.acts.change.trigger()
    enter(page, "name", "Anna B.")
    DirectoryEditing(company).change(Section.USERS, DIRECTORY.users[0], Typed("Anna C.", "anna@acme.example"))
    page.form.save.trigger()
    settle(page.context)
    assert any("was changed by somebody else" in text for text in texts(page))
    assert page.form.draft().typed.name == "Anna B."
    assert page.form.save.isEnabled()
    assert stored().users[0].name == "Anna C."


def test_a_defect_keeps_what_was_entered(
    page: DirectoryPage, settle: Settle, went_wrong: list[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_self: DirectoryEditing, _section: Section, _typed: Typed) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(DirectoryEditing, "add", fail)
    page.add.trigger()
    enter(page, "name", "Carla")
    page.form.save.trigger()
    settle(page.context)
    assert isinstance(went_wrong.pop(), ZeroDivisionError)
    assert page.form.draft().typed.name == "Carla"
    assert page.form.save.isEnabled()


@pytest.mark.parametrize(
    ("section", "words", "sentence"),
    [
        (Section.USERS, "Deactivate", "“Anna de Vries” is inactive now."),
        (Section.CUSTOMERS, "Deactivate", "“Bakery” is inactive now."),
        (Section.CONTACTS, "Deactivate", "“Piet Jansen” is inactive now."),
        (Section.PROJECTS, "Close project", "“New till” closed."),
    ],
)
def test_a_record_is_deactivated_by_delete_and_comes_back_by_undo(
    page: DirectoryPage,
    settle: Settle,
    said: Said,
    stored: Stored,
    section: Section,
    words: str,
    sentence: str,
) -> None:
    show(page, section, settle)
    assert words in texts(page)
    page.table.setFocus()
    QTest.keyClick(page.table, Qt.Key.Key_Delete)
    settle(page.context)
    assert said[-1][0] == sentence
    assert stored() != DIRECTORY
    assert words not in texts(page)
    state = page.model.index(page.table.currentIndex().row(), page.model.columnCount() - 1).data()
    assert state == ("Closed" if section is Section.PROJECTS else "Inactive")
    assert state in texts(page)
    back = said[-1][1]
    assert back is not None
    back()
    settle(page.context)
    assert said[-1] == (f"Undone: {sentence}", None)
    assert stored() == DIRECTORY
    QTest.keyClick(page.table, Qt.Key.Key_Delete)
    settle(page.context)
    QTest.keyClick(page.table, Qt.Key.Key_Delete)
    settle(page.context)
    assert stored() == DIRECTORY, "the same key activates again"


def test_undo_and_redo_by_keys_go_through_the_changes_of_this_page(
    qtbot: QtBot, page: DirectoryPage, settle: Settle, said: Said, stored: Stored
) -> None:
    control, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
    page.acts.change.trigger()
    enter(page, "name", "Anna Smit")
    page.form.save.trigger()
    settle(page.context)
    page.acts.deactivate.trigger()
    settle(page.context)
    now = stored()
    for _time in range(2):
        QTest.keyClick(page.table, Qt.Key.Key_Z, control)
        settle(page.context)
    assert stored() == DIRECTORY
    QTest.keyClick(page.table, Qt.Key.Key_Z, control)
    assert said[-1][0] == "There is nothing to undo."
    for _time in range(2):
        QTest.keyClick(page.table, Qt.Key.Key_Z, control | shift)
        settle(page.context)
    assert stored() == now
    QTest.keyClick(page.table, Qt.Key.Key_Z, control | shift)
    assert said[-1][0] == "There is nothing to redo."


def test_in_the_window_the_keys_of_undo_are_this_pages(
    qtbot: QtBot, context: Context, settle: Settle, said: Said, stored: Stored
) -> None:
    context.state.set_text("page", "directory")
    window = MainWindow(context)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    page = window.page
    assert isinstance(page, DirectoryPage)
    settle(context)
    QTest.keyClick(page.table, Qt.Key.Key_Delete)
    settle(context)
    assert stored() != DIRECTORY
    QTest.keyClick(page.table, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settle(context)
    assert said[-1][0] == "Undone: “Anna de Vries” is inactive now."
    assert stored() == DIRECTORY


def test_several_records_are_dealt_with_together(
    page: DirectoryPage, settle: Settle, said: Said, stored: Stored
) -> None:
    page.table.selectAll()
    assert "2 records chosen" in texts(page)
    assert not page.acts.change.isEnabled()
    page.acts.deactivate.trigger()
    settle(page.context)
    assert said[-1][0] == "2 records are inactive now."
    assert [user.active for user in stored().users] == [False, False]
    assert len(chosen(page)) == 2, "they stay selected"
    assert page.acts.activate.isEnabled()
    page.bar.inactive.setChecked(False)
    settle(page.context)
    assert "Nothing here is active." in texts(page)


def test_many_that_stay_selected_are_selected_at_once_and_told_once(
    page: DirectoryPage, settle: Settle, company: Store
) -> None:
    """However many they are: one by one would hold the window."""
    users = [User(f"v{number}", f"V {number:03}", ()) for number in range(300)]
    with company.writing() as writer:
        writer.save_directory(replace(DIRECTORY, users=(*DIRECTORY.users, *users)))
    page.context.changed.emit()
    settle(page.context)
    page.table.selectAll()
    told: list[int] = []
    page.table.chosen.connect(lambda: told.append(len(page.selected())))
    page.context.changed.emit()
    settle(page.context)
    assert told == [len(DIRECTORY.users) + len(users)]
    assert page.table.chosen_rows() == [range(told[0])]


def test_a_type_in_use_is_not_removed_and_another_one_is(
    page: DirectoryPage, settle: Settle, said: Said, stored: Stored, company: Store
) -> None:
    DirectoryEditing(company).add(Section.ACTIVITY_TYPES, Typed("Fax"))
    show(page, Section.ACTIVITY_TYPES, settle)
    page.acts.remove.trigger()
    settle(page.context)
    assert said[-1][0] == "“E-mail” is the default activity type, so it stays. Choose another default first."
    page.table.choose("Fax")
    page.acts.remove.trigger()
    settle(page.context)
    assert said[-1][0] == "“Fax” removed."
    assert stored() == DIRECTORY
    assert chosen(page) == ["E-mail"], "the next one"


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

"""Records of the directory added and changed in place, deactivated and removed, with a way back."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from severa_desktop.core.directory import ActivityCategory, ActivityType, Project, User
from severa_desktop.services.directory_editing import DirectoryEditing, Typed
from severa_desktop.services.directory_schema import Section
from severa_desktop.store.store import Store
from severa_desktop.ui.context import Context
from severa_desktop.ui.directory.entries import CustomerEntry
from severa_desktop.ui.directory.page import DirectoryPage
from severa_desktop.ui.window import MainWindow
from tests.services.company import DIRECTORY
from tests.ui.directory.acting import choose_customer, enter, texts
from tests.ui.directory.conftest import Said, Settle, Stored, chosen, names, show


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

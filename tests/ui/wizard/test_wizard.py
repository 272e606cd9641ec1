"""Setting up step by step: begins at the first start, goes back and forth, is kept whole at the end or not at all."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from severa_desktop.bootstrap import Application
from severa_desktop.core.directory import ActivityType
from severa_desktop.core.settings import Settings
from severa_desktop.core.source_settings import FolderSettings
from severa_desktop.paths import Folders, resource_folder
from severa_desktop.services.directory_editing import Typed
from severa_desktop.services.directory_schema import Section
from severa_desktop.services.setup_file import write_setup
from severa_desktop.store.store import Store
from severa_desktop.ui.context import Context, Destination, Reopening
from severa_desktop.ui.notice import Notice
from severa_desktop.ui.places import TO_CHECK
from severa_desktop.ui.settings.source_entries import FolderEntries, MailboxEntries
from severa_desktop.ui.shortcuts import ShortcutPanel
from severa_desktop.ui.window import MainWindow
from severa_desktop.ui.wizard.wizard import Wizard
from tests.services.company import DIRECTORY as RECORDS
from tests.services.company import SETTINGS
from tests.ui.conftest import MakeContext
from tests.ui.wizard.conftest import LONG, Settle, open_window, wizard_of

Move = Callable[[Wizard, int], None]
CAS = Typed("Cas", "cas@acme.example")
WELCOME, ADDRESS, ACTIVITY, DIRECTORY, SOURCES, CALENDAR, READY = range(7)


def position(wizard: Wizard) -> int:
    return wizard.steps.index(wizard.step)


def window_of(wizard: Wizard) -> MainWindow:
    window = wizard.window()
    assert isinstance(window, MainWindow)
    return window


def enter(wizard: Wizard, settle: Settle, move: Move) -> None:
    """Enter what is needed: address and activity type."""
    move(wizard, ADDRESS)
    wizard.address.section.field.prefix.setText("acme")
    settle(wizard.context)
    move(wizard, ACTIVITY)
    wizard.activity.new_type.name.enter("E-mail")
    move(wizard, DIRECTORY)


def notice(window: MainWindow) -> str:
    found = window.findChild(Notice)
    assert found is not None
    return found._text.text() if found.isVisible() else ""


# ------------------------------------------------------------------------------ beginning


def test_it_begins_at_the_first_start_and_only_then(
    qtbot: QtBot, make_context: MakeContext, folders: Folders, settle: Settle
) -> None:
    first = open_window(qtbot, make_context(folders))
    wizard = wizard_of(qtbot, first)
    assert not first.navigation.isVisible()
    wizard.cancel.trigger()
    assert first.navigation.isVisible()
    second = open_window(qtbot, make_context(folders))
    settle(second.context)
    assert not second.wizards.is_open


def test_it_begins_again_where_nobody_finished_or_left_it(
    qtbot: QtBot, make_context: MakeContext, folders: Folders
) -> None:
    first = open_window(qtbot, make_context(folders))
    wizard_of(qtbot, first)
    # To the sample company, say, or closed in the middle.
    first.close()
    wizard_of(qtbot, open_window(qtbot, make_context(folders)))


def test_a_company_that_is_set_up_is_not_asked(qtbot: QtBot, context: Context, settle: Settle) -> None:
    window = open_window(qtbot, context)
    settle(context)
    assert not window.wizards.is_open


def test_nothing_of_it_is_loaded_before_it_is_needed(qtbot: QtBot, context: Context, settle: Settle) -> None:
    window = open_window(qtbot, context)
    settle(context)
    assert window._wizards is None


def test_it_can_be_opened_at_any_time_with_what_is_stored(set_up: Wizard, move: Move) -> None:
    assert position(set_up) == WELCOME
    move(set_up, ADDRESS)
    assert set_up.address.section.field.value() == "acme@severamail.com"
    move(set_up, ACTIVITY)
    assert set_up.activity.type.value() == "E-mail"
    assert not set_up.activity.is_new
    move(set_up, READY)
    assert ("E-mail address", "acme@severamail.com") in set_up.ready.lines


def test_the_sample_company_is_one_click_away(wizard: Wizard, fresh: MainWindow) -> None:
    reopened: list[Reopening] = []
    fresh.context.reopening.connect(reopened.append)
    wizard.welcome.sample.trigger()
    assert reopened == [Reopening.SAMPLE]


def test_a_colleagues_file_fills_the_steps_and_nothing_is_stored(
    wizard: Wizard, stored: Application, settle: Settle, move: Move, tmp_path: Path
) -> None:
    company_file = tmp_path / "anna.json"
    write_setup(company_file, SETTINGS, RECORDS)
    wizard.welcome.colleague.look_at(company_file)
    settle(wizard.context)
    wizard.welcome.colleague.look.take.trigger()
    settle(wizard.context)
    move(wizard, ADDRESS)
    assert wizard.address.section.field.value() == "acme@severamail.com"
    move(wizard, READY)
    assert wizard.activity.type.value() == "E-mail"
    assert "2 users" in dict(wizard.ready.lines)["Directory"]
    assert stored.setup.settings() == Settings()
    assert stored.directory.directory().users == ()


# ------------------------------------------------------------------------------ going back and forth


def test_every_step_can_be_left_and_come_back_to(wizard: Wizard, settle: Settle, move: Move) -> None:
    enter(wizard, settle, move)
    for _time in range(3):
        wizard.back.trigger()
        settle(wizard.context)
    assert position(wizard) == WELCOME
    assert not wizard.back.isEnabled()
    for expected in range(1, 7):
        wizard.next.trigger()
        settle(wizard.context)
        assert position(wizard) == expected
    assert wizard.next.text() == "Finish"
    move(wizard, ADDRESS)
    assert wizard.address.section.field.prefix.text() == "acme"
    move(wizard, ACTIVITY)
    assert wizard.activity.type.value() == "E-mail"


def test_what_is_wrong_keeps_one_from_going_on_but_not_back(wizard: Wizard, settle: Settle, move: Move) -> None:
    move(wizard, ADDRESS)
    field = wizard.address.section.field
    field.prefix.setText("1001.acme")
    settle(wizard.context)
    wizard.next.trigger()
    settle(wizard.context)
    assert position(wizard) == ADDRESS
    assert "digits and a dot" in field.refusal
    assert field.prefix.hasFocus()
    wizard.back.trigger()
    settle(wizard.context)
    assert position(wizard) == WELCOME
    move(wizard, ADDRESS)
    assert field.prefix.text() == "1001.acme"
    assert "digits and a dot" in field.refusal


def test_a_step_is_chosen_at_the_left_by_pointer_and_by_keys(
    wizard: Wizard, settle: Settle, qapp: QApplication
) -> None:
    wizard.rail.buttons[DIRECTORY].click()
    settle(wizard.context)
    assert position(wizard) == DIRECTORY
    assert wizard.rail.buttons[DIRECTORY].isChecked()
    wizard.rail.buttons[DIRECTORY].setFocus()
    QTest.keyClick(wizard.rail.buttons[DIRECTORY], Qt.Key.Key_Down)
    assert wizard.rail.buttons[SOURCES].hasFocus()
    QTest.keyClick(wizard.rail.buttons[SOURCES], Qt.Key.Key_Return)
    settle(wizard.context)
    assert position(wizard) == SOURCES
    assert wizard.rail.buttons[DIRECTORY].accessibleName() == "Step 4: Directory, seen"


@pytest.mark.parametrize("at", range(7))
def test_the_keyboard_is_at_the_first_thing_to_enter(wizard: Wizard, move: Move, at: int) -> None:
    move(wizard, at)
    expected = {
        WELCOME: wizard._next_button,
        ADDRESS: wizard.address.section.field.prefix,
        ACTIVITY: wizard.activity.new_type.name.editor,
        DIRECTORY: wizard.directory.choice.ways.buttons[0],
        CALENDAR: wizard.calendar._choose_button,
        READY: wizard.ready.test.from_who.editor,
    }
    focused = QApplication.focusWidget()
    if at == SOURCES:
        assert isinstance(focused, QPushButton)
        assert focused.text() == "Add a mailbox …"
    else:
        assert focused is expected[at]


def test_enter_goes_on_from_a_line(wizard: Wizard, settle: Settle, move: Move) -> None:
    move(wizard, ADDRESS)
    QTest.keyClicks(wizard.address.section.field.prefix, "acme")
    settle(wizard.context)
    QTest.keyClick(wizard.address.section.field.prefix, Qt.Key.Key_Return)
    settle(wizard.context)
    assert position(wizard) == ACTIVITY


def test_every_key_is_told_apart(wizard: Wizard, move: Move) -> None:
    """No two things that can be done in one step have the same keys."""
    for at, step in enumerate(wizard.steps):
        move(wizard, at)
        shown = [*step.findChildren(QAction), *wizard.actions(), *wizard.window().actions()]
        keys = [one.shortcut().toString() for one in shown if one.isEnabled() and not one.shortcut().isEmpty()]
        assert len(keys) == len(set(keys)), (step.title, sorted(keys))


# ------------------------------------------------------------------------------ the end


def test_finishing_keeps_all_of_it_at_once(
    qtbot: QtBot,
    wizard: Wizard,
    fresh: MainWindow,
    stored: Application,
    settle: Settle,
    move: Move,
    tmp_path: Path,
) -> None:
    enter(wizard, settle, move)
    wizard.directory.import_from(resource_folder() / "sample" / "directory.json")
    settle(wizard.context)
    assert wizard.directory.page is not None
    wizard.directory.page.importing.apply.trigger()
    settle(wizard.context)
    move(wizard, SOURCES)
    section = wizard.sources.section
    section.enter_folder.trigger()
    assert section.form is not None
    assert isinstance(section.form.entries, FolderEntries)
    section.form.entries.path.enter(str(tmp_path))
    section.form.save.trigger()
    settle(wizard.context)
    assert stored.setup.settings() == Settings()
    assert stored.directory.directory().users == ()
    assert stored.sources.sources() == []
    move(wizard, READY)
    wizard.next.trigger()
    qtbot.waitUntil(lambda: not fresh.wizards.is_open, timeout=LONG)
    setup = stored.setup.setup()
    assert (str(setup.address), setup.settings.activity_type) == ("acme@severamail.com", "E-mail")
    assert len(stored.directory.directory().users) == 10
    assert [one.source.settings for one in stored.sources.sources()] == [FolderSettings(str(tmp_path))]
    assert notice(fresh) == "All of it is kept."
    settle(fresh.context)
    assert fresh.navigation.isVisible()
    assert fresh.page.isVisible()


def test_cancelling_changes_nothing_and_can_be_taken_back(
    wizard: Wizard, fresh: MainWindow, stored: Application, settle: Settle, move: Move
) -> None:
    enter(wizard, settle, move)
    QTest.keyClick(wizard, Qt.Key.Key_Escape)
    assert not fresh.wizards.is_open
    assert notice(fresh) == "Nothing was changed."
    assert stored.setup.settings() == Settings()
    assert stored.directory.directory().activity_types == ()
    fresh.furniture._undo()
    assert not fresh.navigation.isVisible()
    assert fresh.wizards.wizard is wizard
    move(wizard, ADDRESS)
    assert wizard.address.section.field.prefix.text() == "acme"


def test_after_cancelling_it_begins_anew_with_what_is_stored(
    qtbot: QtBot, set_up: Wizard, settle: Settle, move: Move
) -> None:
    window = window_of(set_up)
    move(set_up, ADDRESS)
    set_up.address.section.field.prefix.setText("other")
    settle(set_up.context)
    set_up.cancel.trigger()
    window.context.setting_up.emit()
    again = wizard_of(qtbot, window)
    assert again is not set_up
    settle(window.context)
    move(again, ADDRESS)
    assert again.address.section.field.prefix.text() == "acme"


def test_going_elsewhere_cancels(set_up: Wizard) -> None:
    window = window_of(set_up)
    window.context.go(Destination(TO_CHECK))
    assert not window.wizards.is_open
    assert window.navigation.isVisible()
    assert notice(window) == "Nothing was changed."


def test_what_cannot_be_kept_is_said_and_changes_nothing(
    wizard: Wizard, fresh: MainWindow, stored: Application, settle: Settle, move: Move
) -> None:
    enter(wizard, settle, move)
    page = wizard.directory.show_page()
    page.context.background.run(page, lambda services: services.directory_editing.add(Section.USERS, CAS))
    settle(wizard.context)
    stored.directory_editing.add(Section.USERS, CAS)
    move(wizard, READY)
    wizard.next.trigger()
    settle(fresh.context)
    assert fresh.wizards.is_open
    assert wizard.problem.sentence.startswith("Nothing was changed: The directory was changed meanwhile")
    assert stored.setup.settings() == Settings()
    assert len(stored.directory.directory().users) == 1
    assert wizard.next.isEnabled()


def test_a_type_that_is_gone_leads_back_to_its_field(
    set_up: Wizard, company: Store, stored: Application, settle: Settle, move: Move
) -> None:
    with company.writing() as writer:
        writer.save_directory(replace(RECORDS, activity_types=(ActivityType("E-mail"), ActivityType("Phone"))))
    window = window_of(set_up)
    set_up.cancel.trigger()
    window.context.setting_up.emit()
    settle(window.context)
    again = window.wizards.wizard
    assert again is not None
    move(again, ACTIVITY)
    again.activity.type.enter("Phone")
    move(again, READY)
    stored.directory_editing.remove_types(["Phone"])
    again.next.trigger()
    settle(window.context)
    assert position(again) == ACTIVITY
    assert "no activity type “Phone”" in again.problem.sentence
    assert stored.setup.settings() == SETTINGS


def test_a_password_that_is_not_kept_is_said_before_it_ends(
    qtbot: QtBot, set_up: Wizard, stored: Application, settle: Settle, move: Move
) -> None:
    window = window_of(set_up)
    move(set_up, SOURCES)
    set_up.sources.section.enter_mailbox.trigger()
    form = set_up.sources.section.form
    assert form is not None
    assert isinstance(form.entries, MailboxEntries)
    form.entries.user.enter("anna@acme.example")
    form.entries.host.enter("imap.acme.example")
    form.save.trigger()
    settle(set_up.context)
    move(set_up, READY)
    set_up.next.trigger()
    qtbot.waitUntil(lambda: set_up.next.text() == "Close", timeout=LONG)
    assert len(stored.sources.sources()) == 1
    assert "SEVERA_DESKTOP_PASSWORD_1" in set_up.trouble.sentence
    assert not set_up.cancel.isEnabled()
    set_up.next.trigger()
    assert not window.wizards.is_open


def test_something_half_entered_is_asked_about_before_the_end(set_up: Wizard, settle: Settle, move: Move) -> None:
    move(set_up, SOURCES)
    set_up.sources.section.enter_folder.trigger()
    move(set_up, READY)
    assert position(set_up) == SOURCES
    form = set_up.sources.section.form
    assert form is not None
    assert form.problem.sentence == "Add this one or leave it first."
    move(set_up, ADDRESS)
    assert position(set_up) == ADDRESS
    set_up.rail.buttons[SOURCES].click()
    settle(set_up.context)
    assert set_up.sources.section.form is form


def test_its_keys_are_listed_and_those_of_the_window_rest(set_up: Wizard) -> None:
    window = window_of(set_up)
    usable = {made.shortcut().toString() for made in window.actions() if made.isEnabled()}
    assert usable == {"Ctrl+Z", "F1", "Ctrl+W", "Ctrl+Q"}
    set_up.cancel.trigger()
    usable = {made.shortcut().toString() for made in window.actions() if made.isEnabled()}
    assert {"Ctrl+1", "Ctrl+V"} <= usable


def test_f1_lists_the_keys_of_the_step_that_is_shown(set_up: Wizard, move: Move) -> None:
    window = window_of(set_up)
    move(set_up, SOURCES)
    next(made for made in window.actions() if made.shortcut().toString() == "F1").trigger()
    panel = window.findChild(ShortcutPanel)
    assert panel is not None
    texts = [label.text() for label in panel.findChildren(QLabel)]
    assert "Add a mailbox" in texts
    assert "Next" in texts
    assert "Try it with the sample company" not in texts


def test_closing_the_window_in_the_middle_keeps_nothing(
    wizard: Wizard, fresh: MainWindow, stored: Application, settle: Settle, move: Move
) -> None:
    enter(wizard, settle, move)
    fresh.quit()
    fresh.context.close()
    assert stored.setup.settings() == Settings()

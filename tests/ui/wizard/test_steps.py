"""Each step of setting up, and what it promises."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from severa_desktop.bootstrap import Application
from severa_desktop.core.source_settings import FolderSettings, SourceKind
from severa_desktop.services.directory_editing import Typed
from severa_desktop.services.directory_schema import Section
from severa_desktop.services.sources import NewSource
from severa_desktop.ui.settings.source_entries import FolderEntries, MailboxEntries
from severa_desktop.ui.window import MainWindow
from severa_desktop.ui.wizard.wizard import Wizard
from tests.ui.wizard.conftest import LONG, Settle, shown_texts, wizard_of

Move = Callable[[Wizard, int], None]
WELCOME, ADDRESS, ACTIVITY, DIRECTORY, SOURCES, CALENDAR, READY = range(7)


# ------------------------------------------------------------------------------ e-mail address


def test_the_address_is_checked_as_one_types_and_what_works_is_copied(
    wizard: Wizard, settle: Settle, move: Move
) -> None:
    move(wizard, ADDRESS)
    section = wizard.address.section
    for text, words in (("1001.acme", "digits and a dot"), ("ac me", "1 to 64 ASCII letters"), ("acme", "")):
        section.field.prefix.setText(text)
        settle(wizard.context)
        assert words in section.field.refusal
    assert (section.plain.text(), section.numbered.text()) == ("acme@severamail.com", "1001.acme@severamail.com")
    section.copy.trigger()
    assert QGuiApplication.clipboard().text() == "acme@severamail.com"
    section.copy_numbered.trigger()
    assert QGuiApplication.clipboard().text() == "1001.acme@severamail.com"


def test_it_is_said_where_the_mail_goes_and_which_ways_remain(wizard: Wizard, settle: Settle, move: Move) -> None:
    move(wizard, ADDRESS)
    way = wizard.address.section.way
    assert "goes to Severa’s servers, never to this computer" in way.sentence
    assert "Sent folder keeps the Bcc" in way.sentence
    assert "an address of your own" in way.sentence
    wizard.address.section.field.prefix.setText("severa@acme.example")
    settle(wizard.context)
    assert "your company’s own mail server" in way.sentence
    assert "catch-all" in way.sentence
    assert "LMTP" in way.sentence


@pytest.mark.parametrize(
    ("position", "words"), [(0, "Options › Bcc"), (1, "at the right of To"), (2, "Copies & Folders")]
)
def test_it_is_said_how_it_is_added_as_bcc(wizard: Wizard, move: Move, position: int, words: str) -> None:
    move(wizard, ADDRESS)
    bcc = wizard.address.bcc
    assert [bcc.programs.tabText(tab) for tab in range(3)] == ["Outlook", "Gmail", "Thunderbird"]
    bcc.programs.setCurrentIndex(position)
    assert words in bcc.steps.text()
    assert bcc.steps.isVisible()


# ------------------------------------------------------------------------------ new activities


def test_a_type_that_the_directory_does_not_have_is_added_and_chosen(
    wizard: Wizard, settle: Settle, move: Move
) -> None:
    move(wizard, ACTIVITY)
    step = wizard.activity
    assert step.is_new
    step.new_type.name.enter("  Sales   mail ")
    step.new_type.synced.setChecked(True)
    move(wizard, DIRECTORY)
    move(wizard, ACTIVITY)
    assert step.type.isVisible()
    assert step.type.value() == "Sales mail"
    step.another.trigger()
    step.new_type.name.enter("Other")
    step.choose.trigger()
    assert step.type.value() == "Sales mail"


def test_status_and_status_of_new_activities_are_two(wizard: Wizard, move: Move) -> None:
    move(wizard, ACTIVITY)
    wizard.activity.status.enter("inactive")
    wizard.activity.activity_status.enter("in_review")
    move(wizard, READY)
    assert ("Status", "Inactive") in wizard.ready.lines
    assert ("Status of new activities", "In review") in wizard.ready.lines


def test_the_type_can_come_with_the_directory_later(wizard: Wizard, settle: Settle, move: Move) -> None:
    move(wizard, DIRECTORY)
    wizard.directory.show_page()
    wizard.context.background.run(
        wizard, lambda services: services.directory_editing.add(Section.ACTIVITY_TYPES, Typed("Mail"))
    )
    settle(wizard.context)
    wizard.context.changed.emit()
    settle(wizard.context)
    move(wizard, ACTIVITY)
    assert not wizard.activity.is_new
    wizard.activity.type.enter("Mail")
    move(wizard, READY)
    assert ("Default activity type", "Mail") in wizard.ready.lines


# ------------------------------------------------------------------------------ directory


def test_a_file_is_looked_at_first_and_taken_at_the_end(
    wizard: Wizard, stored: Application, settle: Settle, move: Move, tmp_path: Path
) -> None:
    move(wizard, DIRECTORY)
    file = tmp_path / "users.csv"
    file.write_text("name;email\nAnna;anna@acme.example\nBram;bram@acme.example\n", encoding="utf-8")
    wizard.directory.import_from(file)
    settle(wizard.context)
    page = wizard.directory.page
    assert page is not None
    assert page.importing.isVisible()
    # Its own buttons lead on; those of the wizard would be two ways out of the same thing.
    assert not wizard.title.isVisible()
    assert not wizard.next.isEnabled()
    page.importing.apply.trigger()
    settle(wizard.context)
    assert wizard.title.isVisible()
    assert wizard.next.isEnabled()
    wizard.back.trigger()
    assert wizard.step is wizard.directory
    assert wizard.directory.choice.counts.text() == "So far: 2 users"
    assert stored.directory.directory().users == ()


def test_a_look_that_is_left_changes_nothing(wizard: Wizard, settle: Settle, move: Move, tmp_path: Path) -> None:
    move(wizard, DIRECTORY)
    file = tmp_path / "users.csv"
    file.write_text("name;email\nAnna;anna@acme.example\n", encoding="utf-8")
    wizard.directory.import_from(file)
    settle(wizard.context)
    assert wizard.directory.page is not None
    wizard.directory.page.importing.cancel.trigger()
    settle(wizard.context)
    assert wizard.next.isEnabled()
    wizard.directory.show_choice()
    assert not wizard.directory.choice.counts.isVisible()


def test_records_are_entered_on_the_page_of_the_directory(
    wizard: Wizard, stored: Application, settle: Settle, move: Move
) -> None:
    move(wizard, DIRECTORY)
    wizard.directory.choice.enter.trigger()
    settle(wizard.context)
    page = wizard.directory.page
    assert page is not None
    page.add.trigger()
    page.form.entries["name"].editor.setProperty("text", "Anna")
    page.form.entries["emails"].editor.setProperty("plainText", "anna@acme.example")
    page.form.save.trigger()
    settle(wizard.context)
    move(wizard, READY)
    assert ("Directory", "1 user") in wizard.ready.lines
    assert wizard.ready.test.from_who.value() == "anna@acme.example"
    assert stored.directory.directory().users == ()


def test_a_record_that_is_half_entered_is_asked_about_before_one_goes_on(
    wizard: Wizard, settle: Settle, move: Move
) -> None:
    move(wizard, DIRECTORY)
    page = wizard.directory.show_page()
    settle(wizard.context)
    page.add.trigger()
    page.form.entries["name"].editor.setProperty("text", "Anna")
    wizard.next.trigger()
    settle(wizard.context)
    assert page.form.isVisible()
    assert "Save or cancel this one first." in shown_texts(wizard)
    page.form.cancel.trigger()
    wizard.next.trigger()
    settle(wizard.context)
    assert wizard.step is wizard.sources


def test_it_can_be_left_for_later(wizard: Wizard, settle: Settle, move: Move) -> None:
    move(wizard, DIRECTORY)
    wizard.next.trigger()
    settle(wizard.context)
    assert wizard.step is wizard.sources
    move(wizard, READY)
    assert ("Directory", "later") in wizard.ready.lines


# ------------------------------------------------------------------------------ where mails come from


def test_the_ways_of_an_address_at_severa_are_its_own_mailboxes_or_another_address(
    wizard: Wizard, settle: Settle, move: Move
) -> None:
    move(wizard, SOURCES)
    texts = shown_texts(wizard)
    assert "never to this computer" in texts
    assert "Read your own mailboxes" in texts
    assert "Use an address of your own" in texts
    assert "Let the mail server deliver here" not in texts
    wizard.sources.section.enter_mailbox.trigger()
    form = wizard.sources.section.form
    assert form is not None
    assert isinstance(form.entries, MailboxEntries)
    assert form.entries.folders.value().splitlines() == ["INBOX", "Sent"]
    form.cancel.trigger()
    wizard.sources.section.enter_address.trigger()
    settle(wizard.context)
    assert wizard.step is wizard.address
    assert wizard.address.section.field.domain.hasFocus()


def test_the_ways_of_an_own_address_are_a_catch_all_or_lmtp(wizard: Wizard, settle: Settle, move: Move) -> None:
    move(wizard, ADDRESS)
    wizard.address.section.field.prefix.setText("severa@acme.example")
    settle(wizard.context)
    move(wizard, SOURCES)
    texts = shown_texts(wizard)
    assert "Read a catch-all mailbox" in texts
    assert "Let the mail server deliver here" in texts
    assert "Use an address of your own" not in texts
    wizard.sources.section.enter(SourceKind.LMTP)
    form = wizard.sources.section.form
    settle(wizard.context)
    assert form is not None
    assert form.isVisible()


def test_what_is_entered_stays_when_one_goes_back(wizard: Wizard, settle: Settle, move: Move, tmp_path: Path) -> None:
    move(wizard, SOURCES)
    section = wizard.sources.section
    section.enter_folder.trigger()
    form = section.form
    assert form is not None
    assert isinstance(form.entries, FolderEntries)
    form.entries.path.enter(str(tmp_path))
    wizard.back.trigger()
    settle(wizard.context)
    assert wizard.step is wizard.directory
    wizard.next.trigger()
    settle(wizard.context)
    assert form.entries.path.value() == str(tmp_path)
    form.save.trigger()
    settle(wizard.context)
    assert section.form is None
    move(wizard, READY)
    assert ("Where mails come from", str(tmp_path)) in wizard.ready.lines


def test_sources_that_are_there_can_be_changed_and_removed(
    qtbot: QtBot, set_up: Wizard, stored: Application, settle: Settle, move: Move, tmp_path: Path
) -> None:
    window = set_up.window()
    assert isinstance(window, MainWindow)
    set_up.cancel.trigger()
    for name in ("one", "two", "three"):
        (tmp_path / name).mkdir()
    for name in ("one", "two"):
        stored.sources.add(NewSource(FolderSettings(str(tmp_path / name))))
    window.context.setting_up.emit()
    wizard = wizard_of(qtbot, window)
    move(wizard, SOURCES)
    section = wizard.sources.section
    section.choice.choose(1)
    section.remove.trigger()
    settle(wizard.context)
    section.choice.choose(2)
    section.change.trigger()
    assert section.form is not None
    assert isinstance(section.form.entries, FolderEntries)
    section.form.entries.path.enter(str(tmp_path / "three"))
    section.form.save.trigger()
    settle(wizard.context)
    assert len(stored.sources.sources()) == 2
    move(wizard, READY)
    wizard.next.trigger()
    qtbot.waitUntil(lambda: not window.wizards.is_open, timeout=LONG)
    found = [one.source for one in stored.sources.sources()]
    assert [(one.id, one.settings) for one in found] == [(2, FolderSettings(str(tmp_path / "three")))]


# ------------------------------------------------------------------------------ calendar


@pytest.fixture
def meeting(wizard: Wizard, settle: Settle, move: Move) -> Wizard:
    """A type is chosen that calendars show."""
    move(wizard, ACTIVITY)
    wizard.activity.new_type.name.enter("Meeting")
    wizard.activity.new_type.synced.setChecked(True)
    move(wizard, CALENDAR)
    return wizard


def test_a_type_that_calendars_show_is_advised_against_and_one_click_records_it(
    meeting: Wizard, stored: Application, settle: Settle
) -> None:
    advice = meeting.calendar.advice
    assert meeting.calendar.synced.isChecked()
    assert "in Severa, in the settings of the calendar integration" in advice.advice.sentence
    advice.record.trigger()
    settle(meeting.context)
    assert advice.advice.sentence == ""
    assert "was excluded" in advice.recorded.sentence
    assert stored.setup.setup().excluded == frozenset()


def test_for_another_type_there_is_nothing_to_do(meeting: Wizard, settle: Settle) -> None:
    meeting.calendar.synced.click()
    settle(meeting.context)
    assert not meeting.calendar.advice.isVisible()
    assert meeting.calendar.fine.isVisible()
    meeting.calendar.synced.click()
    settle(meeting.context)
    assert meeting.calendar.advice.isVisible()


def test_without_a_type_one_is_led_to_it(wizard: Wizard, settle: Settle, move: Move) -> None:
    move(wizard, CALENDAR)
    wizard.calendar.choose.trigger()
    settle(wizard.context)
    assert wizard.step is wizard.activity

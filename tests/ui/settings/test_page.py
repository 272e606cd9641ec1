"""The page of settings: what is entered is saved together or not at all, and taken back whole."""

import itertools
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from severa_desktop.core.directory import ActivityType
from severa_desktop.core.settings import ActivityStatus, IntegrationStatus, Setting, Settings
from severa_desktop.paths import Folders
from severa_desktop.services.setup import SetupService
from severa_desktop.services.setup_file import SettingsText
from severa_desktop.store.store import Store
from severa_desktop.ui.context import Context, Destination, Reopening
from severa_desktop.ui.places import DIRECTORY
from severa_desktop.ui.places import SETTINGS as SETTINGS_PAGE
from severa_desktop.ui.settings.fields import Field
from severa_desktop.ui.settings.page import SettingsPage
from severa_desktop.ui.settings.section import Section
from severa_desktop.ui.window import MainWindow
from tests.services.company import DIRECTORY as RECORDS
from tests.services.company import SETTINGS
from tests.ui.conftest import MakeContext
from tests.ui.settings.conftest import Said, ShowPage

Settle = Callable[[Context], None]
Stored = Callable[[], Settings]


def save(qtbot: QtBot, page: SettingsPage, said: Said) -> None:
    count = len(said)
    assert page.save.isEnabled()
    page.save.trigger()
    assert not page.save.isEnabled(), "it is being saved"
    qtbot.waitUntil(lambda: len(said) > count)
    assert said[-1][0] == "Settings saved."


def undo(qtbot: QtBot, said: Said) -> None:
    back = said[-1][1]
    assert back is not None
    count = len(said)
    back()
    qtbot.waitUntil(lambda: len(said) > count)
    assert said[-1] == ("The former settings are back.", None)


def test_each_section_is_made_and_put_there_in_turns_of_their_own(qtbot: QtBot, context: Context) -> None:
    """So that the window goes on in between."""
    page = SettingsPage(context)
    qtbot.addWidget(page)
    page.show()
    steps: list[int] = []

    def count() -> None:
        made = sum(isinstance(one, Section) for one in QApplication.allWidgets())
        steps.append(made + len(page.findChildren(Section)))

    turns = QTimer()
    turns.timeout.connect(count)
    turns.start(0)
    qtbot.waitUntil(lambda: page.is_whole)
    turns.stop()
    assert steps[-1] - steps[0] > 10
    assert all(after - before <= 1 for before, after in itertools.pairwise(steps))


def enter_everything(page: SettingsPage) -> None:
    page.address.field.prefix.setText("Other")
    page.activities.type.enter("Phone")
    page.activities.status.enter("in_review")
    page.intake.status.enter("inactive")
    page.intake.max_size.box.setText("7")


@pytest.fixture
def two_types(company: Store) -> None:
    with company.writing() as writer:
        types = (ActivityType("E-mail"), ActivityType("Phone"))
        writer.save_directory(replace(RECORDS, activity_types=types))


def test_it_shows_what_is_stored_and_there_is_nothing_to_save(page: SettingsPage) -> None:
    assert page.address.field.prefix.text() == "acme"
    assert page.address.field.domain.text() == "severamail.com"
    assert page.activities.type.box.currentText() == "E-mail"
    assert page.activities.status.box.currentText() == "Done"
    assert page.intake.status.box.currentText() == "Active"
    assert page.intake.max_size.box.text() == "50"
    assert not page.save.isEnabled()
    assert not page.discard.isEnabled()
    assert not page.missing.isVisible()


def test_all_of_it_is_saved_together_and_taken_back_whole(
    qtbot: QtBot, two_types: None, page: SettingsPage, said: Said, stored: Stored, settle: Settle
) -> None:
    enter_everything(page)
    settle(page.context)
    save(qtbot, page, said)
    settle(page.context)
    now = stored()
    assert str(now.address) == "other@severamail.com"
    assert (now.activity_type, now.status, now.max_size) == ("Phone", IntegrationStatus.INACTIVE, 7)
    assert now.activity_status is ActivityStatus.IN_REVIEW
    # It is shown as it is stored.
    assert page.address.field.prefix.text() == "other"
    assert not page.save.isEnabled()
    undo(qtbot, said)
    settle(page.context)
    assert stored() == SETTINGS
    assert page.address.field.prefix.text() == "acme"
    assert page.intake.max_size.box.text() == "50"
    assert not page.save.isEnabled()


def test_only_what_differs_is_saved(
    qtbot: QtBot, page: SettingsPage, company: Store, said: Said, stored: Stored, settle: Settle
) -> None:
    page.intake.max_size.box.setText("9")
    SetupService(company).change(SettingsText(status="inactive", activity_status="in_progress"))
    save(qtbot, page, said)
    assert stored() == replace(
        SETTINGS, max_size=9, status=IntegrationStatus.INACTIVE, activity_status=ActivityStatus.IN_PROGRESS
    )


def test_what_another_process_stores_is_shown_and_what_was_entered_stays(
    page: SettingsPage, company: Store, settle: Settle
) -> None:
    page.intake.max_size.box.setText("9")
    SetupService(company).change(SettingsText(status="inactive", max_size=30))
    page.context.changed.emit()
    settle(page.context)
    assert page.intake.status.value() == "inactive"
    assert page.intake.max_size.box.text() == "9"
    page.discard.trigger()
    assert page.intake.max_size.box.text() == "30"
    assert not page.save.isEnabled()


def test_leaving_keeps_what_was_entered(page: SettingsPage, settle: Settle) -> None:
    page.address.field.prefix.setText("other")
    page.hide()
    page.context.changed.emit()
    page.show()
    page.opened()
    settle(page.context)
    assert page.address.field.prefix.text() == "other"
    assert page.save.isEnabled()


def test_discarding_brings_everything_back(page: SettingsPage, two_types: None, settle: Settle) -> None:
    page.refresh()
    settle(page.context)
    enter_everything(page)
    page.window_section.language.enter("nl")
    settle(page.context)
    assert page.discard.isEnabled()
    page.discard.trigger()
    settle(page.context)
    assert page.address.field.value() == "acme@severamail.com"
    assert page.activities.type.value() == "E-mail"
    assert page.window_section.language.value() == ""
    assert not page.discard.isEnabled()
    assert not page.save.isEnabled()


def test_a_refusal_by_the_store_stands_at_its_field_and_nothing_is_saved(
    qtbot: QtBot, two_types: None, page: SettingsPage, company: Store, stored: Stored, settle: Settle
) -> None:
    enter_everything(page)
    settle(page.context)
    with company.writing() as writer:
        writer.save_directory(RECORDS)
    page.save.trigger()
    qtbot.waitUntil(lambda: bool(page.activities.type.refusal))
    assert page.activities.type.refusal == ("The directory has no activity type “Phone”. Give one of these: E-mail.")
    assert not page.save.isEnabled()
    assert page.address.field.prefix.text() == "Other"
    assert stored() == SETTINGS
    page.activities.type.enter("E-mail")
    assert page.activities.type.refusal == ""
    assert page.save.isEnabled()


def test_what_cannot_be_written_is_said_and_can_be_saved_again(
    qtbot: QtBot,
    page: SettingsPage,
    folders: Folders,
    went_wrong: list[Exception],
    said: Said,
    stored: Stored,
) -> None:
    with closing(sqlite3.connect(folders.store)) as rival:
        rival.execute("CREATE TRIGGER t BEFORE INSERT ON settings BEGIN SELECT RAISE(ABORT, 'no'); END")
        page.intake.max_size.box.setText("9")
        page.save.trigger()
        qtbot.waitUntil(lambda: bool(went_wrong))
        went_wrong.clear()
        assert stored() == SETTINGS
        rival.execute("DROP TRIGGER t")
    save(qtbot, page, said)
    assert stored().max_size == 9


def test_what_is_typed_while_it_is_being_saved_is_not_lost(
    qtbot: QtBot, page: SettingsPage, said: Said, stored: Stored, settle: Settle
) -> None:
    page.intake.max_size.box.setText("9")
    page.save.trigger()
    page.intake.max_size.box.setText("91")
    qtbot.waitUntil(lambda: bool(said))
    settle(page.context)
    assert stored().max_size == 9
    assert page.intake.max_size.box.text() == "91"
    assert page.save.isEnabled()


@pytest.mark.parametrize("size", ["", "0", "1025"])
def test_a_size_out_of_range_is_refused_as_one_types(page: SettingsPage, size: str) -> None:
    field = page.intake.max_size
    field.box.setText(size)
    assert field.refusal == "The largest size of a mail must be from 1 to 1,024 MiB."
    assert field.box.accessibleDescription() == field.refusal
    assert not page.save.isEnabled()
    field.box.setText("1024")
    assert field.refusal == ""
    assert page.save.isEnabled()


def test_a_size_counts_with_the_arrow_keys_and_takes_digits_only(page: SettingsPage) -> None:
    box = page.intake.max_size.box
    QTest.keyClick(box, Qt.Key.Key_Up)
    assert box.text() == "51"
    QTest.keyClick(box, Qt.Key.Key_Down)
    QTest.keyClicks(box, "x")
    assert box.text() == "50"
    box.setText("0")
    QTest.keyClick(box, Qt.Key.Key_Down)
    assert box.text() == "0"


def test_an_empty_store_says_what_is_missing_and_where_types_come_from(
    qtbot: QtBot, make_context: MakeContext, folders: Folders, show_page: ShowPage
) -> None:
    folders.data.mkdir()
    context = make_context(folders)
    page = show_page(context)
    assert "Set the e-mail address and the default activity type" in page.missing.sentence
    assert page.address.field.domain.text() == "severamail.com"
    assert page.address.field.value() == ""
    assert page.address.field.refusal == ""
    assert not page.save.isEnabled()
    assert not page.discard.isEnabled()
    assert not page.activities.type.box.isEnabled()
    assert page.activities.no_types.isVisible()
    gone: list[Destination] = []
    context.going.connect(gone.append)
    page.activities.directory.trigger()
    assert gone == [Destination(DIRECTORY)]


def test_settings_can_be_saved_before_all_are_known(
    qtbot: QtBot, make_context: MakeContext, folders: Folders, show_page: ShowPage, settle: Settle
) -> None:
    folders.data.mkdir()
    context = make_context(folders)
    page = show_page(context)
    said: Said = []
    context.said.connect(lambda text, back: said.append((text, back)))
    page.address.field.prefix.setText("acme")
    settle(context)
    save(qtbot, page, said)
    settle(context)
    assert "Choose the default activity type" in page.missing.sentence
    undo(qtbot, said)
    settle(context)
    assert "Set the e-mail address and" in page.missing.sentence
    assert page.address.field.prefix.text() == ""


def test_a_type_that_is_no_longer_in_the_directory_stays_chosen_and_is_told(
    page: SettingsPage, company: Store, settle: Settle
) -> None:
    with company.writing() as writer:
        writer.save_directory(replace(RECORDS, activity_types=(ActivityType("Phone"),)))
    page.context.changed.emit()
    settle(page.context)
    assert page.activities.type.value() == "E-mail"
    assert "not in the directory any more" in page.activities.no_types.sentence
    assert not page.save.isEnabled()
    page.activities.type.enter("Phone")
    assert page.activities.no_types.sentence == ""


def test_keys_save_and_discard(qtbot: QtBot, page: SettingsPage, said: Said, stored: Stored) -> None:
    page.intake.max_size.box.setText("9")
    QTest.keyClick(page.intake.max_size.box, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert page.intake.max_size.box.text() == "50"
    page.intake.max_size.box.setText("8")
    QTest.keyClick(page.intake.max_size.box, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: bool(said))
    assert stored().max_size == 8


def test_each_setting_has_one_field(page: SettingsPage) -> None:
    assert set(page._fields) == set(Setting)
    assert len(page.findChildren(Field)) == len(Setting) + 1


def test_another_language_is_saved_with_the_rest_and_the_window_made_anew(
    qtbot: QtBot, page: SettingsPage, said: Said, settle: Settle
) -> None:
    reopened: list[Reopening] = []
    page.context.reopening.connect(reopened.append)
    page.window_section.language.enter("nl")
    save(qtbot, page, said)
    assert page.context.state.text("language") == "nl"
    assert reopened == [Reopening.LANGUAGE]
    undo(qtbot, said)
    assert page.context.state.text("language") == ""
    assert reopened == [Reopening.LANGUAGE] * 2


def test_the_key_for_undo_takes_back_what_was_said_last(
    qtbot: QtBot, context: Context, said: Said, stored: Stored, settle: Settle
) -> None:
    context.state.set_text("page", SETTINGS_PAGE)
    window = MainWindow(context)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    settle(context)
    page = window.page
    assert isinstance(page, SettingsPage)
    page.intake.max_size.box.setText("9")
    save(qtbot, page, said)
    page.activities.type.box.setFocus()
    QTest.keyClick(page.activities.type.box, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: said[-1] == ("The former settings are back.", None))
    assert stored() == SETTINGS
    QTest.keyClick(page.activities.type.box, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: said[-1] == ("There is nothing to undo.", None))


def test_the_page_is_there_before_the_store_is_loaded() -> None:
    script = "import sys, severa_desktop.ui.settings.page; print('sqlalchemy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"

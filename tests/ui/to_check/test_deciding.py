"""Deciding about what needs a look: doing what is suggested, adding people, handing in again, and the way back."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QListWidget, QPushButton
from pytestqt.qtbot import QtBot

from severa_desktop.core.directory import User
from severa_desktop.core.settings import IntegrationStatus
from severa_desktop.services.checking import CheckingService
from severa_desktop.services.correcting import CorrectingService
from severa_desktop.services.importing import Handover, ImportService
from severa_desktop.store.store import Store
from severa_desktop.ui.context import Context
from severa_desktop.ui.picker import DirectoryPicker
from severa_desktop.ui.to_check.page import ToCheckPage
from tests.services.company import DIRECTORY, SETTINGS, message
from tests.ui.to_check.acting import (
    ALT,
    CONTROL,
    LONG,
    SEVERAL,
    UNKNOWN,
    Open,
    activity,
    buttons,
    day,
    keys,
    now,
    press,
    refused,
    shows,
    subjects,
    take_in,
    texts,
)


def test_a_suggestion_says_why_and_is_carried_out_by_nobody_else(
    company: Store, open_page: Open, qtbot: QtBot, context: Context
) -> None:
    take_in(company, message(1, Bcc=SEVERAL))
    page = open_page()
    shows(qtbot, page, "The mail went to 1002.acme@severamail.com.")
    assert activity(company).activity.project is None
    assert {"Link to project 1001 Web shop", "Link to project 1002 New till"} <= set(buttons(page))
    with qtbot.waitSignal(context.said) as said:
        press(page, "Link to project 1002 New till")
    project = activity(company).activity.project
    assert project is not None
    assert project.number == 1002
    # That was all that was to check about it.
    shows(qtbot, page, "Nothing to check")
    assert said.args is not None
    said.args[1]()
    shows(qtbot, page, "⚠ The mail names several projects")
    assert activity(company).activity.project is None


def test_what_was_suggested_for_one_is_never_done_to_the_next(company: Store, open_page: Open, qtbot: QtBot) -> None:
    take_in(company, message(1, Bcc=SEVERAL, Date=day(2)), message(2, Cc=UNKNOWN, Date=day(1), To="x@else.example"))
    page = open_page()
    shows(qtbot, page, "The mail went to 1001.acme@severamail.com.")
    keys(page, Qt.Key.Key_Down)
    # The next mail was not read yet.
    keys(page, Qt.Key.Key_1, ALT)
    shows(qtbot, page, "⚠ No project has the number 4711")
    assert [activity(company, number).activity.project for number in (1, 2)] == [None, None]


def test_what_somebody_else_dealt_with_is_not_shown(company: Store, open_page: Open, qtbot: QtBot) -> None:
    take_in(company, message(1, Cc=UNKNOWN, Date=day(2)), refused(2, Date=day(1)))
    page = open_page()
    shows(qtbot, page, "⚠")
    CorrectingService(company, now).delete([1])
    page.detail.show_key(page.model.key(0))
    shows(qtbot, page, "Choose a line to read the mail")


def test_a_suggestion_by_key(company: Store, open_page: Open, qtbot: QtBot) -> None:
    take_in(company, message(1, Bcc=SEVERAL))
    page = open_page()
    shows(qtbot, page, "The mail went to 1001.acme@severamail.com.")
    keys(page, Qt.Key.Key_1, ALT)
    shows(qtbot, page, "Nothing to check")


def test_what_still_needs_a_look_stays(company: Store, open_page: Open, qtbot: QtBot) -> None:
    take_in(company, message(1, To="x@else.example", Bcc=SEVERAL, Date="never"))
    page = open_page()
    shows(qtbot, page, "⚠ The mail names several projects")
    qtbot.waitUntil(lambda: "Link to project 1001 Web shop" in buttons(page))
    press(page, "Link to project 1001 Web shop")
    shows(qtbot, page, "1001 Web shop", "Project 1001 is this customer’s.")
    press(page, "Link to customer Bakery")
    qtbot.waitUntil(lambda: activity(company).activity.customer is not None)
    press(page, "Mark as checked")
    shows(qtbot, page, "Nothing to check")


def test_project_and_customer_are_chosen(company: Store, open_page: Open, qtbot: QtBot) -> None:
    take_in(company, message(1, Cc=UNKNOWN, Date="never"))
    page = open_page()
    shows(qtbot, page, "⚠ No project has the number 4711")
    for pressed, typed, name in (
        ("Choose project …", "till", "1002 New till"),
        ("Choose customer …", "caf", "Café"),
    ):
        press(page, pressed)
        choose(qtbot, page, typed)
        shows(qtbot, page, name)


def test_a_search_field_opens_under_the_row_while_its_mail_is_not_read_yet(
    company: Store, open_page: Open, qtbot: QtBot
) -> None:
    take_in(company, message(1, Cc=UNKNOWN, Date="never"))
    page = open_page()
    keys(page, Qt.Key.Key_K, CONTROL)
    (picker,) = [one for one in page.window().findChildren(DirectoryPicker) if one.isVisible()]
    row = page.table.visualRect(page.table.currentIndex())
    under = page.table.viewport().mapToGlobal(row.bottomLeft()).y()
    assert under <= picker.y() < under + 10
    picker.close()


def choose(qtbot: QtBot, page: ToCheckPage, typed: str) -> None:
    """Type into the search field that has just opened, and take the one that fits."""
    (picker,) = [one for one in page.window().findChildren(DirectoryPicker) if one.isVisible()]
    field, rows = picker.findChild(QLineEdit), picker.findChild(QListWidget)
    assert isinstance(field, QLineEdit)
    assert isinstance(rows, QListWidget)
    field.setText(typed)
    qtbot.waitUntil(lambda: rows.count() == 1 and typed in rows.item(0).text().lower())
    QTest.keyClick(field, Qt.Key.Key_Return)


def test_a_user_added_its_mails_are_offered_together_and_imported(
    company: Store, open_page: Open, qtbot: QtBot, context: Context
) -> None:
    take_in(company, *(refused(number, To="Carla <carla@acme.example>") for number in (1, 2, 3)), refused(4))
    page = open_page()
    keys(page, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: "Add carla@acme.example as user" in buttons(page))
    assert not page.importable.isVisible()
    with qtbot.waitSignal(context.said) as said:
        press(page, "Add carla@acme.example as user")
    assert said.args is not None
    assert said.args[0] == "Carla is a user now."
    shows(qtbot, page, "3 mails can now be imported.")
    assert CheckingService(company).count().rejected == 4
    with qtbot.waitSignal(context.said, timeout=LONG) as said:
        keys(page, Qt.Key.Key_I, CONTROL)
    assert said.args is not None
    assert said.args[0] == "3 mails imported."
    qtbot.waitUntil(lambda: subjects(page) == ["Mail 4"])
    assert not page.importable.isVisible()
    said.args[1]()
    qtbot.waitUntil(lambda: CheckingService(company).count().rejected == 1)


def test_a_user_added_is_taken_back(company: Store, open_page: Open, qtbot: QtBot, context: Context) -> None:
    take_in(company, refused(1, To="Carla <carla@acme.example>"))
    page = open_page()
    qtbot.waitUntil(lambda: "Add carla@acme.example as user" in buttons(page))
    with qtbot.waitSignal(context.said) as said:
        press(page, "Add carla@acme.example as user")
    shows(qtbot, page, "1 mail can now be imported.")
    assert said.args is not None
    with qtbot.waitSignal(context.said) as said_back:
        said.args[1]()
    assert said_back.args is not None
    assert said_back.args[0] == "Carla is not active any more."
    qtbot.waitUntil(lambda: not page.importable.isVisible())


def test_anybody_on_it_becomes_a_contact_person(
    company: Store, open_page: Open, qtbot: QtBot, context: Context
) -> None:
    take_in(company, message(1, To="Karin <karin@else.example>", Cc=UNKNOWN))
    page = open_page()
    qtbot.waitUntil(lambda: "Add to directory …" in buttons(page))
    keys(page, Qt.Key.Key_D, CONTROL)
    shows(qtbot, page, "Karin <karin@else.example>")
    assert "Karin <karin@else.example>: As user" in buttons(page)
    press(page, "Karin <karin@else.example>: As contact person …")
    with qtbot.waitSignal(context.said) as said:
        choose(qtbot, page, "bak")
    assert said.args is not None
    assert said.args[0] == "Karin is a contact person of Bakery now."
    # Now there is one whose customer the mail can be linked to.
    qtbot.waitUntil(lambda: "Link to customer Bakery" in buttons(page))


def test_who_cannot_be_added_is_said_beside_the_mail(company: Store, open_page: Open, qtbot: QtBot) -> None:
    take_in(company, refused(1, To="Carla <carla@acme.example>"))
    page = open_page()
    qtbot.waitUntil(lambda: "Add carla@acme.example as user" in buttons(page))
    button = next(one for one in page.findChildren(QPushButton) if "carla" in one.accessibleName())
    with company.writing() as writer:
        taken = User("u9", "Carla", ("carla@acme.example",))
        writer.save_directory(replace(DIRECTORY, users=(*DIRECTORY.users, taken)))
    button.click()
    shows(qtbot, page, "carla@acme.example", "u9")


def test_import_again_says_why_it_is_still_not_imported(company: Store, open_page: Open, qtbot: QtBot) -> None:
    take_in(company, refused(1))
    page = open_page()
    shows(qtbot, page, "✕")
    keys(page, Qt.Key.Key_R, CONTROL)
    qtbot.waitUntil(lambda: "Still not imported." in texts(page), timeout=LONG)
    qtbot.waitUntil(page.acts.import_again.isEnabled)


def test_an_inactive_integration_imports_nothing_and_says_so(company: Store, open_page: Open, qtbot: QtBot) -> None:
    take_in(company, refused(1))
    with company.writing() as writer:
        writer.save_settings(replace(SETTINGS, status=IntegrationStatus.INACTIVE))
    page = open_page()
    shows(qtbot, page, "✕")
    press(page, "Import again")
    qtbot.waitUntil(lambda: "so nothing was imported" in texts(page), timeout=LONG)


def test_what_could_not_be_read_is_read_again_from_its_file(
    company: Store, open_page: Open, qtbot: QtBot, context: Context, tmp_path: Path
) -> None:
    path = tmp_path / "letter.eml"
    path.write_bytes(b"no mail")
    list(ImportService(company, now).run(Handover([str(path)])))
    page = open_page()
    shows(qtbot, page, "Not readable", "letter.eml")
    assert "Try again" in buttons(page)
    assert "Import again" not in buttons(page)
    path.write_bytes(message(1))
    with qtbot.waitSignal(context.said, timeout=LONG) as said:
        keys(page, Qt.Key.Key_R, CONTROL)
    assert said.args is not None
    assert said.args[0] == "1 mail imported."

"""Going through what needs a look: reading it, doing what is suggested, handing it in again, and the way back."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QPoint, QRect, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QStackedWidget,
    QTextBrowser,
    QToolButton,
)
from pytestqt.qtbot import QtBot

from severa_desktop.core.directory import User
from severa_desktop.core.settings import IntegrationStatus
from severa_desktop.services.activities import ActivitiesService, StoredActivity
from severa_desktop.services.checking import CheckingService, CheckKind
from severa_desktop.services.correcting import CorrectingService
from severa_desktop.services.importing import Handover, ImportService
from severa_desktop.store.store import Store
from severa_desktop.ui import theme
from severa_desktop.ui.context import Context, Destination
from severa_desktop.ui.fitting import FittingArea
from severa_desktop.ui.picker import DirectoryPicker
from severa_desktop.ui.places import ACTIVITIES, IMPORT
from severa_desktop.ui.to_check.page import ToCheckPage
from severa_desktop.ui.to_check.suggestions import SuggestionList
from tests.services.company import DIRECTORY, SETTINGS, message, with_attachment

UNKNOWN = "4711.acme@severamail.com"
SEVERAL = "1001.acme@severamail.com, 1002.acme@severamail.com"
SMALLEST = (576, 424)
"""The page's size in the smallest window."""
LONG = 60_000
"""So long does a test wait for a process on a machine that may be busy."""

Open = Callable[[], ToCheckPage]


@pytest.fixture
def open_page(qtbot: QtBot, context: Context) -> Open:
    """Open the page within a window, once mails are in the store."""
    windows: list[QStackedWidget] = []

    def opened() -> ToCheckPage:
        window = QStackedWidget()
        qtbot.addWidget(window)
        windows.append(window)
        page = ToCheckPage(context)
        window.addWidget(page)
        window.resize(1100, 700)
        window.show()
        with qtbot.waitSignal(page.model.loaded):
            page.opened()
        return page

    return opened


def now() -> int:
    return 1_800_000_000


def take_in(store: Store, *mails: bytes) -> None:
    contents = [(f"{number}.eml", content) for number, content in enumerate(mails, 1)]
    list(ImportService(store, now).run(Handover([], contents=contents)))


def refused(number: int | str = 1, sender: str = "X <x@else.example>", **headers: str) -> bytes:
    """Return a mail without a user."""
    return message(number, From=sender, **{"To": "y@else.example"} | headers)


def day(number: int) -> str:
    return f"{number:02} Mar 2026 09:15:00 +0100"


def activity(store: Store, activity_id: int = 1) -> StoredActivity:
    return ActivitiesService(store).activity(activity_id)


def subjects(page: ToCheckPage) -> list[str]:
    return [str(page.model.index(row, 1).data()) for row in range(page.model.rowCount())]


def texts(page: ToCheckPage) -> str:
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def body(page: ToCheckPage) -> str:
    return page.detail.findChildren(QTextBrowser)[0].toPlainText()


def buttons(page: ToCheckPage) -> list[str]:
    found = page.findChildren(QPushButton)
    return [one.accessibleName() or one.text() for one in found if one.isVisible() and one.isEnabled()]


def press(page: ToCheckPage, text: str) -> None:
    found = page.findChildren(QPushButton)
    (button,) = [one for one in found if text in (one.text(), one.accessibleName()) and one.isVisible()]
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def keys(page: ToCheckPage, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    page.window().activateWindow()
    page.take_focus()
    QTest.keyClick(page.table, key, held)


def shows(qtbot: QtBot, page: ToCheckPage, *wanted: str) -> None:
    qtbot.waitUntil(lambda: all(one in texts(page) for one in wanted))


CONTROL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier


def test_everything_newest_first_with_sign_and_words(company: Store, open_page: Open, qtbot: QtBot) -> None:
    take_in(company, message(1, Cc=UNKNOWN, Date=day(1)), refused(2, Date=day(2)), b"no mail")
    page = open_page()
    model = page.model
    rows = [[model.index(row, column).data() for column in range(3)] for row in range(model.rowCount())]
    assert sorted(rows[1:] + rows[:1]) == sorted(
        [
            ["No e-mail", "3.eml", "–"],
            ["No user on it", "Mail 2", "x@else.example"],
            ["Unknown project number", "Mail 1", "anna@acme.example"],
        ]
    )
    assert subjects(page).index("Mail 2") < subjects(page).index("Mail 1")
    for row in range(3):
        cell = model.index(row, 0)
        assert not cell.data(Qt.ItemDataRole.DecorationRole).isNull()
        assert "\n" in cell.data(Qt.ItemDataRole.AccessibleTextRole)


def test_the_first_is_chosen_and_its_mail_read(company: Store, open_page: Open, qtbot: QtBot) -> None:
    take_in(company, with_attachment(1, From="X <x@else.example>", To="y@else.example, Y <y@else.example>"))
    page = open_page()
    shows(qtbot, page, "Mail 1", "✕ Neither the sender x@else.example", "X <x@else.example>", "offer.pdf", "1.eml")
    assert "Y <y@else.example>" in texts(page).splitlines()
    assert body(page).strip() == "Hello"


def test_an_activity_with_warnings_is_read(company: Store, open_page: Open, qtbot: QtBot) -> None:
    take_in(company, message(1, "Agreed.\n", Cc=UNKNOWN))
    page = open_page()
    shows(qtbot, page, "Mail 1", "⚠ No project has the number 4711", "Anna de Vries", "Piet Jansen", "Bakery", "none")
    assert body(page).strip() == "Agreed."


def test_marked_as_checked_the_next_is_chosen_and_undo_brings_it_back(
    company: Store, open_page: Open, qtbot: QtBot, context: Context
) -> None:
    take_in(company, *(message(number, Cc=UNKNOWN, Date=day(number)) for number in range(1, 5)))
    page = open_page()
    keys(page, Qt.Key.Key_Down)
    shows(qtbot, page, "Mail 3")
    with qtbot.waitSignal(context.said) as said:
        keys(page, Qt.Key.Key_M, CONTROL)
    qtbot.waitUntil(lambda: subjects(page) == ["Mail 4", "Mail 2", "Mail 1"])
    shows(qtbot, page, "Mail 2")
    assert said.args is not None
    said.args[1]()
    qtbot.waitUntil(lambda: subjects(page) == ["Mail 4", "Mail 3", "Mail 2", "Mail 1"])
    shows(qtbot, page, "Mail 2")


def test_home_and_end_go_through_the_list(company: Store, open_page: Open, qtbot: QtBot) -> None:
    take_in(company, *(refused(number, Date=day(number)) for number in range(1, 5)))
    page = open_page()
    keys(page, Qt.Key.Key_End)
    shows(qtbot, page, "Mail 1")
    keys(page, Qt.Key.Key_Home)
    shows(qtbot, page, "Mail 4")


def test_enter_reads_the_mail_in_the_list_and_presses_a_button_elsewhere(
    company: Store, open_page: Open, qtbot: QtBot, context: Context
) -> None:
    take_in(company, message(1, Cc=UNKNOWN))
    page = open_page()
    shows(qtbot, page, "⚠")
    keys(page, Qt.Key.Key_Return)
    assert page.window().focusWidget() is page.detail.findChildren(QTextBrowser)[0]
    (button,) = [one for one in page.findChildren(QPushButton) if one.text() == "Open the activity"]
    button.setFocus()
    with qtbot.waitSignal(context.going):
        QTest.keyClick(button, Qt.Key.Key_Return)


def test_the_last_one_dealt_with_the_one_above_it_is_chosen(company: Store, open_page: Open, qtbot: QtBot) -> None:
    take_in(company, refused(1, Date=day(1)), refused(2, Date=day(2)))
    page = open_page()
    keys(page, Qt.Key.Key_Down)
    shows(qtbot, page, "Mail 1")
    keys(page, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: subjects(page) == ["Mail 2"])
    shows(qtbot, page, "Mail 2")
    press(page, "Dismiss")
    shows(qtbot, page, "Nothing to check: everything was imported, and nothing needs a look.")


def test_several_are_dealt_with_at_once(company: Store, open_page: Open, qtbot: QtBot, context: Context) -> None:
    take_in(company, *(refused(number, Date=day(number)) for number in range(1, 4)), message(4, Cc=UNKNOWN))
    page = open_page()
    page.table.selectAll()
    shows(qtbot, page, "4 chosen")
    with qtbot.waitSignal(context.said) as said:
        page.acts.dismiss.trigger()
    assert said.args is not None
    assert said.args[0] == "3 mails dismissed."
    qtbot.waitUntil(lambda: subjects(page) == ["Mail 4"])
    shows(qtbot, page, "Anna de Vries")


def test_of_a_mixed_choice_what_is_left_stays_chosen(company: Store, open_page: Open, qtbot: QtBot) -> None:
    mails = [refused(n, Date=day(n)) if n % 2 else message(n, Cc=UNKNOWN, Date=day(n)) for n in range(1, 9)]
    take_in(company, *mails)
    page = open_page()
    page.table.selectAll()
    page.acts.mark_checked.trigger()
    qtbot.waitUntil(lambda: subjects(page) == ["Mail 7", "Mail 5", "Mail 3", "Mail 1"])
    shows(qtbot, page, "4 chosen")
    page.acts.dismiss.trigger()
    shows(qtbot, page, "Nothing to check")


def test_the_list_has_the_focus_again_after_a_button_is_gone(company: Store, open_page: Open, qtbot: QtBot) -> None:
    take_in(company, message(1, Bcc=SEVERAL, Date=day(2)), message(2, Cc=UNKNOWN, Date=day(1)))
    page = open_page()
    shows(qtbot, page, "The mail went to 1001.acme@severamail.com.")
    button = next(one for one in page.findChildren(QPushButton) if one.accessibleName().startswith("Link to project"))
    button.setFocus()
    button.click()
    qtbot.waitUntil(lambda: subjects(page) == ["Mail 2"])
    assert page.window().focusWidget() is page.table


def test_chips_narrow_the_list_and_are_remembered(
    company: Store, open_page: Open, qtbot: QtBot, context: Context
) -> None:
    take_in(company, message(1, Cc=UNKNOWN), refused(2), refused(3), b"no mail")
    page = open_page()
    names = [chip.text().strip() for chip in page.chips._chips.values() if not chip.isHidden()]
    assert names == ["Not imported 2", "Not readable 1", "With warnings 1"]
    keys(page, Qt.Key.Key_R, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    shows(qtbot, page, "✕")
    page.remember()
    another = ToCheckPage(context)
    qtbot.addWidget(another)
    assert another.chips.kinds == {CheckKind.FAILED}
    page.chips.clear()
    qtbot.waitUntil(lambda: page.model.rowCount() == 4)


def test_nothing_of_a_kind(company: Store, open_page: Open, qtbot: QtBot) -> None:
    take_in(company, refused(1))
    page = open_page()
    page.chips._chips[CheckKind.WARNING].click()
    shows(qtbot, page, "Nothing of this kind is to check.")
    press(page, "Show everything")
    qtbot.waitUntil(lambda: subjects(page) == ["Mail 1"])


def test_an_empty_list_leads_on(open_page: Open, qtbot: QtBot, context: Context) -> None:
    page = open_page()
    shows(qtbot, page, "Nothing to check yet. E-mails that cannot be imported, or need a look, will stand here.")
    with qtbot.waitSignal(context.going) as going:
        press(page, "Import e-mails")
    assert going.args == [Destination(IMPORT)]


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


def test_the_activity_is_opened(company: Store, open_page: Open, qtbot: QtBot, context: Context) -> None:
    take_in(company, message(1, Cc=UNKNOWN))
    page = open_page()
    shows(qtbot, page, "⚠")
    with qtbot.waitSignal(context.going) as going:
        keys(page, Qt.Key.Key_Return, CONTROL)
    assert going.args == [Destination(ACTIVITIES, activity_id=1)]


def test_text_from_mails_stays_text(company: Store, open_page: Open, qtbot: QtBot) -> None:
    hostile = "<img src='file:///etc/passwd'><b>Offer</b>"
    take_in(company, message(1, Subject=hostile, Cc=UNKNOWN))
    page = open_page()
    shows(qtbot, page, hostile)
    tip = page.model.index(0, 1).data(Qt.ItemDataRole.ToolTipRole)
    assert "<img" not in tip
    assert "&lt;img" in tip


def test_a_refused_mail_is_shown_as_sent(company: Store, open_page: Open, qtbot: QtBot) -> None:
    html = "<p>See <b>this</b></p><img src='https://else.example/a.png'>"
    mail = message(1, html, From="x@else.example", To="y@else.example", Content_Type="text/html")
    take_in(company, mail)
    page = open_page()
    shows(qtbot, page, "✕")
    (as_sent,) = [one for one in page.detail.findChildren(QToolButton) if one.text() == "As sent"]
    as_sent.click()
    shows(qtbot, page, "1 picture from the internet was not loaded.")
    assert "See this" in body(page)


def test_what_another_process_changed_is_seen(company: Store, open_page: Open, qtbot: QtBot, context: Context) -> None:
    take_in(company, refused(1, Date=day(1)), refused(3, Date=day(3)))
    page = open_page()
    keys(page, Qt.Key.Key_Down)
    shows(qtbot, page, "Mail 1")
    take_in(company, refused(4, Date=day(4)), refused(2, Date=day(2)))
    context.changed.emit()
    qtbot.waitUntil(lambda: subjects(page) == ["Mail 4", "Mail 3", "Mail 2", "Mail 1"])
    assert page.table.currentIndex().row() == 3
    assert [page.model.key(3)] == list(page.acts._chosen())


def test_every_action_has_keys_and_says_them(company: Store, open_page: Open, qtbot: QtBot) -> None:
    take_in(company, message(1, Bcc=SEVERAL))
    page = open_page()
    shows(qtbot, page, "The mail went to 1001.acme@severamail.com.")
    for made in page.findChildren(QAction):
        if made in page.actions():
            shown = made.shortcut().toString()
            assert shown, made.text()
            assert shown in made.toolTip()


def test_the_suggestions_before_are_gone(company: Store, open_page: Open, qtbot: QtBot) -> None:
    take_in(company, message(1, Bcc=SEVERAL, Date=day(2)), message(2, Cc=UNKNOWN, Date=day(1), To="x@else.example"))
    page = open_page()
    shows(qtbot, page, "The mail went to 1001.acme@severamail.com.")
    before = len(page.actions())
    keys(page, Qt.Key.Key_Down)
    shows(qtbot, page, "⚠ No project has the number 4711")
    qtbot.waitUntil(lambda: len(page.actions()) == before - 2)
    shown = page.findChild(SuggestionList)
    assert shown is not None
    assert not shown.isVisible()


def test_whoever_looks_at_many_leaves_nothing_behind(company: Store, open_page: Open, qtbot: QtBot) -> None:
    take_in(
        company,
        message(1, Bcc=SEVERAL, Date=day(2)),
        refused(2, To="Carla <carla@acme.example>, Dirk <dirk@acme.example>", Date=day(1)),
    )
    page = open_page()
    objects = []
    for _number in range(20):
        keys(page, Qt.Key.Key_Home)
        shows(qtbot, page, "The mail went to 1001.acme@severamail.com.")
        keys(page, Qt.Key.Key_End)
        qtbot.waitUntil(lambda: "Add carla@acme.example as user" in buttons(page))
        keys(page, Qt.Key.Key_D, CONTROL)
        qtbot.waitUntil(lambda: "Dirk <dirk@acme.example>: As user" in buttons(page))
        objects.append(len(page.findChildren(QObject)))
    assert len(set(objects[5:])) == 1


def test_in_the_dark(dark: None, company: Store, open_page: Open, qtbot: QtBot) -> None:
    take_in(company, refused(1))
    page = open_page()
    colour = page.model.index(0, 0).data(Qt.ItemDataRole.ForegroundRole)
    assert colour.name() == "#ff9a8f"


@pytest.mark.parametrize("language", ["english", "dutch"])
def test_in_the_smallest_window_no_button_is_half_hidden(
    request: pytest.FixtureRequest, company: Store, qtbot: QtBot, language: str
) -> None:
    request.getfixturevalue(language)
    take_in(company, message(1, Subject="Re: A subject that takes two lines", Cc=UNKNOWN))
    page: ToCheckPage = request.getfixturevalue("open_page")()
    page.window().setStyleSheet(theme.style_sheet())
    page.window().resize(*SMALLEST)
    panel = page.detail.panel
    (area,) = panel.findChildren(FittingArea)

    def seen() -> list[str]:
        """Return how much is seen of each button."""
        place = area.viewport().rect()
        shown = [one for one in panel.findChildren(QPushButton) if one.isVisible()]
        spots = [QRect(one.mapTo(area.viewport(), QPoint(0, 0)), one.size()) for one in shown]
        return ["all" if place.contains(one) else "part" if place.intersects(one) else "none" for one in spots]

    qtbot.waitUntil(lambda: len(seen()) == 4 and "part" not in seen())
    assert seen()[0] == "all"
    assert panel.body.height() >= 9 * theme.UNIT

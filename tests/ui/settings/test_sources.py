"""Where mails come from: entered with checks as one types, tried on a real server, changed, removed, brought back."""

import socket
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from severa_desktop.bootstrap import Application, open_application
from severa_desktop.core.source_settings import (
    AfterFile,
    AfterMail,
    FolderSettings,
    ImapSettings,
    LmtpSettings,
    Security,
    SourceKind,
)
from severa_desktop.paths import Folders
from severa_desktop.services.setup import SetupService
from severa_desktop.services.setup_file import SettingsText
from severa_desktop.services.source_checks import SourceField
from severa_desktop.services.sources import NewSource
from severa_desktop.store.store import Store
from severa_desktop.ui.context import Context
from severa_desktop.ui.settings.page import SettingsPage
from severa_desktop.ui.settings.source_entries import FolderEntries, ListenerEntries, MailboxEntries
from severa_desktop.ui.settings.source_form import SourceForm
from tests.servers import started
from tests.sources.imap.authority import Authority
from tests.sources.imap.dovecot import PASSWORD, Dovecot, free_ports
from tests.ui.settings.conftest import Said

Settle = Callable[[Context], None]
LONG = 120_000


@pytest.fixture(autouse=True)
def no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have none, whatever this computer has."""
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")


@pytest.fixture(scope="module")
def dovecot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dovecot]:
    authority = Authority(tmp_path_factory.mktemp("authority") / "ca")
    with started(Dovecot(authority, authority.issue("DNS:localhost", "IP:127.0.0.1"))) as server:
        yield server


@pytest.fixture
def stored_sources(company: Store, folders: Folders) -> Iterator[Application]:
    """The store, as another program sees it."""
    application = open_application(folders)
    yield application
    application.close()


@pytest.fixture
def inactive(company: Store) -> None:
    """Nothing is fetched meanwhile: what is tried here is entering, not taking mails in."""
    SetupService(company).change(SettingsText(status="inactive"))


def mailbox_form(page: SettingsPage) -> tuple[SourceForm, MailboxEntries]:
    page.sources.enter_mailbox.trigger()
    form = page.sources.form
    assert form is not None
    assert isinstance(form.entries, MailboxEntries)
    return form, form.entries


def enter_dovecot(entries: MailboxEntries, dovecot: Dovecot, password: str = PASSWORD) -> None:
    entries.user.enter("anna")
    entries.secret.enter(password)
    entries.host.enter("localhost")
    entries.folders.editor.setProperty("plainText", "INBOX")
    entries.more.setChecked(True)
    entries.port.enter(str(dovecot.tls_port))
    entries.ca_file.enter(str(dovecot.authority.ca_file))


# ------------------------------------------------------------------------------ the connection test


def test_a_mailbox_is_tried_before_it_is_added(
    qtbot: QtBot, inactive: None, page: SettingsPage, dovecot: Dovecot, stored_sources: Application, settle: Settle
) -> None:
    form, entries = mailbox_form(page)
    enter_dovecot(entries, dovecot)
    form.test.trigger()
    qtbot.waitUntil(lambda: bool(form.works.sentence or form.problem.sentence), timeout=LONG)
    assert (form.works.sentence, form.problem.sentence) == ("It works: mails can be taken in from there.", "")
    assert stored_sources.sources.sources() == []
    form.save.trigger()
    settle(page.context)
    (listed,) = stored_sources.sources.sources()
    assert listed.source.settings == dovecot.settings("anna")


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda entries: entries.secret.enter("wrong"), "password"),
        (lambda entries: entries.ca_file.enter(""), "certificate"),
        (lambda entries: entries.port.enter(str(free_ports(1)[0])), "localhost"),
        (lambda entries: entries.folders.editor.setProperty("plainText", "INBOX\nNowhere"), "Nowhere"),
    ],
    ids=["password", "certificate", "server", "folder"],
)
def test_what_is_wrong_with_a_connection_is_said_plainly(
    qtbot: QtBot,
    inactive: None,
    page: SettingsPage,
    dovecot: Dovecot,
    spoil: Callable[[MailboxEntries], None],
    words: str,
) -> None:
    form, entries = mailbox_form(page)
    enter_dovecot(entries, dovecot)
    spoil(entries)
    form.test.trigger()
    qtbot.waitUntil(lambda: bool(form.problem.sentence), timeout=LONG)
    assert words in form.problem.sentence
    assert form.works.sentence == ""
    assert not form.busy.isVisible()


def test_what_is_tried_holds_nothing_up_and_is_forgotten_once_something_else_is_typed(
    qtbot: QtBot, inactive: None, page: SettingsPage, settle: Settle, silent_server: int
) -> None:
    form, entries = mailbox_form(page)
    entries.user.enter("anna")
    entries.secret.enter("secret")
    entries.host.enter("localhost")
    entries.more.setChecked(True)
    entries.port.enter(str(silent_server))
    settle(page.context)
    form.test.trigger()
    settle(page.context)
    assert form.busy.isVisible()
    # The server says nothing; all else goes on.
    page.intake.max_size.box.setText("9")
    page.save.trigger()
    settle(page.context)
    assert not page.save.isEnabled()
    entries.user.enter("bram")
    assert not form.busy.isVisible()
    form.cancel.trigger()
    assert page.sources.form is None


@pytest.fixture
def silent_server() -> Iterator[int]:
    """A port at which somebody answers and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield int(server.getsockname()[1])


def test_a_password_is_asked_for_before_a_new_mailbox_is_tried(
    qtbot: QtBot, inactive: None, page: SettingsPage, dovecot: Dovecot
) -> None:
    form, entries = mailbox_form(page)
    enter_dovecot(entries, dovecot, password="")
    form.test.trigger()
    qtbot.waitUntil(lambda: form.problem.sentence == "Give the password first.", timeout=LONG)


def test_a_source_that_is_there_is_tried_with_its_own_password(
    qtbot: QtBot, inactive: None, page: SettingsPage, dovecot: Dovecot, settle: Settle
) -> None:
    form, entries = mailbox_form(page)
    enter_dovecot(entries, dovecot)
    form.save.trigger()
    settle(page.context)
    page.sources.test.trigger()
    qtbot.waitUntil(lambda: bool(page.sources.works.sentence or page.sources.problem.sentence), timeout=LONG)
    assert page.sources.works.sentence.startswith("It works")
    page.sources.change.trigger()
    changing = page.sources.form
    assert changing is not None
    changing.test.trigger()
    qtbot.waitUntil(lambda: bool(changing.works.sentence or changing.problem.sentence), timeout=LONG)
    assert changing.works.sentence.startswith("It works")


# ------------------------------------------------------------------------------ entering


def test_what_is_wrong_stands_at_its_field_once_one_was_there(
    inactive: None, page: SettingsPage, settle: Settle
) -> None:
    form, entries = mailbox_form(page)
    settle(page.context)
    assert entries.host.remark.sentence == ""
    entries.host.enter("no server")
    settle(page.context)
    assert "is no mail server" in entries.host.remark.sentence
    assert entries.user.remark.sentence == ""
    entries.host.enter("imap.acme.example")
    settle(page.context)
    assert entries.host.remark.sentence == ""
    form.save.trigger()
    settle(page.context)
    assert "name with which one logs in" in entries.user.remark.sentence
    assert entries.user.editor.hasFocus()
    assert page.sources.form is form


def test_a_field_that_is_seldom_needed_is_shown_when_something_is_wrong_with_it(
    inactive: None, page: SettingsPage, settle: Settle
) -> None:
    form, entries = mailbox_form(page)
    entries.user.enter("anna")
    entries.host.enter("imap.acme.example")
    entries.more.setChecked(True)
    entries.port.enter("70000")
    entries.more.setChecked(False)
    form.save.trigger()
    settle(page.context)
    assert entries.more.isChecked()
    assert "from 1 to 65535" in entries.fields[SourceField.PORT].remark.sentence


@pytest.mark.parametrize(
    ("user", "host", "words"),
    [
        ("anna@gmail.com", "", "app password"),
        ("anna", "imap.gmail.com", "app password"),
        ("anna@acme.example", "outlook.office365.com", "OAuth"),
        ("anna@acme.example", "imap.acme.example", ""),
    ],
)
def test_what_to_know_of_well_known_providers_is_said(
    inactive: None, page: SettingsPage, user: str, host: str, words: str
) -> None:
    _form, entries = mailbox_form(page)
    entries.user.enter(user)
    entries.host.enter(host)
    assert words in entries.advice.sentence
    assert bool(entries.advice.sentence) == bool(words)


def test_all_of_a_mailbox_is_entered(
    inactive: None, page: SettingsPage, stored_sources: Application, settle: Settle, said: Said
) -> None:
    form, entries = mailbox_form(page)
    assert entries.folders.value().split() == ["INBOX", "Sent"]
    entries.user.enter("anna@acme.example")
    entries.secret.enter("secret")
    entries.host.enter("imap.acme.example")
    entries.folders.editor.setProperty("plainText", "INBOX\n Verzonden items \n\n")
    choose(entries.after, AfterMail.MOVE)
    entries.move_to.enter("Done")
    entries.more.setChecked(True)
    choose(entries.security, Security.STARTTLS)
    entries.account.editor.setProperty("plainText", "info@acme.example")
    entries.dedicated.editor.setProperty("checked", True)
    form.save.trigger()
    settle(page.context)
    (listed,) = stored_sources.sources.sources()
    assert listed.source.settings == ImapSettings(
        "imap.acme.example",
        "anna@acme.example",
        143,
        Security.STARTTLS,
        ("INBOX", "Verzonden items"),
        AfterMail.MOVE,
        "Done",
    )
    assert (listed.source.dedicated, listed.source.account) == (True, ("anna@acme.example", "info@acme.example"))
    assert "There is no keyring" in page.sources.trouble.sentence
    assert said[-1][0] == "Added: anna@acme.example@imap.acme.example."
    assert "secret" not in "".join(path.read_text("latin-1") for path in page.context.folders.data.glob("*.sqlite*"))


def choose(entry: object, value: str) -> None:
    box = entry.editor  # type: ignore[attr-defined]
    box.setCurrentIndex(box.findData(value))


def test_a_folder_is_added_and_changed(
    inactive: None, page: SettingsPage, stored_sources: Application, settle: Settle, tmp_path: Path
) -> None:
    (tmp_path / "mail").mkdir()
    page.sources.enter_folder.trigger()
    form = page.sources.form
    assert form is not None
    assert isinstance(form.entries, FolderEntries)
    form.entries.path.enter(str(tmp_path / "none"))
    settle(page.context)
    assert "is no folder" in form.entries.path.remark.sentence
    form.entries.path.enter(str(tmp_path / "mail"))
    QTest.keyClick(form.entries.path.editor, Qt.Key.Key_Return)
    settle(page.context)
    page.sources.change.trigger()
    form = page.sources.form
    assert form is not None
    assert isinstance(form.entries, FolderEntries)
    choose(form.entries.after, AfterFile.MOVE)
    form.save.trigger()
    settle(page.context)
    (listed,) = stored_sources.sources.sources()
    assert listed.source.settings == FolderSettings(str(tmp_path / "mail"), AfterFile.MOVE)


def test_a_listener_is_added_for_an_address_of_ones_own(
    inactive: None, company: Store, page: SettingsPage, stored_sources: Application, settle: Settle
) -> None:
    assert not page.sources.enter_listener.isEnabled()
    SetupService(company).change(SettingsText("severa@acme.example"))
    page.context.changed.emit()
    settle(page.context)
    page.sources.enter_listener.trigger()
    form = page.sources.form
    assert form is not None
    assert isinstance(form.entries, ListenerEntries)
    form.entries.place.enter("10.0.0.1:24")
    form.save.trigger()
    settle(page.context)
    assert "this computer only" in form.entries.place.remark.sentence
    port = free_ports(1)[0]
    form.entries.place.enter(f"127.0.0.1:{port}")
    form.save.trigger()
    settle(page.context)
    assert [one.source.settings for one in stored_sources.sources.sources()] == [LmtpSettings(port=port)]


def test_the_address_can_be_changed_from_here(inactive: None, page: SettingsPage) -> None:
    page.sources.enter_address.trigger()
    assert page.address.field.domain.hasFocus()


def test_what_was_removed_comes_back_with_its_password(
    inactive: None, page: SettingsPage, stored_sources: Application, settle: Settle, said: Said
) -> None:
    form, entries = mailbox_form(page)
    entries.user.enter("anna")
    entries.host.enter("imap.acme.example")
    entries.secret.enter("secret")
    form.save.trigger()
    settle(page.context)
    page.sources.remove.trigger()
    settle(page.context)
    assert stored_sources.sources.sources() == []
    assert not page.sources.choice.isVisible()
    back = said[-1][1]
    assert back is not None
    back()
    settle(page.context)
    (listed,) = stored_sources.sources.sources()
    assert listed.source.settings == replace(IMAP, folders=("INBOX", "Sent"))
    passwords: list[str] = []
    page.context.background.run(page, lambda services: services.passwords.of(listed.source), passwords.append)
    settle(page.context)
    assert passwords == ["secret"]


IMAP = ImapSettings("imap.acme.example", "anna", 993)


def test_the_same_place_is_not_added_twice(
    inactive: None, page: SettingsPage, stored_sources: Application, settle: Settle, tmp_path: Path
) -> None:
    stored_sources.sources.add(NewSource(FolderSettings(str(tmp_path))))
    page.sources.enter(SourceKind.FOLDER)
    form = page.sources.form
    assert form is not None
    assert isinstance(form.entries, FolderEntries)
    form.entries.path.enter(str(tmp_path))
    form.save.trigger()
    settle(page.context)
    assert "Source 1 takes mails from there already" in form.entries.path.remark.sentence

"""A source that is changed goes on where it was, as far as its mails come from the same place."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from severa_desktop.core.source_settings import (
    AfterFile,
    AfterMail,
    Condition,
    FolderSettings,
    ImapSettings,
    LmtpSettings,
)
from severa_desktop.secrets import Secrets
from severa_desktop.services.errors import UserError
from severa_desktop.services.passwords import PasswordMissingError, Passwords
from severa_desktop.services.source_checks import SourceField, SourceRefusedError
from severa_desktop.services.sources import NewSource, SourcesService
from severa_desktop.store.store import Store

IMAP = ImapSettings("imap.acme.example", "anna@acme.example", 993)


@pytest.fixture(autouse=True)
def no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have none, whatever this computer has."""
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(tmp_path / "store.sqlite")
    yield opened
    opened.close()


@pytest.fixture
def passwords(store: Store) -> Passwords:
    return Passwords(Secrets(store.path), {})


@pytest.fixture
def service(store: Store, passwords: Passwords) -> SourcesService:
    return SourcesService(store, passwords)


@pytest.fixture
def mailbox(service: SourcesService, store: Store) -> int:
    """A mailbox that has been at work and was stopped."""
    source_id = service.add(NewSource(IMAP), "secret").source.id
    with store.writing() as writer:
        writer.remember(source_id, "INBOX", "so far")
        writer.count_mails(source_id, taken=3)
        writer.note_condition(source_id, Condition.STOPPED, "The password was refused.", 5)
    return source_id


def remembered(store: Store, source_id: int) -> str:
    with store.reading() as reader:
        return reader.recall(source_id, "INBOX")


def test_the_same_account_keeps_memory_counts_and_password_and_begins_again(
    service: SourcesService, passwords: Passwords, store: Store, mailbox: int
) -> None:
    changed = service.change(
        mailbox, NewSource(replace(IMAP, folders=("INBOX", "Sent"), after=AfterMail.FLAG), ("info@acme.example",), True)
    )
    assert changed.trouble == ""
    kept = service.source(mailbox)
    assert kept.source == changed.source
    assert kept.source.account == ("anna@acme.example", "info@acme.example")
    assert (kept.source.dedicated, kept.state.taken) == (True, 3)
    assert (kept.state.condition, kept.state.error) == (Condition.WAITING, "")
    assert remembered(store, mailbox) == "so far"
    assert passwords.of(kept.source) == "secret"


@pytest.mark.parametrize("other", [replace(IMAP, host="mail.acme.example"), replace(IMAP, user="bram@acme.example")])
def test_another_account_forgets_what_was_of_the_former_one(
    service: SourcesService, passwords: Passwords, store: Store, mailbox: int, other: ImapSettings
) -> None:
    trouble = service.change(mailbox, NewSource(other)).trouble
    assert f"SEVERA_DESKTOP_PASSWORD_{mailbox}" in trouble
    assert remembered(store, mailbox) == ""
    with pytest.raises(PasswordMissingError):
        passwords.of(service.source(mailbox).source)


def test_another_password_is_kept(service: SourcesService, passwords: Passwords, mailbox: int) -> None:
    service.change(mailbox, NewSource(IMAP), "other")
    assert passwords.of(service.source(mailbox).source) == "other"


def test_it_is_checked_as_a_new_one_but_not_against_itself(
    service: SourcesService, mailbox: int, tmp_path: Path
) -> None:
    other = service.add(NewSource(FolderSettings(str(tmp_path)))).source
    with pytest.raises(SourceRefusedError) as refused:
        service.change(mailbox, NewSource(replace(IMAP, host="")))
    assert refused.value.field is SourceField.HOST
    with pytest.raises(SourceRefusedError) as refused:
        service.change(other.id, NewSource(FolderSettings(str(tmp_path / "none"))))
    assert refused.value.field is SourceField.PATH
    service.change(other.id, NewSource(FolderSettings(str(tmp_path), AfterFile.MOVE)))
    (tmp_path / "two").mkdir()
    second = service.add(NewSource(FolderSettings(str(tmp_path / "two")))).source
    with pytest.raises(SourceRefusedError):
        service.change(second.id, NewSource(FolderSettings(str(tmp_path))))
    assert service.source(mailbox).source.settings == IMAP


def test_a_source_stays_of_its_kind(service: SourcesService, mailbox: int) -> None:
    with pytest.raises(UserError, match="of another kind"):
        service.change(mailbox, NewSource(LmtpSettings(port=2400)))
    with pytest.raises(UserError, match="There is no source 9"):
        service.change(9, NewSource(replace(IMAP, user="bram")))
    assert service.source(mailbox).source.settings == IMAP

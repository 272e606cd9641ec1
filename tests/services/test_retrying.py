"""Deciding anew on what was not imported, with today's settings and directory."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from severa_desktop.core.directory import Directory, User
from severa_desktop.core.model import ImportResult, Origin, Outcome
from severa_desktop.core.query import ActivityQuery
from severa_desktop.core.reasons import Code
from severa_desktop.core.settings import IntegrationStatus, Settings
from severa_desktop.services.errors import UserError
from severa_desktop.services.importing import Handover, ImportService, RecordingSession
from severa_desktop.services.reading import read_content
from severa_desktop.services.retrying import RetryService
from severa_desktop.store.store import Store
from tests.services.company import DIRECTORY, SETTINGS, company, message

NEW = {"From": "new@acme.example", "To": "x@else.example"}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = company(tmp_path / "store.sqlite")
    yield opened
    opened.close()


def take(store: Store, *mails: bytes) -> None:
    folder = store.path.parent / "in"
    folder.mkdir(exist_ok=True)
    paths = [folder / f"{number}.eml" for number in range(len(mails))]
    for path, mail in zip(paths, mails, strict=True):
        path.write_bytes(mail)
    list(ImportService(store, lambda: 0).run(Handover([str(path) for path in paths], io.BytesIO())))


def retry(store: Store, ids: list[int] | None = None) -> list[ImportResult]:
    return list(RetryService(store, lambda: 1).run(ids))


def hire(store: Store) -> None:
    with store.writing() as writer:
        user = User("u9", "New", ("new@acme.example",))
        writer.save_directory(Directory(DIRECTORY.activity_types, users=(user,)))


def test_what_would_now_be_accepted_becomes_an_activity_and_leaves_the_list(store: Store) -> None:
    take(store, message(1, **NEW), message(2, Subject=""), b"no mail")
    assert [result.reason for result in retry(store)] == [Code.NO_SEVERA_USER, Code.SUBJECT_MISSING]
    hire(store)
    accepted, refused = retry(store)
    assert (accepted.outcome, refused.reason) == (Outcome.ACTIVITY, Code.SUBJECT_MISSING)
    assert accepted.source.endswith("/in/0.eml")
    with store.reading() as reader:
        assert [entry.reason for entry in reader.refusals(failed=True)] == [Code.SUBJECT_MISSING, Code.NOT_AN_EMAIL]
        assert reader.original(1) == message(1, **NEW)


def test_entries_are_retried_by_number_each_once(store: Store) -> None:
    take(store, message(1, **NEW), message(2, **NEW), b"no mail")
    hire(store)
    results = retry(store, [3, 2, 2])
    assert [result.outcome for result in results] == [Outcome.FAILED, Outcome.ACTIVITY]
    with store.reading() as reader:
        assert [entry.id for entry in reader.refusals(failed=True)] == [1, 3]


def test_an_unknown_number_is_said_and_nothing_is_retried(store: Store) -> None:
    take(store, message(1, **NEW))
    hire(store)
    with pytest.raises(UserError, match="no entry 7"):
        retry(store, [1, 7])
    with store.reading() as reader:
        assert list(reader.activities(ActivityQuery())) == []


def test_without_its_bytes_an_entry_fails_again(store: Store) -> None:
    list(ImportService(store, lambda: 0).run(Handover(["/no/such/file.eml"], io.BytesIO())))
    (result,) = retry(store, [1])
    assert (result.outcome, result.reason) == (Outcome.FAILED, Code.UNREADABLE)


def test_nothing_is_retried_while_the_integration_is_inactive(store: Store) -> None:
    take(store, message(1, **NEW))
    with store.writing() as writer:
        writer.save_settings(Settings(SETTINGS.address, "E-mail", IntegrationStatus.INACTIVE))
    with pytest.raises(UserError, match="inactive"):
        retry(store)


def test_how_a_mail_came_counts_when_it_is_retried(store: Store) -> None:
    """The account's own address in a delivery header did not open the door, and still does not."""
    mail = message(1, From="x@else.example", To="y@else.example", Delivered_To="anna@acme.example")
    origin = Origin("INBOX/1", 0, by_hand=False, account=("anna@acme.example",))
    (refused,) = RecordingSession(store, lambda: 0).record([read_content(mail, origin)])
    assert refused.reason is Code.NO_SEVERA_USER
    assert [result.reason for result in retry(store)] == [Code.NO_SEVERA_USER]


def test_an_envelope_recipient_of_a_later_copy_adds_its_project(store: Store) -> None:
    session = RecordingSession(store, lambda: 0)
    session.record([read_content(message(1), Origin("lmtp", 0, by_hand=False))])
    origin = Origin("lmtp", 0, by_hand=False, envelope=("1001.acme@severamail.com",))
    (added,) = session.record([read_content(message(1), origin)])
    assert added.activity
    assert added.activity.project
    (again,) = session.record([read_content(message(1), origin)])
    assert again.changes == ()
    with store.reading() as reader:
        assert len(reader.copies_of(1)) == 2

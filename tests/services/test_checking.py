"""What there is to check: newest first, gone once looked at; what a changed directory would accept."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from severa_desktop.core.directory import ActivityType, Directory, User
from severa_desktop.core.reasons import Code
from severa_desktop.core.settings import IntegrationAddress, IntegrationStatus, Settings
from severa_desktop.services.checking import (
    Again,
    CheckCounts,
    CheckingService,
    CheckKind,
    activity_id_in,
    refusal_id_in,
)
from severa_desktop.services.correcting import CorrectingService
from severa_desktop.services.errors import UserError
from severa_desktop.services.importing import Handover, ImportService
from severa_desktop.services.retrying import RetryService
from severa_desktop.store.store import Store
from tests.services.company import DIRECTORY, SETTINGS, company, message, with_attachment
from tests.services.severa.held import connected, hold

UNKNOWN = "4711.acme@severamail.com"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = company(tmp_path / "store.sqlite")
    yield opened
    opened.close()


def now() -> int:
    return 1_700_000_000


def take_in(store: Store, *mails: bytes) -> None:
    contents = [(f"{number}.eml", content) for number, content in enumerate(mails, 1)]
    list(ImportService(store, now).run(Handover([], contents=contents)))


def refused(number: int | str = 1, sender: str = "x@else.example", **headers: str) -> bytes:
    """Return a mail without a user."""
    return message(number, From=sender, **{"To": "y@else.example"} | headers)


def day(number: int) -> str:
    return f"{number:02} Mar 2026 09:15:00 +0100"


def save(store: Store, directory: Directory = DIRECTORY, settings: Settings = SETTINGS) -> None:
    with store.writing() as writer:
        writer.save_directory(directory)
        writer.save_settings(settings)


def with_user(address: str) -> Directory:
    return replace(DIRECTORY, users=(*DIRECTORY.users, User("u9", "New", (address,))))


def test_an_empty_store_has_nothing_to_check(store: Store) -> None:
    service = CheckingService(store)
    assert service.count() == CheckCounts(0, 0, 0)
    assert list(service.keys()) == []
    assert service.entries([1, -1]) == {}
    assert service.now_importable() == ()


def test_everything_to_check_newest_first(store: Store) -> None:
    take_in(
        store,
        message(1, Cc=UNKNOWN, Date=day(1)),
        refused(2, Date=day(2)),
        message(3, Cc=UNKNOWN, Date=day(3)),
        refused(4, Date=day(4)),
        message(5, Date=day(5)),
        b"no mail",
    )
    service = CheckingService(store)
    assert service.count() == CheckCounts(rejected=2, failed=1, warnings=2)
    assert service.count().total == 5
    keys = service.keys()
    entries = service.entries(keys)
    assert [(entries[key].kind.value, entries[key].what.id, entries[key].what.subject) for key in keys] == [
        ("rejected", 2, "Mail 4"),
        ("warning", 2, "Mail 3"),
        ("rejected", 1, "Mail 2"),
        ("warning", 1, "Mail 1"),
        ("failed", 3, ""),
    ]
    senders = ["x@else.example", "anna@acme.example", "x@else.example", "anna@acme.example", ""]
    assert [entries[key].sender for key in keys] == senders
    assert [entries[key].at for key in keys] == sorted((entries[key].at for key in keys), reverse=True)
    assert [[reason.code for reason in entries[key].reasons] for key in keys[:2]] == [
        [Code.NO_SEVERA_USER],
        [Code.PROJECT_NUMBER_UNKNOWN],
    ]


def test_why_a_mail_was_not_imported_and_nothing_else(store: Store) -> None:
    take_in(store, refused(1, Date="never"), b"no mail")
    service = CheckingService(store)
    found = [(one.reasons, service.opened_refusal(-key).why) for key, one in service.entries([-1, -2]).items()]
    (rejected, opened), (failed, unread) = sorted(found, key=lambda one: one[1].code is Code.NOT_AN_EMAIL)
    assert [reason.code for reason in rejected] == [Code.NO_SEVERA_USER]
    assert rejected == (opened,)
    assert [reason.code for reason in failed] == [Code.NOT_AN_EMAIL]
    assert failed == (unread,)
    assert unread.text


def test_of_the_same_moment_activities_come_first_and_the_latest_refused(store: Store) -> None:
    take_in(store, refused(1), message(2, Cc=UNKNOWN), refused(3), message(4, Cc=UNKNOWN))
    service = CheckingService(store)
    keys = service.keys()
    entries = service.entries(keys)
    assert [entries[key].what.subject for key in keys] == ["Mail 4", "Mail 2", "Mail 3", "Mail 1"]


def test_times_that_no_clock_shows_stand_at_the_ends(store: Store) -> None:
    take_in(store, refused(1, Date="02 Mar 1903 09:15:00 +0000"), refused(2), message(3, Cc=UNKNOWN))
    with store.writing() as writer:
        writer.connection.exec_driver_sql("UPDATE refusals SET received_at = 7550000000 WHERE id = 2")
    service = CheckingService(store)
    keys = service.keys()
    entries = service.entries(keys)
    assert [entries[key].what.subject for key in keys] == ["Mail 2", "Mail 3", "Mail 1"]


@pytest.mark.parametrize("kind", list(CheckKind))
def test_one_kind_alone(store: Store, kind: CheckKind) -> None:
    take_in(store, message(1, Cc=UNKNOWN), refused(2), b"no mail", message(4))
    connected(store)
    hold(store, 2)
    service = CheckingService(store)
    (key,) = service.keys({kind})
    assert service.entries([key])[key].kind is kind
    assert list(service.keys(set())) == []


def test_what_was_checked_dismissed_or_deleted_is_gone_and_comes_back(store: Store) -> None:
    take_in(store, message(1, Cc=UNKNOWN), message(2, Cc=UNKNOWN), refused(3), b"no mail")
    service, correcting = CheckingService(store), CorrectingService(store, now)
    before = service.count(), list(service.keys())
    correcting.mark_checked([1])
    correcting.delete([2])
    correcting.dismiss([1, 2])
    assert service.count().total == 0
    assert list(service.keys()) == []
    for _ in range(3):
        correcting.undo()
    assert (service.count(), list(service.keys())) == before


def test_a_mail_that_was_not_imported_can_be_read(store: Store) -> None:
    mail = with_attachment(1, From="X <x@else.example>", To="y@else.example")
    take_in(store, mail, b"no mail")
    service = CheckingService(store)
    opened = service.opened_refusal(1)
    assert opened.refusal.reason is Code.NO_SEVERA_USER
    assert [one.name for one in opened.senders] == ["X"]
    assert [one.address for one in opened.recipients] == ["y@else.example"]
    assert opened.body.strip() == "Hello"
    assert [one.name for one in opened.attachments] == ["offer.pdf"]
    assert opened.date == 1_772_439_300
    unread = service.opened_refusal(2)
    assert (unread.refusal.reason, unread.senders, unread.body, unread.date) == (Code.NOT_AN_EMAIL, (), "", None)
    with pytest.raises(UserError, match="any more"):
        service.opened_refusal(3)


@pytest.mark.parametrize(
    ("sender", "to"),
    [
        ("Piet Jansen <piet@bakery.example>", "anna@acme.example"),
        ("Karin <karin@else.example>", "bram@acme.example"),
        ("Bram <bram@acme.example>", "anna@acme.example"),
    ],
)
def test_who_sent_a_mail_with_warnings(store: Store, sender: str, to: str) -> None:
    take_in(store, message(1, From=sender, To=to, Cc=UNKNOWN))
    service = CheckingService(store)
    (entry,) = service.entries(service.keys()).values()
    assert entry.sender == sender.partition("<")[2].rstrip(">")


def test_the_file_that_can_be_read_again(store: Store, tmp_path: Path) -> None:
    named, other, gone = (tmp_path / name for name in ("notes.eml", "more.eml", "gone.eml"))
    for path in (named, other, gone):
        path.write_bytes(f"no mail: {path.name}".encode())
    list(ImportService(store, now).run(Handover([str(named), str(other), str(gone)])))
    gone.unlink()
    take_in(store, b"no mail")
    service = CheckingService(store)
    opened = [service.opened_refusal(number) for number in (1, 2, 3, 4)]
    assert [one.file for one in opened] == [str(named), str(other), None, None]
    assert [one.refusal.source for one in opened[2:]] == [str(gone), "1.eml"]
    # What was found to be no mail is kept: where the file is gone, that is decided on anew.
    assert [one.can_be_handed_in for one in opened] == [True] * 4
    again = service.again([1, 2, 3, 4, 99])
    assert (again.ids, sorted(again.files)) == ((3, 4), sorted((str(named), str(other))))


def test_what_is_gone_for_good_cannot_be_handed_in(store: Store, tmp_path: Path) -> None:
    loop = tmp_path / "loop.eml"
    loop.symlink_to(loop)
    list(ImportService(store, now).run(Handover([str(loop)])))
    service = CheckingService(store)
    opened = service.opened_refusal(1)
    assert (opened.refusal.reason, opened.refusal.has_original) == (Code.UNREADABLE, False)
    assert (opened.file, opened.can_be_handed_in) == (None, False)
    assert service.again([1]) == Again((), ())


def test_keys_name_activities_and_entries(store: Store) -> None:
    take_in(store, message(1, Cc=UNKNOWN), refused(2))
    keys = list(CheckingService(store).keys())
    assert sorted((activity_id_in(key), refusal_id_in(key)) == (1, None) for key in keys) == [False, True]
    assert sorted((activity_id_in(key), refusal_id_in(key)) == (None, 1) for key in keys) == [False, True]


def test_what_a_changed_directory_would_accept(store: Store) -> None:
    take_in(
        store,
        refused(1, "new@acme.example"),
        refused(2, To="New <NEW@acme.example>"),
        refused(3, Delivered_To="new@acme.example"),
        refused(4),
        message(5, Subject=""),
        refused(6, "new@acme.example"),
        b"no mail",
    )
    service = CheckingService(store)
    assert service.now_importable() == ()
    save(store, with_user("new@acme.example"))
    CorrectingService(store, now).dismiss([6])
    found = service.now_importable()
    assert found == (1, 2, 3)
    accepted = [result.activity_id for result in RetryService(store, now).run(found)]
    assert all(accepted)
    assert service.now_importable() == ()


def test_a_later_copy_may_bring_the_user(store: Store) -> None:
    take_in(store, refused(1))
    service = CheckingService(store)
    assert service.now_importable() == ()
    take_in(store, refused(1, Bcc="new@acme.example"))
    save(store, with_user("new@acme.example"))
    assert service.now_importable() == (1,)


def test_a_copy_that_differs_brings_nobody(store: Store) -> None:
    take_in(store, refused(1), refused(1, Bcc="new@acme.example").replace(b"Hello", b"Bye"))
    save(store, with_user("new@acme.example"))
    importable = CheckingService(store).now_importable()
    assert importable == ()
    assert next(iter(RetryService(store, now).run([1]))).activity_id is None


@pytest.mark.parametrize(
    "settings",
    [
        Settings(None, "E-mail"),
        replace(SETTINGS, status=IntegrationStatus.INACTIVE),
        replace(SETTINGS, activity_type="Telefoon"),
        replace(SETTINGS, address=IntegrationAddress("new", "acme.example")),
    ],
)
def test_settings_that_accept_nothing(store: Store, settings: Settings) -> None:
    take_in(store, refused(1, To="new@acme.example"))
    save(store, with_user("new@acme.example"), settings)
    assert CheckingService(store).now_importable() == ()


def test_looking_for_what_can_be_imported_tells_how_far_it_is_and_can_be_stopped(store: Store) -> None:
    take_in(store, *(refused(number, "new@acme.example") for number in range(120)))
    save(store, with_user("new@acme.example"))
    service = CheckingService(store)
    told: list[tuple[int, int]] = []
    stop = threading.Event()

    def stop_soon(done: int, everything: int) -> None:
        told.append((done, everything))
        stop.set()

    assert service.now_importable(stop_soon, stop) == ()
    assert told == [(50, 120)]
    assert len(service.now_importable(lambda done, everything: told.append((done, everything)))) == 120
    assert told[1:] == [(100, 120), (120, 120)]
    assert len(service.now_importable(lambda done, everything: told.append((done, everything)))) == 120
    assert len(told) == 3


def test_what_comes_while_they_are_read_is_read_too(store: Store) -> None:
    take_in(store, *(refused(number, "new@acme.example") for number in range(60)))
    service, stop = CheckingService(store), threading.Event()
    assert service.now_importable(lambda _done, _everything: stop.set(), stop) == ()
    take_in(store, refused(99, "new@acme.example"))
    save(store, with_user("new@acme.example"))
    CorrectingService(store, now).dismiss([1, 60])
    assert service.now_importable() == (*range(2, 60), 61)


def test_nothing_is_written(store: Store) -> None:
    take_in(store, refused(1, "new@acme.example"))
    save(store, replace(with_user("new@acme.example"), activity_types=(ActivityType("E-mail"), ActivityType("X"))))
    before = store.path.read_bytes(), store.path.with_name(f"{store.path.name}-wal").read_bytes()
    service = CheckingService(store)
    assert service.now_importable() == (1,)
    service.count()
    service.entries(service.keys())
    assert (store.path.read_bytes(), store.path.with_name(f"{store.path.name}-wal").read_bytes()) == before

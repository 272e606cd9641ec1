"""Storing what sources bring: only what is meant for the integration, durably, and nobody at another's cost."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine, event

from severa_desktop.core.model import ImportResult, Origin, Outcome
from severa_desktop.core.settings import IntegrationAddress, IntegrationStatus
from severa_desktop.core.source_settings import FolderSettings, Source
from severa_desktop.services.activities import ActivitiesService, Order, Wanted
from severa_desktop.services.processing.intake import Intake
from severa_desktop.services.recording import Recorder
from severa_desktop.sources.intake import NotNowError, Taken
from severa_desktop.sources.items import MailBytes
from severa_desktop.store.errors import StoreFullError
from severa_desktop.store.store import Store
from tests.services.company import SETTINGS, company, message

NOW = 1_772_000_000
MOST_STATEMENTS = 18


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = company(tmp_path / "store.sqlite")
    yield opened
    opened.close()


@pytest.fixture
def told() -> list[ImportResult]:
    return []


@pytest.fixture
def intake(store: Store, told: list[ImportResult]) -> Iterator[Intake]:
    opened = Intake(store, lambda: NOW, lambda _source, result: told.append(result))
    yield opened
    opened.close()


def source(store: Store, *, dedicated: bool = False, account: tuple[str, ...] = ()) -> Source:
    with store.writing() as writer:
        number = writer.add_source(FolderSettings("/mails"), account, dedicated=dedicated)
    return Source(number, FolderSettings("/mails"), dedicated, account)


def brought(content: bytes, name: str = "a", envelope: tuple[str, ...] = ()) -> MailBytes:
    return MailBytes(content, Origin(name, NOW, envelope=envelope))


@contextmanager
def statements() -> Iterator[list[str]]:
    """Give the statements that are about to be executed, by any store."""
    found: list[str] = []

    def hear(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        found.append(statement)

    event.listen(Engine, "before_cursor_execute", hear)
    try:
        yield found
    finally:
        event.remove(Engine, "before_cursor_execute", hear)


def wait_until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + 120
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.01)


def live(store: Store) -> int:
    return len(ActivitiesService(store).sort_ids(Wanted(), Order()))


def counts(store: Store, number: int) -> tuple[int, int, int]:
    with store.reading() as reader:
        listed = reader.source(number)
    assert listed is not None
    return listed.state.taken, listed.state.not_imported, listed.state.left_alone


BCC = message(1, Bcc="acme@severamail.com")


def test_only_mails_to_the_integration_are_taken(store: Store, intake: Intake, told: list[ImportResult]) -> None:
    own = source(store)
    taken = intake.of(own).take([
        brought(BCC),
        brought(message(2)),
        brought(message(3, Delivered_To="1001.acme@severamail.com")),
        brought(message(4, To="acme+x@severamail.com")),
        brought(message(5), envelope=("acme@severamail.com",)),
    ])  # fmt: skip
    assert [one.outcome for one in taken] == [Outcome.ACTIVITY, None, *[Outcome.ACTIVITY] * 3]
    assert live(store) == len(told) == 4
    assert counts(store, own.id) == (4, 0, 1)


def test_a_dedicated_source_takes_every_mail(store: Store, intake: Intake) -> None:
    own = source(store, dedicated=True)
    assert intake.of(own).take([brought(message(2))]) == [Taken(Outcome.ACTIVITY)]


def test_whether_a_mail_is_wanted_shows_in_its_header(store: Store, intake: Intake) -> None:
    own = intake.of(source(store))
    headers = [mail.partition(b"\r\n\r\n")[0] + b"\r\n\r\n" for mail in (BCC, message(2))]
    assert own.wanted([*headers, b""]) == [True, False, False]
    assert intake.of(source(store, dedicated=True)).wanted([headers[1], b""]) == [True, True]


def test_mails_found_not_to_be_wanted_are_counted(store: Store, intake: Intake, told: list[ImportResult]) -> None:
    own = source(store)
    intake.of(own).leave(3)
    intake.of(own).leave(2)
    assert counts(store, own.id) == (0, 0, 5)
    assert told == []


def test_the_accounts_own_address_lets_no_mail_pass(store: Store, intake: Intake) -> None:
    strangers = message(
        6, From="x@far.example", To="y@far.example", Bcc="acme@severamail.com", Delivered_To="anna@acme.example"
    )
    own = source(store, account=("anna@acme.example",))
    taken = intake.of(own).take([brought(strangers)])
    assert [one.outcome for one in taken] == [Outcome.REJECTED]
    assert "active user" in taken[0].sentence
    assert counts(store, own.id) == (0, 1, 0)


def test_the_same_mail_from_two_sources_is_one_activity(store: Store, intake: Intake) -> None:
    ways = [intake.of(source(store)), intake.of(source(store))]
    outcomes: list[Outcome | None] = []

    def bring(way: int) -> None:
        outcomes.extend(one.outcome for one in ways[way].take([brought(BCC)]))

    threads = [threading.Thread(target=bring, args=(way,)) for way in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, outcomes)) == ["activity", "duplicate"]
    assert live(store) == 1


def test_a_mail_whose_activity_was_deleted_is_not_made_again(store: Store, intake: Intake) -> None:
    from severa_desktop.services.correcting import CorrectingService

    own = intake.of(source(store))
    own.take([brought(BCC)])
    CorrectingService(store, lambda: NOW).delete([1])
    assert own.take([brought(BCC)]) == [Taken(Outcome.DUPLICATE)]
    assert live(store) == 0


def test_what_is_no_mail_is_told_with_its_reason(store: Store, intake: Intake) -> None:
    taken = intake.of(source(store)).take([brought(b"\x89PNG\r\n\x1a\n")])
    assert taken[0].outcome is Outcome.FAILED
    assert taken[0].sentence


def test_while_inactive_nothing_is_taken(store: Store, intake: Intake) -> None:
    with store.writing() as writer:
        writer.save_settings(replace(SETTINGS, status=IntegrationStatus.INACTIVE))
    own = intake.of(source(store))
    with pytest.raises(NotNowError, match="inactive"):
        own.check_ready()
    with pytest.raises(NotNowError, match="inactive"):
        own.take([brought(BCC)])
    assert live(store) == 0


def test_a_full_disk_keeps_mails_where_they_are(store: Store, intake: Intake, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_recorder: Recorder, _mails: object) -> list[ImportResult]:
        raise StoreFullError("There is no room.")

    own = intake.of(source(store))
    with monkeypatch.context() as patch:
        patch.setattr(Recorder, "record", full)
        with pytest.raises(NotNowError, match=r"There is no room\."):
            own.take([brought(BCC)])
    assert live(store) == 0
    assert own.take([brought(BCC)]) == [Taken(Outcome.ACTIVITY)]


def test_a_defect_costs_the_mail_that_causes_it_only(
    store: Store, intake: Intake, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = Recorder.record

    def defect(recorder: Recorder, mails: list[object]) -> list[ImportResult]:
        if any(getattr(mail, "mail", None) and mail.mail.subject == "Mail 2" for mail in mails):  # type: ignore[attr-defined]
            raise ZeroDivisionError
        return record(recorder, mails)  # type: ignore[arg-type]

    monkeypatch.setattr(Recorder, "record", defect)
    own = source(store)
    taken = intake.of(own).take([brought(message(n, Bcc="acme@severamail.com"), str(n)) for n in (1, 2, 3)])
    assert [one.outcome for one in taken] == [Outcome.ACTIVITY, Outcome.FAILED, Outcome.ACTIVITY]
    assert "defect" in taken[1].sentence
    assert counts(store, own.id) == (2, 1, 0)


def test_many_threads_share_commits_and_lose_nothing(store: Store, intake: Intake) -> None:
    own = intake.of(source(store))
    done: list[Taken] = []

    def bring(part: int) -> None:
        for number in range(20):
            done.extend(own.take([brought(message(f"{part}-{number}", Bcc="acme@severamail.com"))]))

    threads = [threading.Thread(target=bring, args=(part,)) for part in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [one.outcome for one in done] == [Outcome.ACTIVITY] * 160
    assert live(store) == 160


def test_what_waits_together_is_one_transaction_and_counted_once_a_source(store: Store, intake: Intake) -> None:
    sources = [source(store), source(store)]
    ways = [intake.of(each) for each in sources]

    def bring(number: int) -> None:
        ways[number % 2].take([brought(message(number, Bcc="acme@severamail.com"))])

    threads = [threading.Thread(target=bring, args=(number,)) for number in range(9)]
    with statements() as found:
        with store.writing():
            threads[0].start()
            # The first one waits for whoever writes, the others behind it.
            wait_until(lambda: found.count("BEGIN IMMEDIATE") == 2)
            for thread in threads[1:]:
                thread.start()
            wait_until(lambda: intake._waiting.qsize() == 8)
        for thread in threads:
            thread.join()
    assert found.count("BEGIN IMMEDIATE") == 3
    assert sum(one.startswith("UPDATE sources") for one in found) == 3
    assert [counts(store, each.id) for each in sources] == [(5, 0, 0), (4, 0, 0)]


def test_addresses_are_looked_at_without_reading_until_somebody_writes(
    tmp_path: Path, store: Store, intake: Intake
) -> None:
    own = intake.of(source(store))
    assert own.refuse_recipient("acme@severamail.com") == ""
    with statements() as found:
        assert own.refuse_recipient("acme@severamail.com") == ""
        assert own.refuse_recipient("nobody@acme.example")
    assert len(found) == 2
    assert "FROM counters" in found[0]
    other = Store.open(tmp_path / "store.sqlite")
    with other.writing() as writer:
        writer.save_settings(replace(SETTINGS, address=IntegrationAddress("other", "severamail.com")))
    other.close()
    assert own.refuse_recipient("acme@severamail.com")
    assert own.refuse_recipient("other@severamail.com") == ""


def test_a_delivery_costs_few_statements(store: Store, intake: Intake) -> None:
    own = intake.of(source(store))
    own.take([brought(message(1, Bcc="acme@severamail.com"))])
    with statements() as found:
        own.take([brought(message(2, Bcc="acme@severamail.com"))])
    assert len(found) <= MOST_STATEMENTS, found


def test_a_large_batch_is_read_in_a_process_that_stays(store: Store, intake: Intake) -> None:
    own = intake.of(source(store))
    for start in (0, 100):
        mails = [brought(message(start + n, Bcc="acme@severamail.com"), str(n)) for n in range(100)]
        assert {one.outcome for one in own.take(mails)} == {Outcome.ACTIVITY}
    assert live(store) == 200

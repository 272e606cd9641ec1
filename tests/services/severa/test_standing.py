"""How things stand with Severa, and what of it is to be checked: each activity is one entry."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from severa_desktop.core.severa import OutboxCounts, PushMode, SentActivity, StepState
from severa_desktop.services.checking import CheckCounts, CheckingService, CheckKind
from severa_desktop.services.correcting import CorrectingService
from severa_desktop.services.importing import Handover, ImportService
from severa_desktop.services.severa.standing import ActivityStanding, Place, SeveraStandings
from severa_desktop.services.status import StatusService
from severa_desktop.store.store import Store
from tests.services.company import company, message
from tests.services.severa.held import REFUSED, connected, hold, let_stick
from tests.services.severa.many import copy_activity, steps_of

UNKNOWN = "4711.acme@severamail.com"
BLOCKED = "The owner is not known to Severa."


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Three activities, the second one with a warning, and a mail that was not imported."""
    opened = company(tmp_path / "store.sqlite")
    mails = (message(1), message(2, Cc=UNKNOWN), message(3), message(4, From="x@else.example", To="y@else.example"))
    contents = [(f"{number}.eml", content) for number, content in enumerate(mails, 1)]
    list(ImportService(opened, lambda: 1_700_000_000).run(Handover([], contents=contents)))
    yield opened
    opened.close()


def listed(store: Store, *kinds: CheckKind) -> list[tuple[str, int]]:
    service = CheckingService(store)
    keys = service.keys(kinds or frozenset(CheckKind))
    entries = service.entries(keys)
    return sorted((entries[key].kind.value, entries[key].what.id) for key in keys)


def test_what_severa_refused_is_to_be_checked_with_its_reason(store: Store) -> None:
    connected(store)
    hold(store, 1)
    hold(store, 3, BLOCKED, StepState.BLOCKED)
    service = CheckingService(store)
    assert listed(store) == [("not_sent", 1), ("not_sent", 3), ("rejected", 1), ("warning", 2)]
    assert listed(store, CheckKind.NOT_SENT) == [("not_sent", 1), ("not_sent", 3)]
    assert service.count() == CheckCounts(rejected=1, failed=0, warnings=1, not_sent=2)
    assert service.count().total == 4 == StatusService(store).status().to_check
    entries = service.entries(service.keys([CheckKind.NOT_SENT]))
    assert {one.what.id: one.error for one in entries.values()} == {1: REFUSED, 3: BLOCKED}
    assert service.held() == set(entries)


def test_an_activity_with_warnings_that_was_not_sent_is_one_entry(store: Store) -> None:
    connected(store)
    hold(store, 2)
    service = CheckingService(store)
    assert listed(store) == [("not_sent", 2), ("rejected", 1)]
    assert listed(store, CheckKind.WARNING) == []
    assert service.count() == CheckCounts(rejected=1, failed=0, warnings=0, not_sent=1)
    assert service.count().total == 2 == StatusService(store).status().to_check
    (entry,) = service.entries(service.keys([CheckKind.NOT_SENT])).values()
    assert entry.error == REFUSED
    assert len(entry.reasons) == 1
    SeveraStandings(store).leave([2])
    assert listed(store) == [("rejected", 1), ("warning", 2)]


@pytest.mark.parametrize("mode", [None, PushMode.OFF])
def test_while_nothing_is_sent_nothing_of_it_is_to_be_checked(store: Store, mode: PushMode | None) -> None:
    connected(store)
    hold(store, 1)
    hold(store, 2)
    if mode is None:
        with store.writing() as writer:
            writer.save_severa_connection(None)
    else:
        connected(store, mode)
    assert listed(store) == [("rejected", 1), ("warning", 2)]
    assert CheckingService(store).count() == CheckCounts(1, 0, 1)
    assert CheckingService(store).held() == frozenset()
    assert StatusService(store).status().to_check == 2


def test_what_is_deleted_is_not_to_be_checked(store: Store) -> None:
    connected(store)
    hold(store, 1)
    CorrectingService(store, lambda: 1_700_000_001).delete([1])
    assert listed(store) == [("rejected", 1), ("warning", 2)]
    assert CheckingService(store).count().not_sent == 0


def test_how_an_activity_stands(store: Store) -> None:
    standings = SeveraStandings(store)
    assert standings.of_activity(1) is None
    connected(store)
    assert standings.of_activity(1) == ActivityStanding(Place.WAITING)
    hold(store, 1)
    assert standings.of_activity(1) == ActivityStanding(Place.REFUSED, REFUSED)
    left = standings.leave([1])
    assert standings.of_activity(1) == ActivityStanding(Place.LEFT, REFUSED)
    standings.hold_again(left)
    assert standings.of_activity(1) == ActivityStanding(Place.REFUSED, REFUSED)
    standings.leave([1])
    standings.try_again([1])
    standings.hold_again(left)
    waiting = standings.of_activity(1)
    assert waiting is not None
    assert waiting.place is Place.WAITING
    hold(store, 3, BLOCKED, StepState.BLOCKED)
    assert standings.of_activity(3) == ActivityStanding(Place.BLOCKED, BLOCKED)
    with store.writing() as writer:
        writer.outbox.remove([row.id for row in writer.outbox.of_activities([2])])
        writer.outbox.save_sent(SentActivity(2, "a-guid", "{}"))
    assert standings.of_activity(2) == ActivityStanding(Place.IN_SEVERA)
    with store.writing() as writer:
        writer.outbox.note_changed([2])
    assert standings.of_activity(2) == ActivityStanding(Place.CORRECTION_WAITS)
    connected(store, PushMode.OFF)
    assert standings.of_activity(1) is None
    assert standings.of_activity(2) == ActivityStanding(Place.IN_SEVERA)


def test_how_the_connection_stands(store: Store) -> None:
    standings = SeveraStandings(store)
    assert standings.standing() is None
    connected(store)
    hold(store, 1)
    standing = standings.standing()
    assert standing is not None
    assert (standing.outbox.waiting, standing.outbox.refused, standing.clashes) == (2, 1, 0)
    assert standing.send_at == 0
    connected(store, PushMode.OFF)
    standing = standings.standing()
    assert standing is not None
    assert standing.send_at is None


def test_when_something_is_to_be_sent(store: Store) -> None:
    def send_at() -> int | None:
        standing = SeveraStandings(store).standing()
        assert standing is not None
        return standing.send_at

    connected(store)
    assert send_at() == 0
    for activity_id in (1, 2):
        hold(store, activity_id)
    let_stick(store, 3, "Severa has a fault.")
    assert send_at() == 1_900_000_000
    hold(store, 3)
    assert send_at() is None
    with store.writing() as writer:
        writer.outbox.save_sent(SentActivity(1, "a-guid", "{}", changed=True))
    assert send_at() == 0


def test_what_the_directory_blocks_is_to_be_sent_once_that_is_another_one(store: Store) -> None:
    def send_at() -> int | None:
        with store.reading() as reader:
            return reader.outbox.send_at(reader.directory_version())

    connected(store)
    for activity_id in (1, 2):
        hold(store, activity_id)
    with store.writing() as writer:
        writer.outbox.unblock(writer.directory_version())
    hold(store, 3, BLOCKED, StepState.BLOCKED)
    assert send_at() is None
    with store.writing() as writer:
        writer.save_directory(replace(writer.directory(), users=()))
    assert send_at() == 0


def test_what_is_held_is_found_without_looking_through_all_activities(store: Store) -> None:
    connected(store)
    hold(store, 2)
    hold(store, 3)
    few = steps_of_looking(store)
    with store.writing() as writer:
        copy_activity(writer.connection, 3)
        writer.connection.exec_driver_sql(
            "UPDATE counters SET value = (SELECT max(id) FROM activities) WHERE name = 'severa_planned'"
        )
    assert steps_of_looking(store) < 2 * few


def steps_of_looking(store: Store) -> int:
    """Return how much SQLite has to do to tell how things stand: two activities are held, one has a warning."""

    def look() -> None:
        assert (reader.held_count(), reader.held_unchecked()) == (2, 1)
        assert len(reader.to_check([], warnings=False, held=True, sends=True)) == 2
        assert reader.outbox.counts() == OutboxCounts(sent=0, waiting=1, blocked=0, refused=2, stuck=0)
        assert reader.outbox.send_at(reader.directory_version()) == 0
        assert reader.outbox.new_activities() == []

    with store.reading() as reader:
        return steps_of(reader.connection, look)

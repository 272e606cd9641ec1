"""What stands in the outbox after activities came, changed, were deleted and erased."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from severa_desktop.core.severa import OutboxCounts, SentActivity, Step, StepState
from severa_desktop.services.correcting import CorrectingService
from severa_desktop.services.severa.planning import CurrentGuids, plan, planned
from severa_desktop.services.severa.wishes import Told, told
from severa_desktop.store.store import Store
from tests.services.company import message, with_attachment
from tests.services.severa.many import MANY, copy_activity, steps_of
from tests.services.severa.pushed import RECORDS, TAKEN_AT, connected, take_in

CREATE = (Step.CREATE, "")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = connected(tmp_path / "store.sqlite")
    yield opened
    opened.close()


def rows(store: Store, activity_id: int) -> list[tuple[Step, str]]:
    with store.reading() as reader:
        return [(row.step, row.what) for row in reader.outbox.of_activities([activity_id])]


def state(store: Store, activity_id: int) -> StepState:
    with store.reading() as reader:
        (row,) = reader.outbox.of_activities([activity_id])
        return row.state


def counts(store: Store) -> OutboxCounts:
    with store.reading() as reader:
        return reader.outbox.counts()


def say_it_was_sent(store: Store, activity_id: int) -> None:
    """Keep that an activity with all its people and files is in Severa."""
    current = CurrentGuids()
    with store.writing() as writer:
        found = planned(writer, activity_id, current.of(writer))
        assert found is not None
        assert found.wish is not None
        now = found.wish
        all_of_it = Told(told(now.form).form, frozenset(now.participants), frozenset(one.what for one in now.files))
        writer.outbox.remove([row.id for row in writer.outbox.of_activities([activity_id])])
        writer.outbox.save_sent(SentActivity(activity_id, f"guid-{activity_id}", all_of_it.dumped()))


def correcting(store: Store) -> CorrectingService:
    return CorrectingService(store, lambda: TAKEN_AT)


def test_each_activity_is_planned_once(store: Store) -> None:
    first, second = take_in(store, message(1), message(2))
    assert counts(store) == OutboxCounts(0, 2, 0, 0)
    plan(store, CurrentGuids())
    (third,) = take_in(store, message(3))
    plan(store, CurrentGuids())
    plan(store, CurrentGuids())
    assert [rows(store, one) for one in (first, second, third)] == [[CREATE]] * 3
    assert counts(store) == OutboxCounts(0, 3, 0, 0)


def test_what_was_sent_and_did_not_change_is_left_alone(store: Store) -> None:
    (activity,) = take_in(store, message(1))
    plan(store, CurrentGuids())
    say_it_was_sent(store, activity)
    correcting(store).link_project([activity], 1001)
    correcting(store).undo()
    plan(store, CurrentGuids())
    assert rows(store, activity) == []
    assert counts(store) == OutboxCounts(1, 0, 0, 0)


def test_corrections_and_their_undoing_follow(store: Store) -> None:
    (activity,) = take_in(store, with_attachment(1))
    plan(store, CurrentGuids())
    say_it_was_sent(store, activity)
    correcting(store).link_project([activity], 1001)
    plan(store, CurrentGuids())
    (part,) = (what for step, what in rows(store, activity) if step is Step.ADD_FILE)
    assert rows(store, activity) == [(Step.CHANGE, ""), (Step.ADD_FILE, part)]
    assert part.endswith("@shop-guid")
    correcting(store).undo()
    plan(store, CurrentGuids())
    assert rows(store, activity) == []


def test_a_later_copy_that_adds_somebody_follows(store: Store) -> None:
    (activity,) = take_in(store, message(1))
    plan(store, CurrentGuids())
    say_it_was_sent(store, activity)
    take_in(store, message(1, Bcc="bram@acme.example"))
    plan(store, CurrentGuids())
    assert rows(store, activity) == [(Step.ADD_PARTICIPANT, "bram-guid")]


def test_what_was_asked_for_waits_for_its_answer_whatever_is_wanted_now(store: Store) -> None:
    (activity,) = take_in(store, message(1))
    plan(store, CurrentGuids())
    say_it_was_sent(store, activity)
    correcting(store).add_participant([activity], "bram@acme.example")
    plan(store, CurrentGuids())
    with store.writing() as writer:
        (row,) = writer.outbox.of_activities([activity])
        writer.outbox.mark_asked(row, row.what, 5)
    correcting(store).undo()
    plan(store, CurrentGuids())
    assert rows(store, activity) == [(Step.ADD_PARTICIPANT, "bram-guid")]


def test_what_is_deleted_waits_until_it_comes_back(store: Store) -> None:
    (activity,) = take_in(store, message(1))
    plan(store, CurrentGuids())
    correcting(store).delete([activity])
    with store.reading() as reader:
        assert reader.outbox.open_rows(0, TAKEN_AT, 9) == []
    assert counts(store).waiting == 0
    correcting(store).undo()
    with store.reading() as reader:
        assert [row.activity_id for row in reader.outbox.open_rows(0, TAKEN_AT, 9)] == [activity]


def test_nothing_stays_of_what_is_erased(store: Store) -> None:
    first, second = take_in(store, message(1), message(2))
    plan(store, CurrentGuids())
    say_it_was_sent(store, second)
    correcting(store).erase([first, second])
    assert rows(store, first) == []
    with store.reading() as reader:
        assert reader.outbox.sent([second]) == {}
    plan(store, CurrentGuids())
    assert rows(store, first) == []


@pytest.mark.parametrize("held", [StepState.BLOCKED, StepState.REFUSED, StepState.LEFT])
def test_what_is_held_is_tried_again_once_somebody_changed_the_activity(store: Store, held: StepState) -> None:
    (activity,) = take_in(store, message(1))
    plan(store, CurrentGuids())
    hold(store, activity, held)
    plan(store, CurrentGuids())
    assert state(store, activity) is held
    correcting(store).link_project([activity], 1001)
    assert state(store, activity) is StepState.WAITING


def test_what_the_directory_blocked_is_tried_again_once_that_changed(store: Store) -> None:
    (activity,) = take_in(store, message(1))
    plan(store, CurrentGuids())
    hold(store, activity, StepState.BLOCKED)
    with store.writing() as writer:
        writer.save_severa_records(RECORDS[1:])
    plan(store, CurrentGuids())
    assert state(store, activity) is StepState.WAITING
    hold(store, activity, StepState.REFUSED)
    with store.writing() as writer:
        writer.save_severa_records(RECORDS)
    plan(store, CurrentGuids())
    assert state(store, activity) is StepState.REFUSED


def hold(store: Store, activity_id: int, held: StepState) -> None:
    with store.writing() as writer:
        (row,) = writer.outbox.of_activities([activity_id])
        writer.outbox.hold(row, held, "Why.")


def test_what_changed_is_found_without_looking_at_all_that_was_sent(store: Store) -> None:
    (activity,) = take_in(store, message(1))
    plan(store, CurrentGuids())
    say_it_was_sent(store, activity)
    few = steps_of_looking(store)
    with store.writing() as writer:
        copy_activity(writer.connection, activity)
        writer.connection.exec_driver_sql(
            f"{MANY} INSERT INTO severa_activities SELECT activity_id + n, guid, told, changed"
            " FROM severa_activities, numbers"
        )
    assert steps_of_looking(store) < 2 * few


def steps_of_looking(store: Store) -> int:
    """Return how much SQLite has to do to find what changed."""

    def look() -> None:
        assert writer.outbox.changed(0, 200) == []

    with store.writing() as writer:
        return steps_of(writer.connection, look)

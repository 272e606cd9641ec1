"""The values of the connection with Severa."""

from dataclasses import replace

import pytest

from severa_desktop.core.severa import (
    PULL_EVERY,
    TELL_AFTER,
    Connection,
    OutboxCounts,
    OutboxRow,
    PulledCustomer,
    PushMode,
    RecordKind,
    SeveraSettings,
    Step,
    StepState,
)


@pytest.mark.parametrize("state", StepState)
def test_only_what_waits_is_tried_by_itself(state: StepState) -> None:
    row = OutboxRow(1, 2, Step.CREATE, "", state)
    assert row.is_open is (state is StepState.WAITING)
    assert not row.asked


@pytest.mark.parametrize("state", StepState)
def test_people_are_told_of_what_waits_for_them_and_of_what_did_not_work_again_and_again(state: StepState) -> None:
    row = OutboxRow(1, 1, Step.CREATE, "", state=state, attempts=TELL_AFTER - 1)
    waits_for_people = state in {StepState.REFUSED, StepState.BLOCKED}
    assert (row.is_stuck, row.is_to_check) == (False, waits_for_people)
    again = replace(row, attempts=TELL_AFTER)
    assert again.is_stuck is (state is StepState.WAITING)
    assert again.is_to_check is (waits_for_people or again.is_stuck)


def test_nothing_is_sent_by_itself_unless_somebody_says_so() -> None:
    settings = SeveraSettings("client")
    assert settings.push is PushMode.BY_HAND
    assert settings.url.startswith("https://")
    assert Connection(settings).since is None


@pytest.mark.parametrize("mode", PushMode)
def test_activities_go_to_severa_unless_that_is_off(mode: PushMode) -> None:
    assert Connection(SeveraSettings("client", push=mode)).sends is (mode is not PushMode.OFF)


@pytest.mark.parametrize(
    ("pulled_at", "now", "is_due"),
    [
        (None, 0, True),
        (1000, 1000 + PULL_EVERY - 1, False),
        (1000, 1000 + PULL_EVERY, True),
        # The clock was an hour fast as it was fetched.
        (1000, 999, True),
    ],
)
def test_the_directory_is_fetched_each_hour_unless_that_is_not_wanted(
    pulled_at: int | None, now: int, *, is_due: bool
) -> None:
    connection = Connection(SeveraSettings("client"), pulled_at=pulled_at)
    assert connection.next_pull == (0 if pulled_at is None else pulled_at + PULL_EVERY)
    assert connection.is_pull_due(now) is is_due
    by_hand = replace(connection, settings=SeveraSettings("client", pulls_by_itself=False))
    assert by_hand.next_pull is None
    assert not by_hand.is_pull_due(now)


def test_people_should_know_of_what_is_held_and_what_is_stuck() -> None:
    assert OutboxCounts(sent=9, waiting=8, blocked=1, refused=2, stuck=4).to_check == 7


def test_records_and_counts_are_compared_by_what_they_say() -> None:
    assert PulledCustomer("g", "Bakery") == PulledCustomer("g", "Bakery")
    assert PulledCustomer("g", "Bakery") != PulledCustomer("g", "Bakery", active=False)
    assert OutboxCounts(1, 2, 3, 4) != OutboxCounts(1, 2, 3, 5)
    assert RecordKind("contacts") is RecordKind.CONTACTS

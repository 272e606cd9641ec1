"""The values of the connection with Severa."""

from dataclasses import replace

import pytest

from severa_desktop.core.severa import (
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


@pytest.mark.parametrize("state", StepState)
def test_people_are_told_of_what_waits_for_them_and_of_what_did_not_work_again_and_again(state: StepState) -> None:
    row = OutboxRow(1, 1, Step.CREATE, "", state=state, attempts=TELL_AFTER - 1)
    waits_for_people = state in {StepState.REFUSED, StepState.BLOCKED}
    assert (row.is_stuck, row.is_to_check) == (False, waits_for_people)
    again = replace(row, attempts=TELL_AFTER)
    assert again.is_stuck is (state is StepState.WAITING)
    assert again.is_to_check is (waits_for_people or again.is_stuck)
    assert not row.asked


def test_nothing_is_sent_by_itself_unless_somebody_says_so() -> None:
    settings = SeveraSettings("client")
    assert settings.push is PushMode.BY_HAND
    assert settings.url.startswith("https://")
    assert Connection(settings).since is None


def test_records_and_counts_are_compared_by_what_they_say() -> None:
    assert PulledCustomer("g", "Bakery") == PulledCustomer("g", "Bakery")
    assert PulledCustomer("g", "Bakery") != PulledCustomer("g", "Bakery", active=False)
    assert OutboxCounts(1, 2, 3, 4) != OutboxCounts(1, 2, 3, 5)
    assert RecordKind("contacts") is RecordKind.CONTACTS

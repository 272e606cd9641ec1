"""The values of the connection with Severa."""

import pytest

from severa_desktop.core.severa import (
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

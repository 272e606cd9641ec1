"""Activities that are not in Severa for a reason that people are told, without a Severa that is asked."""

from dataclasses import replace

from severa_desktop.core.severa import TELL_AFTER, Connection, PushMode, SeveraSettings, StepState
from severa_desktop.store.store import Store

REFUSED = "The customer is locked."


def connected(store: Store, push: PushMode = PushMode.BY_HAND) -> None:
    """Let a store be connected: nothing listens there."""
    with store.writing() as writer:
        writer.save_severa_connection(Connection(SeveraSettings("an-id", "http://127.0.0.1:9", push)))


def hold(store: Store, activity_id: int, error: str = REFUSED, state: StepState = StepState.REFUSED) -> None:
    """Let the first step of an activity wait for a person."""
    with store.writing() as writer:
        writer.outbox.plan_new()
        row = writer.outbox.of_activities([activity_id])[0]
        writer.outbox.hold(row, state, error)


def let_stick(store: Store, activity_id: int, error: str) -> None:
    """Let the first step of an activity have been tried in vain so often that people are told; it is tried on."""
    with store.writing() as writer:
        writer.outbox.plan_new()
        row = writer.outbox.of_activities([activity_id])[0]
        writer.outbox.note(replace(row, attempts=TELL_AFTER, not_before=1_900_000_000, error=error))

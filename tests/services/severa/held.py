"""Activities that wait for a person before they are in Severa, without one that is asked."""

from severa_desktop.core.severa import Connection, PushMode, SeveraSettings, StepState
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

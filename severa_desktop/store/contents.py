"""How much a store holds, for whoever has to tell one from another."""

from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from severa_desktop.store.records import State
from severa_desktop.store.tables import activities, copies, refusals


@dataclass(frozen=True, slots=True)
class Contents:
    """What a store holds, in numbers."""

    activities: int
    deleted: int
    """Activities that a person deleted, and that can be brought back."""
    not_imported: int
    last_taken_at: int | None
    """When the last mail was taken in, in seconds since 1970; None if none ever was."""


def contents(connection: Connection) -> Contents:
    """Return what the store holds."""
    statement = select(activities.c.state, func.count().label("number")).group_by(activities.c.state)
    states: dict[str, int] = {row.state: row.number for row in connection.execute(statement)}
    return Contents(
        states.get(State.LIVE.value, 0),
        states.get(State.DELETED.value, 0),
        connection.scalar(select(func.count()).select_from(refusals)) or 0,
        connection.scalar(select(func.max(copies.c.taken_at))),
    )

"""How things stand with Severa, as the store knows it: for a status bar, an activity, the list of what is to check.

Loads nothing that talks.
"""

import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import TYPE_CHECKING

from severa_desktop.core.severa import Connection, OutboxCounts, OutboxRow, StepState
from severa_desktop.texts import _

if TYPE_CHECKING:
    from severa_desktop.store.reader import Reader
    from severa_desktop.store.store import Store

_HELD = (StepState.REFUSED, StepState.BLOCKED)
_NOTHING = OutboxCounts(0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Standing:
    """A store's connection, and what waits; cheap enough to be asked for after every change."""

    connection: Connection
    outbox: OutboxCounts
    """All 0 while nothing is sent."""
    send_at: int | None
    """When something is to be sent, in seconds since 1970, 0 for at once; None if nothing is."""
    clashes: int
    """Records of Severa that wait for a person who joins them or keeps them apart."""


def standing_in(reader: "Reader") -> Standing | None:
    """Return how things stand, None if Severa is not connected."""
    connection = reader.severa_connection()
    if connection is None:
        return None
    return Standing(
        connection,
        reader.outbox.counts() if connection.sends else _NOTHING,
        send_at(reader, connection),
        reader.severa_clash_count(),
    )


def send_at(reader: "Reader", connection: Connection) -> int | None:
    """Return when something is to be sent, in seconds since 1970, 0 for at once; None if nothing is. Cheap."""
    return reader.outbox.send_at(reader.directory_version()) if connection.sends else None


def is_sending(reader: "Reader") -> bool:
    """Tell whether activities go to Severa at all."""
    connection = reader.severa_connection()
    return connection is not None and connection.sends


def held_errors(reader: "Reader", activity_ids: Collection[int]) -> dict[int, OutboxRow]:
    """Return the first row of each of these activities that is held or stuck; none while nothing is sent."""
    if not activity_ids or not is_sending(reader):
        return {}
    rows = [row for row in reader.outbox.of_activities(activity_ids) if row.is_to_check]
    return {row.activity_id: row for row in reversed(rows)}


def held_words(why: str, *, is_tried: bool) -> str:
    """Return why an activity is not in Severa, and that this is tried again by itself where it is."""
    return " ".join(filter(None, (why, _("It is still being tried.") if is_tried else "")))


class Place(Enum):
    """Where an activity is."""

    IN_SEVERA = auto()
    WAITING = auto()
    """It is not there yet."""
    CORRECTION_WAITS = auto()
    """It is there, but not all of it as it is here."""
    BLOCKED = auto()
    """It cannot be sent as the directory is."""
    REFUSED = auto()
    STUCK = auto()
    """It, or a correction, does not get there, which is tried again by itself."""
    LEFT = auto()
    """A person let it be."""


@dataclass(frozen=True, slots=True)
class ActivityStanding:
    """How an activity stands with Severa."""

    place: Place
    why: str = ""
    """Why it waits, in words; empty where nothing is the matter."""

    @property
    def can_be_sent(self) -> bool:
        """Tell whether sending might do something for it."""
        return self.place is not Place.IN_SEVERA


class SeveraStandings:
    """Looks at one store, and lets people decide about what is held."""

    def __init__(self, store: "Store", now: Callable[[], float] = time.time) -> None:
        self._store = store
        self._now = now

    def standing(self) -> Standing | None:
        """Return how things stand, None if Severa is not connected."""
        with self._store.reading() as reader:
            return standing_in(reader)

    def of_activity(self, activity_id: int) -> ActivityStanding | None:
        """Return how an activity stands; None while nothing is sent and it is not in Severa, or without connection."""
        with self._store.reading() as reader:
            connection = reader.severa_connection()
            if connection is None:
                return None
            sent = reader.outbox.sent([activity_id]).get(activity_id)
            rows = reader.outbox.of_activities([activity_id])
        if sent is None and not connection.sends:
            return None
        if sent is not None and not (rows and connection.sends):
            return ActivityStanding(Place.CORRECTION_WAITS if sent.changed and connection.sends else Place.IN_SEVERA)
        return _of_rows(rows, is_there=sent is not None)

    def try_again(self, activity_ids: Sequence[int] | None = None) -> None:
        """Let the next sending try what is held, or waits for longer: all of it, or what is of some activities.

        Of these, what was let be is tried, too.
        """
        states = _HELD if activity_ids is None else (*_HELD, StepState.LEFT)
        with self._store.writing() as writer:
            writer.outbox.open_again(states, activity_ids)
            writer.outbox.hurry(int(self._now()), activity_ids)

    def hurry(self) -> None:
        """Let the next sending try all that waits, however long it was to wait; what is held stays so."""
        with self._store.writing() as writer:
            writer.outbox.hurry(int(self._now()))

    def leave(self, activity_ids: Sequence[int]) -> tuple[OutboxRow, ...]:
        """Let what is held or stuck of these activities be: it is not asked for again, unless the activity changes.

        Returns the steps as they were, for `hold_again`.
        """
        with self._store.writing() as writer:
            held = tuple(row for row in writer.outbox.of_activities(activity_ids) if row.is_to_check)
            writer.outbox.leave(activity_ids)
        return held

    def hold_again(self, held: Sequence[OutboxRow]) -> None:
        """Let steps that were let be stand as before; those that were sent or changed meanwhile do not."""
        with self._store.writing() as writer:
            now = {row.id: row for row in writer.outbox.of_activities({row.activity_id for row in held})}
            for row in held:
                if now.get(row.id) == replace(row, state=StepState.LEFT):
                    writer.outbox.change(row)


def _of_rows(rows: Sequence[OutboxRow], *, is_there: bool) -> ActivityStanding:
    for state, place in ((StepState.REFUSED, Place.REFUSED), (StepState.BLOCKED, Place.BLOCKED)):
        for row in rows:
            if row.state is state:
                return ActivityStanding(place, row.error)
    stuck = next((row for row in rows if row.is_stuck), None)
    if stuck is not None:
        return ActivityStanding(Place.STUCK, stuck.error)
    waiting = [row for row in rows if row.is_open]
    if rows and not waiting:
        return ActivityStanding(Place.LEFT, rows[0].error)
    error = next((row.error for row in waiting if row.error), "")
    return ActivityStanding(Place.CORRECTION_WAITS if is_there else Place.WAITING, error)

"""How things stand with Severa, as the store knows it: for a status bar, an activity, the list of what is to check.

Loads nothing that talks.
"""

import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import TYPE_CHECKING

from severa_desktop.core.severa import Connection, OutboxCounts, OutboxRow, PushMode, StepState
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

    @property
    def mode(self) -> PushMode:
        """When activities are sent."""
        return self.connection.settings.push


def standing_in(reader: "Reader") -> Standing | None:
    """Return how things stand, None if Severa is not connected."""
    connection = reader.severa_connection()
    if connection is None:
        return None
    sends = connection.settings.push is not PushMode.OFF
    return Standing(
        connection,
        reader.outbox.counts() if sends else _NOTHING,
        send_at(reader),
        reader.severa_clash_count(),
    )


def send_at(reader: "Reader") -> int | None:
    """Return when something is to be sent, in seconds since 1970, 0 for at once; None if nothing is. Cheap."""
    return reader.outbox.send_at(reader.directory_version()) if is_sending(reader) else None


def is_sending(reader: "Reader") -> bool:
    """Tell whether activities go to Severa at all."""
    connection = reader.severa_connection()
    return connection is not None and connection.settings.push is not PushMode.OFF


def held_errors(reader: "Reader", activity_ids: Collection[int]) -> dict[int, OutboxRow]:
    """Return the first row of each of these activities that is held or stuck; none while nothing is sent."""
    if not activity_ids or not is_sending(reader):
        return {}
    rows = [row for row in reader.outbox.of_activities(activity_ids) if row.is_to_check]
    return {row.activity_id: row for row in reversed(rows)}


def tried_words(why: str) -> str:
    """Return why an activity does not get to Severa, where that is tried again by itself."""
    tried = _("It is still being tried.")
    return f"{why} {tried}" if why else tried


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
            if reader.severa_connection() is None:
                return None
            sent = reader.outbox.sent([activity_id]).get(activity_id)
            rows = reader.outbox.of_activities([activity_id])
            sends = is_sending(reader)
        if sent is None and not sends:
            return None
        if sent is not None and not (rows and sends):
            return ActivityStanding(Place.CORRECTION_WAITS if sent.changed and sends else Place.IN_SEVERA)
        return _of_rows(rows, is_there=sent is not None)

    def try_again(self, activity_ids: Sequence[int]) -> None:
        """Let the next sending try again what is held, or was let be, of these activities."""
        with self._store.writing() as writer:
            writer.outbox.open_again((*_HELD, StepState.LEFT), activity_ids)

    def hurry(self, activity_ids: Sequence[int] | None = None) -> None:
        """Let the next sending try what waits, of these activities or of all, however long it was to wait.

        Of these activities, what is held or was let be is tried, too.
        """
        with self._store.writing() as writer:
            if activity_ids is not None:
                writer.outbox.open_again((*_HELD, StepState.LEFT), activity_ids)
            writer.outbox.hurry(int(self._now()), activity_ids)

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

"""What is still to be done in Severa for each activity: found out anew whenever one came or changed."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from severa_desktop.core.severa import OutboxRow, RecordKind, SentActivity, Step
from severa_desktop.services.severa.wishes import BlockedError, Guids, Told, Wish, steps, told, wish
from severa_desktop.store.records import State, StoredActivity

if TYPE_CHECKING:
    from severa_desktop.store.reader import Reader
    from severa_desktop.store.store import Store
    from severa_desktop.store.writer import Writer

_AT_ONCE = 200
"""Activities that are planned in one transaction."""


class CurrentGuids:
    """Which records are Severa's, read anew once the directory changed."""

    def __init__(self) -> None:
        self._version: int | None = None
        self._guids = Guids([])

    def of(self, reader: "Reader") -> Guids:
        """Return them as they are in this transaction."""
        version = reader.directory_version()
        if version != self._version:
            self._guids, self._version = Guids(reader.severa_records()), version
        return self._guids


@dataclass(frozen=True, slots=True)
class Planned:
    """An activity and what is to be done for it."""

    stored: StoredActivity
    sent: SentActivity | None
    wish: Wish | None
    """None where Severa cannot be told of it as the directory is now."""
    blocked: str
    """Why not."""

    @property
    def was_told(self) -> Told | None:
        """Return what Severa was told."""
        return None if self.sent is None else Told.loaded(self.sent.told)

    @property
    def steps(self) -> list[tuple[Step, str]]:
        """Return what is to be done; where it cannot be done, what it would begin with."""
        if self.wish is None:
            return [(Step.CREATE if self.sent is None else Step.CHANGE, "")]
        return steps(self.was_told, self.wish)

    @property
    def all_steps(self) -> list[tuple[Step, str]]:
        """Return what is to be done, and what follows once an activity is made."""
        following = [] if self.sent or self.wish is None else steps(told(self.wish.form), self.wish)
        return [*self.steps, *following]


def planned(reader: "Reader", activity_id: int, guids: Guids) -> Planned | None:
    """Return what is to be done for an activity, None if it was deleted or erased."""
    stored = reader.activity(activity_id)
    copies = reader.copies_of(activity_id)
    if stored is None or stored.state is not State.LIVE or not copies:
        return None
    sent = reader.outbox.sent([activity_id]).get(activity_id)
    is_severas = guids.of(RecordKind.ACTIVITY_TYPES, stored.activity.type) is not None
    otherwise = None if is_severas else _other_type(reader, sent, guids)
    try:
        return Planned(stored, sent, wish(stored.activity, copies[0].sha256, guids, otherwise), "")
    except BlockedError as error:
        return Planned(stored, sent, None, str(error))


def _other_type(reader: "Reader", sent: SentActivity | None, guids: Guids) -> str | None:
    """Return the type of an activity whose own one is not Severa's (any more), as nobody can give it another.

    It keeps the one that it has there, or gets the default one.
    """
    if sent is not None:
        return Told.loaded(sent.told).form.type
    return guids.of(RecordKind.ACTIVITY_TYPES, reader.settings().activity_type)


def plan(store: "Store", current: CurrentGuids) -> None:
    """Bring the outbox in step with the activities."""
    with store.writing() as writer:
        writer.outbox.plan_new()
        writer.outbox.unblock(writer.directory_version())
    after = 0
    while True:
        with store.writing() as writer:
            ids = writer.outbox.changed(after, _AT_ONCE)
            for activity_id in ids:
                replan(writer, activity_id, current.of(writer))
        if not ids:
            return
        after = ids[-1]


def replan(writer: "Writer", activity_id: int, guids: Guids) -> None:
    """Let the rows of an activity that is in Severa be what is to be done for it now."""
    found = planned(writer, activity_id, guids)
    outbox = writer.outbox
    sent = outbox.sent([activity_id]).get(activity_id)
    if sent is not None:
        outbox.save_sent(SentActivity(activity_id, sent.guid, sent.told))
    if found is None:
        return
    wanted = found.steps
    rows = outbox.of_activities([activity_id])
    # What was asked for may be done: that is found out first, whatever is wanted now.
    outbox.remove([row.id for row in rows if not row.asked and (row.step, row.what) not in wanted])
    present = {_name(row) for row in rows}
    outbox.add(activity_id, [one for one in wanted if one not in present])


def waiting(reader: "Reader") -> Iterator[int]:
    """Yield the ids of the activities that there may be something to be done for, without planning any."""
    outbox = reader.outbox
    yield from dict.fromkeys(
        (*outbox.open_activities(reader.directory_version()), *outbox.changed(0, -1), *outbox.new_activities())
    )


def _name(row: OutboxRow) -> tuple[Step, str]:
    return row.step, "" if row.step is Step.CREATE else row.what

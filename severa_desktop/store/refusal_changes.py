"""What happens to entries of "Not imported" after they were made."""

from collections.abc import Sequence

from sqlalchemy import Connection, delete, func, select, update

from severa_desktop.store import copy_rows
from severa_desktop.store.codec import dump_origin, dump_reasons, storable
from severa_desktop.store.ids import note_largest
from severa_desktop.store.pending import Pending, PendingCopy
from severa_desktop.store.records import NewFailure, NewRefusal, StoredCopy
from severa_desktop.store.tables import copies, refusals

_ANY_FAILURE = select(refusals.c.id).where(refusals.c.failure_hash.is_not(None)).limit(1)


def update_refusal(connection: Connection, pending: Pending, refusal_id: int, new: NewRefusal) -> None:
    """Write today's reasons, and let the copy wait to be written unless it is there."""
    connection.execute(
        update(refusals)
        .where(refusals.c.id == refusal_id)
        .values(reason=new.reason.value, reasons=dump_reasons(new.reasons), dismissed=False)
    )
    held = copy_rows.copies_of_refusals(connection, [refusal_id]).get(refusal_id, ())
    if any(_is_same(copy, new) for copy in held):
        return
    position = connection.scalar(select(func.max(copies.c.position)).where(copies.c.refusal_id == refusal_id))
    pending.keep(
        new.original,
        PendingCopy(
            None,
            refusal_id,
            new.original.sha256,
            0 if position is None else position + 1,
            dump_origin(new.origin),
            new.import_id,
            new.taken_at,
        ),
    )


def accept(connection: Connection, refusal_id: int, activity_id: int) -> None:
    """Move an entry's copies to the activity made from it, except those that it has, and take it off the list."""
    held = copy_rows.copies_of_activities(connection, [activity_id]).get(activity_id, ())
    position = len(held)
    for copy in copy_rows.copies_of_refusals(connection, [refusal_id]).get(refusal_id, ()):
        own = copies.c.id == copy.id
        if any(_is_same(other, copy) for other in held):
            connection.execute(delete(copies).where(own))
        else:
            values = {"refusal_id": None, "activity_id": activity_id, "position": position}
            connection.execute(update(copies).where(own).values(values))
            position += 1
    note_largest(connection, refusals)
    connection.execute(delete(refusals).where(refusals.c.id == refusal_id))


def failure(connection: Connection, new: NewFailure, failure_hash: int) -> int | None:
    """Return the entry that this failure has already, if any."""
    candidates = select(refusals.c.id, refusals.c.source, refusals.c.reason).where(
        refusals.c.failure_hash == failure_hash
    )
    for row in connection.execute(candidates):
        if new.original is None:
            if (row.source, row.reason) == (storable(new.origin.source), new.reason.value):
                return int(row.id)
        else:
            held = copy_rows.copies_of_refusals(connection, [row.id]).get(row.id, ())
            if any(copy.sha256 == new.original.sha256 for copy in held):
                return int(row.id)
    return None


def any_failure(connection: Connection) -> bool:
    """Tell whether any mail could not be read so far."""
    return connection.scalar(_ANY_FAILURE) is not None


def end_failures(connection: Connection, hashes: Sequence[int]) -> None:
    """Take the failures with these hashes off the list."""
    ended = connection.scalars(select(refusals.c.id).where(refusals.c.failure_hash.in_(hashes))).all()
    if ended:
        note_largest(connection, refusals)
        connection.execute(delete(copies).where(copies.c.refusal_id.in_(ended)))
        connection.execute(delete(refusals).where(refusals.c.id.in_(ended)))


def _is_same(copy: StoredCopy, other: StoredCopy | NewRefusal) -> bool:
    sha256 = other.sha256 if isinstance(other, StoredCopy) else other.original.sha256
    return (
        copy.sha256 == sha256
        and copy.origin.envelope == other.origin.envelope
        and copy.origin.account == other.origin.account
    )

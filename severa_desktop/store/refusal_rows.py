"""Entries of "Not imported" read from their tables."""

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, Executable, bindparam, exists, select

from severa_desktop.core.model import Outcome
from severa_desktop.core.reasons import Code
from severa_desktop.store.codec import load_reasons
from severa_desktop.store.records import Refusal
from severa_desktop.store.tables import copies, refusals

_REFUSALS = select(refusals, exists().where(copies.c.refusal_id == refusals.c.id).label("has_original"))
_ALL = _REFUSALS.where(refusals.c.dismissed.is_(False)).order_by(refusals.c.id)
_REJECTED = _ALL.where(refusals.c.outcome == Outcome.REJECTED.value)
_ONE = _REFUSALS.where(refusals.c.id == bindparam("id"))
_SOME = _REFUSALS.where(refusals.c.id.in_(bindparam("ids", expanding=True)))


def many(connection: Connection, *, failed: bool) -> Iterator[Refusal]:
    """Yield the rejected mails, and the failed ones too if wanted, oldest first."""
    return _read(connection, _ALL if failed else _REJECTED)


def one(connection: Connection, refusal_id: int) -> Refusal | None:
    """Return one entry, None if it is not (or no longer) there."""
    return next(_read(connection, _ONE.params(id=refusal_id)), None)


def some(connection: Connection, ids: Sequence[int]) -> dict[int, Refusal]:
    """Return entries by their ids, dismissed ones too. For a page of a list, so not for thousands at once."""
    return {entry.id: entry for entry in _read(connection, _SOME.params(ids=list(ids)))}


def _read(connection: Connection, statement: Executable) -> Iterator[Refusal]:
    for row in connection.execute(statement):
        yield Refusal(
            id=row.id,
            source=row.source,
            outcome=Outcome(row.outcome),
            reason=Code(row.reason),
            text=row.text,
            subject=row.subject,
            sender=row.sender,
            received_at=row.received_at,
            reasons=load_reasons(row.reasons),
            taken_at=row.taken_at,
            has_original=row.has_original,
        )

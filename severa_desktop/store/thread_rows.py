"""The other mails of a conversation: those that answer the same mail, and that mail."""

from collections.abc import Iterator

from sqlalchemy import Connection, or_, select

from severa_desktop.store.records import State, ThreadMail
from severa_desktop.store.tables import activities as own


def many(connection: Connection, activity_id: int, most: int) -> Iterator[ThreadMail]:
    """Yield the live activities of an activity's conversation, itself left out, oldest first."""
    row = connection.execute(
        select(own.c.thread_hash, own.c.identity_hash).where(own.c.id == activity_id)
    ).one_or_none()
    if row is None:
        return
    root = row.identity_hash if row.thread_hash is None else row.thread_hash
    statement = (
        select(own.c.id, own.c.subject, own.c.started_at, own.c.owner_name)
        .where(
            or_(own.c.thread_hash == root, own.c.identity_hash == root),
            own.c.state == State.LIVE.value,
            own.c.id != activity_id,
        )
        .order_by(own.c.sort_id)
        .limit(most)
    )
    for found in connection.execute(statement):
        yield ThreadMail(found.id, found.subject, found.started_at, found.owner_name)

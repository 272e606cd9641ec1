"""The other mails of a conversation: those that answer the same mail, and that mail."""

from collections.abc import Iterator

from sqlalchemy import ColumnElement, Connection, Text, and_, false, literal_column, or_, select

from severa_desktop.store.records import State, ThreadMail
from severa_desktop.store.tables import activities as own
from severa_desktop.store.tables import projects

_STATE: ColumnElement[str] = literal_column("+activities.state", Text)
"""The plus keeps SQLite from going through all live activities by the index of states."""


def many(connection: Connection, activity_id: int, most: int) -> Iterator[ThreadMail]:
    """Yield the live activities of an activity's conversation, itself left out, oldest first."""
    statement = (
        select(own.c.id, own.c.subject, own.c.started_at, own.c.owner_name)
        .where(_others(connection, activity_id))
        .order_by(own.c.sort_id)
        .limit(most)
    )
    for found in connection.execute(statement):
        yield ThreadMail(found.id, found.subject, found.started_at, found.owner_name)


def linked_projects(connection: Connection, activity_id: int, most: int) -> list[tuple[int, str]]:
    """Return ids and keys of the projects of those of them that are linked to one, newest first."""
    statement = (
        select(own.c.id, projects.c.key)
        .join(projects, projects.c.id == own.c.project_id)
        .where(_others(connection, activity_id))
        .order_by(own.c.sort_id.desc())
        .limit(most)
    )
    return [(row.id, row.key) for row in connection.execute(statement)]


def _others(connection: Connection, activity_id: int) -> ColumnElement[bool]:
    row = connection.execute(
        select(own.c.thread_hash, own.c.identity_hash).where(own.c.id == activity_id)
    ).one_or_none()
    if row is None:
        return false()
    root = row.identity_hash if row.thread_hash is None else row.thread_hash
    return and_(
        or_(own.c.thread_hash == root, own.c.identity_hash == root),
        _STATE.in_([State.LIVE.value]),
        own.c.id != activity_id,
    )

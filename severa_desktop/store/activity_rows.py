"""Activities read from their tables: one whole, or many in the order of lists, a page at a time."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from sqlalchemy import Connection, Executable, bindparam, select

from severa_desktop.core.model import Activity, Attachment, Owner, Participant, ParticipantKind, ProjectLink
from severa_desktop.core.reasons import Named
from severa_desktop.store.codec import load_reasons
from severa_desktop.store.compression import decompress_text
from severa_desktop.store.lines import load_codes
from severa_desktop.store.records import State, StoredActivity
from severa_desktop.store.tables import (
    activities,
    activity_texts,
    attachments,
    customers,
    participants,
    projects,
    users,
)

_Row = TypeVar("_Row")

_KINDS = {kind.value: kind for kind in ParticipantKind}

_ACTIVITIES = (
    select(
        activities.c.id,
        activities.c.sort_id,
        activities.c.started_at,
        activities.c.state,
        activities.c.subject,
        activities.c.type,
        activities.c.status,
        activities.c.owner_name,
        activities.c.owner_email,
        activities.c.message_id,
        activities.c.warnings,
        activities.c.edited,
        users.c.key.label("owner_key"),
        customers.c.key.label("customer_key"),
        customers.c.name.label("customer_name"),
        projects.c.key.label("project_key"),
        projects.c.number.label("project_number"),
        projects.c.name.label("project_name"),
        projects.c.kind.label("project_kind"),
        activity_texts.c.reasons,
    )
    .select_from(activities)
    .join(users, users.c.id == activities.c.owner_id)
    .join(activity_texts, activity_texts.c.activity_id == activities.c.id)
    .outerjoin(customers, customers.c.id == activities.c.customer_id)
    .outerjoin(projects, projects.c.id == activities.c.project_id)
)
_BY_SORT_ID = _ACTIVITIES.where(activities.c.sort_id.in_(bindparam("sort_ids", expanding=True))).order_by(
    activities.c.sort_id.desc()
)
_BY_ID = _ACTIVITIES.where(activities.c.id == bindparam("id"))
_BY_IDS = _ACTIVITIES.where(activities.c.id.in_(bindparam("ids", expanding=True)))
_BODIES = select(activity_texts.c.activity_id, activity_texts.c.body).where(
    activity_texts.c.activity_id.in_(bindparam("ids", expanding=True))
)
_BODY = select(activity_texts.c.body).where(activity_texts.c.activity_id == bindparam("id"))
_PARTICIPANTS = (
    select(participants)
    .where(participants.c.activity_id.in_(bindparam("ids", expanding=True)))
    .order_by(participants.c.activity_id, participants.c.position)
)
_ATTACHMENTS = (
    select(attachments)
    .where(attachments.c.activity_id.in_(bindparam("ids", expanding=True)))
    .order_by(attachments.c.activity_id, attachments.c.position)
)


def one(connection: Connection, activity_id: int) -> StoredActivity | None:
    """Return an activity with its body, whatever its state."""
    frame = connection.execute(_BODY, {"id": activity_id}).scalar()
    if frame is None:
        return None
    return next(_read(connection, _BY_ID, {"id": activity_id}, decompress_text(frame)), None)


def many(connection: Connection, sort_ids: Sequence[int]) -> Iterator[StoredActivity]:
    """Yield activities, newest first, with an empty body. For a page of a list, so not for thousands at once."""
    return _read(connection, _BY_SORT_ID, {"sort_ids": list(sort_ids)}, "")


def by_ids(connection: Connection, ids: Sequence[int], *, with_bodies: bool) -> Iterator[StoredActivity]:
    """Yield activities in any state (some hundreds at most), with their bodies if wanted."""
    found = _read(connection, _BY_IDS, {"ids": list(ids)}, "")
    if not with_bodies:
        yield from found
        return
    bodies = {row.activity_id: row.body for row in connection.execute(_BODIES, {"ids": list(ids)})}
    for stored in found:
        body = decompress_text(bodies[stored.activity.id])
        yield replace(stored, activity=replace(stored.activity, body=body))


def _read(
    connection: Connection, statement: Executable, values: Mapping[str, int | list[int]], body: str
) -> Iterator[StoredActivity]:
    rows = connection.execute(statement, values).all()
    ids = [row.id for row in rows]
    people = _participants(connection, ids)
    attached = _attachments(connection, ids)
    for row in rows:
        activity = Activity(
            id=row.id,
            subject=row.subject,
            type=row.type,
            status=row.status,
            owner=Owner(row.owner_key, row.owner_name, row.owner_email),
            participants=people.get(row.id, ()),
            customer=None if row.customer_key is None else Named(row.customer_key, row.customer_name),
            project=None
            if row.project_key is None
            else ProjectLink(row.project_key, row.project_number, row.project_name, row.project_kind),
            started_at=row.started_at,
            attachments=attached.get(row.id, ()),
            message_id=row.message_id,
            body=body,
        )
        yield StoredActivity(
            activity=activity,
            reasons=load_reasons(row.reasons),
            warnings=load_codes(row.warnings),
            state=State(row.state),
            edited=frozenset(row.edited.split()),
        )


def _participants(connection: Connection, ids: Sequence[int]) -> Mapping[int, tuple[Participant, ...]]:
    return _grouped(
        (activity_id, Participant(name, email, _KINDS[kind], key))
        for activity_id, _position, name, email, kind, key in connection.execute(_PARTICIPANTS, {"ids": ids}).all()
    )


def _attachments(connection: Connection, ids: Sequence[int]) -> Mapping[int, tuple[Attachment, ...]]:
    return _grouped(
        (activity_id, Attachment(*values))
        for activity_id, _position, *values in connection.execute(_ATTACHMENTS, {"ids": ids}).all()
    )


def _grouped(pairs: Iterable[tuple[int, _Row]]) -> Mapping[int, tuple[_Row, ...]]:
    found: dict[int, list[_Row]] = defaultdict(list)
    for activity_id, row in pairs:
        found[activity_id].append(row)
    return {activity_id: tuple(rows) for activity_id, rows in found.items()}

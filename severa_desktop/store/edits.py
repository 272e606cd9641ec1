"""What people change on activities, written with its history: bulk statements, one value at a time.

Knows how a value is written and read; what may be changed is decided by who calls.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Row, Table, bindparam, delete, exists, func, insert, select, update

from severa_desktop.core.model import Owner, Participant, ParticipantKind
from severa_desktop.core.query import mail_terms, people_terms
from severa_desktop.store import activity_rows, sqlite, tables
from severa_desktop.store.changes import write_participants
from severa_desktop.store.codec import storable
from severa_desktop.store.copy_rows import in_chunks
from severa_desktop.store.records import (
    Action,
    ActionKind,
    Edit,
    EditValue,
    Field,
    HistoryRow,
    State,
    StoredActivity,
)
from severa_desktop.store.rows import Links
from severa_desktop.store.sorting import sort_id

_KEPT_FROM_COPIES = (Field.OWNER, Field.PARTICIPANTS, Field.CUSTOMER, Field.PROJECT)
"""What a later copy must not overwrite once a person changed it."""


def begin(connection: Connection, at: int, kind: ActionKind, what: str, import_id: int | None = None) -> int:
    """Note an action and return its id. What could be redone until now cannot be any more."""
    if import_id is None:
        undone = select(tables.actions.c.id).where(tables.actions.c.undone, tables.actions.c.import_id.is_(None))
        ids = connection.scalars(undone).all()
        for chunk in in_chunks(ids):
            connection.execute(delete(tables.history).where(tables.history.c.action_id.in_(chunk)))
            connection.execute(delete(tables.actions).where(tables.actions.c.id.in_(chunk)))
    values = {"at": at, "kind": kind.value, "what": storable(what), "undone": False, "import_id": import_id}
    return int(connection.execute(insert(tables.actions).values(values)).lastrowid)


def of_import(connection: Connection, import_id: int, at: int) -> int:
    """Return the action under which an import's changes of older activities stand, made for the first of them."""
    known = connection.scalar(select(tables.actions.c.id).where(tables.actions.c.import_id == import_id))
    return begin(connection, at, ActionKind.IMPORT, "", import_id) if known is None else int(known)


def note(connection: Connection, action_id: int, edits: Sequence[Edit]) -> None:
    """Keep what an action changed."""
    rows = [
        {
            "action_id": action_id,
            "activity_id": edit.activity_id,
            "refusal_id": edit.refusal_id,
            "field": edit.field.value,
            "before": dump_value(edit.before),
            "after": dump_value(edit.after),
        }
        for edit in edits
    ]
    if rows:
        connection.execute(insert(tables.history), rows)


def apply(connection: Connection, edits: Sequence[Edit], links: Links) -> None:
    """Give activities (and entries of "Not imported") the values after the edits."""
    grouped: dict[tuple[Field, str], list[Edit]] = defaultdict(list)
    for edit in edits:
        grouped[edit.field, dump_value(edit.after)].append(edit)
    for (field, _text), same in grouped.items():
        ids = [edit.refusal_id if field is Field.DISMISSED else edit.activity_id for edit in same]
        _write(connection, field, same[0].after, [one for one in ids if one is not None], links)
    _note_edited(
        connection, [e.activity_id for e in edits if e.activity_id is not None and e.field in _KEPT_FROM_COPIES]
    )


def _write(connection: Connection, field: Field, value: EditValue, ids: Sequence[int], links: Links) -> None:
    if field is Field.DISMISSED:
        _set(connection, tables.refusals, ids, dismissed=bool(value))
    elif field is Field.CHECKED:
        _set(connection, tables.activities, ids, checked=bool(value))
    elif field is Field.STATE:
        _set(connection, tables.activities, ids, state=str(value))
        index(connection, ids, visible=value == State.LIVE.value)
    elif field is Field.PROJECT:
        _set(connection, tables.activities, ids, project_id=links.projects[value] if isinstance(value, str) else None)
    elif field is Field.CUSTOMER:
        _set(connection, tables.activities, ids, customer_id=links.customers[value] if isinstance(value, str) else None)
    elif isinstance(value, Owner):
        _set(
            connection,
            tables.activities,
            ids,
            owner_id=links.users[value.key],
            owner_name=storable(value.name),
            owner_email=storable(value.email),
        )
        index(connection, ids, visible=True)
    elif isinstance(value, tuple):
        for activity_id in ids:
            write_participants(connection, activity_id, value)
        index(connection, ids, visible=True)


def _set(connection: Connection, table: Table, ids: Sequence[int], **values: str | int | bool | None) -> None:
    for chunk in in_chunks(ids):
        connection.execute(update(table).where(table.c.id.in_(chunk)).values(values))


def index(connection: Connection, ids: Sequence[int], *, visible: bool) -> None:
    """Bring the search index in step with what these activities are now."""
    # Some at a time: their bodies need memory.
    for chunk in in_chunks(ids):
        for stored in read(connection, chunk, with_bodies=visible).values():
            activity = stored.activity
            row_id = sort_id(activity.started_at, activity.id or 0)
            sqlite.remove_entry(connection, row_id)
            if visible and stored.state is State.LIVE:
                mail = mail_terms(activity.subject, activity.body, [each.name for each in activity.attachments])
                sqlite.index_entries(connection, [(row_id, f"{mail} {people_terms(activity)}")])


def _note_edited(connection: Connection, ids: Iterable[int]) -> None:
    """Write on activities which fields a person changed, from the actions that were not undone."""
    history, actions = tables.history, tables.actions
    for chunk in in_chunks(dict.fromkeys(ids)):
        statement = (
            select(history.c.activity_id, history.c.field)
            .join(actions, actions.c.id == history.c.action_id)
            .where(
                history.c.activity_id.in_(chunk),
                history.c.field.in_([field.value for field in _KEPT_FROM_COPIES]),
                actions.c.import_id.is_(None),
                actions.c.undone.is_(False),
            )
            .distinct()
        )
        edited: dict[int, list[str]] = {activity_id: [] for activity_id in chunk}
        for row in connection.execute(statement):
            edited[row.activity_id].append(row.field)
        own = tables.activities
        connection.execute(
            update(own).where(own.c.id == bindparam("own_id")).values(edited=bindparam("fields")),
            [{"own_id": one, "fields": " ".join(sorted(fields))} for one, fields in edited.items()],
        )


def read(connection: Connection, ids: Sequence[int], *, with_bodies: bool = False) -> dict[int, StoredActivity]:
    """Return activities in any state by their ids."""
    found: dict[int, StoredActivity] = {}
    for chunk in in_chunks(ids):
        for stored in activity_rows.by_ids(connection, chunk, with_bodies=with_bodies):
            found[stored.activity.id or 0] = stored
    return found


def checked(connection: Connection, ids: Sequence[int]) -> dict[int, bool]:
    """Return for live activities whether a person saw their warnings."""
    own = tables.activities
    found: dict[int, bool] = {}
    for chunk in in_chunks(ids):
        statement = select(own.c.id, own.c.checked).where(own.c.id.in_(chunk), own.c.state == State.LIVE.value)
        found |= {row.id: row.checked for row in connection.execute(statement)}
    return found


def dismissed(connection: Connection, ids: Sequence[int]) -> dict[int, bool]:
    """Return for entries of "Not imported" whether a person dismissed them."""
    own = tables.refusals
    found: dict[int, bool] = {}
    for chunk in in_chunks(ids):
        statement = select(own.c.id, own.c.dismissed).where(own.c.id.in_(chunk))
        found |= {row.id: row.dismissed for row in connection.execute(statement)}
    return found


def made_by_import(connection: Connection, import_id: int) -> tuple[list[int], list[int]]:
    """Return the live activities and the refusals still listed that an import made."""
    first = (tables.copies.c.import_id == import_id) & (tables.copies.c.position == 0)
    live = (
        select(tables.activities.c.id)
        .where(tables.activities.c.state == State.LIVE.value)
        .where(exists().where(tables.copies.c.activity_id == tables.activities.c.id, first))
    )
    listed = (
        select(tables.refusals.c.id)
        .where(tables.refusals.c.dismissed.is_(False))
        .where(exists().where(tables.copies.c.refusal_id == tables.refusals.c.id, first))
    )
    return list(connection.scalars(live)), list(connection.scalars(listed))


def changes_of_import(connection: Connection, import_id: int) -> list[Edit]:
    """Return what an import changed on older activities."""
    action_id = connection.scalar(select(tables.actions.c.id).where(tables.actions.c.import_id == import_id))
    return [] if action_id is None else edits_of(connection, action_id)


def edits_of(connection: Connection, action_id: int) -> list[Edit]:
    """Return what an action changed, in the order in which it did."""
    history = tables.history
    rows = connection.execute(select(history).where(history.c.action_id == action_id).order_by(history.c.id))
    return [_edit(row.activity_id, row.refusal_id, row.field, row.before, row.after) for row in rows]


def set_undone(connection: Connection, action_id: int, *, undone: bool) -> None:
    """Note that an action was undone, or done again."""
    connection.execute(update(tables.actions).where(tables.actions.c.id == action_id).values(undone=undone))


def action(connection: Connection, action_id: int) -> Action | None:
    """Return an action, None if there is none with this id."""
    row = connection.execute(_ACTIONS.where(tables.actions.c.id == action_id)).one_or_none()
    return None if row is None else _action(row)


def last(connection: Connection, *, undone: bool) -> Action | None:
    """Return the last action of a person that can be undone, or the first that can be redone."""
    own = tables.actions
    order = own.c.id.asc() if undone else own.c.id.desc()
    statement = _ACTIONS.where(own.c.undone.is_(undone), own.c.import_id.is_(None)).order_by(order).limit(1)
    row = connection.execute(statement).one_or_none()
    return None if row is None else _action(row)


def history_of(connection: Connection, activity_id: int) -> list[HistoryRow]:
    """Return what people, and later copies of the mail, changed on an activity, the latest first."""
    history, actions = tables.history, tables.actions
    statement = (
        select(history, actions.c.at, actions.c.kind)
        .join(actions, actions.c.id == history.c.action_id)
        .where(history.c.activity_id == activity_id, actions.c.undone.is_(False))
        .order_by(history.c.id.desc())
    )
    return [
        HistoryRow(row.at, ActionKind(row.kind), _edit(activity_id, None, row.field, row.before, row.after))
        for row in connection.execute(statement)
    ]


_COUNT = (
    select(func.count(func.distinct(func.coalesce(tables.history.c.activity_id, -tables.history.c.refusal_id))))
    .where(tables.history.c.action_id == tables.actions.c.id)
    .scalar_subquery()
)
_ACTIONS = select(tables.actions, _COUNT.label("touched"))


def _action(row: Row[Any]) -> Action:
    return Action(row.id, row.at, ActionKind(row.kind), row.what, row.touched, row.undone)


def _edit(activity_id: int | None, refusal_id: int | None, field: str, before: str, after: str) -> Edit:
    return Edit(activity_id, refusal_id, Field(field), load_value(before), load_value(after))


def dump_value(value: EditValue) -> str:
    """Return a field's value as JSON."""
    if isinstance(value, Owner):
        return json.dumps({"owner": [value.key, value.name, value.email]})
    if isinstance(value, tuple):
        return json.dumps([[one.name, one.email, one.kind.value, one.key] for one in value])
    return json.dumps(value)


def load_value(text: str) -> EditValue:
    """Return the value that `dump_value` wrote."""
    value = json.loads(text)
    if isinstance(value, dict):
        return Owner(*value["owner"])
    if isinstance(value, list):
        return tuple(Participant(name, email, ParticipantKind(kind), key) for name, email, kind, key in value)
    return value if isinstance(value, (str, bool)) else None

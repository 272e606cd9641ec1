"""What a later copy of a mail changes on its activity, in the tables and in the search index."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection, delete, func, insert, select, update

from severa_desktop.core.model import Activity, Participant
from severa_desktop.core.query import mail_terms, people_terms
from severa_desktop.core.reasons import Code, Reason
from severa_desktop.store import activity_rows, copy_rows, sqlite, tables
from severa_desktop.store.codec import dump_codes, dump_origin, dump_reasons, storable
from severa_desktop.store.pending import Pending, PendingCopy
from severa_desktop.store.records import Edit, Field, NewCopy, StoredActivity, value_of
from severa_desktop.store.rows import Links, participant_rows
from severa_desktop.store.sorting import sort_id


@dataclass(frozen=True, slots=True)
class Decided:
    """What the rules say of an activity now."""

    activity: Activity
    reasons: tuple[Reason, ...]
    warnings: tuple[Code, ...]


def add_copy(connection: Connection, pending: Pending, activity_id: int, new: NewCopy, *, differs: bool) -> bool:
    """Let a copy wait to be written unless the activity has the same original with the same delivery."""
    held = copy_rows.copies_of_activities(connection, [activity_id]).get(activity_id, ())
    for copy in held:
        same_delivery = copy.origin.envelope == new.origin.envelope and copy.origin.account == new.origin.account
        if copy.sha256 == new.original.sha256 and same_delivery:
            return False
    position = connection.scalar(
        select(func.max(tables.copies.c.position)).where(tables.copies.c.activity_id == activity_id)
    )
    pending.keep(
        new.original,
        PendingCopy(
            activity_id,
            None,
            new.original.sha256,
            0 if position is None else position + 1,
            dump_origin(new.origin),
            new.import_id,
            new.taken_at,
            differs,
        ),
    )
    return True


def change_activity(connection: Connection, activity_id: int, decided: Decided, links: Links) -> list[Edit]:
    """Write owner, participants, customer, project, reasons and warnings, except for what a person edited.

    Returns what that changed.
    """
    stored = activity_rows.one(connection, activity_id)
    if stored is None:
        raise LookupError(f"no activity {activity_id}")
    changed = _kept_edits(stored, decided.activity)
    connection.execute(
        update(tables.activities)
        .where(tables.activities.c.id == activity_id)
        .values(
            owner_id=links.users[changed.owner.key],
            owner_name=storable(changed.owner.name),
            owner_email=storable(changed.owner.email),
            customer_id=None if changed.customer is None else links.customers[changed.customer.key],
            project_id=None if changed.project is None else links.projects[changed.project.key],
            warnings=dump_codes(decided.warnings),
        )
    )
    connection.execute(
        update(tables.activity_texts)
        .where(tables.activity_texts.c.activity_id == activity_id)
        .values(reasons=dump_reasons(decided.reasons))
    )
    if changed.participants != stored.activity.participants:
        write_participants(connection, activity_id, changed.participants)
    _change_search(connection, activity_id, stored.activity, changed)
    after = replace(stored, activity=changed)
    return [
        Edit(activity_id, None, field, value_of(stored, field), value_of(after, field))
        for field in (Field.OWNER, Field.PARTICIPANTS, Field.CUSTOMER, Field.PROJECT)
        if value_of(stored, field) != value_of(after, field)
    ]


def _kept_edits(stored: StoredActivity, wanted: Activity) -> Activity:
    return replace(
        stored.activity,
        owner=stored.activity.owner if "owner" in stored.edited else wanted.owner,
        participants=stored.activity.participants if "participants" in stored.edited else wanted.participants,
        customer=stored.activity.customer if "customer" in stored.edited else wanted.customer,
        project=stored.activity.project if "project" in stored.edited else wanted.project,
    )


def write_participants(connection: Connection, activity_id: int, wanted: Sequence[Participant]) -> None:
    """Give an activity these participants."""
    people = tables.participants
    connection.execute(delete(people).where(people.c.activity_id == activity_id))
    names = [column.name for column in people.columns]
    rows = [dict(zip(names, row, strict=True)) for row in participant_rows(activity_id, wanted)]
    if rows:
        connection.execute(insert(people), rows)


def _change_search(connection: Connection, activity_id: int, before: Activity, after: Activity) -> None:
    people = people_terms(after)
    if set(people.split()) != set(people_terms(before).split()):
        mail = mail_terms(after.subject, after.body, [each.name for each in after.attachments])
        sqlite.change_entry(connection, sort_id(after.started_at, activity_id), f"{mail} {people}")

"""Erasing an activity for good: nothing that a person could read of it stays in the file.

What stays is its row with a fingerprint, by which a mailbox's next delivery of the same mail is recognised.
"""

from collections.abc import Sequence

from sqlalchemy import Connection, delete, exists, select, update

from severa_desktop.core.rules.identity import Identity, fingerprint
from severa_desktop.store import sqlite, tables
from severa_desktop.store.compression import compress_text
from severa_desktop.store.copy_rows import in_chunks, key_hash
from severa_desktop.store.records import State

_NOTHING = compress_text("")


def erase(connection: Connection, ids: Sequence[int]) -> None:
    """Erase activities in any state; the connection must overwrite what it deletes (`sqlite.overwrite_deleted`)."""
    for chunk in in_chunks(ids):
        _forget_rows(connection, chunk)
        _forget_originals(connection, chunk)
        _forget_history(connection, chunk)
        _leave_fingerprints(connection, chunk)
    sqlite.forget_deleted_entries(connection)


def _forget_rows(connection: Connection, ids: Sequence[int]) -> None:
    own = tables.activities
    for row_id in connection.scalars(select(own.c.sort_id).where(own.c.id.in_(ids))).all():
        sqlite.remove_entry(connection, row_id)
    for table in (tables.participants, tables.attachments):
        connection.execute(delete(table).where(table.c.activity_id.in_(ids)))
    texts = tables.activity_texts
    connection.execute(update(texts).where(texts.c.activity_id.in_(ids)).values(reasons="[]", body=_NOTHING))


def _forget_originals(connection: Connection, ids: Sequence[int]) -> None:
    """Delete the copies, and those originals that no other mail has."""
    copies, originals = tables.copies, tables.originals
    held = connection.scalars(select(copies.c.original_id).where(copies.c.activity_id.in_(ids)).distinct()).all()
    connection.execute(delete(copies).where(copies.c.activity_id.in_(ids)))
    for chunk in in_chunks(held):
        nobodys = originals.c.id.in_(chunk) & ~exists().where(copies.c.original_id == originals.c.id)
        connection.execute(delete(originals).where(nobodys))


def _forget_history(connection: Connection, ids: Sequence[int]) -> None:
    history, actions = tables.history, tables.actions
    touched = connection.scalars(select(history.c.action_id).where(history.c.activity_id.in_(ids)).distinct()).all()
    connection.execute(delete(history).where(history.c.activity_id.in_(ids)))
    for chunk in in_chunks(touched):
        empty = actions.c.id.in_(chunk) & ~exists().where(history.c.action_id == actions.c.id)
        connection.execute(delete(actions).where(empty))


def _leave_fingerprints(connection: Connection, ids: Sequence[int]) -> None:
    own = tables.activities
    for row in connection.execute(select(own).where(own.c.id.in_(ids), own.c.state != State.ERASED.value)).all():
        subject = row.subject if row.identity_subject is None else row.identity_subject
        left = fingerprint(Identity(row.identity_key, row.identity_sender, row.identity_date, subject, row.is_list))
        connection.execute(
            update(own)
            .where(own.c.id == row.id)
            .values(
                state=State.ERASED.value,
                subject="",
                owner_name="",
                owner_email="",
                customer_id=None,
                project_id=None,
                message_id="",
                warnings="",
                edited="",
                thread_hash=None,
                attachment_count=0,
                identity_hash=key_hash(left.key),
                identity_key=left.key,
                identity_sender=left.sender,
                identity_date=left.date,
                identity_subject=left.subject,
            )
        )

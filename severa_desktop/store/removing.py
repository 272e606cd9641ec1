"""Removing a customer or contact person that nothing names: for what a person takes back at once.

No other record is ever removed, as activities name them.
"""

import json

from sqlalchemy import Column, Connection, Table, delete, func, or_, select

from severa_desktop.core.model import ParticipantKind
from severa_desktop.core.severa import RecordKind
from severa_desktop.store.directory_rows import note_change
from severa_desktop.store.tables import activities, contacts, customers, history, participants, projects

_TABLES = {RecordKind.CUSTOMERS: customers, RecordKind.CONTACTS: contacts}


def remove_unnamed(connection: Connection, kind: RecordKind, key: str) -> bool:
    """Remove the record with this key, if there is one; returns False, and it stays, where anything names it."""
    table = _TABLES[kind]
    row_id = connection.scalar(select(table.c.id).where(table.c.key == key))
    if row_id is None:
        return True
    is_named = _has_contact(connection, key) if kind is RecordKind.CONTACTS else _has_customer(connection, row_id)
    if is_named or _is_remembered(connection, key):
        return False
    connection.execute(delete(table).where(table.c.id == row_id))
    note_change(connection)
    return True


def _has_customer(connection: Connection, row_id: int) -> bool:
    return any(_any(connection, table, table.c.customer_id, row_id) for table in (activities, contacts, projects))


def _any(connection: Connection, table: Table, column: Column[int], row_id: int) -> bool:
    return connection.scalar(select(1).select_from(table).where(column == row_id).limit(1)) is not None


def _has_contact(connection: Connection, key: str) -> bool:
    own = participants.c
    statement = select(1).where(own.kind == ParticipantKind.CONTACT.value, own.key == key)
    return connection.scalar(statement.limit(1)) is not None


def _is_remembered(connection: Connection, key: str) -> bool:
    """Tell whether undoing or redoing something may bring it back to an activity."""
    written = json.dumps(key)
    named = or_(func.instr(history.c.before, written) > 0, func.instr(history.c.after, written) > 0)
    return connection.scalar(select(1).where(named).limit(1)) is not None

"""A scratch store's writer: what it does not know it takes over from the real store, by copying rows.

The real store is only ever read, in short transactions.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager

from sqlalchemy import ColumnElement, Connection, Executable, Table, insert, select

from severa_desktop.store import tables
from severa_desktop.store.copy_rows import in_chunks
from severa_desktop.store.directory_cache import DirectoryCache
from severa_desktop.store.ids import largest
from severa_desktop.store.reader import Reader
from severa_desktop.store.records import Known
from severa_desktop.store.writer import Writer

_BEGINNING = (
    tables.settings,
    tables.counters,
    tables.activity_types,
    tables.users,
    tables.customers,
    tables.contacts,
    tables.projects,
    tables.preferences,
    tables.sources,
    tables.severa,
    tables.severa_records,
    tables.severa_clashes,
)
_OF_ACTIVITIES = (tables.activity_texts, tables.participants, tables.attachments)
_GIVING_IDS = (tables.activities, tables.refusals, tables.originals, tables.copies, tables.imports)
_APART = 1_000_000
"""Ids given here begin so far above the real ones that what others add to the real store meanwhile fits between."""


def begin(real: Connection, scratch: Connection) -> Mapping[str, int]:
    """Copy settings, directory and sources; return for each table the first id that the scratch store gives itself."""
    for table in _BEGINNING:
        _copy(real, scratch, table)
    return {table.name: largest(real, table) + _APART for table in _GIVING_IDS}


class AdoptingWriter(Writer):
    """A writer that knows what the real store knows. Nothing is indexed, as nobody searches a scratch store."""

    def __init__(
        self,
        connection: Connection,
        directories: DirectoryCache,
        real: Callable[[], AbstractContextManager[Reader]],
        first_ids: Mapping[str, int],
    ) -> None:
        super().__init__(connection, directories, searchable=False, first_ids=first_ids)
        self._real = real

    def known_by(self, identity_keys: Collection[str]) -> Mapping[str, tuple[Known, ...]]:
        """As the writer's; also knows what the real store knows."""
        found = super().known_by(identity_keys)
        missing = [key for key in identity_keys if key not in found]
        if not missing or not self._adopt(missing):
            return found
        return super().known_by(identity_keys)

    def _adopt(self, identity_keys: Collection[str]) -> bool:
        """Copy what the real store knows by these keys; tell whether there was anything."""
        with self._real() as reader:
            known = [each for listed in reader.known_by(identity_keys).values() for each in listed]
            activities = [each.activity_id for each in known if each.activity_id is not None]
            refusals = [each.refusal_id for each in known if each.refusal_id is not None]
            copies = [copy for each in known for copy in each.copies]
            real, scratch = reader.connection, self._rows()
            _copy(real, scratch, tables.activities, tables.activities.c.id, activities)
            for table in _OF_ACTIVITIES:
                _copy(real, scratch, table, table.c.activity_id, activities)
            _copy(real, scratch, tables.refusals, tables.refusals.c.id, refusals)
            _copy_originals(real, scratch, {copy.original_id for copy in copies})
            _copy(real, scratch, tables.copies, tables.copies.c.id, [copy.id for copy in copies])
        return bool(known)


def _copy_originals(real: Connection, scratch: Connection, ids: set[int]) -> None:
    # One at a time, as they are large; two mails may have been refused with the same bytes.
    column = tables.originals.c.id
    there = set(scratch.scalars(select(column).where(column.in_(ids))))
    for original_id in ids - there:
        _copy(real, scratch, tables.originals, column, [original_id])


def _copy(
    real: Connection,
    scratch: Connection,
    table: Table,
    column: ColumnElement[int] | None = None,
    values: Sequence[int] = (),
) -> None:
    """Copy the rows with one of these values, or all of them where no column is named."""
    if column is None:
        _copy_rows(real, scratch, table, select(table))
        return
    for chunk in in_chunks(values):
        _copy_rows(real, scratch, table, select(table).where(column.in_(chunk)))


def _copy_rows(real: Connection, scratch: Connection, table: Table, statement: Executable) -> None:
    rows = [dict(row) for row in real.execute(statement).mappings()]
    if rows:
        scratch.execute(insert(table), rows)

"""Rows that wait to be written: many mails become a few statements.

Holds rows and writes them in an order that their references allow; knows no rule.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, Table
from sqlalchemy.dialects.sqlite import pysqlite

from severa_desktop.store import copy_rows, sqlite, tables
from severa_desktop.store.codec import digest_hash
from severa_desktop.store.compression import Compressed
from severa_desktop.store.ids import Ids

Value = str | bytes | int | None
_MAX_BYTES = 16 << 20
_MAX_MAILS = 500
_DIALECT = pysqlite.dialect(paramstyle="qmark")


class _Insert:
    """An INSERT for many rows, each a tuple in the order of the table's columns."""

    def __init__(self, table: Table) -> None:
        self._sql = str(table.insert().compile(dialect=_DIALECT))

    def write(self, connection: Connection, rows: Sequence[tuple[Value, ...]]) -> None:
        # Past SQLAlchemy's own executemany: it takes as long for the values as SQLite does for the rows.
        if rows:
            connection.exec_driver_sql(self._sql, list(rows))


_ORIGINALS = _Insert(tables.originals)
_ACTIVITIES = _Insert(tables.activities)
_TEXTS = _Insert(tables.activity_texts)
_PARTICIPANTS = _Insert(tables.participants)
_ATTACHMENTS = _Insert(tables.attachments)
_REFUSALS = _Insert(tables.refusals)
_COPIES = _Insert(tables.copies)


@dataclass(frozen=True, slots=True)
class PendingCopy:
    """A copy whose original has no row yet."""

    activity_id: int | None
    refusal_id: int | None
    sha256: bytes
    position: int
    origin: str
    import_id: int
    taken_at: int
    differs: bool = False


@dataclass(slots=True)
class Pending:
    """What waits; the lists hold rows in the order of their tables' columns."""

    activities: list[tuple[Value, ...]] = field(default_factory=list)
    texts: list[tuple[Value, ...]] = field(default_factory=list)
    participants: list[tuple[Value, ...]] = field(default_factory=list)
    attachments: list[tuple[Value, ...]] = field(default_factory=list)
    refusals: list[tuple[Value, ...]] = field(default_factory=list)
    copies: list[PendingCopy] = field(default_factory=list)
    originals: dict[bytes, Compressed] = field(default_factory=dict)
    entries: list[tuple[int, str]] = field(default_factory=list)
    hashes: set[int] = field(default_factory=set)
    """Of identity keys, and of failures: what a look-up must not miss."""
    searchable: bool = True
    """False where nobody will search, so that no index is written."""
    _size: int = 0

    @property
    def is_full(self) -> bool:
        """Tell whether writing now keeps memory flat."""
        return self._size > _MAX_BYTES or len(self.copies) > _MAX_MAILS

    def keep(self, original: Compressed, copy: PendingCopy) -> None:
        """Let a copy wait, and its original with it unless that waits already."""
        self.copies.append(copy)
        if original.sha256 not in self.originals:
            self.originals[original.sha256] = original
            self._size += len(original.content)

    def write(self, connection: Connection, ids: Ids) -> None:
        """Write everything that waits, and be empty."""
        originals = self._write_originals(connection, ids)
        _ACTIVITIES.write(connection, self.activities)
        _TEXTS.write(connection, self.texts)
        _PARTICIPANTS.write(connection, self.participants)
        _ATTACHMENTS.write(connection, self.attachments)
        _REFUSALS.write(connection, self.refusals)
        self._write_copies(connection, ids, originals)
        if self.searchable:
            sqlite.index_entries(connection, self.entries)
        self.clear()

    def clear(self) -> None:
        """Forget everything that waits."""
        for listed in (self.activities, self.texts, self.participants, self.attachments, self.refusals):
            listed.clear()
        self.copies.clear()
        self.originals.clear()
        self.entries.clear()
        self.hashes.clear()
        self._size = 0

    def _write_originals(self, connection: Connection, ids: Ids) -> dict[bytes, int]:
        """Write the originals that are not there yet; return the ids of all that wait."""
        known = copy_rows.original_ids(connection, self.originals.keys())
        rows: list[tuple[Value, ...]] = []
        for sha256, original in self.originals.items():
            if sha256 not in known:
                known[sha256] = ids.next(tables.originals)
                rows.append((known[sha256], digest_hash(sha256), original.size, sha256, original.content))
        _ORIGINALS.write(connection, rows)
        return known

    def _write_copies(self, connection: Connection, ids: Ids, originals: dict[bytes, int]) -> None:
        rows: list[tuple[Value, ...]] = [
            (
                ids.next(tables.copies),
                copy.activity_id,
                copy.refusal_id,
                originals[copy.sha256],
                copy.position,
                copy.origin,
                copy.differs,
                copy.import_id,
                copy.taken_at,
            )
            for copy in self.copies
        ]
        _COPIES.write(connection, rows)

"""What is SQLite's own: connections and pragmas, transactions, the full-text index, the file's checks.

All other modules of the store speak SQLAlchemy Core and would run on another database.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path

from sqlalchemy import BigInteger, Connection, Engine, Text, bindparam, column, create_engine, event, select, table
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import QueuePool

from severa_desktop.core.query import TypedTerm
from severa_desktop.giving_way import give_way
from severa_desktop.store.format import APPLICATION_ID

_PAGE_SIZE = 8192
_CACHE_KIB = 32 * 1024
_CHECKPOINT_PAGES = 2000

# Terms only (detail=none, no sizes), as words of several pieces are terms of their own: shortest to write. Its
# row id is `sort_id`. No index of prefixes, which takes as long again: `store.search` does without. The terms are
# kept beside the index, so that an entry can be changed and the index be checked and made anew from them.
_SEARCH_TABLE = """
CREATE VIRTUAL TABLE search USING fts5(terms, columnsize=0, detail=none, tokenize="ascii tokenchars '_'")
"""
# A batch of mails fills more than the usual megabyte; merging later and more at once costs less in all.
_SEARCH_OPTIONS = (("hashsize", 8 << 20), ("automerge", 16))


_kept = table("search_content", column("id", BigInteger), column("c0", Text))
"""Where the index keeps the terms of its entries."""
_NEWEST_ENTRIES = (
    select(_kept).where(_kept.c.id < bindparam("below")).order_by(_kept.c.id.desc()).limit(bindparam("number"))
)
_ENTRIES = select(_kept).where(_kept.c.id.in_(bindparam("ids", expanding=True))).order_by(_kept.c.id.desc())


def engine_for(path: Path, *, busy_timeout: float, scratch: bool = False) -> Engine:
    """Return an engine whose connections are set up for the store at this path; nothing is opened yet."""

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode=rw",
            uri=True,
            timeout=busy_timeout,
            isolation_level=None,
            check_same_thread=False,
        )
        try:
            for pragma in _SCRATCH_PRAGMAS if scratch else _PRAGMAS:
                connection.execute(pragma)
        except BaseException:
            connection.close()
            raise
        return connection

    engine = create_engine(
        "sqlite://", creator=connect, hide_parameters=True, poolclass=QueuePool, pool_size=2, max_overflow=-1
    )
    event.listen(engine, "before_cursor_execute", lambda *_about: give_way())
    return engine


_PRAGMAS = (
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA secure_delete=OFF",
    f"PRAGMA cache_size=-{_CACHE_KIB}",
    f"PRAGMA wal_autocheckpoint={_CHECKPOINT_PAGES}",
    f"PRAGMA journal_size_limit={2 * _CHECKPOINT_PAGES * _PAGE_SIZE}",
)
_SCRATCH_PRAGMAS = (
    "PRAGMA synchronous=OFF",
    "PRAGMA foreign_keys=OFF",
    "PRAGMA secure_delete=OFF",
    f"PRAGMA cache_size=-{_CACHE_KIB}",
)


def begin_reading(connection: Connection) -> None:
    """Begin a transaction that sees one state of the store, from now on."""
    connection.exec_driver_sql("BEGIN")
    connection.exec_driver_sql("SELECT 1 FROM counters LIMIT 1").close()


def begin_writing(connection: Connection) -> None:
    """Begin a transaction that is the only writer; waits for another one for the busy timeout."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def create_search(connection: Connection) -> None:
    """Create the full-text index."""
    connection.exec_driver_sql(_SEARCH_TABLE)
    connection.exec_driver_sql("INSERT INTO search(search, rank) VALUES (?, ?)", list(_SEARCH_OPTIONS))


def index_entries(connection: Connection, entries: Sequence[tuple[int, str]]) -> None:
    """Add new entries (sort id, terms separated by spaces) to the index."""
    if entries:
        # Out of order, the index would write out its memory at each step back.
        rows = [(row_id, f" {terms} ") for row_id, terms in sorted(entries)]
        connection.exec_driver_sql("INSERT INTO search(rowid, terms) VALUES (?, ?)", rows)


def change_entry(connection: Connection, row_id: int, terms: str) -> None:
    """Give an entry other terms."""
    connection.exec_driver_sql("UPDATE search SET terms = ? WHERE rowid = ?", (f" {terms} ", row_id))


def remove_entry(connection: Connection, row_id: int) -> None:
    """Take an entry out."""
    connection.exec_driver_sql("DELETE FROM search WHERE rowid = ?", (row_id,))


def matching(connection: Connection, terms: Sequence[TypedTerm], below: int) -> Iterator[int]:
    """Yield the row ids below a number of entries that have all terms, largest first.

    A whole term is streamed; for a prefix, SQLite gathers all entries that have it before the first one comes.
    """
    match = " ".join(f'"{term.text}"{"*" if term.is_prefix else ""}' for term in terms)
    statement = "SELECT rowid FROM search WHERE search MATCH ? AND rowid < ? ORDER BY rowid DESC"
    result = connection.exec_driver_sql(statement, (match, below))
    try:
        for part in result.scalars().partitions(200):
            yield from part
    finally:
        result.close()


def newest_entries(connection: Connection, below: int, number: int) -> list[tuple[int, str]]:
    """Return so many entries with the largest row ids below a number: row id and terms, each between spaces."""
    rows = connection.execute(_NEWEST_ENTRIES, {"below": below, "number": number})
    return [(row.id, row.c0) for row in rows]


def entries(connection: Connection, row_ids: Sequence[int]) -> list[tuple[int, str]]:
    """Return the entries there are with these row ids (some hundreds at most), largest first."""
    return [(row.id, row.c0) for row in connection.execute(_ENTRIES, {"ids": row_ids})]


def overwrite_deleted(connection: Connection) -> None:
    """Let this connection's deletions overwrite what they delete, from its next transaction on."""
    connection.exec_driver_sql("PRAGMA secure_delete=ON").close()


def keep_deleted(connection: Connection) -> None:
    """Let deletions be quick again, and leave nothing of what was deleted in the log beside the file."""
    connection.exec_driver_sql("PRAGMA secure_delete=OFF").close()
    connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").close()


def forget_deleted_entries(connection: Connection) -> None:
    """Make the index hold nothing of entries that were taken out: until then it only marks them as gone."""
    connection.exec_driver_sql("INSERT INTO search(search) VALUES ('optimize')")


def all_entries(connection: Connection) -> Iterator[int]:
    """Yield the row ids of all entries."""
    yield from connection.exec_driver_sql("SELECT id FROM search_content").scalars()


def search_is_sound(connection: Connection) -> bool:
    """Tell whether the index can be read from end to end and holds as many terms as are kept beside it.

    SQLite's own check compares the terms too, but takes many times as long, in which nobody else may write.
    """
    connection.exec_driver_sql("CREATE VIRTUAL TABLE temp.indexed USING fts5vocab(main, search, row)")
    try:
        indexed = connection.exec_driver_sql("SELECT coalesce(sum(doc), 0) FROM temp.indexed").scalar_one()
    except DatabaseError as error:
        if getattr(error.orig, "sqlite_errorcode", 0) & 0xFF != sqlite3.SQLITE_CORRUPT:
            raise
        return False
    finally:
        connection.exec_driver_sql("DROP TABLE temp.indexed")
    kept = connection.execute(select(_kept.c.c0)).scalars()
    return bool(indexed == sum(len(set(terms.split())) for terms in kept))


def file_faults(connection: Connection) -> list[str]:
    """Return what SQLite finds wrong in the file and between its tables, in its words."""
    faults = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA integrity_check") if row[0] != "ok"]
    faults += [
        f"{row[0]} {row[1]} names a row of {row[2]} that is not there"
        for row in connection.exec_driver_sql("PRAGMA foreign_key_check")
    ]
    return faults


def changes_by_others(connection: Connection) -> int:
    """Return a number that is another one once some other connection has written; cheap to ask."""
    return int(connection.exec_driver_sql("PRAGMA data_version").scalar_one())


def columns_of(connection: Connection, table_name: str) -> list[tuple[str, str, bool]]:
    """Return each column of a table, in order: its name, its declared type, and whether it needs a value."""
    rows = connection.exec_driver_sql('SELECT name, type, "notnull" FROM pragma_table_info(?)', (table_name,))
    return [(row[0], row[1], bool(row[2])) for row in rows]


def mark(connection: Connection) -> int:
    """Return the number that says which program's file this is; `format.APPLICATION_ID` is ours, 0 none."""
    return int(connection.exec_driver_sql("PRAGMA application_id").scalar_one())


def set_mark(connection: Connection) -> None:
    """Mark the file as this program's; part of the transaction."""
    connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")


def set_page_size(connection: Connection) -> None:
    """Choose the size of pages; without effect unless the file is empty."""
    connection.exec_driver_sql(f"PRAGMA page_size={_PAGE_SIZE}")


def use_write_ahead_log(connection: Connection) -> None:
    """Switch the file to WAL, which it keeps; needs to be alone for a moment."""
    # Closed at once: a result that is left open would hold the file's lock after its connection was closed.
    connection.exec_driver_sql("PRAGMA journal_mode=WAL").close()


def uses_write_ahead_log(connection: Connection) -> bool:
    """Tell whether the file is in WAL mode."""
    return bool(connection.exec_driver_sql("PRAGMA journal_mode").scalar_one() == "wal")

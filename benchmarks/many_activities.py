"""A store of any size within minutes: some thousand mails are imported, and what became of them is multiplied by SQL.

So every row, reason, link and search entry is one that the program wrote itself, and only ids, times and what
recognises a mail differ between the copies. The copies of an activity share its mail's original, which keeps a million
activities to a few gigabytes. Their times interleave, an hour and a bit apart, as do their entries in the search index.
"""

import argparse
import sqlite3
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import Table

from benchmarks.corpus import BenchError, corpus
from benchmarks.program import Program, add_store_option, imported
from severa_desktop.paths import folders
from severa_desktop.store import tables
from severa_desktop.store.copy_rows import key_hash
from severa_desktop.store.sorting import sort_id

DISTINCT = 10_000
"""Mails that are imported; fewer if fewer activities are wanted."""
ATTACHMENTS = 0.01
_IN_HASTE = ("journal_mode=OFF", "synchronous=OFF", "foreign_keys=OFF", f"cache_size=-{512 * 1024}")
"""A store that is broken by a sudden end is made anew."""
_APART = 3_607
"""Seconds between the copies of an activity."""


@contextmanager
def filled(activities: int, kept: Path | None) -> Iterator[Program]:
    """Give the program on a store of exactly so many activities; `kept` is a folder to keep it in, or to take it from.

    Raises BenchError where a store that was kept holds another number.
    """
    mails = corpus(min(DISTINCT, activities), attachments=ATTACHMENTS)
    with imported(mails, kept) as program:
        path = folders(str(program.folder)).store
        present = count(path)
        if present < activities and present < mails.mails:
            print(f"multiplying {present:,} activities to {activities:,}", file=sys.stderr)
            multiply(path, activities)
            present = count(path)
        if present != activities:
            raise BenchError(f"{program.folder} holds {present:,} activities, not {activities:,}. Remove it first.")
        yield program


def count(path: Path) -> int:
    """Return the number of activities in a store."""
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("SELECT count(*) FROM activities").fetchone()[0])


def multiply(path: Path, wanted: int) -> None:
    """Add copies of the activities in a store until it holds so many; their ids must be 1, 2, 3 and so on."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.create_function("sort_id_of", 2, sort_id, deterministic=True)
        connection.create_function("key_hash_of", 1, key_hash, deterministic=True)
        for pragma in _IN_HASTE:
            connection.execute(f"PRAGMA {pragma}")
        step = int(connection.execute("SELECT max(id) FROM activities").fetchone()[0])
        copies = int(connection.execute("SELECT max(id) FROM copies").fetchone()[0])
        for number in range(1, (wanted - 1) // step + 1):
            values = {"number": number, "step": step, "copies": copies, "last": min(step, wanted - number * step)}
            connection.execute("BEGIN IMMEDIATE")
            for statement in _STATEMENTS:
                connection.execute(statement, values)
            connection.execute("COMMIT")
        connection.execute("PRAGMA journal_mode=WAL")


def _copying(table: Table, changed: Mapping[str, str], which: str) -> str:
    """Return the statement that copies rows of a table, all columns as they are but some."""
    names = [column.name for column in table.columns]
    values = ", ".join(changed.get(name, name) for name in names)
    return f"INSERT INTO {table.name} ({', '.join(names)}) SELECT {values} FROM {table.name} WHERE {which}"  # noqa: S608


_ID = "id + :number * :step"
_TIME = f"started_at - :number * {_APART}"
_OF_ACTIVITY = {"activity_id": "activity_id + :number * :step"}
_KEY = "identity_key || '-' || :number"
_FIRST_ACTIVITIES = "activity_id <= :last"
# In the order of row ids, as the index is written quickest.
_SEARCH_ENTRIES = f"""
    INSERT INTO search(rowid, terms)
    SELECT sort_id_of({_TIME}, activities.{_ID}) AS new_id, c0
    FROM search_content JOIN activities ON search_content.id = sort_id
    WHERE activities.id <= :last ORDER BY new_id
"""  # noqa: S608 - made of the names above
_STATEMENTS = (
    _copying(
        tables.activities,
        {
            "sort_id": f"sort_id_of({_TIME}, {_ID})",
            "id": _ID,
            "started_at": _TIME,
            "message_id": "message_id || '-' || :number",
            "identity_key": _KEY,
            "identity_hash": f"key_hash_of({_KEY})",
            # Another conversation, as each copy is of another mail; an exclusive or, which cannot overflow.
            "thread_hash": "(thread_hash | :number) - (thread_hash & :number)",
        },
        "id <= :last",
    ),
    _copying(tables.activity_texts, _OF_ACTIVITY, _FIRST_ACTIVITIES),
    _copying(tables.participants, _OF_ACTIVITY, _FIRST_ACTIVITIES),
    _copying(tables.attachments, _OF_ACTIVITY, _FIRST_ACTIVITIES),
    _copying(tables.copies, {**_OF_ACTIVITY, "id": "id + :number * :copies"}, _FIRST_ACTIVITIES),
    _SEARCH_ENTRIES,
)


def add_options(parser: argparse.ArgumentParser, *, activities: int) -> None:
    """Add --activities with this default, and --store."""
    parser.add_argument("--activities", type=int, default=activities, help="in the store (default: %(default)s)")
    add_store_option(parser)

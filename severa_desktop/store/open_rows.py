"""Rows of all tables in an open form, JSON values by the columns' names, and a new store made of such rows.

Everything is there but what can be worked out again: the search index, and what originals are found by. An original's
bytes go their own way, as a file. A store is made with the tables of the revision that wrote the rows, and brought up
to date by the migrations, so that what an older program exported can be read.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TypeAlias

from sqlalchemy import Connection, Table, select
from sqlalchemy.exc import IntegrityError

from severa_desktop.store import sqlite
from severa_desktop.store.codec import digest_hash
from severa_desktop.store.compression import compress, compress_text, decompress_text
from severa_desktop.store.failures import opening
from severa_desktop.store.filesystem import make_private
from severa_desktop.store.tables import activity_texts, metadata, originals

JsonValue: TypeAlias = "bool | int | float | str | list[JsonValue] | dict[str, JsonValue] | None"
Row: TypeAlias = Mapping[str, JsonValue]
Column: TypeAlias = int | str | bytes | None

TABLES = tuple(table.name for table in metadata.sorted_tables)
"""The tables' names, each after those that its rows name."""
ORIGINALS = originals.name

_JSON_COLUMNS = frozenset(
    {
        ("users", "emails"),
        ("contacts", "emails"),
        ("activity_texts", "reasons"),
        ("refusals", "reasons"),
        ("copies", "origin"),
        ("history", "before"),
        ("history", "after"),
        ("sources", "settings"),
        ("sources", "account"),
        ("severa_clashes", "pulled"),
    }
)
_WORKED_OUT = frozenset({"digest_hash", "content"})
_AT_ONCE = 500
_LARGEST = 1 << 63
_encode = json.JSONEncoder(separators=(",", ":")).encode


class RowRefusedError(ValueError):
    """A row that no store holds; the message is for a report, not for a person."""

    def __init__(self, table: str, number: int, why: str) -> None:
        super().__init__(f"{table} {number}: {why}")
        self.table = table
        self.number = number
        """The row's place among those of its table, from 1."""


@dataclass(frozen=True, slots=True)
class _Kind:
    """What a column of a table takes."""

    name: str
    type: str
    required: bool


def rows(connection: Connection, name: str) -> Iterator[Row]:
    """Yield the rows of a table, by their keys, as they are read."""
    table = metadata.tables[name]
    columns = [column for column in table.columns if not (table is originals and column.name in _WORKED_OUT)]
    names = [column.name for column in columns]
    result = connection.execute(select(*columns).order_by(*table.primary_key.columns))
    try:
        for part in result.partitions(_AT_ONCE):
            for row in part:
                yield {name: _opened(table, name, value) for name, value in zip(names, row, strict=True)}
    finally:
        result.close()


def _opened(table: Table, name: str, value: bool | int | str | bytes | None) -> JsonValue:  # noqa: FBT001 - a value
    if isinstance(value, bytes):
        return decompress_text(value) if table is activity_texts else value.hex()
    if isinstance(value, str) and (table.name, name) in _JSON_COLUMNS:
        opened: JsonValue = json.loads(value)
        return opened
    return value


def build(
    path: Path, revision: str, tables: Iterable[tuple[str, Iterable[Row]]], original: Callable[[Row], bytes]
) -> None:
    """Make a store of a revision from the rows of its tables; the search index is left empty.

    `original` returns the bytes that a row of the originals stands for. Raises RowRefusedError and the StoreErrors.
    """
    # Loading Alembic takes as long as opening a store, and is hardly ever needed.
    from severa_desktop.store.migrating import upgrade  # noqa: PLC0415

    engine = sqlite.engine_for(path, busy_timeout=1, scratch=True)
    with opening(path):
        make_private(path)
        try:
            with engine.connect() as connection:
                sqlite.set_page_size(connection)
                sqlite.begin_writing(connection)
                upgrade(connection, to=revision)
                sqlite.set_mark(connection)
                for name, found in tables:
                    _fill(connection, name, found, original)
                connection.commit()
        finally:
            engine.dispose()


def _fill(connection: Connection, name: str, found: Iterable[Row], original: Callable[[Row], bytes]) -> None:
    kinds = sqlite.columns_of(connection, name) if name in TABLES else []
    if not kinds:
        raise RowRefusedError(name, 0, "there is no such table")
    columns = [_Kind(*kind) for kind in kinds]
    # The names are those that the database itself gave.
    listed = ", ".join(f'"{column.name}"' for column in columns)
    statement = f'INSERT INTO "{name}" ({listed}) VALUES ({", ".join("?" * len(columns))})'  # noqa: S608
    numbered = enumerate(found, 1)
    while part := list(islice(numbered, _AT_ONCE)):
        closed = [_closed(name, number, _complete(name, row, original), columns) for number, row in part]
        try:
            connection.exec_driver_sql(statement, closed)
        except IntegrityError as error:
            raise RowRefusedError(name, part[0][0], str(error.orig)) from None


def _complete(name: str, row: Row, original: Callable[[Row], bytes]) -> "Mapping[str, JsonValue | bytes]":
    """Return a row with what was left out of it."""
    if name != ORIGINALS:
        return row
    kept = compress(original(row))
    return {**row, "digest_hash": digest_hash(kept.sha256), "sha256": kept.sha256, "content": kept.content}


def _closed(name: str, number: int, row: "Mapping[str, JsonValue | bytes]", columns: list[_Kind]) -> tuple[Column, ...]:
    """Return the values of a row as the columns hold them."""
    if row.keys() != {column.name for column in columns}:
        raise RowRefusedError(name, number, "other fields than expected")
    try:
        return tuple(_column(name, column, row[column.name]) for column in columns)
    except ValueError as error:
        raise RowRefusedError(name, number, str(error)) from None


def _column(table: str, column: _Kind, value: "JsonValue | bytes") -> Column:
    if value is None and not column.required:
        return None
    if (table, column.name) in _JSON_COLUMNS:
        return _encode(value)
    match column.type, value:
        case ("BLOB", bytes()):
            return value
        case ("BLOB", str()):
            return compress_text(value)
        case ("BOOLEAN", bool()):
            return int(value)
        case ("INTEGER", int()) if not isinstance(value, bool) and -_LARGEST <= value < _LARGEST:
            return value
        case ("TEXT", str()):
            value.encode()
            return value
        case _:
            raise ValueError(f"{column.name} is no {column.type}")

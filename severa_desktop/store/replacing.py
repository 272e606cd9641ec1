"""Puts a prepared store in the place of another one, at once or not at all, and keeps the former one beside it.

The file stays the same to the system, and its content changes in one transaction: whatever happens meanwhile, there is
the former store or the new one.
"""

import sqlite3
import time
from contextlib import closing, suppress
from pathlib import Path

from severa_desktop.store import copying
from severa_desktop.store.errors import StoreInUseError
from severa_desktop.store.failures import opening
from severa_desktop.texts import _

_DAMAGED = frozenset({sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT})
_TAKEN = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})


def put_in_place(prepared: Path, store: Path) -> Path | None:
    """Give the store at a path the content of a prepared one, which is gone afterwards.

    Returns where the former one is, None if there was none. Raises StoreInUseError while another process has it open,
    and the other StoreErrors; then it is as it was.
    """
    with opening(store):
        if not store.exists() or store.stat().st_size == 0:
            prepared.replace(store)
            copying.sync(store.parent)
            return None
        kept = _free_name(store)
        try:
            _exchange(prepared, store, kept)
        except sqlite3.DatabaseError as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF not in _DAMAGED:
                raise
            # There is nothing in it that SQLite could work with.
            _exchange_files(prepared, store, kept)
        copying.sync(store.parent)
        return kept


def _exchange(prepared: Path, store: Path, kept: Path) -> None:
    with closing(sqlite3.connect(store, timeout=0, isolation_level=None)) as former:
        _be_alone(former, store)
        copying.copy_from(former, kept)
        try:
            with closing(sqlite3.connect(prepared, isolation_level=None)) as new:
                new.backup(former)
        except BaseException:
            kept.unlink()
            raise
    prepared.unlink()


def _be_alone(connection: sqlite3.Connection, store: Path) -> None:
    """Keep everybody else out until the connection is closed; raises StoreInUseError if somebody has it open."""
    try:
        # Leaving the write-ahead log is possible for the last one only who has the file open.
        connection.execute("PRAGMA locking_mode=EXCLUSIVE")
        connection.execute("PRAGMA journal_mode=DELETE")
        connection.execute("BEGIN EXCLUSIVE")
        connection.execute("COMMIT")
    except sqlite3.OperationalError as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF not in _TAKEN:
            raise
        sentence = _(
            "“{file}” is open in another process: a window, an import, or the background service. End that, then try "
            "again; nothing was changed."
        )
        raise StoreInUseError(sentence.format(file=store)) from None


def _exchange_files(prepared: Path, store: Path, kept: Path) -> None:
    for file in copying.side_files(store):
        with suppress(FileNotFoundError):
            file.replace(kept.with_name(file.name.replace(store.name, kept.name, 1)))
    with suppress(FileNotFoundError):
        kept.unlink()
    store.replace(kept)
    prepared.replace(store)


def _free_name(store: Path) -> Path:
    moment = time.strftime("%Y%m%d-%H%M%S")
    name = f"{store.name}.before-restore-{moment}"
    number = 1
    while (found := store.with_name(name if number == 1 else f"{name}-{number}")).exists():
        number += 1
    return found

"""A whole copy of a store in one file, taken while others read and write it: what was committed at one moment.

Nothing here looks into tables; a copy is readable by its owner only, and is on the disk when it is there.
"""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

from severa_desktop.store.format import APPLICATION_ID

Told = Callable[[int, int], object]
"""Is told how much is done, and of how much."""

_PAGES_AT_ONCE = 512
_MAGIC = b"SQLite format 3\x00"
_ID_AT = 68
_SIDE_FILES = ("-wal", "-shm", "-journal")


def is_store(path: Path) -> bool:
    """Tell from its first bytes whether a file is a store of this program, sound or not. Raises OSError."""
    with path.open("rb") as file:
        head = file.read(_ID_AT + 4)
    return head.startswith(_MAGIC) and head[_ID_AT:] == APPLICATION_ID.to_bytes(4, "big")


def side_files(path: Path) -> tuple[Path, ...]:
    """Return where SQLite keeps what belongs to a file and is not in it yet."""
    return tuple(path.with_name(f"{path.name}{ending}") for ending in _SIDE_FILES)


def copy_file(path: Path, target: Path, told: Told | None = None) -> None:
    """Copy the store at a path, which others may write to meanwhile, into a new file.

    Raises sqlite3.Error or OSError, and then there is no new file.
    """
    # A file alone may lie where nothing can be written, not even what SQLite needs beside one in use.
    alone = "" if any(file.exists() for file in side_files(path)) else "&immutable=1"
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro{alone}", uri=True)) as source:
        copy_from(source, target, told)


def copy_from(source: sqlite3.Connection, target: Path, told: Told | None = None) -> None:
    """As `copy_file`, from a connection that is in no transaction."""
    os.close(os.open(target, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        with closing(sqlite3.connect(target, isolation_level=None)) as copy:
            copy.execute("PRAGMA journal_mode=OFF")
            copy.execute("PRAGMA synchronous=OFF")
            _copy_pages(source, copy, told)
            # In one file, wherever it is taken.
            copy.execute("PRAGMA journal_mode=DELETE")
        sync(target)
    except BaseException:
        for file in (target, *side_files(target)):
            with suppress(OSError):
                file.unlink()
        raise


def _copy_pages(source: sqlite3.Connection, copy: sqlite3.Connection, told: Told | None) -> None:
    """Copy one state: within a transaction of the reader's own, what others write does not begin it anew."""
    source.isolation_level = None
    source.execute("BEGIN")
    try:
        source.execute("SELECT count(*) FROM sqlite_master").fetchone()

        def tell(_status: int, remaining: int, total: int) -> None:
            if told is not None:
                told(total - remaining, total)

        source.backup(copy, pages=_PAGES_AT_ONCE, progress=tell)
    finally:
        source.execute("ROLLBACK")


def faults(path: Path) -> list[str]:
    """Return what SQLite finds wrong in the structure of a copy, in its words; raises sqlite3.Error."""
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
        return [str(row[0]) for row in connection.execute("PRAGMA quick_check") if row[0] != "ok"]


def sync(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk, as far as the system can tell. Raises OSError."""
    if path.is_dir() and os.name != "posix":
        return
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

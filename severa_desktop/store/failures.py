"""Turns SQLite's errors into the store's own, where they leave the store.

Not a place for decisions: every error is the outside world's (no room, no permission, damage), or stays
what it is, which is a defect.
"""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from severa_desktop.store.compression import DamagedFrameError
from severa_desktop.store.errors import (
    NotADatabaseError,
    StoreAccessError,
    StoreBusyError,
    StoreDamagedError,
    StoreError,
    StoreFullError,
)
from severa_desktop.texts import _

_PRIMARY = 0xFF
_WRITING = frozenset(
    {
        sqlite3.SQLITE_IOERR_WRITE,
        sqlite3.SQLITE_IOERR_FSYNC,
        sqlite3.SQLITE_IOERR_DIR_FSYNC,
        sqlite3.SQLITE_IOERR_TRUNCATE,
        sqlite3.SQLITE_IOERR_SHMSIZE,
    }
)
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Translate what SQLite or a damaged row says about the store at this path."""
    try:
        yield
    except DBAPIError as error:
        if isinstance(error.orig, sqlite3.Error) and (known := store_error(error.orig, path)):
            raise known from error
        raise
    except sqlite3.Error as error:
        if known := store_error(error, path):
            raise known from error
        raise
    except DamagedFrameError as error:
        raise _damaged(path) from error


@contextmanager
def opening(path: Path) -> Iterator[None]:
    """As `translated`, and for what the operating system says too: for the store's own file work only."""
    try:
        with translated(path):
            yield
    except OSError as error:
        raise _access_error(error, path) from error


def store_error(error: sqlite3.Error, path: Path) -> StoreError | None:
    """Return the store's error for one of SQLite's, or None where it is a defect of the program."""
    code = getattr(error, "sqlite_errorcode", 0)
    match code & _PRIMARY:
        case sqlite3.SQLITE_FULL:
            return _full(path)
        case sqlite3.SQLITE_IOERR:
            return _full(path) if code in _WRITING else _damaged(path)
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED | sqlite3.SQLITE_PROTOCOL:
            sentence = _(
                "Another process is writing to “{path}” and did not finish in time. Wait until it is done, then try "
                "again; nothing of this step was stored."
            )
            return StoreBusyError(sentence.format(path=path))
        case sqlite3.SQLITE_CORRUPT:
            return _damaged(path)
        case sqlite3.SQLITE_NOTADB:
            return not_a_database(path)
        case sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM | sqlite3.SQLITE_AUTH:
            return _no_access(path)
        case _:
            return None


def not_a_database(path: Path) -> NotADatabaseError:
    """Return the error for a file that is not this program's."""
    sentence = _(
        "“{path}” is not a file of this program, so it was left alone. Choose another data folder, or move that "
        "file away."
    )
    return NotADatabaseError(sentence.format(path=path))


def _access_error(error: OSError, path: Path) -> StoreError:
    return _full(path) if error.errno in _NO_ROOM else _no_access(path, error.strerror or "")


def _full(path: Path) -> StoreFullError:
    sentence = _(
        "There is no room left to write “{path}”. Free some space on that disk, then try again; what was stored "
        "before is safe."
    )
    return StoreFullError(sentence.format(path=path))


def _damaged(path: Path) -> StoreDamagedError:
    sentence = _(
        "“{path}” is damaged: parts of it cannot be read. Run “severa-desktop doctor” to see what is affected, and "
        "restore the file from a backup."
    )
    return StoreDamagedError(sentence.format(path=path))


def _no_access(path: Path, detail: str = "") -> StoreAccessError:
    detail = f" ({detail})" if detail else ""
    sentence = _(
        "“{path}” cannot be opened for reading and writing{detail}. Check that its folder exists, is not read-only "
        "and belongs to you."
    )
    return StoreAccessError(sentence.format(path=path, detail=detail))

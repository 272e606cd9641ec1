"""What services need of the store's file as a whole: sound copies of it, and putting one in another's place."""

import sqlite3
from contextlib import closing
from pathlib import Path

from severa_desktop.store.copying import Told, copy_file, faults, is_store, sync
from severa_desktop.store.errors import StoreDamagedError
from severa_desktop.store.failures import translated
from severa_desktop.store.replacing import put_in_place
from severa_desktop.texts import _

__all__ = ["Told", "copy", "copy_sound", "is_store", "make_whole", "put_in_place", "sync"]


def copy(path: Path, target: Path, told: Told | None = None) -> None:
    """Copy a store's file into a new one; raises OSError and the StoreErrors, and then there is none."""
    with translated(path):
        copy_file(path, target, told)


def copy_sound(path: Path, target: Path, told: Told | None = None) -> None:
    """As `copy`; raises StoreDamagedError where the copy is not sound, as the file then is not either."""
    copy(path, target, told)
    with translated(path):
        found = faults(target)
    if found:
        target.unlink()
        sentence = _("“{file}” is damaged ({detail}), so no backup was made of it. Put back the last backup.")
        raise StoreDamagedError(sentence.format(file=path, detail=found[0]))


def make_whole(path: Path) -> None:
    """Let a file that nobody has open be whole by itself; raises the StoreErrors."""
    with translated(path), closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")

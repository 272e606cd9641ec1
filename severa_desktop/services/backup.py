"""Backups: a whole copy of the store in one file, taken while anybody works with it, and taking one back.

What is taken back, a backup or an exported folder, is prepared beside the store first and looked through; then it takes
the store's place at once, and the former store is kept.
"""

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from severa_desktop.services.directory_text import shown_path
from severa_desktop.services.errors import UserError
from severa_desktop.services.moving_form import broken, is_export
from severa_desktop.store import backups
from severa_desktop.store.contents import Contents
from severa_desktop.store.errors import StoreError
from severa_desktop.store.store import Store
from severa_desktop.texts import _

__all__ = ["Contents", "Prepared", "Told", "back_up", "prepare"]

Told = Callable[[int, int], object]
"""Is told how much is done, and of how much."""

_RESTORING = ".severa-desktop-restore-"
_BACKING_UP = ".severa-desktop-backup-"
_A_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Prepared:
    """A store that was looked through and can take another one's place."""

    contents: Contents
    folder: "tempfile.TemporaryDirectory[str]"
    """Holds it, and goes with it, or with the process."""
    file: Path

    def put_in_place(self, store: Path) -> Path | None:
        """Give the store at a path this content; return where the former one is kept, None if there was none.

        Raises StoreInUseError while another process has it open, and the other StoreErrors; then it is as it was.
        """
        return backups.put_in_place(self.file, store)

    def discard(self) -> None:
        """Remove what was prepared."""
        self.folder.cleanup()


def back_up(store: Path, path: Path, told: Told | None = None) -> int:
    """Write a whole copy of the store to a file, in place of a former backup; return its size in bytes.

    Raises UserError where that cannot be done, or the store is damaged: then a former backup stays.
    """
    _refuse_target(store, path)
    try:
        with _working_folder(path.parent, _BACKING_UP) as folder:
            copy = Path(folder) / "copy"
            backups.copy_sound(store, copy, told)
            copy.replace(path)
            backups.sync(path.parent)
        return path.stat().st_size
    except OSError as error:
        sentence = _("{file} cannot be written ({error}). Give another file.")
        raise UserError(sentence.format(file=shown_path(path), error=error.strerror or error)) from None


def prepare(path: Path, store: Path, told: Told | None = None) -> Prepared:
    """Make ready what shall take the place of the store: a backup, or a folder that everything was exported to.

    Nothing of the store changes. Raises UserError or StoreError where it is not whole and sound.
    """
    _refuse_source(store, path)
    try:
        store.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder = _working_folder(store.parent, _RESTORING)
    except OSError as error:
        sentence = _("{path} cannot be written ({why}). Give another place.")
        raise UserError(sentence.format(path=shown_path(store.parent), why=error.strerror or error)) from None
    try:
        file = Path(folder.name) / store.name
        if path.is_dir():
            from severa_desktop.services.moving_in import build_store  # noqa: PLC0415 - seldom needed

            build_store(path, file, told)
        else:
            with _said_of(path):
                backups.copy(path, file, told)
        return Prepared(_looked_through(path, file), folder, file)
    except BaseException:
        folder.cleanup()
        raise


def _looked_through(path: Path, file: Path) -> Contents:
    """Bring a copy up to date and look through all of it; raises UserError or StoreError unless it is sound."""
    with _said_of(path, file):
        store = Store.open(file)
        try:
            with store.reading() as reader:
                faults = reader.integrity() or [str(one) for one in reader.originals_unreadable()]
                if faults:
                    raise _damaged(path, faults[0])
                contents = reader.contents()
            with store.writing() as writer:
                writer.outbox.doubt(int(time.time()))
            return contents
        finally:
            store.close()
            backups.make_whole(file)


@contextmanager
def _said_of(path: Path, copy: Path | None = None) -> Iterator[None]:
    """Let errors name the file that a person gave, not its copy."""
    try:
        yield
    except StoreError as error:
        if copy is None:
            raise
        raise UserError(str(error).replace(str(copy), str(path))) from None
    except OSError as error:
        sentence = _("{path}: cannot be read ({why}). Check path and permission.")
        raise UserError(sentence.format(path=shown_path(path), why=error.strerror or error)) from None


def _damaged(path: Path, detail: str) -> UserError:
    if path.is_dir():
        return broken(path, detail)
    sentence = _("{file} is damaged ({detail}), so nothing was changed. Give an older backup.")
    return UserError(sentence.format(file=shown_path(path), detail=detail))


def _refuse_target(store: Path, path: Path) -> None:
    """Raise UserError where a backup would overwrite what is none."""
    with suppress(OSError):
        if path.is_dir():
            sentence = _("{path} is a folder. Give the name of a file for the backup.")
            raise UserError(sentence.format(path=shown_path(path)))
        if not path.exists():
            return
        if path.samefile(store):
            raise UserError(_("This is the file of the data itself. Give another one for the backup."))
        if not backups.is_store(path):
            sentence = _("{file} is there already and is no backup, so it is not overwritten. Give another file.")
            raise UserError(sentence.format(file=shown_path(path)))


def _refuse_source(store: Path, path: Path) -> None:
    """Raise UserError where something is neither a backup nor an export, by what it says of itself."""
    with _said_of(path):
        if path.is_dir():
            if not is_export(path):
                sentence = _(
                    "{path} is no folder that everything was exported to. Give that folder, or a backup’s file."
                )
                raise UserError(sentence.format(path=shown_path(path)))
            return
        if not backups.is_store(path):
            sentence = _("{file} is no backup of Severa Desktop, so nothing was changed. Give another file.")
            raise UserError(sentence.format(file=shown_path(path)))
        if store.exists() and path.samefile(store):
            raise UserError(_("This is the file of the data itself: nothing has to be restored."))


def _working_folder(parent: Path, prefix: str) -> "tempfile.TemporaryDirectory[str]":
    """Make a folder to work in, and remove those that were left by a process that was killed. Raises OSError."""
    for left in parent.glob(f"{prefix}*"):
        # A day: another process may be at work.
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > _A_DAY:
                shutil.rmtree(left, ignore_errors=True)
    return tempfile.TemporaryDirectory(prefix=prefix, dir=parent, ignore_cleanup_errors=True)

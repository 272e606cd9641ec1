"""The files of projects: listing them, and saving them to a folder without ever writing over one.

A file's name comes from a mail: it names a file inside the folder that a person chose, never a path.
"""

import hashlib
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from severa_desktop.services.directory_schema import GREATEST_NUMBER
from severa_desktop.services.errors import UserError
from severa_desktop.store.records import StoredFile
from severa_desktop.store.store import Store

__all__ = ["FilesService", "SavedFile", "StoredFile"]

_NO_COMPONENT = re.compile(r'[/\\:\x00-\x1f<>"|?*]')
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class SavedFile:
    """A project file and where its bytes are now."""

    file: StoredFile
    path: Path
    written: bool
    """False where the same bytes were there already."""


class FilesService:
    """Looks into the project files of one store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def files(self, project: int | None = None) -> Iterator[StoredFile]:
        """Yield the files of one project or sales case, or of all."""
        if project is not None and not 1 <= project <= GREATEST_NUMBER:
            return
        with self._store.reading() as reader:
            yield from reader.files(project)

    def save(self, project: int | None, folder: Path) -> Iterator[SavedFile]:
        """Save the files to a folder, which is made if it is not there, and yield each as it is done.

        Raises UserError where one cannot be written; those before it stay.
        """
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UserError(f"The folder {folder} cannot be made ({error.strerror or error}). Give another.") from None
        # Listing files needs no reading of mails, which takes a while to load.
        from severa_desktop.mail.reader import part_content  # noqa: PLC0415

        target = _Folder(folder)
        for file in self.files(project):
            with self._store.reading() as reader:
                content = part_content(reader.original_by_id(file.original_id), file.attachment.part)
            try:
                path, written = target.save(file.attachment.name, content)
            except OSError as error:
                sentence = f"{file.attachment.name} cannot be saved in {folder} ({error.strerror or error})."
                raise UserError(f"{sentence} Give another folder.") from None
            yield SavedFile(file, path, written)


@dataclass(slots=True)
class _Taken:
    """What stands in the folder under a name and its numbered forms, as far as was looked."""

    by_content: dict[bytes, Path] = field(default_factory=dict)
    next_number: int = 1


class _Folder:
    """Remembers what it has looked at, so that a thousand files of one name do not cost a million looks."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._taken: dict[str, _Taken] = {}

    def save(self, name: str, content: bytes) -> tuple[Path, bool]:
        name = _component(name)
        taken = self._taken.setdefault(name, _Taken())
        digest = hashlib.sha256(content).digest()
        while digest not in taken.by_content:
            path = self._folder / _numbered(name, taken.next_number)
            taken.next_number += 1
            if _create(path, content):
                taken.by_content[digest] = path
                return path, True
            found = _digest(path)
            if found is not None:
                taken.by_content.setdefault(found, path)
        return taken.by_content[digest], False


def _create(path: Path, content: bytes) -> bool:
    """Write a new file; False if something of that name is there, whatever it is."""
    try:
        file = path.open("xb")
    except FileExistsError:
        return False
    try:
        _write_all(file, content)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return True


def _write_all(file: BinaryIO, content: bytes) -> None:
    with file:
        file.write(content)


def _digest(path: Path) -> bytes | None:
    """Return the SHA-256 of an existing file; None for anything else, and for what cannot be read."""
    digest = hashlib.sha256()
    try:
        # Opening a pipe or device that somebody put there would wait for ever.
        if not stat.S_ISREG(path.lstat().st_mode):
            return None
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                digest.update(block)
    except OSError:
        return None
    return digest.digest()


def _numbered(name: str, number: int) -> str:
    if number == 1:
        return name
    path = Path(name)
    return f"{path.stem} ({number}){path.suffix}"


def _component(name: str) -> str:
    """Return a name that is one component of a path. Stored names are; a damaged store must harm nobody."""
    safe = _NO_COMPONENT.sub("_", name).strip(". ")
    return safe or "attachment.bin"

"""The files of projects: listing them, and saving them in a folder.

A file's name comes from a mail: it names a file inside the folder that a person chose, never a path.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from severa_desktop.services.directory_schema import GREATEST_NUMBER
from severa_desktop.services.errors import UserError
from severa_desktop.services.new_files import NewFiles
from severa_desktop.store.records import StoredFile
from severa_desktop.texts import _

if TYPE_CHECKING:
    from severa_desktop.store.store import Store

__all__ = ["FilesService", "SavedFile", "StoredFile"]


@dataclass(frozen=True, slots=True)
class SavedFile:
    """A project file and where its bytes are now."""

    file: StoredFile
    path: Path
    written: bool
    """False where the same bytes were there already."""


class FilesService:
    """Looks into the project files of one store."""

    def __init__(self, store: "Store") -> None:
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
            sentence = _("The folder {folder} cannot be made ({why}). Give another.")
            raise UserError(sentence.format(folder=folder, why=error.strerror or error)) from None
        # Listing files needs no reading of mails, which takes a while to load.
        from severa_desktop.mail.reader import part_content  # noqa: PLC0415

        target = NewFiles(folder)
        for file in self.files(project):
            with self._store.reading() as reader:
                content = part_content(reader.original_by_id(file.original_id), file.attachment.part)
            try:
                path, written = target.save(file.attachment.name, content)
            except OSError as error:
                sentence = _("{name} cannot be saved in {folder} ({why}). Give another folder.").format(
                    name=file.attachment.name, folder=folder, why=error.strerror or error
                )
                raise UserError(sentence) from None
            yield SavedFile(file, path, written)

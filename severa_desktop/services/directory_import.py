"""Importing a directory with a look at the changes before they are made: read, match, look, apply."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from severa_desktop.services.directory import merged_with, types_in_use
from severa_desktop.services.directory_columns import ColumnMatch
from severa_desktop.services.directory_merge import SectionCount
from severa_desktop.services.directory_preview import Preview, preview
from severa_desktop.services.directory_schema import Section
from severa_desktop.services.directory_tables import Source, read_source
from severa_desktop.services.errors import UserError
from severa_desktop.services.severa.ownership import refuse_changes, severas_of
from severa_desktop.texts import _

if TYPE_CHECKING:
    from severa_desktop.store.store import Store


class DirectoryChangedError(UserError):
    """The directory is not what it was when a person looked at the changes; nothing was imported."""


class DirectoryImport:
    """Takes files over into the directory of one store."""

    def __init__(self, store: "Store") -> None:
        self._store = store

    def read(self, path: Path) -> Source:
        """Return what stands in a file or folder; raises UserError where it cannot be read."""
        return read_source(path)

    def look(self, source: Source, matches: Sequence[ColumnMatch], *, replacing: bool) -> Preview:
        """Return what importing would do, with one match for each table of the source; writes nothing.

        When replacing, what a section of the source does not have is deactivated, as `merge` says.
        """
        with self._store.reading() as reader:
            in_use = types_in_use(reader) if replacing else frozenset[str]()
            severas = severas_of(reader)
            return preview(source, matches, reader.directory(), in_use, replacing=replacing, severas=severas)

    def apply(self, seen: Preview) -> Mapping[Section, SectionCount]:
        """Make exactly the changes that were looked at and return how many they are.

        Raises DirectoryChangedError where they would not be these any more, UserError where something is wrong.
        """
        if not seen.is_right:
            raise UserError(_("Some of these records are wrong. Mend the file and look again: nothing was imported."))
        with self._store.writing() as writer:
            stored = writer.directory()
            merged = merged_with(writer, stored, seen.records, replacing=seen.replacing)
            if stored != seen.before or merged.directory != seen.after:
                raise DirectoryChangedError(
                    _("The directory was changed meanwhile, so nothing was imported. Look at the changes again.")
                )
            # What was looked at may have become Severa's meanwhile.
            refuse_changes(severas_of(writer), stored, merged.directory)
            if seen.changes_anything:
                writer.save_directory(merged.directory)
            return merged.counts

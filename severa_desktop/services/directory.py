"""The company's directory: showing it, writing it, and taking a file of records over, all of it or nothing."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from severa_desktop.core.directory import Directory
from severa_desktop.services.directory_export import ExportForm, export_directory
from severa_desktop.services.directory_files import read_directory
from severa_desktop.services.directory_merge import Merged, SectionCount, merge
from severa_desktop.services.directory_records import FileRecords
from severa_desktop.services.directory_schema import Section
from severa_desktop.services.severa.ownership import check_directory, severas_of

if TYPE_CHECKING:
    from severa_desktop.store.store import Store
    from severa_desktop.store.writer import Reader, Writer


class DirectoryService:
    """Looks at and changes the directory of one store."""

    def __init__(self, store: "Store") -> None:
        self._store = store

    def directory(self) -> Directory:
        """Return all records, inactive and closed ones too."""
        with self._store.reading() as reader:
            return reader.directory()

    def import_path(self, path: Path, *, replacing: bool) -> Mapping[Section, SectionCount]:
        """Add or update records by key from a JSON file, a folder of CSV files or a workbook.

        When replacing, what the file no longer has is deactivated (projects closed, types removed unless in
        use). Returns what that did to each section. Raises DirectoryRefusedError naming file, line and
        column, and then nothing changes.
        """
        records = read_directory(path)
        with self._store.writing() as writer:
            return take_records_over(writer, records, replacing=replacing)

    def export(self, path: Path, form: ExportForm) -> None:
        """Write all records to a file, or to CSV files in a folder; importing that changes nothing.

        Raises UserError where it cannot be written.
        """
        export_directory(self.directory(), path, form)


def take_records_over(writer: "Writer", records: FileRecords, *, replacing: bool) -> Mapping[Section, SectionCount]:
    """Store a file's records within a transaction that others share; raises DirectoryRefusedError."""
    stored = writer.directory()
    result = merged_with(writer, stored, records, replacing=replacing)
    check_directory(result.directory, records, stored, severas_of(writer))
    if result.directory != stored:
        writer.save_directory(result.directory)
    return result.counts


def merged_with(reader: "Reader", stored: Directory, records: FileRecords, *, replacing: bool) -> Merged:
    """Return the stored directory with a file's records, unchecked."""
    in_use = types_in_use(reader) if replacing and Section.ACTIVITY_TYPES in records.sections else frozenset()
    kept = severas_of(reader) if replacing else {}
    return merge(stored, records, replacing=replacing, types_in_use=in_use, kept=kept)


def types_in_use(reader: "Reader") -> frozenset[str]:
    """Return the activity types that cannot be removed: those of activities, and the default one."""
    default = reader.settings().activity_type
    return reader.activity_types_in_use() | (frozenset() if default is None else {default})

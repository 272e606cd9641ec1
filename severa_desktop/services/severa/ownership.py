"""What is Severa's is changed in Severa: here it is read-only, but for what Severa does not have.

After disconnecting it is a record like any other.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from severa_desktop.core.directory import ActivityType, Directory
from severa_desktop.services.directory_checks import find_contradictions
from severa_desktop.services.directory_merge import Record, record_key, records_of
from severa_desktop.services.directory_records import FileRecords
from severa_desktop.services.directory_schema import Refusals, Section, key_field, quoted
from severa_desktop.services.errors import UserError
from severa_desktop.texts import _

if TYPE_CHECKING:
    from severa_desktop.store.reader import Reader

Severas = Mapping[Section, frozenset[str]]
"""The keys of the records that are Severa's; a section without any may be missing."""


class SeverasOwnError(UserError):
    """A record that comes from Severa, and cannot be changed here."""

    def __init__(self, name: str) -> None:
        sentence = _("{name} comes from Severa. Change it there: it is fetched from there again.")
        super().__init__(sentence.format(name=quoted(name)))


def severas_of(reader: "Reader") -> Severas:
    """Return what is Severa's; nothing while it is not connected."""
    if reader.severa_connection() is None:
        return {}
    return {Section(kind): frozenset(keys) for kind, keys in reader.severa_keys().items()}


def refuse_changes(severas: Severas, before: Directory, after: Directory) -> None:
    """Raise SeverasOwnError if anything of Severa's would be another."""
    for section in severas:
        for one in _changed(severas, section, before, after):
            raise SeverasOwnError(one.name)


def find_changes(severas: Severas, before: Directory, after: Directory, file: FileRecords, refusals: Refusals) -> None:
    """Collect the records of a file that would change something of Severa's."""
    for section in severas:
        for one in _changed(severas, section, before, after):
            record = file.raw.get((section, record_key(one)))
            if record is not None:
                sentence = _("{name} comes from Severa, and is changed there only. Take it out of the file.")
                refusals.add(record, key_field(section), sentence.format(name=quoted(one.name)))


def check_directory(after: Directory, file: FileRecords, before: Directory, severas: Severas) -> None:
    """Raise DirectoryRefusedError for each record of a file that contradicts another, or would change Severa's."""
    refusals = Refusals()
    find_contradictions(after, file, refusals)
    find_changes(severas, before, after, file, refusals)
    refusals.raise_any()


def _changed(severas: Severas, section: Section, before: Directory, after: Directory) -> list[Record]:
    keys = severas[section]
    stored = records_of(before, section)
    wanted = {record_key(one): one for one in records_of(after, section)}
    return [one for one in stored if record_key(one) in keys and not _is_severas_same(one, wanted.get(record_key(one)))]


def _is_severas_same(before: Record, after: Record | None) -> bool:
    if isinstance(before, ActivityType) and isinstance(after, ActivityType):
        # Severa knows nothing of it.
        return replace(before, calendar_synced=after.calendar_synced) == after
    return before is after or before == after

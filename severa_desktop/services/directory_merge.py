"""Takes a file's records into the stored directory by key, and counts what that changes.

Decides nothing about right and wrong; `directory_checks` looks at the result.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from severa_desktop.core.directory import ActivityType, Contact, Customer, Directory, Project, User
from severa_desktop.services.directory_records import FileRecords
from severa_desktop.services.directory_schema import Section

Record = ActivityType | User | Customer | Contact | Project
"""A record of any section."""
FieldValue = str | int | bool | tuple[str, ...] | None
"""The value of a field of any record."""
_Person = TypeVar("_Person", User, Customer, Contact)
_Record = TypeVar("_Record", ActivityType, User, Customer, Contact, Project)


@dataclass(frozen=True, slots=True)
class SectionCount:
    """What an import does to one section; a project closed and a type removed count as deactivated."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    deactivated: int = 0


@dataclass(frozen=True, slots=True)
class Merged:
    """The directory as it would be after an import, and what that does to each section."""

    directory: Directory
    counts: Mapping[Section, SectionCount]


def merge(
    stored: Directory,
    file: FileRecords,
    *,
    replacing: bool,
    types_in_use: frozenset[str],
    kept: Mapping[Section, Collection[str]] | None = None,
) -> Merged:
    """Return the stored directory with the file's records added or updated by key.

    When replacing, records that a section of the file no longer has are deactivated, projects closed, and
    types removed unless they are in use; `kept` names the keys of those that stay. A section that the file does not
    have at all is left alone.
    """

    def kept_type(kind: ActivityType) -> ActivityType | None:
        return kind if kind.name in types_in_use else None

    gone = file.sections if replacing else frozenset[Section]()
    keys = kept or {}
    types, type_count = _section(
        stored.activity_types,
        file.activity_types,
        kept_type if Section.ACTIVITY_TYPES in gone else _kept,
        keys.get(Section.ACTIVITY_TYPES, ()),
    )
    users, user_count = _section(
        stored.users, file.users, _inactive if Section.USERS in gone else _kept, keys.get(Section.USERS, ())
    )
    customers, customer_count = _section(
        stored.customers,
        file.customers,
        _inactive if Section.CUSTOMERS in gone else _kept,
        keys.get(Section.CUSTOMERS, ()),
    )
    contacts, contact_count = _section(
        stored.contacts, file.contacts, _inactive if Section.CONTACTS in gone else _kept, keys.get(Section.CONTACTS, ())
    )
    projects, project_count = _section(
        stored.projects, file.projects, _closed if Section.PROJECTS in gone else _kept, keys.get(Section.PROJECTS, ())
    )
    counts = {
        Section.ACTIVITY_TYPES: type_count,
        Section.USERS: user_count,
        Section.CUSTOMERS: customer_count,
        Section.CONTACTS: contact_count,
        Section.PROJECTS: project_count,
    }
    return Merged(Directory(types, users, customers, contacts, projects), counts)


def record_key(record: Record) -> str:
    """Return what tells a record from the others of its section."""
    return record.name if isinstance(record, ActivityType) else record.key


def field_value(record: Record, name: str) -> FieldValue:
    """Return a field of a record by its name."""
    value: FieldValue = getattr(record, name)
    return value


def records_of(directory: Directory, section: Section) -> tuple[Record, ...]:
    """Return the records of a section."""
    match section:
        case Section.ACTIVITY_TYPES:
            return directory.activity_types
        case Section.USERS:
            return directory.users
        case Section.CUSTOMERS:
            return directory.customers
        case Section.CONTACTS:
            return directory.contacts
        case Section.PROJECTS:
            return directory.projects


def with_records(
    directory: Directory, section: Section, *, gone: Collection[Record], new: tuple[Record, ...]
) -> Directory:
    """Return a directory with some records of a section in the place of others."""
    former = frozenset(gone)
    records = (*(one for one in records_of(directory, section) if one not in former), *new)
    match section:
        case Section.ACTIVITY_TYPES:
            return replace(directory, activity_types=_only(ActivityType, records))
        case Section.USERS:
            return replace(directory, users=_only(User, records))
        case Section.CUSTOMERS:
            return replace(directory, customers=_only(Customer, records))
        case Section.CONTACTS:
            return replace(directory, contacts=_only(Contact, records))
        case Section.PROJECTS:
            return replace(directory, projects=_only(Project, records))


def _only(kind: type[_Record], records: Iterable[Record]) -> tuple[_Record, ...]:
    return tuple(one for one in records if isinstance(one, kind))


def _section(
    old: tuple[_Record, ...],
    new: tuple[_Record, ...],
    of_absent: Callable[[_Record], _Record | None],
    kept: Collection[str],
) -> tuple[tuple[_Record, ...], SectionCount]:
    """Return a section's records, the old ones at their places, and the counts.

    `of_absent` says what becomes of an old record that the file does not have: None removes it. Those `kept` stay.
    """
    given = {record_key(record): record for record in new}
    result: list[_Record] = []
    added = updated = unchanged = deactivated = 0
    for record in old:
        successor = given.pop(record_key(record), None)
        if successor is None:
            successor = record if record_key(record) in kept else of_absent(record)
            deactivated += successor != record
        elif successor == record:
            unchanged += 1
        else:
            updated += 1
        if successor is not None:
            result.append(successor)
    added = len(given)
    result.extend(given.values())
    return tuple(result), SectionCount(added, updated, unchanged, deactivated)


def _kept(record: _Record) -> _Record:
    return record


def _inactive(record: _Person) -> _Person:
    return replace(record, active=False)


def _closed(project: Project) -> Project:
    return replace(project, closed=True)

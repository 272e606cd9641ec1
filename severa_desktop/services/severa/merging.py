"""Takes what was pulled from Severa over into the directory: a function of what the store knows and what came.

What Severa has is worked out first: all that was pulled, and of a pull of changes also what came before. From that and
the records made by hand follows the directory, so that the order in which things came makes no difference. A record
made by hand is changed only where a person joined it with one of Severa's.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from severa_desktop.core.directory import Contact, Customer, Directory, Project, User
from severa_desktop.core.severa import Pulled, RecordKind, SeveraRecord
from severa_desktop.services.directory_listing import is_active
from severa_desktop.services.directory_merge import Record, SectionCount, record_key, records_of
from severa_desktop.services.directory_schema import Section
from severa_desktop.services.severa.known import Known, Wanted, guids_by_kind, wanted
from severa_desktop.services.severa.merging_people import merge_contacts, merge_customers, merge_users
from severa_desktop.services.severa.merging_projects import merge_projects
from severa_desktop.services.severa.merging_types import merge_types
from severa_desktop.services.severa.section import SectionMerge

_Record = TypeVar("_Record", User, Customer, Contact, Project)
Name = tuple[RecordKind, str]
"""A record of Severa's by its kind and guid."""


@dataclass(frozen=True)
class TypesInUse:
    """The activity types that must not go: those of activities, and the default one of the settings."""

    of_activities: frozenset[str] = frozenset()
    default: str | None = None


@dataclass(frozen=True)
class Merged:
    """What the store knows then, and what that changes."""

    known: Known
    counts: Mapping[RecordKind, SectionCount]
    default_type: str | None
    """The default activity type, which Severa may have given another name."""


def merge(
    known: Known, pulled: Pulled, in_use: TypesInUse | None = None, apart: Collection[Name] = frozenset()
) -> Merged:
    """Return what is known after a pull; only a full one deactivates what Severa has no more.

    What is `apart` does not wait any more, but lives beside the record made by hand.
    """
    in_use = in_use or TypesInUse()
    by_kind = _by_kind(known.records)
    severa = wanted(known, pulled)
    types = merge_types(
        known.directory.activity_types,
        by_kind[RecordKind.ACTIVITY_TYPES],
        severa.types,
        in_use.of_activities,
        in_use.default,
    )
    sections = _Sections(known.directory, by_kind, severa)
    sections.merge(severa, apart, full=pulled.full)
    directory = Directory(
        types.types,
        _sorted(sections.users.records),
        _sorted(sections.customers.records),
        _sorted(sections.contacts.records),
        _sorted(sections.projects.records),
    )
    merged = (sections.users, sections.customers, sections.contacts, sections.projects)
    records = [*types.severas, *(one for section in merged for one in section.severas())]
    clashes = [*types.waiting, *(one for section in merged for one in section.waiting.values())]
    after = Known(
        directory,
        tuple(sorted(records, key=lambda one: (one.kind.value, one.guid))),
        tuple(sorted(clashes, key=lambda one: (one.kind.value, one.pulled.guid))),
    )
    default = in_use.default
    return Merged(
        after, _counts(known.directory, after, pulled), None if default is None else types.renamed.get(default, default)
    )


class _Sections:
    """The four sections whose records have keys."""

    def __init__(self, directory: Directory, known: Mapping[RecordKind, list[SeveraRecord]], severa: Wanted) -> None:
        users, customers, contacts, projects = (
            known[kind] for kind in (RecordKind.USERS, RecordKind.CUSTOMERS, RecordKind.CONTACTS, RecordKind.PROJECTS)
        )
        self.users = SectionMerge(RecordKind.USERS, directory.users, users, severa.users)
        self.customers = SectionMerge(RecordKind.CUSTOMERS, directory.customers, customers, severa.customers)
        self.contacts = SectionMerge(RecordKind.CONTACTS, directory.contacts, contacts, severa.contacts)
        self.projects = SectionMerge(RecordKind.PROJECTS, directory.projects, projects, severa.projects)

    def merge(self, severa: Wanted, apart: Collection[Name], *, full: bool) -> None:
        """Take all of Severa's records over."""
        merge_users(self.users, severa.users, full=full)
        of_customers = _of(RecordKind.CUSTOMERS, apart)
        customers = merge_customers(self.customers, severa.customers, full=full, apart=of_customers)
        of_contacts = _of(RecordKind.CONTACTS, apart)
        merge_contacts(self.contacts, severa.contacts, customers, full=full, apart=of_contacts)
        merge_projects(self.projects, severa.projects, customers, full=full)


def _of(kind: RecordKind, names: Collection[Name]) -> frozenset[str]:
    return frozenset(guid for of, guid in names if of is kind)


def _by_kind(records: Iterable[SeveraRecord]) -> Mapping[RecordKind, list[SeveraRecord]]:
    found: dict[RecordKind, list[SeveraRecord]] = {kind: [] for kind in RecordKind}
    for one in records:
        found[one.kind].append(one)
    return found


def _sorted(records: Mapping[str, _Record]) -> tuple[_Record, ...]:
    return tuple(records[key] for key in sorted(records))


def _counts(before: Directory, after: Known, pulled: Pulled) -> Mapping[RecordKind, SectionCount]:
    came = guids_by_kind(pulled)
    keys = {
        kind: {one.key for one in records if one.guid in came[kind]}
        for kind, records in _by_kind(after.records).items()
    }
    return {
        kind: _count(records_of(before, Section(kind)), records_of(after.directory, Section(kind)), keys[kind])
        for kind in RecordKind
    }


def _count(before: tuple[Record, ...], after: tuple[Record, ...], pulled: set[str]) -> SectionCount:
    former = {record_key(one): one for one in before}
    added = updated = unchanged = deactivated = 0
    for one in after:
        old = former.pop(record_key(one), None)
        if old is None:
            added += 1
        elif old is one or old == one:
            unchanged += record_key(one) in pulled
        elif is_active(old) and not is_active(one):
            deactivated += 1
        else:
            updated += 1
    return SectionCount(added, updated, unchanged, deactivated + len(former))

"""What a store knows of Severa: which records of its directory are from there, as what, and which of Severa's wait."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from severa_desktop.core.directory import ActivityType, Contact, Customer, Directory, Project, User
from severa_desktop.core.severa import (
    Clash,
    Pulled,
    PulledContact,
    PulledCustomer,
    PulledProject,
    PulledRecord,
    PulledType,
    PulledUser,
    RecordKind,
    SeveraRecord,
)
from severa_desktop.services.directory_listing import is_active
from severa_desktop.services.directory_merge import Record, record_key, records_of
from severa_desktop.services.directory_schema import Section
from severa_desktop.services.severa.naming import tidy

_Pulled = TypeVar("_Pulled", PulledType, PulledUser, PulledCustomer, PulledContact, PulledProject)
_Person = TypeVar("_Person", PulledUser, PulledContact)


@dataclass(frozen=True)
class Known:
    """The directory, and what of it is Severa's."""

    directory: Directory = field(default_factory=Directory)
    records: tuple[SeveraRecord, ...] = ()
    clashes: tuple[Clash, ...] = ()


@dataclass(frozen=True)
class Wanted:
    """Severa's records by guid, each as it is there."""

    types: Mapping[str, PulledType]
    users: Mapping[str, PulledUser]
    customers: Mapping[str, PulledCustomer]
    contacts: Mapping[str, PulledContact]
    projects: Mapping[str, PulledProject]


def wanted(known: Known, pulled: Pulled) -> Wanted:
    """Return all records of Severa: what was pulled, and if that is no full pull, what was known before it."""
    before = Pulled(full=True) if pulled.full else _remembered(known)
    return Wanted(
        _all(before.types, pulled.types),
        _all(before.users, _with_addresses_once(pulled.users)),
        _all(before.customers, pulled.customers),
        _all(before.contacts, _with_addresses_once(pulled.contacts)),
        _all(before.projects, pulled.projects),
    )


def _all(before: Iterable[_Pulled], came: Iterable[_Pulled]) -> Mapping[str, _Pulled]:
    """Return records by guid, those that came in place of those before, with names that the directory can hold."""
    found = {one.guid: one for one in before}
    for one in came:
        name = tidy(one.name, one.guid)
        found[one.guid] = one if name == one.name else replace(one, name=name)
    return found


def _with_addresses_once(people: Iterable[_Person]) -> Iterator[_Person]:
    for one in people:
        is_twice = len(set(one.emails)) < len(one.emails)
        yield replace(one, emails=tuple(dict.fromkeys(one.emails))) if is_twice else one


def _remembered(known: Known) -> Pulled:
    """Return the records of Severa as they were there when they came: what waits as it is, all else as stored."""
    severas = {(one.kind, one.key): one for one in known.records}
    stored = (
        _as_pulled(record, of)
        for kind in RecordKind
        for record in records_of(known.directory, Section(kind))
        if (of := severas.get((kind, record_key(record)))) is not None
    )
    return with_pulled(Pulled(full=True), (*stored, *(clash.pulled for clash in known.clashes)))


def _as_pulled(record: Record, of: SeveraRecord) -> PulledRecord:
    """Return what came from Severa, from what the directory made of it."""
    match record:
        case ActivityType():
            return PulledType(of.guid, record.name, record.category)
        case User():
            return PulledUser(of.guid, record.name, record.emails, record.active)
        case Customer():
            return PulledCustomer(of.guid, record.name, record.active)
        case Contact():
            return PulledContact(of.guid, record.name, record.emails, of.customer or "", record.active)
        case Project():
            return PulledProject(of.guid, record.number, record.name, record.kind, of.customer, of.phase, record.closed)


def guids_by_kind(pulled: Pulled) -> Mapping[RecordKind, set[str]]:
    """Return the guids of what was pulled."""
    records: Mapping[RecordKind, tuple[PulledRecord, ...]] = {
        RecordKind.ACTIVITY_TYPES: pulled.types,
        RecordKind.USERS: pulled.users,
        RecordKind.CUSTOMERS: pulled.customers,
        RecordKind.CONTACTS: pulled.contacts,
        RecordKind.PROJECTS: pulled.projects,
    }
    return {kind: {one.guid for one in came} for kind, came in records.items()}


def is_another_companys(known: Known, pulled: Pulled) -> bool:
    """Tell whether a whole directory has none of the records that are known: it is another company's then."""
    if not pulled.full:
        return False
    before = {one.guid for one in known.records}
    now = set[str]().union(*guids_by_kind(pulled).values())
    return bool(before) and bool(now) and before.isdisjoint(now)


def active_without(known: Known, pulled: Pulled) -> list[tuple[RecordKind, str]]:
    """Return kind and guid of the active records that are Severa's, but that a full pull lacks."""
    came = guids_by_kind(pulled)
    lacking = [one for one in known.records if one.guid not in came[one.kind]]
    if not lacking:
        return []
    active = {
        kind: {record_key(one) for one in records_of(known.directory, Section(kind)) if is_active(one)}
        for kind in RecordKind
    }
    return [(one.kind, one.guid) for one in lacking if one.key in active[one.kind]]


def with_pulled(pulled: Pulled, others: Iterable[PulledRecord]) -> Pulled:
    """Return what was pulled with some records more."""
    more = tuple(others)
    return Pulled(
        pulled.full,
        (*pulled.types, *(one for one in more if isinstance(one, PulledType))),
        (*pulled.users, *(one for one in more if isinstance(one, PulledUser))),
        (*pulled.customers, *(one for one in more if isinstance(one, PulledCustomer))),
        (*pulled.contacts, *(one for one in more if isinstance(one, PulledContact))),
        (*pulled.projects, *(one for one in more if isinstance(one, PulledProject))),
    )

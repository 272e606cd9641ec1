"""What a store knows of Severa: which records of its directory are from there, as what, and which of Severa's wait."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from severa_desktop.core.directory import Directory
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
    before = _nothing() if pulled.full else _remembered(known)
    return Wanted(
        {**before.types, **_by_guid(pulled.types)},
        {**before.users, **_by_guid(_with_addresses_once(pulled.users))},
        {**before.customers, **_by_guid(pulled.customers)},
        {**before.contacts, **_by_guid(_with_addresses_once(pulled.contacts))},
        {**before.projects, **_by_guid(pulled.projects)},
    )


def _by_guid(pulled: Iterable[_Pulled]) -> Mapping[str, _Pulled]:
    """Return what came by guid, each with a name that the directory can hold."""
    found: dict[str, _Pulled] = {}
    for one in pulled:
        name = tidy(one.name, one.guid)
        found[one.guid] = one if name == one.name else replace(one, name=name)
    return found


def _with_addresses_once(people: Iterable[_Person]) -> Iterator[_Person]:
    for one in people:
        is_twice = len(set(one.emails)) < len(one.emails)
        yield replace(one, emails=tuple(dict.fromkeys(one.emails))) if is_twice else one


def _nothing() -> Wanted:
    return Wanted({}, {}, {}, {}, {})


def _remembered(known: Known) -> Wanted:
    """Return the records of Severa as they were there when they came, from what the directory made of them."""
    found: dict[RecordKind, dict[str, SeveraRecord]] = {kind: {} for kind in RecordKind}
    for one in known.records:
        found[one.kind][one.key] = one
    types, users, customers, contacts, projects = (found[kind] for kind in RecordKind)
    directory = known.directory
    return Wanted(
        _with_waiting(
            known,
            PulledType,
            (
                PulledType(of.guid, it.name, it.category)
                for it in directory.activity_types
                if (of := types.get(it.name)) is not None
            ),
        ),
        _with_waiting(
            known,
            PulledUser,
            (
                PulledUser(of.guid, it.name, it.emails, it.active)
                for it in directory.users
                if (of := users.get(it.key)) is not None
            ),
        ),
        _with_waiting(
            known,
            PulledCustomer,
            (
                PulledCustomer(of.guid, it.name, it.active)
                for it in directory.customers
                if (of := customers.get(it.key)) is not None
            ),
        ),
        _with_waiting(
            known,
            PulledContact,
            (
                PulledContact(of.guid, it.name, it.emails, of.customer or "", it.active)
                for it in directory.contacts
                if (of := contacts.get(it.key)) is not None
            ),
        ),
        _with_waiting(
            known,
            PulledProject,
            (
                PulledProject(of.guid, it.number, it.name, it.kind, of.customer, of.phase, it.closed)
                for it in directory.projects
                if (of := projects.get(it.key)) is not None
            ),
        ),
    )


def _with_waiting(known: Known, kind: type[_Pulled], remembered: Iterable[_Pulled]) -> Mapping[str, _Pulled]:
    """Return the remembered records by guid, those that the directory has otherwise or not at all as they came."""
    waiting = (clash.pulled for clash in known.clashes)
    return {
        **{one.guid: one for one in remembered},
        **{one.guid: one for one in waiting if isinstance(one, kind)},
    }


def is_another_companys(known: Iterable[SeveraRecord], pulled: Pulled) -> bool:
    """Tell whether a whole directory has none of the records that are known: it is another company's then."""
    before = {one.guid for one in known}
    lists = (pulled.types, pulled.users, pulled.customers, pulled.contacts, pulled.projects)
    now = {one.guid for records in lists for one in records}
    return pulled.full and bool(before) and bool(now) and before.isdisjoint(now)


def active_without(known: Known, pulled: Pulled) -> list[tuple[RecordKind, str]]:
    """Return kind and guid of the active records that are Severa's, but that a full pull lacks."""
    came: Mapping[RecordKind, set[str]] = {
        RecordKind.ACTIVITY_TYPES: {one.guid for one in pulled.types},
        RecordKind.USERS: {one.guid for one in pulled.users},
        RecordKind.CUSTOMERS: {one.guid for one in pulled.customers},
        RecordKind.CONTACTS: {one.guid for one in pulled.contacts},
        RecordKind.PROJECTS: {one.guid for one in pulled.projects},
    }
    lacking = [one for one in known.records if one.guid not in came[one.kind]]
    if not lacking:
        return []
    directory = known.directory
    active: Mapping[RecordKind, set[str]] = {
        RecordKind.ACTIVITY_TYPES: {one.name for one in directory.activity_types},
        RecordKind.USERS: {one.key for one in directory.users if one.active},
        RecordKind.CUSTOMERS: {one.key for one in directory.customers if one.active},
        RecordKind.CONTACTS: {one.key for one in directory.contacts if one.active},
        RecordKind.PROJECTS: {one.key for one in directory.projects if not one.closed},
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

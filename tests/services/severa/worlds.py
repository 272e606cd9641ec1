"""Directories and what Severa may hold, small enough that everything collides with everything."""

from dataclasses import replace
from random import Random
from typing import TypeVar

from hypothesis import strategies as st

from severa_desktop.core.directory import (
    ActivityCategory,
    ActivityType,
    Contact,
    Customer,
    Directory,
    Project,
    ProjectKind,
    User,
)
from severa_desktop.core.severa import (
    Pulled,
    PulledContact,
    PulledCustomer,
    PulledProject,
    PulledRecord,
    PulledType,
    PulledUser,
    RecordKind,
)
from severa_desktop.services.directory_merge import Record, record_key, records_of
from severa_desktop.services.directory_schema import Section
from severa_desktop.services.severa.known import Known

_Pulled = TypeVar("_Pulled", PulledType, PulledUser, PulledCustomer, PulledContact, PulledProject)
_Made = TypeVar("_Made", User, Customer, Contact, Project)

GUIDS = st.sampled_from([f"g{number}" for number in range(7)])
ADDRESSES = st.lists(st.sampled_from([f"{letter}@x.example" for letter in "abcdef"]), max_size=3).map(tuple)
NAMES = st.sampled_from(["Anna", "ANNA", "Bakkerij Jansen", " Café\tZuid ", "", "\x00"])
TYPE_NAMES = st.sampled_from(["E-mail", "Call", "Mail "])
NUMBERS = st.integers(min_value=0, max_value=6)
CATEGORIES = st.sampled_from(ActivityCategory)
KINDS = st.sampled_from(ProjectKind)
PHASES = st.none() | st.just("ph")


def _some(records: st.SearchStrategy[_Pulled]) -> st.SearchStrategy[tuple[_Pulled, ...]]:
    return st.lists(records, max_size=5, unique_by=lambda one: one.guid).map(tuple)


SEVERAS = st.builds(
    Pulled,
    st.just(True),
    _some(st.builds(PulledType, GUIDS, TYPE_NAMES, CATEGORIES, st.booleans())),
    _some(st.builds(PulledUser, GUIDS, NAMES, ADDRESSES, st.booleans())),
    _some(st.builds(PulledCustomer, GUIDS, NAMES, st.booleans())),
    _some(st.builds(PulledContact, GUIDS, NAMES, ADDRESSES, GUIDS, st.booleans())),
    _some(st.builds(PulledProject, GUIDS, NUMBERS, NAMES, KINDS, st.none() | GUIDS, PHASES, st.booleans())),
)
"""All there is in some Severa, be it in contradiction with itself."""

_KEYS = st.sampled_from([*(f"k{number}" for number in range(4)), "g1"])
_NAMES = st.sampled_from(["Anna", "Bakkerij Jansen", "Café Zuid", "Other"])
_TYPES = st.builds(ActivityType, st.sampled_from(["E-mail", "Visit"]), CATEGORIES, st.booleans())


def _few(records: st.SearchStrategy[_Made]) -> st.SearchStrategy[tuple[_Made, ...]]:
    return st.lists(records, max_size=3, unique_by=lambda one: one.key).map(tuple)


@st.composite
def directories(draw: st.DrawFn) -> Directory:
    """Return a directory made by hand, as its checks let one be."""
    customers = draw(_few(st.builds(Customer, _KEYS, _NAMES, st.booleans())))
    users = draw(_few(st.builds(User, _KEYS, _NAMES, ADDRESSES.filter(bool), st.booleans())))
    if not customers:
        return Directory(users=_without_shared(users))
    keys = st.sampled_from([one.key for one in customers])
    contacts = draw(_few(st.builds(Contact, _KEYS, _NAMES, ADDRESSES, keys, st.booleans())))
    projects = draw(
        _few(st.builds(Project, _KEYS, NUMBERS.filter(bool), _NAMES, KINDS, st.none() | keys, st.booleans()))
    )
    types = draw(st.lists(_TYPES, max_size=2, unique_by=lambda one: one.name))
    numbers = {one.number: one for one in projects}
    return Directory(tuple(types), _without_shared(users), customers, contacts, tuple(numbers.values()))


def _without_shared(users: tuple[User, ...]) -> tuple[User, ...]:
    """Return users of whom no two active ones share an address."""
    claimed: set[str] = set()
    alone: list[User] = []
    for one in users:
        alone.append(replace(one, active=one.active and claimed.isdisjoint(one.emails)))
        if alone[-1].active:
            claimed.update(one.emails)
    return tuple(alone)


def later(before: Pulled, changed: Pulled) -> Pulled:
    """Return the Severa that one becomes by these changes."""
    return Pulled(
        True,
        _over(before.types, changed.types),
        _over(before.users, changed.users),
        _over(before.customers, changed.customers),
        _over(before.contacts, changed.contacts),
        _over(before.projects, changed.projects),
    )


def _over(old: tuple[_Pulled, ...], new: tuple[_Pulled, ...]) -> tuple[_Pulled, ...]:
    return tuple({**{one.guid: one for one in old}, **{one.guid: one for one in new}}.values())


def shuffled(pulled: Pulled, random: Random) -> Pulled:
    """Return the same in another order."""
    return Pulled(
        pulled.full,
        _mixed(pulled.types, random),
        _mixed(pulled.users, random),
        _mixed(pulled.customers, random),
        _mixed(pulled.contacts, random),
        _mixed(pulled.projects, random),
    )


def _mixed(records: tuple[_Pulled, ...], random: Random) -> tuple[_Pulled, ...]:
    return tuple(random.sample(records, len(records)))


def everything(pulled: Pulled) -> list[tuple[RecordKind, PulledRecord]]:
    """Return all records with their kinds."""
    sections: tuple[tuple[PulledRecord, ...], ...] = (
        pulled.types,
        pulled.users,
        pulled.customers,
        pulled.contacts,
        pulled.projects,
    )
    return [(kind, one) for kind, found in zip(RecordKind, sections, strict=True) for one in found]


def records(directory: Directory) -> dict[tuple[RecordKind, str], Record]:
    """Return all records of a directory by kind and key."""
    return {(kind, record_key(one)): one for kind in RecordKind for one in records_of(directory, Section(kind))}


def made_by_hand(known: Known) -> dict[tuple[RecordKind, str], Record]:
    """Return the records that are not Severa's."""
    severas = {(one.kind, one.key) for one in known.records}
    return {name: one for name, one in records(known.directory).items() if name not in severas}


def in_order(directory: Directory) -> Directory:
    """Return a directory with its sections ordered, as it comes from the store."""
    return Directory(
        tuple(sorted(directory.activity_types, key=record_key)),
        tuple(sorted(directory.users, key=record_key)),
        tuple(sorted(directory.customers, key=record_key)),
        tuple(sorted(directory.contacts, key=record_key)),
        tuple(sorted(directory.projects, key=record_key)),
    )

"""What must hold whatever stands in the directory and in Severa."""

from collections import Counter
from dataclasses import replace
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from severa_desktop.core.directory import Directory
from severa_desktop.core.severa import Pulled, PulledType, RecordKind, SeveraRecord
from severa_desktop.services.directory_listing import is_active
from severa_desktop.services.severa.known import Known
from severa_desktop.services.severa.merging import Name, TypesInUse, merge
from tests.services.severa.worlds import (
    SEVERAS,
    directories,
    everything,
    in_order,
    later,
    made_by_hand,
    records,
    shuffled,
)

_IN_USE = TypesInUse(frozenset({"Call"}), "E-mail")


def _pulled(directory: Directory, *pulls: Pulled) -> Known:
    known = Known(directory)
    for one in pulls:
        known = merge(known, one, _IN_USE).known
    return known


def _changes(severa: Pulled) -> Pulled:
    return replace(severa, full=False)


def _check_sound(known: Known) -> None:
    directory = known.directory
    claimed = Counter(address for one in directory.users if one.active for address in set(one.emails))
    assert not [address for address, times in claimed.items() if times > 1]
    assert all(one.emails for one in directory.users)
    assert max(Counter(one.number for one in directory.projects).values(), default=1) == 1
    assert all(one.number > 0 for one in directory.projects)
    customers = {one.key for one in directory.customers}
    assert {one.customer for one in directory.contacts} <= customers
    assert {one.customer for one in directory.projects} - {None} <= customers
    present = records(directory)
    assert len(present) == sum(
        map(
            len,
            (directory.activity_types, directory.users, directory.customers, directory.contacts, directory.projects),
        )
    )
    assert all(one.name and one.name == " ".join(one.name.split()) for one in present.values())
    assert {(one.kind, one.key) for one in known.records} <= present.keys()
    assert len({(one.kind, one.key) for one in known.records}) == len(known.records)
    assert len({(one.kind, one.guid) for one in known.records}) == len(known.records)
    assert {(one.kind, one.key) for one in known.clashes if one.key} <= made_by_hand(known).keys()
    assert len({(one.kind, one.pulled.guid) for one in known.clashes}) == len(known.clashes)


@given(directories(), SEVERAS, SEVERAS, SEVERAS)
def test_the_directory_stays_sound(directory: Directory, first: Pulled, second: Pulled, third: Pulled) -> None:
    _check_sound(_pulled(directory, first))
    _check_sound(_pulled(directory, first, _changes(second), third))


@given(directories(), SEVERAS, SEVERAS, st.randoms(use_true_random=False))
def test_the_order_of_what_was_pulled_never_matters(
    directory: Directory, first: Pulled, second: Pulled, random: Random
) -> None:
    ordered = _pulled(directory, first, _changes(second))

    assert _pulled(directory, shuffled(first, random), shuffled(_changes(second), random)) == ordered


@given(directories(), SEVERAS, SEVERAS, st.booleans())
def test_pulling_the_same_twice_changes_nothing(
    directory: Directory, first: Pulled, second: Pulled, full: bool
) -> None:
    known = _pulled(directory, first, replace(second, full=full))

    again = merge(known, replace(second, full=full), _IN_USE)

    assert again.known == known
    assert not any(one.added or one.updated or one.deactivated for one in again.counts.values())


@given(directories(), SEVERAS, SEVERAS)
def test_what_was_made_by_hand_is_never_changed(directory: Directory, first: Pulled, second: Pulled) -> None:
    guids = {(kind, one.guid) for kind, one in everything(first) + everything(second)}
    names = {one.name for one in (*first.types, *second.types)}
    before = {
        name: one
        for name, one in records(directory).items()
        if name not in guids and not (name[0] is RecordKind.ACTIVITY_TYPES and name[1] in {*names, "Mail"})
    }

    after = records(_pulled(directory, first, _changes(second), second).directory)

    assert {name: after[name] for name in before} == before


@given(directories(), SEVERAS, SEVERAS)
def test_everything_pulled_is_in_the_directory_or_waits(directory: Directory, first: Pulled, second: Pulled) -> None:
    known = _pulled(directory, first, _changes(second))

    there = {(one.kind, one.guid): one.key for one in known.records}
    waiting = {(one.kind, one.pulled.guid) for one in known.clashes}
    present = records(known.directory)
    for kind, one in everything(later(first, second)):
        if isinstance(one, PulledType) and not one.active:
            assert (kind, one.guid) not in there
        elif (kind, one.guid) not in waiting:
            record = present[kind, there[kind, one.guid]]
            active = not one.closed if not hasattr(one, "active") else one.active
            assert is_active(record) is active


@given(directories(), SEVERAS, SEVERAS, SEVERAS)
def test_a_full_pull_adds_nothing_to_the_pulls_of_changes_before_it(
    directory: Directory, first: Pulled, second: Pulled, third: Pulled
) -> None:
    known = _pulled(directory, first, _changes(second), _changes(third))

    assert _pulled_on(known, later(later(first, second), third)) == known


@given(SEVERAS, SEVERAS)
def test_where_severa_is_consistent_a_full_pull_equals_the_pulls_of_changes(first: Pulled, second: Pulled) -> None:
    now = _consistent(later(first, second))
    changed = Pulled(
        False,
        tuple(one for one in now.types if one in second.types),
        tuple(one for one in now.users if one in second.users),
        tuple(one for one in now.customers if one in second.customers),
        tuple(one for one in now.contacts if one in second.contacts),
        tuple(one for one in now.projects if one in second.projects),
    )
    before = Pulled(
        True,
        tuple(one for one in now.types if one not in second.types),
        tuple(one for one in now.users if one not in second.users),
        tuple(one for one in now.customers if one not in second.customers),
        tuple(one for one in now.contacts if one not in second.contacts),
        tuple(one for one in now.projects if one not in second.projects),
    )

    assert _pulled(Directory(), before, changed) == _pulled(Directory(), now)


@given(directories(), SEVERAS, SEVERAS)
def test_what_severa_has_no_more_is_inactive(directory: Directory, first: Pulled, second: Pulled) -> None:
    known = _pulled(directory, first, second)

    there = {(kind, one.guid) for kind, one in everything(second)}
    present = records(known.directory)
    for one in known.records:
        if (one.kind, one.guid) not in there:
            assert not is_active(present[one.kind, one.key])


@given(directories(), SEVERAS, st.data())
def test_joining_leaves_keys_and_keeping_apart_leaves_records(
    directory: Directory, severa: Pulled, data: st.DataObject
) -> None:
    known = _pulled(in_order(directory), severa)
    clashes = [one for one in known.clashes if one.key]
    if not clashes:
        return
    clash = data.draw(st.sampled_from(clashes))
    joined = replace(known, records=(*known.records, SeveraRecord(clash.kind, clash.pulled.guid, clash.key)))

    after = merge(joined, Pulled(full=False), _IN_USE).known

    _check_sound(after)
    assert (clash.kind, clash.key) not in made_by_hand(after)
    assert _pulled_on(after, severa) == after
    if clash.kind in {RecordKind.CUSTOMERS, RecordKind.CONTACTS}:
        names: set[Name] = {(clash.kind, clash.pulled.guid)}
        apart = merge(known, Pulled(full=False), _IN_USE, names).known
        _check_sound(apart)
        assert made_by_hand(apart)[clash.kind, clash.key] == records(directory)[clash.kind, clash.key]
        assert _pulled_on(apart, severa) == apart


def _pulled_on(known: Known, severa: Pulled) -> Known:
    return merge(known, severa, _IN_USE).known


def _consistent(severa: Pulled) -> Pulled:
    """Return a Severa without contradictions: numbers and addresses of its own for each."""
    customers = {one.guid for one in severa.customers}
    return replace(
        severa,
        types=tuple({one.name.strip(): one for one in severa.types}.values()),
        users=tuple(replace(one, emails=(f"{one.guid}@x.example",)) for one in severa.users),
        contacts=tuple(one for one in severa.contacts if one.customer in customers),
        projects=tuple(replace(one, number=int(one.guid[1:]) + 1) for one in severa.projects),
    )

"""Clashes as a person sees and settles them: joined, or kept apart, and their activities stay where they were."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from severa_desktop.core.directory import Contact, Customer, Directory, Project, ProjectKind, User
from severa_desktop.core.severa import (
    ClashWhy,
    Connection,
    Pulled,
    PulledContact,
    PulledCustomer,
    PulledProject,
    PulledUser,
    RecordKind,
)
from severa_desktop.services.correcting import CorrectingService
from severa_desktop.services.errors import UserError
from severa_desktop.services.severa.joining import SeveraJoining
from severa_desktop.services.severa.taking_over import take_over
from severa_desktop.services.severa.words import kind_words, why_words
from severa_desktop.store.store import Store
from tests.services.severa.stored import SETTINGS
from tests.store.made import keep

BY_HAND = Directory(
    users=(User("u1", "Anna", ("anna@acme.example",)),),
    customers=(Customer("c1", "Bakkerij Jansen"), Customer("c2", "Café Zuid")),
    contacts=(Contact("p1", "Piet", ("piet@bakery.example",), "c1"),),
    projects=(Project("j1", 1001, "Shop", customer="c1"),),
)
PULLED = Pulled(
    True,
    users=(
        PulledUser("gu", "Anna de Vries", ("anna@acme.example", "a@acme.example")),
        PulledUser("gv", "Nobody", ()),
    ),
    customers=(PulledCustomer("gc", "bakkerij jansen"), PulledCustomer("gd", "CAFÉ ZUID")),
    contacts=(
        PulledContact("gp", "Piet Jansen", ("piet@bakery.example",), "gc"),
        PulledContact("gq", "Quirijn", (), "missing"),
    ),
    projects=(PulledProject("gj", 1001, "Webshop", ProjectKind.PROJECT, "gc", "phase"),),
)
ALL = {
    (RecordKind.USERS, "gu"),
    (RecordKind.CUSTOMERS, "gc"),
    (RecordKind.CUSTOMERS, "gd"),
    (RecordKind.CONTACTS, "gp"),
    (RecordKind.PROJECTS, "gj"),
}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(tmp_path / "severa-desktop.sqlite")
    with opened.writing() as writer:
        writer.save_severa_connection(Connection(SETTINGS))
        writer.save_directory(BY_HAND)
        take_over(writer, PULLED)
    yield opened
    opened.close()


@pytest.fixture
def joining(store: Store) -> SeveraJoining:
    return SeveraJoining(store)


def stored(store: Store) -> Directory:
    with store.reading() as reader:
        return reader.directory()


def test_clashes_are_listed_with_what_has_their_place(joining: SeveraJoining) -> None:
    found = joining.clashes()

    assert joining.count() == len(found) == 5
    assert [
        (one.clash.pulled.guid, one.record and one.record.name, one.clash.why, one.can_be_kept_apart) for one in found
    ] == [
        ("gu", "Anna", ClashWhy.ADDRESS, False),
        ("gc", "Bakkerij Jansen", ClashWhy.NAME, True),
        ("gd", "Café Zuid", ClashWhy.NAME, True),
        ("gp", "Piet", ClashWhy.ADDRESS, True),
        ("gj", "Shop", ClashWhy.NUMBER, False),
    ]
    assert [why_words(one) for one in found] == [
        "anna@acme.example is an address of “Anna”, made by hand.",
        "“Bakkerij Jansen”, made by hand, has the same name.",
        "“Café Zuid”, made by hand, has the same name.",
        "piet@bakery.example is an address of “Piet”, made by hand.",
        "1001 is the number of “Shop”, made by hand.",
    ]


def test_what_is_left_out_is_listed_with_why(joining: SeveraJoining) -> None:
    assert [(kind_words(one.clash.kind), one.clash.pulled.name, why_words(one)) for one in joining.left_out()] == [
        ("user", "Nobody", "A user needs an e-mail address, and this one has none."),
        ("contact person", "Quirijn", "The customer is not among those that Severa gave."),
    ]


def test_joined_records_keep_their_activities_and_get_severas_values(store: Store, joining: SeveraJoining) -> None:
    activity = keep(store, 1, subject="Offer", customer="c1", project=1001)

    assert joining.join(ALL).count == 5

    directory = stored(store)
    assert directory.users == (User("u1", "Anna de Vries", ("anna@acme.example", "a@acme.example")),)
    assert directory.customers == (Customer("c1", "bakkerij jansen"), Customer("c2", "CAFÉ ZUID"))
    assert directory.contacts == (Contact("p1", "Piet Jansen", ("piet@bakery.example",), "c1"),)
    assert directory.projects == (Project("j1", 1001, "Webshop", customer="c1"),)
    assert joining.clashes() == ()
    with store.reading() as reader:
        found = reader.activity(activity)
        assert {(one.kind, one.guid, one.key) for one in reader.severa_records()} == {
            (RecordKind.USERS, "gu", "u1"),
            (RecordKind.CUSTOMERS, "gc", "c1"),
            (RecordKind.CUSTOMERS, "gd", "c2"),
            (RecordKind.CONTACTS, "gp", "p1"),
            (RecordKind.PROJECTS, "gj", "j1"),
        }
    assert found is not None
    assert found.activity.customer is not None
    assert found.activity.customer.key == "c1"
    assert found.activity.project is not None
    assert found.activity.project.key == "j1"


def test_what_is_kept_apart_lives_beside(store: Store, joining: SeveraJoining) -> None:
    assert joining.keep_apart([(RecordKind.CUSTOMERS, "gc"), (RecordKind.CONTACTS, "gp")]).count == 2

    directory = stored(store)
    assert [(one.key, one.name) for one in directory.customers] == [
        ("c1", "Bakkerij Jansen"),
        ("c2", "Café Zuid"),
        ("gc", "bakkerij jansen"),
    ]
    assert [(one.key, one.customer) for one in directory.contacts] == [("gp", "gc"), ("p1", "c1")]
    with store.writing() as writer:
        take_over(writer, PULLED)
    assert stored(store) == directory
    assert joining.count() == 3


@pytest.mark.parametrize("name", [(RecordKind.USERS, "gu"), (RecordKind.PROJECTS, "gj")])
def test_users_and_projects_cannot_be_kept_apart(
    store: Store, joining: SeveraJoining, name: tuple[RecordKind, str]
) -> None:
    before = stored(store)

    with pytest.raises(UserError, match="Only contact persons and customers"):
        joining.keep_apart([(RecordKind.CUSTOMERS, "gc"), name])

    assert stored(store) == before


def test_what_does_not_wait_is_refused_with_all_else(store: Store, joining: SeveraJoining) -> None:
    before = stored(store)

    for name in ((RecordKind.USERS, "gv"), (RecordKind.USERS, "gc")):
        with pytest.raises(UserError, match="does not wait"):
            joining.join([*ALL, name])

    assert stored(store) == before
    assert joining.join([]).count == 0


def test_of_two_that_have_the_same_ones_place_the_first_is_joined(store: Store, joining: SeveraJoining) -> None:
    twin = PulledCustomer("ge", "BAKKERIJ JANSEN")
    with store.writing() as writer:
        take_over(writer, Pulled(full=False, customers=(twin,)))

    assert joining.join([(RecordKind.CUSTOMERS, "ge"), (RecordKind.CUSTOMERS, "gc")]).count == 1

    assert [(one.key, one.name) for one in stored(store).customers] == [
        ("c1", "bakkerij jansen"),
        ("c2", "Café Zuid"),
        ("ge", "BAKKERIJ JANSEN"),
    ]


def test_joining_is_taken_back(store: Store, joining: SeveraJoining) -> None:
    before, clashes = stored(store), joining.clashes()
    joined = joining.join(ALL)

    joining.take_back(joined)

    assert stored(store) == before
    assert joining.clashes() == clashes
    with pytest.raises(UserError, match="stays as it is"):
        joining.take_back(joined)
    assert joining.join(ALL) == joined


def test_what_severa_changed_meanwhile_stays_joined(store: Store, joining: SeveraJoining) -> None:
    joined = joining.join(ALL)
    with store.writing() as writer:
        take_over(writer, Pulled(full=False, customers=(PulledCustomer("gc", "Bakkerij Jansen & Zonen"),)))
    before = stored(store)

    with pytest.raises(UserError, match="stays as it is"):
        joining.take_back(joined)

    assert stored(store) == before


APART = [(RecordKind.CUSTOMERS, "gc"), (RecordKind.CONTACTS, "gp")]


def test_keeping_apart_is_taken_back(store: Store, joining: SeveraJoining) -> None:
    # Who belongs to the customer, and clashes with nobody, goes there and back.
    more = PulledContact("gs", "Sofie", ("sofie@bakery.example",), "gc")
    with store.writing() as writer:
        take_over(writer, Pulled(full=False, contacts=(more,)))
    before, clashes = stored(store), joining.clashes()
    apart = joining.keep_apart(APART)
    assert [(one.key, one.customer) for one in stored(store).contacts] == [("gp", "gc"), ("gs", "gc"), ("p1", "c1")]

    joining.take_back(apart)

    assert stored(store) == before
    assert joining.clashes() == clashes
    with pytest.raises(UserError, match="stays as it is"):
        joining.take_back(apart)
    with store.writing() as writer:
        take_over(writer, Pulled(full=False))
    assert stored(store) == before
    assert joining.keep_apart(APART) == apart


def link(store: Store) -> None:
    """Let an activity name the customer."""
    keep(store, 1, subject="Offer", customer="gc")


def link_and_undo(store: Store) -> None:
    """Let a person redo what would name it."""
    correcting = CorrectingService(store, lambda: 0)
    correcting.link_customer([keep(store, 1, subject="Offer")], "gc")
    correcting.undo()


def take_part(store: Store) -> None:
    """Let an activity name the contact person."""
    CorrectingService(store, lambda: 0).add_participant([keep(store, 1, subject="Offer")], "pj@bakery.example")


def add_project(store: Store) -> None:
    """Let a record made by hand name the customer."""
    with store.writing() as writer:
        directory = writer.directory()
        project = Project("j9", 9, "Kassa", customer="gc")
        writer.save_directory(replace(directory, projects=(*directory.projects, project)))


def change_in_severa(store: Store) -> None:
    """Let the customer have another name."""
    with store.writing() as writer:
        take_over(writer, Pulled(full=False, customers=(PulledCustomer("gc", "Bakkerij Jansen BV"),)))


def change_by_hand(store: Store) -> None:
    """Let nothing clash any more."""
    with store.writing() as writer:
        directory = writer.directory()
        customers = [replace(one, active=one.key != "c1") for one in directory.customers]
        writer.save_directory(replace(directory, customers=tuple(customers)))


@pytest.mark.parametrize("happened", [link, link_and_undo, take_part, add_project, change_in_severa, change_by_hand])
def test_what_was_used_or_changed_meanwhile_stays_apart(
    store: Store, joining: SeveraJoining, happened: Callable[[Store], None]
) -> None:
    with store.writing() as writer:
        person = PulledContact("gp", "Piet Jansen", ("piet@bakery.example", "pj@bakery.example"), "gc")
        take_over(writer, Pulled(full=False, contacts=(person,)))
    apart = joining.keep_apart(APART)
    happened(store)
    before, clashes = stored(store), joining.clashes()

    with pytest.raises(UserError, match="stays as it is"):
        joining.take_back(apart)

    assert (stored(store), joining.clashes()) == (before, clashes)

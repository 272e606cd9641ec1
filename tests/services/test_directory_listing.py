"""Listing a section: what is found, in which order, and how many records cost no time."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from severa_desktop.core.directory import Contact, Customer, Directory, Project, ProjectKind, User
from severa_desktop.services.directory_listing import DirectoryListing, Line, Listing
from severa_desktop.services.directory_merge import record_key
from severa_desktop.services.directory_schema import FIELDS, Section
from severa_desktop.store.store import Store
from tests.services.company import DIRECTORY, company


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = company(tmp_path / "store.sqlite")
    yield opened
    opened.close()


def save(store: Store, directory: Directory) -> None:
    with store.writing() as writer:
        writer.save_directory(directory)


def keys(store: Store, wanted: Listing) -> list[str]:
    return [record_key(line.record) for line in DirectoryListing(store).lines(wanted)]


def test_a_line_is_the_record_and_its_customers_name(store: Store) -> None:
    listing = DirectoryListing(store)
    assert listing.lines(Listing(Section.CONTACTS)) == (
        Line(DIRECTORY.contacts[0], "Bakery"),
        Line(DIRECTORY.contacts[1], "Café"),
    )
    assert listing.line(Section.PROJECTS, "j2") == Line(DIRECTORY.projects[1], "Café")
    assert listing.line(Section.USERS, "nobody") is None
    assert listing.lines(Listing(Section.ACTIVITY_TYPES)) == (Line(DIRECTORY.activity_types[0]),)


@pytest.mark.parametrize(
    ("section", "typed", "expected"),
    [
        (Section.USERS, "", ["u1", "u2"]),
        (Section.USERS, "vries ANNA", ["u1"]),
        (Section.USERS, "acme", ["u1", "u2"]),
        (Section.USERS, "u2", ["u2"]),
        (Section.CUSTOMERS, "cafe", ["c2"]),
        (Section.CONTACTS, "piet bakery", ["p1"]),
        (Section.CONTACTS, "iet", []),
        (Section.PROJECTS, "100", ["j2", "j1"]),
        (Section.PROJECTS, "café", ["j2"]),
        (Section.ACTIVITY_TYPES, "e", ["E-mail"]),
    ],
)
def test_every_typed_word_begins_a_word_of_the_record(
    store: Store, section: Section, typed: str, expected: list[str]
) -> None:
    assert keys(store, Listing(section, typed)) == expected


def test_every_section_is_put_in_order_by_each_of_its_fields(store: Store) -> None:
    save(
        store,
        replace(
            DIRECTORY,
            users=(*DIRECTORY.users, User("u3", "éva", ("a@acme.example",), active=False)),
            projects=(*DIRECTORY.projects, Project("j3", 7, "Zoo"), Project("j0", 9, "zoo")),
        ),
    )
    for section, fields in FIELDS.items():
        for field in fields:
            up = keys(store, Listing(section, order=field))
            assert keys(store, Listing(section, order=field, descending=True)) == up[::-1]
    assert keys(store, Listing(Section.USERS)) == ["u1", "u2", "u3"]
    assert keys(store, Listing(Section.USERS, order="emails")) == ["u3", "u1", "u2"]
    assert keys(store, Listing(Section.PROJECTS, order="number")) == ["j3", "j0", "j1", "j2"]
    assert keys(store, Listing(Section.PROJECTS, order="customer"))[:2] == ["j1", "j2"], "without customer: last"
    assert keys(store, Listing(Section.PROJECTS))[-2:] == ["j0", "j3"], "of one name: by key"


def test_inactive_and_closed_ones_can_be_left_out(store: Store) -> None:
    save(
        store,
        replace(
            DIRECTORY,
            customers=(replace(DIRECTORY.customers[0], active=False), DIRECTORY.customers[1]),
            projects=(replace(DIRECTORY.projects[0], closed=True), DIRECTORY.projects[1]),
        ),
    )
    assert keys(store, Listing(Section.CUSTOMERS)) == ["c1", "c2"]
    assert keys(store, Listing(Section.CUSTOMERS, with_inactive=False)) == ["c2"]
    assert keys(store, Listing(Section.PROJECTS, with_inactive=False)) == ["j2"]
    assert keys(store, Listing(Section.ACTIVITY_TYPES, with_inactive=False)) == ["E-mail"]


def test_what_belongs_to_a_customer(store: Store) -> None:
    save(
        store,
        replace(
            DIRECTORY,
            contacts=(
                *DIRECTORY.contacts,
                Contact("p0", "anton", (), "c1"),
                Contact("p9", "X", (), "c1", active=False),
            ),
            projects=(*DIRECTORY.projects, Project("j9", 3, "Old", ProjectKind.PROJECT, "c1", closed=True)),
        ),
    )
    listing = DirectoryListing(store)
    assert [one.key for one in listing.projects_of("c1")] == ["j9", "j1"]
    assert [one.key for one in listing.contacts_of("c1")] == ["p0", "p1"]
    assert listing.projects_of("c9") == ()
    assert listing.contacts_of("c9") == ()


def test_a_changed_directory_is_listed_anew(store: Store) -> None:
    listing = DirectoryListing(store)
    listing.lines(Listing(Section.CUSTOMERS))
    save(store, replace(DIRECTORY, customers=(*DIRECTORY.customers, Customer("c3", "Dairy"))))
    assert [line.record.name for line in listing.lines(Listing(Section.CUSTOMERS))] == ["Bakery", "Café", "Dairy"]


def test_a_customers_new_name_is_found_at_its_contact_persons(store: Store) -> None:
    listing = DirectoryListing(store)
    for section in Section:
        listing.lines(Listing(section, order="name"))
    save(
        store,
        replace(DIRECTORY, customers=(replace(DIRECTORY.customers[0], name="Bread & Co"), DIRECTORY.customers[1])),
    )
    assert [line.customer for line in listing.lines(Listing(Section.CONTACTS, "bread"))] == ["Bread & Co"]
    assert listing.lines(Listing(Section.CONTACTS, "bakery.example bread")) != ()
    assert listing.lines(Listing(Section.PROJECTS, order="customer"))[0].customer == "Bread & Co"

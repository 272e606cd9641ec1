"""Finding records by what is typed."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from severa_desktop.core.directory import Contact, Customer, Project, User
from severa_desktop.services.directory_search import DirectorySearch, Found, Kind
from severa_desktop.services.errors import UserError
from severa_desktop.store.store import Store
from tests.services.company import DIRECTORY, company

ALL = frozenset(Kind)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = company(tmp_path / "store.sqlite")
    yield opened
    opened.close()


def keys(store: Store, text: str, *kinds: Kind, limit: int = 20) -> list[str]:
    return [one.key for one in DirectorySearch(store).find(text, kinds or ALL, limit)]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("bak", ["c1", "p1", "j1"]),
        ("cafe", ["c2", "j2", "p2"]),
        ("CAFÉ", ["c2", "j2", "p2"]),
        ("1001", ["j1"]),
        ("100", ["j1", "j2"]),
        ("shop", ["j1"]),
        ("hop", []),
        ("piet bakery", ["p1"]),
        ("jansen piet", ["p1"]),
        ("anna@acme", ["u1"]),
        ("anna jansen", []),
        ("till cafe", ["j2"]),
        ("·", ["u1", "c1", "u2", "c2", "p1", "p2", "j1", "j2"]),
    ],
)
def test_every_typed_word_begins_a_word_of_the_record(store: Store, typed: str, expected: list[str]) -> None:
    assert sorted(keys(store, typed)) == sorted(expected)


def test_only_the_kinds_wanted_and_no_more_than_wanted(store: Store) -> None:
    assert keys(store, "bakery", Kind.CUSTOMER) == ["c1"]
    assert keys(store, "", Kind.PROJECT, Kind.CUSTOMER, limit=3) == ["j1", "j2", "c1"]
    assert keys(store, "bakery", limit=0) == []


def test_what_a_record_is_told_by(store: Store) -> None:
    search = DirectorySearch(store)
    assert search.find("1002", ALL, 5) == (Found(Kind.PROJECT, "j2", "1002 New till", "Café", number=1002),)
    (piet,) = search.find("piet", ALL, 5)
    assert (piet.detail, piet.email, piet.active) == ("piet@bakery.example · Bakery", "piet@bakery.example", True)


def test_active_ones_first_then_those_that_begin_so(store: Store) -> None:
    more = replace(
        DIRECTORY,
        users=(*DIRECTORY.users, User("u9", "Web Gone", ("web@acme.example",), active=False)),
        customers=(*DIRECTORY.customers, Customer("c9", "A web agency"), Customer("c8", "Webbers")),
        contacts=(*DIRECTORY.contacts, Contact("p9", "No Address", (), "c1")),
        projects=(*DIRECTORY.projects, Project("j9", 1009, "Web, own")),
    )
    with store.writing() as writer:
        writer.save_directory(more)
    assert keys(store, "web") == ["c8", "j1", "j9", "c9", "u9"]
    assert keys(store, "no address") == ["p9"]


def test_a_changed_directory_is_found_by_the_same_search(store: Store) -> None:
    search = DirectorySearch(store)
    assert search.find("zebra", ALL, 5) == ()
    with store.writing() as writer:
        writer.save_directory(replace(DIRECTORY, customers=(*DIRECTORY.customers, Customer("c9", "Zebra"))))
    assert [one.key for one in search.find("zebra", ALL, 5)] == ["c9"]


@pytest.mark.parametrize(
    ("name", "key"),
    [("bakery", "c1"), ("  CAFÉ ", "c2"), ("c2", "c2"), ("a   B", "c8"), ("C1", None), ("Cafe", None), ("", None)],
)
def test_a_customer_is_named_by_the_whole_name_or_by_key(store: Store, name: str, key: str | None) -> None:
    with store.writing() as writer:
        writer.save_directory(replace(DIRECTORY, customers=(*DIRECTORY.customers, Customer("c8", "A b", active=False))))
    search = DirectorySearch(store)
    if key is not None:
        assert search.customer_named(name).key == key
        return
    with pytest.raises(UserError, match=f"“{name}”"):
        search.customer_named(name)


def test_customers_of_one_name_are_told_apart_by_key(store: Store) -> None:
    with store.writing() as writer:
        writer.save_directory(replace(DIRECTORY, customers=(*DIRECTORY.customers, Customer("c8", "BAKERY"))))
    with pytest.raises(UserError, match="c1, c8"):
        DirectorySearch(store).customer_named("Bakery")

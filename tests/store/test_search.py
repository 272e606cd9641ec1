"""Searching and filtering activities: all words, any order, prefixes, newest first, the same however it is found."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from severa_desktop.core.query import ActivityQuery
from severa_desktop.store.store import Store
from tests.services.company import DIRECTORY, company
from tests.store.made import keep

WORDS = ("alfa", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = company(tmp_path / "store.sqlite")
    yield opened
    opened.close()


def found(store: Store, query: ActivityQuery) -> list[str]:
    with store.reading() as reader:
        subjects = [each.activity.subject for each in reader.activities(query)]
        assert len(reader.activity_ids(query)) == len(subjects)
    return subjects


@pytest.mark.parametrize(
    ("search", "hit"),
    [
        ("webshop", True),
        ("WEBSHOP levering", True),
        ("levering webshop", True),
        ("webs lev", True),
        ("zoe", True),
        ("Zoë", True),
        ("strasse", True),
        ("Straße", True),
        ("orsted lodz", True),
        ("piet@bakery.example", True),
        ("piet@bak", True),
        ("bakery.example", True),
        ("bakery", True),
        ("anna", True),
        ("offerte.pdf", True),
        ("offerte-2026", True),
        ("2026", True),
        ("webshop AND", False),
        ("ebshop", False),
        ("webshopx", False),
        ("piet@other", False),
        ("*", False),
        ("", True),
    ],
)
def test_words(store: Store, search: str, hit: bool) -> None:
    body = "De levering van de webshop aan Zoë, lange Straße 5. Ørsted in Łódź. Kenmerk offerte-2026."
    keep(store, 1, subject="Offerte", body=body, file_name="offerte.pdf")
    assert (found(store, ActivityQuery(search=search)) == ["Offerte"]) is hit


def test_quotes_and_operators_are_text(store: Store) -> None:
    keep(store, 1, subject="Offerte", body="webshop or not")
    for search in (
        '"webshop"',
        "webshop OR",
        "webshop) (not",
        "subject:webshop",
        "web*",
        "-webshop",
        "^webshop",
        "'; --",
    ):
        assert found(store, ActivityQuery(search=search)) in (["Offerte"], [])
    assert found(store, ActivityQuery(search='"webshop"')) == ["Offerte"]


def test_newest_first_then_the_highest_id(store: Store) -> None:
    for number, started in ((1, 500), (2, 900), (3, 500), (4, 100)):
        keep(store, number, subject=str(number), started_at=started)
    assert found(store, ActivityQuery()) == ["2", "3", "1", "4"]
    assert found(store, ActivityQuery(limit=2)) == ["2", "3"]
    assert found(store, ActivityQuery(since=500, until=500)) == ["3", "1"]
    assert found(store, ActivityQuery(search="body", since=200)) == ["2", "3", "1"]


def test_filters_alone_and_together(store: Store) -> None:
    keep(store, 1, subject="linked", project=1001, customer="c1")
    keep(store, 2, subject="plain")
    keep(store, 3, subject="other", customer="c2", warned=True)
    for query, subjects in (
        (ActivityQuery(customer="bakery"), ["linked"]),
        (ActivityQuery(customer="CAFÉ"), ["other"]),
        (ActivityQuery(customer="nobody"), []),
        (ActivityQuery(project=1001), ["linked"]),
        (ActivityQuery(project=4711), []),
        (ActivityQuery(owner="anna@acme.example"), ["other", "plain", "linked"]),
        (ActivityQuery(owner="bram@acme.example"), []),
        (ActivityQuery(with_warnings=True), ["other"]),
        (ActivityQuery(unlinked=True), ["plain"]),
        (ActivityQuery(unlinked=True, search="body"), ["plain"]),
        (ActivityQuery(unlinked=True, customer="Bakery"), []),
        (ActivityQuery(customer="Bakery", project=1001, search="body"), ["linked"]),
        (ActivityQuery(customer="Bakery", with_warnings=True), []),
    ):
        assert found(store, query) == subjects, query


def test_among_thousands_every_way_of_searching_finds_the_same(store: Store) -> None:
    chance = random.Random(3)
    bodies = {}
    with store.writing() as writer:
        for number in range(1, 3001):
            # The first words are common, the last ones rare.
            bodies[str(number)] = [word for place, word in enumerate(WORDS) if chance.random() < 0.7**place]
            keep(writer, number, subject=str(number), body=" ".join(bodies[str(number)]), started_at=number)
    newest = sorted(bodies, key=int, reverse=True)
    for search in ("alfa", "hotel", "alfa hotel", "golf hotel", "charlie delta echo", "h", "ho", "f alfa", "zulu"):
        wanted = [
            number
            for number in newest
            if all(any(word.startswith(typed) for word in bodies[number]) for typed in search.split())
        ]
        assert found(store, ActivityQuery(search=search)) == wanted, search
        assert found(store, ActivityQuery(search=search, limit=50)) == wanted[:50], search
        older = [number for number in wanted if int(number) <= 1500]
        assert found(store, ActivityQuery(search=search, until=1500)) == older, search


def test_customers_are_shown_and_filtered_by_their_present_name(store: Store) -> None:
    keep(store, 1, subject="one", customer="c1")
    with store.writing() as writer:
        writer.save_directory(type(DIRECTORY)(customers=(type(DIRECTORY.customers[0])("c1", "Bakery & Sons"),)))
    assert found(store, ActivityQuery(customer="bakery & sons")) == ["one"]
    with store.reading() as reader:
        stored = reader.activity(1)
        assert stored
        assert stored.activity.customer
        assert stored.activity.customer.name == "Bakery & Sons"


def test_a_search_in_an_empty_store_finds_nothing(store: Store) -> None:
    assert found(store, ActivityQuery(search="anything")) == []

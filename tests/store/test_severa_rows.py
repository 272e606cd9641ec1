"""What the store keeps of the connection with Severa comes back as it was handed in."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from severa_desktop.core.directory import ActivityCategory, ProjectKind
from severa_desktop.core.severa import (
    Clash,
    ClashWhy,
    Connection,
    PulledContact,
    PulledCustomer,
    PulledProject,
    PulledType,
    PulledUser,
    PushMode,
    RecordKind,
    SeveraRecord,
    SeveraSettings,
)
from severa_desktop.services.exporting import export_everything
from severa_desktop.services.moving_in import build_store
from severa_desktop.store.store import Store

CONNECTION = Connection(
    SeveraSettings("acme_client", "https://severa.example/rest-api", PushMode.AUTOMATIC, pulls_by_itself=False),
    since=1_700_000_000,
    pulled_at=1_700_000_100,
    full_at=1_700_000_050,
    error="Severa said: “no”",
)
RECORDS = [
    SeveraRecord(RecordKind.CUSTOMERS, "g1", "c1"),
    SeveraRecord(RecordKind.PROJECTS, "g2", "g2", phase="ph", customer="g1"),
    SeveraRecord(RecordKind.USERS, "g1", "u1"),
]
CLASHES = [
    Clash(RecordKind.ACTIVITY_TYPES, PulledType("t", "Mail", ActivityCategory.TO_DO), "", ClashWhy.NAME, "Mail"),
    Clash(
        RecordKind.CONTACTS,
        PulledContact("p", "Zoë", ("z@x.example", "y@x.example"), "g1", active=False),
        "c9",
        ClashWhy.ADDRESS,
        "z@x.example",
    ),
    Clash(RecordKind.CUSTOMERS, PulledCustomer("c", "Bakkerij"), "c1", ClashWhy.NAME, "Bakkerij"),
    Clash(
        RecordKind.PROJECTS,
        PulledProject("j", 1001, "Webshop", ProjectKind.SALES_CASE, None, None, closed=True),
        "j1",
        ClashWhy.NUMBER,
        "1001",
    ),
    Clash(
        RecordKind.PROJECTS,
        PulledProject("k", 1002, "Web", ProjectKind.PROJECT, "g7", "ph"),
        "",
        ClashWhy.CUSTOMER,
        "g7",
    ),
    Clash(RecordKind.USERS, PulledUser("u", "Anna", ("a@x.example",)), "u1", ClashWhy.ADDRESS, "a@x.example"),
]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(tmp_path / "severa-desktop.sqlite")
    yield opened
    opened.close()


def kept(store: Store) -> tuple[Connection | None, list[SeveraRecord], list[Clash]]:
    with store.reading() as reader:
        return reader.severa_connection(), reader.severa_records(), reader.severa_clashes()


def keep_all(store: Store) -> None:
    with store.writing() as writer:
        writer.save_severa_connection(CONNECTION)
        writer.save_severa_records(reversed(RECORDS))
        writer.save_severa_clashes(reversed(CLASHES))


def test_a_new_store_is_not_connected(store: Store) -> None:
    assert kept(store) == (None, [], [])


def test_what_is_kept_comes_back(store: Store) -> None:
    keep_all(store)

    assert kept(store) == (CONNECTION, RECORDS, CLASHES)


def test_keys_alone_are_those_of_the_records(store: Store) -> None:
    keep_all(store)

    with store.reading() as reader:
        found = {(kind, key) for kind, keys in reader.severa_keys().items() for key in keys}
    assert found == {(one.kind, one.key) for one in RECORDS}


def test_a_new_connection_has_fetched_nothing(store: Store) -> None:
    new = Connection(SeveraSettings("other"))
    keep_all(store)

    with store.writing() as writer:
        writer.save_severa_connection(new)

    assert kept(store)[0] == new


def test_the_connection_goes_and_what_is_severas_stays_known(store: Store) -> None:
    keep_all(store)

    with store.writing() as writer:
        writer.save_severa_connection(None)
        writer.save_severa_clashes(())

    assert kept(store) == (None, RECORDS, [])


def test_records_change_their_keys_and_go(store: Store) -> None:
    swapped = [
        SeveraRecord(RecordKind.CUSTOMERS, "g1", "c2"),
        SeveraRecord(RecordKind.CUSTOMERS, "g2", "c1"),
    ]
    keep_all(store)

    with store.writing() as writer:
        writer.save_severa_records(swapped)
        writer.save_severa_clashes(CLASHES[:1])

    assert kept(store) == (CONNECTION, swapped, CLASHES[:1])


def test_an_export_that_is_taken_over_and_a_scratch_store_have_all_of_it(store: Store, tmp_path: Path) -> None:
    keep_all(store)
    export_everything(store, tmp_path / "export")
    build_store(tmp_path / "export", tmp_path / "other.sqlite")
    other = Store.open(tmp_path / "other.sqlite")
    assert kept(other) == (CONNECTION, RECORDS, CLASHES)
    other.close()
    with Store.scratch_of(store.path) as scratch:
        assert kept(scratch) == (CONNECTION, RECORDS, CLASHES)

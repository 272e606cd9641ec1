"""Looking activities up: what a person deleted is gone for look-ups, and days are those of this computer."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from severa_desktop.services.activities import ActivitiesService, Order, SortColumn, Wanted, parse_day
from severa_desktop.services.errors import UserError
from severa_desktop.services.importing import Handover, ImportService
from severa_desktop.services.routes import RouteService
from severa_desktop.store import listing
from severa_desktop.store.sorting import activity_id_of
from severa_desktop.store.store import Store
from tests.services.company import company, message
from tests.store.made import keep


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Activities 1 and 2, of which a person deleted the second."""
    paths = [tmp_path / "1.eml", tmp_path / "2.eml"]
    for number, path in enumerate(paths, 1):
        path.write_bytes(message(number))
    opened = company(tmp_path / "store.sqlite")
    with paths[0].open("rb") as stdin:
        list(ImportService(opened, lambda: 1_800_000_000).run(Handover([str(path) for path in paths], stdin)))
    with closing(sqlite3.connect(opened.path)) as connection, connection:
        connection.execute("UPDATE activities SET state = 'deleted' WHERE id = 2")
    yield opened
    opened.close()


def test_what_was_deleted_is_not_found(store: Store) -> None:
    service = ActivitiesService(store)
    assert [each.activity.id for each in service.find(Wanted())] == [1]
    for look_up in (service.activity, service.original):
        with pytest.raises(UserError, match="no activity 2"):
            look_up(2)


@pytest.mark.parametrize("column", [SortColumn.DATE, SortColumn.SUBJECT])
@pytest.mark.parametrize("search", ["", "body"])
def test_gathering_a_list_can_be_stopped(tmp_path: Path, column: SortColumn, search: str) -> None:
    store = company(tmp_path / "many.sqlite")
    with store.writing() as writer:
        for number in range(1, 1_202):
            keep(writer, number, subject=f"{number:05}", started_at=number)
    service, stop = ActivitiesService(store), threading.Event()
    wanted, order = Wanted(search=search), Order(column, descending=False)
    found = service.sort_ids(wanted, order, stop)
    assert list(found) == sorted(found)
    assert len(found) == 1_201
    stop.set()
    assert len(service.sort_ids(wanted, order, stop)) == 0
    store.close()


@pytest.mark.parametrize("column", SortColumn)
def test_a_list_of_many_blocks_is_whole_and_in_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, column: SortColumn
) -> None:
    store = company(tmp_path / "many.sqlite")
    # The first second that counts, the last, and several mails in one second.
    moments = {number: (0, 7, 7, 7, 2**32 - 1)[number % 5] for number in range(1, 26)}
    with store.writing() as writer:
        for number, moment in moments.items():
            keep(writer, number, subject=f"{-number % 7}", started_at=moment)
    by_date = sorted(moments, key=lambda number: (moments[number], number), reverse=True)
    by_subject = sorted(by_date, key=lambda number: -number % 7)
    service = ActivitiesService(store)
    monkeypatch.setattr(listing, "_BLOCK", 4)
    for limit in (None, 1, 3, 4, 5, 8, 24, 25, 26, 10**30):
        found = service.sort_ids(Wanted(limit=limit), Order(column, descending=column is SortColumn.DATE))
        newest = set(by_date[:limit])
        expected = [one for one in (by_subject if column is SortColumn.SUBJECT else by_date) if one in newest]
        assert list(map(activity_id_of, found)) == expected
    store.close()


def test_the_original_of_an_activity_is_what_was_imported(store: Store) -> None:
    assert ActivitiesService(store).original(1) == message(1)
    assert RouteService(store).route(1) == ()
    assert RouteService(store).route(77) == ()


def test_an_original_that_is_gone_is_said(store: Store) -> None:
    with closing(sqlite3.connect(store.path)) as connection, connection:
        connection.execute("DELETE FROM copies")
    with pytest.raises(UserError, match="doctor"):
        ActivitiesService(store).original(1)


@pytest.mark.parametrize("number", [0, -1, 2**63, 10**30])
def test_a_number_that_no_activity_can_have(store: Store, number: int) -> None:
    with pytest.raises(UserError, match="no activity"):
        ActivitiesService(store).activity(number)
    assert list(ActivitiesService(store).find(Wanted(project=number))) == []


def test_a_day_is_read_as_typed(store: Store) -> None:
    assert parse_day(" 2026-03-02 ") == date(2026, 3, 2)
    day = date(2026, 3, 2)
    assert len(list(ActivitiesService(store).find(Wanted(since=day, until=day)))) == 1
    assert list(ActivitiesService(store).find(Wanted(since=date(2026, 3, 4)))) == []

"""Figures of activities: the same however they are counted, by local weeks, with names as they are today."""

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from severa_desktop.core.directory import Customer
from severa_desktop.services.activities import Wanted
from severa_desktop.services.correcting import CorrectingService
from severa_desktop.services.overview import Overview, OverviewService, Share, Week
from severa_desktop.store.store import Store
from tests.services.company import DIRECTORY, company
from tests.store.made import keep

EVERYTHING = Wanted(since=date(1970, 1, 2))
"""Not the same as asking for nothing in particular: what is found is counted one by one."""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = company(tmp_path / "store.sqlite")
    yield opened
    opened.close()


@pytest.fixture
def amsterdam(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Europe/Amsterdam")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def at(moment: str) -> int:
    return int(datetime.fromisoformat(moment).replace(tzinfo=UTC).timestamp())


def fill(store: Store) -> None:
    """Keep six activities in four weeks, of which the last is deleted."""
    moments = ["2026-03-02T08:00", "2026-03-03T08:00", "2026-03-09T08:00", "2026-03-30T08:00", "2026-03-31T08:00"]
    links = [("c1", 1001), ("c1", None), (None, 1001), (None, None), ("c2", None)]
    with store.writing() as writer:
        for number, (moment, (customer, project)) in enumerate(zip(moments, links, strict=True), 1):
            subject = "offer" if number < 3 else "other"
            keep(writer, number, subject=subject, started_at=at(moment), customer=customer, project=project)
        keep(writer, 6, subject="gone", started_at=at("2026-04-20T08:00"), customer="c2", project=1001)
    CorrectingService(store, lambda: 0).delete([6])


@pytest.mark.parametrize("wanted", [Wanted(), EVERYTHING])
def test_the_figures_of_all_activities(store: Store, wanted: Wanted) -> None:
    fill(store)
    overview = OverviewService(store).overview(wanted)
    assert overview is not None
    assert overview.total == 5
    assert overview.weeks == (
        Week(date(2026, 3, 2), 2),
        Week(date(2026, 3, 9), 1),
        Week(date(2026, 3, 30), 2),
    )
    assert overview.customers.top == (Share("c1", "Bakery", None, "", 2), Share("c2", "Café", None, "", 1))
    assert overview.projects.top == (Share("j1", "Web shop", 1001, "", 2),)
    assert overview.owners.top == (Share("u1", "Anna de Vries", None, "anna@acme.example", 5),)
    assert (overview.linked, overview.unlinked) == (4, 1)


@pytest.mark.parametrize("wanted", [Wanted(search="nothing"), Wanted(project=0), Wanted(customer="Nobody")])
def test_nothing_found(store: Store, wanted: Wanted) -> None:
    fill(store)
    assert OverviewService(store).overview(wanted) == Overview()


def test_an_empty_store(store: Store) -> None:
    assert OverviewService(store).overview(Wanted()) == Overview()


def test_the_figures_of_what_was_searched_for(store: Store) -> None:
    fill(store)
    overview = OverviewService(store).overview(Wanted(search="off"))
    assert overview is not None
    assert (overview.total, overview.linked, overview.weeks) == (2, 2, (Week(date(2026, 3, 2), 2),))
    assert overview.projects.top == (Share("j1", "Web shop", 1001, "", 1),)


def test_those_without_a_link_can_be_asked_for(store: Store) -> None:
    fill(store)
    whole, part = OverviewService(store).overview(Wanted()), OverviewService(store).overview(Wanted(unlinked=True))
    assert whole is not None
    assert part is not None
    assert (part.total, part.linked, part.unlinked) == (whole.unlinked, 0, whole.unlinked)


@pytest.mark.parametrize("wanted", [Wanted(), EVERYTHING])
def test_those_with_few_are_counted_together(store: Store, wanted: Wanted) -> None:
    customers = tuple(Customer(f"k{number}", f"Customer {number}") for number in range(12))
    with store.writing() as writer:
        writer.save_directory(replace(DIRECTORY, customers=(*DIRECTORY.customers, *customers)))
        for number in range(1, 14):
            keep(writer, number, subject="x", started_at=at("2026-03-02T08:00"), customer=f"k{number % 12}")
    overview = OverviewService(store).overview(wanted)
    assert overview is not None
    assert [(share.key, share.count) for share in overview.customers.top[:2]] == [("k1", 2), ("k0", 1)]
    assert (len(overview.customers.top), overview.customers.others) == (8, 4)


def test_weeks_are_local_and_begin_on_monday(store: Store, amsterdam: None) -> None:
    # In Amsterdam, Sunday ends at 23:00 UTC in winter, at 22:00 in summer.
    moments = ["2026-03-22T22:59", "2026-03-22T23:00", "2026-03-29T21:59", "2026-03-29T22:00", "2026-04-05T21:59"]
    with store.writing() as writer:
        for number, moment in enumerate(moments, 1):
            keep(writer, number, subject="x", started_at=at(moment))
    overview = OverviewService(store).overview(Wanted())
    assert overview is not None
    assert overview.weeks == (
        Week(date(2026, 3, 16), 1),
        Week(date(2026, 3, 23), 2),
        Week(date(2026, 3, 30), 2),
    )


def test_times_far_apart(store: Store) -> None:
    with store.writing() as writer:
        for number, moment in enumerate(["1970-01-02T00:00", "2100-12-31T12:00"], 1):
            keep(writer, number, subject="x", started_at=at(moment))
    overview = OverviewService(store).overview(Wanted())
    assert overview is not None
    assert [(week.start.year, week.count) for week in overview.weeks] == [(1969, 1), (2100, 1)]
    assert all(week.start.weekday() == 0 for week in overview.weeks)
    assert overview.weeks[1].start - overview.weeks[0].start > timedelta(days=47_000)


@pytest.mark.parametrize("wanted", [Wanted(), EVERYTHING])
def test_counting_can_be_stopped(store: Store, wanted: Wanted) -> None:
    fill(store)
    stop = threading.Event()
    stop.set()
    assert OverviewService(store).overview(wanted, stop) is None

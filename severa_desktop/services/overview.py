"""What people look at rather than read: activities a week, by customer, project and owner, with and without a link."""

import threading
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from heapq import nsmallest
from typing import TYPE_CHECKING

from severa_desktop.core.ordering import Order
from severa_desktop.services.activities import Wanted, midnight, query_of
from severa_desktop.store.records import Facet
from severa_desktop.store.sorting import first_at, second_of

if TYPE_CHECKING:
    from severa_desktop.store.reader import Reader
    from severa_desktop.store.store import Store

__all__ = ["Overview", "OverviewService", "Share", "Shares", "Week"]

_MOST_SHARES = 8
_SLICE = 500
"""Activities that are read in one statement."""


@dataclass(frozen=True, slots=True)
class Week:
    """How many activities a week has; weeks without any are left out."""

    start: date
    """Its Monday, in local time."""
    count: int


@dataclass(frozen=True, slots=True)
class Share:
    """How many activities a customer, project or owner has."""

    key: str
    name: str
    number: int | None
    """A project's number."""
    email: str
    """An owner's first address, to ask for their activities by."""
    count: int


@dataclass(frozen=True, slots=True)
class Shares:
    """Those with most activities, the most first, and how many activities all others have together."""

    top: tuple[Share, ...] = ()
    others: int = 0


@dataclass(frozen=True, slots=True)
class Overview:
    """The figures of some activities."""

    total: int = 0
    weeks: tuple[Week, ...] = ()
    """Oldest first."""
    customers: Shares = Shares()
    projects: Shares = Shares()
    owners: Shares = Shares()
    linked: int = 0
    """To a customer or a project."""
    unlinked: int = 0


class OverviewService:
    """Counts the activities of one store."""

    def __init__(self, store: "Store") -> None:
        self._store = store

    def overview(self, wanted: Wanted, stop: threading.Event | None = None) -> Overview | None:
        """Return the figures of the activities asked for; None soon after `stop` is set."""
        query = query_of(wanted)
        if query is None:
            return Overview()
        stop = stop or threading.Event()
        with self._store.reading() as reader:
            sort_ids = reader.sort_ids(query, Order(descending=False), stop)
            if stop.is_set():
                return None
            counts = _of_all(reader, stop) if wanted == Wanted() else _of_some(reader, sort_ids, stop)
            if counts is None:
                return None
            shares = {facet: _shares(reader, facet, counts.by[facet]) for facet in Facet}
        return Overview(
            total=len(sort_ids),
            weeks=tuple(_weeks(sort_ids)),
            customers=shares[Facet.CUSTOMER],
            projects=shares[Facet.PROJECT],
            owners=shares[Facet.OWNER],
            linked=len(sort_ids) - counts.unlinked,
            unlinked=counts.unlinked,
        )


@dataclass(frozen=True, slots=True)
class _Counts:
    by: Mapping[Facet, Mapping[int, int]]
    """Numbers of activities by row ids."""
    unlinked: int


def _of_all(reader: "Reader", stop: threading.Event) -> _Counts | None:
    by: dict[Facet, Mapping[int, int]] = {}
    for facet in Facet:
        if stop.is_set():
            return None
        by[facet] = reader.facet_counts(facet)
    return _Counts(by, reader.unlinked())


def _of_some(reader: "Reader", sort_ids: "array[int]", stop: threading.Event) -> _Counts | None:
    by: dict[Facet, Counter[int]] = {facet: Counter() for facet in Facet}
    unlinked = 0
    for start in range(0, len(sort_ids), _SLICE):
        if stop.is_set():
            return None
        links = reader.links(sort_ids[start : start + _SLICE])
        for facet, ids in zip(Facet, zip(*links, strict=True), strict=True):
            by[facet].update(one for one in ids if one is not None)
        unlinked += sum(customer is None and project is None for customer, project, _owner in links)
    return _Counts(by, unlinked)


def _shares(reader: "Reader", facet: Facet, counts: Mapping[int, int]) -> Shares:
    most = nsmallest(_MOST_SHARES, counts, key=lambda one: (-counts[one], one))
    records = reader.facet_records(facet, most)
    found = []
    for one in most:
        record = records[one]
        found.append(Share(record.key, record.name, record.number, record.email, counts[one]))
    return Shares(tuple(found), sum(counts.values()) - sum(share.count for share in found))


def _weeks(sort_ids: "array[int]") -> Iterator[Week]:
    """Yield the weeks of rising sort ids, finding each week's end without looking at all that lie in it."""
    start = 0
    while start < len(sort_ids):
        day = _local_day(second_of(sort_ids[start]))
        monday = day - timedelta(days=day.weekday())
        end = bisect_left(sort_ids, first_at(midnight(monday + timedelta(days=7))), start + 1)
        yield Week(monday, end - start)
        start = end


def _local_day(second: int) -> date:
    return datetime.fromtimestamp(second).astimezone().date()

"""Looking activities up: lists, one with everything about it, and its original."""

import threading
from array import array
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from severa_desktop.core.query import ActivityQuery
from severa_desktop.services.errors import UserError
from severa_desktop.services.wanted import ActivityLine, Order, SortColumn, Wanted, activity_id_of
from severa_desktop.store.records import State, StoredActivity
from severa_desktop.store.sorting import sort_id
from severa_desktop.texts import _

if TYPE_CHECKING:
    from severa_desktop.store.store import Store

__all__ = [
    "ActivitiesService",
    "ActivityLine",
    "Order",
    "SortColumn",
    "StoredActivity",
    "Wanted",
    "activity_id_of",
    "parse_day",
    "sort_id",
]

_GREATEST_ID = 2**63 - 1


class ActivitiesService:
    """Looks into the activities of one store."""

    def __init__(self, store: "Store") -> None:
        self._store = store

    def find(self, wanted: Wanted) -> Iterator[StoredActivity]:
        """Yield activities without their bodies, the newest first, as they are read."""
        query = query_of(wanted)
        if query is None:
            return
        with self._store.reading() as reader:
            yield from reader.activities(query)

    def listed(self, wanted: Wanted) -> Iterator[ActivityLine]:
        """Yield what a list shows of activities, the newest first, as they are read."""
        query = query_of(wanted)
        if query is None:
            return
        with self._store.reading() as reader:
            yield from reader.listed(query)

    def sort_ids(self, wanted: Wanted, order: Order, stop: threading.Event | None = None) -> "array[int]":
        """Return what a list of these activities is made of: eight bytes each, in order. `lines` gives the rest.

        Soon after `stop` is set, only some of them, or none.
        """
        query = query_of(wanted)
        if query is None:
            return array("q")
        with self._store.reading() as reader:
            return reader.sort_ids(query, order, stop or threading.Event())

    def lines(self, sort_ids: Sequence[int]) -> dict[int, ActivityLine]:
        """Return what a list shows of these activities, by sort id; those that are gone are left out."""
        with self._store.reading() as reader:
            return reader.lines(sort_ids)

    def activity(self, activity_id: int) -> StoredActivity:
        """Return an activity with its body; raises UserError where there is none with this id."""
        found = None
        if 1 <= activity_id <= _GREATEST_ID:
            with self._store.reading() as reader:
                found = reader.activity(activity_id)
        if found is None or found.state is not State.LIVE:
            sentence = _("There is no activity {id}. See them with: severa-desktop activities")
            raise UserError(sentence.format(id=activity_id))
        return found

    def original(self, activity_id: int) -> bytes:
        """Return the bytes of the first copy of an activity's mail; raises UserError where there is none."""
        self.activity(activity_id)
        with self._store.reading() as reader:
            content = reader.original(activity_id)
        if content is None:
            sentence = _("The original of activity {id} is gone. Check the store with: severa-desktop doctor")
            raise UserError(sentence.format(id=activity_id))
        return content


def query_of(wanted: Wanted) -> ActivityQuery | None:
    """Return the store's form of what is asked for; None where nothing can be found."""
    project = wanted.project
    if project is not None and not _may_be_number(project):
        return None
    owner = None if wanted.owner is None else _compared(wanted.owner)
    return ActivityQuery(
        search=wanted.search,
        customer=None if wanted.customer is None else " ".join(wanted.customer.split()),
        project=project,
        owner=owner,
        since=None if wanted.since is None else midnight(wanted.since),
        until=None if wanted.until is None else midnight(wanted.until, after=True) - 1,
        with_warnings=wanted.with_warnings,
        unlinked=wanted.unlinked,
        limit=wanted.limit,
    )


def _compared(address: str) -> str:
    # What addresses are compared by takes a while to load, and few lists are of one owner.
    from severa_desktop.mail.address_form import normalise_address  # noqa: PLC0415

    return normalise_address(address) or address.strip().lower()


def _may_be_number(project: int) -> bool:
    # As for addresses.
    from severa_desktop.services.directory_schema import GREATEST_NUMBER  # noqa: PLC0415

    return 1 <= project <= GREATEST_NUMBER


def parse_day(text: str) -> date:
    """Return the day that was typed as ``2026-03-02``; raises UserError."""
    try:
        return datetime.strptime(text.strip(), "%Y-%m-%d").replace(tzinfo=UTC).date()
    except ValueError:
        raise UserError(_("“{text}” is no date. Give one such as 2026-03-02.").format(text=text)) from None


def midnight(day: date, *, after: bool = False) -> int:
    """Return the local midnight at which a day begins, or ends, in seconds since 1970."""
    try:
        if after:
            day += timedelta(days=1)
        return int(datetime.combine(day, time.min).astimezone().timestamp())
    except (OverflowError, ValueError, OSError):
        # So far away that no local time is known: a few hours make no difference there.
        return int(datetime.combine(day, time.max if after else time.min, UTC).timestamp())

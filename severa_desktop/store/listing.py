"""Which activities a query asks for, newest first without visiting more than are taken, or in another order."""

import sys
import threading
from array import array
from collections.abc import Iterator, Mapping
from itertools import islice

from sqlalchemy import Boolean, ColumnElement, Connection, Select, func, literal_column, select

from severa_desktop.core.ordering import Order, SortColumn
from severa_desktop.core.query import ActivityQuery, typed_terms
from severa_desktop.giving_way import give_way
from severa_desktop.store import activity_rows, line_rows
from severa_desktop.store.codec import load_strings, storable
from severa_desktop.store.lines import ActivityLine
from severa_desktop.store.records import State, StoredActivity
from severa_desktop.store.search import Search
from severa_desktop.store.sorting import activity_id_of, first_at, last_at
from severa_desktop.store.tables import activities, customers, projects, users

LARGEST_INTEGER = (1 << 63) - 1
_FIRST_PAGE = 50
_PAGE = 500
_BLOCK = 20_000
"""Sort ids that are put together at once, so that each takes a moment only."""
_DIGITS = 16
"""Of a sort id, eight bytes."""


_COLUMNS: Mapping[SortColumn, ColumnElement[str] | ColumnElement[int]] = {
    SortColumn.SUBJECT: func.lower(activities.c.subject),
    SortColumn.CUSTOMER: customers.c.folded_name,
    SortColumn.PROJECT: projects.c.number,
    SortColumn.OWNER: func.lower(activities.c.owner_name),
    SortColumn.ATTACHMENTS: activities.c.attachment_count,
    SortColumn.WARNINGS: activities.c.warnings,
}


def ids(connection: Connection, query: ActivityQuery) -> "array[int]":
    """Return the ids of the activities wanted, newest first, eight bytes each."""
    return array("q", map(activity_id_of, _sort_ids(connection, query)))


def sort_ids(connection: Connection, query: ActivityQuery, order: Order, stop: threading.Event) -> "array[int]":
    """Return the sort ids of the activities wanted in an order, eight bytes each; what has no value comes last.

    Soon after `stop` is set, only some of them, or none.
    """
    if order.column is SortColumn.DATE:
        found = _newest_first(connection, query, stop)
        if not order.descending:
            found.reverse()
        return found
    if stop.is_set():
        return array("q")
    in_order = _at_once(connection, _in_order(_conditions(connection, query), order), LARGEST_INTEGER)
    if not query.search.strip() and query.limit is None:
        return in_order
    wanted = set(_newest_first(connection, query, stop))
    return array("q", filter(wanted.__contains__, in_order))


def _newest_first(connection: Connection, query: ActivityQuery, stop: threading.Event) -> "array[int]":
    if query.search.strip():
        return _until(stop, _sort_ids(connection, query))
    statement = _newest(_conditions(connection, query))
    wanted = LARGEST_INTEGER if query.limit is None else query.limit
    found = array("q")
    while not stop.is_set() and (size := min(_BLOCK, wanted - len(found))) > 0:
        after = [activities.c.sort_id < found[-1]] if found else []
        block = _at_once(connection, statement.where(*after), size)
        found += block
        if len(block) < size:
            break
    return found


def _until(stop: threading.Event, found: Iterator[int]) -> "array[int]":
    taken = array("q")
    while not stop.is_set() and (part := array("q", islice(found, _PAGE))):
        taken += part
        # A common word has a hundred thousand hits, of one statement.
        give_way()
    return taken


def _at_once(connection: Connection, statement: Select[int], most: int) -> "array[int]":
    """Return the first sort ids that a statement gives, put together by SQLite.

    While it does that, other threads run. A hundred thousand rows, each fetched by itself, would keep them waiting.
    """
    # With a limit in it, whatever it is, the order of a subquery counts.
    rows = statement.limit(most).subquery()
    digits = func.group_concat(func.printf(f"%0{_DIGITS}x", rows.c.sort_id), "")
    text = connection.scalar(select(digits)) or ""
    found = array("q")
    for at in range(0, len(text), _DIGITS * _BLOCK):
        found.frombytes(bytes.fromhex(text[at : at + _DIGITS * _BLOCK]))
    if sys.byteorder == "little":
        found.byteswap()
    return found


def _in_order(conditions: list[ColumnElement[bool]], order: Order) -> Select[int]:
    column = _COLUMNS[order.column]
    return (
        select(activities.c.sort_id)
        .outerjoin(customers, customers.c.id == activities.c.customer_id)
        .outerjoin(projects, projects.c.id == activities.c.project_id)
        .where(activities.c.state == State.LIVE, *conditions)
        .order_by(
            func.coalesce(column, "") == "",
            column.desc() if order.descending else column.asc(),
            activities.c.sort_id.desc(),
        )
    )


def pages(connection: Connection, query: ActivityQuery) -> Iterator[StoredActivity]:
    """Yield the activities wanted, newest first, without bodies; the first ones come at once."""
    for page in _pages(connection, query):
        yield from activity_rows.many(connection, page)


def lines(connection: Connection, query: ActivityQuery) -> Iterator[ActivityLine]:
    """Yield what a list shows of the activities wanted, newest first; the first ones come at once."""
    for page in _pages(connection, query):
        found = line_rows.many(connection, page)
        yield from (found[each] for each in page)


def _pages(connection: Connection, query: ActivityQuery) -> Iterator[list[int]]:
    wanted = _sort_ids(connection, query)
    size = _FIRST_PAGE
    while page := list(islice(wanted, size)):
        yield page
        size = _PAGE


def _sort_ids(connection: Connection, query: ActivityQuery) -> Iterator[int]:
    found = _unlimited(connection, query)
    return found if query.limit is None else islice(found, min(query.limit, LARGEST_INTEGER))


def _unlimited(connection: Connection, query: ActivityQuery) -> Iterator[int]:
    conditions = _conditions(connection, query)
    if not query.search.strip():
        return _filtered(connection, conditions)
    terms = typed_terms(query.search)
    if not terms:
        return iter(())
    if conditions:
        return Search(connection, terms).among(_filtered(connection, conditions))
    return Search(connection, terms).all()


def _filtered(connection: Connection, conditions: list[ColumnElement[bool]]) -> Iterator[int]:
    result = connection.execute(_newest(conditions))
    try:
        for part in result.scalars().partitions(_PAGE):
            yield from part
    finally:
        result.close()


def _newest(conditions: list[ColumnElement[bool]]) -> Select[int]:
    return (
        select(activities.c.sort_id)
        .where(activities.c.state == State.LIVE, *conditions)
        .order_by(activities.c.sort_id.desc())
    )


def _conditions(connection: Connection, query: ActivityQuery) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if query.customer is not None:
        named = select(customers.c.id).where(customers.c.folded_name == storable(query.customer.casefold()))
        found.append(activities.c.customer_id.in_(connection.execute(named).scalars().all()))
    if query.project is not None:
        # No stored number is larger than a column's largest, which could not even be asked for.
        numbered = select(projects.c.id).where(projects.c.number == min(query.project, LARGEST_INTEGER))
        found.append(activities.c.project_id.in_(connection.execute(numbered).scalars().all()))
    if query.owner is not None:
        found.append(activities.c.owner_id.in_(_users_at(connection, query.owner)))
    if query.since is not None:
        found.append(activities.c.sort_id >= first_at(query.since))
    if query.until is not None:
        found.append(activities.c.sort_id <= last_at(query.until))
    if query.with_warnings:
        # Written as the partial index is, or SQLite would not use it.
        found.append(literal_column("activities.warnings <> ''", Boolean))
    if query.unlinked:
        found += [activities.c.customer_id.is_(None), activities.c.project_id.is_(None)]
    return found


def _users_at(connection: Connection, address: str) -> list[int]:
    rows = connection.execute(select(users.c.id, users.c.emails))
    return [row.id for row in rows if address in load_strings(row.emails)]

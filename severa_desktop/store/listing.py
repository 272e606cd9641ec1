"""Which activities a query asks for, newest first without visiting more than are taken, or in another order."""

import threading
from array import array
from collections.abc import Iterator, Mapping
from itertools import islice

from sqlalchemy import Boolean, ColumnElement, Connection, Select, func, literal_column, select

from severa_desktop.core.ordering import Order, SortColumn
from severa_desktop.core.query import ActivityQuery, typed_terms
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
        found = _until(stop, _sort_ids(connection, query))
        if not order.descending:
            found.reverse()
        return found
    in_order = _in_order(connection, _conditions(connection, query), order)
    if not query.search.strip() and query.limit is None:
        return _until(stop, in_order)
    wanted = set(_until(stop, _sort_ids(connection, query)))
    return array("q") if stop.is_set() else _until(stop, filter(wanted.__contains__, in_order))


def _until(stop: threading.Event, found: Iterator[int]) -> "array[int]":
    taken = array("q")
    while not stop.is_set() and (part := array("q", islice(found, _PAGE))):
        taken += part
    return taken


def _in_order(connection: Connection, conditions: list[ColumnElement[bool]], order: Order) -> Iterator[int]:
    column = _COLUMNS[order.column]
    statement = (
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
    return _taken(connection, statement)


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
    statement = (
        select(activities.c.sort_id)
        .where(activities.c.state == State.LIVE, *conditions)
        .order_by(activities.c.sort_id.desc())
    )
    return _taken(connection, statement)


def _taken(connection: Connection, statement: Select[int]) -> Iterator[int]:
    result = connection.execute(statement)
    try:
        for part in result.scalars().partitions(_PAGE):
            yield from part
    finally:
        result.close()


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

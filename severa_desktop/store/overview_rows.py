"""How many activities each customer, project and owner has, counted in the tables."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import Column, Connection, Table, func, select

from severa_desktop.store.codec import load_strings
from severa_desktop.store.copy_rows import in_chunks
from severa_desktop.store.records import Facet, FacetRecord, State
from severa_desktop.store.tables import activities, copies, customers, projects, users

_COLUMNS: Mapping[Facet, Column[int]] = {
    Facet.CUSTOMER: activities.c.customer_id,
    Facet.PROJECT: activities.c.project_id,
    Facet.OWNER: activities.c.owner_id,
}
_TABLES: Mapping[Facet, Table] = {Facet.CUSTOMER: customers, Facet.PROJECT: projects, Facet.OWNER: users}
_GONE = [state.value for state in State if state is not State.LIVE]
_LIVE = select(func.count()).select_from(activities).where(activities.c.state == State.LIVE.value)
_LAST_TAKEN = select(copies.c.taken_at).order_by(copies.c.id.desc()).limit(1)
_LINKS = select(activities.c.customer_id, activities.c.project_id, activities.c.owner_id)


def counts(connection: Connection, facet: Facet) -> Counter[int]:
    """Return the numbers of live activities by the row ids of customers, projects or owners."""
    column = _COLUMNS[facet]
    # All and those that are gone: both are counted in an index, the live ones could be in the wide rows only.
    statement = select(column, func.count()).where(column.is_not(None)).group_by(column)
    everything = connection.execute(statement).all()
    gone = connection.execute(statement.where(activities.c.state.in_(_GONE))).all()
    return Counter(dict(everything)) - Counter(dict(gone))


def live(connection: Connection) -> int:
    """Return how many live activities there are."""
    return connection.scalar(_LIVE) or 0


def last_taken_at(connection: Connection) -> int | None:
    """Return when the last mail was taken in, whatever became of it; None if none ever was."""
    return connection.scalar(_LAST_TAKEN)


def unlinked(connection: Connection) -> int:
    """Return how many live activities have neither customer nor project."""
    statement = (
        select(func.count())
        .select_from(activities)
        .where(
            activities.c.state == State.LIVE.value,
            activities.c.customer_id.is_(None),
            activities.c.project_id.is_(None),
        )
    )
    return connection.scalar(statement) or 0


def links(connection: Connection, sort_ids: Sequence[int]) -> list[tuple[int | None, int | None, int]]:
    """Return the row ids of customer, project and owner of these activities (some hundreds), in any order."""
    statement = _LINKS.where(activities.c.sort_id.in_(sort_ids))
    return [(row.customer_id, row.project_id, row.owner_id) for row in connection.execute(statement)]


def records(connection: Connection, facet: Facet, ids: Collection[int]) -> dict[int, FacetRecord]:
    """Return what stands behind the row ids of customers, projects or owners."""
    table = _TABLES[facet]
    found = {}
    for chunk in in_chunks(ids):
        for row in connection.execute(select(table).where(table.c.id.in_(chunk))):
            number = row.number if facet is Facet.PROJECT else None
            emails = load_strings(row.emails) if facet is Facet.OWNER else ()
            found[row.id] = FacetRecord(row.key, row.name, number, emails[0] if emails else "")
    return found

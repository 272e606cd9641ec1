"""Activities as one line each, for lists of any length: a page of them costs one narrow statement."""

from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, select

from severa_desktop.store.lines import ActivityLine, line_of
from severa_desktop.store.records import State
from severa_desktop.store.tables import activities, customers, projects

_LINES = (
    select(
        activities.c.id,
        activities.c.sort_id,
        activities.c.started_at,
        activities.c.subject,
        customers.c.name.label("customer"),
        projects.c.number,
        projects.c.name.label("project"),
        activities.c.owner_name,
        activities.c.attachment_count,
        activities.c.warnings,
    )
    .outerjoin(customers, customers.c.id == activities.c.customer_id)
    .outerjoin(projects, projects.c.id == activities.c.project_id)
    .where(activities.c.sort_id.in_(bindparam("sort_ids", expanding=True)), activities.c.state == State.LIVE.value)
)


def many(connection: Connection, sort_ids: Sequence[int]) -> dict[int, ActivityLine]:
    """Return the lines of live activities by their sort ids. For a page of a list, so not for thousands at once."""
    return {
        row.sort_id: line_of(
            row.id,
            row.sort_id,
            row.started_at,
            row.subject,
            row.customer,
            row.number,
            row.project,
            row.owner_name,
            row.attachment_count,
            row.warnings,
        )
        for row in connection.execute(_LINES, {"sort_ids": list(sort_ids)})
    }

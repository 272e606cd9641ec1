"""Project files: the attachments of activities that are linked to a project."""

from collections.abc import Iterator

from sqlalchemy import Connection, func, select

from severa_desktop.core.model import Attachment
from severa_desktop.store.listing import LARGEST_INTEGER
from severa_desktop.store.records import State, StoredFile
from severa_desktop.store.tables import activities, attachments, copies, projects

_first_position = (
    select(func.min(copies.c.position))
    .where(copies.c.activity_id == activities.c.id)
    .correlate(activities)
    .scalar_subquery()
)
_FILES = (
    select(
        attachments.c.activity_id,
        attachments.c.part,
        attachments.c.name,
        attachments.c.media_type,
        attachments.c.size,
        attachments.c.sha256,
        projects.c.number,
        copies.c.original_id,
    )
    .select_from(projects)
    .join(activities, activities.c.project_id == projects.c.id)
    .join(attachments, attachments.c.activity_id == activities.c.id)
    .join(copies, (copies.c.activity_id == activities.c.id) & (copies.c.position == _first_position))
    .where(activities.c.state == State.LIVE)
    .order_by(attachments.c.activity_id, attachments.c.position)
)


def many(connection: Connection, project: int | None) -> Iterator[StoredFile]:
    """Yield the files of a project, or of all, by activity and position."""
    statement = _FILES
    if project is not None:
        statement = statement.where(projects.c.number == min(project, LARGEST_INTEGER))
    for row in connection.execute(statement):
        yield StoredFile(
            activity_id=row.activity_id,
            project=row.number,
            attachment=Attachment(row.part, row.name, row.media_type, row.size, row.sha256),
            original_id=row.original_id,
        )

"""Attachments of a linked mail are files of the project (matching rules, "Project and files")."""

from collections.abc import Sequence

from severa_desktop.core.directory import Project
from severa_desktop.core.model import Attachment
from severa_desktop.core.reasons import Code, Reason


def file_attachments(attachments: Sequence[Attachment], project: Project | None) -> tuple[Reason, ...]:
    """Return the reason that names the files, or nothing where there is no project or no attachment."""
    if project is None or not attachments:
        return ()
    names = ", ".join(attachment.name for attachment in attachments)
    return (Reason(Code.ATTACHMENTS_FILED, number=project.number, text=names),)

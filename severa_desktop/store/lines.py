"""What a list shows of one activity. Loads next to nothing, as a window's first lines do not wait for the store."""

from dataclasses import dataclass

from severa_desktop.core.reasons import Code


@dataclass(frozen=True, slots=True)
class ActivityLine:
    """What a list shows of one activity."""

    id: int
    sort_id: int
    started_at: int
    subject: str
    customer: str
    """Its name; empty if there is none."""
    project: str
    """Number and name; empty if there is none."""
    project_number: int | None
    owner: str
    attachments: int
    warnings: tuple[Code, ...]


def line_of(  # noqa: PLR0913, PLR0917 - one for each column of a row
    activity_id: int,
    sort_id: int,
    started_at: int,
    subject: str,
    customer: str | None,
    project_number: int | None,
    project_name: str | None,
    owner: str,
    attachments: int,
    warnings: str,
) -> ActivityLine:
    """Return the line of a row of activities, with the customer and project that it is linked to."""
    return ActivityLine(
        id=activity_id,
        sort_id=sort_id,
        started_at=started_at,
        subject=subject,
        customer=customer or "",
        project="" if project_number is None else f"{project_number} {project_name}",
        project_number=project_number,
        owner=owner,
        attachments=attachments,
        warnings=load_codes(warnings),
    )


def load_codes(text: str) -> tuple[Code, ...]:
    """Return the codes that `codec.dump_codes` wrote."""
    return tuple(map(Code, text.split()))

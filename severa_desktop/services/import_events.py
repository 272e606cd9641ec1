"""What an import in a process of its own tells the window, and is asked by it: small plain values, quick to load.

A line a mail is slim, without its body, so that ten thousand of them cost little.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from severa_desktop.core.model import Change, ImportResult, Outcome
from severa_desktop.core.reasons import Code, Reason
from severa_desktop.services.handover import Handover, Missing, Progress


@dataclass(frozen=True, slots=True)
class ImportLine:
    """What happened to one mail, for a list."""

    source: str
    outcome: Outcome
    reason: Code | None
    reasons: tuple[Reason, ...]
    warnings: tuple[Code, ...]
    changes: tuple[Change, ...]
    activity_id: int | None
    subject: str
    """The activity's; empty if there is none, as are those that follow."""
    started_at: int | None
    customer: str
    """Its name."""
    project: str
    """Number and name."""
    owner: str
    """Name of the user."""


@dataclass(frozen=True, slots=True)
class Started:
    """The import begins."""


@dataclass(frozen=True, slots=True)
class Counted:
    """So many files are handed over; they were not opened yet."""

    files: int


@dataclass(frozen=True, slots=True)
class Did:
    """More mails were done, in input order, and are on the disk."""

    lines: tuple[ImportLine, ...]
    progress: Progress | None
    """How far it is; None for a retry."""


@dataclass(frozen=True, slots=True)
class Finished:
    """The import is over."""

    counts: Mapping[Outcome, int]
    """How many mails there were of each outcome."""
    skipped: int
    """Files that were no mail."""
    import_id: int | None
    """What undoing it asks for; None if nothing was recorded, as in a preview."""
    cancelled: bool
    """Somebody ended it before it was through; what was told as done stays."""


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing can be imported; nothing more of what was told as done follows."""

    missing: Missing


@dataclass(frozen=True, slots=True)
class Crashed:
    """The import could not go on; what was told as done stays."""

    sentence: str
    """What happened and what to do."""


Event: TypeAlias = Started | Counted | Did | Finished | Refused | Crashed


@dataclass(frozen=True, slots=True)
class Retry:
    """Asks for deciding anew on entries of "Not imported"; None is all rejected ones."""

    ids: Sequence[int] | None


@dataclass(frozen=True, slots=True)
class Cancel:
    """Asks for ending whatever was asked for before."""


Request: TypeAlias = Handover | Retry | Cancel


class SharedEvidence:
    """Makes what is equal in many lines one object, as most mails of an import name the same people."""

    def __init__(self) -> None:
        self._reasons: dict[Reason, Reason] = {}
        self._names: dict[str, str] = {}

    def share(self, line: ImportLine) -> ImportLine:
        """Return the same line, with parts that earlier ones had."""
        names, reasons = self._names, self._reasons
        return replace(
            line,
            reasons=tuple(reasons.setdefault(reason, reason) for reason in line.reasons),
            customer=names.setdefault(line.customer, line.customer),
            project=names.setdefault(line.project, line.project),
            owner=names.setdefault(line.owner, line.owner),
        )


def line_of(result: ImportResult) -> ImportLine:
    """Return the line for a result."""
    activity = result.activity
    customer = activity and activity.customer
    project = activity and activity.project
    return ImportLine(
        source=result.source,
        outcome=result.outcome,
        reason=result.reason,
        reasons=result.reasons,
        warnings=result.warnings,
        changes=result.changes,
        activity_id=result.activity_id,
        subject=activity.subject if activity else "",
        started_at=activity.started_at if activity else None,
        customer=customer.name if customer else "",
        project=f"{project.number} {project.name}" if project else "",
        owner=activity.owner.name if activity else "",
    )

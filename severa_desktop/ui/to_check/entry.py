"""What the panel beside the list shows of one entry, activity or not; read in a worker's thread."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from severa_desktop.bootstrap import Application
from severa_desktop.core.model import Attachment, Mailbox
from severa_desktop.core.reasons import Reason
from severa_desktop.services.activities import StoredActivity
from severa_desktop.services.checking import CheckKind, OpenedRefusal, activity_id_in, refusal_id_in
from severa_desktop.services.suggesting import Advice
from severa_desktop.services.viewing import ViewedHtml
from severa_desktop.texts import _
from severa_desktop.ui.activities.body import ActivityMail, ShownMail
from severa_desktop.ui.to_check.words import file_name, title_words

_MOST_PEOPLE = 20


@dataclass(frozen=True, slots=True)
class RefusedMail:
    """The mail of an entry of "Not imported"."""

    refusal_id: int

    def html(self, services: Application) -> ViewedHtml | None:
        """Return its HTML made harmless, None where it has none."""
        return services.viewing.refusal_html(self.refusal_id)

    def part(self, services: Application, number: int) -> bytes:
        """Return the bytes of a picture."""
        return services.viewing.refusal_part(self.refusal_id, number)


@dataclass(frozen=True, slots=True)
class Shown:
    """What is shown of one entry."""

    key: int
    kind: CheckKind
    at: int
    title: str
    reasons: Sequence[Reason]
    error: str
    """Why it was not sent to Severa; else empty."""
    rows: Sequence[tuple[str, str]]
    """Titles and values; what has no value is not shown."""
    source: str
    """Where a mail came from that was not imported; else empty."""
    attachments: Sequence[Attachment]
    mail: ShownMail
    body: str | None
    """None where the mail could not be read."""
    refusal: OpenedRefusal | None


def read(services: Application, key: int) -> Shown:
    """Return what is shown of the entry with a key; raises UserError where it is gone."""
    activity_id, refusal_id = activity_id_in(key), refusal_id_in(key)
    if activity_id is not None:
        stored = services.activities.activity(activity_id)
        entry = services.checking.entries([key]).get(key)
        return _of_activity(key, activity_id, stored, "" if entry is None else entry.error)
    return _of_refusal(key, services.checking.opened_refusal(refusal_id or 0))


def _of_activity(key: int, activity_id: int, stored: StoredActivity, error: str) -> Shown:
    activity = stored.activity
    project = activity.project
    rows = (
        (_("Owner"), activity.owner.name),
        (_("Participants"), ", ".join(one.name for one in activity.participants[:_MOST_PEOPLE])),
        (_("Customer"), activity.customer.name if activity.customer else _("none")),
        (_("Project"), f"{project.number} {project.name}" if project else _("none")),
    )
    return Shown(
        key=key,
        kind=CheckKind.NOT_SENT if error else CheckKind.WARNING,
        at=activity.started_at,
        title=activity.subject or _("No subject"),
        reasons=[reason for reason in stored.reasons if reason.code in stored.warnings],
        error=error,
        rows=rows,
        source="",
        attachments=activity.attachments,
        mail=ActivityMail(activity_id),
        body=activity.body,
        refusal=None,
    )


def _of_refusal(key: int, opened: OpenedRefusal) -> Shown:
    refusal = opened.refusal
    rows = (
        (_("From"), _people(opened.senders)),
        (_("To"), _people(opened.recipients)),
        (_("File"), refusal.source if opened.is_failed else file_name(refusal.source)),
    )
    return Shown(
        key=key,
        kind=CheckKind(refusal.outcome.value),
        at=refusal.taken_at if opened.date is None else opened.date,
        title=title_words(refusal),
        reasons=(opened.why,),
        error="",
        rows=rows,
        source=refusal.source,
        attachments=opened.attachments,
        mail=RefusedMail(refusal.id),
        body=None if opened.is_failed else opened.body,
        refusal=opened,
    )


def advice(services: Application, key: int) -> Advice:
    """Return what may be done about the entry with a key; raises UserError where it is gone."""
    activity_id, refusal_id = activity_id_in(key), refusal_id_in(key)
    if activity_id is not None:
        return services.suggesting.advice_for_activity(activity_id)
    return services.suggesting.advice_for_refusal(refusal_id or 0)


def _people(mailboxes: Iterable[Mailbox]) -> str:
    names: dict[str, str] = {}
    for one in mailboxes:
        names[one.address] = names.get(one.address) or one.name
    people = [f"{name} <{address}>" if name else address for address, name in names.items()]
    return ", ".join(people[:_MOST_PEOPLE])

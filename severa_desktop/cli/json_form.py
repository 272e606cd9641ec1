"""The JSON of results, activities and reasons: one form each for all commands, a stable contract."""

from collections.abc import Iterable
from datetime import UTC, datetime

from severa_desktop.core.model import Activity, Attachment, Change, ImportResult, Participant
from severa_desktop.core.reasons import Named, Reason

Json = dict[str, object]


def result_object(result: ImportResult) -> Json:
    """Return an import result as `import` and `retry` print it."""
    return {
        "source": result.source,
        "outcome": result.outcome.value,
        "reason": None if result.reason is None else result.reason.value,
        "activity_id": result.activity_id,
        "warnings": [warning.value for warning in result.warnings],
        "changes": [change_object(change) for change in result.changes],
        "reasons": reasons_list(result.reasons),
        "activity": None if result.activity is None else activity_object(result.activity),
    }


def activity_object(activity: Activity, *, with_body: bool = True) -> Json:
    """Return an activity with everything that it became."""
    project = activity.project
    shown: Json = {
        "id": activity.id,
        "subject": activity.subject,
        "type": activity.type,
        "status": activity.status,
        "owner": {"name": activity.owner.name, "email": activity.owner.email},
        "participants": [_participant(each) for each in activity.participants],
        "customer": None if activity.customer is None else named_object(activity.customer),
        "project": None if project is None else {"number": project.number, "name": project.name, "kind": project.kind},
        "started_at": time_text(activity.started_at),
        "attachments": [_attachment(each) for each in activity.attachments],
        "files": list(activity.files),
        "message_id": activity.message_id,
    }
    if with_body:
        shown["body"] = activity.body
    return shown


def reasons_list(reasons: Iterable[Reason]) -> list[Json]:
    """Return reasons, each with the evidence that it has and no other key."""
    return [_reason(reason) for reason in reasons]


def change_object(change: Change) -> Json:
    """Return what a later copy of a mail changed."""
    shown: Json = {"code": change.code.value}
    if change.number is not None:
        shown["number"] = change.number
    if change.address is not None:
        shown["address"] = change.address
    if change.kind is not None:
        shown["kind"] = change.kind.value
    return shown


def time_text(seconds: int) -> str:
    """Return seconds since 1970 as an ISO time in UTC, such as ``2026-03-02T08:15:00+00:00``."""
    return datetime.fromtimestamp(seconds, UTC).isoformat()


def _reason(reason: Reason) -> Json:
    shown: Json = {"code": reason.code.value}
    if reason.header is not None:
        shown["header"] = reason.header
    if reason.address is not None:
        shown["address"] = reason.address
    if reason.number is not None:
        shown["number"] = reason.number
    if reason.customers:
        shown["customers"] = [named_object(each) for each in reason.customers]
    if reason.contacts:
        shown["contacts"] = [named_object(each) for each in reason.contacts]
    if reason.activity_id is not None:
        shown["activity_id"] = reason.activity_id
    if reason.text is not None:
        shown["text"] = reason.text
    return shown


def named_object(record: Named) -> Json:
    """Return a record of the directory by its key and name."""
    return {"key": record.key, "name": record.name}


def _participant(participant: Participant) -> Json:
    return {"name": participant.name, "email": participant.email, "kind": participant.kind.value}


def _attachment(attachment: Attachment) -> Json:
    return {
        "name": attachment.name,
        "media_type": attachment.media_type,
        "size": attachment.size,
        "sha256": attachment.sha256,
    }

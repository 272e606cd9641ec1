"""Makes, looks for and changes activities in Severa, their participants and files."""

import mimetypes
import re
from secrets import token_hex
from urllib.parse import quote

import msgspec

from severa_desktop.printable import one_line
from severa_desktop.severa.asking import Ask, garbled_sentence
from severa_desktop.severa.errors import RefusedError, UnansweredError
from severa_desktop.severa.forms import (
    ActivityForm,
    FieldChange,
    Participant,
    ParticipantKind,
    ProjectFile,
    written_time,
)
from severa_desktop.severa.models import (
    ActivityModel,
    ActivityParticipantModel,
    NewActivityActivityType,
    NewActivityCustomer,
    NewActivityModel,
    NewActivityOwnerModel,
    NewActivityParticipantModel,
    NewActivityPhase,
    NewFileModel,
    NewPatchOperation,
    ProjectFileModel,
)
from severa_desktop.severa.paging import ROWS, by_rows, by_token
from severa_desktop.severa.session import Session

_DAY = 86_400
_MARGIN = 3600
"""Seconds by which the clocks here and there may differ."""
_ACTIVITIES = "/v1/activities"
_TYPE = re.compile(r"[a-z]+/[a-z0-9.+-]+")


def create_activity(session: Session, form: ActivityForm) -> str:
    """Make an activity; returns its guid."""
    new = NewActivityModel(
        name=form.name,
        start_date_time=written_time(form.start),
        activity_type=NewActivityActivityType(guid=form.type),
        owner_user=NewActivityOwnerModel(guid=form.owner),
        customer=NewActivityCustomer(guid=form.customer) if form.customer else None,
        phase=NewActivityPhase(guid=form.phase) if form.phase else None,
        is_closed=form.closed,
        notes=form.notes,
    )
    ask = Ask("POST", _ACTIVITIES, "activities:write", body=msgspec.json.encode(new), once=True)
    return _made(session.read(ask, ActivityModel).guid)


def find_activity(
    session: Session, form: ActivityForm, marker: str, since: int | None, *, of_anybody: bool
) -> str | None:
    """Return the guid of the activity whose notes hold the marker: the owner's, else perhaps anybody's.

    Looked for among the owner's around its time and, as that is said of their ends and this one has none, among those
    that were made or changed since; then, if it may be anybody's, among all around its time.
    """
    # A day on each side: which times are meant depends on the time zone of the user, says the description.
    around = (("startDateTime", written_time(form.start - _DAY)), ("endDateTime", written_time(form.start + _DAY)))
    owner = ("userGuids", form.owner)
    found = _marked(session, marker, (owner, *around))
    if found is None and since is not None:
        found = _marked(session, marker, (owner, ("changedSince", written_time(since - _MARGIN))))
    if found is None and of_anybody:
        # These are many, where many people work.
        found = _marked(session, marker, around)
    return found


def _marked(session: Session, marker: str, among: tuple[tuple[str, str], ...]) -> str | None:
    query = (*among, ("rowCount", str(ROWS)))

    def fetch(token: str | None) -> tuple[tuple[ActivityModel, ...], str | None]:
        place = (("pageToken", token),) if token else ()
        ask = Ask("GET", _ACTIVITIES, "activities:read", (*query, *place))
        answer = session.ask(ask)
        return session.taken(ask, answer, tuple[ActivityModel, ...]), answer.headers.get("nextpagetoken")

    for rows in by_token(fetch):
        for row in rows:
            if marker in (row.notes or ""):
                return row.guid
    return None


def change_activity(session: Session, guid: str, changes: tuple[FieldChange, ...]) -> None:
    """Change fields of an activity."""
    if changes:
        operations = [NewPatchOperation(op="Replace", path=one.path, value=one.value) for one in changes]
        body = msgspec.json.encode(operations)
        session.ask(Ask("PATCH", f"{_ACTIVITIES}/{_in_path(guid)}", "activities:write", body=body))


def participants(session: Session, activity: str) -> tuple[Participant, ...]:
    """Return who takes part in an activity."""
    ask = Ask("GET", f"{_ACTIVITIES}/{_in_path(activity)}/activityparticipants", "activities:read")
    rows = session.read(ask, tuple[ActivityParticipantModel, ...])
    return tuple(Participant(row.guid, row.participant_guid) for row in rows if row.guid and row.participant_guid)


def add_participant(session: Session, activity: str, participant: str, kind: ParticipantKind) -> str:
    """Add a user or contact person to an activity; returns the guid of their taking part."""
    new = NewActivityParticipantModel(activity_guid=activity, participant_guid=participant, type=kind.value)
    ask = Ask("POST", "/v1/activityparticipants", "activities:write", body=msgspec.json.encode(new), once=True)
    return _made(session.read(ask, ActivityParticipantModel).guid)


def remove_participant(session: Session, activity: str, record: str) -> None:
    """Take somebody off an activity."""
    path = f"{_ACTIVITIES}/{_in_path(activity)}/activityparticipants/{_in_path(record)}"
    try:
        session.ask(Ask("DELETE", path, "activities:delete"))
    except RefusedError as error:
        if not error.is_missing:
            raise


def project_files(session: Session, project: str) -> tuple[ProjectFile, ...]:
    """Return the files of a project."""

    def fetch(first: int) -> tuple[ProjectFileModel, ...]:
        query = (("firstRow", str(first)), ("rowCount", str(ROWS)))
        ask = Ask("GET", f"/v1/projects/{_in_path(project)}/files", "files:read", query)
        return session.read(ask, tuple[ProjectFileModel, ...])

    return tuple(
        ProjectFile(row.guid, row.name or "", row.description or "", None if row.size is None else round(row.size))
        for rows in by_rows(fetch)
        for row in rows
        if row.guid
    )


def add_file(session: Session, project: str, name: str, description: str, content: bytes) -> str:
    """File something with a project; returns the guid of the project's file."""
    told = msgspec.json.encode(NewFileModel(name=one_line(name).strip() or "-", description=description))
    boundary = token_hex(16)
    parts = (
        f"--{boundary}\r\nContent-Type: application/json\r\n\r\n".encode(),
        told,
        f"\r\n--{boundary}\r\nContent-Type: {_content_type(name)}\r\n\r\n".encode(),
        content,
        f"\r\n--{boundary}--\r\n".encode(),
    )
    ask = Ask(
        "POST",
        f"/v1/projects/{_in_path(project)}/files",
        "files:write",
        body=b"".join(parts),
        content_type=f"multipart/related; boundary={boundary}",
        once=True,
    )
    files = session.read(ask, tuple[ProjectFileModel, ...])
    return _made(files[0].guid if files else None)


def _made(guid: str | None) -> str:
    """Return the guid of what was made; without one nobody knows what became of it."""
    if not guid:
        raise UnansweredError(garbled_sentence())
    return guid


def _content_type(name: str) -> str:
    """Return what kind a file is by its name; the API takes some words there, such as `link`, for something else."""
    kind = mimetypes.guess_type(name, strict=True)[0] or ""
    return kind if _TYPE.fullmatch(kind) else "application/octet-stream"


def _in_path(guid: str) -> str:
    return quote(guid, safe="")

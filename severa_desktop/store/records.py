"""The values that go into the store and come out of it, beside those of the core.

Plain values: no statement, no connection. Times are seconds since 1970 in UTC.
"""

from dataclasses import dataclass
from enum import StrEnum

from severa_desktop.core.model import Activity, Attachment, Origin, Outcome, Owner, Participant
from severa_desktop.core.reasons import Code, Reason
from severa_desktop.core.rules.identity import Identity
from severa_desktop.store.compression import Compressed


class State(StrEnum):
    """Whether an activity is to be seen."""

    LIVE = "live"
    DELETED = "deleted"
    """A person deleted it; it can be brought back."""
    ERASED = "erased"
    """Gone for good; only what recognises the mail is left."""


@dataclass(frozen=True, slots=True)
class StoredCopy:
    """One copy of a mail as it was handed in; its bytes are got by `original_id`."""

    id: int
    original_id: int
    sha256: bytes
    size: int
    origin: Origin
    differs: bool
    """Other attachments or another body than the first copy: it adds nothing to the activity."""
    taken_at: int
    import_id: int


@dataclass(frozen=True, slots=True)
class Known:
    """A mail that was taken in before: either an activity or an entry of "Not imported"."""

    identity: Identity
    """Of its first copy."""
    activity_id: int | None
    refusal_id: int | None
    state: State
    copies: tuple[StoredCopy, ...]
    """In the order in which they came; empty while this writer has not written them yet."""


@dataclass(frozen=True, slots=True)
class StoredActivity:
    """An activity with what was noted when it was decided."""

    activity: Activity
    reasons: tuple[Reason, ...]
    warnings: tuple[Code, ...]
    state: State
    edited: frozenset[str]
    """Names of the fields that a person changed: `owner`, `participants`, `customer`, `project`."""


class Field(StrEnum):
    """What an action can change."""

    OWNER = "owner"
    PARTICIPANTS = "participants"
    CUSTOMER = "customer"
    PROJECT = "project"
    STATE = "state"
    CHECKED = "checked"
    """Whether a person saw an activity's warnings."""
    DISMISSED = "dismissed"
    """Whether a person took an entry off "Not imported"."""


class ActionKind(StrEnum):
    """What a person did, or an import on older activities."""

    LINK_PROJECT = "link_project"
    UNLINK_PROJECT = "unlink_project"
    LINK_CUSTOMER = "link_customer"
    UNLINK_CUSTOMER = "unlink_customer"
    CHANGE_OWNER = "change_owner"
    ADD_PARTICIPANT = "add_participant"
    REMOVE_PARTICIPANT = "remove_participant"
    MARK_CHECKED = "mark_checked"
    DISMISS = "dismiss"
    DELETE = "delete"
    UNDO_IMPORT = "undo_import"
    IMPORT = "import"


EditValue = Owner | tuple[Participant, ...] | str | bool | None
"""A field's value: customers and projects by key, states by name."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One field of one activity, or of one entry of "Not imported", with its value before and after."""

    activity_id: int | None
    refusal_id: int | None
    field: Field
    before: EditValue
    after: EditValue


@dataclass(frozen=True, slots=True)
class Action:
    """What was done in one go."""

    id: int
    at: int
    kind: ActionKind
    what: str
    """The project, customer or person that it was done with; empty if there is none."""
    count: int
    """Activities and entries that it changed."""
    undone: bool


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One change of an activity and when it was made."""

    at: int
    kind: ActionKind
    edit: Edit


class Facet(StrEnum):
    """What activities are counted by."""

    CUSTOMER = "customer"
    PROJECT = "project"
    OWNER = "owner"


@dataclass(frozen=True, slots=True)
class FacetRecord:
    """A customer, project or owner that activities are counted by."""

    key: str
    name: str
    number: int | None
    """A project's."""
    email: str
    """An owner's first address."""


@dataclass(frozen=True, slots=True)
class ThreadMail:
    """One mail of a conversation."""

    id: int
    subject: str
    started_at: int
    owner: str


@dataclass(frozen=True, slots=True)
class StoredFile:
    """An attachment of an activity that is linked to a project."""

    activity_id: int
    project: int
    """The project's number."""
    attachment: Attachment
    original_id: int
    """The original (of the first copy) that holds the attachment's part."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """An entry of "Not imported": a mail that was rejected or could not be read."""

    id: int
    source: str
    outcome: Outcome
    reason: Code
    text: str
    """For a failed mail, why in words; else empty."""
    subject: str
    sender: str
    received_at: int | None
    reasons: tuple[Reason, ...]
    taken_at: int
    has_original: bool


@dataclass(frozen=True, slots=True)
class NewCopy:
    """A copy to be kept."""

    origin: Origin
    original: Compressed
    import_id: int
    taken_at: int


@dataclass(frozen=True, slots=True)
class NewActivity:
    """An activity to be kept, with its first copy."""

    identity: Identity
    activity: Activity
    reasons: tuple[Reason, ...]
    warnings: tuple[Code, ...]
    origin: Origin
    original: Compressed
    body: bytes
    """The activity's body in a frame of `compression.compress_text`."""
    search_text: str
    """`core.query.mail_terms` of the mail: subject, body and file names. The people's are added here."""
    import_id: int
    taken_at: int
    in_reply_to: tuple[str, ...] = ()
    """`Mail.in_reply_to`."""


@dataclass(frozen=True, slots=True)
class NewRefusal:
    """A rejected mail to be kept, with its first copy."""

    identity: Identity
    reason: Code
    reasons: tuple[Reason, ...]
    subject: str
    sender: str
    received_at: int | None
    origin: Origin
    original: Compressed
    import_id: int
    taken_at: int


@dataclass(frozen=True, slots=True)
class NewFailure:
    """A mail that could not be read; its bytes too where they could be had and are not too many."""

    reason: Code
    text: str
    reasons: tuple[Reason, ...]
    origin: Origin
    import_id: int
    taken_at: int
    original: Compressed | None = None


@dataclass(frozen=True, slots=True)
class SearchFaults:
    """How far the search index is out of step with the activities; all zero is well."""

    missing: int
    """Activities that the index does not hold."""
    extra: int
    """Entries of the index that belong to no activity that is to be seen."""
    damaged: bool
    """The index's own structure is broken."""


def value_of(stored: StoredActivity, field: Field) -> EditValue:
    """Return what a field of an activity is now."""
    activity = stored.activity
    match field:
        case Field.OWNER:
            return activity.owner
        case Field.PARTICIPANTS:
            return activity.participants
        case Field.CUSTOMER:
            return None if activity.customer is None else activity.customer.key
        case Field.PROJECT:
            return None if activity.project is None else activity.project.key
        case Field.STATE:
            return stored.state.value
        case _:
            raise ValueError(field)

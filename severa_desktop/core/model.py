"""The values that rooms hand to each other: a mail that was read, what it became, and why.

Addresses in here are always in their compared form: lower case, no quotes that are not needed, the
domain as IDNA A-labels. Times are whole seconds since 1970 in UTC.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from severa_desktop.core.reasons import Code, Named, Reason

ADDRESSED_HEADERS = ("To", "Cc", "Bcc")
"""Headers whose recipients are people on the mail even when nobody knows them."""

ENVELOPE = "Envelope"
"""Evidence header of a recipient that a mail server named while delivering."""

DELIVERY_HEADERS = (
    "Delivered-To",
    "X-Original-To",
    "X-Envelope-To",
    "Envelope-To",
    "X-Delivered-To",
    "X-Rcpt-To",
    "Apparently-To",
    "Resent-To",
    "Resent-Cc",
    "Resent-Bcc",
    "Resent-From",
    "Resent-Sender",
    "Received",
)
"""Headers whose addresses count for the integration address, users and contact persons only."""

RECIPIENT_ORDER = (*ADDRESSED_HEADERS, ENVELOPE, *DELIVERY_HEADERS)
"""The order of recipients everywhere (matching rules, "Addresses and recipients")."""


class Outcome(StrEnum):
    """What became of a mail; exactly one for every mail handed in."""

    ACTIVITY = "activity"
    DUPLICATE = "duplicate"
    REJECTED = "rejected"
    FAILED = "failed"


class ParticipantKind(StrEnum):
    """What a participant is to the company."""

    USER = "user"
    CONTACT = "contact"
    EXTERNAL = "external"


@dataclass(frozen=True, slots=True)
class Mailbox:
    """One address in one header (RFC 5322 `mailbox`)."""

    address: str
    name: str
    """Decoded display name, empty if there is none."""
    header: str
    """Canonical header name: ``From``, ``Sender`` or one of `RECIPIENT_ORDER`."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A leaf part of a mail that is filed with its activity."""

    part: int
    """Position among all leaf parts in reading order: how the bytes are found in the original again."""
    name: str
    """Safe, unique on its mail; never used as a path."""
    media_type: str
    size: int
    """Bytes, decoded."""
    sha256: str
    """Hexadecimal, of the decoded bytes."""


@dataclass(frozen=True, slots=True)
class Mail:
    """What was read from the bytes of one message. Pure values; holds no rule's decision."""

    message_id: str
    """As written, without brackets; empty if there is none."""
    subject: str
    """Decoded and cleaned; empty if missing."""
    date: int | None
    """`Date`, or None where it is missing or unreadable."""
    date_text: str
    """The decoded text of `Date`, for telling apart mails without Message-ID."""
    received: int | None
    """The time of the topmost readable `Received`."""
    senders: tuple[Mailbox, ...]
    """Every address in `From`, then `Sender`, as written."""
    recipients: tuple[Mailbox, ...]
    """All others, in `RECIPIENT_ORDER` (the envelope is not the mail's)."""
    is_list: bool
    """A mailing list's mail: it has `List-Id` or `List-Post`."""
    body: str
    attachments: tuple[Attachment, ...]
    notes: tuple[Reason, ...] = ()
    """Warnings that arose while reading: unreadable addresses, encryption, limits."""
    in_reply_to: tuple[str, ...] = ()
    """Message-IDs of `In-Reply-To`, then `References`, without brackets: the thread."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A mail that could not be read, and in words why: the outcome `failed`."""

    code: Code
    text: str


@dataclass(frozen=True, slots=True)
class Origin:
    """How one copy of a mail came here. Kept with the original, so that a retry decides alike."""

    source: str
    """As told in results: the path as given with ``/``, ``box.mbox#17``, ``mails.zip!/a.eml``, ``-``."""
    file_time: int
    """The file's, zip entry's or mbox line's time, else the time of taking it in."""
    by_hand: bool = True
    """A person handed it over; False when a source took it in."""
    envelope: tuple[str, ...] = ()
    """Envelope recipients that a mail server named."""
    account: tuple[str, ...] = ()
    """Addresses of the account that a source read the mail from."""


@dataclass(frozen=True, slots=True)
class Copy:
    """One copy of a mail: what was read and how it came."""

    mail: Mail
    origin: Origin


@dataclass(frozen=True, slots=True)
class Owner:
    """The user responsible for an activity; `key` names the directory's record."""

    key: str
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody else on an activity; `key` names the user's or contact person's record, if any."""

    name: str
    email: str
    kind: ParticipantKind
    key: str | None = None


@dataclass(frozen=True, slots=True)
class ProjectLink:
    """The project or sales case that an activity is linked to."""

    key: str
    number: int
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Activity:
    """What one e-mail became. `id` is None until the store has given it one."""

    id: int | None
    subject: str
    type: str
    status: str
    owner: Owner
    participants: tuple[Participant, ...]
    customer: Named | None
    project: ProjectLink | None
    started_at: int
    attachments: tuple[Attachment, ...]
    message_id: str
    body: str

    @property
    def files(self) -> tuple[str, ...]:
        """Names of the attachments that are the project's files: all of them once it is linked to one."""
        return tuple(each.name for each in self.attachments) if self.project else ()


@dataclass(frozen=True, slots=True)
class Decision:
    """What the rules made of the copies of one mail: an activity, or a refusal."""

    reasons: tuple[Reason, ...]
    warnings: tuple[Code, ...] = ()
    activity: Activity | None = None
    refusal: Code | None = None
    """`subject_missing` or `no_severa_user` where there is no activity."""


class ChangeCode(StrEnum):
    """What a later copy changed on an activity."""

    PROJECT_ADDED = "project_added"
    PARTICIPANT_ADDED = "participant_added"
    PARTICIPANT_CHANGED = "participant_changed"
    CUSTOMER_CHANGED = "customer_changed"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing a later copy of a mail changed on its activity."""

    code: ChangeCode
    number: int | None = None
    address: str | None = None
    kind: ParticipantKind | None = None


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What happened to one mail that was handed in: the form of `import --json`."""

    source: str
    outcome: Outcome
    reason: Code | None = None
    activity_id: int | None = None
    warnings: tuple[Code, ...] = ()
    changes: tuple[Change, ...] = ()
    reasons: tuple[Reason, ...] = ()
    activity: Activity | None = field(default=None)

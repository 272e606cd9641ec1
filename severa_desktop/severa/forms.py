"""What Severa is told and what it says of it, as values: activities, participants, files, scopes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from severa_desktop.core.severa import Pulled
from severa_desktop.texts import N_


@dataclass(frozen=True, slots=True)
class Scope:
    """One thing that the credentials must allow, and what it is for."""

    name: str
    why: str
    """A phrase in English; translate it when it is shown."""


SCOPES = (
    Scope("users:read", N_("to know your colleagues’ addresses")),
    Scope("customers:read", N_("to know customers and their contact persons")),
    Scope("projects:read", N_("to know projects and sales cases, and their numbers")),
    Scope("settings:read", N_("to know the activity types")),
    Scope("activities:read", N_("to look whether an activity is in Severa already, before it is sent again")),
    Scope("activities:write", N_("to make activities and add participants")),
    Scope("activities:delete", N_("to take a participant off an activity; nothing else is ever deleted")),
    Scope("files:read", N_("to look whether an attachment is in Severa already, before it is sent again")),
    Scope("files:write", N_("to file attachments with the project")),
)
"""All that is asked for; the first four suffice to fetch the directory."""

PULL_SCOPES = tuple(scope.name for scope in SCOPES[:4])
"""The names of those that fetching the directory needs."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What trying the connection showed; that it was made, and that the credentials are right, is sure then."""

    missing: tuple[Scope, ...] = ()
    """What the credentials do not allow, in the order of SCOPES."""

    @property
    def can_pull(self) -> bool:
        """Tell whether the directory can be fetched."""
        return not any(scope.name in PULL_SCOPES for scope in self.missing)

    @property
    def can_push(self) -> bool:
        """Tell whether activities can be sent, attachments among them."""
        return not self.missing


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read of the directory, and up to when."""

    pulled: Pulled
    as_of: int
    """Seconds since 1970, by Severa's own clock, a little before reading began: the `since` of the next time."""


@dataclass(frozen=True, slots=True)
class ActivityForm:
    """An activity as Severa is told of it; all but name, start, notes and `closed` are guids."""

    name: str
    """One line, not empty."""
    start: int
    """Seconds since 1970 in UTC; there is no end."""
    type: str
    owner: str
    customer: str | None
    phase: str | None
    """Of the project: its root phase."""
    closed: bool
    notes: str


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of an activity that gets another value, as RFC 6902 writes it: the description knows texts only."""

    path: str
    value: str | None


def changes(before: ActivityForm, after: ActivityForm) -> tuple[FieldChange, ...]:
    """Return what has to be changed in Severa so that an activity is as the second form says."""
    return tuple(new for old, new in zip(_fields(before), _fields(after), strict=True) if old != new)


def _fields(form: ActivityForm) -> Iterator[FieldChange]:
    yield FieldChange("/name", form.name)
    yield FieldChange("/startDateTime", written_time(form.start))
    yield FieldChange("/activityType/guid", form.type)
    yield FieldChange("/ownerUser/guid", form.owner)
    yield FieldChange("/customer/guid", form.customer)
    yield FieldChange("/phase/guid", form.phase)
    yield FieldChange("/isClosed", "true" if form.closed else "false")
    yield FieldChange("/notes", form.notes)


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST = -62135596800
_LAST = 253402300799
"""Seconds of the first and last moments of the calendar, years 1 and 9999."""


def written_time(seconds: int) -> str:
    """Return a time as the API takes it; those that no calendar has are the nearest that it has."""
    within = min(max(seconds, _FIRST), _LAST)
    return (_EPOCH + timedelta(seconds=within)).isoformat().replace("+00:00", "Z")


class ParticipantKind(StrEnum):
    """Who takes part; the API takes no external participants."""

    USER = "User"
    CONTACT = "Contact"


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody who takes part in an activity."""

    record: str
    """The guid of the taking part itself: what is removed."""
    participant: str
    """The guid of the user or contact person."""


@dataclass(frozen=True, slots=True)
class ProjectFile:
    """A file of a project."""

    guid: str
    name: str
    description: str
    size: int | None
    """Bytes, where Severa says so."""

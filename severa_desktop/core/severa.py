"""The connection with Severa itself: what is known of it here. Records there are named by their `guid`, a text.

Follows Severa's published description of its API; the field names of that are kept where they mean the same.
"""

from dataclasses import dataclass
from enum import StrEnum

from severa_desktop.core.directory import ActivityCategory, ProjectKind

PUBLISHED_URL = "https://api.severa.visma.com/rest-api"
PULL_EVERY = 3600
"""Seconds between two pulls that a program makes by itself."""
LOOK_AFTER = 5
"""Seconds after which Severa is asked what became of a request: it may still be at work on it."""
TELL_AFTER = 6
"""Attempts after which people are told of a step that does not work; it is tried on. Half an hour at the least."""


class PushMode(StrEnum):
    """When activities are sent to Severa."""

    OFF = "off"
    BY_HAND = "by_hand"
    AUTOMATIC = "automatic"


@dataclass(frozen=True, slots=True)
class SeveraSettings:
    """How Severa is reached, and what is done with it by itself. The secret is in the keyring, never here."""

    client_id: str
    url: str = PUBLISHED_URL
    """Without a slash at its end."""
    push: PushMode = PushMode.BY_HAND
    pulls_by_itself: bool = True
    """Whether the directory is fetched from time to time while the program runs."""


class RecordKind(StrEnum):
    """The directory's sections as far as Severa has them; the names are those of the tables."""

    ACTIVITY_TYPES = "activity_types"
    USERS = "users"
    CUSTOMERS = "customers"
    CONTACTS = "contacts"
    PROJECTS = "projects"


@dataclass(frozen=True, slots=True)
class SeveraRecord:
    """One record of the directory that is Severa's."""

    kind: RecordKind
    guid: str
    key: str
    """The directory's: of an activity type its name."""
    phase: str | None = None
    """A project's root phase, by which activities are linked to it."""
    customer: str | None = None
    """The guid of a contact person's or project's customer: the directory may name another that stands in for it."""


@dataclass(frozen=True, slots=True)
class PulledType:
    """An activity type as Severa has it."""

    guid: str
    name: str
    category: ActivityCategory
    active: bool = True


@dataclass(frozen=True, slots=True)
class PulledUser:
    """A user as Severa has them; addresses in their compared form."""

    guid: str
    name: str
    emails: tuple[str, ...]
    active: bool = True


@dataclass(frozen=True, slots=True)
class PulledCustomer:
    """A customer as Severa has it."""

    guid: str
    name: str
    active: bool = True


@dataclass(frozen=True, slots=True)
class PulledContact:
    """A contact person as Severa has them; `customer` is a guid, addresses are in their compared form."""

    guid: str
    name: str
    emails: tuple[str, ...]
    customer: str
    active: bool = True


@dataclass(frozen=True, slots=True)
class PulledProject:
    """A project or sales case as Severa has it; `customer` and `phase` (its root phase) are guids."""

    guid: str
    number: int
    name: str
    kind: ProjectKind
    customer: str | None
    phase: str | None
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Pulled:
    """What one pull brought: all there is if `full`, else what changed."""

    full: bool
    types: tuple[PulledType, ...] = ()
    users: tuple[PulledUser, ...] = ()
    customers: tuple[PulledCustomer, ...] = ()
    contacts: tuple[PulledContact, ...] = ()
    projects: tuple[PulledProject, ...] = ()


PulledRecord = PulledType | PulledUser | PulledCustomer | PulledContact | PulledProject


class ClashWhy(StrEnum):
    """What a record of Severa and one made by hand have in common."""

    ADDRESS = "address"
    NUMBER = "number"
    NAME = "name"
    CUSTOMER = "customer"
    """The customer that it names is not known (yet): nothing of a hand-made record."""


@dataclass(frozen=True, slots=True)
class Clash:
    """A record of Severa that the directory does not have as it is there, and why.

    With a key it waits, as a record made by hand has its place; joining them makes that one Severa's. Without a key
    there is nothing to join: it is left out of the directory, or stands there without what another record has.
    """

    kind: RecordKind
    pulled: PulledRecord
    key: str
    """Of the record made by hand, or empty."""
    why: ClashWhy
    what: str
    """The address, number or name that both have, or the customer's guid; empty where it has no address at all."""


@dataclass(frozen=True, slots=True)
class Connection:
    """A store's connection with Severa, and how far fetching came."""

    settings: SeveraSettings
    since: int | None = None
    """From when on Severa is asked for changes, by its own clock; None if everything has to be fetched."""
    pulled_at: int | None = None
    """When fetching last succeeded; as all times in seconds since 1970 in UTC."""
    full_at: int | None = None
    """When everything was fetched last."""
    error: str = ""
    """Why fetching did not work the last time, in the language of whoever fetched; empty if it did."""

    @property
    def sends(self) -> bool:
        """Tell whether activities go to Severa at all."""
        return self.settings.push is not PushMode.OFF

    @property
    def next_pull(self) -> int | None:
        """Return when the directory is to be fetched by itself, 0 for at once; None if that is not wanted."""
        if not self.settings.pulls_by_itself:
            return None
        return 0 if self.pulled_at is None else self.pulled_at + PULL_EVERY

    def is_pull_due(self, now: float) -> bool:
        """Tell whether it is to be fetched by itself now."""
        at = self.next_pull
        # A clock that was wrong once must not put it off.
        return at is not None and (self.pulled_at is None or not self.pulled_at <= now < at)


class Step(StrEnum):
    """One thing that is to be done in Severa for an activity."""

    CREATE = "create"
    CHANGE = "change"
    ADD_PARTICIPANT = "add_participant"
    REMOVE_PARTICIPANT = "remove_participant"
    ADD_FILE = "add_file"


class StepState(StrEnum):
    """How far a step is."""

    WAITING = "waiting"
    BLOCKED = "blocked"
    """Cannot be asked for as the directory is now; looked at again when that changes."""
    REFUSED = "refused"
    """Severa said no: waits for a person."""
    LEFT = "left"
    """A person let it be; tried again once the activity changes."""


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """A step that Severa has not answered yet; it goes once it has."""

    id: int
    activity_id: int
    step: Step
    what: str
    """What it is done with: a participant's guid, a file (`services/severa/wishes.py`); of one to be made that was
    asked for, what Severa was told, as JSON."""
    state: StepState = StepState.WAITING
    asked: bool = False
    """Asked for, and no answer was seen: before it is asked for again, Severa is asked whether it is done."""
    attempts: int = 0
    not_before: int = 0
    """When it may be tried, in seconds since 1970 in UTC."""
    error: str = ""
    """Why it was refused, is blocked or did not work the last time, in the language of whoever tried it."""

    @property
    def is_open(self) -> bool:
        """Tell whether it is to be tried again by itself."""
        return self.state is StepState.WAITING

    @property
    def is_stuck(self) -> bool:
        """Tell whether it did not work so often that people are told, though it is tried again by itself."""
        return self.is_open and self.attempts >= TELL_AFTER

    @property
    def is_to_check(self) -> bool:
        """Tell whether a person should know of it."""
        return self.state in {StepState.BLOCKED, StepState.REFUSED} or self.is_stuck


@dataclass(frozen=True, slots=True)
class SentActivity:
    """An activity that is in Severa: its guid there, and what Severa was told of it last."""

    activity_id: int
    guid: str
    told: str
    """JSON, as `services/severa/wishes.py` writes it: what corrections are found by."""
    changed: bool = False
    """Whether the activity may be otherwise now."""


@dataclass(frozen=True, slots=True)
class OutboxCounts:
    """How much is in Severa, and how many activities there is something to be done for."""

    sent: int
    waiting: int
    """Activities with steps that wait, those that nobody looked at yet among them."""
    blocked: int
    refused: int
    stuck: int = 0
    """Of those that wait: how many did not work so often that people are told."""

    @property
    def to_check(self) -> int:
        """Return of how many a person should know."""
        return self.blocked + self.refused + self.stuck

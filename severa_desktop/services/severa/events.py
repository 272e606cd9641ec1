"""What a window and the process that talks with Severa for it hand to each other: jobs, and what is told of them.

Loads nothing of what is done there. A secret goes this way only, through a pipe.
"""

from dataclasses import dataclass, field

from severa_desktop.core.severa import OutboxCounts, RecordKind, SeveraSettings


@dataclass(frozen=True, slots=True)
class Connect:
    """Try credentials, and keep them; answered by `Connected`."""

    settings: SeveraSettings
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class GiveSecret:
    """Try another secret of the connection there is, and keep it; answered by `Connected`."""

    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Try:
    """Try the connection there is; answered by `Connected`."""


@dataclass(frozen=True, slots=True)
class Fetch:
    """Fetch the directory; tells `Read`, answered by `Fetched`."""

    full: bool = False


@dataclass(frozen=True, slots=True)
class Send:
    """Send what is to be done; tells `Sending`, answered by `Sent`."""

    only: tuple[int, ...] | None = None
    """The ids of the activities that are sent, None for all."""


@dataclass(frozen=True, slots=True)
class LookAhead:
    """Find out what sending would do, without asking Severa; answered by `WouldSend`."""


Job = Connect | GiveSecret | Try | Fetch | Send | LookAhead


@dataclass(frozen=True, slots=True)
class Cancel:
    """End what is being done."""


@dataclass(frozen=True, slots=True)
class Read:
    """So many records of a list were read so far."""

    kind: RecordKind
    count: int


@dataclass(frozen=True, slots=True)
class Sending:
    """So many activities were dealt with so far."""

    activities: int


@dataclass(frozen=True, slots=True)
class Connected:
    """The credentials are right."""

    missing: tuple[str, ...] = ()
    """The names of the scopes that they lack."""
    trouble: str = ""
    """Why the secret could not be kept, and what that means."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """The directory is as in Severa."""

    full: bool
    added: int
    changed: int
    deactivated: int
    clashes: int
    """How many records wait for a person who joins them or keeps them apart."""

    @property
    def changed_anything(self) -> bool:
        """Tell whether the directory is another one now."""
        return bool(self.added or self.changed or self.deactivated)


@dataclass(frozen=True, slots=True)
class Sent:
    """Sending came to its end, or to where nothing more could be done."""

    activities: int
    """How many activities anything was done for."""
    refused: int
    """How many of those dealt with wait for a person now."""
    left: OutboxCounts
    error: str = ""
    """Why it ended early; empty if it came to the end."""


@dataclass(frozen=True, slots=True)
class WouldSend:
    """What sending would do."""

    activities: int
    blocked: tuple[tuple[str, str], ...] = ()
    """Subject and reason of some that cannot be sent as the directory is."""
    blocked_count: int = 0
    subjects: tuple[str, ...] = ()
    """Of the first of the others."""


@dataclass(frozen=True, slots=True)
class Failed:
    """It did not come about; nothing is half done."""

    sentence: str
    needs_secret: bool = False
    """There is no secret: a person has to give it."""
    is_busy: bool = False
    """Somebody else is talking with Severa for this store."""
    is_stopped: bool = False
    """A person cancelled it, or the window ended."""


End = Connected | Fetched | Sent | WouldSend | Failed
Event = Read | Sending | End

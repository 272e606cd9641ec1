"""What a source is handed to work with: a place for its mails, a memory, a clock, and a way to say how it is doing.

A source knows neither the store nor the rules: it brings mails, is told what became of each once that is on the
disk, and only then moves, flags or acknowledges them where they came from.
"""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from severa_desktop.core.model import Outcome
from severa_desktop.core.source_settings import SourceState
from severa_desktop.sources.items import MailBytes, MailFile, NotRead


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one mail that a source brought; on the disk."""

    outcome: Outcome | None
    """None: not addressed to the integration, so it was left alone and nothing of it was kept."""
    sentence: str = ""
    """Why it was not imported, in words; empty otherwise."""


class NotNowError(Exception):
    """Nothing can be stored now (disk full, store busy, integration inactive); the mail stays where it is."""


class NoPasswordError(Exception):
    """There is no password for a source; the message says what to do. It stops until a person gives one."""


class Intake(Protocol):
    """Takes mails in; may be used by several sources, each in its own thread."""

    def check_ready(self) -> None:
        """Raise NotNowError while nothing is taken in (the integration is inactive): then nothing is fetched."""

    def take(self, items: Sequence[MailFile | MailBytes | NotRead]) -> list[Taken]:
        """Return what became of each, in order, once all of it is on the disk; raises NotNowError.

        Whether a mail must be addressed to the integration, and the account's addresses, the intake knows.
        """

    def begin(self, items: Sequence[MailFile | MailBytes | NotRead]) -> Callable[[], list[Taken]]:
        """Begin to read mails; what is returned does the rest of `take`, once, from any thread. Raises NotNowError.

        So the next mails can be fetched meanwhile. What was begun first is to be finished first.
        """

    def wanted(self, headers: Sequence[bytes]) -> list[bool]:
        """Tell from their headers alone which mails would be taken in, in order; for mails that are dear to fetch.

        An empty header: whether every mail would be, so that none need be looked at. Raises NotNowError.
        """

    def refuse_recipient(self, address: str) -> str:
        """Return why a mail server may not deliver to an address, empty where it may; raises NotNowError."""

    def leave(self, count: int) -> None:
        """Count so many mails as left alone that were found not to be wanted; raises NotNowError."""


class Memory(Protocol):
    """What a source remembers of a place (a mailbox folder, a file), over restarts; may raise NotNowError."""

    def recall(self, place: str) -> str:
        """Return what was remembered of a place, empty if nothing was."""

    def remember(self, place: str, what: str) -> None:
        """Remember this of a place from now on; on the disk when it returns."""


class Clock(Protocol):
    """The time, and waiting; handed in so that tests need neither."""

    def now(self) -> int:
        """Return the seconds since 1970 in UTC; may be set back by people."""

    def monotonic(self) -> float:
        """Return seconds that only ever grow."""

    def wait(self, stop: threading.Event, seconds: float) -> bool:
        """Wait so long, or until stopped; returns whether it was stopped."""


Report: TypeAlias = Callable[[SourceState], None]
"""Hears how a source is doing: condition, error and last success; mails are counted where they are stored."""


@dataclass(frozen=True, slots=True)
class Work:
    """All that a source is handed."""

    intake: Intake
    memory: Memory
    clock: Clock
    report: Report
    stop: threading.Event
    max_bytes: int
    """The largest mail that is taken in."""
    once: bool = False
    """Take what is there and end."""


class RunningSource(Protocol):
    """One source at work, in a thread of its own."""

    def check(self) -> str | None:
        """Try whether it can work, taking nothing; returns what is wrong and what to do, None if all is well.

        Raises NoPasswordError.
        """

    def run(self, work: Work) -> bool:
        """Bring mails until stopped (or once); returns whether all went well. Faults are retried, never raised."""

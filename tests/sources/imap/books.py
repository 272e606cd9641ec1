"""An intake of the tests' own that keeps what it hears; the real one is in the tests of faults."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Self

from severa_desktop.core.model import Outcome
from severa_desktop.core.source_settings import ImapSettings, SourceState
from severa_desktop.services.processing.clock import SystemClock
from severa_desktop.sources.imap.mailbox import ImapMailbox
from severa_desktop.sources.intake import Clock, Taken, Work
from severa_desktop.sources.items import MailBytes, MailFile, NotRead
from tests.sources.imap.dovecot import PASSWORD

LIMIT = 25_000_000
_ENOUGH = 120.0


class Hands:
    """A clock that goes on only when somebody waits on it, and does something meanwhile."""

    def __init__(self, *happenings: Callable[[], object]) -> None:
        self.seconds = 1_800_000_000.0
        self.pauses: list[float] = []
        self._happenings = list(happenings)

    def now(self) -> int:
        return int(self.seconds)

    def monotonic(self) -> float:
        return self.seconds

    def wait(self, stop: threading.Event, seconds: float) -> bool:
        self.seconds += seconds
        self.pauses.append(seconds)
        if self._happenings:
            self._happenings.pop(0)()
        return stop.is_set()


def is_for_acme(header: bytes) -> bool:
    return b"acme@severamail.com" in header


@dataclass
class Books:
    """Takes mails in by a rule of the test's, and remembers."""

    picks: Callable[[bytes], bool] = is_for_acme
    rule: Callable[[MailBytes | NotRead], Taken] = lambda item: Taken(
        Outcome.FAILED if isinstance(item, NotRead) else Outcome.ACTIVITY
    )
    taken: list[MailBytes | NotRead] = field(default_factory=list)
    headers: list[bytes] = field(default_factory=list)
    left: int = 0
    memory: dict[str, str] = field(default_factory=dict)
    states: list[SourceState] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)

    def check_ready(self) -> None:
        return

    def wanted(self, headers: Sequence[bytes]) -> list[bool]:
        self.headers.extend(headers)
        return [self.picks(header) for header in headers]

    def refuse_recipient(self, address: str) -> str:
        raise AssertionError(address)

    def leave(self, count: int) -> None:
        self.left += count

    def take(self, items: Sequence[MailFile | MailBytes | NotRead]) -> list[Taken]:
        done = []
        for item in items:
            assert not isinstance(item, MailFile)
            done.append(self.rule(item))
            self.taken.append(item)
        return done

    def begin(self, items: Sequence[MailFile | MailBytes | NotRead]) -> Callable[[], list[Taken]]:
        return lambda: self.take(items)

    def recall(self, place: str) -> str:
        return self.memory.get(place, "")

    def remember(self, place: str, what: str) -> None:
        self.memory[place] = what

    def contents(self) -> list[bytes]:
        return [item.content or b"" for item in self.taken]

    def work(self, clock: Clock | None = None, *, once: bool = True, limit: int = LIMIT) -> Work:
        return Work(self, self, clock or Hands(), self.states.append, self.stop, limit, once=once)


def once(settings: ImapSettings, books: Books, clock: Clock | None = None, limit: int = LIMIT) -> bool:
    return ImapMailbox(settings, lambda: PASSWORD).run(books.work(clock, limit=limit))


class Running:
    """A mailbox at work in a thread of its own, as long as the block lasts."""

    def __init__(self, settings: ImapSettings, books: Books, clock: Clock | None = None) -> None:
        self.went_well: bool | None = None
        self._stop = books.stop
        work = books.work(clock or SystemClock(), once=False)
        mailbox = ImapMailbox(settings, lambda: PASSWORD)

        def run() -> None:
            self.went_well = mailbox.run(work)

        self._thread = threading.Thread(target=run)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_raised: object) -> None:
        self._stop.set()
        self.join()

    def join(self) -> None:
        self._thread.join(_ENOUGH)
        assert not self._thread.is_alive()


def mail(number: int | str, to: str = "acme@severamail.com", body: str = "Hello") -> bytes:
    return (
        f"From: anna@acme.example\r\nTo: {to}\r\nSubject: Mail {number}\r\nMessage-ID: <{number}@acme.example>\r\n"
        f"\r\n{body}\r\n"
    ).encode()

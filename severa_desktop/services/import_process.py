"""Importing in a process of its own, so that a window's thread never waits for the interpreter.

Starts, asks, listens and ends; what is done there stands in `import_worker`. Loads nothing of that itself.
"""

import atexit
import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path

from severa_desktop.services.child_process import ChildProcess
from severa_desktop.services.handover import Handover, Missing, Progress
from severa_desktop.services.import_events import (
    Cancel,
    Counted,
    Crashed,
    Did,
    Event,
    Finished,
    ImportLine,
    Refused,
    Request,
    Retry,
    SharedEvidence,
    Started,
)
from severa_desktop.texts import _, language, set_language

__all__ = [
    "Counted",
    "Crashed",
    "Did",
    "Event",
    "Finished",
    "Handover",
    "ImportLine",
    "ImportProcess",
    "Missing",
    "Progress",
    "Refused",
    "Started",
]

_PATIENCE = 15.0
"""Seconds that the process has for the transaction under way when it is to end: a busy computer needs some to end
processes that are just starting. What is killed leaves to others to tidy up, who complain on standard error."""


class ImportProcess:
    """One process that imports into one store; it is started when it is needed, and stays for the next import.

    One thread asks, and one (the same or another) takes the events. Each request is answered by `Started`, then
    `Counted` (not for a retry) and any number of `Did`, and at last one of `Finished`, `Refused` or `Crashed`.
    """

    def __init__(self, store: Path, log: Path | None = None) -> None:
        """Take the path of the store, and of the log that defects go to; else it stands beside the store."""
        self._store = store
        self._log = log or store.with_suffix(".log")
        self._child: ChildProcess[Request, Event] | None = None
        self._unanswered = 0
        """Requests whose last event did not come yet."""
        self._is_there = threading.Event()
        self._crashes: deque[Crashed] = deque()
        self._lock = threading.Lock()
        self._shared = SharedEvidence()

    def start(self) -> None:
        """Start the process, if it does not run, before it is needed: this takes a moment in the background."""
        with self._lock:
            self._running()

    def run(self, handover: Handover) -> None:
        """Import what is handed over, after what was asked for before. Standard input is not read."""
        self._ask(replace(handover, stdin=None))

    def retry(self, ids: Sequence[int] | None) -> None:
        """Decide anew on entries of "Not imported" (None: all rejected ones); those that are gone are passed over."""
        self._ask(Retry(ids))

    def cancel(self) -> None:
        """End what was asked for before: what is done stays, and `Finished` says so."""
        with self._lock:
            if self._child is not None:
                self._child.ask(Cancel())

    def poll(self) -> list[Event]:
        """Return the events that there are, without waiting."""
        events = []
        while (event := self.next_event(0)) is not None:
            events.append(event)
        return events

    def next_event(self, timeout: float) -> Event | None:
        """Wait so many seconds for an event; None if there was none, or the process was closed meanwhile."""
        self._is_there.wait(timeout)
        with self._lock:
            if self._crashes:
                return self._crashes.popleft()
            child = self._child
        if child is None:
            return None
        event = child.next_event(timeout)
        with self._lock:
            if event is None:
                if child.has_gone and self._child is child:
                    self._let_go(child)
                return self._crashes.popleft() if self._crashes else None
            if isinstance(event, Finished | Refused | Crashed):
                self._unanswered -= 1
        return self._received(event)

    def fileno(self) -> int:
        """Return what becomes readable when there is an event; it changes with every new process (not on Windows)."""
        if self._child is None:
            raise ValueError("the process was not started")
        return self._child.fileno()

    def close(self) -> None:
        """End the process after the transaction under way, mid-import too: nothing is left half done."""
        with self._lock:
            child, self._child = self._child, None
            self._unanswered = 0
            self._is_there.clear()
        atexit.unregister(self.close)
        if child is not None:
            child.close(_PATIENCE)

    def _ask(self, request: Request) -> None:
        with self._lock:
            child = self._running()
            self._unanswered += 1
            child.ask(request)

    def _running(self) -> ChildProcess[Request, Event]:
        child = self._child
        if child is not None and not child.is_alive():
            self._let_go(child)
            child = None
        if child is None:
            child = self._child = ChildProcess(_work, "severa-import", self._store, self._log, language())
            self._is_there.set()
            # Else the program would wait for the process when it ends, and that for being told.
            atexit.register(self.close)
        return child

    def _received(self, event: Event) -> Event:
        """Complete an event on this side."""
        match event:
            case Started():
                self._shared = SharedEvidence()
                return event
            case Did(lines, progress):
                return Did(tuple(map(self._shared.share, lines)), progress)
            case Crashed(""):
                return Crashed(
                    _("The import stopped because of a defect in the program. What was done stays; please report it.")
                )
            case _:
                return event

    def _let_go(self, child: ChildProcess[Request, Event]) -> None:
        """Let go of a process that died; tell it if somebody waits for an answer."""
        self._child = None
        self._is_there.clear()
        atexit.unregister(self.close)
        child.close(_PATIENCE)
        unanswered, self._unanswered = self._unanswered, 0
        if unanswered:
            sentence = _("The program that imports stopped unexpectedly. What was done stays; import the rest again.")
            self._crashes.append(Crashed(sentence))


def _work(
    requests: "Connection[object, Request]", events: "Connection[Event, object]", store: Path, log: Path, spoken: str
) -> None:
    """Begin the inner side, which loads what the window need not, in the window's language."""
    from severa_desktop.services.import_worker import work  # noqa: PLC0415

    set_language(spoken)
    work(requests, events, store, log)

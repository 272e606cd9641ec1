"""Talking with Severa beside a window, in a process of its own: reading thousands of records would let the window wait.

Starts a process for each job, listens, cancels, and ends it; what is done there stands in `worker`. Loads nothing of
that itself.
"""

import atexit
import logging
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

from severa_desktop.services.child_process import ChildProcess
from severa_desktop.services.severa.events import (
    Cancel,
    Connected,
    End,
    Event,
    Failed,
    Fetched,
    Job,
    Sent,
    WouldSend,
)
from severa_desktop.texts import _, language

_PATIENCE = 5.0
"""Seconds that a job has to end after it was cancelled."""
_LAST = 1.0
"""Seconds that the process has to end once it told the end of its job."""

_log = logging.getLogger(__name__)


class SeveraProcess:
    """Does one job at a time for one store. Methods are called from one thread, and none but `close` waits.

    `heard` is called in a thread with each `Event`; the last one of a job is an `End`.
    """

    def __init__(self, store: Path, log: Path, heard: Callable[[Event], object]) -> None:
        self._store = store
        self._log = log
        self._heard = heard
        self._lock = threading.Lock()
        self._child: ChildProcess[Cancel, Event] | None = None
        self._thread: threading.Thread | None = None
        self._closing = self._cancels = False

    @property
    def pid(self) -> int | None:
        """The number of the process in the system; None while there is none."""
        with self._lock:
            return None if self._child is None else self._child.pid

    def begin(self, job: Job, secret: str = "") -> None:
        """Begin a job, once the one before has ended; with a secret that a person gave and no keyring holds."""
        if self._thread is None:
            # Else the program would wait for the process when it ends, and that for being told.
            atexit.register(self.close)
        former = self._thread
        with self._lock:
            self._cancels = False
        self._thread = threading.Thread(
            target=self._do, args=(job, secret, former), name="severa-exchange", daemon=True
        )
        self._thread.start()

    def cancel(self) -> None:
        """End what is being done."""
        with self._lock:
            # Where the process is just being started, it hears of it then.
            self._cancels = True
            if self._child is not None:
                self._child.ask(Cancel())

    def close(self) -> None:
        """End for good: within some seconds, nothing half done."""
        with self._lock:
            self._closing = True
            child, thread = self._child, self._thread
            if child is not None:
                child.let_end()
        atexit.unregister(self.close)
        # Whoever was interrupted while it was begun has one that never runs.
        if thread is not None and thread.ident is not None:
            thread.join(_PATIENCE)
            if thread.is_alive() and child is not None:
                child.kill()
            thread.join()

    def _do(self, job: Job, secret: str, former: threading.Thread | None) -> None:
        """Do a job, from its beginning to its end; in a thread of its own."""
        if former is not None:
            former.join()
        try:
            child = self._started(job, secret)
        except OSError:
            # The system has no room for another process now.
            _log.warning("the process that talks with Severa could not be started", exc_info=True)
            child = None
        end = None if child is None else self._listen(child)
        with self._lock:
            self._child = None
        if child is not None:
            child.close(_LAST)
        self._heard(end or Failed(_("Talking with Severa ended unexpectedly. Nothing is half done; try it again.")))

    def _started(self, job: Job, secret: str) -> ChildProcess[Cancel, Event] | None:
        with self._lock:
            if self._closing:
                return None
            self._child = ChildProcess(_work, "severa-exchange", self._store, self._log, language(), job, secret)
            if self._cancels:
                self._child.ask(Cancel())
            return self._child

    def _listen(self, child: ChildProcess[Cancel, Event]) -> End | None:
        while not child.has_gone:
            event = child.next_event(None)
            if isinstance(event, Connected | Fetched | Sent | WouldSend | Failed):
                return event
            if event is not None:
                self._heard(event)
        return None


def _work(
    requests: "Connection[object, Cancel]",
    told: "Connection[Event, object]",
    store: Path,
    log: Path,
    spoken: str,
    job: Job,
    secret: str,
) -> None:
    """Begin the inner side, which loads what the window need not."""
    from severa_desktop.services.severa.worker import work  # noqa: PLC0415

    work(requests, told, store, log, spoken, job, secret)

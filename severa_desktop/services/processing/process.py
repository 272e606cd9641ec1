"""The sources of a store at work beside a window, in a process of its own: Python's interpreter lock would let the
window wait for a thread that reads mails.

Starts that process, starts it again should it die, and ends it; what is done there stands in `processing.worker`. Loads
nothing of that itself. Nothing secret is handed over but through the pipe.
"""

import atexit
import logging
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from time import monotonic
from typing import TypeAlias

from severa_desktop.services.child_process import ChildProcess
from severa_desktop.services.processing.events import GivePassword, Request, Speak, Standing, TryNow

__all__ = ["GivePassword", "Request", "SourcesProcess", "Speak", "Standing", "TryNow"]

Heard: TypeAlias = Callable[[Standing | None], None]

_PATIENCE = 5.0
"""Seconds that the process has to finish what it is doing."""
_LAST = 0.5
"""Seconds that a process has to end which tells nothing any more."""
_PAUSES = (1.0, 5.0, 30.0, 300.0)
"""Seconds until a process that died is started again."""
_WELL = 600.0
"""Seconds after which a process that died did so for a reason of its own, not because it cannot work."""

_log = logging.getLogger(__name__)


class SourcesProcess:
    """The process of one store, wanted or not.

    `heard` is called in a thread: with how sources stand, and with None once the process has ended. Methods are called
    from one thread, and none but `close` waits.
    """

    def __init__(self, store: Path, log: Path, language: str, heard: Heard) -> None:
        self._store = store
        self._log = log
        self._language = language
        self._heard = heard
        self._lock = threading.Lock()
        self._change = threading.Condition(self._lock)
        self._wanted = self._closing = False
        self._child: ChildProcess[Request, Standing] | None = None
        self._thread: threading.Thread | None = None

    @property
    def pid(self) -> int | None:
        """The number of the process in the system; None while there is none."""
        with self._lock:
            return self._child.pid if self._child is not None else None

    def begin(self) -> None:
        """Let the process run from now on."""
        with self._change:
            self._wanted = True
            if self._thread is None:
                # Else the program would wait for the process when it ends, and that for being told.
                atexit.register(self.close)
                self._thread = threading.Thread(target=self._keep, name="severa-sources", daemon=True)
                self._thread.start()
            self._change.notify()

    def end(self) -> None:
        """Let the process end once it has finished what it is doing."""
        with self._change:
            self._wanted = False
            if self._child is not None:
                self._child.let_end()
            self._change.notify()

    def ask(self, request: Request) -> None:
        """Ask the process for something; nothing happens while there is none."""
        with self._lock:
            if isinstance(request, Speak):
                self._language = request.language
            if self._child is not None:
                self._child.ask(request)

    def close(self) -> None:
        """End the process for good: within five seconds, nothing half done."""
        with self._change:
            self._closing, self._wanted = True, False
            child, thread = self._child, self._thread
            if child is not None:
                child.let_end()
            self._change.notify()
        atexit.unregister(self.close)
        if thread is not None:
            thread.join(_PATIENCE)
            if thread.is_alive() and child is not None:
                child.kill()
            thread.join()

    def _keep(self) -> None:
        """Keep the process running while it is wanted; in a thread of its own."""
        failures = 0
        while self._is_wanted():
            began = monotonic()
            try:
                self._run()
            except OSError:
                # The system has no room for another process now.
                _log.warning("the process that works on sources could not be started", exc_info=True)
            with self._lock:
                died = self._wanted
            failures = 0 if not died or monotonic() - began > _WELL else failures + 1
            if failures:
                self._pause(_PAUSES[min(failures, len(_PAUSES)) - 1])

    def _is_wanted(self) -> bool:
        """Wait until the process is wanted; returns False when it never will be again."""
        with self._change:
            self._change.wait_for(lambda: self._wanted or self._closing)
            return not self._closing

    def _run(self) -> None:
        """Start the process and listen until it has ended."""
        child = self._started()
        if child is None:
            return
        while not child.has_gone:
            standing = child.next_event(None)
            if standing is not None:
                self._heard(standing)
        with self._lock:
            self._child = None
        child.close(_LAST)
        self._heard(None)

    def _started(self) -> ChildProcess[Request, Standing] | None:
        """Start the process; None where somebody changed their mind meanwhile."""
        with self._lock:
            if not self._wanted:
                return None
            self._child = ChildProcess(_work, "severa-sources", self._store, self._log, self._language)
            return self._child

    def _pause(self, seconds: float) -> None:
        with self._change:
            self._change.wait_for(lambda: self._closing, seconds)


def _work(
    requests: "Connection[object, Request]", told: "Connection[Standing, object]", store: Path, log: Path, language: str
) -> None:
    """Begin the inner side, which loads what the window need not."""
    from severa_desktop.services.processing.worker import work  # noqa: PLC0415

    work(requests, told, store, log, language)

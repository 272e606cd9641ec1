"""Ends what is under way with a server: at once when it is cancelled, and when it has taken too long as a whole.

The library waits for bytes, each time for so long; a server that sends one now and then would keep it for ever. A
thread beside closes the line under the one that waits, who finds it at its end.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from socket import SHUT_RDWR, socket

from severa_desktop.severa.errors import StoppedError

_STEP = 0.1
"""Seconds between two looks at what is under way."""


class Exchange:
    """One request and its answer, as far as they are."""

    def __init__(self, seconds: float) -> None:
        self.end = time.monotonic() + seconds
        self.sent = False
        """Something of the request went out: the server may act on it."""
        self.expired = False
        self.line: socket | None = None
        """Another handle of the connection that is used."""

    def cut(self) -> None:
        """Let whoever waits for the connection find that it is at its end."""
        if self.line is not None:
            with suppress(OSError):
                self.line.shutdown(SHUT_RDWR)


class Watch:
    """Looks after the exchanges of all threads."""

    def __init__(self, stop: threading.Event) -> None:
        self.stop = stop
        self._closed = threading.Event()
        self._lock = threading.Lock()
        self._exchanges: set[Exchange] = set()
        self._mine = _Mine()
        self._thread: threading.Thread | None = None

    @contextmanager
    def exchange(self, seconds: float) -> Iterator[Exchange]:
        """Watch over what this thread does within the block, which may take so long; raises StoppedError."""
        one = Exchange(seconds)
        with self._lock:
            self._exchanges.add(one)
            if self._thread is None:
                self._thread = threading.Thread(target=self._look, name="severa-watch", daemon=True)
                self._thread.start()
        self._mine.exchange = one
        try:
            self.check()
            yield one
        finally:
            self._mine.exchange = None
            with self._lock:
                self._exchanges.discard(one)

    def uses(self, line: socket) -> None:
        """Take note of the connection that this thread's exchange goes through; raises StoppedError."""
        one = self._mine.exchange
        if one is not None:
            with self._lock:
                one.line = line
        self.check()

    def sends(self) -> None:
        """Take note that this thread's exchange is about to send something of its request; raises StoppedError."""
        self.check()
        if self._mine.exchange is not None:
            self._mine.exchange.sent = True

    def check(self) -> None:
        """Raise StoppedError if it was cancelled."""
        if self.stop.is_set():
            raise StoppedError

    def close(self) -> None:
        """Look no more; the thread ends by itself, a step later at most."""
        self._closed.set()

    def _look(self) -> None:
        while not self._closed.is_set():
            stopped = self.stop.wait(_STEP)
            now = time.monotonic()
            with self._lock:
                for one in self._exchanges:
                    one.expired = one.expired or now > one.end
                    if stopped or one.expired:
                        one.cut()
            if stopped:
                # Whoever begins anything now finds that for themselves.
                return


class _Mine(threading.local):
    exchange: Exchange | None = None

"""The time, and waiting for it: handed in, so that tests need not wait."""

import threading
import time
from typing import Protocol

from severa_desktop.severa.errors import StoppedError


class Clock(Protocol):
    """What tells the time and lets it pass."""

    def running(self) -> float:
        """Return seconds of a clock that nobody sets and all processes share; it begins anew with the computer."""

    def now(self) -> float:
        """Return seconds since 1970, as far as this computer knows."""

    def wait(self, seconds: float, stop: threading.Event) -> None:
        """Let so many seconds pass; raises StoppedError as soon as `stop` is set."""


class SystemClock:
    """The computer's own."""

    def running(self) -> float:
        """Return seconds since the computer was started, or thereabouts."""
        return time.monotonic()

    def now(self) -> float:
        """Return seconds since 1970."""
        return time.time()

    def wait(self, seconds: float, stop: threading.Event) -> None:
        """Let so many seconds pass; raises StoppedError."""
        if stop.wait(max(0.0, seconds)):
            raise StoppedError

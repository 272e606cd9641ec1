"""A clock that tests hand in: whoever waits for it goes on at once, and it is later."""

import threading
import time

from severa_desktop.severa.errors import StoppedError


class HandedClock:
    """Begins at the real time; `waits` are the seconds that were waited for, in their order."""

    def __init__(self) -> None:
        self.waits: list[float] = []
        self._lock = threading.Lock()
        self._running = 1_000_000.0
        self._ahead = time.time() - self._running

    def running(self) -> float:
        with self._lock:
            return self._running

    def now(self) -> float:
        with self._lock:
            return self._running + self._ahead

    def wait(self, seconds: float, stop: threading.Event) -> None:
        if stop.is_set():
            raise StoppedError
        with self._lock:
            self.waits.append(seconds)
            self._running += max(0.0, seconds)

    def pass_by(self, seconds: float) -> None:
        with self._lock:
            self._running += seconds

    @property
    def pauses(self) -> list[float]:
        """The waits that were no mere waiting for a turn."""
        return [seconds for seconds in self.waits if seconds > 0.2]

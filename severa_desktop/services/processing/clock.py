"""The computer's clock, as sources are handed it."""

import threading
import time


class SystemClock:
    """See `sources.intake.Clock`."""

    def now(self) -> int:
        """Return the seconds since 1970 in UTC; may be set back by people."""
        return int(time.time())

    def monotonic(self) -> float:
        """Return seconds that only ever grow."""
        return time.monotonic()

    def wait(self, stop: threading.Event, seconds: float) -> bool:
        """Wait so long, or until stopped; returns whether it was stopped."""
        return stop.wait(seconds)

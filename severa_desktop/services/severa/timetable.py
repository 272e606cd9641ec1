"""What is exchanged with Severa by itself, and when: the same rule for a window and for a processor without one.

Loads nothing that talks.
"""

import time
from collections.abc import Callable

from severa_desktop.core.severa import Connection, PushMode
from severa_desktop.services.severa.events import Event, Fetch, Fetched, Send, Sent

SOON = 2.0
"""Seconds from the last change to sending by itself: a person, or an import, may not be done yet."""
_PAUSES = (60.0, 300.0, 900.0, 3600.0)
"""Seconds until something that did not work is tried again by itself."""


class Timetable:
    """Says what is due, as the store has it; what did not work waits, longer each time."""

    def __init__(self, now: Callable[[], float] = time.time, running: Callable[[], float] = time.monotonic) -> None:
        """Take the seconds since 1970, which people may set back, and seconds that only grow."""
        self._now = now
        self._running = running
        self._failures: dict[type[Fetch | Send], int] = {}
        self._not_before: dict[type[Fetch | Send], float] = {}

    def due(self, connection: Connection | None, send_at: int | None) -> Fetch | Send | None:
        """Return what is to be done now, where something is to be sent at this time (`standing.send_at`)."""
        if connection is None:
            return None
        if self._may_begin(Fetch) and connection.is_pull_due(self._now()):
            return Fetch()
        is_sent = (
            connection.settings.push is PushMode.AUTOMATIC
            # Without any directory of Severa's, nothing could be sent.
            and connection.pulled_at is not None
            and send_at is not None
            and send_at <= self._now()
        )
        return Send() if is_sent and self._may_begin(Send) else None

    def ended(self, job: Fetch | Send, event: Event) -> None:
        """Take in how it ended, by itself or not."""
        kind = type(job)
        if not isinstance(event, Fetched) and not (isinstance(event, Sent) and not event.error):
            self._failures[kind] = self._failures.get(kind, 0) + 1
            self._wait(kind, _PAUSES[min(self._failures[kind], len(_PAUSES)) - 1])
            return
        self._failures[kind] = 0
        # Where there was nothing to be done but to wait, it must not begin again and again.
        did_nothing = isinstance(event, Sent) and not event.activities and not event.refused
        self._wait(kind, _PAUSES[0] if did_nothing else 0.0)

    def forget_failures(self) -> None:
        """Let nothing wait any longer: what was in the way is mended."""
        self._failures.clear()
        self._not_before.clear()

    def _wait(self, kind: type[Fetch | Send], seconds: float) -> None:
        self._not_before[kind] = self._running() + seconds

    def _may_begin(self, kind: type[Fetch | Send]) -> bool:
        return kind not in self._not_before or self._running() >= self._not_before[kind]

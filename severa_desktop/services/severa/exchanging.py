"""Exchanging with Severa beside a processor without a window: by itself, in a process of its own, told in lines.

Where Severa is not connected, the store is asked now and then whether it is, and nothing of all that is loaded.
"""

import queue
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from severa_desktop.core.severa import Connection
from severa_desktop.services.severa.events import Event, Fetch, Read, Send, Sending
from severa_desktop.services.severa.news import News
from severa_desktop.services.severa.standing import send_at
from severa_desktop.services.severa.timetable import SOON, Timetable
from severa_desktop.store.errors import StoreError

if TYPE_CHECKING:
    from severa_desktop.services.severa.process import SeveraProcess
    from severa_desktop.store.store import Store

_LOOK = 1.0
"""Seconds between two looks whether anybody wrote to the store."""
_LOOK_UNCONNECTED = 10.0
"""Seconds between two looks whether Severa is connected now."""
_AT_THE_LATEST = 30.0
"""Seconds after which what is due is begun though mails go on coming."""


class Exchanging:
    """Exchanges for one store. Methods are called from one thread, and none but `close` waits."""

    def __init__(
        self,
        store: "Store",
        log: Path,
        told: Callable[[str], object],
        now: Callable[[], float] = time.time,
        running: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take who is told what was done or does not work, in sentences without content of mails, and the clocks."""
        self._store = store
        self._log = log
        self._told = told
        self._running = running
        self._timetable = Timetable(now, running)
        self._news = News()
        self._process: SeveraProcess | None = None
        self._heard: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self.job: Fetch | Send | None = None
        """What is being done; None while nothing is."""
        self._connection: Connection | None = None
        self._send_at: int | None = None
        self._version: int | None = None
        self._next_look = self._changed_at = running()
        self._due_since: float | None = None

    def look(self) -> None:
        """Tell what was done, and begin what is due; cheap enough to be called some times a second."""
        self._hear()
        now = self._running()
        if self.job is not None or now < self._next_look:
            return
        try:
            self._see(now)
        except StoreError:
            # Locked for long, or the disk is full: the sources meet that, too, and say so.
            return
        finally:
            self._next_look = now + (_LOOK_UNCONNECTED if self._connection is None else _LOOK)
        job = self._timetable.due(self._connection, self._send_at)
        if job is None:
            self._due_since = None
            return
        self._due_since = now if self._due_since is None else self._due_since
        if now - self._changed_at >= SOON or now - self._due_since >= _AT_THE_LATEST:
            self._begin(job)

    def let_end(self) -> None:
        """Cancel what is being done, and begin nothing more: nothing is half done then. `close` waits for it."""
        self._next_look = float("inf")
        if self._process is not None:
            self._process.cancel()

    def close(self) -> None:
        """End, within some seconds, and tell what was done until then."""
        self.let_end()
        if self._process is not None:
            self._process.close()
        self._hear()

    def _see(self, now: float) -> None:
        """Look how things stand, where somebody wrote to the store."""
        # Only a company that is connected pays for what watches the store.
        version = None if self._connection is None else self._store.version()
        if version is not None and version == self._version:
            return
        with self._store.reading() as reader:
            self._connection = reader.severa_connection()
            self._send_at = None if self._connection is None else send_at(reader, self._connection)
        self._version, self._changed_at = version, now

    def _begin(self, job: Fetch | Send) -> None:
        # Loaded by companies that are connected, once there is something to be done.
        from severa_desktop.services.severa.process import SeveraProcess  # noqa: PLC0415

        if self._process is None:
            self._process = SeveraProcess(self._store.path, self._log, self._heard.put)
        self.job, self._due_since = job, None
        self._process.begin(job)

    def _hear(self) -> None:
        while not self._heard.empty():
            event = self._heard.get()
            if self.job is None or isinstance(event, Read | Sending):
                continue
            job, self.job = self.job, None
            self._timetable.ended(job, event)
            # How things stand now, the store says.
            self._version = None
            for sentence in self._news.of(job, event):
                self._told(sentence)

"""The inner side of `import_process`: imports in a process of its own and tells what becomes of the mails.

Does one request after the other. Ends after the transaction under way when nobody listens any more.
"""

import logging
import multiprocessing
import queue
import signal
import threading
import time
from collections.abc import Generator, Sequence
from contextlib import closing
from multiprocessing.connection import Connection
from pathlib import Path

from severa_desktop.core.model import ImportResult, Outcome
from severa_desktop.logs import start_log
from severa_desktop.services.errors import UserError, sentence_for
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
    Started,
    line_of,
)
from severa_desktop.services.importing import Handover, ImportService, NotReadyError, Progress
from severa_desktop.services.retrying import RetryService
from severa_desktop.store.errors import StoreError
from severa_desktop.store.store import Store

_APART = 0.05
"""Seconds between two tellings of what was retried."""

_log = logging.getLogger(__name__)


class _NobodyListensError(Exception):
    """The window has gone, or closed this process."""


def work(requests: "Connection[object, Request]", events: "Connection[Event, object]", store: Path, log: Path) -> None:
    """Do what is asked until nobody asks any more."""
    # Ctrl+C in the window's terminal is the window's to answer: it closes this process.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    start_log(log, verbose=False)
    jobs = _Jobs(requests)
    worker = _Worker(store, events)
    worker.warm_up()
    try:
        while (job := jobs.next()) is not None:
            worker.do(*job)
    except _NobodyListensError:
        return
    finally:
        worker.close()
        _end_reading()


def _end_reading() -> None:
    """End parsing processes that are still starting: what they would look for goes with this process."""
    for process in multiprocessing.active_children():
        process.kill()
        process.join()


class _Jobs:
    """What was asked for and not begun yet, each with the event that ends it; listens in a thread of its own."""

    def __init__(self, requests: "Connection[object, Request]") -> None:
        self._requests = requests
        self._waiting: queue.SimpleQueue[tuple[Handover | Retry, threading.Event] | None] = queue.SimpleQueue()
        self._stops: list[threading.Event] = []
        threading.Thread(target=self._listen, daemon=True).start()

    def next(self) -> tuple[Handover | Retry, threading.Event] | None:
        """Wait for the next request; None once there are no more."""
        return self._waiting.get()

    def _listen(self) -> None:
        try:
            while True:
                self._take(self._requests.recv())
        except (EOFError, OSError):
            self._stop()
            self._waiting.put(None)

    def _take(self, request: Request) -> None:
        if isinstance(request, Cancel):
            self._stop()
            return
        stop = threading.Event()
        self._stops.append(stop)
        self._waiting.put((request, stop))

    def _stop(self) -> None:
        for stop in self._stops:
            stop.set()
        self._stops.clear()


class _Worker:
    """Does requests over one store, which is opened when it is first needed."""

    def __init__(self, path: Path, events: "Connection[Event, object]") -> None:
        self._path = path
        self._events = events
        self._opened: Store | None = None

    def warm_up(self) -> None:
        """Open the store before anybody waits for it."""
        try:
            self._store()
        except StoreError:
            # Told when something is asked for.
            return

    def close(self) -> None:
        """Close the store."""
        if self._opened is not None:
            self._opened.close()

    def do(self, request: Handover | Retry, stop: threading.Event) -> None:
        """Do one request and tell how it went; raises _NobodyListensError where nobody hears that."""
        self.tell(Started())
        try:
            self.tell(self._retry(request.ids, stop) if isinstance(request, Retry) else self._import(request, stop))
        except _NobodyListensError:
            raise
        except NotReadyError as error:
            self.tell(Refused(error.missing))
        except UserError as error:
            self.tell(Crashed(str(error)))
        except Exception as error:  # noqa: BLE001 - told to whoever waits for it, and the log
            sentence = sentence_for(error)
            if sentence is None:
                _log.exception("an import failed")
            self.tell(Crashed(sentence or ""))

    def _import(self, handover: Handover, stop: threading.Event) -> Finished:
        service = ImportService(self._store(), _now)
        telling = _Telling(self)
        telling.all(service.run(handover, telling.progress, stop))
        return Finished(telling.counts, service.skipped, service.import_id, cancelled=stop.is_set())

    def _retry(self, ids: Sequence[int] | None, stop: threading.Event) -> Finished:
        service = RetryService(self._store(), _now)
        telling = _Telling(self)
        telling.all(service.run(ids, stop, pass_over_gone=True))
        return Finished(telling.counts, 0, service.import_id, cancelled=stop.is_set())

    def _store(self) -> Store:
        if self._opened is None:
            self._opened = Store.open(self._path)
        return self._opened

    def tell(self, event: Event) -> None:
        """Let the window know; raises _NobodyListensError."""
        try:
            self._events.send(event)
        except OSError as error:
            raise _NobodyListensError from error


class _Telling:
    """Gathers what was done, so that it is told some times a second, not for each mail."""

    def __init__(self, worker: _Worker) -> None:
        self._worker = worker
        self._lines: list[ImportLine] = []
        self._progress: Progress | None = None
        self._last = time.monotonic()
        self.counts: dict[Outcome, int] = dict.fromkeys(Outcome, 0)

    def all(self, results: Generator[ImportResult, None, None]) -> None:
        """Tell what became of each mail, also where the rest cannot be done."""
        with closing(results):
            try:
                for result in results:
                    self.counts[result.outcome] += 1
                    self._lines.append(line_of(result))
                    if self._progress is None and time.monotonic() - self._last >= _APART:
                        self._tell()
            finally:
                self._tell()

    def progress(self, progress: Progress) -> None:
        """Take in how far the import is; comes once a transaction."""
        if not progress.mails and self._progress is None:
            self._worker.tell(Counted(progress.expected or 0))
        self._progress = progress
        self._tell()

    def _tell(self) -> None:
        if self._lines:
            self._worker.tell(Did(tuple(self._lines), self._progress))
            self._lines.clear()
            self._last = time.monotonic()


def _now() -> int:
    return int(time.time())

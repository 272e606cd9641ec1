"""Work that must not hold the window's thread: every call of a service.

Long-lived workers, each in a thread of its own: one for what somebody waits for (rows, details, searches), one for
what may take longer (writing, statistics), one for what takes minutes (backups).
Results come back by signal, so that callbacks run in the window's thread, each in a turn of its own.
A request that names a subject replaces the one before it on the same subject: only the last one is answered. Whoever
closes the window does not wait for answers; what was ordered without a subject, a change above all, is still done.
"""

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING, Generic, TypeVar

from PySide6.QtCore import QObject, Qt, QThread, Signal, Slot
from shiboken6 import isValid

from severa_desktop.ui.turns import in_a_turn

if TYPE_CHECKING:
    from severa_desktop.bootstrap import Application

Result = TypeVar("Result")
Work = Callable[["Application"], Result]


class Lane(Enum):
    """Which worker does it."""

    QUICK = auto()
    SLOW = auto()
    LONG = auto()
    """For what takes minutes; it must look at `Background.is_closing` by itself."""


@dataclass(slots=True, eq=False)
class _Request(Generic[Result]):
    owner: QObject
    work: Work[Result]
    then: Callable[[Result], object] | None
    failed: Callable[[Exception], None] | None
    subject: str | None
    result: Result | None = None
    error: Exception | None = None


class _Worker(QObject):
    """Does one request after the other; lives in its own thread."""

    done = Signal(object)

    def __init__(self, application: Callable[[], "Application"]) -> None:
        super().__init__()
        self._application = application
        self._waiting: deque[_Request[object]] = deque()
        self._lock = threading.Lock()
        self.failures: list[Exception] = []
        """What went wrong at the end, when nobody could be told."""

    def put(self, request: "_Request[object]") -> None:
        """Let a request wait; called from the window's thread."""
        with self._lock:
            if request.subject is not None:
                same = [one for one in self._waiting if (one.owner, one.subject) == (request.owner, request.subject)]
                for one in same:
                    self._waiting.remove(one)
            self._waiting.append(request)

    def finish(self) -> None:
        """Do what was ordered and still waits, and answer no more questions; the thread calls it at its end."""
        while self._waiting:
            request = self._waiting.popleft()
            if request.subject is None:
                self._do(request)
                if request.error is not None:
                    self.failures.append(request.error)

    @Slot()
    def work(self) -> None:
        """Do the next request, if it was not replaced meanwhile."""
        with self._lock:
            if not self._waiting:
                return
            request = self._waiting.popleft()
        self._do(request)
        self.done.emit(request)

    def _do(self, request: "_Request[object]") -> None:
        try:
            request.result = request.work(self._application())
        except Exception as error:  # noqa: BLE001 - it is told where the request came from
            request.error = error


class Background(QObject):
    """Runs work over the store and hands results back to the window's thread."""

    _wake_quick = Signal()
    _wake_slow = Signal()
    _wake_long = Signal()

    def __init__(self, open_application: Callable[[], "Application"], failed: Callable[[Exception], None]) -> None:
        """`open_application` is called once, in a worker's thread; `failed` hears what no request handles itself."""
        super().__init__()
        self._open = open_application
        self._failed = failed
        self.is_closing = threading.Event()
        """Set once nobody will be called back any more."""
        self._opening = threading.Lock()
        self._opened: Application | None = None
        self._latest: dict[tuple[int, str], _Request[object]] = {}
        self._workers = {lane: _Worker(self._application) for lane in Lane}
        self._threads = {lane: QThread() for lane in Lane}
        self._wakes = {Lane.QUICK: self._wake_quick, Lane.SLOW: self._wake_slow, Lane.LONG: self._wake_long}
        for lane, wake in self._wakes.items():
            worker, thread = self._workers[lane], self._threads[lane]
            thread.setObjectName(f"severa-{lane.name.lower()}")
            worker.moveToThread(thread)
            wake.connect(worker.work, Qt.ConnectionType.QueuedConnection)
            worker.done.connect(self._finish, Qt.ConnectionType.QueuedConnection)
            thread.finished.connect(worker.finish, Qt.ConnectionType.DirectConnection)
            thread.start()

    def run(
        self,
        owner: QObject,
        work: Work[Result],
        then: Callable[[Result], object] | None = None,
        *,
        failed: Callable[[Exception], None] | None = None,
        subject: str | None = None,
        lane: Lane = Lane.QUICK,
    ) -> None:
        """Do some work in a worker's thread, then call back in the window's.

        Nothing is called back once the owner is gone, when a later request on the same subject was made, or after
        `close`; then nothing more is done either.
        """
        if self.is_closing.is_set():
            return
        request: _Request[Result] = _Request(owner, work, then, failed, subject)
        if subject is not None:
            self._latest[id(owner), subject] = request  # type: ignore[assignment]
        self._workers[lane].put(request)  # type: ignore[arg-type]
        self._wakes[lane].emit()

    def close(self) -> None:
        """End both threads after what they are doing and what was ordered, and close the store."""
        self.is_closing.set()
        for thread in self._threads.values():
            thread.quit()
        for thread in self._threads.values():
            thread.wait()
        for worker in self._workers.values():
            while worker.failures:
                self._failed(worker.failures.pop(0))
        if self._opened is not None:
            self._opened.close()
            self._opened = None

    def _application(self) -> "Application":
        with self._opening:
            if self._opened is None:
                self._opened = self._open()
            return self._opened

    @Slot(object)
    def _finish(self, request: "_Request[object]") -> None:
        # What is shown of two answers would be too much for one turn.
        in_a_turn(self, lambda: self._answer(request))

    def _answer(self, request: "_Request[object]") -> None:
        if request.subject is not None:
            key = (id(request.owner), request.subject)
            if self._latest.get(key) is not request:
                return
            del self._latest[key]
        if self.is_closing.is_set() or not isValid(request.owner):
            return
        if request.error is not None:
            (request.failed or self._failed)(request.error)
        elif request.then is not None:
            request.then(request.result)

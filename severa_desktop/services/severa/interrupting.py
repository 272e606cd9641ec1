"""Work that waits for a server, from which Ctrl+C gets out."""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

_Found = TypeVar("_Found")
_STEP = 0.2
"""Seconds between two looks: some systems do not interrupt a wait without end."""


def uninterrupted(
    work: Callable[[], _Found], stop: threading.Event, meanwhile: Callable[[], object] | None = None
) -> _Found:
    """Return what the work returns, which is done in a thread beside; whatever interrupts the waiting sets `stop`.

    Threads are never interrupted themselves: the work has to look at `stop`. `meanwhile` is done once, beside it too.
    """
    task = _Task(work)
    other = None if meanwhile is None else _Task(meanwhile)
    tasks: list[_Task[_Found] | _Task[object]] = [task] if other is None else [task, other]
    try:
        for each in tasks:
            each.thread.start()
        for each in tasks:
            each.wait()
    except BaseException:
        stop.set()
        raise
    finally:
        for each in tasks:
            each.end()
    if other is not None:
        other.result()
    return task.result()


class _Task(Generic[_Found]):
    """Something that is done in a thread of its own, and what came of it."""

    def __init__(self, work: Callable[[], _Found]) -> None:
        self._work = work
        self._found: list[_Found] = []
        self._error: BaseException | None = None
        # A bare lock: what an interrupt finds half done in any larger thing would keep the thread from ending.
        self._undone = threading.Lock()
        self._undone.acquire()
        self.thread = threading.Thread(target=self._do, name="severa")

    def wait(self) -> None:
        """Wait until it is done; to be called once."""
        while not self._undone.acquire(timeout=_STEP):
            pass

    def end(self) -> None:
        """Return once nothing of it is done any more."""
        if self.thread.ident is not None:
            self.thread.join()

    def result(self) -> _Found:
        """Return what it returned, or raise what it raised."""
        if self._error is not None:
            raise self._error
        return self._found[0]

    def _do(self) -> None:
        try:
            self._found.append(self._work())
        except BaseException as error:  # noqa: BLE001 - raised where it is waited for
            self._error = error
        finally:
            self._undone.release()

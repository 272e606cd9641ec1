"""Turns of the event loop: what is done in one goes before other threads, and what is left for later gets one each."""

from collections.abc import Callable
from heapq import heappop, heappush
from itertools import count
from math import ceil
from time import monotonic

from PySide6.QtCore import QCoreApplication, QObject, QTimer
from shiboken6 import isValid

from severa_desktop.giving_way import go_first, have_gone

_FRAME = 0.02
"""Seconds by which Qt has drawn what changed: it gathers changes for some milliseconds."""
_MILLISECONDS = 1_000


class _Turns(QObject):
    """The turns of one application's event loop."""

    def __init__(self, application: QObject | None) -> None:
        super().__init__(application)
        self._waiting: list[tuple[float, int, QObject, Callable[[], object]]] = []
        self._numbers = count()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._do_next)
        self._end = QTimer(self)
        self._end.setSingleShot(True)
        self._end.timeout.connect(have_gone)

    def go_first(self) -> None:
        """Go before other threads until all that is to be done now is done: a timer is served after it."""
        go_first()
        if not self._end.isActive():
            self._end.start(0)

    def add(self, owner: QObject, do: Callable[[], object], seconds: float) -> None:
        """Let something wait for so many seconds at the least.

        Timers of their own would all be due at once after anything that took long, and be served in one turn.
        """
        heappush(self._waiting, (monotonic() + seconds, next(self._numbers), owner, do))
        self._wait()

    def _do_next(self) -> None:
        _due, _number, owner, do = heappop(self._waiting)
        self.go_first()
        try:
            if isValid(owner):
                do()
        finally:
            # Only now: else it would be due together with what is asked of the window meanwhile, and come first.
            self._wait()

    def _wait(self) -> None:
        if self._waiting:
            self._timer.start(max(ceil((self._waiting[0][0] - monotonic()) * _MILLISECONDS), 0))


_made: _Turns | None = None


def _turns() -> _Turns:
    global _made  # noqa: PLW0603 - there is one event loop
    if _made is None or not isValid(_made):
        _made = _Turns(QCoreApplication.instance())
    return _made


def work_first() -> None:
    """Let other threads wait in the rest of this turn."""
    _turns().go_first()


def in_a_turn(owner: QObject, do: Callable[[], object], after: float = 0.0) -> None:
    """Do something in a turn of its own, so many seconds from now at the soonest, unless the owner is gone by then.

    Between two of them the window answers to keys and draws.
    """
    _turns().add(owner, do, after)


def once_painted(owner: QObject, do: Callable[[], object]) -> None:
    """Do something in a turn of its own once what was changed is painted, unless the owner is gone by then."""
    in_a_turn(owner, do, _FRAME)

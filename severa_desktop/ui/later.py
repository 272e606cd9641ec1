"""Work left for later turns of the event loop: each thing gets its own, so that together they hold nobody up."""

from collections.abc import Callable
from heapq import heappop, heappush
from itertools import count
from math import ceil
from time import monotonic

from PySide6.QtCore import QCoreApplication, QObject, QTimer
from shiboken6 import isValid

from severa_desktop.ui.first import work_first

_FRAME = 0.02
"""Seconds by which Qt has drawn what changed: it gathers changes for some milliseconds."""
_MILLISECONDS = 1_000


class _Turns(QObject):
    """Does what waits, one thing a turn: between two of them the window answers to keys and draws.

    Timers of their own would all be due at once after anything that took long, and be served in one turn.
    """

    def __init__(self, application: QObject | None) -> None:
        super().__init__(application)
        self._waiting: list[tuple[float, int, QObject, Callable[[], object]]] = []
        self._numbers = count()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._do_next)

    def add(self, owner: QObject, do: Callable[[], object], seconds: float) -> None:
        """Let something wait for so many seconds at the least."""
        heappush(self._waiting, (monotonic() + seconds, next(self._numbers), owner, do))
        self._wait()

    def _do_next(self) -> None:
        _due, _number, owner, do = heappop(self._waiting)
        work_first()
        try:
            if isValid(owner):
                do()
        finally:
            # Only now: else it would be due together with what is asked of the window meanwhile, and come first.
            self._wait()

    def _wait(self) -> None:
        if self._waiting:
            self._timer.start(max(ceil((self._waiting[0][0] - monotonic()) * _MILLISECONDS), 0))


_turns: _Turns | None = None


def in_a_turn(owner: QObject, do: Callable[[], object], after: float = 0.0) -> None:
    """Do something in a turn of its own, so many seconds from now at the soonest, unless the owner is gone by then."""
    global _turns  # noqa: PLW0603 - there is one event loop
    if _turns is None or not isValid(_turns):
        _turns = _Turns(QCoreApplication.instance())
    _turns.add(owner, do, after)


def once_painted(owner: QObject, do: Callable[[], object]) -> None:
    """Do something in a turn of its own once what was changed is painted, unless the owner is gone by then."""
    in_a_turn(owner, do, _FRAME)

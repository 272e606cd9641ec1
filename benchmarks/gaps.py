"""How long a window's thread leaves its event loop alone: a timer that should fire every few milliseconds tells.

Beside each gap stands what the process did in it on the processors, all its threads together, and this thread alone: a
gap that is long though the process did little is the machine's, which had others to serve; one in which the others did
much is theirs, as only one thread at a time can run Python.
"""

import sys
from array import array
from dataclasses import dataclass
from time import monotonic, process_time, thread_time

from PySide6.QtCore import QObject, Qt, QTimer

INTERVAL_MS = 2


@dataclass(frozen=True, slots=True)
class Gap:
    """The time between two turns of the event loop, seconds throughout."""

    at: float
    """Its end, on the system's one clock."""
    length: float
    worked: float
    """What the process worked in it, all threads together."""
    own: float
    """What the window's thread did of that."""
    act: str
    """What was done to the window last."""


class GapTimer(QObject):
    """Records gaps from `begin` on."""

    def __init__(self) -> None:
        super().__init__()
        self._at, self._lengths, self._worked, self._own = array("d"), array("d"), array("d"), array("d")
        self._acts: list[str] = []
        self._act = ""
        self._last, self._last_worked, self._last_own = 0.0, 0.0, 0.0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(INTERVAL_MS)
        self._timer.timeout.connect(self._tick)

    def begin(self) -> None:
        """Record from now on."""
        self._last, self._last_worked, self._last_own = monotonic(), process_time(), thread_time()
        self._timer.start()

    def name(self, act: str) -> None:
        """Name what is done to the window from now on."""
        self._act = act

    def print_all(self) -> None:
        """Stop, and print every gap, a line each."""
        self._timer.stop()
        for gap in zip(self._at, self._lengths, self._worked, self._own, self._acts, strict=True):
            print(*gap, sep="\t")
        sys.stdout.flush()

    def _tick(self) -> None:
        now, worked, own = monotonic(), process_time(), thread_time()
        self._at.append(now)
        self._lengths.append(now - self._last)
        self._worked.append(worked - self._last_worked)
        self._own.append(own - self._last_own)
        self._acts.append(self._act)
        self._last, self._last_worked, self._last_own = now, worked, own


def parse_gap(line: str) -> Gap:
    """Return a gap as `GapTimer.print_all` printed it."""
    at, length, worked, own, act = line.split("\t")
    return Gap(float(at), float(length), float(worked), float(own), act)

"""Frees what is not used any more in the window's thread only.

Python looks for such objects in whatever thread is running, and there an object of Qt that has timers or children
would be destroyed in a thread that is not its own, which ends the program.
"""

import gc
import sys
from time import thread_time

from PySide6.QtCore import QObject, QTimer

_LOOK_MS = 1_000
_COUNT_MS = 250
"""Between two looks at how many objects came, which takes no time."""
_MANY = 10_000
"""Objects that are gone through in some milliseconds, each with what it holds."""
_MOST = 3 * _MANY
"""Objects that came and stayed, a few at a time, and are gone through once more."""
_LONG = 0.01
"""Seconds that a look may take."""


class Collector(QObject):
    """Takes over from Python's own collector as long as it exists."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        # What is there from the start stays to the end, and need not be looked at each time.
        gc.freeze()
        self._modules = len(sys.modules)
        self._stayed = 0
        """Objects that were gone through once since all of those were gone through again."""
        self._timers = (QTimer(self), QTimer(self))
        for timer, pause, do in zip(self._timers, (_LOOK_MS, _COUNT_MS), (self.look, self.count), strict=True):
            timer.timeout.connect(do)
            timer.start(pause)

    def look(self) -> None:
        """Collect the generations that Python would have collected by now."""
        self.count()
        if len(sys.modules) != self._modules:
            # Whatever was loaded stays to the end, too: hundreds of thousands of objects, of which a whole look at
            # them would hold the window for longer than anybody may. Windows and pages come and go after that.
            self._modules = len(sys.modules)
            gc.freeze()
        for generation, (count, threshold) in reversed(
            list(enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True)))
        ):
            if count > threshold:
                self._collect(generation)
                return

    def count(self) -> None:
        """Set aside what comes in great numbers, as the records of a large directory do.

        They are freed when they are let go of, being no part of a circle, and to look through all of them would hold
        the window for longer than anybody may.
        """
        # Not counted one by one: they would be held meanwhile, which Python does not bear where one is being made.
        if gc.get_count()[0] > _MANY:
            gc.freeze()

    def _collect(self, generation: int) -> None:
        if generation and self._stayed > _MOST:
            self._stayed = 0
            gc.freeze()
            return
        young, began = gc.get_count()[0], thread_time()
        freed = gc.collect(generation)
        self._stayed = 0 if generation else self._stayed + max(young - freed, 0)
        if thread_time() - began > _LONG:
            # The next look at the same would take as long.
            gc.freeze()

    def close(self) -> None:
        """Leave it to Python again."""
        for timer in self._timers:
            timer.stop()
        gc.unfreeze()
        gc.enable()

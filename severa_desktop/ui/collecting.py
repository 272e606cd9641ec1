"""Frees what is not used any more in the window's thread only.

Python looks for such objects in whatever thread is running, and there an object of Qt that has timers or children
would be destroyed in a thread that is not its own, which ends the program.
"""

import gc
import sys

from PySide6.QtCore import QObject, QTimer

_LOOK_MS = 1_000
_MANY = 20_000
"""Objects that are gone through in some milliseconds, each with what it holds."""


class Collector(QObject):
    """Takes over from Python's own collector as long as it exists."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        # What is there from the start stays to the end, and need not be looked at each time.
        gc.freeze()
        self._modules = len(sys.modules)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        self._timer.start(_LOOK_MS)

    def look(self) -> None:
        """Collect the generations that Python would have collected by now."""
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

    def _collect(self, generation: int) -> None:
        if sum(len(gc.get_objects(generation=each)) for each in range(generation + 1)) > _MANY:
            # A directory of thousands of records, say: they are freed when they are let go of, being no part of a
            # circle, and to look through all of them would hold the window for longer than anybody may.
            gc.freeze()
        else:
            gc.collect(generation)

    def close(self) -> None:
        """Leave it to Python again."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()

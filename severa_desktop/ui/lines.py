"""The lines of a long list by their keys: those around what is shown are in memory, a few thousand at most.

Keys stay what they are while lines above them come and go, so that a list read anew shows its lines at once.
"""

from array import array
from collections.abc import Callable, Mapping, Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QObject

from severa_desktop.bootstrap import Application
from severa_desktop.ui.background import Background

_WINDOW = 64
"""Lines that are fetched together."""
_KEPT = 64 * _WINDOW

Line = TypeVar("Line")


class Lines(Generic[Line]):
    """Keeps lines, and fetches those that are asked for and not there; never in the window's thread."""

    def __init__(
        self,
        background: Background,
        owner: QObject,
        fetch: Callable[[Application, Sequence[int]], Mapping[int, Line]],
        fetched: Callable[[int, int], object],
    ) -> None:
        """`fetch` runs in a worker's thread; `fetched` hears which rows (first, last) can be drawn then."""
        self._background = background
        self._owner = owner
        self._fetch = fetch
        self._fetched = fetched
        self._lines: dict[int, Line | None] = {}
        self._stale: set[int] = set()
        self._asked: set[int] = set()
        self._generation = 0
        self.keys: array[int] = array("q")

    def begin(self, keys: "array[int]", first: Mapping[int, Line]) -> None:
        """Be the lines of these keys; `first` are some that are known. Others show as they were until fetched anew."""
        self.keys = keys
        self._generation += 1
        self._asked.clear()
        self._stale = set(self._lines)
        self._keep(first)

    def grow(self, keys: "array[int]") -> None:
        """Be the lines of these keys, which begin with the present ones."""
        self.keys = keys

    def line(self, row: int) -> Line | None:
        """Return what stands in a row, None while it is being fetched or where it is gone."""
        key = self.keys[row]
        if key not in self._lines or key in self._stale:
            self._ask(row // _WINDOW)
        return self._lines.get(key)

    def _ask(self, window: int) -> None:
        if window in self._asked:
            return
        self._asked.add(window)
        generation, start = self._generation, window * _WINDOW
        wanted = self.keys[start : start + _WINDOW]

        def take(found: Mapping[int, Line]) -> None:
            if generation == self._generation:
                self._asked.discard(window)
                self._keep({key: found.get(key) for key in wanted})
                self._fetched(start, start + len(wanted) - 1)

        self._background.run(self._owner, lambda services: self._fetch(services, wanted), take)

    def _keep(self, lines: Mapping[int, Line | None]) -> None:
        for key in lines:
            # Those that were fetched last are let go last.
            self._lines.pop(key, None)
        self._lines |= lines
        self._stale.difference_update(lines)
        for key in list(self._lines)[: max(len(self._lines) - _KEPT, 0)]:
            del self._lines[key]
            self._stale.discard(key)

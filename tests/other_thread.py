"""Another thread, of which it is seen whether it has to wait."""

import threading
from collections.abc import Callable

from tests.e2e.waiting import DEADLINE

_AT_LEAST = 0.1
"""Seconds for which a thread is seen to wait."""


class Other:
    """A thread that does something, begun when this is made."""

    def __init__(self, do: Callable[[], object]) -> None:
        self._do = do
        self._begun, self._done = threading.Event(), threading.Event()
        threading.Thread(target=self._run).start()
        assert self._begun.wait(DEADLINE)

    def waits(self) -> bool:
        """Tell whether it has not done that for a while."""
        return not self._done.wait(_AT_LEAST)

    def ends(self) -> bool:
        """Tell whether it does that in the end."""
        return self._done.wait(DEADLINE)

    def has_ended(self) -> bool:
        """Tell whether it has done that by now."""
        return self._done.is_set()

    def _run(self) -> None:
        self._begun.set()
        self._do()
        self._done.set()

"""Work that waits for a server, from which Ctrl+C gets out."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from typing import TypeVar

_Found = TypeVar("_Found")
_STEP = 0.2
"""Seconds between two looks: some systems do not interrupt a wait without end."""


def uninterrupted(
    work: Callable[[], _Found], stop: threading.Event, meanwhile: Callable[[], object] | None = None
) -> _Found:
    """Return what the work returns, which is done in a thread beside; whatever interrupts the waiting sets `stop`.

    Threads are never interrupted themselves: the work has to look at `stop`. `meanwhile` is done once while it waits.
    """
    with ThreadPoolExecutor(1, thread_name_prefix="severa") as thread:
        task = thread.submit(work)
        try:
            if meanwhile is not None:
                meanwhile()
            while not wait([task], _STEP).done:
                pass
            return task.result()
        except BaseException:
            stop.set()
            raise

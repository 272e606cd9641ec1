"""Waiting for what other processes do: by looking again and again, never longer than a deadline."""

import threading
from collections.abc import Callable
from time import monotonic
from typing import TypeVar

Found = TypeVar("Found")
DEADLINE = 120
"""Seconds; the machine may be doing other work."""
_BETWEEN = 0.02


def until(look: Callable[[], Found], what: str, seconds: float = DEADLINE) -> Found:
    """Return what is found by looking, as soon as it is something; fails with `what` once the deadline is over."""
    end = monotonic() + seconds
    pause = threading.Event()
    while not (found := look()):
        assert monotonic() < end, f"not within {seconds} seconds: {what}"
        pause.wait(_BETWEEN)
    return found

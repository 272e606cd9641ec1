"""The window goes first: whatever works beside it in other threads waits while it works.

Only one thread at a time can run Python, and they take turns whatever their work is: with two others at work, the
window's thread would take three times as long to show something. So they give way between two statements and between
two records, and lose nothing by that: in what they wait for, they could hardly have worked.

Where no window goes first, as on the command line, nothing ever waits.
"""

import threading
from collections.abc import Iterable, Iterator
from time import monotonic
from typing import TypeVar

Item = TypeVar("Item")

_LONGEST = 0.05
"""Seconds after which others go on all the same: whoever went first may be waiting for them."""

_free = threading.Event()
_free.set()
_first: int | None = None
"""The thread that went first last."""
_until = 0.0
"""When others go on, on the system's one clock."""


def go_first() -> None:
    """Let other threads wait until `have_gone`."""
    global _first, _until
    _first, _until = threading.get_ident(), monotonic() + _LONGEST
    _free.clear()


def have_gone() -> None:
    """Let others go on."""
    _free.set()


def give_way() -> None:
    """Wait while another thread goes first."""
    if not _free.is_set() and threading.get_ident() != _first:
        # A moment that has passed is no time to wait.
        _free.wait(max(_until - monotonic(), 0))


def giving_way(items: Iterable[Item]) -> Iterator[Item]:
    """Hand on one after the other, giving way between two."""
    for item in items:
        # Asked here, too: a call for each record would take as long as many a record.
        if not _free.is_set():
            give_way()
        yield item

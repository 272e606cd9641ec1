"""How one list of keys becomes another: which rows go and which come, so that what stays is not touched."""

from array import array
from dataclasses import dataclass
from itertools import chain

from severa_desktop.ui.runs import runs

_MOST_ROWS = 5_000
_MOST_STEPS = 200
"""Where more is different, all that lies between the first and the last difference goes and comes: that is quicker."""


@dataclass(frozen=True, slots=True)
class Step:
    """First some rows go, from `first` on, then others come there; one of both is nothing."""

    first: int
    gone: int
    new: "array[int]"


def steps(before: "array[int]", after: "array[int]") -> list[Step]:
    """Return the steps from one list to the other, each in rows as the steps before it left them."""
    start = _same_beginning(before, after)
    end = _same_end(before, after, start)
    old, new = before[start : len(before) - end], after[start : len(after) - end]
    return _step_by_step(old, new, start) or [
        step for step in (Step(start, len(old), array("q")), Step(start, 0, new)) if step.gone or step.new
    ]


def nearest(key: int, before: "array[int]", after: "array[int]") -> int:
    """Return a key, or if it is not there any more that of the nearest entry below it that is, else above it."""
    if key in after or key not in before:
        return key
    position = before.index(key)
    below = before[position + 1 :]
    if below and below[0] in after:
        return below[0]
    left = frozenset(after)
    return next((one for one in chain(below, reversed(before[:position])) if one in left), key)


def _step_by_step(old: "array[int]", new: "array[int]", start: int) -> list[Step]:
    """Return steps that leave what is in both; none where these are too many, or stand in another order."""
    if len(old) + len(new) > _MOST_ROWS:
        return []
    both = frozenset(old) & frozenset(new)
    if [key for key in old if key in both] != [key for key in new if key in both]:
        return []
    gone = list(runs([row for row, key in enumerate(old) if key not in both]))
    come = list(runs([row for row, key in enumerate(new) if key not in both]))
    if len(gone) + len(come) > _MOST_STEPS:
        return []
    removing = [Step(start + first, last - first + 1, array("q")) for first, last in reversed(gone)]
    return removing + [Step(start + first, 0, new[first : last + 1]) for first, last in come]


def _same_beginning(before: "array[int]", after: "array[int]") -> int:
    """Return how many keys both begin with; by halves, as comparing many at once is quick."""
    low, high = 0, min(len(before), len(after))
    while low < high:
        middle = (low + high + 1) // 2
        if before[low:middle] == after[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _same_end(before: "array[int]", after: "array[int]", start: int) -> int:
    """Return how many keys both end with, those that both begin with left out."""
    low, high = 0, min(len(before), len(after)) - start
    while low < high:
        middle = (low + high + 1) // 2
        if _end(before, low, middle) == _end(after, low, middle):
            low = middle
        else:
            high = middle - 1
    return low


def _end(keys: "array[int]", low: int, high: int) -> "array[int]":
    return keys[len(keys) - high : len(keys) - low]

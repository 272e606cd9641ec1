"""Rows of a table that follow each other: told and chosen together, thousands take no longer than one."""

from collections.abc import Iterator, Sequence


def runs(rows: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the first and the last of rows that follow each other without a gap."""
    first = 0
    for position, row in enumerate(rows, 1):
        if position == len(rows) or rows[position] != row + 1:
            yield rows[first], row
            first = position

"""Lists for people: aligned columns, cut to the terminal's width there, whole in a pipe.

Rows are printed as they come, so that a list of a million begins at once. Cells may hold anything a mail
says, in any width (Chinese, emoji, combining letters); they are made printable here.
"""

import shutil
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice

from rich.cells import cell_len, set_cell_size

from severa_desktop.cli.output import is_terminal, print_heading, print_line
from severa_desktop.printable import one_line
from severa_desktop.texts import _

_GAP = "  "
_ELLIPSIS = "…"
_AHEAD = 500
"""Rows that are looked at to choose the widths; later ones are cut to these on a terminal."""
_NARROWEST = 12
_READABLE = 26


@dataclass(frozen=True, slots=True)
class Column:
    """A column's heading (marked for translation), its width on a terminal, and whether numbers stand in it.

    One column a table should have no greatest width (0): it gets the room that the others leave. Where that
    is too little to read, columns that may shrink give some of theirs.
    """

    heading: str
    widest: int = 0
    right: bool = False
    shrinks: bool = False


def print_table(columns: Sequence[Column], rows: Iterable[Sequence[str]]) -> int:
    """Print rows under headings as they come and return their number; nothing where there is none."""
    columns = [replace(column, heading=_(column.heading)) for column in columns]
    cleaned = iter([one_line(cell) for cell in row] for row in rows)
    ahead = list(islice(cleaned, _AHEAD))
    if not ahead:
        return 0
    room = shutil.get_terminal_size().columns if is_terminal(sys.stdout) else None
    widths = _widths(columns, ahead, room)
    print_heading(_line(columns, widths, [column.heading for column in columns], cutting=room is not None))
    count = 0
    for row in chain(ahead, cleaned):
        print_line(_line(columns, widths, row, cutting=room is not None))
        count += 1
    return count


def _widths(columns: Sequence[Column], rows: Sequence[Sequence[str]], room: int | None) -> list[int]:
    widths = [
        max(cell_len(column.heading), *(cell_len(row[index]) for row in rows)) for index, column in enumerate(columns)
    ]
    if room is None:
        return widths
    widths = [min(wide, column.widest or wide) for column, wide in zip(columns, widths, strict=True)]
    excess = sum(widths) + len(_GAP) * (len(columns) - 1) - room
    growing = [index for index, column in enumerate(columns) if not column.widest]
    shrinking = [index for index, column in enumerate(columns) if column.shrinks]
    for indexes, least in ((growing, _READABLE), (shrinking, _NARROWEST), (growing, _NARROWEST)):
        for index in indexes:
            given = max(0, min(excess, widths[index] - least))
            widths[index] -= given
            excess -= given
    return widths


def _line(columns: Sequence[Column], widths: Sequence[int], cells: Sequence[str], *, cutting: bool) -> str:
    fitted = []
    for column, wide, cell in zip(columns, widths, cells, strict=True):
        shown = _cut(cell, wide) if cutting else cell
        padding = " " * (wide - cell_len(shown))
        fitted.append(padding + shown if column.right else shown + padding)
    return _GAP.join(fitted).rstrip()


def _cut(text: str, room: int) -> str:
    """Return text in at most `room` columns of a terminal, ending with … where something was left out."""
    if cell_len(text) <= room:
        return text
    return set_cell_size(text, room - 1).rstrip() + _ELLIPSIS

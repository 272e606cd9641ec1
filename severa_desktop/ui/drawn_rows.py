"""What tables that draw their rows all at once need: which cells are seen, and their texts, cut to fit.

Cell by cell, as Qt does it, takes several times as long, and each cell waits for Python's lock.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QTableView

_MOST_KEPT = 8_192


@dataclass(frozen=True, slots=True)
class Seen:
    """What is to be drawn of a table, in pixels of its viewport."""

    rows: range
    top: int
    """Of the first row."""
    height: int
    """Of each row."""
    width: int
    columns: Sequence[tuple[int, int, int]]
    """Of each column that is shown its number, left edge and width."""
    selected: Collection[int]
    keyboard_row: int
    """-1 where the keyboard is elsewhere."""


def seen(table: QTableView, area: QRect) -> Seen | None:
    """Return what is to be drawn of a table within an area of its viewport, None where there are no rows."""
    first, last = table.rowAt(max(area.top(), 0)), table.rowAt(area.bottom())
    if first < 0:
        return None
    rows = range(first, (last if last >= 0 else table.model().rowCount() - 1) + 1)
    header = table.horizontalHeader()
    columns = [
        (column, header.sectionViewportPosition(column), header.sectionSize(column))
        for column in range(header.count())
        if not header.isSectionHidden(column)
    ]
    chosen = table.selectionModel().selection()
    spans = [(chosen.at(position).top(), chosen.at(position).bottom()) for position in range(chosen.count())]
    selected = {row for top, bottom in spans for row in range(max(top, first), min(bottom, rows[-1]) + 1)}
    keyboard_row = table.currentIndex().row() if table.hasFocus() else -1
    place = table.rowViewportPosition(first)
    width = table.maximumViewportSize().width()
    return Seen(rows, place, table.rowHeight(first), width, columns, selected, keyboard_row)


class LineText:
    """Draws lines in one font."""

    def __init__(self, font: QFont) -> None:
        self.font = font
        self.metrics = QFontMetrics(font)
        self._ascent = self.metrics.ascent()
        self._height = self.metrics.height()
        self._cut: dict[tuple[str, int], str] = {}

    def cut(self, text: str, width: int) -> str:
        """Return as much of a text as fits a width, with … where that is not all."""
        key = (text, width)
        found = self._cut.get(key)
        if found is None:
            if len(self._cut) >= _MOST_KEPT:
                self._cut.clear()
            found = self._cut[key] = self.metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
        return found

    def draw(self, painter: QPainter, left: int, top: int, height: int, text: str) -> None:
        """Draw a text from the left, in the middle of a row's height, with the painter's pen."""
        # A point is quicker than a rectangle with an alignment, in which Qt lays the text out as a paragraph.
        painter.drawText(left, top + (height - self._height) // 2 + self._ascent, text)

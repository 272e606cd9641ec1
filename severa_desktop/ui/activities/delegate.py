"""How the rows of the list are drawn: found words marked, a warning as a sign and words, what is secondary in grey.

Drawn by hand from the rows' lines: asking the style, and the model for each cell and role, takes many times as long.
"""

from functools import lru_cache

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize
from PySide6.QtGui import QColor, QFont, QIcon, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from severa_desktop.core.marks import marks
from severa_desktop.services.wanted import ActivityLine, SortColumn
from severa_desktop.ui import theme
from severa_desktop.ui.activities.model import COLUMNS, NONE, ActivitiesModel, shown
from severa_desktop.ui.drawn_rows import LineText, Seen
from severa_desktop.ui.icons import icon

_MARKED = frozenset({SortColumn.SUBJECT, SortColumn.CUSTOMER, SortColumn.PROJECT, SortColumn.OWNER})
_QUIET = frozenset({SortColumn.DATE, SortColumn.OWNER})
_PICTURE = 16
_BAR = 3
"""Pixels of the bar at the left of the row that the keyboard is on."""


class _Inks:
    """The colours of one mode, ready to draw with."""

    def __init__(self, colours: theme.Colours) -> None:
        self.text = QColor(colours.text)
        self.secondary = QColor(colours.secondary)
        self.warning = QColor(colours.warning)
        self.selection = QColor(colours.selection)
        self.accent = QColor(colours.accent)
        self.mark = QColor(colours.mark)


class ActivityDelegate(QStyledItemDelegate):
    """Draws the list's cells; knows the words that were searched for."""

    def __init__(self, model: ActivitiesModel) -> None:
        super().__init__()
        self._model = model
        self.search = ""
        self.signs = False
        """Whether a warning is shown as a sign before the subject, as it has no column of its own."""
        self._inks = _Inks(theme.colours())
        self._text = LineText(QFont())
        self._sign = icon("triangle-alert", "warning")

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Return a width that fits the text and the one height that all rows have."""
        return QSize(super().sizeHint(option, index).width() + 2 * theme.UNIT, theme.ROW)

    def draw(self, painter: QPainter, seen: Seen) -> None:
        """Draw the rows that are seen."""
        inks = self._inks = _inks(theme.colours())
        if self._text.font != painter.font():
            self._text = LineText(painter.font())
        for row in seen.rows:
            top = seen.top + (row - seen.rows.start) * seen.height
            if row in seen.selected:
                painter.fillRect(QRect(0, top, seen.width, seen.height), inks.selection)
            if row == seen.keyboard_row:
                painter.fillRect(QRect(0, top, _BAR, seen.height), inks.accent)
            line = self._model.line(row)
            if line is not None:
                for column, left, width in seen.columns:
                    area = QRect(left + theme.UNIT, top, width - theme.UNIT * 3 // 2, seen.height)
                    self._draw_cell(painter, area, line, COLUMNS[column])

    def _draw_cell(self, painter: QPainter, area: QRect, line: ActivityLine, column: SortColumn) -> None:
        inks, text = self._inks, shown(line, column)
        if not text:
            return
        if column is SortColumn.WARNINGS or (self.signs and column is SortColumn.SUBJECT and line.warnings):
            _draw_sign(painter, area, self._sign)
            area.setLeft(area.left() + _PICTURE + theme.UNIT // 2)
        if column is SortColumn.WARNINGS:
            painter.setPen(inks.warning)
        else:
            painter.setPen(inks.secondary if column in _QUIET or text == NONE else inks.text)
        cut = self._text.cut(text, area.width())
        places = _marks(text, self.search) if self.search and column in _MARKED else ()
        if places:
            # What it needs of Qt takes a while to load, and nobody has searched yet when the window opens.
            from severa_desktop.ui.activities.marked_text import draw_marked  # noqa: PLC0415

            draw_marked(painter, area, cut, places, inks.mark)
            return
        left = area.left()
        if column is SortColumn.ATTACHMENTS:
            left += (area.width() - self._text.metrics.horizontalAdvance(cut)) // 2
        self._text.draw(painter, left, area.top(), area.height(), cut)


_marks = lru_cache(maxsize=4_096)(marks)
"""A cell is drawn many times with the same words."""
_inks = lru_cache(maxsize=2)(_Inks)


def _draw_sign(painter: QPainter, area: QRect, sign: QIcon) -> None:
    sign.paint(painter, QRect(area.left(), area.center().y() - _PICTURE // 2 + 1, _PICTURE, _PICTURE))

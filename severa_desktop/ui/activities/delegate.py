"""How a cell of the list is drawn: found words marked, a warning as a sign and words, what is secondary in grey.

Drawn by hand from the row's line: asking the style, and the model for each role, takes several times as long.
"""

from functools import lru_cache

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from severa_desktop.core.marks import marks
from severa_desktop.services.wanted import SortColumn
from severa_desktop.ui import theme
from severa_desktop.ui.activities.model import COLUMNS, NONE, ActivitiesModel, shown
from severa_desktop.ui.icons import icon

_MARKED = frozenset({SortColumn.SUBJECT, SortColumn.CUSTOMER, SortColumn.PROJECT, SortColumn.OWNER})
_QUIET = frozenset({SortColumn.DATE, SortColumn.OWNER})
_PICTURE = 16
_BAR = 3
"""Pixels of the bar at the left of the row that the keyboard is on."""
_LEFT = (Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter).value
_CENTRE = Qt.AlignmentFlag.AlignCenter.value


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
        self._keyboard_row = -1
        self._selection: QItemSelectionModel | None = None
        self._inks = _Inks(theme.colours())
        self._sign = icon("triangle-alert", "warning")

    def begin(self, keyboard_row: int, selection: QItemSelectionModel | None) -> None:
        """Take up what is the same for all cells of a drawing; `keyboard_row` is -1 where the keyboard is elsewhere."""
        self._keyboard_row = keyboard_row
        # Asked itself: the style's flags, which tell it too, take a tenth of the window's start to load.
        self._selection = selection if selection is not None and selection.hasSelection() else None
        self._inks = _inks(theme.colours())

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Return a width that fits the text and the one height that all rows have."""
        return QSize(super().sizeHint(option, index).width() + 2 * theme.UNIT, theme.ROW)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw a cell."""
        inks, area, row, column = self._inks, option.rect, index.row(), COLUMNS[index.column()]
        if self._selection is not None and self._selection.isSelected(index):
            painter.fillRect(area, inks.selection)
        if row == self._keyboard_row and area.left() <= 0:
            painter.fillRect(QRect(area.left(), area.top(), _BAR, area.height()), inks.accent)
        line = self._model.line(row)
        text = "" if line is None else shown(line, column)
        if line is None or not text:
            return
        area = area.adjusted(theme.UNIT, 0, -theme.UNIT // 2, 0)
        if column is SortColumn.WARNINGS or (self.signs and column is SortColumn.SUBJECT and line.warnings):
            _draw_sign(painter, area, self._sign)
            area.setLeft(area.left() + _PICTURE + theme.UNIT // 2)
        if column is SortColumn.WARNINGS:
            painter.setPen(inks.warning)
        else:
            painter.setPen(inks.secondary if column in _QUIET or text == NONE else inks.text)
        cut = option.fontMetrics.elidedText(text, Qt.TextElideMode.ElideRight, area.width())
        places = _marks(text, self.search) if self.search and column in _MARKED else ()
        if places:
            # What it needs of Qt takes a while to load, and nobody has searched yet when the window opens.
            from severa_desktop.ui.activities.marked_text import draw_marked  # noqa: PLC0415

            draw_marked(painter, area, cut, places, inks.mark)
        else:
            painter.drawText(area, _CENTRE if column is SortColumn.ATTACHMENTS else _LEFT, cut)


_marks = lru_cache(maxsize=4_096)(marks)
"""A cell is drawn many times with the same words."""
_inks = lru_cache(maxsize=2)(_Inks)


def _draw_sign(painter: QPainter, area: QRect, sign: QIcon) -> None:
    sign.paint(painter, QRect(area.left(), area.center().y() - _PICTURE // 2 + 1, _PICTURE, _PICTURE))

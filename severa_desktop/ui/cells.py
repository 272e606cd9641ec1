"""Tables whose cells are drawn by hand: the text under its title, a sign before it, a box to tick.

A cell is asked for once when it is drawn, with all that is shown of it: asking the model role by role, and the style,
takes several times as long.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import Enum, auto
from functools import lru_cache

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractTableModel,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QIcon, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from severa_desktop.ui import theme
from severa_desktop.ui.drawn_rows import LineText, Seen, seen

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
_PICTURE = 16
_BOX_WIDTH = 16
_STYLE_MARGIN = 3


class Box(Enum):
    """A box to tick at the beginning of a cell."""

    NONE = auto()
    ROOM = auto()
    """Nothing to tick here, but in other rows."""
    EMPTY = auto()
    TICKED = auto()


@dataclass(frozen=True, slots=True)
class Cell:
    """What is shown of a cell."""

    text: str
    ink: str = "text"
    """The name of one of the theme's colours."""
    sign: QIcon | None = None
    strong: bool = False
    box: Box = Box.NONE


class CellModel(QAbstractTableModel):
    """Rows whose cells say at once what is shown of them."""

    def cell(self, row: int, column: int) -> Cell | None:
        """Return what is shown of a cell, None while that is not known."""
        raise NotImplementedError

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what a cell shows, for whoever asks in the usual way: its text, sign, colour, font or tick."""
        if not index.isValid() or role not in _ROLES:
            return None
        cell = self.cell(index.row(), index.column())
        if cell is None:
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return cell.text
            case Qt.ItemDataRole.DecorationRole:
                return cell.sign
            case Qt.ItemDataRole.ForegroundRole if cell.ink != "text":
                return QColor(getattr(theme.colours(), cell.ink))
            case Qt.ItemDataRole.FontRole if cell.strong:
                return theme.strong_font(QFont())
            case Qt.ItemDataRole.CheckStateRole:
                return {Box.EMPTY: Qt.CheckState.Unchecked, Box.TICKED: Qt.CheckState.Checked}.get(cell.box)
            case _:
                return None


_ROLES = frozenset(
    (
        Qt.ItemDataRole.DisplayRole,
        Qt.ItemDataRole.DecorationRole,
        Qt.ItemDataRole.ForegroundRole,
        Qt.ItemDataRole.FontRole,
        Qt.ItemDataRole.CheckStateRole,
    )
)


class CellDelegate(QStyledItemDelegate):
    """Draws what the model says, with the space around it that the titles have."""

    def __init__(self, model: CellModel) -> None:
        super().__init__()
        self._model = model
        self._inks = _inks(theme.colours())
        self._text = self._strong = LineText(QFont())

    def draw(self, painter: QPainter, rows: Seen, option: QStyleOptionViewItem) -> None:
        """Draw the rows that are seen; `option` says how boxes look."""
        inks = self._inks = _inks(theme.colours())
        if self._text.font != painter.font():
            self._text = LineText(painter.font())
            self._strong = LineText(theme.strong_font(painter.font()))
        for row in rows.rows:
            top = rows.top + (row - rows.rows.start) * rows.height
            if row in rows.selected:
                painter.fillRect(QRect(0, top, rows.width, rows.height), inks["selection"])
            for column, left, width in rows.columns:
                cell = self._model.cell(row, column)
                if cell is not None:
                    self._draw_cell(painter, QRect(left, top, width, rows.height), cell, option)

    def _draw_cell(self, painter: QPainter, place: QRect, cell: Cell, option: QStyleOptionViewItem) -> None:
        area = place.adjusted(theme.UNIT, 0, -theme.UNIT // 2, 0)
        if cell.box is not Box.NONE:
            if cell.box is not Box.ROOM:
                self._draw_box(painter, place, option, ticked=cell.box is Box.TICKED)
            area.setLeft(area.left() + _BOX_WIDTH + theme.UNIT)
        if cell.sign is not None:
            cell.sign.paint(painter, QRect(area.left(), area.center().y() - _PICTURE // 2 + 1, _PICTURE, _PICTURE))
            area.setLeft(area.left() + _PICTURE + theme.UNIT // 2)
        text = self._strong if cell.strong else self._text
        painter.setPen(self._inks[cell.ink])
        painter.setFont(text.font)
        text.draw(painter, area.left(), area.top(), area.height(), text.cut(cell.text, area.width()))

    def editorEvent(self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: Index) -> bool:
        """Tick a box where it is drawn."""
        return super().editorEvent(event, model, _with_box_under_title(option, option.rect), index)

    def _draw_box(self, painter: QPainter, place: QRect, option: QStyleOptionViewItem, *, ticked: bool) -> None:
        box = _with_box_under_title(option, place)
        box.features |= QStyleOptionViewItem.ViewItemFeature.HasCheckIndicator
        view = box.widget
        box.rect = view.style().subElementRect(QStyle.SubElement.SE_ItemViewItemCheckIndicator, box, view)
        box.state = QStyle.StateFlag.State_Enabled | (
            QStyle.StateFlag.State_On if ticked else QStyle.StateFlag.State_Off
        )
        view.style().drawPrimitive(QStyle.PrimitiveElement.PE_IndicatorItemViewItemCheck, box, painter, view)


class CellTable(QTableView):
    """Shows the rows of a model, each as high as all rows are; titles stand over their cells."""

    def __init__(self, model: CellModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._delegate = CellDelegate(model)
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(max(theme.ROW, self.fontMetrics().height() + 14))
        header = self.horizontalHeader()
        # One of its own, in which nothing is selected: else it goes through all selected rows to draw its titles.
        header.setSelectionModel(QItemSelectionModel(model, header))
        header.setHighlightSections(False)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the rows."""
        painter = QPainter(self.viewport())
        rows = seen(self, event.rect())
        if rows is not None:
            option = QStyleOptionViewItem()
            self.initViewItemOption(option)
            self._delegate.draw(painter, rows, option)
        painter.end()


@lru_cache(maxsize=2)
def _inks(colours: theme.Colours) -> Mapping[str, QColor]:
    return {one.name: QColor(getattr(colours, one.name)) for one in fields(colours)}


def _with_box_under_title(option: QStyleOptionViewItem, place: QRect) -> QStyleOptionViewItem:
    """Return how a cell is drawn from where its title begins, which is further than the style's own margin."""
    moved = QStyleOptionViewItem(option)
    moved.rect = place.adjusted(theme.UNIT - _STYLE_MARGIN, 0, 0, 0)
    return moved

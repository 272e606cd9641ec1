"""How a cell of a table is drawn: its text under its title, a sign before it where it has one, a box to tick."""

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QIcon, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from severa_desktop.ui import theme

_PICTURE = 16
_BOX_EDGE = theme.UNIT - 3
"""What the style leaves out before a box to tick, so that the box stands under the title too."""
_ALIGNED = (Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter).value

Index = QModelIndex | QPersistentModelIndex


class CellDelegate(QStyledItemDelegate):
    """Draws what the model says, with the space around it that the titles have."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return a width that fits the text and the one height that all rows have."""
        return QSize(super().sizeHint(option, index).width() + 2 * theme.UNIT, theme.ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw a cell."""
        colours = theme.colours()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, QColor(colours.selection))
        area = option.rect.adjusted(theme.UNIT, 0, -theme.UNIT // 2, 0)
        if index.data(Qt.ItemDataRole.CheckStateRole) is not None:
            area.setLeft(self._draw_box(painter, option, index) + theme.UNIT)
        sign = index.data(Qt.ItemDataRole.DecorationRole)
        if isinstance(sign, QIcon):
            sign.paint(painter, QRect(area.left(), area.center().y() - _PICTURE // 2 + 1, _PICTURE, _PICTURE))
            area.setLeft(area.left() + _PICTURE + theme.UNIT // 2)
        text = index.data(Qt.ItemDataRole.DisplayRole)
        if not text:
            return
        ink, font = index.data(Qt.ItemDataRole.ForegroundRole), index.data(Qt.ItemDataRole.FontRole)
        painter.save()
        painter.setPen(ink if isinstance(ink, QColor) else QColor(colours.text))
        painter.setFont(font if isinstance(font, QFont) else option.font)
        cut = painter.fontMetrics().elidedText(str(text), Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, _ALIGNED, cut)
        painter.restore()

    def editorEvent(self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: Index) -> bool:
        """Tick a box where it is drawn."""
        moved = QStyleOptionViewItem(option)
        moved.rect = option.rect.adjusted(_BOX_EDGE, 0, 0, 0)  # type: ignore[misc]
        return super().editorEvent(event, model, moved, index)

    def _draw_box(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> int:
        """Draw the box to tick; return where it ends."""
        box = QStyleOptionViewItem(option)
        self.initStyleOption(box, index)
        box.rect = option.rect.adjusted(_BOX_EDGE, 0, 0, 0)  # type: ignore[misc]
        view = box.widget
        box.rect = view.style().subElementRect(QStyle.SubElement.SE_ItemViewItemCheckIndicator, box, view)  # type: ignore[misc]
        box.state &= ~(QStyle.StateFlag.State_HasFocus | QStyle.StateFlag.State_On | QStyle.StateFlag.State_Off)
        ticked = box.checkState == Qt.CheckState.Checked
        box.state |= QStyle.StateFlag.State_On if ticked else QStyle.StateFlag.State_Off
        view.style().drawPrimitive(QStyle.PrimitiveElement.PE_IndicatorItemViewItemCheck, box, painter, view)
        return box.rect.right() + 1

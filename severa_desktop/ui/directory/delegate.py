"""How a cell of the directory’s tables is drawn: its text under its title, a sign before it where it has one."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QIcon, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from severa_desktop.ui import theme

_PICTURE = 16
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

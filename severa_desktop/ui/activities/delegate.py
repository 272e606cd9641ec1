"""How a cell of the list is drawn: found words marked, a warning as a sign and words, the rest as the style does."""

from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPalette, QPen, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from severa_desktop.core.marks import marks
from severa_desktop.services.activities import SortColumn
from severa_desktop.ui import theme
from severa_desktop.ui.activities.model import COLUMNS, Index
from severa_desktop.ui.icons import icon

_MARKED = frozenset({SortColumn.SUBJECT, SortColumn.CUSTOMER, SortColumn.PROJECT, SortColumn.OWNER})
_PICTURE = 16


class ActivityDelegate(QStyledItemDelegate):
    """Draws the list's cells; knows the words that were searched for."""

    def __init__(self) -> None:
        super().__init__()
        self.search = ""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return a width that fits the text and the one height that all rows have."""
        return QSize(super().sizeHint(option, index).width(), theme.ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw a cell."""
        column = COLUMNS[index.column()]
        self.initStyleOption(option, index)
        text = option.text
        if column is SortColumn.WARNINGS and text:
            self._warn(painter, option, text)
            return
        places = marks(text, self.search) if self.search and column in _MARKED else ()
        if column in {SortColumn.DATE, SortColumn.OWNER} or text == "–":
            option.palette.setColor(QPalette.ColorRole.Text, QColor(theme.colours().secondary))
            option.palette.setColor(QPalette.ColorRole.HighlightedText, QColor(theme.colours().secondary))
        if not places:
            _style().drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, option.widget)
            return
        option.text = ""
        _style().drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, option.widget)
        _draw_marked(painter, option, text, places)

    def _warn(self, painter: QPainter, option: QStyleOptionViewItem, text: str) -> None:
        option.text = ""
        _style().drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, option.widget)
        area = _text_area(option)
        place = QRect(area.left(), area.center().y() - _PICTURE // 2 + 1, _PICTURE, _PICTURE)
        icon("triangle-alert", "warning").paint(painter, place)
        area.setLeft(place.right() + theme.UNIT)
        painter.save()
        painter.setPen(QColor(theme.colours().warning))
        shown = option.fontMetrics.elidedText(text, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
        painter.restore()


def _draw_marked(
    painter: QPainter, option: QStyleOptionViewItem, text: str, places: tuple[tuple[int, int], ...]
) -> None:
    area = _text_area(option)
    shown = option.fontMetrics.elidedText(text, Qt.TextElideMode.ElideRight, area.width())
    marked = QTextCharFormat()
    marked.setBackground(QBrush(QColor(theme.colours().mark)))
    layout = QTextLayout(shown, option.font)
    plain = QTextOption(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    plain.setWrapMode(QTextOption.WrapMode.NoWrap)
    layout.setTextOption(plain)
    formats = []
    for start, length in places:
        if start < len(shown):
            one = QTextLayout.FormatRange()
            one.start, one.length, one.format = start, min(length, len(shown) - start), marked
            formats.append(one)
    layout.setFormats(formats)
    layout.beginLayout()
    line = layout.createLine()
    line.setLineWidth(area.width())
    layout.endLayout()
    painter.save()
    painter.setClipRect(area)
    painter.setPen(QPen(option.palette.color(QPalette.ColorRole.Text)))
    top = area.top() + (area.height() - line.height()) / 2
    layout.draw(painter, QPointF(area.left(), top))
    painter.restore()


def _text_area(option: QStyleOptionViewItem) -> QRect:
    margin = _style().pixelMetric(QStyle.PixelMetric.PM_FocusFrameHMargin, option, option.widget) + 1
    return option.rect.adjusted(margin, 0, -margin, 0)


def _style() -> QStyle:
    return QApplication.style()

"""Draws one line of text with the words in it marked that were searched for."""

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QBrush, QPainter, QTextCharFormat, QTextLayout, QTextOption

from severa_desktop.ui.activities.marking import in_utf16


def draw_marked(painter: QPainter, area: QRect, cut: str, places: tuple[tuple[int, int], ...], mark: QBrush) -> None:
    """Draw a text that was cut to fit, with its found words on a ground of their own."""
    marked = QTextCharFormat()
    marked.setBackground(mark)
    layout = QTextLayout(cut, painter.font())
    plain = QTextOption(Qt.AlignmentFlag.AlignLeft)
    plain.setWrapMode(QTextOption.WrapMode.NoWrap)
    layout.setTextOption(plain)
    formats = []
    for start, length in in_utf16(cut, places):
        one = QTextLayout.FormatRange()
        one.start, one.length, one.format = start, length, marked
        formats.append(one)
    layout.setFormats(formats)
    layout.beginLayout()
    line = layout.createLine()
    line.setLineWidth(area.width())
    layout.endLayout()
    metrics = painter.fontMetrics()
    # The same line that unmarked texts stand on.
    top = area.top() + (area.height() - metrics.height()) // 2 + metrics.ascent() - line.ascent()
    painter.save()
    painter.setClipRect(area)
    layout.draw(painter, QPointF(area.left(), top))
    painter.restore()

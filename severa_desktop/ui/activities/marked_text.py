"""Draws one line of text with the words in it marked that were searched for."""

import re

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QColor, QPainter, QTextCharFormat, QTextLayout, QTextOption

from severa_desktop.ui.activities.marking import in_utf16

_ALIGNED = (Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter).value
_LATIN = re.compile("[\\x20-\\u024f\\u2010-\\u2027\\u20ac]*")
"""Letters, dashes, quotation marks and … that follow each other from left to right, each by itself."""


def draw_marked(painter: QPainter, area: QRect, cut: str, places: tuple[tuple[int, int], ...], mark: QColor) -> None:
    """Draw a text that was cut to fit, with its found words on a ground of their own."""
    if _LATIN.fullmatch(cut):
        _draw_latin(painter, area, cut, places, mark)
    else:
        _draw_any(painter, area, cut, places, mark)


def _draw_latin(painter: QPainter, area: QRect, cut: str, places: tuple[tuple[int, int], ...], mark: QColor) -> None:
    """Draw letters that stand one after the other from the left, as nearly all do: that is many times quicker."""
    metrics = painter.fontMetrics()
    top = area.top() + (area.height() - metrics.height()) // 2
    for start, length in places:
        if start < len(cut):
            left = metrics.horizontalAdvance(cut[:start])
            right = min(metrics.horizontalAdvance(cut[: start + length]), area.width())
            painter.fillRect(QRect(area.left() + left, top, right - left, metrics.height()), mark)
    painter.drawText(area, _ALIGNED, cut)


def _draw_any(painter: QPainter, area: QRect, cut: str, places: tuple[tuple[int, int], ...], mark: QColor) -> None:
    """Draw letters of any writing, laid out as a text is."""
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

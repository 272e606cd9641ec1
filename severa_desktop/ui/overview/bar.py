"""One bar of a chart: a button with a name, a number as text, and as much colour as the number is large."""

from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from severa_desktop.services.activities import Wanted
from severa_desktop.texts import _
from severa_desktop.ui import theme, times
from severa_desktop.ui.tips import plain_tip

_ROW = 28
_BAND = 12
"""Pixels of a lying bar's thickness."""
_CORNER = 4


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What the list is to hold, and how the filters of an owner and a project are called."""

    wanted: Wanted
    owner_name: str = ""
    project_name: str = ""


@dataclass(frozen=True, slots=True)
class Value:
    """One bar: what it is called, how much it is, and what the list is to hold once it is pressed."""

    name: str
    count: int
    narrowing: Narrowing | None = None
    """None where there is no filter for it."""
    is_on: bool = False
    """The list is filtered by it already; pressing takes the filter off."""
    has_bar: bool = True
    """A sum of several would leave no room for the bars it stands beside: its number says enough."""
    label: str = ""
    """What stands below a standing bar."""


class Bar(QAbstractButton):
    """What one number stands for. Pressing it filters, where that is possible."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.value = Value("", 0)
        self.share = 0.0
        """Of the longest bar."""
        # The chart leads from bar to bar by arrow keys; one of them is in the order of Tab.
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def show_value(self, value: Value, share: float) -> None:
        """Stand for another number."""
        if (value, share) == (self.value, self.share):
            return
        self.value, self.share = value, share
        number = times.number(value.count)
        told = f"{value.name}: {number}"
        self.setAccessibleName(told)
        if value.is_on:
            told = _("{name}: press to take this filter off").format(name=told)
        elif value.narrowing is not None:
            told = _("{name}: press to show only these").format(name=told)
        self.setToolTip(plain_tip(told))
        self.setAccessibleDescription(told)
        self.setText(number)
        pointer = Qt.CursorShape.ArrowCursor if value.narrowing is None else Qt.CursorShape.PointingHandCursor
        self.setCursor(pointer)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press on Enter too."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.click()
        elif event.key() == Qt.Key.Key_Space:
            super().keyPressEvent(event)
        else:
            # Arrow keys are the chart's: a button would look for others around it.
            event.ignore()

    def _draw_behind(self, painter: QPainter) -> None:
        """Draw what shows that the list is filtered by this, that the pointer is here, that the keyboard is."""
        colours = theme.colours()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if self.value.is_on or (self.underMouse() and self.value.narrowing is not None):
            painter.setBrush(QColor(colours.selection if self.value.is_on else colours.raised))
            painter.drawRoundedRect(self.rect(), _CORNER, _CORNER)
        if self.hasFocus():
            painter.setPen(QPen(QColor(colours.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), _CORNER, _CORNER)

    def _draw_band(self, painter: QPainter, place: QRect) -> None:
        colours = theme.colours()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.accent_fill if self.value.narrowing is not None else colours.secondary))
        painter.drawRoundedRect(place, 2, 2)
        painter.setPen(QColor(colours.text))


class LyingBar(Bar):
    """A row: name at the left, bar, number at its end."""

    NAME_SHARE = 0.4

    def sizeHint(self) -> QSize:
        """Return the height of a row."""
        return QSize(30 * theme.UNIT, max(_ROW, self.fontMetrics().height() + theme.UNIT))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw name, bar and number."""
        del event
        painter = QPainter(self)
        self._draw_behind(painter)
        inner = self.rect().adjusted(theme.UNIT, 0, -theme.UNIT, 0)
        name_width = round(inner.width() * self.NAME_SHARE) - theme.UNIT
        painter.setPen(QColor(theme.colours().text))
        metrics = self.fontMetrics()
        name = f"✕ {self.value.name}" if self.value.is_on else self.value.name
        shown = metrics.elidedText(name, Qt.TextElideMode.ElideRight, name_width)
        middle = Qt.AlignmentFlag.AlignVCenter.value
        painter.drawText(QRect(inner.left(), 0, name_width, self.height()), middle, shown)
        start = inner.left() + name_width + theme.UNIT
        room = inner.right() - start - metrics.horizontalAdvance(self.text()) - theme.UNIT
        length = max(round(room * self.share), 2 if self.share else 0)
        self._draw_band(painter, QRect(start, (self.height() - _BAND) // 2, length, _BAND))
        number = QRect(start + length + theme.UNIT, 0, inner.right() - start - length - theme.UNIT + 1, self.height())
        painter.drawText(number, middle, self.text())


class StandingBar(Bar):
    """A column: the number on top, the bar, its name below where there is room for it."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw number and bar."""
        del event
        painter = QPainter(self)
        self._draw_behind(painter)
        line = self.fontMetrics().height() + theme.UNIT // 2
        room = self.height() - line - 2
        height = max(round(room * self.share), 2 if self.share else 0)
        gap = max(2, self.width() // 8)
        bar = QRect(gap, self.height() - 2 - height, self.width() - 2 * gap, height)
        self._draw_band(painter, bar)
        number = QRect(0, bar.top() - line, self.width(), line)
        painter.drawText(number, Qt.AlignmentFlag.AlignCenter.value, self.text())

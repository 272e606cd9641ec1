"""Charts of bars: one below the other for shares, side by side for weeks. Arrow keys lead from bar to bar."""

from collections.abc import Sequence
from math import ceil

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from severa_desktop.ui import theme, times
from severa_desktop.ui.overview.bar import Bar, LyingBar, StandingBar, Value

_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_Left: -1}
_STANDING_HEIGHT = 15 * theme.UNIT


class Chart(QWidget):
    """Bars over the same measure."""

    pressed = Signal(object)
    """A `Narrowing` of the list."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setAccessibleName(title)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.bars: list[Bar] = []
        """Those that are shown."""
        self._made: list[Bar] = []
        """All that ever were: making one takes longer than all the rest."""

    def show_values(self, values: Sequence[Value]) -> None:
        """Show these bars in place of those before; the keyboard stays at the same place."""
        at = self._focused()
        while len(self._made) < len(values):
            self._made.append(self._make())
        most = max((value.count for value in values if value.has_bar), default=0)
        self.bars = self._made[: len(values)]
        for bar, value in zip(self.bars, values, strict=True):
            bar.show_value(value, value.count / most if most and value.has_bar else 0.0)
        if self.bars:
            self._let_tab_reach(min(max(at, 0), len(self.bars) - 1))
            if at >= len(self.bars):
                self.bars[-1].setFocus(Qt.FocusReason.OtherFocusReason)
        self._arrange()
        for place, bar in enumerate(self._made):
            bar.setVisible(place < len(self.bars))
        self.updateGeometry()
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from bar to bar."""
        step = _STEPS.get(Qt.Key(event.key()))
        at = self._focused()
        if at < 0 or (step is None and event.key() not in {Qt.Key.Key_Home, Qt.Key.Key_End}):
            super().keyPressEvent(event)
            return
        target = at + step if step else 0 if event.key() == Qt.Key.Key_Home else len(self.bars) - 1
        target = min(max(target, 0), len(self.bars) - 1)
        self._let_tab_reach(target)
        self.bars[target].setFocus(Qt.FocusReason.TabFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the bars their places."""
        super().resizeEvent(event)
        self._arrange()

    def _focused(self) -> int:
        return next((place for place, bar in enumerate(self.bars) if bar.hasFocus()), -1)

    def _let_tab_reach(self, place: int) -> None:
        for at, bar in enumerate(self.bars):
            bar.setFocusPolicy(Qt.FocusPolicy.StrongFocus if at == place else Qt.FocusPolicy.ClickFocus)

    def _make(self) -> Bar:
        bar = self._new()
        bar.clicked.connect(lambda _checked=False: self._press(bar))
        return bar

    def _press(self, bar: Bar) -> None:
        if bar.value.narrowing is not None:
            self.pressed.emit(bar.value.narrowing)

    def _new(self) -> Bar:
        raise NotImplementedError

    def _arrange(self) -> None:
        raise NotImplementedError


class LyingChart(Chart):
    """A row for each value."""

    def sizeHint(self) -> QSize:
        """Return what all rows need."""
        heights = [bar.sizeHint().height() for bar in self.bars]
        return QSize(30 * theme.UNIT, sum(heights))

    def minimumSizeHint(self) -> QSize:
        """Return the same height: a row that is cut off says nothing."""
        return QSize(20 * theme.UNIT, self.sizeHint().height())

    def _new(self) -> Bar:
        return LyingBar(self)

    def _arrange(self) -> None:
        top = 0
        for bar in self.bars:
            height = bar.sizeHint().height()
            bar.setGeometry(0, top, self.width(), height)
            top += height


class StandingChart(Chart):
    """A column for each value, as many as there is room for with their numbers: the last ones."""

    left_out = Signal(int)
    """So many of the first values are not shown."""

    def __init__(self, title: str) -> None:
        super().__init__(title)
        self._values: tuple[Value, ...] = ()
        self._shown = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_series(self, values: Sequence[Value]) -> None:
        """Show these bars in place of those before."""
        self._values = tuple(values)
        self._show_fitting()

    def sizeHint(self) -> QSize:
        """Return the height that is enough to compare bars by."""
        return QSize(30 * theme.UNIT, _STANDING_HEIGHT + self.fontMetrics().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as many as fit now."""
        if self._fitting() != self._shown:
            self._show_fitting()
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the line that the bars stand on, and what they are called where there is room."""
        del event
        painter = QPainter(self)
        painter.setPen(QColor(theme.colours().border))
        base = self.height() - self.fontMetrics().height() - 2
        painter.drawLine(0, base, self.width(), base)
        painter.setPen(QColor(theme.colours().secondary))
        for bar in self.bars[:: self.labelled]:
            label = bar.value.label
            width = self.fontMetrics().horizontalAdvance(label)
            left = min(max(bar.geometry().center().x() - width // 2, 0), self.width() - width)
            place = QRect(left, base + 2, width + 2, self.fontMetrics().height())
            painter.drawText(place, Qt.AlignmentFlag.AlignLeft.value, label)

    @property
    def labelled(self) -> int:
        """How many bars on there is room for the next label: the same everywhere, so that one can count on."""
        widest = max((self.fontMetrics().horizontalAdvance(bar.value.label) for bar in self.bars), default=0)
        return max(ceil((widest + theme.UNIT) / max(self._pitch, 1)), 1)

    @property
    def _pitch(self) -> float:
        """The distance from bar to bar."""
        return min(self.width() / max(len(self.bars), 1), 6.0 * theme.UNIT)

    def _fitting(self) -> int:
        """Return how many columns fit."""
        widest = max((len(times.number(value.count)) for value in self._values), default=1)
        needed = max(self.fontMetrics().horizontalAdvance("0" * widest) + 6, 2 * theme.UNIT)
        return max(self.width() // needed, 1)

    def _show_fitting(self) -> None:
        self._shown = self._fitting()
        left_out = max(len(self._values) - self._shown, 0)
        self.show_values(self._values[left_out:])
        self.left_out.emit(left_out)

    def _new(self) -> Bar:
        return StandingBar(self)

    def _arrange(self) -> None:
        if not self.bars:
            return
        step = self._pitch
        height = self.height() - self.fontMetrics().height() - 3
        for place, bar in enumerate(self.bars):
            bar.setGeometry(round(place * step), 0, round((place + 1) * step) - round(place * step), height)

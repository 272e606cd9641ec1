"""What the settings are laid out with: sections under headings, remarks with a sign, rows of buttons."""

from PySide6.QtCore import QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLayout, QScrollArea, QVBoxLayout, QWidget

from severa_desktop.ui import theme
from severa_desktop.ui.icons import icon
from severa_desktop.ui.page import secondary, toned

_SIGN = 2 * theme.UNIT


class Section(QWidget):
    """A heading, perhaps a sentence about all of it, and what stands under it."""

    def __init__(self, title: str, explanation: str = "") -> None:
        super().__init__()
        self.heading = QLabel(title)
        self.heading.setFont(theme.strong_font(self.heading.font()))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2 * theme.UNIT)
        top = QVBoxLayout()
        top.setSpacing(theme.UNIT // 2)
        top.addWidget(self.heading)
        if explanation:
            top.addWidget(secondary(explanation))
        self._column.addLayout(top)

    def add(self, widget: QWidget) -> None:
        """Put a widget under what is there."""
        self._column.addWidget(widget)

    def add_row(self, *widgets: QWidget) -> None:
        """Put widgets beside each other under what is there."""
        self.add_layout(beside(*widgets))

    def add_layout(self, layout: QLayout) -> None:
        """Put a layout under what is there."""
        self._column.addLayout(layout)


def beside(*widgets: QWidget) -> QHBoxLayout:
    """Return a row of widgets, each as wide as it wants."""
    row = QHBoxLayout()
    row.setSpacing(theme.UNIT)
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch()
    return row


class Sign(QWidget):
    """An icon beside words, in the colour of their tone."""

    def __init__(self, picture: str, tone: str) -> None:
        super().__init__()
        self._icon = icon(picture, tone)
        self.setFixedSize(_SIGN, max(_SIGN, self.fontMetrics().height()))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the icon, in the colours of now."""
        painter = QPainter(self)
        self._icon.paint(painter, QRect(0, (self.height() - _SIGN) // 2, _SIGN, _SIGN))
        painter.end()


class Remark(QWidget):
    """A sentence with a sign before it, hidden while there is none."""

    def __init__(self, picture: str, tone: str) -> None:
        super().__init__()
        self._words = toned("", tone)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.UNIT)
        row.addWidget(Sign(picture, tone), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._words, 1)
        self.hide()

    @property
    def sentence(self) -> str:
        """What is said; empty for nothing."""
        return self._words.text()

    def say(self, sentence: str) -> None:
        """Show a sentence, or nothing if it is empty."""
        self._words.setText(sentence)
        self.setAccessibleName(sentence)
        self.setVisible(bool(sentence))


class Column(QWidget):
    """Sections under each other in the middle of the page, no wider than is easy to read."""

    def __init__(self) -> None:
        super().__init__()
        self._inner = QWidget()
        self._inner.setMaximumWidth(90 * theme.UNIT)
        self._column = QVBoxLayout(self._inner)
        self._column.setContentsMargins(3 * theme.UNIT, 2 * theme.UNIT, 3 * theme.UNIT, 6 * theme.UNIT)
        self._column.setSpacing(4 * theme.UNIT)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addStretch(1)
        row.addWidget(self._inner, 1_000)
        row.addStretch(1)

    def add(self, widget: QWidget) -> None:
        """Put a widget under what is there."""
        self._column.addWidget(widget)

    def end(self) -> None:
        """Let what is there stand at the top, where it does not fill the page."""
        self._column.addStretch()


def bring_into_sight(widget: QWidget) -> None:
    """Scroll the page so far that a widget begins in sight, once it has its place there."""
    QTimer.singleShot(0, widget, lambda: _scroll_to(widget))


def _scroll_to(widget: QWidget) -> None:
    area = widget.parentWidget()
    while area is not None and not isinstance(area, QScrollArea):
        area = area.parentWidget()
    inner = None if area is None else area.widget()
    if area is None or inner is None:
        return
    top, bar, height = widget.mapTo(inner, QPoint()).y(), area.verticalScrollBar(), area.viewport().height()
    if top + widget.height() > bar.value() + height:
        # All of it if there is room for that, else from its beginning.
        bar.setValue(min(top, top + widget.height() - height))
    elif top < bar.value():
        bar.setValue(top)

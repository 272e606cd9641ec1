"""What is known of a record: titles beside their values, or above them where there is too little room for both."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from severa_desktop.ui import theme
from severa_desktop.ui.breaking import BreakingLabel
from severa_desktop.ui.page import secondary

_LEAST_VALUE = 22 * theme.UNIT
"""A value's width at which most addresses stand in one line."""
_APART = 2 * theme.UNIT


class Fields(QWidget):
    """Shows some fields; its labels are used again for the next record's."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._made: list[tuple[QLabel, BreakingLabel]] = []
        self._shown = 0
        self._is_stacked = False
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(_APART)
        self._grid.setVerticalSpacing(theme.UNIT)
        self._grid.setColumnStretch(1, 1)

    def show_all(self, fields: Sequence[tuple[str, str]]) -> None:
        """Show these, titles and values, in place of those before."""
        self._shown = len(fields)
        while len(self._made) < len(fields):
            title, value = secondary(), BreakingLabel()
            title.setWordWrap(False)
            self._made.append((title, value))
            self._place(len(self._made) - 1)
        for (title, value), (name, words) in zip(self._made, fields, strict=False):
            title.setText(name)
            value.setText(words)
        for position, pair in enumerate(self._made):
            for label in pair:
                label.setVisible(position < self._shown)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put titles beside values or above them."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        titles = max((title.sizeHint().width() for title, _value in self._made[: self._shown]), default=0)
        is_stacked = titles + _APART + _LEAST_VALUE > self.width()
        if is_stacked != self._is_stacked:
            self._is_stacked = is_stacked
            for position in range(len(self._made)):
                self._place(position)

    def _place(self, position: int) -> None:
        title, value = self._made[position]
        top = Qt.AlignmentFlag.AlignTop
        if self._is_stacked:
            self._grid.addWidget(title, 2 * position, 0, 1, 2, top)
            self._grid.addWidget(value, 2 * position + 1, 0, 1, 2)
        else:
            self._grid.addWidget(title, 2 * position, 0, top)
            self._grid.addWidget(value, 2 * position, 1)
        # Close to its title; the next field stands further off.
        title.setContentsMargins(0, theme.UNIT if self._is_stacked and position else 0, 0, 0)
        self._grid.setVerticalSpacing(0 if self._is_stacked else theme.UNIT)

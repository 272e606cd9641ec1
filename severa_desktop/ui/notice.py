"""A line over the bottom of the window that says what was just done, with the way back.

It goes by itself after a while, but not while the pointer or the keyboard's focus is on it.
"""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from severa_desktop.texts import _
from severa_desktop.ui import theme

_SHOWN_MS = 10_000


class Notice(QFrame):
    """One notice at a time; a new one takes the place of the one before."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.setObjectName("notice")
        self._text = QLabel()
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setWordWrap(True)
        self._undo = QPushButton(_("Undo"))
        self._undo.setToolTip(_("Undo (Ctrl+Z)"))
        self._undo.clicked.connect(self.take_back)
        self._close = QPushButton(_("Close"))
        self._close.clicked.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(2 * theme.UNIT, theme.UNIT, theme.UNIT, theme.UNIT)
        row.setSpacing(theme.UNIT)
        row.addWidget(self._text)
        for button in (self._undo, self._close):
            button.setAutoDefault(True)  # Enter presses it too
            row.addWidget(button)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._go)
        self._back: Callable[[], None] | None = None
        self.hide()

    def say(self, text: str, undo: Callable[[], None] | None = None) -> None:
        """Show a text for a while; with `undo` also the button that calls it."""
        self._text.setText(text)
        self._text.setAccessibleName(text)
        self._back = undo
        self._undo.setVisible(undo is not None)
        self._place()
        self.show()
        self.raise_()
        self._timer.start(_SHOWN_MS)

    def place(self) -> None:
        """Stay where it belongs in the window, which changed its size."""
        if self.isVisible():
            self._place()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go on Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)

    def _go(self) -> None:
        focused = QApplication.focusWidget()
        if self.underMouse() or (focused is not None and self.isAncestorOf(focused)):
            self._timer.start(_SHOWN_MS)
        else:
            self.hide()

    def take_back(self) -> bool:
        """Undo what is said; returns False where nothing is said that can be undone."""
        if not self.isVisible() or self._back is None:
            return False
        self.hide()
        self._back()
        return True

    def _place(self) -> None:
        """Take the width of the text, at most that of the window, and as many lines as it then needs."""
        window = self._window
        buttons = [one for one in (self._undo, self._close) if not one.isHidden()]
        beside = 3 * theme.UNIT + sum(theme.UNIT + one.sizeHint().width() for one in buttons)
        most = window.width() - 4 * theme.UNIT - beside
        width = max(min(self._text.fontMetrics().horizontalAdvance(self._text.text()) + 2, most), theme.UNIT)
        # Else it would be as high as at the width that it was given for a wider window.
        self._text.setMinimumWidth(0)
        self._text.setFixedSize(width, self._text.heightForWidth(width))
        self.adjustSize()
        self.move((window.width() - self.width()) // 2, window.height() - self.height() - 6 * theme.UNIT)

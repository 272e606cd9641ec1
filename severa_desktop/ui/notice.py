"""A line over the bottom of the window that says what was just done, with the way back."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from severa_desktop.texts import _
from severa_desktop.ui import theme

_SHOWN_MS = 10_000


class Notice(QFrame):
    """One notice at a time; a new one takes the place of the one before."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.setObjectName("notice")
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._text = QLabel()
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._undo = QPushButton(_("Undo"))
        self._undo.setToolTip(_("Undo (Ctrl+Z)"))
        self._undo.clicked.connect(self._take_back)
        close = QPushButton(_("Close"))
        close.clicked.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(2 * theme.UNIT, theme.UNIT, theme.UNIT, theme.UNIT)
        row.setSpacing(theme.UNIT)
        for widget in (self._text, self._undo, close):
            row.addWidget(widget)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        self._back: Callable[[], None] | None = None
        window.installEventFilter(self)
        self.hide()

    def say(self, text: str, undo: Callable[[], None] | None = None) -> None:
        """Show a text for a while; with `undo` also the button that calls it."""
        self._text.setText(text)
        self._text.setAccessibleName(text)
        self._back = undo
        self._undo.setVisible(undo is not None)
        self.show()
        self.raise_()
        self._place()
        self._timer.start(_SHOWN_MS)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay at the bottom of the window when that changes its size."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def _take_back(self) -> None:
        self.hide()
        if self._back:
            self._back()

    def _place(self) -> None:
        window = self._window
        width = min(self.sizeHint().width(), window.width() - 4 * theme.UNIT)
        self.resize(width, self.sizeHint().height())
        self.move((window.width() - width) // 2, window.height() - self.height() - 6 * theme.UNIT)

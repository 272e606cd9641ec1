"""A line across the top of the window for what holds as long as it stands there: questions too, never a dialog."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton

from severa_desktop.ui import theme


class Banner(QFrame):
    """One sentence and what can be done about it; hidden until something is said."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("banner")
        self._text = QLabel()
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setWordWrap(True)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(3 * theme.UNIT, theme.UNIT, 2 * theme.UNIT, theme.UNIT)
        self._row.setSpacing(theme.UNIT)
        self._row.addWidget(self._text, 1)
        self._buttons: list[QPushButton] = []
        self.hide()

    def say(self, sentence: str, *actions: tuple[str, Callable[[], object]]) -> None:
        """Show a sentence with a button for each action."""
        self._text.setText(sentence)
        self.setAccessibleName(sentence)
        for button in self._buttons:
            button.hide()
            button.deleteLater()
        self._buttons = []
        for text, done in actions:
            button = QPushButton(text)
            button.setAutoDefault(True)  # Enter presses it too
            button.clicked.connect(lambda _checked=False, done=done: done())
            self._row.addWidget(button)
            self._buttons.append(button)
        self.show()

    def take_focus(self) -> None:
        """Let Enter or Space press the first button."""
        if self._buttons:
            self._buttons[0].setFocus(Qt.FocusReason.OtherFocusReason)

"""Boxes for a choice and for a number that look like other fields, and leave the wheel to the page they stand on."""

from PySide6.QtCore import QRegularExpression, Qt
from PySide6.QtGui import QKeyEvent, QPaintEvent, QRegularExpressionValidator, QWheelEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QStyle, QStyleOptionComboBox, QStylePainter

from severa_desktop.ui import theme
from severa_desktop.ui.tips import plain_tip

_ARROW = 2 * theme.UNIT


class ChoiceBox(QComboBox):
    """One of some values; a long one is cut with … and stands whole in the tooltip."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.currentTextChanged.connect(lambda text: self.setToolTip(plain_tip(text)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw what is chosen, as much of it as there is room for before the arrow."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        room = self.width() - 3 * theme.UNIT - _ARROW
        text = self.currentText() if self.currentIndex() >= 0 else self.placeholderText()
        option.currentText = self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room)
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        painter.end()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Let the page scroll, and not the value change that happens to pass under the pointer."""
        event.ignore()


class NumberBox(QLineEdit):
    """A whole number, typed or changed with the arrow keys. What it may be is for others to say."""

    def __init__(self, most_digits: int) -> None:
        super().__init__()
        self.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly)
        self.setMaxLength(most_digits)
        self.setValidator(QRegularExpressionValidator(QRegularExpression("[0-9]*"), self))

    def number(self) -> int:
        """Return the number; 0 where there is none."""
        return int(self.text() or "0")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Count up and down."""
        step = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.setText(str(max(self.number() + step, 0)))

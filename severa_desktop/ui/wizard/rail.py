"""The list of steps on the left: where a person is, what was passed, and the way to any of them."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPaintEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QStyle,
    QStyleOptionToolButton,
    QStylePainter,
    QToolButton,
    QVBoxLayout,
)

from severa_desktop.texts import _
from severa_desktop.ui import theme
from severa_desktop.ui.navigation import WIDTH
from severa_desktop.ui.tips import plain_tip

_EDGE = 2 * theme.UNIT
_PASSED = "✓"


class StepButton(QToolButton):
    """A number, or the sign that a step was passed, and the step's name, both where they stand in the list of pages."""

    def __init__(self, number: int, title: str) -> None:
        super().__init__()
        self._number = number
        self._title = title
        self.passed = False
        self.setCheckable(True)
        self.setFixedWidth(WIDTH - 2 * theme.UNIT)
        self.setToolTip(plain_tip(title))

    def show_passed(self, *, passed: bool) -> None:
        """Show whether the step was passed."""
        self.passed = passed
        words = _("Step {number}: {title}, seen") if passed else _("Step {number}: {title}")
        self.setAccessibleName(words.format(number=self._number, title=self._title))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the button as the style does, and the words at its left, which the style puts in the middle."""
        option = QStyleOptionToolButton()
        self.initStyleOption(option)
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ToolButton, option)
        painter.setFont(theme.strong_font(self.font()) if self.isChecked() else self.font())
        painter.setPen(QColor(theme.colours().text))
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(self.rect().adjusted(_EDGE, 0, 0, 0), middle, _PASSED if self.passed else str(self._number))
        place = self.rect().adjusted(_EDGE + 3 * theme.UNIT, 0, -theme.UNIT, 0)
        shown = painter.fontMetrics().elidedText(self._title, Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place, middle, shown)
        painter.end()


class StepRail(QFrame):
    """One button a step."""

    chosen = Signal(int)
    """A person wants to see a step: its position."""

    def __init__(self, titles: Sequence[str]) -> None:
        super().__init__()
        # It looks as the list of pages, in whose place it stands.
        self.setObjectName("navigation")
        self.setFixedWidth(WIDTH)
        self.setAccessibleName(_("Steps"))
        self._seen: set[int] = set()
        group = QButtonGroup(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.UNIT, 2 * theme.UNIT, theme.UNIT, theme.UNIT)
        column.setSpacing(theme.UNIT // 2)
        self.buttons = [StepButton(number, title) for number, title in enumerate(titles, 1)]
        for position, button in enumerate(self.buttons):
            button.clicked.connect(lambda _checked=False, at=position: self.chosen.emit(at))
            group.addButton(button)
            column.addWidget(button)
        column.addStretch()

    def show_step(self, position: int) -> None:
        """Mark the step that is shown."""
        self._seen.add(position)
        self.buttons[position].setChecked(True)
        for at, button in enumerate(self.buttons):
            button.show_passed(passed=at in self._seen and at != position)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move between the steps with the arrow keys; Enter chooses as a click does, on every system."""
        now = next((at for at, button in enumerate(self.buttons) if button.hasFocus()), 0)
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.chosen.emit(now)
            return
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        self.buttons[(now + step) % len(self.buttons)].setFocus(Qt.FocusReason.TabFocusReason)

"""What all pages share: a title, one main action at the top right, and what an empty page says."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from severa_desktop.ui import theme
from severa_desktop.ui.context import Context, Destination
from severa_desktop.ui.icons import icon

_EDGE = 2 * theme.UNIT
"""Of an empty place."""


class Page(QWidget):
    """One page of the window. Made when it is first shown."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        context.changed.connect(self._look_again)
        self._stale = True

    def opened(self) -> None:
        """Take up what a person sees: called each time the page comes to the front."""
        if self._stale:
            self._stale = False
            self.refresh()
        self.take_focus()

    def refresh(self) -> None:
        """Ask the services anew for what is shown."""

    def take_focus(self) -> None:
        """Put the keyboard's focus where people begin."""

    def visit(self, destination: Destination) -> None:
        """Show what somebody came here for."""

    def remember(self) -> None:
        """Keep columns, filters and the like for the next start; the window is closing."""

    def _look_again(self) -> None:
        if self.isVisible():
            self.refresh()
        else:
            self._stale = True


class PageHeader(QWidget):
    """A page's title and its buttons, the main one last; the first ones stand below where there is no room."""

    def __init__(self, title: str, buttons: Sequence[QWidget] = ()) -> None:
        super().__init__()
        self._name = QLabel(title)
        self._name.setFont(theme.title_font(self._name.font()))
        self._buttons = tuple(buttons)
        self._below: int | None = None
        """How many buttons stand below."""
        self._row, self._second = QHBoxLayout(), QHBoxLayout()
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * theme.UNIT, 2 * theme.UNIT, 3 * theme.UNIT, theme.UNIT)
        column.setSpacing(0)
        for row in (self._row, self._second):
            row.setSpacing(theme.UNIT)
            column.addLayout(row)
        # As high as with buttons, so that titles do not jump where there are none.
        self._row.addStrut(4 * theme.UNIT)
        self._row.addWidget(self._name)
        self._arrange(0)

    def minimumSizeHint(self) -> QSize:
        """Return what the title and the last button need."""
        last = self._buttons[-1].sizeHint().width() + theme.UNIT if self._buttons else 0
        return QSize(self._name.sizeHint().width() + last + 6 * theme.UNIT, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put buttons without room below."""
        super().resizeEvent(event)
        room = self.width() - 6 * theme.UNIT - self._name.sizeHint().width()
        shown = [button.sizeHint().width() + theme.UNIT for button in self._buttons if not button.isHidden()]
        below = next((count for count in range(len(shown)) if sum(shown[count:]) <= room), max(len(shown) - 1, 0))
        self._arrange(below)

    def _arrange(self, below: int) -> None:
        if below == self._below:
            return
        self._below = below
        for row, buttons in ((self._row, self._buttons[below:]), (self._second, self._buttons[:below])):
            while row.count() > (2 if row is self._row else 0):
                row.takeAt(row.count() - 1)
            row.addStretch()
            for button in buttons:
                row.addWidget(button)
        self._second.setContentsMargins(0, theme.UNIT if below else 0, 0, 0)


class EmptyState(QWidget):
    """One sentence in the middle of an empty place, and the action that fills it."""

    def __init__(self, picture: str) -> None:
        super().__init__()
        self._name = picture
        self._picture = QLabel()
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._draw()
        self._sentence = QLabel()
        self._sentence.setTextFormat(Qt.TextFormat.PlainText)
        self._sentence.setWordWrap(True)
        self._sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._sentence.setProperty("tone", "secondary")
        self._buttons = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._buttons.setSpacing(theme.UNIT)
        self._shown: list[QPushButton] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(_EDGE, _EDGE, _EDGE, _EDGE)
        column.setSpacing(2 * theme.UNIT)
        column.addStretch()
        column.addWidget(self._picture)
        # Not aligned: only a label that gets the whole width gets the height that its lines need.
        column.addWidget(self._sentence)
        middle = QHBoxLayout()
        middle.addStretch()
        middle.addLayout(self._buttons)
        middle.addStretch()
        column.addLayout(middle)
        column.addStretch()

    def say(self, sentence: str, *actions: tuple[str, Callable[[], object]], with_main: bool = True) -> None:
        """Show a sentence and a button for each action, the first one the main one where the page has no other."""
        self._sentence.setText(sentence)
        while (item := self._buttons.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._shown = []
        for position, (text, done) in enumerate(actions):
            button = QPushButton(text)
            button.setAutoDefault(True)  # Enter presses it too
            button.setProperty("main", "true" if with_main and position == 0 else "false")
            button.clicked.connect(lambda _checked=False, done=done: done())
            self._buttons.addWidget(button)
            self._shown.append(button)
        self._arrange()

    def take_focus(self) -> None:
        """Put the keyboard on the first action, where there is one."""
        if self._shown:
            self._shown[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def minimumSizeHint(self) -> QSize:
        """Return what the widest button needs: others can stand below each other."""
        widest = max((button.sizeHint().width() for button in self._shown), default=0)
        return QSize(widest + 2 * _EDGE, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the buttons side by side, or below each other where the place is narrow."""
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        """Draw the picture in the colours of the new mode."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._draw()

    def _arrange(self) -> None:
        needed = sum(button.sizeHint().width() + theme.UNIT for button in self._shown) + 2 * _EDGE
        is_wide = needed <= self.width()
        self._buttons.setDirection(QBoxLayout.Direction.LeftToRight if is_wide else QBoxLayout.Direction.TopToBottom)

    def _draw(self) -> None:
        self._picture.setPixmap(icon(self._name, "secondary").pixmap(QSize(48, 48)))


def secondary(text: str = "") -> QLabel:
    """Return a label for what is less important."""
    return toned(text, "secondary")


def toned(text: str, tone: str) -> QLabel:
    """Return a label of plain text in the colour of a tone: secondary, warning, error or success."""
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("tone", tone)
    label.setWordWrap(True)
    return label


def rule() -> QFrame:
    """Return a thin line across."""
    line = QFrame()
    line.setProperty("surface", "rule")
    line.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    return line

"""What all pages share: a title, one main action at the top right, and what an empty page says."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from severa_desktop.ui import theme
from severa_desktop.ui.context import Context, Destination
from severa_desktop.ui.icons import icon


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
    """A page's title and its buttons, the main one last."""

    def __init__(self, title: str, buttons: Sequence[QWidget] = ()) -> None:
        super().__init__()
        name = QLabel(title)
        name.setFont(theme.title_font(name.font()))
        row = QHBoxLayout(self)
        row.setContentsMargins(3 * theme.UNIT, 2 * theme.UNIT, 3 * theme.UNIT, theme.UNIT)
        row.setSpacing(theme.UNIT)
        row.addWidget(name)
        row.addStretch()
        for button in buttons:
            row.addWidget(button)


class EmptyState(QWidget):
    """One sentence in the middle of an empty place, and the action that fills it."""

    def __init__(self, picture: str) -> None:
        super().__init__()
        self._picture = QLabel()
        self._picture.setPixmap(icon(picture, "secondary").pixmap(QSize(48, 48)))
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._sentence = QLabel()
        self._sentence.setWordWrap(True)
        self._sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._sentence.setProperty("tone", "secondary")
        self._sentence.setMinimumWidth(48 * theme.UNIT)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(theme.UNIT)
        column = QVBoxLayout(self)
        column.setSpacing(2 * theme.UNIT)
        column.addStretch()
        column.addWidget(self._picture)
        column.addWidget(self._sentence, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addLayout(self._buttons)
        column.addStretch()

    def say(self, sentence: str, *actions: tuple[str, Callable[[], object]]) -> None:
        """Show a sentence and a button for each action, the first one being the main one."""
        self._sentence.setText(sentence)
        while (old := self._buttons.takeAt(0)) is not None:
            widget = old.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._buttons.addStretch()
        for position, (text, done) in enumerate(actions):
            button = QPushButton(text)
            button.setProperty("main", "true" if position == 0 else "false")
            button.clicked.connect(lambda _checked=False, done=done: done())
            self._buttons.addWidget(button)
        self._buttons.addStretch()


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

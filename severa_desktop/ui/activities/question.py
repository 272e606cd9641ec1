"""A question that stands in place over what it is about, for the one thing that cannot be undone."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from severa_desktop.ui import theme
from severa_desktop.ui.icons import icon


class Question(QFrame):
    """Says what would happen; the safe answer has the focus. Hidden while nothing is asked."""

    answered = Signal()

    def __init__(self, yes: str, no: str) -> None:
        super().__init__()
        self._then: Callable[[], object] | None = None
        sign = QLabel()
        sign.setPixmap(icon("triangle-alert", "warning").pixmap(QSize(20, 20)))
        self._text = QLabel()
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setWordWrap(True)
        self.no, self.yes = QPushButton(no), QPushButton(yes)
        self.no.clicked.connect(self.refuse)
        self.yes.clicked.connect(self._agree)
        said = QHBoxLayout()
        said.setSpacing(theme.UNIT)
        said.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        said.addWidget(self._text, 1)
        answers = QHBoxLayout()
        answers.setSpacing(theme.UNIT)
        answers.addStretch()
        for button in (self.yes, self.no):
            button.setAutoDefault(True)
            answers.addWidget(button)
        self.setProperty("surface", "base")
        card = QFrame()
        card.setProperty("surface", "raised")
        around = QVBoxLayout(self)
        around.setContentsMargins(theme.UNIT, theme.UNIT, theme.UNIT, 0)
        around.addWidget(card)
        column = QVBoxLayout(card)
        column.setContentsMargins(theme.UNIT, theme.UNIT, theme.UNIT, theme.UNIT)
        column.setSpacing(theme.UNIT)
        column.addLayout(said)
        column.addLayout(answers)
        self.hide()

    def ask(self, sentence: str, then: Callable[[], object]) -> None:
        """Ask; `then` is called when the answer is yes."""
        self._then = then
        self._text.setText(sentence)
        self.setAccessibleName(sentence)
        self.show()
        self.no.setFocus(Qt.FocusReason.OtherFocusReason)

    def refuse(self) -> None:
        """Take no for the answer."""
        self._then = None
        self.hide()
        self.answered.emit()

    def _agree(self) -> None:
        then, self._then = self._then, None
        self.hide()
        if then is not None:
            then()
        self.answered.emit()

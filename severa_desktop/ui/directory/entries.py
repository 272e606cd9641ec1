"""What a person enters a field of a record in, with what is wrong with it under it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from severa_desktop.services.directory_search import Found, Kind
from severa_desktop.texts import _
from severa_desktop.ui import theme
from severa_desktop.ui.boxes import ChoiceBox
from severa_desktop.ui.context import Context
from severa_desktop.ui.directory.words import capitalised
from severa_desktop.ui.icons import icon
from severa_desktop.ui.page import secondary
from severa_desktop.ui.picker import pick
from severa_desktop.ui.settings.fields import mark
from severa_desktop.ui.settings.section import Remark
from severa_desktop.ui.tips import plain_tip

_LINES = 3
"""Addresses that are seen at once."""


class Entry(QWidget):
    """A label, an editor, a hint, and what is wrong with what was entered."""

    changed = Signal()
    sent = Signal()
    """Enter was pressed in it."""

    def __init__(self, title: str, editor: QWidget, hint: str = "") -> None:
        super().__init__()
        self.editor = editor
        label = QLabel(title)
        label.setBuddy(editor)
        editor.setAccessibleName(title)
        editor.setAccessibleDescription(hint)
        self.remark = Remark("circle-alert", "error")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._row = QHBoxLayout()
        self._row.setSpacing(theme.UNIT // 2)
        self._row.addWidget(editor, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.UNIT // 2)
        column.addWidget(label)
        column.addLayout(self._row)
        column.addWidget(self.remark)
        if hint:
            column.addWidget(secondary(hint))
        self.changed.connect(lambda: self.refuse(""))

    def value(self) -> str:
        """Return what was entered; of a choice, what it stands for."""
        raise NotImplementedError

    def refuse(self, sentence: str) -> None:
        """Say what is wrong, or nothing."""
        self.remark.say(capitalised(sentence))
        mark(self.editor, wrong=bool(sentence))


class TextEntry(Entry):
    """One line of text."""

    def __init__(self, title: str, value: str, hint: str = "") -> None:
        self._line = QLineEdit(value)
        super().__init__(title, self._line, hint)
        self._line.textChanged.connect(self.changed)
        self._line.returnPressed.connect(self.sent)

    def value(self) -> str:
        """Return the text."""
        return self._line.text()

    def enter(self, text: str) -> None:
        """Hold this text, as if a person had typed it."""
        self._line.setText(text)


class AddressesEntry(Entry):
    """Some addresses, each on a line of its own."""

    def __init__(self, title: str, addresses: Sequence[str], hint: str = "") -> None:
        self._text = QPlainTextEdit("\n".join(addresses))
        self._text.setTabChangesFocus(True)
        self._text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._text.setAcceptDrops(False)
        self._text.setFixedHeight(_LINES * self._text.fontMetrics().lineSpacing() + 3 * theme.UNIT)
        super().__init__(title, self._text, hint)
        self._text.textChanged.connect(self.changed)

    def value(self) -> str:
        """Return the addresses, as typed."""
        return self._text.toPlainText()


class ChoiceEntry(Entry):
    """One of some values, each with its words."""

    def __init__(self, title: str, value: str, choices: Sequence[tuple[str, str]]) -> None:
        self._box = ChoiceBox()
        for each, words in choices:
            self._box.addItem(words, each)
        self._box.setCurrentIndex(self._box.findData(value))
        super().__init__(title, self._box)
        self._box.currentIndexChanged.connect(lambda _index: self.changed.emit())

    def value(self) -> str:
        """Return the value that is chosen."""
        return str(self._box.currentData())

    def enter(self, value: str) -> None:
        """Choose a value, as if a person had."""
        self._box.setCurrentIndex(self._box.findData(value))


class FlagEntry(Entry):
    """Yes or no."""

    def __init__(self, title: str, words: str, *, value: bool) -> None:
        self._box = QCheckBox(words)
        self._box.setChecked(value)
        super().__init__(title, self._box)
        self._box.toggled.connect(lambda _on: self.changed.emit())

    def value(self) -> str:
        """Return something for yes."""
        return "yes" if self._box.isChecked() else ""

    def enter(self, *, value: bool) -> None:
        """Say yes or no, as if a person had."""
        self._box.setChecked(value)


class CustomerEntry(Entry):
    """A customer, looked for in the directory."""

    def __init__(self, context: Context, title: str, key: str, name: str, *, may_be_none: bool) -> None:
        self._context = context
        self._key = key
        self.name = name
        """The customer's name, empty for none."""
        self._button = QPushButton()
        self._button.setAutoDefault(True)  # Enter presses it too
        self._button.setStyleSheet("text-align: left")
        self._button.setIcon(icon("search", "secondary"))
        self._button.clicked.connect(lambda _checked=False: self._ask())
        super().__init__(title, self._button)
        self._clear = QToolButton()
        self._clear.setProperty("kind", "quiet")
        self._clear.setIcon(icon("x"))
        self._clear.setToolTip(_("No customer"))
        self._clear.setAccessibleName(_("No customer"))
        self._clear.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._clear.clicked.connect(lambda _checked=False: self._take("", ""))
        self._may_be_none = may_be_none
        self._row.addWidget(self._clear)
        self._show()

    def value(self) -> str:
        """Return the customer's key, empty for none."""
        return self._key

    def take(self, found: Found) -> None:
        """Choose a customer."""
        self._take(found.key, found.name)

    def _ask(self) -> None:
        pick(self._context, [Kind.CUSTOMER], _("Name of the customer"), self._button, self.take)

    def _take(self, key: str, name: str) -> None:
        self._key, self.name = key, name
        self._show()
        self.changed.emit()
        self._button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self) -> None:
        words = self.name or _("Choose …")
        self._button.setText(words.replace("&", "&&"))
        self._button.setToolTip(plain_tip(words))
        self._button.setAccessibleName(f"{_('Customer')}: {words}")
        self._clear.setVisible(self._may_be_none and bool(self._key))

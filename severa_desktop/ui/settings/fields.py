"""Fields that know what is stored: whether theirs differs, how to go back to it, and what is wrong with it."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from severa_desktop.core.settings import MAX_SIZE_LIMIT_MIB, SettingRefusedError, check_max_size
from severa_desktop.services.setting_words import refusal_sentence
from severa_desktop.texts import _
from severa_desktop.ui import theme
from severa_desktop.ui.boxes import ChoiceBox, NumberBox
from severa_desktop.ui.page import secondary
from severa_desktop.ui.settings.section import Remark

_CHOICE_WIDTH = 40 * theme.UNIT
_NUMBER_WIDTH = 10 * theme.UNIT


class Labelled(QWidget):
    """A label, what it names under it, and what that means."""

    def __init__(self, title: str, editor: QWidget, hint: str = "") -> None:
        super().__init__()
        self.editor = editor
        self._hint = hint
        label = QLabel(title)
        label.setBuddy(editor)
        if not editor.accessibleName():
            editor.setAccessibleName(title)
        editor.setAccessibleDescription(hint)
        self._entry = QHBoxLayout()
        self._entry.setSpacing(theme.UNIT)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.UNIT // 2)
        self._column.addWidget(label)
        self._column.addLayout(self._entry)
        if hint:
            self._column.addWidget(secondary(hint))


class Field(Labelled):
    """Something to enter, what is stored of it, and what is wrong with what was entered."""

    edited = Signal()

    def __init__(self, title: str, editor: QWidget, hint: str = "") -> None:
        super().__init__(title, editor, hint)
        self._stored: str | None = None
        self._refusal = Remark("circle-alert", "error")
        self._column.insertWidget(2, self._refusal)

    @property
    def differs(self) -> bool:
        """Whether it holds something else than what is stored."""
        return self._stored is not None and self.value() != self._stored

    @property
    def refusal(self) -> str:
        """What is wrong with it; empty for nothing."""
        return self._refusal.sentence

    def value(self) -> str:
        """Return what was entered."""
        raise NotImplementedError

    def enter(self, value: str) -> None:
        """Hold this value, as if a person had entered it."""
        raise NotImplementedError

    def show_stored(self, value: str) -> None:
        """Take over what is stored, unless a person entered something else."""
        untouched = not self.differs
        self._stored = value
        if untouched and self.value() != value:
            self.enter(value)
        self.edited.emit()

    def keep(self) -> None:
        """Take what was entered for stored: it was saved."""
        self._stored = self.value()

    def discard(self) -> None:
        """Go back to what is stored."""
        if self._stored is not None and self.value() != self._stored:
            self.enter(self._stored)

    def refuse(self, sentence: str) -> None:
        """Say what is wrong; an empty sentence for nothing."""
        if sentence != self._refusal.sentence:
            self._refusal.say(sentence)
            self.editor.setAccessibleDescription(sentence or self._hint)
            self._mark(wrong=bool(sentence))
            self.edited.emit()

    def _mark(self, *, wrong: bool) -> None:
        mark(self.editor, wrong=wrong)

    def _changed(self) -> None:
        self.refuse("")
        self.edited.emit()


class ChoiceField(Field):
    """One of some values, each with its name."""

    def __init__(self, title: str, hint: str = "", choices: Sequence[tuple[str, str]] = ()) -> None:
        """`choices` are values and their names."""
        self.box = ChoiceBox()
        self.box.setFixedWidth(_CHOICE_WIDTH)
        self.box.setPlaceholderText(_("Choose …"))
        super().__init__(title, self.box, hint)
        self._entry.addWidget(self.box)
        self._entry.addStretch()
        self.offer(choices)
        self.box.currentIndexChanged.connect(lambda _index: self._changed())

    def offer(self, choices: Sequence[tuple[str, str]]) -> None:
        """Offer these values and no others; the one that is chosen stays chosen, and there."""
        if choices == [(self.box.itemData(row), self.box.itemText(row)) for row in range(self.box.count())]:
            return
        chosen = self.value()
        self.box.blockSignals(True)  # noqa: FBT003 - Qt's own
        self.box.clear()
        for value, words in choices:
            self.box.addItem(words, value)
        self.box.setCurrentIndex(-1)
        self.enter(chosen)
        self.box.blockSignals(False)  # noqa: FBT003
        self.box.setEnabled(self.box.count() > 0)

    def value(self) -> str:
        """Return the value that is chosen; empty for none."""
        value = self.box.currentData()
        return value if isinstance(value, str) else ""

    def enter(self, value: str) -> None:
        """Choose a value, also one that is offered no more: it stands there until another one is chosen."""
        row = self.box.findData(value)
        if row < 0 and value:
            self.box.addItem(value, value)
            row = self.box.count() - 1
        self.box.setCurrentIndex(row)
        self.box.setEnabled(self.box.count() > 0)


class SizeField(Field):
    """A number of MiB, checked as one types."""

    def __init__(self, title: str, hint: str = "") -> None:
        self.box = NumberBox(len(str(MAX_SIZE_LIMIT_MIB)) + 1)
        self.box.setFixedWidth(_NUMBER_WIDTH)
        super().__init__(title, self.box, hint)
        self._entry.addWidget(self.box)
        self._entry.addWidget(QLabel("MiB"))
        self._entry.addStretch()
        self.box.textChanged.connect(lambda _text: self._check())

    def value(self) -> str:
        """Return the number."""
        return str(self.box.number())

    def enter(self, value: str) -> None:
        """Show a number."""
        self.box.setText(value)

    def _check(self) -> None:
        try:
            check_max_size(self.box.number())
        except SettingRefusedError as refused:
            self.refuse(refusal_sentence(refused))
        else:
            self.refuse("")
        self.edited.emit()


def mark(editor: QWidget, *, wrong: bool) -> None:
    """Give a field the look of one with something wrong in it, or take that away."""
    editor.setProperty("wrong", "true" if wrong else "false")
    editor.style().unpolish(editor)
    editor.style().polish(editor)

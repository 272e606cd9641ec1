"""Everybody on a mail whom the directory does not have: each can be added, as user or as contact person."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QSizePolicy, QWidget

from severa_desktop.core.reasons import Named
from severa_desktop.services.directory_search import Found, Kind
from severa_desktop.services.suggesting import NewPerson
from severa_desktop.texts import _
from severa_desktop.ui import theme
from severa_desktop.ui.context import Context
from severa_desktop.ui.picker import pick

_MOST = 20
"""Of many on a mail, the first are those that it is about."""


class StrangerList(QWidget):
    """A line a person, with a button for each way of adding them; hidden until asked for."""

    def __init__(self, context: Context, add: Callable[[NewPerson], object]) -> None:
        super().__init__()
        self._context = context
        self._add = add
        self._shown: Sequence[NewPerson] = ()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(theme.UNIT // 2)
        self._grid.setColumnStretch(0, 1)
        self._first: QPushButton | None = None
        self.hide()

    def show_all(self, people: Sequence[NewPerson]) -> None:
        """Take these people; what stood there goes."""
        if people == self._shown:
            return
        self.hide()
        self._shown = people
        self._first = None
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for row, person in enumerate(people[:_MOST]):
            self._add_line(row, person)

    def ask(self) -> None:
        """Let somebody choose whom to add."""
        self.show()
        if self._first is not None:
            self._first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _add_line(self, row: int, person: NewPerson) -> None:
        name = QLabel(person.address if person.name == person.address else f"{person.name} <{person.address}>")
        name.setTextFormat(Qt.TextFormat.PlainText)
        name.setWordWrap(True)
        name.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        as_user = self._button(name, _("As user"), partial(self._add, person))
        as_contact = self._button(name, _("As contact person …"), lambda: self._ask_customer(person, as_contact))
        self._first = self._first or as_user
        for column, widget in enumerate((name, as_user, as_contact)):
            self._grid.addWidget(widget, row, column)

    def _button(self, name: QLabel, text: str, done: Callable[[], object]) -> QPushButton:
        button = QPushButton(text)
        button.setProperty("kind", "quiet")
        button.setAccessibleName(f"{name.text()}: {text}")
        button.setAutoDefault(True)  # Enter presses it too
        button.clicked.connect(lambda _checked=False: done())
        return button

    def _ask_customer(self, person: NewPerson, button: QWidget) -> None:
        def add(found: Found) -> None:
            self._add(NewPerson(person.address, person.name, Named(found.key, found.name)))

        pick(self._context, [Kind.CUSTOMER], _("Contact person of which customer?"), button, add)

"""The list of pages on the left."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QButtonGroup, QFrame, QToolButton, QVBoxLayout

from severa_desktop.texts import _
from severa_desktop.ui import theme, times
from severa_desktop.ui.context import Context
from severa_desktop.ui.icons import icon

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from severa_desktop.ui.page import Page

WIDTH = 26 * theme.UNIT
"""Of what stands at the left of the window, the steps of setting up as well: room for five digits in every language."""


@dataclass(frozen=True, slots=True)
class Place:
    """One page: its name in the code, its title, its icon, and how it is made when it is first shown."""

    name: str
    title: str
    picture: str
    make: "Callable[[Context], Page]"


class Navigation(QFrame):
    """One button a page, chosen by click, by arrow keys, or by Ctrl and its position."""

    chosen = Signal(str)

    def __init__(self, places: tuple[Place, ...]) -> None:
        super().__init__()
        self.setObjectName("navigation")
        self.setFixedWidth(WIDTH)
        self.setAccessibleName(_("Pages"))
        self._places = {place.name: place for place in places}
        self._buttons: dict[str, QToolButton] = {}
        group = QButtonGroup(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.UNIT, 2 * theme.UNIT, theme.UNIT, theme.UNIT)
        column.setSpacing(theme.UNIT // 2)
        for position, place in enumerate(places, 1):
            button = self._button(place, position)
            group.addButton(button)
            column.addWidget(button)
            self._buttons[place.name] = button
        column.addStretch()

    def show_page(self, name: str) -> None:
        """Mark the page that is shown."""
        self._buttons[name].setChecked(True)

    def set_count(self, name: str, count: int) -> None:
        """Show a number beside a page's title; none for zero."""
        place = self._places[name]
        shown = times.number(count)
        self._buttons[name].setText(f"{place.title}  {shown}" if count else place.title)
        self._buttons[name].setAccessibleName(f"{place.title}, {shown}" if count else place.title)

    def keyPressEvent(self, event: "QKeyEvent") -> None:
        """Move between pages with the arrow keys; Enter chooses as a click does, on every system."""
        names = list(self._buttons)
        now = next((at for at, name in enumerate(names) if self._buttons[name].hasFocus()), 0)
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.chosen.emit(names[now])
            return
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        target = names[(now + step) % len(names)]
        self._buttons[target].setFocus(Qt.FocusReason.TabFocusReason)
        self.chosen.emit(target)

    def _button(self, place: Place, position: int) -> QToolButton:
        button = QToolButton()
        button.setText(place.title)
        button.setAccessibleName(place.title)
        button.setIcon(icon(place.picture))
        # Wider than the picture, which stands at its beginning: words keep their distance.
        button.setIconSize(QSize(20 + theme.UNIT, 20))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setCheckable(True)
        button.setFixedWidth(WIDTH - 2 * theme.UNIT)
        keys = QKeySequence(f"Ctrl+{position}")
        shown = keys.toString(QKeySequence.SequenceFormat.NativeText)
        button.setToolTip(f"{place.title} ({shown})")
        button.clicked.connect(lambda _checked=False, name=place.name: self.chosen.emit(name))
        return button

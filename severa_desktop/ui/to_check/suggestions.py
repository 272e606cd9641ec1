"""What may be done about a mail, a button each with why beneath it. Nothing of it is done by itself."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QVBoxLayout, QWidget

from severa_desktop.sentences import suggestion_words, why_suggested
from severa_desktop.services.suggesting import Suggestion, SuggestionKind
from severa_desktop.ui import theme
from severa_desktop.ui.actions import action
from severa_desktop.ui.eliding import ElidingButton
from severa_desktop.ui.page import secondary

_MOST_KEYS = 9
_PICTURES = {
    SuggestionKind.LINK_CUSTOMER: "building-2",
    SuggestionKind.LINK_PROJECT: "briefcase",
    SuggestionKind.ADD_CONTACT: "user-plus",
    SuggestionKind.ADD_USER: "user-plus",
}


class SuggestionList(QWidget):
    """Shows suggestions; Alt and its position carries one out."""

    def __init__(self, page: QWidget, carry_out: Callable[[Suggestion], object]) -> None:
        super().__init__()
        self._page = page
        self._carry_out = carry_out
        self._shown: Sequence[Suggestion] = ()
        self._actions: list[QAction] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.UNIT // 2)

    def show_all(self, suggestions: Sequence[Suggestion]) -> None:
        """Show these in the place of the ones before."""
        if suggestions == self._shown:
            return
        self._shown = suggestions
        for made in self._actions:
            self._page.removeAction(made)
            made.deleteLater()
        self._actions = []
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for position, one in enumerate(suggestions, 1):
            self._add(position, one)
        self.setVisible(bool(suggestions))

    def _add(self, position: int, suggestion: Suggestion) -> None:
        keys = f"Alt+{position}" if position <= _MOST_KEYS else None
        words = suggestion_words(suggestion)
        made = action(self._page, words, lambda: self._carry_out(suggestion), keys=keys)
        self._actions.append(made)
        button = ElidingButton(_PICTURES[suggestion.kind])
        button.set_words(made.text())
        button.setToolTip(made.toolTip())
        button.clicked.connect(made.trigger)
        made.enabledChanged.connect(button.setEnabled)
        why = secondary(why_suggested(suggestion.why))
        why.setContentsMargins(0, 0, 0, theme.UNIT // 2)
        button.setAccessibleDescription(why.text())
        self._column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        self._column.addWidget(why)

"""The banner that says how many records of Severa clash with records made by hand."""

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from severa_desktop.texts import _, ngettext
from severa_desktop.ui import theme, times
from severa_desktop.ui.actions import action, push_button
from severa_desktop.ui.context import Context


class ClashBar(QFrame):
    """Says how many records clash; hidden where none does."""

    def __init__(self, context: Context, page: QWidget, look: Callable[[], object]) -> None:
        super().__init__()
        self.setObjectName("banner")
        self._context = context
        self._words = QLabel()
        self._words.setWordWrap(True)
        self.look_at = action(page, _("Look at them …"), look, keys="Ctrl+J", picture="link")
        row = QHBoxLayout(self)
        row.setContentsMargins(3 * theme.UNIT, theme.UNIT, 3 * theme.UNIT, theme.UNIT)
        row.setSpacing(theme.UNIT)
        row.addWidget(self._words, 1)
        row.addWidget(push_button(self.look_at))
        self._show(0)

    def refresh(self) -> None:
        """Count them anew."""
        self._context.background.run(
            self, lambda services: services.severa.joining.count(), self._show, subject="clashes"
        )

    def _show(self, count: int) -> None:
        words = ngettext(
            "{count} record of Severa clashes with one made by hand.",
            "{count} records of Severa clash with ones made by hand.",
            count,
        )
        self._words.setText(words.format(count=times.number(count)))
        self.setAccessibleName(self._words.text())
        self.look_at.setText(ngettext("Look at it …", "Look at them …", count))
        self.look_at.setEnabled(bool(count))
        self.setVisible(bool(count))

"""What lies over the list while people wait for rows in another order: the former ones stay, and this says so."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QTableView

from severa_desktop.texts import _
from severa_desktop.ui import theme


class WaitingSign(QFrame):
    """Says that the list is being put in order; hidden until then, and no obstacle to the pointer."""

    def __init__(self, table: QTableView) -> None:
        super().__init__(table)
        self._table = table
        self.setProperty("surface", "card")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        row = QHBoxLayout(self)
        row.setContentsMargins(2 * theme.UNIT, theme.UNIT, 2 * theme.UNIT, theme.UNIT)
        row.addWidget(QLabel(_("Sorting …")))
        table.installEventFilter(self)
        self.hide()

    def say(self) -> None:
        """Show it at the top of the rows."""
        self.adjustSize()
        self._place()
        self.show()
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in the middle."""
        if event.type() == QEvent.Type.Resize and watched is self._table:
            self._place()
        return False

    def _place(self) -> None:
        viewport = self._table.viewport().geometry()
        self.move(viewport.left() + (viewport.width() - self.width()) // 2, viewport.top() + 2 * theme.UNIT)

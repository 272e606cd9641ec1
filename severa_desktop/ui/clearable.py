"""A line of text with a button that clears it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QToolButton

from severa_desktop.texts import _


class ClearableField(QLineEdit):
    """Offers to clear it once there is something to clear: the system's picture for that takes a while to be found."""

    def __init__(self) -> None:
        super().__init__()
        self.textEdited.connect(self._offer, Qt.ConnectionType.SingleShotConnection)

    def setText(self, text: str | None, /) -> None:
        """Hold this text."""
        if text:
            self._offer()
        super().setText(text)

    def _offer(self) -> None:
        if not self.isClearButtonEnabled():
            self.setClearButtonEnabled(True)
            self.findChildren(QToolButton)[-1].setAccessibleName(_("Clear the search"))

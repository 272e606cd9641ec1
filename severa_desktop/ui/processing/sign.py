"""A small sign whose picture and colour change with what it stands for."""

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from severa_desktop.ui import theme
from severa_desktop.ui.icons import icon

_SIZE = 2 * theme.UNIT


class Sign(QWidget):
    """Drawn in the colours of now."""

    def __init__(self) -> None:
        super().__init__()
        self._picture, self._tone = "minus", "secondary"
        self.setFixedSize(_SIZE, max(_SIZE, self.fontMetrics().height()))

    def show_picture(self, picture: str, tone: str) -> None:
        """Show another picture, in the colour of a tone."""
        if (picture, tone) != (self._picture, self._tone):
            self._picture, self._tone = picture, tone
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the picture."""
        painter = QPainter(self)
        icon(self._picture, self._tone).paint(painter, QRect(0, (self.height() - _SIZE) // 2, _SIZE, _SIZE))
        painter.end()

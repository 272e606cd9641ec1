"""A button whose words end with … where they do not fit; the tooltip has them whole."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy

from severa_desktop.ui import theme
from severa_desktop.ui.icons import icon


class ElidingButton(QPushButton):
    """Shows an icon, and as much of its words as there is room for."""

    def __init__(self, picture: str, role: str = "text") -> None:
        super().__init__()
        self._words = ""
        self.setIcon(icon(picture, role))
        self.setAutoDefault(True)  # Enter presses it too
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def set_words(self, words: str) -> None:
        """Say something else; the tooltip is not changed."""
        self._words = words
        self.setAccessibleName(words)
        self._write(self._width(words))
        self.updateGeometry()
        self._fit()

    def sizeHint(self) -> QSize:
        """Return the size that the whole words need."""
        return QSize(self._width(self._words) + self._around(), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Return a width at which the words say something yet."""
        return QSize(min(16 * theme.UNIT, self.sizeHint().width()), super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show what fits."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self._write(self.width() - self._around())

    def _around(self) -> int:
        return super().sizeHint().width() - self._width(self.text()[1:].replace("&&", "&"))

    def _width(self, words: str) -> int:
        return self.fontMetrics().horizontalAdvance(words)

    def _write(self, width: int) -> None:
        # One more, as widths are no whole pixels. The space parts the words from the icon.
        shown = self.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, width + 1)
        # An ampersand in a name is no mnemonic.
        self.setText(f" {shown.replace('&', '&&')}")

"""What the window shows while something is dragged over it: whether it would be accepted, and how much."""

from PySide6.QtCore import QEvent, QMimeData, QObject, QSize, Qt
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from severa_desktop.texts import _, ngettext
from severa_desktop.ui import theme, times
from severa_desktop.ui.icons import icon
from severa_desktop.ui.importing.dropping import count_of


class DropVeil(QFrame):
    """Lies over the window while a drag is above it; takes no part in the drag itself."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("dropVeil")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._picture = QLabel()
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._words = QLabel()
        self._words.setFont(theme.title_font(self._words.font()))
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        more = QLabel(_(".eml and .msg files, folders, mbox files, zip files"))
        more.setProperty("tone", "secondary")
        more.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(self)
        column.setSpacing(2 * theme.UNIT)
        column.addStretch()
        for widget in (self._picture, self._words, more):
            column.addWidget(widget)
        column.addStretch()
        window.installEventFilter(self)
        self.hide()

    def show_for(self, mime: QMimeData, window: QWidget) -> None:
        """Say what a drop would import."""
        count = count_of(mime)
        text = ngettext("Drop to import it", "Drop to import {count} items", count)
        self._words.setText(text.format(count=times.number(count)))
        # Each time, as light and dark may have changed.
        self._picture.setPixmap(icon("download", "accent").pixmap(QSize(64, 64)))
        self._cover(window)
        self.show()
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Cover the window at any size."""
        if event.type() == QEvent.Type.Resize and isinstance(watched, QWidget) and self.isVisible():
            self._cover(watched)
        return False

    def _cover(self, window: QWidget) -> None:
        margin = 2 * theme.UNIT
        self.setGeometry(window.rect().adjusted(margin, margin, -margin, -margin))

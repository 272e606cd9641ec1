"""All keys at a glance, over the window, on F1."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from severa_desktop.texts import _
from severa_desktop.ui import theme

_SIZE = (72 * theme.UNIT, 64 * theme.UNIT)


class ShortcutPanel(QFrame):
    """Lists what can be done by key now: in the whole window first, then on the page that is shown."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.setProperty("surface", "card")
        self.setAccessibleName(_("Keyboard"))
        title = QLabel(_("Keyboard"))
        title.setFont(theme.title_font(title.font()))
        self._close = QPushButton(_("Close"))
        self._close.setAutoDefault(True)  # Enter presses it too
        self._close.clicked.connect(self.hide)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * theme.UNIT, 2 * theme.UNIT, 3 * theme.UNIT, 2 * theme.UNIT)
        column.setSpacing(theme.UNIT)
        column.addWidget(title)
        column.addWidget(self._area, 1)
        column.addWidget(self._close, 0, Qt.AlignmentFlag.AlignRight)
        self.hide()

    def show_for(self, page: QWidget) -> None:
        """List the keys of the window and of this page."""
        rows = QFrame()
        rows.setProperty("surface", "base")
        grid = QGridLayout(rows)
        grid.setContentsMargins(0, 0, 2 * theme.UNIT, 0)
        grid.setHorizontalSpacing(3 * theme.UNIT)
        grid.setVerticalSpacing(theme.UNIT)
        grid.setColumnStretch(0, 1)
        for made in _with_keys(self._window.actions()) + _with_keys(_in_sight(page)):
            row = grid.rowCount()
            keys = QLabel(made.shortcut().toString(QKeySequence.SequenceFormat.NativeText))
            keys.setFont(theme.strong_font(keys.font()))
            text = QLabel(made.text().rstrip(" …"))
            # It may name somebody in the directory.
            text.setTextFormat(Qt.TextFormat.PlainText)
            text.setWordWrap(True)
            grid.addWidget(text, row, 0)
            grid.addWidget(keys, row, 1)
        grid.setRowStretch(grid.rowCount(), 1)
        self._area.setWidget(rows)
        self._place()
        self.show()
        self.raise_()
        self._close.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close on Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)

    def place(self) -> None:
        """Stay where it belongs in the window, which changed its size."""
        if self.isVisible():
            self._place()

    def _place(self) -> None:
        window = self._window
        width, height = min(_SIZE[0], window.width()), min(_SIZE[1], window.height())
        self.setGeometry((window.width() - width) // 2, (window.height() - height) // 2, width, height)


def _in_sight(page: QWidget) -> list[QAction]:
    """Return the actions of what can be seen of a page: of its other views the keys do nothing."""
    found = ((made, made.parent()) for made in page.findChildren(QAction))
    return [made for made, owner in found if isinstance(owner, QWidget) and owner.isVisible()]


def _with_keys(actions: list[QAction]) -> list[QAction]:
    """Return the actions that have keys, each text once."""
    return list({made.text(): made for made in actions if not made.shortcut().isEmpty()}.values())

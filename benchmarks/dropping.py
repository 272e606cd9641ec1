"""Drops files on the program's window as a file manager does, within its process: as events with addresses of files."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from benchmarks.probe import rest
from severa_desktop.ui.window import MainWindow

OVER_WINDOW_MS = 600
"""For which a person's pointer is over the window before it lets go."""
_COPY = Qt.DropAction.CopyAction
_BUTTON = Qt.MouseButton.LeftButton
_NO_KEY = Qt.KeyboardModifier.NoModifier


def mails_in(maildir: str) -> list[str]:
    """Return the paths of the mails of a set."""
    return sorted(map(str, (Path(maildir) / "cur").iterdir()))


class Drag:
    """Files that are being dragged."""

    def __init__(self, window: MainWindow, paths: Sequence[str]) -> None:
        self._window = window
        self._mime = QMimeData()
        # As it comes from another program: text, of which addresses are yet to be made.
        self._mime.setData("text/uri-list", "\r\n".join(f"file://{path}" for path in paths).encode())

    def enter(self) -> None:
        """Come over the window, and stay there for as long as people do."""
        event = QDragEnterEvent(QPoint(400, 400), _COPY, self._mime, _BUTTON, _NO_KEY)
        QApplication.sendEvent(self._window, event)
        rest(OVER_WINDOW_MS)

    def drop(self) -> None:
        """Let go."""
        event = QDropEvent(QPointF(400, 400), _COPY, self._mime, _BUTTON, _NO_KEY)
        QApplication.sendEvent(self._window, event)

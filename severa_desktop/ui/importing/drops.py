"""Mails that are dropped anywhere on the window, or pasted."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent, QGuiApplication

from severa_desktop.ui.importing.dropping import Dropped, may_be_mail, read_drop
from severa_desktop.ui.importing.veil import DropVeil
from severa_desktop.ui.places import IMPORT
from severa_desktop.ui.turns import in_a_turn

if TYPE_CHECKING:
    from severa_desktop.ui.window import MainWindow


class Drops:
    """Takes what is dropped on one window: always as copies, as a file manager must not take mails away."""

    def __init__(self, window: "MainWindow") -> None:
        self._window = window
        self._veil = DropVeil(window)

    def enter(self, event: QDragEnterEvent) -> None:
        """Show what would be accepted; what is dragged out of this window is not dropped back into it."""
        if event.source() is None and may_be_mail(event.mimeData()):
            _accept_as_copy(event)
            self._veil.show_for(event.mimeData(), self._window)
            self._window.context.imports.warm_up()

    def move(self, event: QDragMoveEvent) -> None:
        """Accept mails wherever the pointer is."""
        if self._veil.isVisible():
            _accept_as_copy(event)

    def leave(self, event: QDragLeaveEvent) -> None:
        """Show the window again."""
        self._veil.hide()
        event.accept()

    def drop(self, event: QDropEvent) -> None:
        """Import what was dropped."""
        self._veil.hide()
        _accept_as_copy(event)
        self._take(event.mimeData())

    def paste(self) -> None:
        """Import what the clipboard holds."""
        self._take(QGuiApplication.clipboard().mimeData())

    def _take(self, mime: QMimeData) -> None:
        # It can be read now only; to read thousands of addresses is enough for one turn.
        dropped = read_drop(mime)
        in_a_turn(self._window, lambda: self._import(dropped))

    def _import(self, dropped: Dropped) -> None:
        context = self._window.context
        self._window.show_page(IMPORT)
        context.imports.take(dropped, preview=context.previews)


def _accept_as_copy(event: QDropEvent) -> None:
    event.setDropAction(Qt.DropAction.CopyAction)
    event.accept()

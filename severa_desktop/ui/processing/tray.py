"""The icon in the system's tray: how things are in its tooltip, and a menu to open the window, to pause and to quit.

Made where the system has a tray; everything works without one.
"""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from severa_desktop.services.processing.attention import About, Notice
from severa_desktop.texts import _
from severa_desktop.ui.icons import icon
from severa_desktop.ui.processing.controller import ProcessingController
from severa_desktop.ui.processing.words import sources_words
from severa_desktop.ui.watch import integration_words, last_mail_words

_SHOWN_MS = 15_000
_CLICKS = (QSystemTrayIcon.ActivationReason.Trigger, QSystemTrayIcon.ActivationReason.DoubleClick)


class Tray(QObject):
    """One icon; shown as long as there are sources."""

    opening = Signal()
    quitting = Signal()
    looking = Signal(object)
    """Somebody wants to see what a notice was about: an `About`."""

    def __init__(self, processing: ProcessingController) -> None:
        super().__init__()
        self._processing = processing
        self._about: About | None = None
        self.menu = QMenu()
        self.open_window = self.menu.addAction("", self.opening.emit)
        self.pause = self.menu.addAction("", self._pause)
        self.menu.addSeparator()
        self.quit = self.menu.addAction("", self.quitting.emit)
        self.icon: QSystemTrayIcon | None = None
        """None as long as the system has no tray; a session's panel may come after this program."""
        processing.changed.connect(self.refresh)
        self.refresh()

    @property
    def is_there(self) -> bool:
        """Whether a person finds it: the system has a tray, and the icon is in it."""
        self.refresh()
        return self.icon is not None and self.icon.isVisible() and QSystemTrayIcon.isSystemTrayAvailable()

    def refresh(self) -> None:
        """Say how things are now."""
        processing = self._processing
        line, trouble = sources_words(processing.sources, processing.around)
        self.open_window.setText(_("Open Severa Desktop"))
        self.pause.setText(_("Take mails in again") if processing.is_paused else _("Pause taking mails in"))
        self.quit.setText(_("Quit"))
        if self.icon is None and processing.sources and QSystemTrayIcon.isSystemTrayAvailable():
            self.icon = self._made()
        if self.icon is None:
            return
        self.icon.setIcon(icon("circle-alert", "error") if trouble else icon("inbox", "accent"))
        status = processing.status
        about = (integration_words(status), line, last_mail_words(status)) if status else (line,)
        self.icon.setToolTip("\n".join(filter(None, ("Severa Desktop", *about))))
        self.icon.setVisible(bool(processing.sources))

    def say(self, notice: Notice) -> None:
        """Let the system show a notice."""
        self._about = notice.about
        self._show(notice.title, notice.sentence, QSystemTrayIcon.MessageIcon.Warning)

    def tell(self, title: str, sentence: str) -> None:
        """Let the system show something that needs no look."""
        self._about = None
        self._show(title, sentence, QSystemTrayIcon.MessageIcon.Information)

    def close(self) -> None:
        """Take the icon away."""
        if self.icon is not None:
            self.icon.hide()
            self.icon.deleteLater()
            self.icon = None
        self.menu.deleteLater()

    def _made(self) -> QSystemTrayIcon:
        made = QSystemTrayIcon(self)
        made.setContextMenu(self.menu)
        made.activated.connect(self._activated)
        made.messageClicked.connect(self._look)
        return made

    def _show(self, title: str, sentence: str, kind: QSystemTrayIcon.MessageIcon) -> None:
        if self.icon is not None:
            self.icon.showMessage(title, sentence, kind, _SHOWN_MS)

    def _pause(self) -> None:
        if self._processing.is_paused:
            self._processing.resume()
        else:
            self._processing.pause()

    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason in _CLICKS:
            self.opening.emit()

    def _look(self) -> None:
        if self._about is None:
            self.opening.emit()
        else:
            self.looking.emit(self._about)

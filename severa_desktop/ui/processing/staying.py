"""What goes on while the window is closed: with sources and a tray, mails come in; the icon brings the window back."""

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

from severa_desktop.services.processing.attention import About, Notice
from severa_desktop.texts import _
from severa_desktop.ui.context import Context, Destination
from severa_desktop.ui.places import SETTINGS, TO_CHECK
from severa_desktop.ui.processing.controller import ProcessingController
from severa_desktop.ui.processing.tray import Tray

_ENDS = "processing/ends-with-window"
_SAID = "processing/said-that-it-stays"
_PAGES = {About.SOURCES: SETTINGS, About.TO_CHECK: TO_CHECK}


class Staying(QObject):
    """Of one window's store; made when there are sources."""

    def __init__(self, context: Context, processing: ProcessingController) -> None:
        super().__init__()
        self._context = context
        self._processing = processing
        self.tray = Tray(processing)
        self.tray.opening.connect(context.showing)
        self.tray.quitting.connect(context.quitting)
        self.tray.looking.connect(self._look)
        processing.noticed.connect(self._notice)

    def goes_on(self) -> bool:
        """Tell whether mails come in while the window is closed; the first time, this is said in words."""
        if not self._processing.sources or not goes_on_when_closed(self._context) or not self.tray.is_there:
            return False
        if not self._context.state.flag(_SAID):
            self._context.state.set_flag(_SAID, value=True)
            self.tray.tell(
                _("Severa Desktop goes on taking mails in"),
                _("The icon in the tray opens the window again, and its menu has Quit. The settings can change this."),
            )
        return True

    def close(self) -> None:
        """Take the icon away."""
        self.tray.close()

    def _notice(self, notice: Notice) -> None:
        # Whoever has the window before them sees it in the status bar.
        if QGuiApplication.focusWindow() is None:
            self.tray.say(notice)

    def _look(self, about: About) -> None:
        self._context.showing.emit()
        self._context.go(Destination(_PAGES[about]))


def goes_on_when_closed(context: Context) -> bool:
    """Tell whether mails are to come in while the window is closed, as far as the system has a tray."""
    return not context.state.flag(_ENDS)


def go_on_when_closed(context: Context, *, wanted: bool) -> None:
    """Let mails come in while the window is closed, or not."""
    context.state.set_flag(_ENDS, value=not wanted)

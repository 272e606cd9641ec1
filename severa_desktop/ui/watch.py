"""Looks whether the store changed, whoever changed it, and what there is to say of it in the status bar."""

from PySide6.QtCore import QObject, QTimer, Signal

from severa_desktop.bootstrap import Application
from severa_desktop.services.status import Status
from severa_desktop.texts import _, ngettext
from severa_desktop.ui import times
from severa_desktop.ui.context import Context

_LOOK_MS = 1_000
"""Between two looks, each a question of microseconds."""


class StoreWatch(QObject):
    """Asks for the status after every change, and tells all pages when another process made one."""

    seen = Signal(object)
    """A `Status`."""

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._version: int | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self._look)
        context.changed.connect(self.ask)

    def start(self) -> None:
        """Look from now on."""
        self.ask()
        self._timer.start()

    def ask(self) -> None:
        """Ask for the status."""
        self._context.background.run(self, _status, self._tell, subject="status")

    def _tell(self, found: tuple[int, Status]) -> None:
        self._version, status = found
        self.seen.emit(status)

    def _look(self) -> None:
        self._context.background.run(self, lambda services: services.status.version(), self._compare, subject="version")

    def _compare(self, version: int) -> None:
        if self._version is not None and version != self._version:
            self._version = version
            self._context.changed.emit()


def integration_words(status: Status) -> str:
    """Return how the integration is doing."""
    if not status.is_set_up:
        return _("Integration not set up yet")
    return _("Integration active") if status.is_active else _("Integration inactive")


def last_mail_words(status: Status) -> str:
    """Return when the last mail was taken in, empty if none ever was."""
    if status.last_mail is None:
        return ""
    return _("Last mail {time}").format(time=times.shortest(status.last_mail))


def count_words(status: Status) -> str:
    """Return how many activities there are."""
    text = ngettext("{count} activity", "{count} activities", status.activities)
    return text.format(count=times.number(status.activities))


def _status(services: Application) -> tuple[int, Status]:
    # The version first: what is written in between is looked at once more, never missed.
    return services.status.version(), services.status.status()

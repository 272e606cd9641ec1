"""The window's thread goes first in what it does in a turn, until that is drawn."""

from PySide6.QtCore import QCoreApplication, QObject, QTimer
from shiboken6 import isValid

from severa_desktop.giving_way import go_first, have_gone


class _Turn(QObject):
    """One turn of the event loop."""

    def __init__(self, application: QObject | None) -> None:
        super().__init__(application)
        self._end = QTimer(self)
        self._end.setSingleShot(True)
        self._end.timeout.connect(have_gone)

    def begin(self) -> None:
        """Go first until all that is to be done now is done: a timer is served after it."""
        go_first()
        if not self._end.isActive():
            self._end.start(0)


_turn: _Turn | None = None


def work_first() -> None:
    """Go first in the rest of this turn."""
    global _turn  # noqa: PLW0603 - there is one event loop
    if _turn is None or not isValid(_turn):
        _turn = _Turn(QCoreApplication.instance())
    _turn.begin()

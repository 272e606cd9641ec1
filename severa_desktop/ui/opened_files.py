"""Files that are opened with the program: macOS tells the one that runs by an event, and starts no second one."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication


class ProgramApplication(QApplication):
    """The application, which hands on the files that are opened with it."""

    def __init__(self, arguments: Sequence[str]) -> None:
        super().__init__(arguments)
        self._waiting: list[str] = []
        self._take: Callable[[tuple[str, ...]], object] | None = None

    def hand_files_to(self, take: Callable[[tuple[str, ...]], object]) -> None:
        """Call this with the absolute paths of what is opened from now on, and of what was before."""
        self._take = take
        self._hand_on()

    def event(self, event: QEvent) -> bool:
        """Gather files: each comes by itself, and those that were opened together are one import."""
        if isinstance(event, QFileOpenEvent) and event.file():
            self._waiting.append(event.file())
            QTimer.singleShot(0, self, self._hand_on)
            return True
        return super().event(event)

    def _hand_on(self) -> None:
        if self._take is not None and self._waiting:
            paths = tuple(self._waiting)
            self._waiting.clear()
            self._take(paths)

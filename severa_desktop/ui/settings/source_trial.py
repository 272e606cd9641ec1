"""Trying a source: in a thread of its own, as a server that does not answer would hold up everything else."""

import threading

from PySide6.QtCore import QObject, Qt, Signal

from severa_desktop.core.source_settings import Source
from severa_desktop.services.sources import SourcesService
from severa_desktop.ui.context import Context


class SourceTrial(QObject):
    """Tries one source at a time; what comes of a trial that another one followed is not told."""

    done = Signal(str)
    """What is wrong and what to do, empty if all is well."""
    failed = Signal(Exception)
    _answered = Signal(int, str)
    _broke = Signal(int, Exception)

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._number = 0
        self._answered.connect(self._tell, Qt.ConnectionType.QueuedConnection)
        self._broke.connect(self._tell_failure, Qt.ConnectionType.QueuedConnection)

    def begin(self, source: Source, password: str = "") -> None:
        """Try a source, which need not be stored yet; without a password with the one that is kept of it."""
        self._number += 1
        number = self._number
        self._context.background.run(
            self, lambda services: services.sources, lambda sources: self._start(number, sources, source, password)
        )

    def leave(self) -> None:
        """Tell nothing of what is being tried."""
        self._number += 1

    def _start(self, number: int, sources: SourcesService, source: Source, password: str) -> None:
        def work() -> None:
            # Whoever asked may be gone by then: a signal of something that was destroyed raises.
            try:
                found = sources.test_of(source, password or None)
            except Exception as error:  # noqa: BLE001 - told where it was asked for
                _emit(self._broke, number, error)
            else:
                _emit(self._answered, number, found)

        if number == self._number:
            threading.Thread(target=work, name="source-trial", daemon=True).start()

    def _tell(self, number: int, found: str) -> None:
        if number == self._number:
            self.done.emit(found)

    def _tell_failure(self, number: int, error: Exception) -> None:
        if number == self._number:
            self.failed.emit(error)


def _emit(signal: object, number: int, what: object) -> None:
    try:
        signal.emit(number, what)  # type: ignore[attr-defined]
    except RuntimeError:
        return

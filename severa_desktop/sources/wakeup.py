"""Tells when something changed in a folder, where the system says so."""

import threading
from pathlib import Path
from types import TracebackType
from typing import Self

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer


class Wakeup:
    """Listens to a folder and those within it as long as the block lasts."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._changed = threading.Event()
        self.works = False
        """The system tells of changes; else somebody has to look."""

    def __enter__(self) -> Self:
        self._observer = Observer()
        try:
            self._observer.schedule(_Listener(self._changed), str(self._folder), recursive=True)
            self._observer.start()
        except OSError:
            # The folder is not there, lies where there are no such messages, or there are too many listeners.
            return self
        self.works = True
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self.works:
            self._observer.stop()
            self._observer.join()

    def happened(self, stop: threading.Event, seconds: float) -> bool:
        """Wait so long for a change, or until stopped; returns whether there was one since the last time."""
        if stop.is_set():
            return False
        if self._changed.wait(seconds):
            self._changed.clear()
            return True
        return False


class _Listener(FileSystemEventHandler):
    def __init__(self, changed: threading.Event) -> None:
        super().__init__()
        self._changed = changed

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Take note; reading a file is no change."""
        if event.event_type not in {"opened", "closed_no_write"}:
            self._changed.set()

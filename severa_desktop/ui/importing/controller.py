"""The one import that runs for a window: started by a drop, a dialog or a retry; goes on whatever page is shown.

The work is done in a process of its own; a thread here waits for what it tells and hands that to the window's thread.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

from PySide6.QtCore import QObject, Signal

from severa_desktop.services.handover import Handover
from severa_desktop.services.import_process import (
    Counted,
    Crashed,
    Did,
    Event,
    Finished,
    ImportLine,
    ImportProcess,
    Refused,
    Started,
)
from severa_desktop.ui.importing.dropping import Dropped

_WAIT = 0.5
"""Seconds between two looks at whether the window is closing."""


@dataclass(slots=True)
class Run:
    """An import that runs, or ran last."""

    handover: Handover | None
    """None for a retry."""
    began: float
    done: int = 0
    expected: int | None = None
    lines: list[ImportLine] = field(default_factory=list)
    """What became of each mail so far."""
    ended: Finished | Crashed | None = None
    import_id: int | None = None
    """What undoing it asks for; None if there is nothing to undo, or that was done."""

    @property
    def is_preview(self) -> bool:
        """Whether it only shows what would happen."""
        return self.handover is not None and self.handover.dry_run

    @property
    def rate(self) -> float:
        """Mails a second so far."""
        return self.done / max(monotonic() - self.began, 0.001)

    @property
    def seconds_left(self) -> float | None:
        """How long the rest will take at this rate; None where the number of mails is not known."""
        if self.expected is None or self.done < 20:
            return None
        return max(self.expected - self.done, 0) / max(self.rate, 0.001)


class ImportController(QObject):
    """Runs imports one after the other; what is handed over meanwhile waits its turn."""

    began = Signal()
    progressed = Signal(object)
    """More mails were done: their lines."""
    ended = Signal()
    refused = Signal(object)
    """Nothing can be imported: a `Refused`."""
    crashed = Signal(str)
    problems = Signal(object)
    """A drop did not deliver everything: sentences."""
    _told = Signal(object)

    def __init__(self, store: Path, log: Path) -> None:
        super().__init__()
        self._process = ImportProcess(store, log)
        self._waiting: list[Handover] = []
        self._closing = threading.Event()
        self._listening = threading.Thread(target=self._listen, name="severa-import", daemon=True)
        self.current: Run | None = None
        self._told.connect(self._take)

    @property
    def is_running(self) -> bool:
        """Whether an import is under way."""
        return self.current is not None and self.current.ended is None

    def warm_up(self) -> None:
        """Start the process before anything is handed over: a drag has entered the window."""
        self._process.start()

    def take(self, dropped: Dropped, *, preview: bool) -> None:
        """Import what was dropped, or look at what that would do."""
        if dropped.paths or dropped.contents:
            self.run(Handover(dropped.paths, dry_run=preview, contents=dropped.contents))
        if dropped.problems:
            self.problems.emit(dropped.problems)

    def run(self, handover: Handover) -> None:
        """Import this, after what is under way."""
        if self.is_running:
            self._waiting.append(handover)
            return
        self._begin(Run(handover, monotonic()))
        self._process.run(handover)

    def retry(self, ids: Sequence[int]) -> None:
        """Decide anew on entries of "Not imported"; nothing happens while an import is under way."""
        if not self.is_running and ids:
            self._begin(Run(None, monotonic(), expected=len(ids)))
            self._process.retry(ids)

    def cancel(self) -> None:
        """End what is under way; what is done stays."""
        self._waiting.clear()
        if self.is_running:
            self._process.cancel()

    def close(self) -> None:
        """End the process, mid-import too: nothing is left half done."""
        self._closing.set()
        self._process.close()
        if self._listening.is_alive():
            self._listening.join()

    def _begin(self, run: Run) -> None:
        self.current = run
        self._process.start()
        if not self._listening.is_alive():
            self._listening.start()
        self.began.emit()

    def _listen(self) -> None:
        """Wait for what the process tells; runs in a thread of its own."""
        while not self._closing.is_set():
            event = self._process.next_event(_WAIT)
            if event is not None and not self._closing.is_set():
                self._told.emit(event)

    def _take(self, event: Event) -> None:
        run = self.current
        if run is None:
            return
        match event:
            case Started():
                run.began = monotonic()
            case Counted(files=files):
                run.expected = files
            case Did():
                run.done += len(event.lines)
                run.lines += event.lines
                run.expected = event.progress.expected if event.progress else run.expected
                self.progressed.emit(event.lines)
            case Finished():
                run.ended = event
                run.import_id = event.import_id
                self.ended.emit()
                self._next()
            case Crashed():
                run.ended = event
                self.ended.emit()
                self.crashed.emit(event.sentence)
                self._next()
            case Refused():
                # What waits would be refused too.
                self._waiting.clear()
                self.current = None
                self.ended.emit()
                self.refused.emit(event)

    def _next(self) -> None:
        if self._waiting:
            self.run(self._waiting.pop(0))

"""Puts a prepared store in the place of the window's own, while no window has it open; a picture says so meanwhile."""

import gc
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEventLoop, Qt, QThread
from PySide6.QtWidgets import QProgressDialog

from severa_desktop.texts import _, ngettext
from severa_desktop.ui import times

if TYPE_CHECKING:
    from severa_desktop.services.moving import Prepared


@dataclass(frozen=True, slots=True)
class Done:
    """What came of it."""

    kept: Path | None = None
    """Where the former store is."""
    error: Exception | None = None
    """Why it was not done; the former store is in its place."""


def put_in_place(prepared: "Prepared", store: Path) -> Done:
    """Do it in a thread of its own, and answer the person's system meanwhile."""
    # What nobody uses any more may still hold the former store.
    gc.collect()
    waiting = QProgressDialog(_("Putting the data in its place …"), "", 0, 0)
    waiting.setCancelButton(None)
    waiting.setWindowFlag(Qt.WindowType.WindowCloseButtonHint, on=False)
    waiting.setMinimumDuration(500)
    thread = _Putting(prepared, store)
    loop = QEventLoop()
    thread.finished.connect(loop.quit)
    thread.start()
    loop.exec()
    thread.wait()
    waiting.reset()
    waiting.deleteLater()
    return thread.done


def restored_words(prepared: "Prepared", done: Done) -> str:
    """Return what was done, in words."""
    count = prepared.contents.activities
    words = ngettext("{count} activity is back.", "{count} activities are back.", count)
    back = words.format(count=times.number(count))
    if done.kept is None:
        return back
    return f"{back} {_('The former data is kept in {file}').format(file=done.kept.name)}"


class _Putting(QThread):
    def __init__(self, prepared: "Prepared", store: Path) -> None:
        super().__init__()
        self.setObjectName("severa-restore")
        self._prepared = prepared
        self._store = store
        self.done = Done()

    def run(self) -> None:
        """Work in the thread."""
        try:
            self.done = Done(kept=self._prepared.put_in_place(self._store))
        except Exception as error:  # noqa: BLE001 - it is said once there is a window again
            self.done = Done(error=error)
        finally:
            self._prepared.discard()

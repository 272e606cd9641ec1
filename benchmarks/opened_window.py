"""The program's own window, started as people start it, with somebody who looks at the clock. Started by benchmarks.

Prints when it was first painted, when the list was filled and painted, and when all its rows were there, then ends it.
Times are those of the system's one clock, which the benchmark read before it started this.
"""

import sys
import time

from PySide6.QtCore import Qt, QTimer

from severa_desktop import __main__ as program
from severa_desktop.ui import app

_LOOK_MS = 5


class _WatchedShell(app.Shell):
    """Opens the window, and closes it once the list has been seen and is whole."""

    activities = 0

    def open(self, *, sample: bool = False, hidden: bool = False) -> None:
        super().open(sample=sample, hidden=hidden)
        self._looking = QTimer(self)
        self._looking.setInterval(_LOOK_MS)
        self._looking.timeout.connect(self._close_if_whole)
        self.window.painted.connect(_say_when)
        self.window.painted.connect(self._watch, Qt.ConnectionType.QueuedConnection)

    def _watch(self) -> None:
        # Later than the first picture, which is not to wait for it.
        from benchmarks.list_watch import ListWatch, activities_page  # noqa: PLC0415

        self._list = ListWatch(activities_page(self.window))
        self._list.filled.connect(self._look)
        self._list.page.table.update(self._list.page.model.index(0, 0))

    def _look(self) -> None:
        if not self._looking.isActive():
            _say_when()
            self._looking.start()

    def _close_if_whole(self) -> None:
        if self._list.page.model.rowCount() >= self.activities:
            self._looking.stop()
            self._list.filled.disconnect(self._look)
            _say_when()
            self.window.close()


def _say_when() -> None:
    print(time.monotonic(), flush=True)


def main() -> int:
    """Open the window on the store in the folder that is named, until its list has the number that is named."""
    folder, activities = sys.argv[1:]
    _WatchedShell.activities = int(activities)
    app.Shell = _WatchedShell  # type: ignore[misc]
    sys.argv = ["severa-desktop", "--data-dir", folder]
    return program.main()


if __name__ == "__main__":
    sys.exit(main())

"""The program's window while files are dropped on it and it is left alone: for bench_responsive.

Prints the seconds from the drop to the first picture of progress, to the first results, and to the end, and the number
of mails that were done.
"""

import sys
from collections.abc import Callable
from time import perf_counter

from PySide6.QtCore import QEvent, QEventLoop, QObject, QTimer
from PySide6.QtWidgets import QApplication, QProgressBar, QWidget

from benchmarks.dropping import Drag, mails_in
from benchmarks.probe import OpenWindow
from severa_desktop.ui.importing.dropping import Dropped
from severa_desktop.ui.importing.page import ImportPage
from severa_desktop.ui.places import IMPORT

DRAGGED = "dragged"
"""Over the window for a while before the drop, as people drag."""
AT_ONCE = "at once"
"""As from a dialog: nothing told that mails would come."""


class _FirstPaint(QObject):
    """Notes when a widget was first painted with something to see on it."""

    def __init__(self, widget: QWidget, shows: Callable[[], bool]) -> None:
        super().__init__(widget)
        self._shows = shows
        self.at: float | None = None
        widget.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Note the moment after the first painting."""
        if event.type() == QEvent.Type.Paint and self.at is None and self._shows():
            QTimer.singleShot(0, self._note)
        return False

    def _note(self) -> None:
        if self.at is None:
            self.at = perf_counter()


def main() -> int:
    """Open the window over the store in a folder and drop the mails of a set, after a while over it or at once."""
    folder, maildir, how = sys.argv[1:]
    opened = OpenWindow(folder, 0)
    imports = opened.window.context.imports
    paths = mails_in(maildir)
    drag = Drag(opened.window, paths)
    if how == DRAGGED:
        drag.enter()
    loop = QEventLoop()
    imports.ended.connect(loop.quit)
    start = perf_counter()
    if how == DRAGGED:
        drag.drop()
    else:
        opened.window.show_page(IMPORT)
        imports.take(Dropped(tuple(paths)), preview=False)
    # Painted is what is shown when the event loop is at work again.
    while not isinstance(page := opened.window.page, ImportPage):
        QApplication.processEvents()
    bar = _FirstPaint(page.findChildren(QProgressBar)[0], lambda: True)
    results = _FirstPaint(page.table.viewport(), lambda: page.model.rowCount() > 0)
    loop.exec()
    end = perf_counter()
    done = 0 if imports.current is None else imports.current.done
    print(*((moment or end) - start for moment in (bar.at, results.at, end)), done, sep="\n")
    opened.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())

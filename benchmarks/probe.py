"""Opens the program's window within this process, to be looked at and acted on."""

import sys
from collections.abc import Callable
from time import perf_counter

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from benchmarks.list_watch import ListWatch, activities_page
from severa_desktop.paths import folders
from severa_desktop.ui.app import Shell, make_application
from severa_desktop.ui.collecting import Collector
from severa_desktop.ui.window import MainWindow

LONGEST = 60
"""Seconds after which what is waited for has failed."""
_LOOK_MS = 10


def rest(milliseconds: int) -> None:
    """Let the window live for so long as it does for a person: what waits in QTest keeps Python's lock meanwhile."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


class OpenWindow:
    """The program's window over the store in a folder, as it is once its list is filled."""

    def __init__(self, folder: str, activities: int, *, height: int = 0) -> None:
        """Open it, of its usual height or of this one, and wait until the list has so many activities."""
        self._application = make_application()
        self._application.setQuitOnLastWindowClosed(False)
        self._shell = Shell(self._application, folders(folder))
        # What goes wrong here is no notice in a window that nobody looks at.
        sys.excepthook = sys.__excepthook__
        self._shell.open()
        self._collector = Collector(self._application)
        self.window.activateWindow()
        if height:
            self.window.resize(self.window.width(), height)
        self.page = activities_page(self.window)
        self.watch = ListWatch(self.page)
        while not self.watch.is_answered or self.page.model.rowCount() < activities:
            rest(_LOOK_MS)

    @property
    def window(self) -> MainWindow:
        """The window."""
        return self._shell.window

    @property
    def application(self) -> QApplication:
        """The application."""
        return self._application

    def close(self) -> None:
        """End all of it."""
        self._collector.close()
        self._shell.close()

    def seconds_until(self, act: Callable[[], object], shows: Callable[[], bool]) -> float:
        """Do something; return the seconds until the list was painted, filled, with what it is to show.

        Raises TimeoutError if that takes too long.
        """
        loop = QEventLoop()
        end = QTimer()
        end.setSingleShot(True)
        end.timeout.connect(lambda: loop.exit(1))
        end.start(LONGEST * 1000)
        connection = self.watch.filled.connect(lambda: loop.exit(0) if shows() else None)
        start = perf_counter()
        act()
        code = loop.exec()
        seconds = perf_counter() - start
        self.watch.filled.disconnect(connection)
        if code:
            raise TimeoutError("the window does not show what it should")
        return seconds

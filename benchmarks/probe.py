"""Looks at the program's window from within its process: what its list shows, and when that was painted."""

import sys
from collections.abc import Callable
from time import perf_counter

from PySide6.QtCore import QEvent, QEventLoop, QObject, QTimer, Signal
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from severa_desktop.paths import folders
from severa_desktop.ui.activities.page import ActivitiesPage
from severa_desktop.ui.app import Shell, make_application
from severa_desktop.ui.collecting import Collector
from severa_desktop.ui.places import ACTIVITIES
from severa_desktop.ui.window import MainWindow

LONGEST = 60
"""Seconds after which what is waited for has failed."""
_LOOK_MS = 10


class ListWatch(QObject):
    """Tells whenever the list was painted with a line in every row that can be seen."""

    filled = Signal()

    def __init__(self, page: ActivitiesPage) -> None:
        super().__init__(page)
        self.page = page
        self.shown = page.model.wanted
        """What the rows that are there were asked for with."""
        self.is_answered = False
        """Whether any rows came, or the answer that there are none."""
        page.model.loaded.connect(self._note)
        page.table.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Look at what is about to be painted; tell once it was, and the screen was handed it."""
        if event.type() == QEvent.Type.Paint and watched is self.page.table.viewport() and self.is_filled:
            QTimer.singleShot(0, self.filled.emit)
        return False

    @property
    def is_filled(self) -> bool:
        """Whether there are rows to be seen, and each has its line."""
        first, last = self.seen_rows()
        return first >= 0 and all(self.page.model.line(row) is not None for row in range(first, last + 1))

    def _note(self) -> None:
        self.shown = self.page.model.wanted
        self.is_answered = True

    def seen_rows(self) -> tuple[int, int]:
        """Return the first and the last row that can be seen; -1 for the first where there is none."""
        table = self.page.table
        last = table.rowAt(table.viewport().height() - 1)
        return table.rowAt(0), last if last >= 0 else self.page.model.rowCount() - 1


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
            QTest.qWait(_LOOK_MS)

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


def activities_page(window: MainWindow) -> ActivitiesPage:
    """Return the page of activities, which must be the one that is shown."""
    window.show_page(ACTIVITIES)
    page = window.page
    if not isinstance(page, ActivitiesPage):
        raise TypeError(page)
    return page

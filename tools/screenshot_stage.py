"""Where pictures of the window are drawn: the window over one store, waited for until nothing more comes, and drawn.

Whatever goes wrong meanwhile is noted, Qt's warnings too: a picture of a window that failed is none.
"""

import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from time import monotonic
from types import TracebackType

from PySide6.QtCore import (
    QEvent,
    QMessageLogContext,
    QObject,
    QPoint,
    QRect,
    QSize,
    Qt,
    QtMsgType,
    qInstallMessageHandler,
)
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QWidget

from severa_desktop.bootstrap import Application
from severa_desktop.paths import Folders
from severa_desktop.ui.app import Shell
from severa_desktop.ui.background import Lane
from severa_desktop.ui.collecting import Collector
from severa_desktop.ui.context import Context
from severa_desktop.ui.directory.page import DirectoryPage
from severa_desktop.ui.settings.page import SettingsPage
from severa_desktop.ui.state import WindowState
from severa_desktop.ui.window import MainWindow

NORMAL = QSize(1280, 800)
_LONGEST = 60
"""Seconds to wait for anything."""
_PAUSES_MS = (30, 30)
"""Waited for in turn: a pause in typing, and what is asked after it."""
_MOVING_MS = 160
"""How long anything moves."""
_QUIET = (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg)


class NotShownError(Exception):
    """What was to be drawn did not come to be shown; the text says what."""


class Stage:
    """The window over one store, in the application's language and mode."""

    def __init__(self, application: QApplication, data: Path, *, sample: bool = False, is_drawn: bool = True) -> None:
        """`is_drawn`: whether what moves has to come to rest, too."""
        self.problems: list[str] = []
        self.application = application
        self._pauses = (*_PAUSES_MS, _MOVING_MS) if is_drawn else _PAUSES_MS
        self._shell = Shell(application, Folders(data, data / "logs"))
        sys.excepthook = self._note_exception
        qInstallMessageHandler(self._note_message)
        self._shell.open(sample=sample)
        settled: list[bool] = []
        self.window.settled.connect(lambda: settled.append(True))
        self._collector = Collector(application)
        self.context.went_wrong.connect(lambda error: self.problems.append(f"{type(error).__name__}: {error}"))
        self.resize(NORMAL)
        # Else nothing has the keyboard's focus, and what is chosen looks as in a window behind others.
        self.window.activateWindow()
        self.wait(lambda: settled != [], "all of the window")
        self.settle()

    @property
    def window(self) -> MainWindow:
        """The window."""
        return self._shell.window

    @property
    def popup(self) -> QWidget | None:
        """What has popped up over the window, if anything did."""
        return self.application.activePopupWidget()

    @property
    def windows(self) -> Sequence[QWidget]:
        """The window, and what has popped up over it."""
        popup = self.popup
        return [self.window] if popup is None else [self.window, popup]

    @property
    def context(self) -> Context:
        """What its pages are given."""
        return self.window.context

    def close(self) -> None:
        """Close the window and end what stands behind it."""
        self._collector.close()
        self._collector.deleteLater()
        self._shell.close()
        self.application.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        qInstallMessageHandler(None)

    def resize(self, size: QSize) -> None:
        """Give the window another size."""
        self.window.resize(size)
        self.settle()

    def settle(self) -> None:
        """Wait for the answers to all that was asked in the background, and for what those ask."""
        for pause in self._pauses:
            QTest.qWait(pause)
            self._wait_for_answers()
            self.wait(self._is_whole, "all of the page")

    def wait(self, condition: Callable[[], bool], what: str) -> None:
        """Wait until something is so; raises NotShownError if that takes too long."""
        end = monotonic() + _LONGEST
        while not condition():
            if monotonic() > end:
                raise NotShownError(f"waited in vain for {what}")
            QTest.qWait(1)

    def shown(self, kind: type[QObject], within: QWidget | None = None) -> list[QWidget]:
        """Return the widgets of a kind that can be seen on the page that is shown, or within one of its widgets."""
        place = within or self.window.page
        return [one for one in place.findChildren(kind) if isinstance(one, QWidget) and one.isVisible()]

    def choose_first_row(self) -> bool:
        """Choose the first row of the first list that has one; returns whether there was any."""
        for one in self.shown(QAbstractItemView):
            if isinstance(one, QAbstractItemView) and one.model() is not None and one.model().rowCount():
                one.setFocus()
                one.setCurrentIndex(one.model().index(0, 0))
                self.settle()
                return True
        return False

    def draw(self) -> QPixmap:
        """Return what a person sees of the window now, with what has popped up over it."""
        window, popup = self.window, self.popup
        if popup is None:
            return window.grab()
        popped = QRect(popup.mapToGlobal(QPoint()) - window.mapToGlobal(QPoint()), popup.size())
        whole = window.rect().united(popped)
        picture = QPixmap(whole.size() * window.devicePixelRatio())
        picture.setDevicePixelRatio(window.devicePixelRatio())
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.translate(-whole.topLeft())
        painter.drawPixmap(QPoint(), window.grab())
        painter.drawPixmap(popped.topLeft(), popup.grab())
        painter.end()
        return picture

    def _is_whole(self) -> bool:
        page = self.window.page
        return not isinstance(page, DirectoryPage | SettingsPage) or page.is_whole

    def _wait_for_answers(self) -> None:
        answered: list[None] = []
        owner = QObject()
        for lane in Lane:
            self.context.background.run(owner, _nothing, answered.append, lane=lane)
        self.wait(lambda: len(answered) == len(Lane), "answers from the background")

    def _note_exception(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        place = ""
        while trace is not None:
            place, trace = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}", trace.tb_next
        self.problems.append(f"{kind.__name__}: {error} ({place})")

    def _note_message(self, kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
        if kind not in _QUIET:
            self.problems.append(f"Qt: {message}")


def remember(data: Path, values: Iterable[tuple[str, str]]) -> None:
    """Let the window of a store begin with these small values."""
    state = WindowState(data)
    for name, value in values:
        state.set_text(name, value)
    state.write()


def _nothing(_services: Application) -> None:
    """Wait for one's turn."""

"""A window that is used all day is in the evening what it was in the morning: as large, with as many threads."""

import ctypes
import gc
import multiprocessing
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from severa_desktop.services.handover import Handover
from severa_desktop.ui.activities.page import ActivitiesPage
from severa_desktop.ui.context import Context
from severa_desktop.ui.places import ACTIVITIES, IMPORT
from severa_desktop.ui.shortcuts import ShortcutPanel
from severa_desktop.ui.window import MainWindow
from tests.services.company import message, with_attachment

EARLY, LATE = 5, 50
"""Rounds of one import, ten opened details, two pickers and the list of keys opened and closed."""
DETAILS = 10
GROWTH = 4 << 20
"""Bytes between the two. Objects of Qt are counted one by one; this is for what they hold. It is 10 KB for each of the
450 details in between, or 90 KB for each import: whoever forgets to let go of a mail, a document or a list of results
keeps more. Less will not do, as SQLite keeps in memory what it has read of a store that grows by 135 mails meanwhile,
which with all else that is there to stay takes half of it."""
LONG = 60_000


@dataclass(frozen=True)
class Footprint:
    """What a window takes of the machine."""

    threads: tuple[str, ...]
    processes: int
    objects: int
    """Of Qt, in the window."""
    windows: int
    """Widgets that are windows of their own: pickers, menus, dialogs."""
    memory: int
    importer: int
    """Bytes of this process, and of the one that imports."""


def test_after_fifty_imports_it_is_what_it_was_after_five(
    qtbot: QtBot, context: Context, settle: Callable[[Context], None]
) -> None:
    window = MainWindow(context)
    qtbot.addWidget(window, before_close_func=lambda _window: context.imports.close())
    window.show()
    qtbot.waitExposed(window)
    found = []
    for number in range(LATE):
        live_a_day(qtbot, window, number)
        if number + 1 in {EARLY, LATE}:
            settle(context)
            found.append(footprint(window))
    early, late = found
    assert late.threads == early.threads
    assert late.processes == early.processes
    assert late.objects == early.objects
    assert late.windows == early.windows
    assert late.memory - early.memory < GROWTH
    assert late.importer - early.importer < GROWTH


def live_a_day(qtbot: QtBot, window: MainWindow, number: int) -> None:
    """Import some mails, read some, and open what can be opened."""
    context = window.context
    window.show_page(IMPORT)
    mails = (message(f"a{number}"), with_attachment(f"b{number}"), message(f"c{number}", "Long\n" * 500))
    with qtbot.waitSignal(context.imports.ended, timeout=LONG):
        context.imports.run(Handover((), contents=tuple((f"{number}.eml", mail) for mail in mails)))
    window.show_page(ACTIVITIES)
    page = window.page
    assert isinstance(page, ActivitiesPage)
    for turn in range(DETAILS):
        read(qtbot, page, 1 + turn % len(mails))
    for change in (page.corrections.link_project, page.corrections.change_owner):
        change.trigger()
        close_popup(qtbot)
    panel = window.findChild(ShortcutPanel)
    assert panel is not None
    next(one for one in window.actions() if one.shortcut() == QKeySequence("F1")).trigger()
    assert panel.isVisible()
    QTest.keyClick(panel, Qt.Key.Key_Escape)
    assert not panel.isVisible()


def close_popup(qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is not None)
    popup = QApplication.activePopupWidget()
    assert popup is not None
    QTest.keyClick(popup, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is None)


def read(qtbot: QtBot, page: ActivitiesPage, activity_id: int) -> None:
    def is_shown() -> bool:
        shown = page.detail.shown
        return shown is not None and shown.stored.activity.id == activity_id

    page.open_activity(activity_id)
    qtbot.waitUntil(is_shown, timeout=LONG)


def footprint(window: MainWindow) -> Footprint:
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    gc.collect()
    if sys.platform == "linux":
        ctypes.CDLL(None).malloc_trim(0)
    children = multiprocessing.active_children()
    return Footprint(
        threads=threads(),
        processes=len(children),
        objects=len(window.findChildren(QObject)),
        windows=len(QApplication.topLevelWidgets()),
        memory=resident("self"),
        importer=sum(resident(str(child.pid)) for child in children),
    )


def threads() -> tuple[str, ...]:
    """Return the names of all threads, Qt's too where the system tells them."""
    tasks = Path("/proc/self/task")
    if not tasks.is_dir():
        return tuple(sorted(thread.name for thread in threading.enumerate()))
    names = []
    for task in tasks.iterdir():
        with suppress(OSError):  # it ended meanwhile
            names.append((task / "comm").read_text(encoding="utf-8"))
    return tuple(sorted(names))


def resident(process: str) -> int:
    """Return the bytes of a process in memory; 0 where the system does not tell."""
    statm = Path("/proc") / process / "statm"
    return int(statm.read_text(encoding="ascii").split()[1]) * 4096 if statm.exists() else 0

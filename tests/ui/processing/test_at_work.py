"""Sources at work beside a real window, in a real process of their own."""

import os
import signal
from pathlib import Path

from filelock import FileLock
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from severa_desktop.core.settings import IntegrationStatus, Settings
from severa_desktop.core.source_settings import FolderSettings
from severa_desktop.services.doctor import examine
from severa_desktop.store.store import Store
from severa_desktop.ui.context import Context
from severa_desktop.ui.status_line import StatusLine
from severa_desktop.ui.window import MainWindow
from tests.e2e.desktop import is_alive
from tests.services.company import SETTINGS
from tests.ui.processing.conftest import LONG, AddSource, live, moved, put


def line(window: MainWindow) -> str:
    """Return what the status bar says."""
    return window.findChildren(StatusLine)[0].accessibleName()


def until_said(qtbot: QtBot, window: MainWindow, words: str) -> None:
    qtbot.waitUntil(lambda: words in line(window), timeout=LONG)


def running(qtbot: QtBot, context: Context) -> int:
    qtbot.waitUntil(lambda: context.processing.pid is not None, timeout=LONG)
    pid = context.processing.pid
    assert pid is not None
    return pid


def test_a_mail_put_into_a_watched_folder_appears_in_the_window(
    qtbot: QtBot, watched: int, window: MainWindow, inbox: Path, company: Store, context: Context
) -> None:
    until_said(qtbot, window, "Integration active · Watched folder: waiting")
    put(inbox, 1)
    until_said(qtbot, window, "Last mail ")
    qtbot.waitUntil(lambda: "1 activity" in [label.text() for label in window.findChildren(QLabel)], timeout=LONG)
    qtbot.waitUntil(lambda: moved(inbox) == 1, timeout=LONG)
    pid = running(qtbot, context)
    context.close()
    assert not is_alive(pid)
    assert list(examine(company.path)) == []


def test_without_sources_no_process_and_nothing_of_it_is_there(window: MainWindow, context: Context) -> None:
    assert context._processing is None


def test_a_process_that_is_killed_is_started_again_and_takes_nothing_twice(
    qtbot: QtBot, watched: int, window: MainWindow, inbox: Path, company: Store, context: Context
) -> None:
    first = running(qtbot, context)
    put(inbox, *range(30))
    qtbot.waitUntil(lambda: moved(inbox) > 0, timeout=LONG)
    os.kill(first, signal.SIGKILL)
    qtbot.waitUntil(lambda: context.processing.pid not in {None, first}, timeout=LONG)
    put(inbox, *range(30, 60))
    qtbot.waitUntil(lambda: moved(inbox) > 30, timeout=LONG)
    os.kill(running(qtbot, context), signal.SIGKILL)
    qtbot.waitUntil(lambda: moved(inbox) == 60, timeout=LONG)
    assert live(company) == 60


def test_sources_are_taken_up_and_let_go_while_the_window_is_open(
    qtbot: QtBot, window: MainWindow, add_source: AddSource, inbox: Path, company: Store, context: Context
) -> None:
    until_said(qtbot, window, "Integration active")
    source_id = add_source(FolderSettings(str(inbox)))
    put(inbox, 1)
    qtbot.waitUntil(lambda: live(company) == 1, timeout=LONG)
    pid = running(qtbot, context)
    with company.writing() as writer:
        writer.remove_source(source_id)
    qtbot.waitUntil(lambda: context.processing.pid is None and not is_alive(pid), timeout=LONG)
    assert "Watched folder" not in line(window)


def test_paused_nothing_is_taken_in_until_it_is_resumed(
    qtbot: QtBot, watched: int, window: MainWindow, inbox: Path, company: Store, context: Context
) -> None:
    running(qtbot, context)
    context.processing.pause()
    until_said(qtbot, window, "Watched folder: paused")
    qtbot.waitUntil(lambda: context.processing.pid is None, timeout=LONG)
    put(inbox, 1)
    context.processing.resume()
    qtbot.waitUntil(lambda: live(company) == 1, timeout=LONG)
    until_said(qtbot, window, "Watched folder: waiting")


def test_while_another_process_works_on_a_source_it_is_said(
    qtbot: QtBot, watched: int, company: Store, window: MainWindow, inbox: Path
) -> None:
    with FileLock(str(company.path.with_name(f"{company.path.stem}-source-{watched}.lock"))):
        until_said(qtbot, window, "Watched folder: at work elsewhere")
    put(inbox, 1)
    qtbot.waitUntil(lambda: live(company) == 1, timeout=LONG)
    until_said(qtbot, window, "Watched folder: waiting")


def test_while_the_integration_is_inactive_nothing_is_fetched(
    qtbot: QtBot, watched: int, company: Store, window: MainWindow, inbox: Path, context: Context
) -> None:
    _save(company, Settings(SETTINGS.address, SETTINGS.activity_type, IntegrationStatus.INACTIVE))
    until_said(qtbot, window, "Integration inactive · Watched folder: inactive")
    put(inbox, 1)
    running(qtbot, context)
    qtbot.waitUntil(lambda: "inactive" in _error(company, watched), timeout=LONG)
    assert live(company) == 0
    _save(company, SETTINGS)
    qtbot.waitUntil(lambda: live(company) == 1, timeout=LONG)
    until_said(qtbot, window, "Integration active · Watched folder: waiting")


def _save(store: Store, settings: Settings) -> None:
    with store.writing() as writer:
        writer.save_settings(settings)


def _error(store: Store, source_id: int) -> str:
    with store.reading() as reader:
        listed = reader.source(source_id)
    return listed.state.error if listed else ""

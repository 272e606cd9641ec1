"""Data of an older version: the window is there at once, says what goes on, and shows everything once it is done."""

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from severa_desktop.paths import Folders
from severa_desktop.services.errors import UserError
from severa_desktop.services.upgrading import Upgrade, done_words, working_words
from severa_desktop.ui.activities.page import ActivitiesPage
from severa_desktop.ui.app import Shell
from severa_desktop.ui.context import Context
from severa_desktop.ui.places import IMPORT
from severa_desktop.ui.upgrading import UpgradeBanner
from tests.store.former_store import former_store


@pytest.fixture
def shell(qapp: QApplication, qtbot: QtBot, folders: Folders) -> Iterator[Shell]:
    """The program over a folder in which an older version left its data; nothing is opened yet."""
    former_store("0001", folders.store)
    hook = sys.excepthook
    made = Shell(qapp, folders)
    yield made
    made.close()
    qapp.processEvents()
    sys.excepthook = hook


def shown_texts(shell: Shell) -> list[str]:
    return [label.text() for label in shell.window.findChildren(QLabel) if label.isVisible()]


def is_said(shell: Shell, words: str) -> bool:
    return words in shown_texts(shell)


def kept_of(folders: Folders) -> Path:
    return folders.store.with_name(f"{folders.store.name}.before-update-of-0001")


def row_count(shell: Shell) -> int:
    page = shell.window.page
    assert isinstance(page, ActivitiesPage)
    return page.model.rowCount()


def test_what_takes_long_is_said_while_the_window_can_be_used(qtbot: QtBot, shell: Shell, folders: Folders) -> None:
    with closing(sqlite3.connect(folders.store, isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode=WAL")
        other.execute("BEGIN IMMEDIATE")
        shell.open()
        qtbot.waitUntil(lambda: is_said(shell, working_words()))
        QTest.keyClick(shell.window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
        assert shell.window.context.state.text("page") == IMPORT
        QTest.keyClick(shell.window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
        assert is_said(shell, working_words())
        other.execute("ROLLBACK")
    qtbot.waitUntil(lambda: is_said(shell, done_words(kept_of(folders))))
    assert not is_said(shell, working_words())
    qtbot.waitUntil(lambda: row_count(shell) > 0)
    banner = shell.window.findChild(UpgradeBanner)
    assert banner is not None
    (close,) = (one for one in banner.findChildren(QPushButton) if one.isVisible())
    close.click()
    assert not banner.isVisible()


def test_what_is_done_soon_is_said_then(qtbot: QtBot, shell: Shell, folders: Folders) -> None:
    shell.open()
    qtbot.waitUntil(lambda: is_said(shell, done_words(kept_of(folders))))
    qtbot.waitUntil(lambda: row_count(shell) > 0)


def test_how_far_it_is_is_shown_where_that_is_known(qtbot: QtBot) -> None:
    said: list[str] = []
    banner = UpgradeBanner(said.append)
    qtbot.addWidget(banner)
    for copied, most in ((0, 0), (1, 100), (99, 100), (100, 0)):
        banner.show_upgrade(Upgrade(copied))
        assert (banner.bar.maximum(), copied) == (most, copied)
        assert most == 0 or banner.bar.value() == copied
    qtbot.waitUntil(banner.isVisible)
    banner.show_upgrade(Upgrade(100, is_over=True))
    assert not banner.isVisible()
    assert said == []


def test_once_the_window_is_closed_nobody_waits_for_it(context: Context) -> None:
    context.tell_upgrade(Upgrade(1))
    context.close()
    with pytest.raises(UserError):
        context.tell_upgrade(Upgrade(2))

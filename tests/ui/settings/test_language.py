"""Another language, chosen in the settings: the window is made anew, without a restart, and says what was done."""

import sys
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from severa_desktop.paths import Folders
from severa_desktop.services.setup import SetupService
from severa_desktop.store.store import Store
from severa_desktop.ui.app import Shell
from severa_desktop.ui.notice import Notice
from severa_desktop.ui.places import SETTINGS
from severa_desktop.ui.settings.page import SettingsPage
from severa_desktop.ui.state import WindowState

LONG = 120_000


@pytest.fixture
def shell(qapp: QApplication, qtbot: QtBot, company: Store, folders: Folders) -> Iterator[Shell]:
    hook = sys.excepthook
    state = WindowState(folders.data)
    state.set_text("page", SETTINGS)
    state.set_text("language", "en")
    state.write()
    opened = Shell(qapp, folders)
    opened.open()
    yield opened
    opened.close()
    qapp.processEvents()
    sys.excepthook = hook


def page_of(qtbot: QtBot, shell: Shell) -> SettingsPage:
    page = shell.window.page
    assert isinstance(page, SettingsPage)
    qtbot.waitUntil(lambda: page.address.field.prefix.text() != "", timeout=LONG)
    return page


def notice(shell: Shell) -> str:
    found = shell.window.findChild(Notice)
    assert found is not None
    return found.findChildren(QLabel)[0].text() if found.isVisible() else ""


def test_language_and_settings_change_together_and_come_back_together(
    qtbot: QtBot, shell: Shell, company: Store
) -> None:
    page, first = page_of(qtbot, shell), shell.window
    page.intake.max_size.box.setText("9")
    page.window_section.language.enter("nl")
    page.save.trigger()
    qtbot.waitUntil(lambda: shell.window is not first and notice(shell) != "", timeout=LONG)
    assert notice(shell) == "Instellingen opgeslagen."
    assert SetupService(company).settings().max_size == 9
    page, second = page_of(qtbot, shell), shell.window
    assert page.window_section.language.value() == "nl"
    assert page.intake.max_size.box.text() == "9"
    found = second.findChild(Notice)
    assert found is not None
    next(one for one in found.findChildren(QPushButton) if one.isVisible()).click()
    qtbot.waitUntil(lambda: shell.window is not second and notice(shell) != "", timeout=LONG)
    assert notice(shell) == "The former settings are back."
    page = page_of(qtbot, shell)
    assert page.window_section.language.value() == "en"
    assert page.intake.max_size.box.text() == "50"

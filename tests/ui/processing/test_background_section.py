"""The switches of what goes on while the window is closed, and what closing does then. This platform has no tray."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from severa_desktop.ui.context import Context
from severa_desktop.ui.places import SETTINGS
from severa_desktop.ui.processing.background_section import BackgroundSection
from severa_desktop.ui.processing.source_list import SourceList
from severa_desktop.ui.processing.staying import Staying, goes_on_when_closed
from severa_desktop.ui.window import MainWindow
from tests.ui.processing.conftest import LONG


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "config"
    monkeypatch.setenv("XDG_CONFIG_HOME", str(folder))
    monkeypatch.setattr("sys.platform", "linux")
    return folder / "autostart" / "severa-desktop.desktop"


@pytest.fixture
def section(qtbot: QtBot, context: Context, config: Path) -> BackgroundSection:
    made = BackgroundSection(context)
    qtbot.addWidget(made)
    made.refresh()
    qtbot.waitUntil(made.starts.isEnabled, timeout=LONG)
    return made


def test_one_click_lets_the_program_start_with_the_session_and_another_one_not(
    qtbot: QtBot, section: BackgroundSection, config: Path
) -> None:
    assert not section.starts.isChecked()
    QTest.keyClick(section.starts, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: config.exists() and section.starts.isEnabled(), timeout=LONG)
    assert "--hidden" in config.read_text(encoding="utf-8")
    assert section.starts.isChecked()
    QTest.keyClick(section.starts, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not config.exists() and section.starts.isEnabled(), timeout=LONG)
    assert not section.starts.isChecked()


def test_what_cannot_be_changed_is_said_beside_the_switch(
    qtbot: QtBot, section: BackgroundSection, config: Path
) -> None:
    config.parent.parent.write_text("a file where the folder should be")
    QTest.keyClick(section.starts, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: "could not be changed" in section.problem.sentence, timeout=LONG)
    qtbot.waitUntil(lambda: section.starts.isEnabled() and not section.starts.isChecked(), timeout=LONG)


def test_the_choice_to_end_with_the_window_is_remembered(section: BackgroundSection, context: Context) -> None:
    assert goes_on_when_closed(context)
    QTest.keyClick(section.stays, Qt.Key.Key_Space)
    assert not goes_on_when_closed(context)


def test_without_a_tray_the_window_does_not_stay_but_the_menu_is_there_in_words(
    qtbot: QtBot, watched: int, window: MainWindow, context: Context
) -> None:
    qtbot.waitUntil(lambda: context._staying is not None, timeout=LONG)
    staying = context._staying
    assert isinstance(staying, Staying)
    assert not context.goes_on_when_closed()
    assert not context.is_in_tray()
    texts = [one.text() for one in staying.tray.menu.actions() if one.text()]
    assert texts == ["Open Severa Desktop", "Pause taking mails in", "Quit"]
    with qtbot.waitSignal(context.quitting):
        staying.tray.quit.trigger()
    with qtbot.waitSignal(context.showing):
        staying.tray.open_window.trigger()
    staying.tray.pause.trigger()
    assert context.processing.is_paused
    assert staying.tray.pause.text() == "Take mails in again"


def test_the_settings_have_the_list_and_the_switches(
    qtbot: QtBot, watched: int, window: MainWindow, config: Path, settle: Callable[[Context], None]
) -> None:
    window.show_page(SETTINGS)
    settle(window.context)
    (section,) = window.page.findChildren(BackgroundSection)
    qtbot.waitUntil(section.starts.isEnabled, timeout=LONG)
    assert [one.source_id for one in window.page.findChildren(SourceList)] == [watched]

"""How the program is started: what is a file and what a command, hidden without a tray, and opened files."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from severa_desktop.__main__ import _window_wanted
from severa_desktop.paths import Folders
from severa_desktop.store.store import Store
from severa_desktop.ui.app import Shell
from severa_desktop.ui.only_window import Wanted
from severa_desktop.ui.places import IMPORT
from tests.services.company import message

LONG = 60_000


@pytest.fixture
def shell(qapp: QApplication, qtbot: QtBot, company: Store, folders: Folders) -> Iterator[Shell]:
    hook = sys.excepthook
    opened = Shell(qapp, folders)
    opened.open(hidden=True)
    yield opened
    opened.close()
    qapp.processEvents()
    sys.excepthook = hook


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        ([], (None, set(), [])),
        (["--sample"], (None, {"--sample"}, [])),
        (["--hidden", "--data-dir", "d"], ("d", {"--hidden"}, [])),
        (["--data-dir=d", "/mails/a.eml", "b.msg"], ("d", set(), ["/mails/a.eml", "b.msg"])),
        (["C:\\mails\\a"], (None, set(), ["C:\\mails\\a"])),
        (["./import"], (None, set(), ["./import"])),
        (["import", "a.eml"], None),
        (["imprt"], None),
        (["--version"], None),
        (["-v", "a.eml"], None),
        (["--data-dir"], None),
    ],
)
def test_files_and_options_open_the_window_and_all_else_is_a_command(
    arguments: list[str], wanted: tuple[str | None, set[str], list[str]] | None
) -> None:
    assert _window_wanted(arguments) == wanted


def test_hidden_without_a_tray_the_window_is_there_minimised(shell: Shell) -> None:
    assert not shell.window.isVisible()
    shell._stay_hidden(0)
    assert shell.window.isVisible()
    assert shell.window.isMinimized()


def test_files_that_are_opened_while_it_is_hidden_bring_it_up(
    qtbot: QtBot, shell: Shell, company: Store, tmp_path: Path
) -> None:
    path = tmp_path / "opened.eml"
    path.write_bytes(message(1))
    shell.take(Wanted(hidden=True))
    assert not shell.window.isVisible()
    shell.take(Wanted(files=(str(path),)))
    assert shell.window.isVisible()
    assert shell.window.context.state.text("page") == IMPORT

    def live() -> int:
        with company.reading() as reader:
            return reader.live()

    qtbot.waitUntil(lambda: live() == 1, timeout=LONG)
    qtbot.waitUntil(lambda: not shell.window.context.imports.is_running, timeout=LONG)

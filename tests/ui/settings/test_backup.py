"""Backups and exports from the window: made while it goes on, looked at before they are taken back, stopped."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from severa_desktop.core.query import ActivityQuery
from severa_desktop.paths import Folders
from severa_desktop.services.moving import MovingService, Prepared
from severa_desktop.store.store import Store
from severa_desktop.ui.app import Shell
from severa_desktop.ui.context import Context
from severa_desktop.ui.settings.page import SettingsPage
from tests.services.company import company as small_company
from tests.store.made import keep
from tests.ui.settings.conftest import Said, ShowPage

Settle = Callable[[Context], None]


def test_a_backup_is_made_and_looked_at(
    qtbot: QtBot, show_page: ShowPage, context: Context, company: Store, said: Said, tmp_path: Path
) -> None:
    keep(company, 1, subject="one")
    section = show_page(context).backup
    section.back_up(tmp_path / "monday.sqlite")
    assert not section.back_up_to.isEnabled()
    qtbot.waitUntil(lambda: bool(said))
    assert said[-1][0].startswith("monday.sqlite holds everything now (")
    assert section.back_up_to.isEnabled()
    section.look_at(tmp_path / "monday.sqlite")
    qtbot.waitUntil(section.look.isVisible)
    assert section.look.title.text().startswith("monday.sqlite: 1 activity, the last mail from ")
    section.look.leave.trigger()
    assert not section.look.isVisible()
    qtbot.waitUntil(lambda: not list(context.folders.data.glob(".severa-desktop-*")))


def test_what_is_no_backup_is_said_in_place(qtbot: QtBot, page: SettingsPage, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear all")
    page.backup.look_at(tmp_path / "letter.txt")
    qtbot.waitUntil(lambda: bool(page.backup.problem.sentence))
    assert "is no backup" in page.backup.problem.sentence
    page.backup.export(tmp_path)
    qtbot.waitUntil(lambda: "not overwritten" in page.backup.problem.sentence)
    assert not page.backup.look.isVisible()


def test_an_export_can_be_stopped(
    qtbot: QtBot, show_page: ShowPage, context: Context, company: Store, said: Said, tmp_path: Path
) -> None:
    keep(company, 1, subject="one")
    section = show_page(context).backup
    section.export(tmp_path / "everything")
    section.stop.trigger()
    qtbot.waitUntil(lambda: bool(said))
    stopped = said[-1][0] == "Stopped. Nothing of it was kept."
    assert stopped or said[-1][0] == "1 mail is in everything"
    assert (tmp_path / "everything").exists() is not stopped
    assert not (tmp_path / "everything.unfinished").exists()


@pytest.fixture
def shell(qapp: QApplication, folders: Folders) -> Iterator[Shell]:
    made = Shell(qapp, folders)
    yield made
    made.close()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def test_an_export_is_taken_back_into_a_window_made_anew(
    qtbot: QtBot, shell: Shell, folders: Folders, tmp_path: Path
) -> None:
    folders.data.mkdir()
    store = small_company(folders.store)
    for number in (1, 2, 3):
        keep(store, number, subject=f"mail {number}")
    store.close()
    other = small_company(tmp_path / "other" / "severa-desktop.sqlite")
    keep(other, 1, subject="from another computer")
    MovingService(other).export(tmp_path / "export")
    other.close()
    shell.open()
    former = shell.window
    context = shell._context
    assert context is not None
    prepared: list[Prepared] = []
    context.background.run(context, lambda services: services.moving.prepare(tmp_path / "export"), prepared.append)
    qtbot.waitUntil(lambda: bool(prepared))
    context.restoring.emit(prepared[0])
    qtbot.waitUntil(lambda: shell.window is not former and shell._context is not None)
    (kept,) = folders.data.glob("severa-desktop.sqlite.before-restore-*")
    for path, subjects in ((folders.store, ["from another computer"]), (kept, ["mail 3", "mail 2", "mail 1"])):
        store = Store.open(path)
        with store.reading() as reader:
            assert [each.activity.subject for each in reader.activities(ActivityQuery())] == subjects
        store.close()
    assert list(folders.data.glob(".severa-desktop-*")) == []

"""Saving for the calendar: what is chosen, or the whole list with its filters; what was left out is said."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from severa_desktop.core.directory import ActivityType
from severa_desktop.services.activities import Wanted
from severa_desktop.services.errors import UserError
from severa_desktop.store.store import Store
from severa_desktop.ui.activities.page import ActivitiesPage
from severa_desktop.ui.context import Context
from tests.services import libical
from tests.services.company import DIRECTORY, message
from tests.ui.activities.conftest import Show, TakeIn

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def page(take_in: TakeIn, company: Store, context: Context, show: Show) -> ActivitiesPage:
    """Activities 1 to 3 of 2 to 4 March, of a type that is synchronised; the newest, 3, stands first."""
    with company.writing() as writer:
        writer.save_directory(replace(DIRECTORY, activity_types=(ActivityType("E-mail", calendar_synced=True),)))
    take_in(*(message(number, Date=f"{number + 1} Mar 2026 09:15:00 +0100") for number in (1, 2, 3)))
    opened = show(context)
    opened.table.setFocus()
    return opened


def save_as(page: ActivitiesPage, qtbot: QtBot, target: Path) -> str:
    """Choose a file in the dialog that opens; returns the name that it suggested."""
    qtbot.waitUntil(lambda: bool(page.findChildren(QFileDialog)))
    (dialog,) = page.findChildren(QFileDialog)
    (suggested,) = dialog.selectedFiles()
    dialog.fileSelected.emit(str(target))
    dialog.done(1)
    qtbot.waitUntil(lambda: not page.findChildren(QFileDialog))
    return Path(suggested).name


def press(page: ActivitiesPage, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> None:
    QTest.keyClick(QApplication.focusWidget() or page, key, modifiers)


def summaries(path: Path) -> list[str]:
    return [entry.summary for entry in libical.read(path.read_bytes())]


def test_what_is_chosen_is_saved(page: ActivitiesPage, qtbot: QtBot, said: list[str], tmp_path: Path) -> None:
    page.table.choose(1)
    press(page, Qt.Key.Key_T, CTRL)
    assert save_as(page, qtbot, tmp_path / "one") == "Activities.ics"
    qtbot.waitUntil(lambda: bool(said))
    assert said == [f"Saved 1 activity: {tmp_path / 'one.ics'}."]
    assert summaries(tmp_path / "one.ics") == ["Mail 2"]


def test_all_that_the_list_shows_is_saved(page: ActivitiesPage, qtbot: QtBot, said: list[str], tmp_path: Path) -> None:
    page.filters.set_wanted(Wanted(search="1"))
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    press(page, Qt.Key.Key_T, CTRL | SHIFT)
    save_as(page, qtbot, tmp_path / "list.ics")
    qtbot.waitUntil(lambda: bool(said))
    assert summaries(tmp_path / "list.ics") == ["Mail 1"]


def test_what_calendars_do_not_show_is_left_out_and_said(
    page: ActivitiesPage, company: Store, take_in: TakeIn, qtbot: QtBot, said: list[str], tmp_path: Path
) -> None:
    with company.writing() as writer:
        types = (ActivityType("E-mail", calendar_synced=True), ActivityType("Telefoon"))
        writer.save_directory(replace(DIRECTORY, activity_types=types))
        writer.save_settings(replace(writer.settings(), activity_type="Telefoon"))
    take_in(message(4))
    page.refresh()
    qtbot.waitUntil(lambda: page.model.rowCount() == 4)
    press(page, Qt.Key.Key_A, CTRL)
    press(page, Qt.Key.Key_T, CTRL)
    save_as(page, qtbot, tmp_path / "some.ics")
    qtbot.waitUntil(lambda: bool(said))
    left_out = "1 activity was left out: its type is not synchronised with calendars."
    assert said == [f"Saved 3 activities: {tmp_path / 'some.ics'}. {left_out}"]


def test_nothing_is_asked_where_nothing_is_chosen(page: ActivitiesPage) -> None:
    page.table.clearSelection()
    press(page, Qt.Key.Key_T, CTRL)
    assert page.findChildren(QFileDialog) == []


def test_that_no_type_is_shown_is_said(
    page: ActivitiesPage, company: Store, qtbot: QtBot, went_wrong: list[Exception], tmp_path: Path
) -> None:
    with company.writing() as writer:
        writer.save_directory(DIRECTORY)
    page.table.choose(0)
    press(page, Qt.Key.Key_T, CTRL)
    save_as(page, qtbot, tmp_path / "none.ics")
    qtbot.waitUntil(lambda: bool(went_wrong))
    error = went_wrong.pop()
    assert isinstance(error, UserError)
    assert "synchronised with calendars" in str(error)
    assert not (tmp_path / "none.ics").exists()

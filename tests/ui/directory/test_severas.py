"""What comes from Severa is marked and read-only; records made by hand beside it are as they were."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from severa_desktop.core.directory import ActivityType
from severa_desktop.core.severa import RecordKind, SeveraRecord
from severa_desktop.services.directory_schema import Section
from severa_desktop.store.store import Store
from severa_desktop.ui.context import Context
from severa_desktop.ui.directory.page import DirectoryPage
from tests.services.company import DIRECTORY
from tests.services.severa.held import connected
from tests.ui.directory.conftest import Said, Settle, ShowPage, Stored, chosen, show

MARK = "Comes from Severa, and is changed there."


@pytest.fixture
def page(company: Store, show_page: ShowPage, context: Context) -> DirectoryPage:
    """The page over a directory of which Anna, a project and the activity type are Severa's."""
    connected(company)
    (first, *_rest) = DIRECTORY.activity_types
    anna = next(one for one in DIRECTORY.users if one.name == "Anna de Vries")
    with company.writing() as writer:
        writer.save_severa_records(
            [
                SeveraRecord(RecordKind.USERS, "a-user", anna.key),
                SeveraRecord(RecordKind.PROJECTS, "a-project", DIRECTORY.projects[0].key),
                SeveraRecord(RecordKind.ACTIVITY_TYPES, "a-type", first.name),
            ]
        )
        writer.save_directory(replace(DIRECTORY, activity_types=(*DIRECTORY.activity_types, ActivityType("Ours"))))
    return show_page(context)


def texts(page: DirectoryPage) -> list[str]:
    return [one.text() for one in page.findChildren(QLabel) if one.isVisible() and one.text()]


def buttons(page: DirectoryPage) -> list[str]:
    return [one.text() for one in page.detail.findChildren(QPushButton) if one.isVisible()]


def test_a_record_of_severas_is_marked_and_read_only(page: DirectoryPage, said: Said, qtbot: QtBot) -> None:
    assert chosen(page) == ["Anna de Vries"]
    qtbot.waitUntil(lambda: MARK in texts(page))
    severas, ours = page.model.cell(0, 0), page.model.cell(1, 0)
    assert severas.sign is not None
    assert not severas.sign.isNull()
    assert ours.sign is not None
    assert ours.sign.isNull()
    assert MARK in page.model.index(0, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert MARK in page.model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert buttons(page) == ["Show activities"]
    page.change()
    assert said[-1][0] == MARK
    assert page._form is None or not page._is_entering
    page.table.choose(page.model.key(1))
    qtbot.waitUntil(lambda: MARK not in texts(page))
    assert buttons(page) == ["Change …", "Show activities", "Deactivate"]
    page.table.selectAll()
    assert [one.text() for one in page.acts.usable()] == []


def test_of_an_activity_type_of_severas_only_the_calendars_are_said_here(
    page: DirectoryPage, settle: Settle, stored: Stored, qtbot: QtBot
) -> None:
    show(page, Section.ACTIVITY_TYPES, settle)
    name = DIRECTORY.activity_types[0].name
    page.table.choose(name)
    page.change()
    form = page.form
    assert [field for field, entry in form.entries.items() if entry.isEnabled()] == ["calendar_synced"]
    assert any("only whether it is in calendars" in text for text in texts(page))
    before = next(one for one in stored().activity_types if one.name == name)
    form.findChildren(QCheckBox)[0].click()
    form.save.trigger()
    qtbot.waitUntil(lambda: replace(before, calendar_synced=not before.calendar_synced) in stored().activity_types)
    qtbot.waitUntil(lambda: not page._is_entering)
    settle(page.context)
    page.table.choose("Ours")
    page.change()
    assert all(entry.isEnabled() for entry in form.entries.values())


def test_without_anything_of_severas_there_is_no_room_for_marks(
    company: Store, show_page: ShowPage, context: Context
) -> None:
    assert show_page(context).model.cell(0, 0).sign is None

"""A type that calendars show: the advice to exclude it, and the record that it was done."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from severa_desktop.core.directory import ActivityType
from severa_desktop.services.setup import SetupService
from severa_desktop.store.store import Store
from severa_desktop.ui.context import Context
from severa_desktop.ui.settings.page import SettingsPage
from tests.services.company import DIRECTORY
from tests.ui.settings.conftest import Said, ShowPage

Settle = Callable[[Context], None]


@pytest.fixture
def page(context: Context, company: Store, show_page: ShowPage) -> SettingsPage:
    types = (ActivityType("E-mail"), ActivityType("Meeting", calendar_synced=True))
    with company.writing() as writer:
        writer.save_directory(replace(DIRECTORY, activity_types=types))
    return show_page(context)


def test_only_a_type_that_is_synchronised_is_advised_against(page: SettingsPage) -> None:
    calendar = page.activities.calendar
    assert not calendar.isVisible()
    assert not calendar.record.isEnabled()
    page.activities.type.enter("Meeting")
    assert calendar.isVisible()
    assert "“Meeting” are synchronised with Google or Exchange" in calendar.advice.sentence
    assert "in Severa, in the settings of the calendar integration" in calendar.advice.sentence
    page.activities.type.enter("E-mail")
    assert not calendar.isVisible()


def test_one_click_records_that_it_was_done_and_another_takes_it_back(
    qtbot: QtBot, page: SettingsPage, company: Store, said: Said, settle: Settle
) -> None:
    calendar, service = page.activities.calendar, SetupService(company)
    page.activities.type.enter("Meeting")
    calendar.record.trigger()
    qtbot.waitUntil(lambda: bool(said))
    settle(page.context)
    assert service.setup().excluded == {"Meeting"}
    assert calendar.advice.sentence == ""
    assert "noted here that “Meeting” was excluded" in calendar.recorded.sentence
    # The choice of the type itself is still to be saved.
    assert page.activities.type.value() == "Meeting"
    assert page.save.isEnabled()
    back = said[-1][1]
    assert back is not None
    back()
    qtbot.waitUntil(lambda: len(said) == 2)
    settle(page.context)
    assert service.setup().excluded == frozenset()
    assert calendar.record.isEnabled()


def test_a_record_can_be_forgotten(
    qtbot: QtBot, page: SettingsPage, company: Store, said: Said, settle: Settle
) -> None:
    service = SetupService(company)
    service.record_excluded("Meeting", excluded=True)
    page.context.changed.emit()
    settle(page.context)
    page.activities.type.enter("Meeting")
    assert not page.activities.calendar.record.isEnabled()
    page.activities.calendar.forget.trigger()
    qtbot.waitUntil(lambda: bool(said))
    settle(page.context)
    assert service.setup().excluded == frozenset()
    assert "calendar" in page.activities.calendar.advice.sentence

"""What tests of the settings start from."""

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from severa_desktop.core.settings import Settings
from severa_desktop.services.setup import SetupService
from severa_desktop.store.store import Store
from severa_desktop.ui.context import Context
from severa_desktop.ui.settings.page import SettingsPage

ShowPage = Callable[[Context], SettingsPage]
Said = list[tuple[str, Callable[[], None] | None]]


@pytest.fixture
def show_page(qtbot: QtBot, settle: Callable[[Context], None]) -> ShowPage:
    def show(context: Context) -> SettingsPage:
        shown = SettingsPage(context)
        qtbot.addWidget(shown)
        shown.resize(1000, 800)
        shown.show()
        qtbot.waitExposed(shown)
        shown.opened()
        qtbot.waitUntil(lambda: shown.is_whole)
        settle(context)
        return shown

    return show


@pytest.fixture
def page(show_page: ShowPage, context: Context) -> SettingsPage:
    return show_page(context)


@pytest.fixture
def said(context: Context) -> Said:
    """What was said, each sentence with its way back."""
    heard: Said = []
    context.said.connect(lambda text, undo: heard.append((text, undo)))
    return heard


@pytest.fixture
def stored(company: Store) -> Callable[[], Settings]:
    return SetupService(company).settings

"""What tests of the directory's page start from: the page over the small company's store, and what it said."""

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from severa_desktop.core.directory import Directory
from severa_desktop.services.directory_schema import Section
from severa_desktop.store.store import Store
from severa_desktop.ui.context import Context
from severa_desktop.ui.directory.page import DirectoryPage

Settle = Callable[[Context], None]
Said = list[tuple[str, Callable[[], None] | None]]
ShowPage = Callable[[Context], DirectoryPage]
Stored = Callable[[], Directory]


@pytest.fixture
def show_page(qtbot: QtBot, settle: Settle) -> ShowPage:
    def show(context: Context) -> DirectoryPage:
        shown = DirectoryPage(context)
        qtbot.addWidget(shown)
        shown.resize(1100, 800)
        shown.show()
        qtbot.waitExposed(shown)
        shown.opened()
        qtbot.waitUntil(lambda: shown.is_whole)
        settle(context)
        return shown

    return show


@pytest.fixture
def page(show_page: ShowPage, context: Context) -> DirectoryPage:
    return show_page(context)


@pytest.fixture
def said(context: Context) -> Said:
    """What was said, each sentence with its way back."""
    heard: Said = []
    context.said.connect(lambda text, undo: heard.append((text, undo)))
    return heard


@pytest.fixture
def stored(company: Store) -> Stored:
    def read() -> Directory:
        with company.reading() as reader:
            return reader.directory()

    return read


def names(page: DirectoryPage) -> list[str]:
    """Return the names in the table, from the top."""
    return [page.model.line(row).record.name for row in range(page.model.rowCount())]


def chosen(page: DirectoryPage) -> list[str]:
    """Return the names of the selected records."""
    return [line.record.name for line in page.selected()]


def show(page: DirectoryPage, section: Section, settle: Settle) -> None:
    """Turn to a section, and wait for it."""
    page.bar.show_section(section)
    settle(page.context)
    assert page.model.shown.section is section

"""The page of activities over the small company's or the sample company's store, ready to be looked at."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from severa_desktop.services.importing import Handover, ImportService
from severa_desktop.store.store import Store
from severa_desktop.ui.activities.page import ActivitiesPage
from severa_desktop.ui.context import Context

NOW = 1_800_000_000
TakeIn = Callable[..., list[int]]
Show = Callable[[Context], ActivitiesPage]


@pytest.fixture
def take_in(company: Store) -> TakeIn:
    """Import mails (bytes) into the small company; returns the ids of their activities."""

    def run(*mails: bytes) -> list[int]:
        contents = [(f"{number}.eml", mail) for number, mail in enumerate(mails)]
        results = ImportService(company, lambda: NOW).run(Handover((), contents=contents))
        return [result.activity_id for result in results if result.activity_id is not None]

    return run


@pytest.fixture
def said(context: Context) -> list[str]:
    """What was said, sentence by sentence."""
    sentences: list[str] = []
    context.said.connect(lambda text, _undo: sentences.append(text))
    return sentences


@pytest.fixture
def show(qtbot: QtBot, settle: Callable[[Context], None]) -> Show:
    """Open the page over a context and wait until its list is there."""

    def run(context: Context) -> ActivitiesPage:
        page = ActivitiesPage(context)
        qtbot.addWidget(page)
        page.resize(1_200, 760)
        page.show()
        qtbot.waitExposed(page)
        page.activateWindow()
        page.opened()
        settle(context)
        QApplication.processEvents()
        return page

    return run


@pytest.fixture
def page(context: Context, show: Show) -> ActivitiesPage:
    """The page over the small company: put mails into the store before asking for it."""
    return show(context)


@pytest.fixture
def sample_page(sample_context: Context, show: Show) -> ActivitiesPage:
    return show(sample_context)

"""How an activity stands with Severa, below its head."""

import pytest
from pytestqt.qtbot import QtBot

from severa_desktop.core.severa import SentActivity, StepState
from severa_desktop.store.store import Store
from severa_desktop.ui.activities.page import ActivitiesPage
from severa_desktop.ui.activities.severa_line import SeveraLine
from severa_desktop.ui.context import Context
from severa_desktop.ui.settings.section import Remark
from tests.services.company import message
from tests.services.severa.held import REFUSED, connected, hold
from tests.ui.activities.conftest import Show, TakeIn

Opened = tuple[ActivitiesPage, int]


@pytest.fixture
def opened(company: Store, take_in: TakeIn, show: Show, context: Context, qtbot: QtBot) -> Opened:
    """The page over one activity that is shown."""
    (activity_id,) = take_in(message(1))
    page = show(context)
    context.changed.connect(page.refresh)
    page.table.choose(0)
    qtbot.waitUntil(lambda: page.detail.shown is not None)
    return page, activity_id


def sentence(line: SeveraLine) -> str:
    return " ".join(one.sentence for one in line.findChildren(Remark) if one.isVisible())


def offered(line: SeveraLine) -> list[str]:
    return [one.text() for one in line._buttons if one.isVisible() and one.isEnabled()]


def test_without_severa_nothing_is_said(opened: Opened) -> None:
    page, _activity_id = opened
    assert page.detail.panel.severa.isHidden()
    assert not page.detail.panel.severa.send.isEnabled()


def test_what_waits_what_was_refused_and_what_is_there(
    company: Store, opened: Opened, context: Context, qtbot: QtBot
) -> None:
    page, activity_id = opened
    line = page.detail.panel.severa
    connected(company)
    context.changed.emit()
    qtbot.waitUntil(lambda: sentence(line) == "Waiting to be sent to Severa")
    assert offered(line) == ["Send now"]
    hold(company, activity_id)
    context.changed.emit()
    qtbot.waitUntil(lambda: sentence(line) == f"Cannot be sent to Severa: {REFUSED}")
    assert offered(line) == ["Send again", "Do not send"]
    with company.writing() as writer:
        writer.outbox.remove([row.id for row in writer.outbox.of_activities([activity_id])])
        writer.outbox.save_sent(SentActivity(activity_id, "a-guid", "{}"))
    context.changed.emit()
    qtbot.waitUntil(lambda: sentence(line) == "In Severa")
    assert offered(line) == []


def test_it_is_let_be_with_the_way_back(company: Store, opened: Opened, context: Context, qtbot: QtBot) -> None:
    page, activity_id = opened
    line = page.detail.panel.severa
    undo = []
    context.said.connect(lambda _text, back: undo.append(back))
    connected(company)
    hold(company, activity_id, state=StepState.BLOCKED)
    context.changed.emit()
    qtbot.waitUntil(line.leave.isEnabled)
    line.leave.trigger()
    qtbot.waitUntil(lambda: sentence(line) == f"Not sent to Severa: {REFUSED}")
    assert offered(line) == ["Send after all"]
    undo[-1]()
    qtbot.waitUntil(lambda: sentence(line) == f"Cannot be sent to Severa: {REFUSED}")

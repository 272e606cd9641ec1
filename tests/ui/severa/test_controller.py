"""What is exchanged by itself: the directory each hour, activities soon after they came; nothing twice at once."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from severa_desktop.core.severa import Connection, OutboxCounts, PushMode, SeveraSettings
from severa_desktop.services.severa.client_secret import VARIABLE
from severa_desktop.services.severa.events import Failed, Fetch, Fetched, Send, Sent
from severa_desktop.services.severa.standing import Standing
from severa_desktop.services.status import StatusService
from severa_desktop.store.store import Store
from severa_desktop.ui.context import Context
from severa_desktop.ui.severa.controller import SeveraController
from severa_desktop.ui.severa.words import status_line
from severa_desktop.ui.status_line import StatusLine
from tests.severa.server import SeveraServer
from tests.severa.talking import CLIENT, SECRET

LONG = 60_000


@pytest.fixture
def connected(company: Store, server: SeveraServer, monkeypatch: pytest.MonkeyPatch) -> Connection:
    monkeypatch.setenv(VARIABLE, SECRET)
    made = Connection(SeveraSettings(CLIENT, server.url, PushMode.AUTOMATIC))
    with company.writing() as writer:
        writer.save_severa_connection(made)
    return made


@pytest.fixture
def severa(connected: Connection, context: Context, company: Store) -> Iterator[SeveraController]:
    made = context.severa
    look = lambda: made.see(StatusService(company).status().severa)  # noqa: E731
    context.changed.connect(look)
    yield made
    context.changed.disconnect(look)


def test_what_was_never_fetched_is_fetched_by_itself_and_only_once(
    qtbot: QtBot, severa: SeveraController, context: Context, server: SeveraServer
) -> None:
    context.changed.emit()
    qtbot.waitUntil(lambda: isinstance(severa.result, Fetched) and not severa.is_busy, timeout=LONG)
    assert server.asked["POST /v1/token"] == 1
    context.changed.emit()
    standing = severa.standing
    assert standing is not None
    assert standing.connection.pulled_at is not None
    assert severa.due() is None
    an_hour_ago = replace(standing.connection, pulled_at=standing.connection.pulled_at - 3_601)
    severa.see(replace(standing, connection=an_hour_ago))
    assert severa.due() == Fetch()


def test_what_does_not_work_is_said_and_put_off(
    qtbot: QtBot, severa: SeveraController, context: Context, company: Store, connected: Connection
) -> None:
    away = replace(connected, settings=replace(connected.settings, url="http://127.0.0.1:9/rest-api"))
    with company.writing() as writer:
        writer.save_severa_connection(away)
    context.changed.emit()
    severa.fetch()
    severa.cancel()
    qtbot.waitUntil(lambda: isinstance(severa.result, Failed), timeout=LONG)
    assert severa.due() is None


def test_without_a_secret_nothing_is_tried_again_until_there_is_one(
    qtbot: QtBot, severa: SeveraController, context: Context, server: SeveraServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(VARIABLE)
    context.changed.emit()
    severa.fetch()
    qtbot.waitUntil(lambda: severa.needs_secret and not severa.is_busy, timeout=LONG)
    severa._timetable.forget_failures()
    assert severa.due() is None
    line = status_line(severa)
    assert line is not None
    assert line.is_trouble
    answers: list[object] = []
    severa.give_secret(SECRET, answers.append)
    qtbot.waitUntil(lambda: bool(answers), timeout=LONG)
    assert not severa.needs_secret
    assert severa.due() == Fetch()


def test_activities_are_sent_by_themselves_where_that_is_wanted(context: Context) -> None:
    severa = context.severa
    connection = Connection(SeveraSettings(CLIENT, push=PushMode.AUTOMATIC, pulls_by_itself=False), pulled_at=1)
    severa.see(Standing(connection, OutboxCounts(0, 1, 0, 0), 0, 0))
    assert severa.due() == Send()
    severa.see(None)
    assert severa.due() is None


def test_the_status_bar_says_how_it_stands(
    qtbot: QtBot, context: Context, company: Store, connected: Connection, settle: Callable[[Context], None]
) -> None:
    fetched = replace(connected, settings=replace(connected.settings, pulls_by_itself=False), pulled_at=1_774_000_000)
    with company.writing() as writer:
        writer.save_severa_connection(fetched)
    line = StatusLine(context)
    qtbot.addWidget(line)
    line.resize(900, 24)
    status = StatusService(company).status()
    context.see(status)
    line.show_status(status)
    assert "Severa: fetched " in line.accessibleName()
    context.severa.failure = Failed("There is no secret.", needs_secret=True)
    context.severa.changed.emit()
    assert "Severa: There is no secret." in line.accessibleName()
    assert isinstance(context.severa.result, Sent | type(None))

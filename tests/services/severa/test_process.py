"""Talking with Severa in a process beside the window, over real HTTP: jobs, progress, cancelling, ends."""

import os
import queue
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from severa_desktop.core.severa import Connection, SeveraSettings
from severa_desktop.services.severa.events import (
    Connect,
    Connected,
    End,
    Event,
    Failed,
    Fetch,
    Fetched,
    Job,
    LookAhead,
    Read,
    Send,
    Sending,
    Sent,
    Try,
    WouldSend,
)
from severa_desktop.services.severa.process import SeveraProcess
from severa_desktop.store.store import Store
from tests.services.severa.at_severa import AtSevera, at_severa
from tests.severa.server import SeveraServer
from tests.severa.server_faults import waiting
from tests.severa.talking import CLIENT, SECRET

PATIENCE = 120
ENDS = (Connected, Fetched, Sent, WouldSend, Failed)


class Beside:
    """The process, and what it told."""

    def __init__(self, store: Path) -> None:
        self._told: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self.process = SeveraProcess(store, store.with_suffix(".log"), self._told.put)
        self.events: list[Event] = []

    def end_of(self, job: Job, secret: str = SECRET) -> End:
        """Do a job and return how it ended."""
        self.process.begin(job, secret)
        return self.end()

    def end(self) -> End:
        """Wait for the end of the job."""
        while not isinstance(event := self._told.get(timeout=PATIENCE), ENDS):
            self.events.append(event)
        return event


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """An empty store."""
    path = tmp_path / "severa-desktop.sqlite"
    Store.open(path).close()
    return path


@pytest.fixture
def beside(store: Path) -> Iterator[Beside]:
    made = Beside(store)
    yield made
    made.process.close()


@pytest.fixture
def pulled(server: SeveraServer, tmp_path: Path) -> Iterator[AtSevera]:
    with at_severa(server, tmp_path) as at:
        yield at
    server.is_limited = True


def connection(store: Path) -> Connection | None:
    opened = Store.open(store)
    with opened.reading() as reader:
        found = reader.severa_connection()
    opened.close()
    return found


def test_it_connects_tries_and_fetches(server: SeveraServer, beside: Beside, store: Path) -> None:
    settings = SeveraSettings(CLIENT, server.url)
    made = beside.end_of(Connect(settings, SECRET))
    assert isinstance(made, Connected)
    assert (made.missing, "keyring" in made.trouble) == ((), True)
    assert beside.end_of(Try()) == Connected()
    fetched = beside.end_of(Fetch())
    assert isinstance(fetched, Fetched)
    assert (fetched.full, fetched.added > 0, fetched.deactivated) == (True, True, 0)
    assert {one.kind for one in beside.events if isinstance(one, Read)} >= {"users", "customers", "projects"}
    found = connection(store)
    assert found is not None
    assert (found.settings, found.pulled_at is not None) == (settings, True)


def test_wrong_credentials_are_told_in_words_and_not_kept(server: SeveraServer, beside: Beside, store: Path) -> None:
    end = beside.end_of(Connect(SeveraSettings(CLIENT, server.url), "wrong"))
    assert isinstance(end, Failed)
    assert "client id or the secret" in end.sentence
    assert (end.needs_secret, end.is_busy, end.is_stopped) == (False, False, False)
    assert connection(store) is None


def test_without_a_secret_it_asks_for_one(pulled: AtSevera, beside: Beside) -> None:
    end = beside.end_of(Fetch(), secret="")
    assert isinstance(end, Failed)
    assert end.needs_secret


def test_it_looks_ahead_and_sends(pulled: AtSevera, beside: Beside) -> None:
    first, second = pulled.take_in(pulled.mail(1), pulled.mail(2))
    ahead = beside.end_of(LookAhead())
    assert isinstance(ahead, WouldSend)
    assert (ahead.activities, ahead.blocked, len(ahead.subjects)) == (2, (), 2)
    assert pulled.server.requests == 0
    sent = beside.end_of(Send((second,)))
    assert isinstance(sent, Sent)
    assert (sent.activities, sent.refused, sent.left.sent, sent.left.waiting, sent.error) == (1, 0, 1, 1, "")
    assert Sending(1) in beside.events
    sent = beside.end_of(Send())
    assert isinstance(sent, Sent)
    assert (sent.left.sent, sent.left.waiting) == (2, 0)
    assert pulled.server.asked["POST /v1/activities"] == 2
    with pulled.store.reading() as reader:
        assert set(reader.outbox.sent([first, second])) == {first, second}


def test_cancelling_ends_a_fetch_and_changes_nothing(pulled: AtSevera, beside: Beside, store: Path) -> None:
    before = connection(store)
    held = threading.Event()
    pulled.server.faults.plan(waiting(held), "GET /v1/users")
    beside.process.begin(Fetch(full=True), SECRET)
    deadline = threading.Event()
    while not pulled.server.asked["GET /v1/users"]:
        assert not deadline.wait(0.02)
    beside.process.cancel()
    end = beside.end()
    held.set()
    assert isinstance(end, Failed)
    assert end.is_stopped
    assert connection(store) == before


def test_what_is_cancelled_at_once_is_not_done(pulled: AtSevera, beside: Beside, store: Path) -> None:
    before = connection(store)
    held = threading.Event()
    pulled.server.faults.plan(waiting(held), "GET /v1/users")
    beside.process.begin(Fetch(full=True), SECRET)
    beside.process.cancel()
    end = beside.end()
    held.set()
    pulled.server.faults.clear()
    assert isinstance(end, Failed)
    assert end.is_stopped
    assert connection(store) == before


def test_a_process_that_dies_is_told_and_the_next_job_has_its_own(pulled: AtSevera, beside: Beside) -> None:
    held = threading.Event()
    pulled.server.faults.plan(waiting(held), "GET /v1/users")
    beside.process.begin(Fetch(full=True), SECRET)
    pause = threading.Event()
    while not pulled.server.asked["GET /v1/users"]:
        assert not pause.wait(0.02)
    os.kill(beside.process.pid or 0, signal.SIGKILL)
    end = beside.end()
    held.set()
    assert isinstance(end, Failed)
    assert "unexpectedly" in end.sentence
    assert isinstance(beside.end_of(Fetch(full=True)), Fetched)


def test_closing_ends_the_process_mid_job(pulled: AtSevera, beside: Beside) -> None:
    held = threading.Event()
    pulled.server.faults.plan(waiting(held), "GET /v1/users")
    beside.process.begin(Fetch(full=True), SECRET)
    pause = threading.Event()
    while not pulled.server.asked["GET /v1/users"]:
        assert not pause.wait(0.02)
    beside.process.close()
    held.set()
    assert beside.process.pid is None


def test_secrets_are_in_no_words_of_a_job() -> None:
    assert SECRET not in repr(Connect(SeveraSettings(CLIENT), SECRET))

"""Exchanging by itself beside a processor: in real processes, over real HTTP, with the clocks handed in."""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from severa_desktop.core.severa import PULL_EVERY, Connection, PushMode
from severa_desktop.services.severa.alone import alone
from severa_desktop.services.severa.client_secret import VARIABLE
from severa_desktop.services.severa.events import Fetch, Send
from severa_desktop.services.severa.exchanging import Exchanging
from tests.e2e.waiting import until
from tests.services.severa.at_severa import AtSevera, at_severa
from tests.severa.server import SeveraServer
from tests.severa.server_faults import waiting
from tests.severa.server_records import Activity
from tests.severa.talking import SECRET

CREATE, USERS, TOKEN = "POST /v1/activities", "GET /v1/users", "POST /v1/token"
NOTHING_NEW = "Fetched from Severa: nothing has changed."


@dataclass
class Beside:
    """What exchanges beside, and what it said."""

    at: AtSevera
    exchanging: Exchanging
    said: list[str] = field(default_factory=list)

    def begun(self, seconds: float = 0) -> Fetch | Send | None:
        """Let so much time pass, and then enough for whatever is due then to begin, which is returned."""
        self.at.clock.pass_by(seconds)
        for _look in range(6):
            self.exchanging.look()
            if self.exchanging.job is not None:
                break
            self.at.clock.pass_by(1)
        return self.exchanging.job

    def end(self) -> None:
        """Wait until what is being done has ended."""
        assert self.exchanging.job is not None

        def has_ended() -> bool:
            self.exchanging.look()
            return self.exchanging.job is None

        until(has_ended, "the job has ended")

    def is_in_the_middle(self, request: str) -> None:
        """Wait until Severa was asked for something."""
        until(lambda: self.at.server.asked[request] > 0, request)

    @property
    def connection(self) -> Connection:
        """How far fetching came."""
        found = self.at.connecting.connection()
        assert found is not None
        return found


@pytest.fixture
def beside(server: SeveraServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Beside]:
    """A store that was fetched long ago and sends by itself."""
    monkeypatch.setenv(VARIABLE, SECRET)
    said: list[str] = []
    with at_severa(server, tmp_path, PushMode.AUTOMATIC) as at:
        began = at.clock.running()

        def now() -> float:
            # The process beside has the computer's clock: what it notes must not be later than this one.
            return time.time() + at.clock.running() - began

        made = Exchanging(at.store, tmp_path / "log", said.append, now, at.clock.running)
        yield Beside(at, made, said)
        made.close()
    server.faults.clear()
    server.is_limited = True


def fetch(beside: Beside) -> None:
    assert beside.begun() == Fetch()
    beside.end()


def test_the_directory_is_fetched_each_hour_and_what_comes_is_sent_soon(beside: Beside) -> None:
    fetch(beside)
    assert beside.said == [NOTHING_NEW]
    assert beside.begun() is None

    made = len(beside.at.server.world.made_of(Activity))
    beside.at.take_in(beside.at.mail(1))
    assert beside.begun() == Send()
    beside.end()
    assert beside.said[1:] == ["1 activity sent to Severa."]
    assert len(beside.at.server.world.made_of(Activity)) == made + 1
    assert beside.begun() is None

    assert beside.begun(PULL_EVERY) == Fetch()
    beside.end()
    assert beside.said[2:] == [NOTHING_NEW]


def test_it_waits_until_no_more_mails_come_but_not_for_ever(beside: Beside) -> None:
    fetch(beside)
    beside.at.take_in(beside.at.mail(1))
    began = beside.at.clock.running()
    while beside.exchanging.job is None:
        # Somebody writes to the store each second.
        beside.at.connecting.set_push(PushMode.AUTOMATIC)
        beside.exchanging.look()
        beside.at.clock.pass_by(1)
    assert 30 <= beside.at.clock.running() - began < 40
    beside.end()
    assert beside.said[1:] == ["1 activity sent to Severa."]


def test_what_is_sent_by_hand_is_not_sent_by_itself(beside: Beside) -> None:
    fetch(beside)
    beside.at.connecting.set_push(PushMode.BY_HAND)
    beside.at.take_in(beside.at.mail(1))
    assert beside.begun(100) is None


def test_what_does_not_work_is_said_once_and_tried_again(beside: Beside, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "wrong")
    for _time in range(2):
        fetch(beside)
        assert beside.begun() is None
        beside.at.clock.pass_by(300)
    assert len(beside.said) == 1
    assert "client id or the secret" in beside.said[0]
    assert beside.at.server.asked[TOKEN] == 2
    monkeypatch.setenv(VARIABLE, SECRET)
    fetch(beside)
    assert beside.said[1:] == [NOTHING_NEW]


def test_nobody_is_asked_for_a_secret(beside: Beside, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE)
    fetch(beside)
    assert len(beside.said) == 1
    assert VARIABLE in beside.said[0]
    assert beside.at.server.requests == 0


def test_while_another_one_exchanges_it_waits_and_says_nothing(beside: Beside) -> None:
    with alone(beside.at.store.path):
        fetch(beside)
    assert beside.said == []
    beside.at.clock.pass_by(60)
    fetch(beside)
    assert beside.said == [NOTHING_NEW]


@pytest.mark.parametrize("request_name", [USERS, TOKEN])
def test_it_ends_in_the_middle_and_nothing_is_changed(beside: Beside, request_name: str) -> None:
    before = beside.connection
    held = threading.Event()
    beside.at.server.faults.plan(waiting(held), request_name)
    assert beside.begun() == Fetch()
    beside.is_in_the_middle(request_name)
    beside.exchanging.close()
    held.set()
    assert (beside.exchanging.job, beside.connection) == (None, before)
    assert beside.begun(PULL_EVERY) is None


def test_a_company_that_is_not_connected_loads_nothing_of_it(tmp_path: Path) -> None:
    script = (
        "import sys\n"
        "from pathlib import Path\n"
        "from severa_desktop.services.severa.exchanging import Exchanging\n"
        "from severa_desktop.store.store import Store\n"
        f"store = Store.open(Path({str(tmp_path / 'store.sqlite')!r}))\n"
        "exchanging = Exchanging(store, Path('log'), print)\n"
        "exchanging.look()\n"
        "exchanging.close()\n"
        "print([one for one in sys.modules if one in "
        "('severa_desktop.severa', 'severa_desktop.services.severa.process', 'urllib3', 'msgspec', 'multiprocessing')])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_a_connection_that_is_made_while_it_runs_is_taken_up(beside: Beside) -> None:
    connection = beside.connection
    with beside.at.store.writing() as writer:
        writer.save_severa_connection(None)
    assert beside.begun() is None
    with beside.at.store.writing() as writer:
        writer.save_severa_connection(connection)
    beside.at.clock.pass_by(10)
    fetch(beside)
    assert beside.said == [NOTHING_NEW]

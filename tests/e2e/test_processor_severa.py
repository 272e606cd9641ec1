"""`severa-desktop process`, connected with Severa: mails put into a folder become activities there, each once."""

import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from severa_desktop.services.severa.client_secret import VARIABLE
from tests.cli.program import Program, mail
from tests.e2e.processor import Processor
from tests.e2e.waiting import until
from tests.severa.server import SeveraServer
from tests.severa.server_faults import waiting
from tests.severa.server_records import Activity
from tests.severa.talking import CLIENT, SECRET
from tests.severa_server import serving

CREATE = "POST /v1/activities"


@pytest.fixture
def server() -> Iterator[SeveraServer]:
    with serving() as running:
        yield running


class Connected:
    """A company that is connected and sends by itself, with a folder that mails are put into."""

    def __init__(self, folder: Path, server: SeveraServer) -> None:
        self.program = Program(folder)
        self.server = server
        self._inbox = folder / "inbox"
        self._inbox.mkdir()
        self.program.set_up()
        self.program.well("severa", "connect", "--client-id", CLIENT, "--url", server.url)
        self.program.well("severa", "sending", "automatic")
        self.program.well("source", "add", "folder", str(self._inbox))

    def put(self, *numbers: int) -> None:
        """Put mails into the folder."""
        sender, contact = self.server.world.users[0].email or "", self.server.world.contacts[0].emails[0]
        for number in numbers:
            path = self._inbox / f"{number}.part"
            path.write_bytes(mail(number, From=sender, To=contact, Bcc="acme@severamail.com"))
            path.rename(self._inbox / f"{number}.eml")

    def processor(self, *options: str) -> Processor:
        """Return the processor, started."""
        command = (sys.executable, "-m", "severa_desktop", "--data-dir", str(self.program.data), "process", *options)
        return Processor((*command, "--json"), os.environ)

    def in_severa(self) -> list[str]:
        """Return the names of all activities that were made in Severa, one that was made twice twice."""
        return sorted(one.name for one in self.server.world.made_of(Activity) if isinstance(one, Activity))


@pytest.fixture
def company(server: SeveraServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Connected:
    monkeypatch.setenv(VARIABLE, SECRET)
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return Connected(tmp_path, server)


def test_mails_become_activities_in_severa_once_each_and_sigterm_ends_it_in_the_middle(
    company: Connected, server: SeveraServer
) -> None:
    held = threading.Event()
    with company.processor() as processor:
        until(lambda: "Fetched from Severa: " in "".join(processor.said), "the directory is fetched by itself")
        company.put(1, 2)
        until(lambda: len(company.in_severa()) == 2, "both activities are in Severa")
        until(lambda: "sent to Severa." in "".join(processor.said), "that is said")

        server.faults.plan(waiting(held), CREATE)
        before = server.asked[CREATE]
        company.put(3)
        until(lambda: server.asked[CREATE] > before, "the third one is being sent")
        assert processor.stop() == 0
        assert "Mail" not in "".join(processor.said)
        assert "Traceback" not in "".join(processor.said)
        assert processor.outcomes() == ["activity"] * 3
    held.set()
    company.program.well("severa", "push")
    assert company.in_severa() == ["Mail 1", "Mail 2", "Mail 3"]
    assert company.program.well("severa", "status", "--json").row["waiting"] == 0


def test_once_exchanges_nothing(company: Connected, server: SeveraServer) -> None:
    server.forget()
    company.put(1)
    with company.processor("--once") as processor:
        assert processor.wait() == 0
        assert len(processor.outcomes()) == 1
    assert server.requests == 0

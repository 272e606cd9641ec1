"""Connected with Severa, in the window: what is exchanged by itself, and what Severa refused sent again by hand."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QRect

from severa_desktop.services.severa.client_secret import VARIABLE
from severa_desktop.ui import theme
from tests.cli.program import Program, mail
from tests.e2e.desktop import NAVIGATION, PLACE, Desktop, colours
from tests.e2e.screen import Screen
from tests.e2e.waiting import until
from tests.severa.server import SeveraServer
from tests.severa.server_faults import refusal
from tests.severa.talking import CLIENT, SECRET
from tests.severa_server import serving

LIST = QRect(NAVIGATION + 8, 132, 300, 600)
"""The first columns of the list of what is to check, below their titles."""
DETAIL = QRect(PLACE.width() - 100, 400, 60, 60)
"""A part of the place beside the list."""


@pytest.fixture
def server() -> Iterator[SeveraServer]:
    with serving() as running:
        yield running


@pytest.fixture
def desktop(
    screen: Screen, company: Program, server: SeveraServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[Desktop]:
    """The window over a store that is connected: nothing was fetched yet, activities are sent by themselves."""
    surroundings = {
        VARIABLE: SECRET,
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
        "XDG_STATE_HOME": str(tmp_path / "state"),
    }
    for name, value in surroundings.items():
        monkeypatch.setenv(name, value)
    company.well("severa", "connect", "--client-id", CLIENT, "--url", server.url)
    company.well("severa", "sending", "automatic")
    opened = Desktop.start(screen, company, more=surroundings)
    opened._take_place()
    yield opened
    opened.kill()


def test_what_comes_in_is_sent_and_what_was_refused_is_sent_again(
    desktop: Desktop, server: SeveraServer, tmp_path: Path
) -> None:
    program = desktop.program
    until(lambda: program.well("severa", "status", "--json").row["pulled_at"], "the directory is fetched by itself")
    sender, contact = server.world.users[0].email or "", server.world.contacts[0].emails[0]

    def take_in(number: int) -> None:
        program.write(f"mails/{number}.eml", mail(number, From=sender, To=contact))
        program.well("import", str(tmp_path / f"mails/{number}.eml"))

    take_in(1)
    until(lambda: len(server.world.activities) == 1, "the activity is in Severa")

    server.faults.plan(refusal("The customer is locked."), "POST /v1/activities")
    take_in(2)
    until(lambda: program.well("severa", "held", "--json").rows, "the next one was refused")
    desktop.screen.press("ctrl+3")
    until(lambda: desktop.lines(LIST) == 1, "it stands in the list of what is to check")
    until(lambda: theme.LIGHT.base in colours(desktop.look(DETAIL)), "it is shown beside the list")
    desktop.screen.picture("refused")
    desktop.screen.press("ctrl+e")
    until(lambda: len(server.world.activities) == 2, "it was sent again")
    until(lambda: not program.well("severa", "held", "--json").rows, "nothing is held any more")
    desktop.screen.picture("sent")
    desktop.screen.press("ctrl+q")
    desktop.end()

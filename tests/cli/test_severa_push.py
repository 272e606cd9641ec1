"""`severa push` and what belongs to it, as scripts and people use them, against the tests' Severa."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from severa_desktop.store.store import Store
from tests.cli.program import Program
from tests.services.severa.held import let_stick
from tests.severa.server import SeveraServer
from tests.severa.server_records import Activity, Project
from tests.severa.talking import CLIENT, SECRET
from tests.severa_server import serving


@pytest.fixture
def server() -> Iterator[SeveraServer]:
    with serving() as running:
        yield running


@pytest.fixture
def filled(program: Program, server: SeveraServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Program:
    """The program with two mails for the first two projects, its directory from Severa."""
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    monkeypatch.setenv("SEVERA_DESKTOP_SEVERA_SECRET", SECRET)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    program.well("severa", "connect", "--client-id", CLIENT, "--url", server.url)
    program.well("severa", "pull")
    program.well("setup", "--address", "acme@severamail.com", "--activity-type", "E-mail")
    for number in range(2):
        program.well("import", program.write(f"{number}.eml", mail(server, number)))
    return program


def mail(server: SeveraServer, number: int) -> bytes:
    sender, to = server.world.users[0].email, server.world.contacts[0].emails[0]
    return (
        f"From: {sender}\r\nTo: {to}\r\nBcc: {project(server, number).number}.acme@severamail.com\r\n"
        f"Subject: Mail {number}\r\nDate: Mon, 02 Mar 2026 09:15:00 +0100\r\nMessage-ID: <{number}@x>\r\n\r\nHello\r\n"
    ).encode()


def project(server: SeveraServer, number: int) -> Project:
    return [one for one in server.world.projects if not one.closed][number]


def test_what_would_be_done_is_said_and_not_done(filled: Program, server: SeveraServer) -> None:
    server.forget()
    result = filled.well("severa", "push", "--dry-run")
    assert result.out.splitlines() == [
        "1  Mail 0  1 new activity, 1 participant",
        "2  Mail 1  1 new activity, 1 participant",
    ]
    assert result.err == "Would be done: 2 new activities, 2 participants.\n"
    assert server.requests == 0


def test_activities_are_sent_once_and_what_is_refused_waits_for_a_person(filled: Program, server: SeveraServer) -> None:
    project(server, 1).locked = True
    result = filled.run("severa", "push", "--json")
    assert result.code == 1
    steps = ["create", "add_participant"]
    assert result.rows == [
        {"activity_id": 1, "subject": "Mail 0", "steps": steps, "left": 0, "refused": False, "error": None},
        {
            "activity_id": 2,
            "subject": "Mail 1",
            "steps": [],
            "left": 1,
            "refused": True,
            "error": f"Phase “{project(server, 1).name}” is locked.",
        },
    ]
    assert "1 activity cannot be sent as it is. See why with: severa-desktop severa held" in result.err
    assert filled.well("severa", "push").err.startswith("Nothing was sent.\n")
    assert filled.well("severa", "status", "--json").row["held"] == 1

    held = filled.well("severa", "held", "--json").row
    assert (held["activity_id"], held["step"], held["by_severa"]) == (2, "create", True)
    project(server, 1).locked = False
    filled.well("severa", "try-again", "2")
    assert filled.well("severa", "push").err == "Done: 1 new activity, 1 participant.\n"
    assert filled.well("severa", "held").err == "Nothing is held.\n"
    assert len(server.world.made_of(Activity)) == 2


def test_what_does_not_get_there_again_and_again_is_listed_and_can_be_tried_at_once(
    filled: Program, server: SeveraServer
) -> None:
    store = Store.open(filled.data / "severa-desktop.sqlite")
    let_stick(store, 2, "Severa has a fault.")
    store.close()
    held = filled.well("severa", "held", "--json").row
    assert (held["activity_id"], held["why"], held["still_tried"]) == (2, "Severa has a fault.", True)
    assert "Severa has a fault. It is still being tried." in filled.well("severa", "held").out
    assert filled.well("severa", "status", "--json").row["held"] == 1
    said = filled.well("severa", "push").err
    assert "1 of them does not get to Severa, and is still being tried. See why with: severa-desktop sev" in said
    filled.well("severa", "try-again", "2")
    filled.well("severa", "push")
    assert filled.well("severa", "held").err == "Nothing is held.\n"
    assert len(server.world.made_of(Activity)) == 2


def test_what_a_person_leaves_is_not_sent(filled: Program, server: SeveraServer) -> None:
    project(server, 1).locked = True
    filled.run("severa", "push")
    filled.well("severa", "leave", "2")
    project(server, 1).locked = False
    filled.well("severa", "try-again")
    filled.well("severa", "push")
    assert len(server.world.made_of(Activity)) == 1


def test_sending_can_be_turned_off(filled: Program, server: SeveraServer) -> None:
    assert filled.well("severa", "sending", "off").err == "Activities are not sent.\n"
    assert "Sending to Severa is off" in filled.refused("severa", "push")
    assert filled.well("severa", "sending", "automatic").err == "Activities are sent by themselves.\n"
    filled.well("severa", "push")
    assert len(server.world.made_of(Activity)) == 2


def test_without_a_connection_it_is_said_how_to_make_one(program: Program) -> None:
    assert "severa-desktop severa connect" in program.refused("severa", "push")
    assert "severa-desktop severa connect" in program.refused("severa", "push", "--dry-run")

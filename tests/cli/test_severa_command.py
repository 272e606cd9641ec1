"""`severa`: connected, fetched, joined and disconnected on the command line, over real HTTP."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from severa_desktop.core.severa import SeveraSettings
from severa_desktop.paths import folders
from severa_desktop.severa import pace
from severa_desktop.store.store import Store
from tests.cli.program import Json, Program, mail
from tests.severa.server import SeveraServer
from tests.severa.server_faults import changing, garbled, waiting
from tests.severa.talking import CLIENT, SECRET
from tests.severa_server import serving

_PATIENCE = 120


@pytest.fixture
def server() -> Iterator[SeveraServer]:
    with serving() as running:
        running.is_limited = False
        yield running


@pytest.fixture
def keyless(program: Program, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Program:
    """The program where there is no keyring, with the secret in the environment."""
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    monkeypatch.setenv("SEVERA_DESKTOP_SEVERA_SECRET", SECRET)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    # Turns are looked at in tests/severa: here nobody waits for them, but the processes that are started.
    monkeypatch.setattr(pace, "WINDOW", 0.0)
    monkeypatch.setattr(pace, "_APART", 0.0)
    return program


@pytest.fixture
def connected(keyless: Program, server: SeveraServer) -> Program:
    keyless.well("severa", "connect", "--client-id", CLIENT, "--url", server.url)
    server.forget()
    return keyless


def shown(program: Program) -> Json:
    return program.well("directory", "show", "--json").row


def start(program: Program, *arguments: str) -> subprocess.Popen[bytes]:
    # Tests that were started in the background ignore Ctrl+C, and so would what they start.
    former = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        return subprocess.Popen(
            [sys.executable, "-m", "severa_desktop", "--data-dir", str(program.data), *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=os.environ,
        )
    finally:
        signal.signal(signal.SIGINT, former)


def test_connecting_says_what_is_granted_and_why(keyless: Program, server: SeveraServer) -> None:
    assert keyless.well("severa", "status").out == (
        "Severa is not connected. Connect it with: severa-desktop severa connect\n"
    )

    result = keyless.well("severa", "connect", "--client-id", CLIENT, "--url", server.url)

    assert "customers:read     granted  to know customers and their contact persons\n" in result.out
    assert "missing" not in result.out
    assert "There is no keyring on this computer" in result.err
    assert "severa-desktop severa pull" in result.err
    assert keyless.well("severa", "test").err == "The connection works.\n"
    lines = keyless.well("severa", "status").out.splitlines()
    assert lines[:2] == [f"Connected with {server.url} as {CLIENT}.", "The directory was not fetched yet."]
    assert keyless.well("severa", "status", "--json").row == {
        "connected": True,
        "url": server.url,
        "client_id": CLIENT,
        "push": SeveraSettings(CLIENT).push.value,
        "pulls_by_itself": True,
        "pulled_at": None,
        "full_at": None,
        "error": None,
        "clashes": 0,
        "sent": 0,
        "waiting": 0,
        "held": 0,
    }


def test_the_secret_is_read_from_standard_input(
    keyless: Program, server: SeveraServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SEVERA_DESKTOP_SEVERA_SECRET")
    connect = ("severa", "connect", "--client-id", CLIENT, "--url", server.url)

    assert "--secret-stdin" in keyless.refused(*connect)
    assert "no secret on standard input" in keyless.refused(*connect, "--secret-stdin")
    keyless.well(*connect, "--secret-stdin", stdin=f"{SECRET}\n".encode())

    assert "SEVERA_DESKTOP_SEVERA_SECRET" in keyless.refused("severa", "pull")


def test_a_wrong_secret_connects_nothing(
    keyless: Program, server: SeveraServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEVERA_DESKTOP_SEVERA_SECRET", "Niet-Het-Goede")

    said = keyless.refused("severa", "connect", "--client-id", CLIENT, "--url", server.url)

    assert "does not accept the client id or the secret" in said
    assert "Niet-Het-Goede" not in said
    assert keyless.well("severa", "status", "--json").row == {"connected": False}


def test_a_missing_scope_is_told(connected: Program, server: SeveraServer) -> None:
    server.log_in.allowed -= {"files:write", "projects:read"}

    result = connected.run("severa", "test", "--json")

    assert result.code == 1
    assert result.row["can_pull"] is False
    scopes = result.row["scopes"]
    assert isinstance(scopes, list)
    assert [one["name"] for one in scopes if not one["granted"]] == ["projects:read", "files:write"]
    assert "projects:read" in connected.refused("severa", "pull")


def test_the_directory_is_fetched(connected: Program, server: SeveraServer) -> None:
    result = connected.well("severa", "pull")

    assert result.out.splitlines() == [
        "SECTION         ADDED  UPDATED  UNCHANGED  DEACTIVATED",
        "activity_types      6        0          0            0",
        "users               5        0          0            0",
        "customers          12        0          0            0",
        "contacts           30        0          0            0",
        "projects           15        0          0            0",
    ]
    assert result.err == ""
    server.world.ahead = 3600
    server.world.change(server.world.users[0], first="Zebedeus")
    again = connected.well("severa", "pull", "--json").row
    assert again["full"] is False
    assert again["sections"]["users"] == {"added": 0, "updated": 1, "unchanged": 0, "deactivated": 0}  # type: ignore[index]
    assert (again["clashes"], again["left_out"], again["now_importable"]) == (0, 0, 0)
    assert any(one["name"].startswith("Zebedeus") for one in shown(connected)["users"])  # type: ignore[attr-defined]
    assert "The directory was fetched at 20" in connected.well("severa", "status").out
    assert connected.well("severa", "pull", "--full", "--json").row["full"] is True


def test_what_comes_from_severa_is_not_changed_by_a_file(connected: Program) -> None:
    connected.well("severa", "pull")
    users = shown(connected)["users"]
    assert isinstance(users, list)
    users[0]["name"] = "Other"

    said = connected.refused("directory", "import", connected.write_json("users.json", {"users": users}))

    assert "comes from Severa, and is changed there only. Take it out of the file." in said


def test_a_pull_that_fails_says_why_and_changes_nothing(connected: Program, server: SeveraServer) -> None:
    connected.set_up()
    before = shown(connected)
    server.faults.plan(garbled(), "GET /v1/projects")

    said = connected.refused("severa", "pull")

    assert said.startswith("What answers is not Severa’s API.")
    assert shown(connected) == before
    assert f"Fetching it did not work the last time: {said}" in connected.well("severa", "status").out
    connected.well("severa", "pull")
    assert connected.well("severa", "status", "--json").row["error"] is None


def test_ctrl_c_cancels_a_pull_and_nothing_changes(connected: Program, server: SeveraServer) -> None:
    connected.set_up()
    before = shown(connected)
    asked, never = threading.Event(), threading.Event()
    server.faults.plan(waiting(never), "GET /v1/contactpersons")
    server.faults.plan(changing(asked.set), "GET /v1/projects")
    with start(connected, "severa", "pull") as running:
        assert asked.wait(_PATIENCE)
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=_PATIENCE)
    never.set()

    assert (running.returncode, out) == (130, b"")
    assert err.decode().strip().startswith("Interrupted.")
    assert shown(connected) == before
    assert connected.well("severa", "status", "--json").row["error"] is None
    assert connected.well("severa", "pull", "--json").row["full"] is True


def test_a_pull_that_is_killed_lets_the_next_one_in(connected: Program, server: SeveraServer) -> None:
    asked, never = threading.Event(), threading.Event()
    server.faults.plan(waiting(never), "GET /v1/contactpersons")
    server.faults.plan(changing(asked.set), "GET /v1/projects")
    with start(connected, "severa", "pull") as running:
        assert asked.wait(_PATIENCE)
        running.kill()
    never.set()

    connected.well("severa", "pull")


def test_of_two_pulls_at_once_one_is_refused(connected: Program, server: SeveraServer) -> None:
    asked, answered = threading.Event(), threading.Event()
    server.faults.plan(waiting(answered), "GET /v1/contactpersons")
    server.faults.plan(changing(asked.set), "GET /v1/projects")
    with start(connected, "severa", "pull", "--json") as first:
        assert asked.wait(_PATIENCE)
        assert "Another window or command" in connected.refused("severa", "pull")
        assert "Another window or command" in connected.refused("severa", "disconnect")
        answered.set()
        out, _err = first.communicate(timeout=_PATIENCE)

    assert first.returncode == 0
    assert json.loads(out)["sections"]["contacts"]["added"] == 30


def test_clashes_are_joined_and_mails_link_by_what_was_pulled(connected: Program, server: SeveraServer) -> None:
    world = server.world
    anna = world.add_user("Anna", "de Vries-Jansen", "anna@acme.example")
    bakery = world.add_customer("bakkerij jansen bv")
    piet = world.add_contact("Piet", "Jansen jr.", ["PIET@bakery.example", "pj@bakery.example"], bakery)
    for taken in (world.projects[0], world.projects[1]):
        world.projects.remove(taken)
    shop = world.add_project(1001, "Webshop 2", bakery)
    connected.set_up()
    connected.well("import", connected.write("old.eml", mail("old", Bcc="1001.acme@severamail.com")))

    pulled = connected.well("severa", "pull")

    assert pulled.err.startswith("4 records of Severa clash with ones made by hand. See them with: severa-desktop sev")
    found = {str(one["guid"]): one for one in connected.well("severa", "clashes", "--json").rows}
    assert {guid: (one["kind"], one["key"], one["can_be_kept_apart"]) for guid, one in found.items()} == {
        anna.guid: ("users", "u1", False),
        bakery.guid: ("customers", "c1", True),
        piet.guid: ("contacts", "p1", True),
        shop.guid: ("projects", "j1", False),
    }
    listed = connected.well("severa", "clashes").out
    assert "piet@bakery.example is an address of “Piet Jansen”, made by hand." in listed
    assert "Only contact persons and customers" in connected.refused("severa", "keep-apart", "users", anna.guid)
    assert connected.well("severa", "join", "users", anna.guid).err == "1 record was joined.\n"
    assert "does not wait" in connected.refused("severa", "join", "users", anna.guid)
    assert connected.well("severa", "join", "--all").err == "3 records were joined.\n"
    assert connected.well("severa", "clashes").err == "Nothing clashes.\n"

    new = mail("new", From="anna@acme.example", To="pj@bakery.example", Bcc="1001.acme@severamail.com")
    assert connected.well("import", connected.write("new.eml", new), "--json").row["outcome"] == "activity"
    first, second = (connected.well("show", number, "--json").row for number in ("1", "2"))
    for activity in (first, second):
        assert activity["project"] == {"number": 1001, "name": "Webshop 2", "kind": "project"}
        assert activity["customer"] == {"key": "c1", "name": "bakkerij jansen bv"}
    assert second["owner"] == {"name": "Anna de Vries-Jansen", "email": "anna@acme.example"}
    people = second["participants"]
    assert isinstance(people, list)
    assert [(one["name"], one["kind"]) for one in people] == [("Piet Jansen jr.", "contact")]


def test_what_is_kept_apart_stays_apart(connected: Program, server: SeveraServer) -> None:
    bakery = server.world.add_customer("Bakkerij Jansen BV")
    connected.set_up()
    clashes = connected.well("severa", "pull", "--json").row["clashes"]
    assert isinstance(clashes, int)

    connected.well("severa", "keep-apart", "customers", bakery.guid)

    assert connected.well("severa", "pull", "--full", "--json").row["clashes"] == clashes - 1
    customers = shown(connected)["customers"]
    assert isinstance(customers, list)
    assert [one["key"] for one in customers if one["name"] == "Bakkerij Jansen BV"] == sorted(["c1", bakery.guid])


def test_what_could_not_be_taken_over_is_listed(connected: Program, server: SeveraServer) -> None:
    server.world.add_user("Zonder", "Adres", None)

    assert "1 record of Severa could not be taken over as it is there." in connected.well("severa", "pull").err

    listed = connected.well("severa", "clashes")
    assert listed.out.startswith("Not taken over as they are in Severa (1):\n")
    assert "A user needs an e-mail address, and this one has none." in listed.out
    assert connected.well("severa", "clashes", "--json").row["key"] is None
    assert "Give KIND and GUID" in connected.refused("severa", "join")


def test_mails_that_can_be_imported_now_are_told(connected: Program, server: SeveraServer) -> None:
    connected.well("directory", "import", connected.write_json("types.json", {"activity_types": [{"name": "E-mail"}]}))
    connected.well("setup", "--address", "acme@severamail.com", "--activity-type", "E-mail")
    user = server.world.users[0]
    new = mail(From=user.email or "", Bcc="acme@severamail.com")
    assert connected.run("import", connected.write("a.eml", new)).code == 1

    pulled = connected.well("severa", "pull")

    assert pulled.err == "1 mail can now be imported. Import with: severa-desktop retry --all\n"
    assert connected.well("retry", "--all", "--json").row["outcome"] == "activity"


def test_after_disconnecting_all_of_it_is_made_by_hand(connected: Program, server: SeveraServer) -> None:
    connected.well("severa", "pull")
    before = shown(connected)

    assert "What was fetched stays" in connected.well("severa", "disconnect").err

    assert shown(connected) == before
    assert "not connected" in connected.refused("severa", "pull")
    assert "not connected" in connected.refused("severa", "test")
    users = before["users"]
    assert isinstance(users, list)
    users[0]["name"] = "Other"
    connected.well("directory", "import", connected.write_json("users.json", {"users": users}))
    connected.well("severa", "connect", "--client-id", CLIENT, "--url", server.url)
    again = connected.well("severa", "pull", "--json").row
    assert again["full"] is True
    assert again["sections"]["users"] == {"added": 0, "updated": 1, "unchanged": 4, "deactivated": 0}  # type: ignore[index]
    assert shown(connected) | {"users": 0} == before | {"users": 0}


def test_no_secret_is_in_the_data(connected: Program) -> None:
    connected.well("severa", "pull")

    for path in connected.data.rglob("*"):
        assert path.is_dir() or SECRET.encode() not in path.read_bytes(), path
    store = Store.open(folders(str(connected.data)).store)
    with store.reading() as reader:
        assert reader.integrity() == []
    store.close()

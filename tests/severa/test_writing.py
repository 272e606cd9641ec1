"""Activities, participants and files as Severa is told of them."""

import json
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes
from email.message import Message
from pathlib import Path

import pytest

from severa_desktop.severa.client import Severa
from severa_desktop.severa.errors import RefusedError
from severa_desktop.severa.forms import FieldChange, Participant, ParticipantKind, ProjectFile
from tests.severa.clocks import HandedClock
from tests.severa.scripted import Reply, Scripted, refused, scripted, told
from tests.severa.talking import FORM, talking

MADE = told({"guid": "made-1", "name": "x", "unknown": {}}, 201)


@pytest.fixture
def server() -> Iterator[Scripted]:
    with scripted() as one:
        yield one


@pytest.fixture
def severa(server: Scripted, tmp_path: Path) -> Iterator[Severa]:
    with talking(server.url, tmp_path, HandedClock()) as one:
        yield one


def test_an_activity_is_made_without_an_end(severa: Severa, server: Scripted) -> None:
    server.replies.append(MADE)
    assert severa.create_activity(FORM) == "made-1"
    (asked,) = server.asked()
    assert (asked.method, asked.path, asked.query) == ("POST", "/api/v1/activities", "")
    assert asked.headers["Content-Type"] == "application/json"
    assert json.loads(asked.body) == {
        "name": "Quotation for the roof",
        "startDateTime": "2026-09-21T14:13:20Z",
        "activityType": {"guid": "type-1"},
        "ownerUser": {"guid": "user-1"},
        "isClosed": True,
        "notes": FORM.notes,
    }


def test_customer_and_phase_are_named_if_there_are(severa: Severa, server: Scripted) -> None:
    server.replies.append(MADE)
    severa.create_activity(replace(FORM, customer="c1", phase="f1", closed=False))
    said = json.loads(server.asked()[0].body)
    assert (said["customer"], said["phase"], said["isClosed"]) == ({"guid": "c1"}, {"guid": "f1"}, False)


def test_an_activity_is_found_by_its_marker(severa: Severa, server: Scripted) -> None:
    rows = [{"guid": f"a{n}", "notes": None if n % 2 else f"marker-{n}"} for n in range(4)]
    server.replies.append(told(rows, NextPageToken="more"))
    server.replies.append(told([{"guid": "a9", "notes": "text\nmarker-81\n"}], NextPageToken="yet more"))
    assert severa.find_activity(FORM, "marker-81") == "a9"
    first, second = server.asked()
    assert first.asks == {
        "userGuids": ["user-1"],
        "startDateTime": ["2026-09-20T14:13:20Z"],
        "endDateTime": ["2026-09-22T14:13:20Z"],
        "rowCount": ["100"],
    }
    assert second.asks == first.asks | {"pageToken": ["more"]}


def test_an_activity_that_may_be_anybodys_is_looked_for_among_the_owners_first(
    severa: Severa, server: Scripted
) -> None:
    server.replies.append(told([{"guid": "a1", "notes": "other"}]))
    server.replies.append(told([{"guid": "a1", "notes": "other"}, {"guid": "a2", "notes": "marker-81"}]))
    assert severa.find_activity(FORM, "marker-81", of_anybody=True) == "a2"
    first, second = server.asked()
    assert first.asks == second.asks | {"userGuids": ["user-1"]}


def test_an_activity_that_is_not_there_is_not_found(severa: Severa, server: Scripted) -> None:
    server.replies.append(told([{"guid": "a1", "notes": "other"}, {"guid": "a2"}]))
    assert severa.find_activity(FORM, "marker-81") is None


def test_fields_are_replaced(severa: Severa, server: Scripted) -> None:
    severa.change_activity("a/1", (FieldChange("/isClosed", "false"), FieldChange("/customer/guid", None)))
    (asked,) = server.asked()
    assert (asked.method, asked.path) == ("PATCH", "/api/v1/activities/a%2F1")
    assert json.loads(asked.body) == [
        {"op": "Replace", "path": "/isClosed", "value": "false"},
        {"op": "Replace", "path": "/customer/guid", "value": None},
    ]


def test_where_nothing_changed_nothing_is_said(severa: Severa, server: Scripted) -> None:
    severa.change_activity("a1", ())
    assert server.heard == []


def test_participants(severa: Severa, server: Scripted) -> None:
    server.replies.append(told([{"guid": "x1", "participantGuid": "u1"}, {"guid": "x2"}, {"guid": None}]))
    assert severa.participants("a1") == (Participant("x1", "u1"),)
    server.replies.append(MADE)
    assert severa.add_participant("a1", "p1", ParticipantKind.CONTACT) == "made-1"
    server.replies.append(Reply(204, b"", {"Content-Length": "0"}))
    severa.remove_participant("a1", "x1")
    read, added, removed = server.asked()
    assert read.path == "/api/v1/activities/a1/activityparticipants"
    assert json.loads(added.body) == {"activityGuid": "a1", "participantGuid": "p1", "type": "Contact"}
    assert (removed.method, removed.path) == ("DELETE", "/api/v1/activities/a1/activityparticipants/x1")


def test_a_participant_who_cannot_be_removed_is_told(severa: Severa, server: Scripted) -> None:
    server.replies.append(refused(400, "The activity is locked."))
    with pytest.raises(RefusedError, match="is locked"):
        severa.remove_participant("a1", "x1")


def test_files_of_a_project(severa: Severa, server: Scripted) -> None:
    rows = [{"guid": f"f{n}", "name": f"{n}.pdf", "size": n + 0.0, "description": None} for n in range(100)]
    server.replies.append(told(rows))
    server.replies.append(told([rows[99], {"guid": "f100", "name": None, "description": "d"}]))
    files = severa.project_files("r1")
    assert len(files) == 101
    assert files[7] == ProjectFile("f7", "7.pdf", "", 7)
    assert files[100] == ProjectFile("f100", "", "d", None)
    assert server.asked()[0].path == "/api/v1/projects/r1/files"


def sent(server: Scripted) -> tuple[Message, Message]:
    """Return the two parts of what was sent last."""
    asked = server.asked()[-1]
    whole = message_from_bytes(b"Content-Type: " + asked.headers["Content-Type"].encode() + b"\r\n\r\n" + asked.body)
    assert whole.get_content_type() == "multipart/related"
    _whole, told_of, content = whole.walk()
    return told_of, content


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\r\n\0\xff", b"--" + bytes(range(32, 127)) * 3000])
def test_a_file_is_sent_with_its_name(severa: Severa, server: Scripted, content: bytes) -> None:
    server.replies.append(told([{"guid": "f1", "fileGuid": "other"}], 201))
    assert severa.add_file("r1", "Größe\n.pdf", "of the roof", content) == "f1"
    assert server.asked()[-1].path == "/api/v1/projects/r1/files"
    told_of, sent_content = sent(server)
    assert told_of.get_content_type() == "application/json"
    assert json.loads(told_of.get_payload(decode=True)) == {"Name": "Größe .pdf", "Description": "of the roof"}  # type: ignore[arg-type]
    assert sent_content.get_content_type() == "application/pdf"
    assert content in server.asked()[-1].body


@pytest.mark.parametrize("name", ["", "link", "x.lnk\r\nX-Odd: 1", "a.unknown", "\N{RIGHT-TO-LEFT OVERRIDE}fdp.exe"])
def test_a_file_with_an_odd_name_is_one_of_no_special_kind(severa: Severa, server: Scripted, name: str) -> None:
    server.replies.append(told([{"guid": "f1"}], 201))
    severa.add_file("r1", name, "", b"x")
    told_of, content = sent(server)
    assert content.keys() == ["Content-Type"]
    assert "link" not in content.get_content_type()
    said = json.loads(told_of.get_payload(decode=True))["Name"]  # type: ignore[arg-type]
    assert said
    assert said.isprintable()

"""The tests' Severa itself: it refuses what is not as the description says, and keeps what it is told."""

import contextlib
import http.client
import json
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

import pytest
from openapi_spec_validator import validate

from tests.servers import started
from tests.severa.server import SeveraServer
from tests.severa.server_faults import (
    When,
    broken,
    changing,
    cut,
    garbled,
    half,
    killed,
    lost,
    refusal,
    too_many,
    waiting,
)
from tests.severa.server_process import ServerProcess
from tests.severa.server_records import Activity, ProjectFile, TakingPart
from tests.severa.server_rules import PREFIX, description
from tests.severa.server_world import Size, World
from tests.severa.talking import CLIENT, SECRET

ACTIVITIES = "POST /v1/activities"


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def value(self) -> object:
        return json.loads(self.body)

    @property
    def rows(self) -> list[dict[str, object]]:
        rows = self.value
        assert isinstance(rows, list)
        return rows

    @property
    def row(self) -> dict[str, object]:
        row = self.value
        assert isinstance(row, dict)
        return row

    @property
    def reason(self) -> str:
        error = self.row["error"]
        assert isinstance(error, dict)
        return f"{error['type']}: {error['details'][0]['message']}"


class Raw:
    """Sends whatever a test wants; logged in unless told otherwise."""

    def __init__(self, server: SeveraServer) -> None:
        self.server = server
        self.headers = {"Client_Id": CLIENT}
        credentials = {"client_id": CLIENT, "client_secret": SECRET, "scope": ",".join(sorted(server.log_in.allowed))}
        self.log_in = self.ask("POST", "/v1/token", credentials)
        self.headers["Authorization"] = f"Bearer {self.log_in.row['access_token']}"

    def ask(self, method: str, path: str, value: object = None, **headers: str | None) -> Answer:
        body = value if isinstance(value, bytes) else None if value is None else json.dumps(value).encode()
        named = self.headers | ({"Content-Type": "application/json"} if body is not None else {})
        for name, text in headers.items():
            named[name.replace("_", "-") if name != "Client_Id" else name] = text or ""
        sent = {name: text for name, text in named.items() if text}
        connection = http.client.HTTPConnection("127.0.0.1", urlsplit(self.server.url).port, timeout=30)
        with contextlib.closing(connection):
            connection.request(method, PREFIX + path, body, sent)
            answer = connection.getresponse()
            return Answer(answer.status, dict(answer.getheaders()), answer.read())


@pytest.fixture
def server() -> Iterator[SeveraServer]:
    with started(SeveraServer(Size(customers=130, contacts=150, projects=20, users=4))) as server:
        server.is_limited = False
        yield server


@pytest.fixture
def raw(server: SeveraServer) -> Raw:
    return Raw(server)


def activity_of(world: World, **changes: object) -> dict[str, object]:
    whole: dict[str, object] = {
        "name": "Offerte", "startDateTime": "2026-03-01T09:00:00Z",
        "activityType": {"guid": world.types[0].guid}, "ownerUser": {"guid": world.users[0].guid},
        "customer": {"guid": world.customers[0].guid}, "phase": {"guid": world.projects[0].phase}, "notes": "Tekst",
    }  # fmt: skip
    return {name: value for name, value in (whole | changes).items() if value is not ...}


def test_the_description_is_sound() -> None:
    validate(description()._written)


WRONG: dict[str, tuple[dict[str, object], str]] = {
    "an empty name": ({"name": ""}, "$.name: "),
    "a missing name": ({"name": ...}, "$: 'name' is a required property"),
    "no owner": ({"ownerUser": ...}, "'ownerUser' is a required property"),
    "a customer by its guid alone": ({"customer": "c-1"}, "$.customer: 'c-1' is not of type 'object'"),
    "an owner without a guid": ({"ownerUser": {}}, "'guid' is a required property"),
    "a time that is none": ({"startDateTime": "yesterday"}, "is not a 'date-time'"),
    "a time without its zone": ({"startDateTime": "2026-03-01T09:00:00"}, ""),
    "what only Severa writes": ({"guid": "g-1"}, "read-only"),
    "a flag as a text": ({"isClosed": "true"}, "is not of type 'boolean'"),
}


@pytest.mark.parametrize(("change", "why"), WRONG.values(), ids=WRONG.keys())
def test_an_activity_that_is_not_as_described_is_refused(raw: Raw, change: dict[str, object], why: str) -> None:
    answer = raw.ask("POST", "/v1/activities", activity_of(raw.server.world, **change))

    assert answer.status == 400
    assert why in answer.reason
    assert len(raw.server.wrong) == 1
    assert not raw.server.world.activities


def test_what_the_directory_does_not_have_is_refused_but_not_wrong(raw: Raw) -> None:
    for change in ("customer", "phase", "activityType", "ownerUser"):
        answer = raw.ask("POST", "/v1/activities", activity_of(raw.server.world, **{change: {"guid": "gone"}}))
        assert (answer.status, answer.reason[:16]) == (400, "InvalidParameter")
    assert raw.server.wrong == []
    assert not raw.server.world.made


def test_what_is_asked_without_token_client_or_right_is_refused(raw: Raw) -> None:
    server = raw.server
    assert raw.ask("GET", "/v1/users", Authorization=None).status == 401
    assert raw.ask("GET", "/v1/users", Client_Id=None).status == 401
    assert raw.ask("GET", "/v1/users", Authorization="Basic YTpi").status == 401
    assert raw.ask("GET", "/v1/users", Client_Id="somebody-else").status == 401
    assert len(server.wrong) == 4

    server.log_in.end_tokens()
    assert "expired" in raw.ask("GET", "/v1/users").reason
    server.log_in.allowed -= {"users:read"}
    few = Raw(server)
    assert few.log_in.row["scope"] == ",".join(sorted(server.log_in.allowed))
    answer = few.ask("GET", "/v1/users")
    assert (answer.status, answer.reason) == (403, "InsufficientApiScope: Insufficient scope: users:read")
    assert len(server.wrong) == 4


def test_tokens_are_renewed_once_and_given_for_the_right_secret_only(raw: Raw) -> None:
    refresh = raw.log_in.row["refresh_token"]
    assert raw.ask("POST", "/v1/refreshtoken", refresh).status == 200
    assert raw.ask("POST", "/v1/refreshtoken", refresh).status == 401
    assert raw.ask("GET", "/v1/users").status == 401
    wrong = {"client_id": CLIENT, "client_secret": "guessed"}
    assert raw.ask("POST", "/v1/token", wrong, Authorization=None).status == 401
    raw.server.log_in.is_strict = True
    raw.server.log_in.allowed = frozenset({"users:read"})
    asked = {"client_id": CLIENT, "client_secret": SECRET, "scope": "users:read,files:read"}
    assert "files:read" in raw.ask("POST", "/v1/token", asked).reason
    assert raw.server.wrong == []


@pytest.mark.parametrize(
    ("method", "path", "value", "headers"),
    [
        ("GET", "/v1/users?rowCount=many", None, {}),
        ("GET", "/v1/users?rowCount=101", None, {}),
        ("GET", "/v1/users?row_count=10", None, {}),
        ("GET", "/v1/users?code=abc", None, {}),
        ("GET", "/v1/users?changedSince=2026-03-01", None, {}),
        ("GET", "/v1/users?pageToken=mine", None, {}),
        ("GET", "/v1/contactpersons?pageToken=mine", None, {}),
        ("GET", "/v1/contactpersons?firstRow=-1", None, {}),
        ("GET", "/v1/people", None, {}),
        ("DELETE", "/v1/users/u-1", None, {}),
        ("POST", "/v1/activities", b"{", {}),
        ("POST", "/v1/activities", b"name=Offerte", {"Content_Type": "application/x-www-form-urlencoded"}),
        ("POST", "/v1/activities", b"{}", {"Content_Type": "text/plain"}),
        ("POST", "/v1/activityparticipants", {"activityGuid": "a"}, {}),
        ("POST", "/v1/activityparticipants", {"activityGuid": "a", "participantGuid": "b", "email": "a@b.nl"}, {}),
    ],
)
def test_other_requests_that_are_not_as_described_are_refused(
    raw: Raw, method: str, path: str, value: object, headers: dict[str, str]
) -> None:
    assert raw.ask(method, path, value, **headers).status in (400, 404)
    assert len(raw.server.wrong) == 1


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "Add", "path": "/notes", "value": "more"},
        {"op": "replace", "path": "/notes", "value": "more"},
        {"path": "/notes", "value": "more"},
        {"op": "Replace", "path": "/guid", "value": "mine"},
        {"op": "Replace", "path": "/name", "value": ""},
        {"op": "Replace", "path": "/isClosed", "value": "yes"},
        {"op": "Replace", "path": "/isClosed", "value": True},
    ],
)
def test_changes_other_than_replacing_by_a_fitting_text_are_refused(raw: Raw, operation: dict[str, object]) -> None:
    made = raw.ask("POST", "/v1/activities", activity_of(raw.server.world)).row
    right = {"op": "Replace", "path": "/name", "value": "Ander"}

    answer = raw.ask("PATCH", f"/v1/activities/{made['guid']}", [right, operation])

    assert answer.status == 400
    assert len(raw.server.wrong) == 1
    assert raw.server.world.activities[0].name == "Offerte"


TOLD = b'--x\r\nContent-Type: application/json\r\n\r\n{"Name": "a.png"}\r\n'
PARTS = TOLD + b"--x\r\nContent-Type: image/png\r\n\r\n\x89PNG\r\n"
UPLOADS = {
    "no boundary": ("multipart/related", PARTS + b"--x--"),
    "another kind": ("multipart/form-data; boundary=x", PARTS + b"--x--"),
    "another boundary": ("multipart/related; boundary=y", PARTS + b"--x--"),
    "no end": ("multipart/related; boundary=x", PARTS),
    "no content": ("multipart/related; boundary=x", TOLD + b"--x--"),
    "no name": ("multipart/related; boundary=x", PARTS.replace(b"Name", b"name") + b"--x--"),
    "no JSON": ("multipart/related; boundary=x", PARTS.replace(b"{", b"") + b"--x--"),
    "no kind": ("multipart/related; boundary=x", PARTS.replace(b"Content-Type: image/png\r\n", b"") + b"--x--"),
}


@pytest.mark.parametrize(("content_type", "body"), UPLOADS.values(), ids=UPLOADS.keys())
def test_uploads_that_are_not_as_described_are_refused(raw: Raw, content_type: str, body: bytes) -> None:
    project = raw.server.world.projects[0].guid

    assert raw.ask("POST", f"/v1/projects/{project}/files", body, Content_Type=content_type).status == 400

    assert len(raw.server.wrong) == 1
    assert not raw.server.world.files


def test_activities_participants_and_files_are_kept(raw: Raw) -> None:
    world = raw.server.world
    made = raw.ask("POST", "/v1/activities", activity_of(world))
    guid = made.row["guid"]
    around = (
        f"userGuids={world.users[0].guid}&startDateTime=2026-02-28T09%3A00%3A00Z&endDateTime=2026-03-02T09%3A00%3A00Z"
    )
    assert [one["guid"] for one in raw.ask("GET", f"/v1/activities?{around}").rows] == [guid]
    assert raw.ask("GET", f"/v1/activities?userGuids={world.users[1].guid}").rows == []
    changes = [
        {"op": "Replace", "path": path, "value": value}
        for path, value in (("/isClosed", "true"), ("/phase/guid", None))
    ]
    changed = raw.ask("PATCH", f"/v1/activities/{guid}", changes).rows[0]
    assert (changed["isClosed"], changed["phase"], changed["name"]) == (True, None, "Offerte")

    for person, kind in ((world.users[1], "User"), (world.contacts[0], "Contact")):
        added = {"activityGuid": guid, "participantGuid": person.guid, "type": kind}
        assert raw.ask("POST", "/v1/activityparticipants", added).status == 201
    path = f"/v1/activities/{guid}/activityparticipants"
    people = raw.ask("GET", path).rows
    assert [one["email"] for one in people] == [world.users[1].email, world.contacts[0].emails[0]]
    assert [raw.ask("DELETE", f"{path}/{people[0]['guid']}").status for _time in range(2)] == [204, 404]

    files = f"/v1/projects/{world.projects[0].guid}/files"
    sent = PARTS + PARTS.replace(b"a.png", b"b.png") + b"--x--\r\n"
    assert len(raw.ask("POST", files, sent, Content_Type="multipart/related; boundary=x").rows) == 2
    assert [(one["name"], one["size"]) for one in raw.ask("GET", files).rows] == [("a.png", 4.0), ("b.png", 4.0)]
    assert [len(world.made_of(kind)) for kind in (Activity, TakingPart, ProjectFile)] == [1, 2, 2]
    assert raw.server.wrong == []


def test_locked_activities_and_projects_refuse(raw: Raw) -> None:
    world = raw.server.world
    raw.ask("POST", "/v1/activities", activity_of(world))
    world.activities[0].locked = world.projects[0].locked = True
    rename = [{"op": "Replace", "path": "/name", "value": "Ander"}]
    assert "locked" in raw.ask("PATCH", f"/v1/activities/{world.activities[0].guid}", rename).reason
    assert "locked" in raw.ask("POST", "/v1/activities", activity_of(world)).reason
    files = f"/v1/projects/{world.projects[0].guid}/files"
    assert "locked" in raw.ask("POST", files, PARTS + b"--x--", Content_Type="multipart/related; boundary=x").reason
    assert raw.server.wrong == []


def guids(answer: Answer) -> list[object]:
    return [one["guid"] for one in answer.rows]


def test_a_list_by_tokens_keeps_its_place_while_it_changes(raw: Raw) -> None:
    world = raw.server.world
    expected = [one.guid for one in world.customers]
    page = raw.ask("GET", "/v1/customers?rowCount=100")
    world.customers.remove(world.customers[99])
    world.customers.remove(world.customers[3])
    world.add_customer("Nieuw B.V.", at=0)
    token = quote(page.headers["NextPageToken"])
    last = raw.ask("GET", f"/v1/customers?rowCount=100&pageToken={token}")

    assert guids(page) + guids(last) == expected
    assert "NextPageToken" not in last.headers
    assert raw.ask("GET", f"/v1/users?pageToken={token}").status == 400


def test_a_list_by_rows_moves_while_it_changes(raw: Raw) -> None:
    world = raw.server.world
    expected = [one.guid for one in world.contacts]
    assert guids(raw.ask("GET", "/v1/contactpersons?firstRow=0&rowCount=100")) == expected[:100]
    world.contacts.remove(world.contacts[0])
    assert guids(raw.ask("GET", "/v1/contactpersons?firstRow=100&rowCount=100")) == expected[101:]
    assert len(raw.ask("GET", "/v1/contactpersons").rows) == 20


def test_only_what_changed_since_is_listed(raw: Raw) -> None:
    world = raw.server.world
    since = "changedSince=2026-01-01T00%3A00%3A00Z"
    lists = ("activitytypes", "users", "customers", "contactpersons", "contactcommunications", "projects")
    assert all(raw.ask("GET", f"/v1/{one}?{since}").rows == [] for one in lists)

    world.change(world.customers[5], name="Anders B.V.")
    world.change_addresses(world.contacts[7], "nieuw@klant.example")
    world.end_sale(world.projects[9])
    world.close_project(world.projects[0])

    assert [one["name"] for one in raw.ask("GET", f"/v1/customers?{since}").rows] == ["Anders B.V."]
    assert raw.ask("GET", f"/v1/contactpersons?{since}").rows == []
    communications = raw.ask("GET", f"/v1/contactcommunications?{since}").rows
    assert [one["value"] for one in communications] == ["nieuw@klant.example", *world.contacts[7].phones]
    assert guids(raw.ask("GET", f"/v1/projects?salesStatusC{since[1:]}")) == [world.projects[9].guid]
    assert guids(raw.ask("GET", f"/v1/projects?projectStatusC{since[1:]}")) == [world.projects[0].guid]
    assert guids(raw.ask("GET", f"/v1/salescases?projectGuids={world.projects[9].guid}")) == []
    assert raw.server.wrong == []


def test_a_world_is_the_same_for_a_seed_and_fits_together() -> None:
    first, again, other = (World(Size(200, 600, 100, 50), seed) for seed in (1, 1, 2))
    assert [one.told() for one in first.contacts] == [one.told() for one in again.contacts]
    assert [one.told() for one in first.contacts] != [one.told() for one in other.contacts]
    addresses = [one.lower() for contact in first.contacts for one in contact.emails]
    assert len(addresses) == len(set(addresses))
    assert len({one.name.casefold() for one in first.customers}) == 200
    assert len({one.number for one in first.projects}) == 100


def test_more_than_ten_requests_in_a_second_are_refused(raw: Raw) -> None:
    server = raw.server
    server.is_limited = True
    statuses = [raw.ask("GET", "/v1/activitytypes").status for _request in range(11)]

    # Logging in was not counted.
    assert statuses[:10] == [200] * 10
    assert (statuses[10] == 429) == (server.arrived[-1] - server.arrived[-11] < 1.0)
    assert server.exceeded == statuses.count(429)


def test_faults_happen_where_they_are_planned(raw: Raw) -> None:
    server, sent = raw.server, activity_of(raw.server.world)
    faults = server.faults
    faults.plan(too_many("7"), "GET /v1/users", skip=1)
    faults.plan(broken(502), ACTIVITIES)
    faults.plan(refusal("The moon is full"), ACTIVITIES)
    assert raw.ask("GET", "/v1/users").status == 200
    assert raw.ask("GET", "/v1/users").headers["Retry-After"] == "7"
    assert raw.ask("POST", "/v1/activities", sent).status == 502
    assert "moon" in raw.ask("POST", "/v1/activities", sent).reason
    assert not server.world.activities

    faults.plan(cut(), ACTIVITIES)
    faults.plan(lost(), ACTIVITIES)
    faults.plan(half(), ACTIVITIES)
    for made, error in (
        (0, http.client.RemoteDisconnected),
        (1, http.client.RemoteDisconnected),
        (2, http.client.IncompleteRead),
    ):
        with pytest.raises(error):
            raw.ask("POST", "/v1/activities", sent)
        assert len(server.world.activities) == made

    faults.plan(garbled(b"<html>"), "GET /v1/users")
    assert raw.ask("GET", "/v1/users").body == b"<html>"
    faults.plan(changing(server.log_in.end_tokens), "GET /v1/users")
    assert raw.ask("GET", "/v1/users").status == 401
    assert (faults.left, server.wrong) == (0, [])


def test_an_answer_may_wait(raw: Raw) -> None:
    go_on = threading.Event()
    raw.server.faults.plan(waiting(go_on), ACTIVITIES)
    answers: list[Answer] = []
    asking = threading.Thread(
        target=lambda: answers.append(raw.ask("POST", "/v1/activities", activity_of(raw.server.world)))
    )
    asking.start()
    assert answers == []
    go_on.set()
    asking.join(120)
    assert answers[0].status == 201


ASKING = """
import http.client, sys
connection = http.client.HTTPConnection("127.0.0.1", int(sys.argv[1]))
connection.request("POST", sys.argv[2], sys.argv[3], {"Content-Type": "application/json", "Client_Id": sys.argv[4],
                   "Authorization": sys.argv[5]})
connection.getresponse()
"""


@pytest.mark.parametrize(("when", "made"), [(When.BEFORE, 0), (When.AFTER, 1)])
def test_whoever_asks_is_killed_before_or_after_it_is_done(raw: Raw, when: When, made: int) -> None:
    server = raw.server
    server.faults.plan(killed(when), ACTIVITIES)
    sent = json.dumps(activity_of(server.world))
    arguments = (str(urlsplit(server.url).port), f"{PREFIX}/v1/activities", sent, CLIENT, raw.headers["Authorization"])
    with subprocess.Popen([sys.executable, "-c", ASKING, *arguments]) as process:
        server.faults.victim(process.pid)
        ended = process.wait(120)
    if sys.platform != "win32":
        assert ended == -signal.SIGKILL
    assert (server.faults.kills, len(server.world.activities)) == (1, made)


def test_the_server_runs_as_a_process_of_its_own_and_kills_as_well() -> None:
    with started(ServerProcess(Size(customers=1, contacts=1, projects=1, users=1))) as server:
        assert (server.counts().asked, server.url[:17]) == ({}, "http://127.0.0.1:")
        server.kill(When.AFTER, "POST /v1/token")
        sent = json.dumps({"client_id": CLIENT, "client_secret": SECRET})
        arguments = (str(urlsplit(server.url).port), f"{PREFIX}/v1/token", sent, CLIENT, "")
        with subprocess.Popen([sys.executable, "-c", ASKING, *arguments]) as process:
            server.victim(process.pid)
            assert process.wait(120) != 0
        counts = server.counts()
    assert (counts.asked, len(counts.arrived), counts.wrong, counts.made) == ({"POST /v1/token": 1}, 1, [], [])

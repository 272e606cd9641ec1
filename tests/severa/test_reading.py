"""The directory as it is read: whole, and what changed since."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from email.utils import formatdate
from pathlib import Path

import pytest

from severa_desktop.core.directory import ActivityCategory, ProjectKind
from severa_desktop.core.severa import (
    Pulled,
    PulledContact,
    PulledCustomer,
    PulledProject,
    PulledType,
    PulledUser,
    RecordKind,
)
from severa_desktop.mail.address_form import normalise_address
from severa_desktop.severa.client import Severa
from severa_desktop.severa.errors import RefusedError, ScopeError, StoppedError
from severa_desktop.severa.forms import written_time
from tests.severa.clocks import HandedClock
from tests.severa.scripted import Heard, Reply, Scripted, refused, scripted, told
from tests.severa.talking import talking

SINCE = 1_780_000_000
NOW = 1_790_000_000.0

Rows = list[dict[str, object]]


class Company:
    """Lists by their path, in pages as the description has them; what changed is in `changed`."""

    def __init__(self) -> None:
        self.lists: dict[str, Rows] = {}
        self.changed: dict[str, Rows] = {}

    def __call__(self, heard: Heard) -> Reply:
        path = heard.path.removeprefix("/api/v1/")
        name, _slash, guid = path.partition("/")
        if guid:
            return next((told(row) for row in self.lists.get(name, []) if row["guid"] == guid), Reply(404, b""))
        since = [what for what in heard.asks if what.lower().endswith("changedsince")]
        rows = self.changed.get(f"{name} {since[0]}", []) if since else self.lists.get(name, [])
        wanted = heard.asks.get("projectGuids")
        rows = [row for row in rows if not wanted or row["guid"] in wanted]
        count = int(heard.asks["rowCount"][0])
        if "firstRow" in heard.asks:
            first = int(heard.asks["firstRow"][0])
            return told(rows[first : first + count], Date=formatdate(NOW, usegmt=True))
        at = int(heard.asks.get("pageToken", ["0"])[0])
        page = told(rows[at : at + count], Date=formatdate(NOW, usegmt=True))
        more = {"NextPageToken": str(at + count)} if at + count < len(rows) else {}
        return replace(page, headers={**page.headers, **more})


@pytest.fixture
def company() -> Company:
    one = Company()
    one.lists = {
        "activitytypes": [{"guid": "t1", "name": "E-mail", "category": "SalesEvent"}],
        "users": [{"guid": "u1", "firstName": "Anna", "lastName": "Vries", "email": "Anna@desk.example"}],
        "customers": [{"guid": f"c{n}", "name": f"Customer {n}", "isActive": n != 7} for n in range(250)],
        "contactpersons": [
            {"guid": f"p{n}", "name": f"Person {n}", "emails": [f"P{n}@c.example"], "customer": {"guid": f"c{n % 250}"}}
            for n in range(430)
        ],
        "projects": [
            {"guid": "r1", "number": "1001", "name": "Roof", "rootPhase": {"guid": "f1"}, "customer": {"guid": "c1"}},
            {"guid": "r2", "number": 1002, "name": "Gutter", "salesStatus": {"guid": "s"}, "isClosed": True},
            {"guid": "r3", "number": 1003, "name": "Tiles", "salesStatus": {"guid": "won"}},
            {"guid": "r4", "number": None, "name": "Our own"},
        ],
        "salescases": [{"guid": "r2"}],
    }
    return one


@pytest.fixture
def server(company: Company) -> Iterator[Scripted]:
    with scripted() as one:
        one.dates = False
        one.otherwise = company
        yield one


@pytest.fixture
def severa(server: Scripted, tmp_path: Path) -> Iterator[Severa]:
    with talking(server.url, tmp_path, HandedClock()) as one:
        yield one


def asked(server: Scripted) -> list[str]:
    return sorted(one.path.removeprefix("/api/v1/") for one in server.asked())


def test_the_whole_directory_is_read(severa: Severa, server: Scripted) -> None:
    pulled = severa.read(None, normalise_address).pulled
    assert pulled.full
    assert pulled.types == (PulledType("t1", "E-mail", ActivityCategory.TO_DO),)
    assert pulled.users == (PulledUser("u1", "Anna Vries", ("anna@desk.example",)),)
    assert len(pulled.customers) == 250
    assert pulled.customers[7] == PulledCustomer("c7", "Customer 7", active=False)
    assert len(pulled.contacts) == 430
    assert pulled.contacts[3] == PulledContact("p3", "Person 3", ("p3@c.example",), "c3")
    assert pulled.projects == (
        PulledProject("r1", 1001, "Roof", ProjectKind.PROJECT, "c1", "f1"),
        PulledProject("r2", 1002, "Gutter", ProjectKind.SALES_CASE, None, None, closed=True),
        PulledProject("r3", 1003, "Tiles", ProjectKind.PROJECT, None, None),
    )
    assert {one.asks["rowCount"][0] for one in server.asked()} == {"100"}


def test_what_changed_meanwhile_is_asked_for_once_more(severa: Severa, server: Scripted, company: Company) -> None:
    company.changed["customers changedSince"] = [{"guid": "c7", "name": "Moved"}, {"guid": "c999", "name": "New"}]
    company.changed["contactpersons changedSince"] = [{"guid": "p0", "name": "Gone", "isDeleted": True} | _OF_C1]
    company.changed["users changedSince"] = [{"guid": "u2", "firstName": "Bram", "lastName": "B"}]
    company.changed["activitytypes changedSince"] = [{"guid": "t2", "name": "Call", "category": "CalendarEntry"}]
    company.changed["projects projectStatusChangedSince"] = [{"guid": "r1", "number": 1001, "isClosed": True}]
    server.tokens.append(told({"access_token": "x"}, Date=formatdate(NOW, usegmt=True)))
    reading = severa.read(None, normalise_address)
    # A little before reading began, by the clock there.
    assert reading.as_of == NOW - 60
    again = [one for one in server.asked() if "hangedSince" in one.query]
    assert {value for one in again for what, (value, *_) in one.asks.items() if what.endswith("ince")} == {
        written_time(int(NOW) - 60)
    }
    customers = {one.guid: one.name for one in reading.pulled.customers}
    assert (customers["c7"], customers["c999"], len(customers)) == ("Moved", "New", 251)
    assert [one.active for one in reading.pulled.contacts if one.guid == "p0"] == [False]
    assert [one.guid for one in reading.pulled.users] == ["u1", "u2"]
    assert [one.guid for one in reading.pulled.types] == ["t1", "t2"]
    assert [one.closed for one in reading.pulled.projects if one.guid == "r1"] == [True]
    # Once all lists are read: whoever is new in one may name who is new in another.
    is_again = ["hangedSince" in one.query for one in server.asked()]
    assert is_again == sorted(is_again)


def test_the_rest_is_told_while_what_changed_meanwhile_is_asked_for(
    severa: Severa, server: Scripted, company: Company
) -> None:
    company.changed["customers changedSince"] = [{"guid": "c7", "name": "Moved"}]
    asked_again, was_told = threading.Event(), threading.Event()
    waited: list[bool] = []
    before: list[Pulled] = []

    def answer(heard: Heard) -> Reply:
        if "hangedSince" in heard.query:
            asked_again.set()
            waited.append(was_told.wait(60))
        return company(heard)

    def so_far(pulled: Pulled) -> None:
        waited.append(asked_again.wait(60))
        before.append(pulled)
        was_told.set()

    server.otherwise = answer
    after = severa.read(None, normalise_address, so_far=so_far).pulled

    (whole,) = before
    assert all(waited)
    assert (whole.customers[7].name, after.customers[7].name) == ("Customer 7", "Moved")
    assert replace(whole, customers=after.customers) == after


def test_of_what_changed_nothing_is_told_before(severa: Severa) -> None:
    before: list[Pulled] = []
    severa.read(SINCE, normalise_address, so_far=before.append)
    assert before == []


def test_what_fails_with_what_was_read_so_far_fails_the_reading(severa: Severa) -> None:
    class WasTiredError(Exception):
        pass

    def so_far(_pulled: Pulled) -> None:
        raise WasTiredError

    with pytest.raises(WasTiredError):
        severa.read(None, normalise_address, so_far=so_far)
    assert not [thread for thread in threading.enumerate() if thread.name.startswith(("severa-list", "severa-page"))]


_OF_C1: dict[str, object] = {"customer": {"guid": "c1"}}


def test_reading_what_changed_where_nothing_did_takes_ten_requests_at_most(severa: Severa, server: Scripted) -> None:
    reading = severa.read(SINCE, normalise_address)
    assert reading.pulled.full is False
    assert not any((reading.pulled.users, reading.pulled.customers, reading.pulled.contacts, reading.pulled.projects))
    assert len(server.heard) <= 10
    for one in server.asked():
        (since,) = [values for what, values in one.asks.items() if what.lower().endswith("changedsince")]
        assert since == [written_time(SINCE)]


def test_who_got_another_address_is_read_though_not_said_to_have_changed(
    severa: Severa, server: Scripted, company: Company
) -> None:
    company.changed["contactpersons changedSince"] = [{"guid": "p1", "name": "Changed"} | _OF_C1]
    company.changed["contactcommunications changedSince"] = [
        {"guid": "x1", "contact": {"guid": "p2"}, "communicationType": {"type": "EmailAddress"}},
        {"guid": "x2", "contact": {"guid": "p3"}, "communicationType": {"type": "Phone"}},
        {"guid": "x3", "contact": {"guid": "p1"}, "communicationType": {"type": "EmailAddress"}},
        {"guid": "x4", "contact": {"guid": "gone"}, "communicationType": {"type": "EmailAddress"}},
        {"guid": "x5", "contact": {"guid": "p4"}},
        {"guid": "x6", "contact": None},
    ]
    found = list(severa.contacts(SINCE, normalise_address))
    assert [one.guid for one in found] == ["p1", "p2", "p4"]
    assert [path for path in asked(server) if "/" in path] == [
        "contactpersons/gone",
        "contactpersons/p2",
        "contactpersons/p4",
    ]


def test_where_very_many_got_one_the_list_is_read_instead(severa: Severa, server: Scripted, company: Company) -> None:
    company.changed["contactcommunications changedSince"] = [
        {"guid": f"x{n}", "contact": {"guid": f"p{n}"}, "communicationType": {"type": "EmailAddress"}}
        for n in range(300)
    ]
    found = list(severa.contacts(SINCE, normalise_address))
    assert {one.guid for one in found} == {f"p{n}" for n in range(300)}
    assert len(server.heard) < 20


def test_a_changed_project_is_a_sales_case_while_it_is_listed_as_one(
    severa: Severa, server: Scripted, company: Company
) -> None:
    changed = [row for row in company.lists["projects"] if row["guid"] != "r4"]
    company.changed["projects changedSince"] = changed[:1]
    company.changed["projects salesStatusChangedSince"] = changed
    found = {one.guid: one.kind for one in severa.projects(SINCE)}
    assert found == {"r1": ProjectKind.PROJECT, "r2": ProjectKind.SALES_CASE, "r3": ProjectKind.PROJECT}
    (cases,) = [one for one in server.asked() if one.path.endswith("salescases")]
    assert cases.asks["projectGuids"] == ["r2", "r3"]


def test_many_changed_projects_are_asked_for_in_addresses_of_some_length(
    severa: Severa, server: Scripted, company: Company
) -> None:
    many: Rows = [{"guid": f"m{n}", "number": n, "name": "M", "salesStatus": {"guid": "s"}} for n in range(45)]
    company.changed["projects changedSince"] = many
    company.lists["salescases"] = many
    assert {one.kind for one in severa.projects(SINCE)} == {ProjectKind.SALES_CASE}
    assert asked(server).count("salescases") == 3
    assert max(len(one.query) for one in server.asked()) < 1500


@pytest.mark.parametrize(
    ("kind", "guid", "name"),
    [
        (RecordKind.ACTIVITY_TYPES, "t1", "E-mail"),
        (RecordKind.USERS, "u1", "Anna Vries"),
        (RecordKind.CUSTOMERS, "c9", "Customer 9"),
        (RecordKind.CONTACTS, "p9", "Person 9"),
        (RecordKind.PROJECTS, "r2", "Gutter"),
    ],
)
def test_a_single_record_is_read(severa: Severa, kind: RecordKind, guid: str, name: str) -> None:
    found = severa.record(kind, guid, normalise_address)
    assert found is not None
    assert (found.guid, found.name) == (guid, name)
    assert severa.record(kind, "gone", normalise_address) is None
    if isinstance(found, PulledProject):
        assert found.kind is ProjectKind.SALES_CASE


def test_an_odd_guid_changes_nothing_but_its_own_place(severa: Severa, server: Scripted) -> None:
    severa.record(RecordKind.CUSTOMERS, "../users?x=1#y", normalise_address)
    assert server.asked()[0].path == "/api/v1/customers/..%2Fusers%3Fx%3D1%23y"


def test_a_record_that_is_refused_is_not_taken_for_gone(severa: Severa, server: Scripted) -> None:
    server.replies.append(refused(400, "No."))
    with pytest.raises(RefusedError):
        severa.record(RecordKind.CUSTOMERS, "c1", normalise_address)


def test_progress_is_told_of_each_list(severa: Severa) -> None:
    told_of: list[tuple[RecordKind, int]] = []
    severa.read(None, normalise_address, lambda kind, count: told_of.append((kind, count)))
    assert max(count for kind, count in told_of if kind is RecordKind.CONTACTS) == 430
    assert [count for kind, count in told_of if kind is RecordKind.CUSTOMERS] == [100, 200, 250]
    assert {kind for kind, _count in told_of} == set(RecordKind)


def test_if_one_list_cannot_be_read_none_is(severa: Severa, server: Scripted, company: Company) -> None:
    def answer(heard: Heard) -> Reply:
        if heard.path.endswith("/users"):
            return refused(403, "", "InsufficientApiScope")
        return company(heard)

    server.otherwise = answer
    with pytest.raises(ScopeError, match="users:read"):
        severa.read(None, normalise_address)
    assert not [thread for thread in threading.enumerate() if thread.name.startswith(("severa-list", "severa-page"))]


def test_reading_is_cancelled_in_the_middle(server: Scripted, company: Company, tmp_path: Path) -> None:
    stop = threading.Event()

    def answer(heard: Heard) -> Reply:
        if heard.asks.get("firstRow") == ["198"]:
            stop.set()
        return company(heard)

    server.otherwise = answer
    with talking(server.url, tmp_path, HandedClock(), stop) as severa, pytest.raises(StoppedError):
        severa.read(None, normalise_address)


def test_lists_are_read_side_by_side(severa: Severa, server: Scripted, company: Company) -> None:
    together = threading.Barrier(5)

    def answer(heard: Heard) -> Reply:
        if heard.query in ("rowCount=100", "firstRow=0&rowCount=100") and not heard.path.endswith("/projects"):
            # Sales cases come before projects.
            together.wait(60)
        return company(heard)

    server.otherwise = answer
    assert severa.read(None, normalise_address).pulled.users

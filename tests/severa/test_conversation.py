"""The connection and a Severa that answers as described: it refuses whatever is not, and the tests fail then."""

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from severa_desktop.core.directory import ProjectKind
from severa_desktop.core.severa import Pulled, PulledCustomer, RecordKind
from severa_desktop.mail.address_form import normalise_address
from severa_desktop.severa.client import Severa
from severa_desktop.severa.errors import (
    CredentialsError,
    RefusedError,
    ScopeError,
    StoppedError,
    UnansweredError,
    UnreachableError,
)
from severa_desktop.severa.forms import ActivityForm, ParticipantKind, changes
from tests.servers import started
from tests.severa import server_faults as faults
from tests.severa.clocks import HandedClock
from tests.severa.server import SeveraServer
from tests.severa.server_faults import Fault
from tests.severa.server_records import Activity, ProjectFile, TakingPart
from tests.severa.server_world import Size, World
from tests.severa.talking import CLIENT, SECRET, talking

CONTACTS = "GET /v1/contactpersons"
CUSTOMERS = "GET /v1/customers"
PAGES = Size(customers=210, contacts=310, projects=15, users=5)


@pytest.fixture
def server() -> Iterator[SeveraServer]:
    with started(SeveraServer()) as one:
        one.is_limited = False
        yield one
        assert one.wrong == []


@pytest.fixture
def large() -> Iterator[SeveraServer]:
    """Lists of several pages."""
    with started(SeveraServer(PAGES)) as one:
        one.is_limited = False
        yield one
        assert one.wrong == []


@pytest.fixture
def connect(tmp_path: Path) -> Iterator[Callable[[SeveraServer], Severa]]:
    made = []

    def connected(server: SeveraServer) -> Severa:
        context = talking(server.url, tmp_path, HandedClock())
        made.append(context)
        return context.__enter__()

    yield connected
    for context in made:
        context.__exit__(None, None, None)


def form_in(world: World, marker: str = "marker-1") -> ActivityForm:
    project = world.projects[0]
    assert project.customer is not None
    return ActivityForm(
        name="Offerte dak",
        start=1_790_000_000,
        type=world.types[0].guid,
        owner=world.users[0].guid,
        customer=project.customer.guid,
        phase=project.phase,
        closed=True,
        notes=f"Beste Anna,\n\n€ 12.000\n{marker}",
    )


def with_later(first: Pulled, later: Pulled) -> Pulled:
    return Pulled(
        True,
        (*first.types, *later.types),
        (*first.users, *later.users),
        (*first.customers, *later.customers),
        (*first.contacts, *later.contacts),
        (*first.projects, *later.projects),
    )


def same(pulled: Pulled, world: World) -> None:
    assert {one.guid for one in pulled.types} == {one.guid for one in world.types}
    assert {one.guid: one.emails[0] for one in pulled.users} == {one.guid: one.email for one in world.users}
    assert {one.guid: (one.name, one.active) for one in pulled.customers} == {
        one.guid: (one.name, one.active) for one in world.customers
    }
    assert {one.guid: (one.customer, one.active, len(one.emails)) for one in pulled.contacts} == {
        one.guid: (one.customer.guid, one.active, len(one.emails)) for one in world.contacts
    }
    assert {one.guid: (one.number, one.phase, one.closed, one.kind) for one in pulled.projects} == {
        one.guid: (
            one.number,
            one.phase,
            one.closed,
            ProjectKind.SALES_CASE if one.in_sale else ProjectKind.PROJECT,
        )
        for one in world.projects
    }


def test_what_is_read_is_what_is_there(large: SeveraServer, connect: Callable[[SeveraServer], Severa]) -> None:
    reading = connect(large).read(None, normalise_address)
    same(reading.pulled, large.world)


def test_nothing_new_takes_ten_requests_at_most(large: SeveraServer, connect: Callable[[SeveraServer], Severa]) -> None:
    reading = connect(large).read(1_780_000_000, normalise_address)
    assert large.requests <= 10
    assert reading.pulled == Pulled(full=False)


def test_what_changed_since_is_read(server: SeveraServer, connect: Callable[[SeveraServer], Severa]) -> None:
    severa, world = connect(server), server.world
    since = severa.read(None, normalise_address).as_of
    world.change(world.customers[1], name="Nieuwe Naam B.V.")
    world.change(world.contacts[2], deleted=True)
    world.change_addresses(world.contacts[3], "Nieuw@Adres.example")
    world.end_sale(world.projects[9])
    world.close_project(world.projects[1])
    added = world.add_user("Nieuwe", "Collega", "nieuw@ons-bedrijf.example")
    pulled = severa.read(since, normalise_address).pulled
    assert pulled.full is False
    assert [one.guid for one in pulled.users] == [added.guid]
    assert pulled.customers == (PulledCustomer(world.customers[1].guid, "Nieuwe Naam B.V.", world.customers[1].active),)
    assert {one.guid: (one.emails, one.active) for one in pulled.contacts} == {
        world.contacts[2].guid: (pulled.contacts[0].emails, False),
        world.contacts[3].guid: (("nieuw@adres.example",), world.contacts[3].active),
    }
    assert {one.guid: (one.kind, one.closed) for one in pulled.projects} == {
        world.projects[9].guid: (ProjectKind.PROJECT, world.projects[9].closed),
        world.projects[1].guid: (ProjectKind.PROJECT, True),
    }


def test_a_record_is_asked_for_by_itself(server: SeveraServer, connect: Callable[[SeveraServer], Severa]) -> None:
    severa, world = connect(server), server.world
    for kind, rows in (
        (RecordKind.ACTIVITY_TYPES, world.types),
        (RecordKind.USERS, world.users),
        (RecordKind.CUSTOMERS, world.customers),
        (RecordKind.CONTACTS, world.contacts),
        (RecordKind.PROJECTS, world.projects),
    ):
        found = severa.record(kind, rows[0].guid, normalise_address)
        assert found is not None
        assert found.guid == rows[0].guid
        assert severa.record(kind, "00000000-0000-0000-0000-000000000000", normalise_address) is None


def taken_away(world: World, contacts: int, customers: int) -> Callable[[], None]:
    def change() -> None:
        for _one in range(contacts):
            world.contacts.remove(world.contacts[5])
        for _one in range(customers):
            world.customers.remove(world.customers[7])

    return change


def put_in(world: World) -> Callable[[], None]:
    def change() -> None:
        for number in range(40):
            world.add_contact("Nieuw", f"{number}", [f"nieuw{number}@klant.example"], world.customers[-1], at=3)
            world.add_customer(f"Nieuw {number}", at=3)

    return change


@pytest.mark.parametrize("name", [CONTACTS, CUSTOMERS])
@pytest.mark.parametrize("page", [1, 2])
def test_what_goes_while_lists_are_read_takes_nothing_along(
    large: SeveraServer, connect: Callable[[SeveraServer], Severa], name: str, page: int
) -> None:
    world = large.world
    # Of customers only those without contact persons may go.
    world.customers.remove(world.customers[0])
    large.faults.plan(faults.changing(taken_away(world, 60, 0)), name, skip=page)
    pulled = connect(large).read(None, normalise_address).pulled
    assert large.faults.left == 0
    assert {one.guid for one in world.contacts} <= {one.guid for one in pulled.contacts}
    assert len({one.guid for one in pulled.contacts}) == len(pulled.contacts)


@pytest.mark.parametrize("name", [CONTACTS, CUSTOMERS])
@pytest.mark.parametrize("page", [0, 2])
def test_what_comes_while_lists_are_read_is_read_as_well(
    large: SeveraServer, connect: Callable[[SeveraServer], Severa], name: str, page: int
) -> None:
    large.faults.plan(faults.changing(put_in(large.world)), name, skip=page)
    severa = connect(large)
    first = severa.read(None, normalise_address)
    assert large.faults.left == 0
    # Of the list in which it came it is known at once, of one that was read to its end by then the next time.
    if name == CUSTOMERS:
        assert {one.guid for one in first.pulled.customers} == {one.guid for one in large.world.customers}
    else:
        assert {one.guid for one in first.pulled.contacts} == {one.guid for one in large.world.contacts}
    same(with_later(first.pulled, severa.read(first.as_of, normalise_address).pulled), large.world)


@pytest.mark.parametrize("refresh_too", [False, True])
def test_tokens_may_end_in_the_middle(
    large: SeveraServer, connect: Callable[[SeveraServer], Severa], *, refresh_too: bool
) -> None:
    def end() -> None:
        large.log_in.end_tokens(refresh_too=refresh_too)

    large.faults.plan(faults.changing(end), CONTACTS, skip=2)
    same(connect(large).read(None, normalise_address).pulled, large.world)
    assert large.faults.left == 0
    assert large.log_in.given == 2


def test_a_token_that_ends_before_something_is_made_leads_to_one(
    server: SeveraServer, connect: Callable[[SeveraServer], Severa]
) -> None:
    severa = connect(server)
    list(severa.users(None, normalise_address))
    server.log_in.end_tokens(refresh_too=True)
    guid = severa.create_activity(form_in(server.world))
    assert [one.guid for one in server.world.made_of(Activity)] == [guid]
    assert server.asked["POST /v1/activities"] == 2


@pytest.mark.parametrize(
    "fault",
    [faults.too_many(), faults.too_many("2"), faults.broken(), faults.lost(), faults.cut(), faults.half()],
    ids=["429", "429 with a pause", "503", "lost", "cut", "half"],
)
def test_faults_in_between_change_nothing_of_what_is_read(
    large: SeveraServer, connect: Callable[[SeveraServer], Severa], fault: Fault
) -> None:
    for skip in (0, 2, 9):
        large.faults.plan(fault, skip=skip, times=2)
    same(connect(large).read(None, normalise_address).pulled, large.world)
    assert large.faults.left == 0


def test_what_is_no_answer_ends_reading(server: SeveraServer, connect: Callable[[SeveraServer], Severa]) -> None:
    server.faults.plan(faults.garbled(), CUSTOMERS)
    with pytest.raises(UnreachableError, match="not Severa’s API"):
        connect(server).read(None, normalise_address)


@pytest.mark.parametrize("fault", [faults.lost(), faults.half(), faults.garbled()], ids=["lost", "half", "garbled"])
def test_an_activity_whose_answer_is_lost_is_found(
    server: SeveraServer, connect: Callable[[SeveraServer], Severa], fault: Fault
) -> None:
    severa = connect(server)
    form = form_in(server.world, "marker-1")
    assert severa.find_activity(form, "marker-1") is None
    server.faults.plan(fault, "POST /v1/activities")
    with pytest.raises(UnansweredError):
        severa.create_activity(form)
    (made,) = server.world.made_of(Activity)
    assert severa.find_activity(form, "marker-1") == made.guid
    assert severa.find_activity(form, "marker-1", since=1_780_000_000) == made.guid
    assert severa.find_activity(form, "marker-2", since=1_780_000_000) is None
    assert severa.find_activity(replace(form, owner=server.world.users[1].guid), "marker-1") is None
    assert server.asked["POST /v1/activities"] == 1


def test_an_activity_that_was_moved_since_is_found_by_when_it_was_made(
    server: SeveraServer, connect: Callable[[SeveraServer], Severa]
) -> None:
    severa = connect(server)
    form = form_in(server.world)
    guid = severa.create_activity(form)
    elsewhere = replace(form, start=form.start - 90 * 86_400)
    assert severa.find_activity(elsewhere, "marker-1") is None
    assert severa.find_activity(elsewhere, "marker-1", since=int(server.world.now()) - 10) == guid


def test_an_activity_is_made_and_changed(server: SeveraServer, connect: Callable[[SeveraServer], Severa]) -> None:
    severa, world = connect(server), server.world
    form = form_in(world)
    guid = severa.create_activity(form)
    activity = world.activities[0]
    assert (activity.guid, activity.name, activity.start, activity.end) == (guid, form.name, form.start, None)
    assert (activity.owner, activity.type, activity.closed, activity.notes) == (
        world.users[0],
        world.types[0],
        True,
        form.notes,
    )
    assert activity.phase is world.projects[0]
    other = replace(
        form,
        name="Anders",
        start=form.start + 3600,
        type=world.types[1].guid,
        owner=world.users[1].guid,
        customer=None,
        phase=None,
        closed=False,
        notes="",
    )
    severa.change_activity(guid, changes(form, other))
    assert (activity.name, activity.start) == ("Anders", other.start)
    assert [activity.customer, activity.phase] == [None, None]
    assert (activity.owner, activity.type, activity.closed, activity.notes) == (
        world.users[1],
        world.types[1],
        False,
        "",
    )
    severa.change_activity(guid, changes(other, form))
    assert (activity.name, activity.customer, activity.phase) == (
        form.name,
        world.projects[0].customer,
        world.projects[0],
    )


def test_participants_come_and_go(server: SeveraServer, connect: Callable[[SeveraServer], Severa]) -> None:
    severa, world = connect(server), server.world
    activity = severa.create_activity(form_in(world))
    user, contact = world.users[2].guid, world.contacts[0].guid
    record = severa.add_participant(activity, user, ParticipantKind.USER)
    severa.add_participant(activity, contact, ParticipantKind.CONTACT)
    assert {one.participant for one in severa.participants(activity)} >= {user, contact}
    assert [one.record for one in severa.participants(activity) if one.participant == user] == [record]
    severa.remove_participant(activity, record)
    severa.remove_participant(activity, record)
    assert user not in {one.participant for one in severa.participants(activity)}
    assert len(world.made_of(TakingPart)) == 2


def test_a_file_goes_to_its_project(server: SeveraServer, connect: Callable[[SeveraServer], Severa]) -> None:
    severa, world = connect(server), server.world
    project = world.projects[0].guid
    content = b"%PDF-1.7\r\n--x\r\n\r\n\0\xff" * 100
    guid = severa.add_file(project, "Größe 3.pdf", "marker-7", content)
    (made,) = world.made_of(ProjectFile)
    assert isinstance(made, ProjectFile)
    assert (made.content, made.content_type) == (content, "application/pdf")
    (listed,) = severa.project_files(project)
    assert (listed.guid, listed.name, listed.description, listed.size) == (
        guid,
        "Größe 3.pdf",
        "marker-7",
        len(content),
    )


def test_a_refusal_says_why(server: SeveraServer, connect: Callable[[SeveraServer], Severa]) -> None:
    severa, world = connect(server), server.world
    world.projects[0].locked = True
    with pytest.raises(RefusedError, match="is locked"):
        severa.create_activity(form_in(world))
    with pytest.raises(RefusedError, match="is locked"):
        severa.add_file(world.projects[0].guid, "a.pdf", "", b"x")
    with pytest.raises(RefusedError) as caught:
        severa.change_activity("gone", changes(form_in(world), replace(form_in(world), name="x")))
    assert caught.value.is_missing
    assert world.made == []


@pytest.mark.parametrize("is_strict", [False, True])
def test_credentials_for_fetching_only_fetch(
    server: SeveraServer, connect: Callable[[SeveraServer], Severa], *, is_strict: bool
) -> None:
    server.log_in.is_strict = is_strict
    server.log_in.allowed = frozenset({"users:read", "customers:read", "projects:read", "settings:read"})
    severa = connect(server)
    tried = severa.test()
    assert tried.can_pull
    assert {scope.name.split(":")[0] for scope in tried.missing} == {"activities", "files"}
    same(severa.read(None, normalise_address).pulled, server.world)
    with pytest.raises(ScopeError, match="activities:write"):
        severa.create_activity(form_in(server.world))


def test_a_wrong_secret_is_not_let_in(server: SeveraServer, tmp_path: Path) -> None:
    with (
        talking(server.url, tmp_path, HandedClock(), secret="wrong") as severa,
        pytest.raises(CredentialsError, match="does not accept the client id or the secret"),
    ):
        severa.test()
    assert server.requests == 1


def test_all_is_allowed_where_all_is_given(server: SeveraServer, connect: Callable[[SeveraServer], Severa]) -> None:
    tried = connect(server).test()
    assert tried.can_pull
    assert tried.can_push


def test_cancelling_ends_reading_at_once(large: SeveraServer, tmp_path: Path) -> None:
    stop, never = threading.Event(), threading.Event()
    large.faults.plan(faults.waiting(never), CONTACTS, skip=1)
    large.faults.plan(faults.changing(stop.set), CONTACTS, skip=2)
    with talking(large.url, tmp_path, HandedClock(), stop) as severa, pytest.raises(StoppedError):
        severa.read(None, normalise_address)
    never.set()


# Reads the directory, and prints the moments of its turns as they stand in the file that all processes share.
READER = """
import json, sys, threading
from pathlib import Path
from severa_desktop.core.severa import SeveraSettings
from severa_desktop.severa.client import Severa
from severa_desktop.severa.clock import SystemClock
from severa_desktop.severa.pace import Pace, pace_name

class Noting(SystemClock):
    def __init__(self):
        self.mine = threading.local()

    def running(self):
        self.mine.last = super().running()
        return self.mine.last

class Counted(Pace):
    def wait(self, stop):
        super().wait(stop)
        turns.append(clock.mine.last)

url, folder, client, secret = sys.argv[1:]
clock, turns = Noting(), []
settings = SeveraSettings(client, url)
with Severa(settings, secret, Counted(Path(folder), pace_name(settings), clock)) as severa:
    severa.read(None, lambda text: text)
print(json.dumps(turns))
"""


def test_processes_together_send_eight_requests_a_second_at_most(server: SeveraServer, tmp_path: Path) -> None:
    server.is_limited = True
    command = [sys.executable, "-c", READER, server.url, str(tmp_path), CLIENT, SECRET]
    readers = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _one in range(3)]
    turns: list[float] = []
    for reader in readers:
        turns += json.loads(reader.communicate(timeout=120)[0])
    # Each request had a turn, and turns are exact: when requests arrive, a busy computer decides.
    assert server.requests == len(turns)
    assert len(turns) >= 30
    assert max(sum(1 for other in turns if one <= other < one + 1) for one in turns) <= 8

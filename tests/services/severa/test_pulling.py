"""Fetching from a real server: all or nothing, whatever goes wrong, and the store is free meanwhile."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from severa_desktop.core.directory import ActivityCategory, Directory, ProjectKind, User
from severa_desktop.core.severa import PULL_EVERY, Connection, RecordKind, SeveraSettings
from severa_desktop.secrets import Secrets
from severa_desktop.services.directory_merge import SectionCount
from severa_desktop.services.errors import UserError
from severa_desktop.services.severa.alone import BusyError, alone
from severa_desktop.services.severa.client_secret import VARIABLE, ClientSecret
from severa_desktop.services.severa.connecting import SeveraConnecting
from severa_desktop.services.severa.failing import NotConnectedError, StoppedByPersonError
from severa_desktop.services.severa.pulling import FULL_EVERY, SeveraPulling
from severa_desktop.store.store import Store
from tests.severa.clocks import HandedClock
from tests.severa.server import SeveraServer
from tests.severa.server_faults import broken, changing, garbled, waiting
from tests.severa.server_world import Size
from tests.severa.talking import CLIENT, SECRET
from tests.severa_server import serving

LISTS = {
    RecordKind.ACTIVITY_TYPES: "GET /v1/activitytypes",
    RecordKind.USERS: "GET /v1/users",
    RecordKind.CUSTOMERS: "GET /v1/customers",
    RecordKind.CONTACTS: "GET /v1/contactpersons",
    RecordKind.PROJECTS: "GET /v1/projects",
}


@dataclass
class Trial:
    """A store that is connected with a server, and what pulls."""

    store: Store
    server: SeveraServer
    turns: Path
    at: int = 1_790_000_000
    pulling: SeveraPulling = field(init=False)

    def __post_init__(self) -> None:
        # Nobody waits for turns here, so that they are no faster than they may be is looked at elsewhere.
        self.server.is_limited = False
        secret = ClientSecret(Secrets(self.store.path), {VARIABLE: SECRET})
        self.connecting = SeveraConnecting(self.store, secret, self.turns, HandedClock())
        self.pulling = SeveraPulling(self.store, self.connecting, lambda: self.at)

    def connect(self) -> None:
        with self.store.writing() as writer:
            writer.save_severa_connection(Connection(SeveraSettings(CLIENT, self.server.url)))

    @property
    def directory(self) -> Directory:
        with self.store.reading() as reader:
            return reader.directory()

    @property
    def connection(self) -> Connection:
        found = self.connecting.connection()
        assert found is not None
        return found


@pytest.fixture
def server() -> Iterator[SeveraServer]:
    with serving() as running:
        yield running


@pytest.fixture
def trial(server: SeveraServer, tmp_path: Path) -> Iterator[Trial]:
    store = Store.open(tmp_path / "severa-desktop.sqlite")
    made = Trial(store, server, tmp_path / "turns")
    made.connect()
    yield made
    store.close()


def test_the_first_pull_fetches_everything(trial: Trial) -> None:
    told: dict[RecordKind, int] = {}

    result = trial.pulling.pull(told=told.__setitem__)

    world, directory = trial.server.world, trial.directory
    assert result.full
    assert result.changed_anything
    assert (result.clashes, result.left_out) == (0, 0)
    assert result.counts == {
        RecordKind.ACTIVITY_TYPES: SectionCount(added=6),
        RecordKind.USERS: SectionCount(added=5),
        RecordKind.CUSTOMERS: SectionCount(added=12),
        RecordKind.CONTACTS: SectionCount(added=30),
        RecordKind.PROJECTS: SectionCount(added=15),
    }
    assert told == {
        RecordKind.ACTIVITY_TYPES: 6,
        RecordKind.USERS: 5,
        RecordKind.CUSTOMERS: 12,
        RecordKind.CONTACTS: 30,
        RecordKind.PROJECTS: 15,
    }
    assert {(one.name, one.category) for one in directory.activity_types} >= {
        ("E-mail", ActivityCategory.TO_DO),
        ("Verlof", ActivityCategory.ABSENCE),
    }
    assert {one.key: (one.name, one.active) for one in directory.customers} == {
        one.guid: (one.name, one.active) for one in world.customers
    }
    assert {one.key: one.customer for one in directory.contacts} == {
        one.guid: one.customer.guid for one in world.contacts
    }
    assert {one.number: (one.kind is ProjectKind.SALES_CASE, one.closed) for one in directory.projects} == {
        one.number: (one.in_sale, one.closed) for one in world.projects
    }
    with trial.store.reading() as reader:
        phases = {one.guid: one.phase for one in reader.severa_records() if one.kind is RecordKind.PROJECTS}
    assert phases == {one.guid: one.phase for one in world.projects}
    assert trial.connection.pulled_at == trial.connection.full_at == trial.at


def test_later_pulls_fetch_what_changed(trial: Trial) -> None:
    trial.pulling.pull()
    world = trial.server.world
    world.ahead = 3600
    nothing = trial.pulling.pull()
    assert not nothing.full
    assert not nothing.changed_anything
    world.ahead = 7200
    new = world.add_customer("Bakkerij Nieuw")
    world.add_contact("Piet", "Nieuw", ["Piet@NIEUW.example"], new)
    world.change(world.users[0], active=False)
    world.close_project(world.projects[0])
    world.end_sale(world.projects[9])
    world.change_addresses(world.contacts[0], "other@klant.example")
    trial.server.forget()
    trial.at += 3600

    result = trial.pulling.pull()

    assert not result.full
    assert result.counts[RecordKind.USERS] == SectionCount(deactivated=1)
    assert result.counts[RecordKind.CUSTOMERS].added == 1
    assert result.counts[RecordKind.CONTACTS].added == result.counts[RecordKind.CONTACTS].updated == 1
    assert result.counts[RecordKind.PROJECTS].deactivated == result.counts[RecordKind.PROJECTS].updated == 1
    directory = trial.directory
    assert {one.emails for one in directory.contacts} >= {("piet@nieuw.example",), ("other@klant.example",)}
    assert (trial.connection.pulled_at, trial.connection.full_at) == (trial.at, trial.at - 3600)
    full = trial.pulling.pull(full=True)
    assert full.full
    assert not full.changed_anything
    assert trial.directory == directory


def test_only_everything_shows_what_was_removed(trial: Trial) -> None:
    trial.pulling.pull()
    world = trial.server.world
    user, contact, project = world.users[0], world.contacts[0], world.projects[0]
    world.users.remove(user)
    world.contacts.remove(contact)
    world.projects.remove(project)
    assert not trial.pulling.pull().changed_anything

    result = trial.pulling.pull(full=True)

    assert [result.counts[kind].deactivated for kind in (RecordKind.USERS, RecordKind.CONTACTS)] == [1, 1]
    directory = trial.directory
    assert [one.key for one in directory.users if not one.active] == [user.guid]
    assert next(one for one in directory.contacts if one.key == contact.guid).active is False
    assert next(one for one in directory.projects if one.key == project.guid).closed
    assert trial.server.asked[f"{LISTS[RecordKind.USERS]}/{{guid}}"] == 1


def test_what_a_list_passed_over_is_not_taken_for_gone(trial: Trial) -> None:
    trial.pulling.pull()
    world = trial.server.world
    first = world.contacts[0]

    def away() -> None:
        world.contacts.remove(first)

    def back() -> None:
        world.contacts.add(first)

    server = trial.server
    server.faults.plan(changing(away), LISTS[RecordKind.CONTACTS])
    server.faults.plan(changing(back), f"{LISTS[RecordKind.CONTACTS]}/{{guid}}")

    result = trial.pulling.pull(full=True)

    assert not result.changed_anything


def test_everything_is_fetched_again_after_a_week(trial: Trial) -> None:
    trial.pulling.pull()
    trial.at += FULL_EVERY - 1
    assert not trial.pulling.pull().full
    trial.at += 1
    assert trial.pulling.pull().full
    trial.at -= 10 * FULL_EVERY
    assert trial.pulling.pull().full


def test_when_the_next_one_is_due(trial: Trial) -> None:
    def connection() -> Connection:
        found = trial.connecting.connection()
        assert found is not None
        return found

    assert (connection().next_pull, connection().is_pull_due(trial.at)) == (0, True)
    trial.pulling.pull()
    assert connection().next_pull == trial.at + PULL_EVERY
    due = [connection().is_pull_due(trial.at + later) for later in (-1, 0, PULL_EVERY - 1, PULL_EVERY)]
    assert due == [True, False, False, True]
    trial.connecting.set_pulls_by_itself(wanted=False)
    assert (connection().next_pull, connection().is_pull_due(trial.at + PULL_EVERY)) == (None, False)


@pytest.mark.parametrize("kind", RecordKind)
def test_a_pull_that_fails_in_the_middle_changes_nothing(trial: Trial, kind: RecordKind) -> None:
    trial.server.faults.plan(garbled(), LISTS[kind])

    with pytest.raises(UserError) as raised:
        trial.pulling.pull()

    assert trial.directory == Directory()
    assert trial.connection == Connection(SeveraSettings(CLIENT, trial.server.url), error=str(raised.value))


def test_after_a_failure_the_next_pull_fetches_what_that_one_did_not(trial: Trial) -> None:
    trial.pulling.pull()
    before, connection = trial.directory, trial.connection
    trial.server.world.ahead = 3600
    trial.server.world.add_customer("Bakkerij Nieuw")
    trial.server.faults.plan(garbled(), LISTS[RecordKind.PROJECTS])

    with pytest.raises(UserError):
        trial.pulling.pull()

    assert trial.directory == before
    assert trial.connection.error != ""
    assert (trial.connection.since, trial.connection.pulled_at) == (connection.since, connection.pulled_at)
    assert trial.pulling.pull().counts[RecordKind.CUSTOMERS].added == 1
    assert trial.connection.error == ""


def test_a_fault_that_passes_is_waited_for(trial: Trial) -> None:
    trial.server.faults.plan(broken(), LISTS[RecordKind.USERS])

    assert trial.pulling.pull().counts[RecordKind.USERS].added == 5


def test_a_pull_can_be_cancelled_while_it_waits_and_changes_nothing(trial: Trial) -> None:
    stop, answered = threading.Event(), threading.Event()
    trial.server.faults.plan(waiting(answered), LISTS[RecordKind.CONTACTS])
    trial.server.faults.plan(changing(stop.set), LISTS[RecordKind.PROJECTS])

    with pytest.raises(StoppedByPersonError):
        trial.pulling.pull(stop=stop)

    answered.set()
    assert trial.directory == Directory()
    assert trial.connection == Connection(SeveraSettings(CLIENT, trial.server.url))
    trial.server.faults.clear()
    assert trial.pulling.pull().full


def test_a_pull_can_be_cancelled_while_what_changed_meanwhile_is_asked_for(trial: Trial) -> None:
    stop = threading.Event()
    trial.server.faults.plan(changing(stop.set), LISTS[RecordKind.USERS], skip=1)

    with pytest.raises(StoppedByPersonError):
        trial.pulling.pull(stop=stop)

    assert trial.directory == Directory()
    assert trial.connection.since is None


def test_the_store_can_be_written_to_while_severa_is_asked(trial: Trial) -> None:
    user = User("u1", "Anna", ("anna@acme.example",))

    def write() -> None:
        other = Store.open(trial.store.path, busy_timeout=1)
        with other.writing() as writer:
            writer.save_directory(Directory(users=(user,)))
        other.close()

    for name in LISTS.values():
        trial.server.faults.plan(changing(write), name)

    trial.pulling.pull()

    assert user in trial.directory.users


def test_one_pull_at_a_time(trial: Trial) -> None:
    with alone(trial.store.path), pytest.raises(BusyError):
        trial.pulling.pull()
    assert trial.server.requests == 0


def test_two_pulls_at_once_take_everything_over_once(trial: Trial) -> None:
    refused: list[type[Exception]] = []

    def another() -> None:
        try:
            trial.pulling.pull()
        except BusyError as error:
            refused.append(type(error))

    trial.server.faults.plan(changing(another), LISTS[RecordKind.PROJECTS])

    assert trial.pulling.pull().counts[RecordKind.PROJECTS].added == 15
    assert refused == [BusyError]


def test_who_disconnected_or_connected_otherwise_meanwhile_is_not_given_anything(trial: Trial) -> None:
    def disconnect() -> None:
        with trial.store.writing() as writer:
            writer.save_severa_connection(None)

    trial.server.faults.plan(changing(disconnect), LISTS[RecordKind.PROJECTS])

    with pytest.raises(NotConnectedError):
        trial.pulling.pull()

    assert trial.directory == Directory()
    with pytest.raises(NotConnectedError):
        trial.pulling.pull()


def test_lists_of_several_pages_are_fetched_whole(tmp_path: Path) -> None:
    with serving(Size(customers=230, contacts=310, projects=120, users=3)) as server:
        store = Store.open(tmp_path / "severa-desktop.sqlite")
        trial = Trial(store, server, tmp_path / "turns")
        trial.connect()

        counts = trial.pulling.pull().counts

        assert [counts[kind].added for kind in RecordKind] == [6, 3, 230, 310, 120]
        server.world.ahead = 3600
        server.forget()
        assert not trial.pulling.pull().changed_anything
        assert server.requests <= 10
        store.close()

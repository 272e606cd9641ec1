"""Connecting with another company's Severa: what was here stays, as made by hand, and nothing counts as sent there."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from severa_desktop.core.severa import OutboxCounts, RecordKind, SeveraSettings
from severa_desktop.services.severa.joining import SeveraJoining
from severa_desktop.services.severa.pulling import SeveraPulling
from tests.services.severa.at_severa import TAKEN_AT, AtSevera, at_severa
from tests.severa.server import SeveraServer
from tests.severa.server_records import Activity, ProjectFile, TakingPart
from tests.severa.talking import CLIENT, SECRET
from tests.severa_server import serving


@pytest.fixture
def at(tmp_path: Path) -> Iterator[AtSevera]:
    with serving() as server, at_severa(server, tmp_path) as made:
        yield made


@pytest.fixture
def other(at: AtSevera) -> Iterator[SeveraServer]:
    """Another company's, where the same two people are known by other guids."""
    with serving(seed=2) as server:
        server.is_limited = False
        server.world.change(server.world.users[0], email=at.owner.email)
        server.world.change_addresses(server.world.contacts[0], at.contact.emails[0])
        yield server


def move(at: AtSevera, to: SeveraServer, client: str = CLIENT) -> None:
    """Disconnect, and fetch everything from this one, where the same is joined."""
    at.connecting.disconnect()
    at.connecting.connect(SeveraSettings(client, to.url), SECRET)
    SeveraPulling(at.store, at.connecting, lambda: TAKEN_AT).pull()
    joining = SeveraJoining(at.store)
    joining.join([(one.clash.kind, one.clash.pulled.guid) for one in joining.clashes()])


def made(server: SeveraServer) -> list[int]:
    return [len(server.world.made_of(kind)) for kind in (Activity, TakingPart, ProjectFile)]


def test_all_is_sent_to_another_company_and_again_to_none(at: AtSevera, other: SeveraServer) -> None:
    at.take_in(at.mail_with_file(1))
    at.pushing.push()
    at.take_in(at.mail_with_file(2))
    with at.store.reading() as reader:
        before = reader.directory()

    move(at, other)
    assert at.pushing.counts() == OutboxCounts(0, 2, 0, 0)
    world = other.world
    there = {one.guid for rows in (world.types, world.users, world.customers, world.projects) for one in rows}
    with at.store.reading() as reader:
        known = {one.guid for one in reader.severa_records() if one.kind is not RecordKind.CONTACTS}
        assert known == there
        assert [one for one in before.customers if one not in reader.directory().customers] == []

    assert at.pushing.push().left == OutboxCounts(2, 0, 0, 0)
    assert (made(at.server), made(other)) == ([1, 1, 1], [2, 2, 2])

    move(at, at.server)
    assert at.pushing.push().left == OutboxCounts(2, 0, 0, 0)
    assert made(at.server) == [2, 2, 2]


def test_other_credentials_of_the_same_company_send_nothing_again(at: AtSevera) -> None:
    at.take_in(at.mail_with_file(1))
    at.pushing.push()
    at.server.log_in.client = "other"
    move(at, at.server, "other")
    assert at.pushing.push().left == OutboxCounts(1, 0, 0, 0)
    assert made(at.server) == [1, 1, 1]

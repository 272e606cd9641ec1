"""A store whose directory was pulled from the tests' Severa, and mails between its people."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from severa_desktop.core.settings import IntegrationAddress, Settings
from severa_desktop.core.severa import Connection, PushMode, SeveraSettings
from severa_desktop.secrets import Secrets
from severa_desktop.services.handover import Handover
from severa_desktop.services.importing import ImportService
from severa_desktop.services.severa.client_secret import VARIABLE, ClientSecret
from severa_desktop.services.severa.connecting import SeveraConnecting
from severa_desktop.services.severa.pulling import SeveraPulling
from severa_desktop.services.severa.pushing import SeveraPushing
from severa_desktop.services.severa.standing import SeveraStandings
from severa_desktop.store.store import Store
from tests.services.company import message, with_attachment
from tests.severa.clocks import HandedClock
from tests.severa.server import SeveraServer
from tests.severa.server_records import Contact, Project, Record, User
from tests.severa.talking import CLIENT, SECRET

TAKEN_AT = 1_774_000_000


@dataclass(frozen=True)
class AtSevera:
    """The store, what works on it, and the server's records that mails are written to."""

    server: SeveraServer
    store: Store
    clock: HandedClock
    connecting: SeveraConnecting
    pushing: SeveraPushing

    @property
    def standings(self) -> SeveraStandings:
        """How things stand, and what people decide about it."""
        return SeveraStandings(self.store, self.clock.now)

    @property
    def owner(self) -> User:
        """A user who sends mails."""
        return self.server.world.users[0]

    @property
    def colleague(self) -> User:
        """Another one."""
        return self.server.world.users[1]

    @property
    def contact(self) -> Contact:
        """A contact person."""
        return self.server.world.contacts[0]

    @property
    def project(self) -> Project:
        """An open project."""
        return next(one for one in self.server.world.projects if not one.closed)

    def mail(self, number: int = 1, **headers: str) -> bytes:
        """Return a mail from the owner to the contact person."""
        return message(number, **self._headers(headers))

    def mail_with_file(self, number: int = 1, **headers: str) -> bytes:
        """Return one with a PDF, for the project."""
        bcc = f"{self.project.number}.acme@severamail.com"
        return with_attachment(number, **self._headers({"Bcc": bcc, **headers}))

    def take_in(self, *mails: bytes) -> list[int]:
        """Import mails; returns the ids of their activities."""
        contents = tuple((f"{number}.eml", mail) for number, mail in enumerate(mails))
        run = ImportService(self.store, lambda: TAKEN_AT).run(Handover((), contents=contents))
        return [result.activity_id or 0 for result in run]

    def _headers(self, headers: dict[str, str]) -> dict[str, str]:
        return {"From": self.owner.email or "", "To": self.contact.emails[0], **headers}


@contextmanager
def at_severa(server: SeveraServer, folder: Path, push: PushMode = PushMode.BY_HAND) -> Iterator[AtSevera]:
    """Give a store that is connected with this server, after its first pull; the clock is handed in."""
    # No second passes for the server while the clock of the client runs ahead.
    server.is_limited = False
    path = folder / "severa-desktop.sqlite"
    path.touch(0o600)
    path.write_bytes(_pulled(server))
    store, clock = Store.open(path), HandedClock()
    connecting = _connecting(store, folder, clock)
    with store.writing() as writer:
        connection = writer.severa_connection()
        assert connection is not None
        writer.save_severa_connection(replace(connection, settings=SeveraSettings(CLIENT, server.url, push)))
    server.forget()
    try:
        yield AtSevera(server, store, clock, connecting, SeveraPushing(store, connecting, clock))
    finally:
        store.close()


_STORES: dict[object, bytes] = {}
"""Stores after their first pull, by what was pulled: most tests begin with the same."""


def _pulled(server: SeveraServer) -> bytes:
    """Return a store after its first pull from this server."""
    world = server.world
    there = (world.types, world.users, world.customers, world.contacts, world.projects)
    key = tuple((one.guid, *_changes(one)) for rows in there for one in rows)
    if key not in _STORES:
        with TemporaryDirectory() as folder:
            store = Store.open(Path(folder) / "store.sqlite")
            with store.writing() as writer:
                writer.save_severa_connection(Connection(SeveraSettings(CLIENT, server.url)))
            SeveraPulling(store, _connecting(store, Path(folder), HandedClock()), lambda: TAKEN_AT).pull()
            with store.writing() as writer:
                writer.save_settings(Settings(IntegrationAddress("acme", "severamail.com"), "E-mail"))
            store.close()
            _STORES[key] = store.path.read_bytes()
    return _STORES[key]


def _changes(record: Record) -> list[object]:
    """Return when something of a record changed last."""
    return [value for name, value in sorted(vars(record).items()) if name.endswith("changed")]


def _connecting(store: Store, folder: Path, clock: HandedClock) -> SeveraConnecting:
    secret = ClientSecret(Secrets(store.path), {VARIABLE: SECRET})
    return SeveraConnecting(store, secret, folder / "turns", clock)

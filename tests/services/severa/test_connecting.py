"""Connecting: credentials are tried, then kept, the secret in the keyring alone; and all of it forgotten again."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from severa_desktop.core.severa import Clash, ClashWhy, Connection, PulledCustomer, PushMode, RecordKind, SeveraSettings
from severa_desktop.secrets import Secrets, SecretsError
from severa_desktop.services.errors import UserError
from severa_desktop.services.severa.alone import BusyError, alone
from severa_desktop.services.severa.client_secret import VARIABLE, ClientSecret, SecretMissingError
from severa_desktop.services.severa.connecting import SeveraConnecting
from severa_desktop.services.severa.failing import NotConnectedError, StoppedByPersonError
from severa_desktop.store.store import Store
from tests.services.severa.stored import DIRECTORY, RECORDS, fill
from tests.severa.clocks import HandedClock
from tests.severa.scripted import Scripted, refused, scripted, told

SECRET = "Zeer-Geheim-4207"


class Keyring(Secrets):
    """A keyring of the test's own; `is_locked`: nobody unlocks it."""

    def __init__(self) -> None:
        super().__init__(Path("/a store"))
        self.kept: dict[str, str] = {}
        self.is_locked = False

    def _open(self) -> dict[str, str]:
        if self.is_locked:
            raise SecretsError("The keyring is locked.")
        return self.kept

    def find(self, account: object) -> str | None:
        return self._open().get(self._name(account))  # type: ignore[arg-type]

    def keep(self, account: object, password: str) -> None:
        self._open()[self._name(account)] = password  # type: ignore[arg-type]

    def forget(self, account: object) -> None:
        self._open().pop(self._name(account), None)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def _server() -> Iterator[Scripted]:
    with scripted() as running:
        yield running


@pytest.fixture
def server(_server: Scripted) -> Scripted:
    _server.replies.clear()
    _server.tokens.clear()
    _server.heard.clear()
    return _server


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(tmp_path / "severa-desktop.sqlite")
    yield opened
    opened.close()


@pytest.fixture
def keyring() -> Keyring:
    return Keyring()


@pytest.fixture
def connecting(store: Store, keyring: Keyring, tmp_path: Path) -> SeveraConnecting:
    return SeveraConnecting(store, ClientSecret(keyring, {}), tmp_path / "turns", HandedClock())


def wanted(server: Scripted) -> SeveraSettings:
    return SeveraSettings("acme_client", server.url)


def test_credentials_that_work_are_kept(
    server: Scripted, connecting: SeveraConnecting, keyring: Keyring, store: Store
) -> None:
    connected = connecting.connect(
        replace(wanted(server), client_id=" acme_client ", url=f"{server.url}/"), f"{SECRET}\n"
    )

    assert connected.tried.can_pull
    assert connected.trouble == ""
    assert connecting.connection() == Connection(wanted(server))
    assert list(keyring.kept.values()) == [SECRET]
    assert SECRET.encode() not in store.path.read_bytes()
    assert connecting.test().can_push
    assert connecting.why_no_secret() == ""


@pytest.mark.parametrize(
    ("settings", "secret", "said"),
    [
        (SeveraSettings("", "https://severa.example"), SECRET, "no client id"),
        (SeveraSettings("ä", "https://severa.example"), SECRET, "no client id"),
        (SeveraSettings("acme", "http://severa.example"), SECRET, "https://"),
        (SeveraSettings("acme", "severa"), SECRET, "https://"),
        (SeveraSettings("acme", "https://severa.example"), " ", "no client secret"),
        (SeveraSettings("acme", "https://severa.example"), "a\nb", "no client secret"),
    ],
)
def test_what_cannot_be_right_is_refused_without_asking(
    connecting: SeveraConnecting, keyring: Keyring, settings: SeveraSettings, secret: str, said: str
) -> None:
    with pytest.raises(UserError, match=said):
        connecting.connect(settings, secret)

    assert connecting.connection() is None
    assert keyring.kept == {}


def test_wrong_credentials_are_not_kept_and_those_before_stay(
    server: Scripted, connecting: SeveraConnecting, keyring: Keyring
) -> None:
    connecting.connect(wanted(server), SECRET)
    server.tokens.append(refused(401))

    with pytest.raises(UserError):
        connecting.connect(SeveraSettings("other", server.url), "other")

    assert connecting.connection() == Connection(wanted(server))
    assert list(keyring.kept.values()) == [SECRET]


def test_connecting_the_same_again_goes_on_where_it_was(
    server: Scripted, connecting: SeveraConnecting, keyring: Keyring, store: Store
) -> None:
    connecting.connect(wanted(server), SECRET)
    before = Connection(wanted(server), 1, 2, 3, "no network")
    with store.writing() as writer:
        writer.save_severa_connection(before)

    connecting.connect(replace(wanted(server), push=PushMode.BY_HAND), "another")

    assert connecting.connection() == Connection(replace(wanted(server), push=PushMode.BY_HAND), 1, 2, 3)
    assert list(keyring.kept.values()) == ["another"]


def test_other_credentials_fetch_everything_and_the_former_secret_goes(
    server: Scripted, connecting: SeveraConnecting, keyring: Keyring, store: Store
) -> None:
    connecting.connect(wanted(server), SECRET)
    clash = Clash(RecordKind.CUSTOMERS, PulledCustomer("g", "Bakkerij"), "c1", ClashWhy.NAME, "Bakkerij")
    with store.writing() as writer:
        writer.save_severa_connection(Connection(wanted(server), 1, 2, 3))
        writer.save_severa_clashes([clash])

    connecting.connect(SeveraSettings("other", server.url), "another")

    assert connecting.connection() == Connection(SeveraSettings("other", server.url))
    assert list(keyring.kept.values()) == ["another"]
    with store.reading() as reader:
        assert reader.severa_clashes() == []


def test_a_secret_that_cannot_be_kept_is_used_by_this_program(
    server: Scripted, connecting: SeveraConnecting, keyring: Keyring, store: Store, tmp_path: Path
) -> None:
    keyring.is_locked = True

    connected = connecting.connect(wanted(server), SECRET)

    assert connected.trouble == (
        "The keyring is locked. Give the secret in the environment variable SEVERA_DESKTOP_SEVERA_SECRET, or each "
        "time when the program asks for it."
    )
    assert connecting.test().can_pull
    later = SeveraConnecting(store, ClientSecret(keyring, {}), tmp_path / "turns", HandedClock())
    assert later.why_no_secret().startswith("The keyring is locked. Give it in")
    with pytest.raises(SecretMissingError):
        later.test()
    later.use_secret(SECRET)
    assert later.test().can_pull
    assert SeveraConnecting(store, ClientSecret(keyring, {VARIABLE: SECRET}), tmp_path).why_no_secret() == ""


def test_another_secret_is_tried_before_it_is_kept(
    server: Scripted, connecting: SeveraConnecting, keyring: Keyring
) -> None:
    connecting.connect(wanted(server), SECRET)
    server.tokens.append(refused(401))
    with pytest.raises(UserError):
        connecting.give_secret("wrong")
    assert list(keyring.kept.values()) == [SECRET]

    connecting.give_secret("right")

    assert list(keyring.kept.values()) == ["right"]


def test_what_is_missing_is_told(server: Scripted, connecting: SeveraConnecting) -> None:
    server.replies.extend([told([]), refused(403, "", "InsufficientApiScope"), told([])])

    tried = connecting.connect(wanted(server), SECRET).tried

    assert [scope.name for scope in tried.missing] == ["users:read"]
    assert not tried.can_pull


def test_trying_can_be_cancelled(connecting: SeveraConnecting) -> None:
    stop = threading.Event()
    stop.set()

    with pytest.raises(StoppedByPersonError):
        connecting.connect(SeveraSettings("acme", "http://127.0.0.1:9/api"), SECRET, stop)

    assert connecting.connection() is None


def test_disconnecting_forgets_the_credentials_and_keeps_what_was_fetched(
    server: Scripted, connecting: SeveraConnecting, keyring: Keyring, store: Store
) -> None:
    fill(store)
    connecting.connect(wanted(server), SECRET)

    assert connecting.disconnect() == ""

    assert connecting.connection() is None
    assert keyring.kept == {}
    with store.reading() as reader:
        assert reader.directory() == DIRECTORY
        assert {one.guid for one in reader.severa_records()} == {one.guid for one in RECORDS}
    for ask in (connecting.test, connecting.disconnect, lambda: connecting.give_secret("x")):
        with pytest.raises(NotConnectedError):
            ask()
    with pytest.raises(NotConnectedError):
        connecting.set_push(PushMode.OFF)
    assert connecting.why_no_secret() == ""


def test_a_secret_that_stays_in_the_keyring_is_said(
    server: Scripted, connecting: SeveraConnecting, keyring: Keyring
) -> None:
    connecting.connect(wanted(server), SECRET)
    keyring.is_locked = True

    assert connecting.disconnect() == (
        "The keyring is locked. If the secret was kept in a keyring, remove it there by hand."
    )


def test_while_somebody_talks_with_severa_nothing_is_connected_or_disconnected(
    server: Scripted, connecting: SeveraConnecting, store: Store
) -> None:
    connecting.connect(wanted(server), SECRET)

    with alone(store.path):
        with pytest.raises(BusyError):
            connecting.disconnect()
        with pytest.raises(BusyError):
            connecting.connect(wanted(server), SECRET)

    assert connecting.disconnect() == ""


def test_what_is_done_by_itself_is_set(server: Scripted, connecting: SeveraConnecting) -> None:
    connecting.connect(wanted(server), SECRET)

    connecting.set_push(PushMode.AUTOMATIC)
    connecting.set_pulls_by_itself(wanted=False)

    settings = replace(wanted(server), push=PushMode.AUTOMATIC, pulls_by_itself=False)
    assert connecting.connection() == Connection(settings)


def test_each_connection_has_a_name_of_its_own_in_the_keyring() -> None:
    first, second = Secrets(Path("/a")), Secrets(Path("/b"))
    names = {
        each._name(SeveraSettings(client, url))
        for each in (first, second)
        for client in ("x", "y")
        for url in ("https://a.example", "https://b.example")
    }
    assert len(names) == 8

"""Passwords in a real keyring, and what is said where there is none; each in a program of its own."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.keyring_session import KeyringSession, session

PASSWORD = "pässwörd with “signs” \N{KEY}"
ANNA = ("3", "mail.acme.example", "anna@acme.example")
"""A source's id, its server and its user there."""

LOCKED = "SecretsError: The keyring is locked or was never set up, and nobody unlocked it."
KEEP = "secrets.keep(source, password)"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="other systems have a keyring of their own")

_SCRIPT = """
import logging, sys
from pathlib import Path
from severa_desktop.core.severa import SeveraSettings
from severa_desktop.core.source_settings import ImapSettings, Source
from severa_desktop.secrets import Secrets, SecretsError

logging.basicConfig(level=logging.DEBUG)
store, password, number, host, user = sys.argv[1:]
secrets = Secrets(Path(store))
source = Source(int(number), ImapSettings(host, user, 993))
severa, other = SeveraSettings(user, f"https://{{host}}/rest-api"), SeveraSettings(user, "https://other.example")
try:
    print(ascii({}))
except SecretsError as error:
    print("SecretsError:", error)
"""


@pytest.fixture
def keyring(tmp_path: Path) -> Iterator[KeyringSession]:
    home = tmp_path / "home"
    home.mkdir()
    with session(home) as opened:
        yield opened


class Asker:
    """Asks for passwords of a store's sources, each time in a new process."""

    def __init__(self, environment: Mapping[str, str], store: Path) -> None:
        self._environment = environment
        self._store = store
        self.said = ""
        """Everything but the answers."""

    def __call__(self, question: str, source: tuple[str, str, str] = ANNA) -> str:
        command = [sys.executable, "-c", _SCRIPT.format(question), str(self._store), PASSWORD, *source]
        done = subprocess.run(command, env=self._environment, capture_output=True, text=True, check=True)
        self.said += done.stderr
        return done.stdout.strip()

    def find(self, source: tuple[str, str, str] = ANNA) -> str:
        return self("secrets.find(source)", source)


@pytest.fixture
def ask(keyring: KeyringSession, tmp_path: Path) -> Asker:
    keyring.open()
    return Asker(keyring.environment, tmp_path / "store.sqlite")


def test_the_secret_for_severa_is_kept_beside_passwords_and_for_its_address_only(ask: Asker) -> None:
    assert ask("secrets.keep(severa, password)") == "None"
    assert ask("[secrets.find(severa) == password, secrets.find(other), secrets.find(source)]") == "[True, None, None]"
    assert ask(KEEP) == "None"
    assert ask("secrets.forget(severa)") == "None"
    assert ask("[secrets.find(severa), secrets.find(source) == password]") == "[None, True]"


def test_a_password_is_kept_replaced_and_forgotten(ask: Asker) -> None:
    assert ask.find() == "None"
    assert ask(KEEP) == "None"
    assert ask.find() == ascii(PASSWORD)
    ask("secrets.keep(source, 'another')")
    assert ask.find() == "'another'"
    assert ask("secrets.forget(source)") == "None"
    assert ask.find() == "None"
    assert ask("secrets.forget(source)") == "None"
    assert PASSWORD not in ask.said


def test_any_other_program_finds_it_by_a_name_that_people_understand(
    ask: Asker, keyring: KeyringSession, tmp_path: Path
) -> None:
    ask(KEEP)
    name = f"anna@acme.example at mail.acme.example, source 3 of {tmp_path / 'store.sqlite'}"
    command = [sys.executable, "-m", "keyring", "get", "severa-desktop", name]
    found = subprocess.run(command, env=keyring.environment, capture_output=True, text=True, check=True)
    assert found.stdout.rstrip("\n") == PASSWORD


def test_a_password_outlives_the_session(ask: Asker, keyring: KeyringSession) -> None:
    ask(KEEP)
    keyring.close()
    keyring.open()
    assert ask.find() == ascii(PASSWORD)


@pytest.mark.parametrize(
    "other",
    [("4", *ANNA[1:]), ("3", "elsewhere.example", ANNA[2]), ("3", ANNA[1], "bram@acme.example")],
)
def test_a_password_is_one_account_s_of_one_source(ask: Asker, other: tuple[str, str, str]) -> None:
    ask(KEEP)
    assert ask.find(other) == "None"


def test_a_password_is_one_store_s_however_that_is_named(ask: Asker, keyring: KeyringSession, tmp_path: Path) -> None:
    ask(KEEP)
    (tmp_path / "link").symlink_to(tmp_path, target_is_directory=True)
    assert Asker(keyring.environment, tmp_path / "link" / "store.sqlite").find() == ascii(PASSWORD)
    assert Asker(keyring.environment, Path(os.path.relpath(tmp_path / "store.sqlite"))).find() == ascii(PASSWORD)
    assert Asker(keyring.environment, tmp_path / "other.sqlite").find() == "None"


def test_a_store_with_a_name_that_is_no_text_has_passwords_too(ask: Asker, keyring: KeyringSession) -> None:
    odd = Asker(keyring.environment, Path("/tmp/\udcff/store.sqlite"))
    odd(KEEP)
    assert odd.find() == ascii(PASSWORD)


def test_without_a_keyring_that_is_said(tmp_path: Path, keyring: KeyringSession) -> None:
    nowhere = {name: value for name, value in keyring.environment.items() if name != "DBUS_SESSION_BUS_ADDRESS"}
    ask = Asker(nowhere, tmp_path / "store.sqlite")
    for question in ("secrets.check()", "secrets.keep(source, password)", "secrets.find(source)"):
        assert ask(question) == "SecretsError: There is no keyring on this computer that could keep a password."
    assert PASSWORD not in ask.said


@pytest.mark.parametrize("backend", ["null.Keyring", "fail.Keyring"])
def test_a_keyring_that_keeps_nothing_safe_counts_as_none(
    keyring: KeyringSession, tmp_path: Path, backend: str
) -> None:
    keyring.open()
    environment = {**keyring.environment, "PYTHON_KEYRING_BACKEND": f"keyring.backends.{backend}"}
    assert "There is no keyring" in Asker(environment, tmp_path / "store.sqlite")(KEEP)


def test_a_keyring_that_cannot_be_loaded_is_said(keyring: KeyringSession, tmp_path: Path) -> None:
    environment = {**keyring.environment, "PYTHON_KEYRING_BACKEND": "no.such.Keyring"}
    asked = Asker(environment, tmp_path / "store.sqlite")(KEEP)
    assert asked == "SecretsError: The keyring of this computer cannot be used (ModuleNotFoundError)."


def test_what_a_keyring_says_when_it_fails_is_not_passed_on(keyring: KeyringSession, tmp_path: Path) -> None:
    (tmp_path / "talkative.py").write_text(
        "from keyring.backend import KeyringBackend\n"
        "class Keyring(KeyringBackend):\n"
        "    priority = 5\n"
        "    def get_password(self, service, username):\n"
        "        return None\n"
        "    def set_password(self, service, username, password):\n"
        "        raise OSError(f'cannot keep {password}')\n"
    )
    environment = {**keyring.environment, "PYTHON_KEYRING_BACKEND": "talkative.Keyring", "PYTHONPATH": str(tmp_path)}
    ask = Asker(environment, tmp_path / "store.sqlite")
    assert ask(KEEP) == "SecretsError: The keyring of this computer cannot be used (OSError)."
    assert PASSWORD not in ask.said


def test_a_locked_keyring_that_nobody_can_unlock_is_said(ask: Asker, keyring: KeyringSession) -> None:
    ask(KEEP)
    keyring.close()
    keyring.open(unlocked=False)
    assert ask.find() == LOCKED
    assert ask("secrets.check()") == LOCKED
    assert PASSWORD not in ask.said


def test_a_keyring_that_was_never_made_and_cannot_be_is_said(keyring: KeyringSession, tmp_path: Path) -> None:
    keyring.open(unlocked=False)
    asked = Asker(keyring.environment, tmp_path / "store.sqlite")(KEEP)
    assert asked == LOCKED

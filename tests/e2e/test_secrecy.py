"""A mailbox's password after a whole run with a real keyring and a real server: where it is found, and where not."""

import json
import smtplib
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from severa_desktop.store.store import Store
from tests.cli.program import DIRECTORY, mail
from tests.keyring_session import KeyringSession, session
from tests.servers import started
from tests.sources.imap.authority import Authority
from tests.sources.imap.dovecot import Dovecot, free_ports

PASSWORD = "Zeer-Geheim-7319"
WRONG = "Niet-Het-Goede-4408"
_BETWEEN_LOOKS = 0.05
ADDRESS = "acme@severamail.com"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="other systems have a keyring of their own")


@pytest.fixture
def keyring(tmp_path: Path) -> Iterator[KeyringSession]:
    home = tmp_path / "home"
    home.mkdir()
    with session(home) as opened:
        opened.open()
        yield opened


@pytest.fixture
def dovecot(tmp_path: Path) -> Iterator[Dovecot]:
    authority = Authority(tmp_path / "authority")
    more = f"passdb {{\n  driver = static\n  args = password={PASSWORD}\n}}\n"
    with started(Dovecot(authority, authority.issue("DNS:localhost"), more)) as server:
        yield server


class Watched:
    """The program, looked at by somebody who searches for its secrets while it runs and afterwards."""

    def __init__(self, keyring: KeyringSession, folder: Path) -> None:
        self.data = folder / "data"
        self._folder = folder
        self._environment = {**keyring.environment, "SEVERA_DESKTOP_DATA": str(self.data)}
        self._seen: list[bytes] = []

    def run(self, *arguments: str, typed: str = "", ends_when: Callable[[], bool] = lambda: False) -> tuple[int, str]:
        """Run a command to its end, or ask it to end; returns its exit code and what it printed."""
        given, out, err = (self._folder / name for name in ("stdin", "stdout", "stderr"))
        given.write_text(typed)
        with given.open() as reading, out.open("wb") as writing, err.open("wb") as telling:
            given.unlink()
            command = [sys.executable, "-m", "severa_desktop", "-v", *arguments]
            process = subprocess.Popen(command, env=self._environment, stdin=reading, stdout=writing, stderr=telling)
            ended = asked = False
            while not ended:
                self._seen += _arguments_of_all()
                with suppress(subprocess.TimeoutExpired):
                    process.wait(_BETWEEN_LOOKS)
                    ended = True
                if not ended and not asked and ends_when():
                    asked = True
                    process.terminate()
        self._seen += [out.read_bytes(), err.read_bytes()]
        return process.returncode, out.read_text()

    def places_of(self, secret: str) -> list[object]:
        """Return where a secret was seen or can be read."""
        files = [path for path in self._folder.rglob("*") if path.is_file()]
        found: list[object] = [path for path in files if secret.encode() in path.read_bytes()]
        return found + [seen for seen in self._seen if secret.encode() in seen]


def test_a_password_is_in_the_keyring_only_after_a_whole_run(
    keyring: KeyringSession, dovecot: Dovecot, tmp_path: Path
) -> None:
    watched = Watched(keyring, tmp_path / "watched")
    watched.data.parent.mkdir()
    directory = tmp_path / "directory.json"
    directory.write_text(json.dumps(DIRECTORY))
    assert watched.run("directory", "import", str(directory))[0] == 0
    assert watched.run("setup", "--address", ADDRESS, "--activity-type", "E-mail")[0] == 0
    dovecot.deliver("anna", mail(1, Cc=ADDRESS), mail(2))
    place = ("localhost", "--user", "anna", "--port", str(dovecot.tls_port), "--ca", str(dovecot.authority.ca_file))

    assert watched.run("source", "add", "imap", *place, "--password-stdin", typed=f"{WRONG}\n")[0] == 0
    code, said = watched.run("source", "test", "1")
    assert (code, "password" in said) == (1, True)
    assert watched.run("process", "--once", "--json") == (1, "")
    assert json.loads(watched.run("source", "list", "--json")[1])["state"] == "stopped"

    assert watched.run("source", "password", "1", "--password-stdin", typed=f"{PASSWORD}\n")[0] == 0
    assert watched.run("source", "test", "1") == (0, "Source 1 works.\n")
    code, said = watched.run("process", "--once", "--json")
    assert code == 0
    assert [json.loads(line)["outcome"] for line in said.splitlines()] == ["activity"]
    listed = json.loads(watched.run("source", "list", "--json")[1])
    assert (listed["taken"], listed["left_alone"], listed["error"]) == (1, 1, None)
    work_all(watched, dovecot, tmp_path)
    assert watched.run("doctor")[0] == 0

    keyring.close()
    assert watched.places_of(PASSWORD) == []
    assert watched.places_of(WRONG) == []
    assert _files_with(PASSWORD, tmp_path / "home") == [], "not even the keyring keeps it in the clear"


def work_all(watched: Watched, dovecot: Dovecot, folder: Path) -> None:
    """Let a mail come from each kind of source to a processor that goes on until it is stopped."""
    inbox = folder / "inbox"
    inbox.mkdir()
    (port,) = free_ports(1)
    assert watched.run("source", "add", "folder", str(inbox), "--after", "move")[0] == 0
    assert watched.run("source", "add", "lmtp", f"127.0.0.1:{port}")[0] == 0
    dovecot.deliver("anna", mail(3, Cc=ADDRESS))
    (inbox / "4.eml").write_bytes(mail(4, Cc=ADDRESS))
    delivered = list[int]()

    def is_all_there() -> bool:
        if not delivered:
            with suppress(OSError), smtplib.LMTP("127.0.0.1", port, timeout=60) as client:
                client.sendmail("anna@acme.example", [ADDRESS], mail(5))
                delivered.append(5)
        store = Store.open(watched.data / "severa-desktop.sqlite")
        try:
            with store.reading() as reader:
                return reader.live() == 4
        finally:
            store.close()

    code, said = watched.run("process", "--json", ends_when=is_all_there)
    assert code == 0
    assert [json.loads(line)["outcome"] for line in said.splitlines()] == ["activity"] * 3


def _arguments_of_all() -> list[bytes]:
    """Return the arguments of all processes of this computer."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            found.append((process / "cmdline").read_bytes())
        except OSError:  # it has ended
            continue
    return found


def _files_with(secret: str, folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and secret.encode() in path.read_bytes()]

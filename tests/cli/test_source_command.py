"""`source`: what is added, listed, tried and removed; passwords are kept in a real keyring and found nowhere else."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from severa_desktop.core.source_settings import Condition, ImapSettings
from severa_desktop.paths import folders
from severa_desktop.store.store import Store
from tests.cli.program import Program, Result
from tests.keyring_session import KeyringSession, session

COMMAND = [sys.executable, "-m", "severa_desktop"]
PASSWORD = "Zeer-Geheim-7319"
IMAP = ("source", "add", "imap", "imap.acme.example", "--user", "anna@acme.example")
NO_KEYRING = (
    "There is no keyring on this computer that could keep a password. Give the password in the environment variable "
    "SEVERA_DESKTOP_PASSWORD_1, or each time when the program asks for it.\n"
)
_PATIENCE = 120


_FIND = """
import sys
from severa_desktop.bootstrap import open_application
from severa_desktop.paths import folders
from severa_desktop.services.passwords import PasswordMissingError
application = open_application(folders(sys.argv[1]))
try:
    print(application.passwords.of(application.sources.mailbox(int(sys.argv[2]))))
except PasswordMissingError as error:
    print(error)
"""


@pytest.fixture
def keyless(program: Program, monkeypatch: pytest.MonkeyPatch) -> Program:
    """Run where there is no keyring."""
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    return program


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "mail"
    made.mkdir()
    return made


def test_a_watched_folder_is_added_and_listed(program: Program, folder: Path) -> None:
    added = program.well("source", "add", "folder", str(folder), "--after", "move", "--dedicated")
    assert added.out == f"Source 1 was added: Watched folder {folder}\n"
    assert program.well("source", "list", "--json").row == {
        "id": 1,
        "kind": "folder",
        "address": str(folder),
        "state": "waiting",
        "error": None,
        "last_success": None,
        "taken": 0,
        "not_imported": 0,
        "left_alone": 0,
    }


def test_how_a_source_is_doing_is_listed(program: Program, folder: Path) -> None:
    program.well("source", "add", "folder", str(folder))
    program.well("source", "add", "lmtp", "127.0.0.1:2400")
    store = Store.open(folders(str(program.data)).store)
    with store.writing() as writer:
        writer.note_condition(1, Condition.WORKING, "", 1_772_438_400)
        writer.count_mails(1, taken=1_200, not_imported=3, left_alone=20)
        writer.note_condition(2, Condition.RETRYING, "The port is taken. Choose\nanother one.", None)
    store.close()
    first, second = program.well("source", "list", "--json").rows
    assert (first["state"], first["last_success"]) == ("working", "2026-03-02T08:00:00+00:00")
    assert (first["taken"], first["not_imported"], first["left_alone"]) == (1_200, 3, 20)
    assert (second["kind"], second["address"]) == ("lmtp", "127.0.0.1:2400")
    assert (second["state"], second["error"]) == ("retrying", "The port is taken. Choose\nanother one.")
    shown = program.well("source", "list").out
    assert "1,200" in shown
    assert "Trying again" in shown
    assert shown.splitlines()[-1] == "Source 2: The port is taken. Choose another one."


def test_without_sources_it_is_said_how_to_add_one(program: Program) -> None:
    assert "source add" in program.well("source", "list").err
    assert program.well("source", "list", "--json").rows == []


def test_without_sources_it_is_said_where_mail_to_the_address_goes(program: Program) -> None:
    assert "goes to Severa’s servers, never to this computer" in program.well("source", "list").err
    program.well("setup", "--address", "severa@mijnbedrijf.example")
    assert "goes to your company’s own mail server" in program.well("source", "list").err


def test_a_listener_is_added_at_a_socket_file(program: Program, tmp_path: Path) -> None:
    program.well("source", "add", "lmtp", f"unix:{tmp_path}/severa.sock")
    assert program.well("source", "list", "--json").row["address"] == f"unix:{tmp_path}/severa.sock"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("folder", "/nowhere/at/all"), "no folder"),
        (("folder",), "--help"),
        (("imap", "imap.acme.example"), "--user"),
        (("imap", "imap acme", "--user", "anna", "--password-stdin"), "no mail server"),
        ((*IMAP[2:], "--port", "70000"), "65535"),
        ((*IMAP[2:], "--security", "none"), "TLS"),
        ((*IMAP[2:], "--security", "ssl"), "--help"),
        ((*IMAP[2:], "--move-to", "Done"), "--after move"),
        ((*IMAP[2:], "--account-address", "nobody"), "no e-mail address"),
        ((*IMAP[2:], "--ca", "/nowhere.pem"), "/nowhere.pem"),
        (("lmtp", "0.0.0.1:2400"), "this computer only"),
        (("lmtp", "2400"), "unix:PATH"),
        (("pop3", "pop.acme.example"), "--help"),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence(program: Program, arguments: Sequence[str], said: str) -> None:
    assert said in program.refused("source", "add", *arguments)
    assert program.well("source", "list", "--json").rows == []


def test_a_source_is_tried(program: Program, folder: Path) -> None:
    program.well("source", "add", "folder", str(folder))
    assert program.well("source", "test", "1").out == "Source 1 works.\n"
    assert program.well("source", "test", "1", "--json").row["error"] is None
    folder.rmdir()
    tried = program.run("source", "test", "1")
    assert (tried.code, str(folder) in tried.out) == (1, True)
    tried = program.run("source", "test", "1", "--json")
    assert (tried.code, tried.row["state"], str(folder) in str(tried.row["error"])) == (1, "stopped", True)
    assert program.well("source", "list", "--json").row["state"] == "waiting", "trying is not working"


def test_a_source_is_removed_and_its_number_never_given_again(program: Program, folder: Path) -> None:
    program.well("source", "add", "folder", str(folder))
    assert program.well("source", "remove", "1").err == "Source 1 was removed. The mails that it brought stay.\n"
    assert program.well("source", "list", "--json").rows == []
    program.well("source", "add", "folder", str(folder))
    assert program.well("source", "list", "--json").row["id"] == 2


@pytest.mark.parametrize("arguments", [("test", "1"), ("remove", "1"), ("password", "1", "--password-stdin")])
def test_a_source_that_is_not_there_is_said(program: Program, arguments: Sequence[str]) -> None:
    assert program.refused("source", *arguments) == "There is no source 1."


# ------------------------------------------------------------------------------ without a keyring


def test_without_a_keyring_a_mailbox_is_added_and_no_password_is_asked_for(keyless: Program) -> None:
    assert keyless.well(*IMAP).err == NO_KEYRING
    row = keyless.well("source", "list", "--json").row
    assert (row["kind"], row["address"]) == ("imap", "anna@acme.example@imap.acme.example")


def test_without_a_keyring_a_password_that_is_given_is_not_written(keyless: Program) -> None:
    result = keyless.well(*IMAP, "--password-stdin", stdin=f"{PASSWORD}\n".encode())
    assert result.err == NO_KEYRING
    assert PASSWORD not in result.out
    assert found_in(keyless.data) == []


def test_without_a_keyring_the_password_comes_from_the_environment(
    keyless: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Nobody listens there: what is said is that, not that the password is missing.
    keyless.well("source", "add", "imap", "127.0.0.1", "--port", "1", "--user", "anna", "--security", "none")
    missing = keyless.run("source", "test", "1", "--json")
    assert missing.code == 1
    assert "SEVERA_DESKTOP_PASSWORD_1" in str(missing.row["error"])
    monkeypatch.setenv("SEVERA_DESKTOP_PASSWORD_1", PASSWORD)
    tried = keyless.run("source", "test", "1", "--json")
    assert tried.code == 1
    assert "SEVERA_DESKTOP_PASSWORD_1" not in str(tried.row["error"])
    assert PASSWORD not in tried.out + tried.err
    assert found_in(keyless.data) == []


@pytest.mark.parametrize(("given", "said"), [(b"", "first line"), (b"\nsecret\n", "first line"), (b"\xff\n", "UTF-8")])
def test_a_password_that_is_none_is_refused(keyless: Program, given: bytes, said: str) -> None:
    result = keyless.run(*IMAP, "--password-stdin", stdin=given)
    assert (result.code, said in result.err, result.err.count("\n")) == (2, True, 1)
    assert keyless.well("source", "list", "--json").rows == []


@pytest.mark.parametrize(("host", "said"), [("imap.gmail.com", "app password"), ("outlook.office365.com", "OAuth")])
def test_what_to_know_of_well_known_providers_is_said(keyless: Program, host: str, said: str) -> None:
    added = keyless.well("source", "add", "imap", host, "--user", "anna@acme.example")
    assert said in added.err.splitlines()[0]


# ------------------------------------------------------------------------------ with a real keyring

linux = pytest.mark.skipif(sys.platform != "linux", reason="other systems have a keyring of their own")


@pytest.fixture
def keyring(tmp_path: Path) -> Iterator[KeyringSession]:
    home = tmp_path / "home"
    home.mkdir()
    with session(home) as opened:
        opened.open()
        yield opened


class RealProgram:
    """The program in processes of its own, in an environment; everything that could be seen is kept."""

    def __init__(self, environment: Mapping[str, str], data: Path) -> None:
        self.data = data
        self._environment = {**environment, "SEVERA_DESKTOP_DATA": str(data)}
        self.seen: list[bytes] = []

    def run(self, *arguments: str, typed: str = "") -> Result:
        """Run a command, with what is piped to it."""
        with subprocess.Popen(
            [*COMMAND, "-v", *arguments], env=self._environment,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        ) as process:  # fmt: skip
            self.seen.append(Path(f"/proc/{process.pid}/cmdline").read_bytes())
            out, err = process.communicate(typed.encode(), timeout=_PATIENCE)
        self.seen += [out, err]
        return Result(process.returncode, out, err.decode())

    def type(self, *arguments: str, typed: str, code: int = 0) -> str:
        """Run a command on a terminal, type an answer to its question, and return what the terminal showed."""
        import pty

        ours, its = pty.openpty()
        with subprocess.Popen(
            [*COMMAND, *arguments], env=self._environment, stdin=its, stdout=its, stderr=its
        ) as process:
            os.close(its)
            shown = b""
            while b"Password of" not in shown:
                shown += os.read(ours, 4096)
            self._type_unseen(ours, typed)
            shown += _rest(ours)
            assert process.wait(_PATIENCE) == code, shown
        os.close(ours)
        self.seen.append(shown)
        return shown.decode()

    def _type_unseen(self, terminal: int, typed: str) -> None:
        """Type once the terminal no longer shows what is typed: a person is not that quick."""
        import termios

        deadline = time.monotonic() + _PATIENCE
        while termios.tcgetattr(terminal)[3] & termios.ECHO:
            assert time.monotonic() < deadline, "what is typed would be shown"
        os.write(terminal, f"{typed}\n".encode())

    def kept(self, source_id: int) -> str:
        """Return a mailbox's password as the program finds it, else what it says."""
        command = [sys.executable, "-c", _FIND, str(self.data), str(source_id)]
        done = subprocess.run(command, env=self._environment, capture_output=True, text=True, check=True)
        return done.stdout.rstrip("\n")


@pytest.fixture
def real(keyring: KeyringSession, tmp_path: Path) -> RealProgram:
    return RealProgram(keyring.environment, tmp_path / "data")


@linux
def test_a_password_goes_to_the_keyring_and_is_found_nowhere_else(
    real: RealProgram, keyring: KeyringSession, tmp_path: Path
) -> None:
    added = real.run(*IMAP, "--password-stdin", typed=f"{PASSWORD}\nnot this")
    assert (added.code, added.err) == (0, "")
    assert real.kept(1) == PASSWORD
    real.run("source", "list", "--json")
    assert real.run("source", "remove", "7").code == 2
    assert found_in(real.data) == []
    assert [seen for seen in real.seen if PASSWORD.encode() in seen] == []
    # Not even the keyring holds it in the clear.
    keyring.close()
    assert found_in(tmp_path) == []


@linux
def test_a_password_is_asked_for_on_a_terminal_and_not_shown(real: RealProgram) -> None:
    shown = real.type(*IMAP, typed=PASSWORD)
    assert "Password of anna@acme.example@imap.acme.example" in shown
    assert "Source 1 was added" in shown
    assert PASSWORD not in shown
    assert real.kept(1) == PASSWORD


@linux
def test_without_a_keyring_a_missing_password_is_asked_for_each_time(keyless: Program) -> None:
    real = RealProgram(os.environ, keyless.data)
    real.run("source", "add", "imap", "127.0.0.1", "--port", "1", "--user", "anna", "--security", "none")
    for _again in range(2):
        shown = real.type("source", "test", "1", typed=PASSWORD, code=1)
        assert "Password of anna@127.0.0.1:1" in shown
        # Nobody listens there: what is said last is that, not that the password is missing.
        assert "SEVERA_DESKTOP_PASSWORD_1" not in shown.splitlines()[-1]
        assert PASSWORD not in shown
    assert found_in(real.data) == []


@linux
def test_without_a_terminal_the_password_must_be_piped(real: RealProgram) -> None:
    refused = real.run(*IMAP)
    assert (refused.code, "--password-stdin" in refused.err) == (2, True)
    assert real.run("source", "list", "--json").out == ""


@linux
def test_a_password_is_replaced_and_goes_with_its_source(real: RealProgram) -> None:
    real.run(*IMAP, "--password-stdin", typed=f"{PASSWORD}\n")
    assert real.run("source", "password", "1", "--password-stdin", typed="another\n").code == 0
    assert real.kept(1) == "another"
    real.type("source", "password", "1", typed=PASSWORD)
    assert real.kept(1) == PASSWORD
    removed = real.run("source", "remove", "1")
    assert (removed.code, removed.err.count("\n")) == (0, 1)
    # The same mailbox under the same number, as a store that was made anew would have it.
    store = Store.open(folders(str(real.data)).store)
    with store.writing() as writer:
        writer.connection.exec_driver_sql("DELETE FROM counters")
        writer.add_source(ImapSettings("imap.acme.example", "anna@acme.example", 993))
    store.close()
    assert real.kept(1).startswith("The keyring has no password for anna@acme.example@imap.acme.example. ")


def found_in(folder: Path) -> list[Path]:
    """Return the files that hold the password."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return [path for path in files if PASSWORD.encode() in path.read_bytes()]


def _rest(terminal: int) -> bytes:
    """Return what a terminal shows until its program has ended."""
    shown = b""
    while True:
        try:
            part = os.read(terminal, 4096)
        except OSError:  # what Linux says where nobody has it open any more
            return shown
        if not part:
            return shown
        shown += part

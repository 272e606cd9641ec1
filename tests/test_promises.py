"""What SECURITY.md promises of the program as a whole: what leaves the computer, where data lies, who can read it."""

import ast
import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from severa_desktop.logs import write_defect
from severa_desktop.paths import folders
from severa_desktop.services.sample import sample_mails
from tests.severa.scripted import scripted

SECRET = "Zeer-Geheim-4207"
ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "severa_desktop"
SECURITY = (ROOT / "SECURITY.md").read_text(encoding="utf-8")

NETWORK = frozenset(
    {
        "PySide6.QtNetwork",
        "aiosmtpd",
        "asyncio",
        "ftplib",
        "http",
        "httpx",
        "imapclient",
        "imaplib",
        "poplib",
        "requests",
        "smtplib",
        "socket",
        "socketserver",
        "ssl",
        "urllib.request",
        "urllib3",
        "xmlrpc",
    }
)
MAY_USE_IT = {
    "sources/imap": "the configured mail server",
    "sources/lmtp": "this computer's own mail server",
    "severa/": "Severa, once it is connected",
    "services/source_checks.py": "whether an address is this computer's own",
    "ui/only_window.py": "this user's other start of the program",
}

# Loaded by every Python process that finds it first: each writes down whom it talks to.
LISTENER = """
import os, sys

def note(event, arguments):
    if event in {"socket.connect", "socket.bind", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname"}:
        place = arguments[1] if event in {"socket.connect", "socket.bind", "socket.sendto"} else arguments
        if isinstance(place, tuple):
            with open(os.environ["NOTED"], "a") as file:
                file.write(f"{event} {place}\\n")

sys.addaudithook(note)
"""


def imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return found


def uses_network(path: Path) -> bool:
    return any(name == one or name.startswith(f"{one}.") for name in imports(path) for one in NETWORK)


def test_only_these_modules_can_talk_to_anybody() -> None:
    users = {path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py") if uses_network(path)}
    unknown = {user for user in users if not user.startswith(tuple(MAY_USE_IT))}
    assert unknown == set()
    assert {place for place in MAY_USE_IT if not any(user.startswith(place) for user in users)} == set()


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    (tmp_path / "sitecustomize.py").write_text(LISTENER)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SEVERA_")}
    data = {"SEVERA_DESKTOP_DATA": str(tmp_path / "data"), "NOTED": str(tmp_path / "noted")}
    return {**kept, **data, "PYTHONPATH": os.pathsep.join((str(tmp_path), str(ROOT)))}


def run(environment: dict[str, str], *arguments: str) -> None:
    command = [sys.executable, "-m", "severa_desktop", *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, umask=0)
    assert done.returncode == 0, done.stderr


def test_without_a_source_nobody_is_talked_to_and_nobody_else_can_read_anything(
    environment: dict[str, str], tmp_path: Path
) -> None:
    mail, sent = next(sample_mails().glob("*.eml")), sample_mails() / "verzonden-joost"
    run(environment, "directory", "import", str(sample_mails().parent / "directory.json"))
    run(environment, "setup", "--address", "lindenhof@severamail.com", "--activity-type", "E-mail")
    run(environment, "import", str(mail), str(sent))
    run(environment, "show", "1")
    run(environment, "activities", "--search", "offerte")
    run(environment, "doctor")
    run(environment, "severa", "status")
    run(environment, "backup", str(tmp_path / "copy.sqlite"))
    run(environment, "export", str(tmp_path / "export"))

    assert not (tmp_path / "noted").exists(), (tmp_path / "noted").read_text()
    data = tmp_path / "data"
    assert stat.S_IMODE(data.stat().st_mode) == 0o700
    for path in (*data.rglob("*.sqlite*"), tmp_path / "copy.sqlite", tmp_path / "export"):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path


def test_connected_with_severa_only_its_address_is_talked_to(environment: dict[str, str], tmp_path: Path) -> None:
    mail = next(sample_mails().glob("*.eml"))
    environment["SEVERA_DESKTOP_SEVERA_SECRET"] = SECRET
    environment["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
    environment["XDG_STATE_HOME"] = str(tmp_path / "state")
    run(environment, "directory", "import", str(sample_mails().parent / "directory.json"))
    run(environment, "setup", "--address", "lindenhof@severamail.com", "--activity-type", "E-mail")
    with scripted() as server:
        run(environment, "severa", "connect", "--client-id", "lindenhof_client", "--url", server.url)
        run(environment, "severa", "pull")
        run(environment, "import", str(mail))
        run(environment, "severa", "pull", "--full")
        asked = server.asked()
        run(environment, "severa", "disconnect")
        run(environment, "import", str(sample_mails() / "verzonden-joost"))

    assert asked
    assert {(one.method, one.body) for one in asked} == {("GET", b"")}
    # The HTTP library looks whether this computer knows IPv6, by a socket that it tells nobody of.
    noted = set((tmp_path / "noted").read_text().splitlines()) - {"socket.bind ('::1', 0)"}
    place = f"('127.0.0.1', {server.port}"
    assert noted
    assert {line for line in noted if place not in line} == set()
    for path in (tmp_path / "data").rglob("*"):
        assert path.is_dir() or SECRET.encode() not in path.read_bytes(), path
    assert stat.S_IMODE((tmp_path / "state" / "severa-desktop" / "severa").stat().st_mode) == 0o700


def test_the_listener_of_this_test_hears(environment: dict[str, str], tmp_path: Path) -> None:
    script = "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).connect(('127.0.0.1', 9))"
    subprocess.run([sys.executable, "-c", script], env=environment, check=True)
    assert "socket.connect ('127.0.0.1', 9)" in (tmp_path / "noted").read_text()


def test_nobody_else_can_read_the_log(tmp_path: Path) -> None:
    log = tmp_path / "logs" / "severa-desktop.log"
    former = os.umask(0)
    try:
        write_defect(log, RuntimeError("what a mail said"), [])
    finally:
        os.umask(former)
    assert stat.S_IMODE(log.stat().st_mode) == 0o600
    assert stat.S_IMODE(log.parent.stat().st_mode) == 0o700


@pytest.mark.skipif(sys.platform != "linux", reason="each system has places of its own")
def test_data_and_log_lie_where_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("XDG_DATA_HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)
    places = folders(None)
    for path in (places.data, places.logs):
        assert f"`~/{path.relative_to(Path.home())}`" in SECURITY


def test_each_promise_names_tests_that_there_are() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", SECURITY)
    assert len(named) > 10
    for file, name in named:
        text = (ROOT / file).read_text(encoding="utf-8")
        assert f"def {name}(" in text if name else text

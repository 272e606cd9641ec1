"""Makes the small store, and what a program prints of it, that tests of later versions upgrade: with any version.

Run once for each revision of the tables, by the last program that has it, before the next migration is added:

    git worktree add /tmp/former COMMIT
    cd /tmp/former && PYTHONPATH=/tmp/former python /path/to/tools/former_store.py /path/to/tests/store/former

Leaves NUMBER.sqlite.zst and NUMBER.json there. Uses nothing but the command line, and what that version does not know
is left out.
"""

import hashlib
import json
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import zstandard

DIRECTORY = {
    "activity_types": [{"name": "E-mail"}],
    "users": [
        {"key": "u1", "name": "Anna de Vries", "emails": ["anna@acme.example"]},
        {"key": "u2", "name": "Bram", "emails": ["bram@acme.example"], "active": False},
    ],
    "customers": [{"key": "c1", "name": "Bakkerij Jansen BV"}, {"key": "c2", "name": "Café Zuiderlicht"}],
    "contacts": [{"key": "p1", "name": "Piet Jansen", "emails": ["piet@bakery.example"], "customer": "c1"}],
    "projects": [{"key": "j1", "number": 1001, "name": "Webshop", "customer": "c1"}],
}
SETUP = ("setup", "--address", "acme@severamail.com", "--activity-type", "E-mail", "--max-size", "9")
CHANGES: Sequence[Sequence[str]] = (
    ("link", "2", "--customer", "Café Zuiderlicht"),
    ("link", "3", "--project", "1001"),
    ("undo",),
    ("delete", "4"),
    ("erase", "5", "--yes"),
    ("source", "add", "folder", "/srv/mails", "--dedicated"),
)
ASKED: Sequence[Sequence[str]] = (
    ("setup", "--json"),
    ("directory", "show", "--json"),
    ("activities", "--json"),
    ("activities", "--search", "cafe", "--json"),
    ("show", "1", "--json"),
    ("show", "2", "--json"),
    ("show", "3", "--json"),
    ("show", "6", "--json"),
    ("history", "2", "--json"),
    ("files", "--json"),
    ("rejected", "--failed", "--json"),
    ("source", "list", "--json"),
)


def main(target: Path) -> None:
    """Make both files in a folder."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "directory.json").write_text(json.dumps(DIRECTORY), encoding="utf-8")
        write_mails(folder / "mails")
        _run(folder, "directory", "import", str(folder / "directory.json"))
        _run(folder, *SETUP)
        _run(folder, "import", str(folder / "mails"))
        for change in CHANGES:
            _run(folder, *change)
        printed: dict[str, object] = {}
        for asked in ASKED:
            done = _run(folder, *asked)
            if done.returncode == 0:
                printed[" ".join(asked)] = [json.loads(line) for line in done.stdout.splitlines()]
        printed["originals"] = _originals(folder)
        store = folder / "data" / "severa-desktop.sqlite"
        with closing(sqlite3.connect(store)) as connection:
            connection.execute("PRAGMA journal_mode=DELETE")
            (number,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        target.mkdir(exist_ok=True)
        (target / f"{number}.sqlite.zst").write_bytes(zstandard.ZstdCompressor(level=19).compress(store.read_bytes()))
        text = json.dumps(printed, ensure_ascii=False, indent=1, sort_keys=True)
        (target / f"{number}.json").write_text(f"{text}\n", encoding="utf-8")


def write_mails(folder: Path) -> None:
    """Write mails of all outcomes: linked, twice, to be corrected, deleted and erased, rejected, failed."""
    folder.mkdir()
    for number in range(1, 7):
        (folder / f"{number}.eml").write_bytes(_mail(number, "1001.acme@severamail.com" if number == 1 else ""))
    (folder / "7.eml").write_bytes(_mail(1, "acme@severamail.com"))
    (folder / "8.eml").write_bytes(_mail(8, sender="Stranger <x@elsewhere.example>"))
    (folder / "9.eml").write_bytes(b"\x00\x01\x02")


def _mail(number: int, copy: str = "", sender: str = "Anna de Vries <anna@acme.example>") -> bytes:
    return (
        (
            f"From: {sender}\r\nTo: Piet Jansen <piet@bakery.example>\r\n{copy and f'Cc: {copy}'}\r\n"
            f"Subject: Café {number}\r\nDate: Mon, 0{number} Mar 2026 09:15:00 +0100\r\n"
            f"Message-ID: <{number}@acme.example>\r\nMIME-Version: 1.0\r\n"
            'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n'
            "Schön, dass es klappt.\r\n--b\r\nContent-Type: application/pdf; name=offerte.pdf\r\n"
            "Content-Transfer-Encoding: base64\r\n\r\nJVBERi0xLjQK\r\n--b--\r\n"
        )
        .replace("example>\r\n\r\nSubject", "example>\r\nSubject")
        .encode()
    )


def _originals(folder: Path) -> dict[str, str]:
    return {
        str(number): hashlib.sha256(_run(folder, "show", str(number), "--raw").stdout).hexdigest()
        for number in (1, 2, 3, 6)
    }


def _run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    program = [sys.executable, "-m", "severa_desktop", "--data-dir", str(folder / "data"), *arguments]
    return subprocess.run(program, capture_output=True, check=False)


if __name__ == "__main__":
    main(Path(sys.argv[1]).absolute())

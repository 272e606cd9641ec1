"""The command line run in this process, with streams and a data folder of its own; and mails to hand it."""

import io
import json
import locale
import logging
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from severa_desktop.cli.main import run
from severa_desktop.texts import set_language

Json = dict[str, object]

DIRECTORY: dict[str, list[Json]] = {
    "activity_types": [{"name": "E-mail"}, {"name": "Telefoon"}],
    "users": [
        {"key": "u1", "name": "Anna de Vries", "emails": ["anna@acme.example"]},
        {"key": "u2", "name": "Bram Bakker", "emails": ["bram@acme.example", "b.bakker@acme.example"]},
    ],
    "customers": [{"key": "c1", "name": "Bakkerij Jansen BV"}, {"key": "c2", "name": "Café Zuiderlicht"}],
    "contacts": [
        {"key": "p1", "name": "Piet Jansen", "emails": ["piet@bakery.example"], "customer": "c1"},
        {"key": "p2", "name": "Sofie Maes", "emails": ["sofie@cafe.example"], "customer": "c2"},
    ],
    "projects": [
        {"key": "j1", "number": 1001, "name": "Webshop", "customer": "c1"},
        {"key": "j2", "number": 1002, "name": "Nieuwe kassa", "kind": "sales_case", "customer": "c2"},
    ],
}


@dataclass(frozen=True)
class Result:
    """What a run of the program printed, and its exit code."""

    code: int
    raw: bytes
    err: str

    @property
    def out(self) -> str:
        return self.raw.decode()

    @property
    def rows(self) -> list[Json]:
        """The JSON objects that were printed, one a line."""
        return [json.loads(line) for line in self.out.split("\n") if line]

    @property
    def row(self) -> Json:
        (only,) = self.rows
        return only


class Program:
    """The program with one data folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "data"

    def run(self, *arguments: str, stdin: bytes = b"", encoding: str = "utf-8", locale: str = "C.UTF-8") -> Result:
        """Run one command. Never raises: the program answers with an exit code."""
        with _own_streams(stdin, encoding) as (out, err), _own_process_state(locale):
            code = run(["--data-dir", str(self.data), *arguments])
            sys.stdout.flush()
            sys.stderr.flush()
            return Result(code, out.getvalue(), err.getvalue().decode())

    def well(self, *arguments: str, stdin: bytes = b"") -> Result:
        """Run one command that must succeed."""
        result = self.run(*arguments, stdin=stdin)
        assert (result.code, result.err) == (0, result.err), result.err
        return result

    def refused(self, *arguments: str) -> str:
        """Run one command that must be refused, with one sentence for the user, which is returned."""
        result = self.run(*arguments)
        assert result.code == 2, result
        assert result.out == ""
        assert result.err.count("\n") == 1
        assert "defect" not in result.err, result.err
        return result.err.strip()

    def set_up(self) -> None:
        """Fill the directory and the settings."""
        if self.data.exists():
            self.set_up_by_commands()
            return
        self.write_json("directory.json", DIRECTORY)
        self.data.mkdir(mode=0o700)
        store = self.data / "severa-desktop.sqlite"
        store.touch(0o600)
        store.write_bytes(_set_up())

    def set_up_by_commands(self) -> None:
        """Do the same in a store that is there already."""
        self.well("directory", "import", self.write_json("directory.json", DIRECTORY))
        self.well("setup", "--address", "acme@severamail.com", "--activity-type", "E-mail")

    def write(self, name: str, content: bytes) -> str:
        """Write a file beside the data folder and return its path."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return str(path)

    def write_json(self, name: str, value: object) -> str:
        return self.write(name, json.dumps(value, ensure_ascii=False, indent=1).encode())


def mail(number: int | str = 1, body: str = "Hallo\n", **headers: str) -> bytes:
    """Return a mail from Anna to Piet; headers are replaced or added by name, and `""` removes one."""
    fields = {
        "From": "Anna de Vries <anna@acme.example>",
        "To": "Piet Jansen <piet@bakery.example>",
        "Subject": f"Mail {number}",
        "Date": "Mon, 02 Mar 2026 09:15:00 +0100",
        "Message-ID": f"<{number}@acme.example>",
    }
    fields |= {name.replace("_", "-"): value for name, value in headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items() if value)
    return f"{head}\r\n{body}".encode()


def mail_with_file(number: int | str, name: str, content: bytes, **headers: str) -> bytes:
    """Return a mail with one attachment."""
    body = (
        "--b\r\nContent-Type: text/plain\r\n\r\nHallo\r\n"
        f'--b\r\nContent-Type: application/pdf; name="{name}"\r\nContent-Transfer-Encoding: 8bit\r\n\r\n'
        f"{content.decode()}\r\n--b--\r\n"
    )
    return mail(number, body, Content_Type="multipart/mixed; boundary=b", **headers)


@cache
def _set_up() -> bytes:
    """Return a store that was set up by commands: hundreds of tests begin with a copy."""
    with TemporaryDirectory() as folder:
        program = Program(Path(folder))
        program.set_up_by_commands()
        return (program.data / "severa-desktop.sqlite").read_bytes()


@contextmanager
def _own_streams(stdin: bytes, encoding: str) -> Iterator[tuple[io.BytesIO, io.BytesIO]]:
    out, err = io.BytesIO(), io.BytesIO()
    former = sys.stdin, sys.stdout, sys.stderr
    sys.stdin = io.TextIOWrapper(io.BytesIO(stdin), encoding=encoding)
    sys.stdout = io.TextIOWrapper(out, encoding=encoding)
    sys.stderr = io.TextIOWrapper(err, encoding="utf-8")
    try:
        yield out, err
    finally:
        sys.stdin, sys.stdout, sys.stderr = former


@contextmanager
def _own_process_state(spoken: str) -> Iterator[None]:
    """Put back what the program changes for the whole process: language, log and signals."""
    environment = dict(os.environ)
    os.environ["LC_ALL"] = spoken
    log = logging.getLogger()
    handlers = log.handlers[:]
    numbers = signal.SIGTERM, signal.SIGINT
    former = [signal.getsignal(number) for number in numbers]
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(environment)
        set_language("en")
        _forget_sentences_of_the_system()
        log.handlers[:] = handlers
        logging.captureWarnings(capture=False)
        for number, handler in zip(numbers, former, strict=True):
            signal.signal(number, handler)


def _forget_sentences_of_the_system() -> None:
    """Let the system look its sentences up again: those in the former language it keeps until the locale changes."""
    if hasattr(locale, "LC_MESSAGES"):
        former = locale.setlocale(locale.LC_MESSAGES)
        locale.setlocale(locale.LC_MESSAGES, "C")
        locale.setlocale(locale.LC_MESSAGES, former)

"""`severa-desktop process` at work, for benchmarks: started, listened to, looked at from outside, ended."""

import json
import os
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.corpus import BenchError, Corpus
from benchmarks.memory import family, pss
from benchmarks.program import Program
from tests.servers import started
from tests.sources.imap.authority import Authority
from tests.sources.imap.dovecot import PASSWORD, Dovecot

ADDRESS = "bench@severamail.com"
DEADLINE = 120.0
_BETWEEN = 0.002
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Processor:
    """The program, running; every result it printed, with the moment it was heard."""

    process: subprocess.Popen[str]
    heard: list[tuple[float, str]] = field(default_factory=list)
    """Seconds by the clock that only grows, and the outcome."""

    def listen(self) -> None:
        """Hear what it prints until it ends."""
        for line in self.process.stdout or ():
            self.heard.append((time.monotonic(), str(json.loads(line)["outcome"])))

    def wait_for(self, results: int) -> float:
        """Return when there were so many results; raises BenchError where they do not come."""
        end = time.monotonic() + DEADLINE
        while len(self.heard) < results:
            if self.process.poll() is not None:
                raise BenchError(f"The processor ended with {self.process.returncode}.")
            if time.monotonic() > end:
                raise BenchError(f"The processor gave {len(self.heard)} results instead of {results}.")
            time.sleep(_BETWEEN)
        return self.heard[results - 1][0]

    def cpu_seconds(self) -> float:
        """Return what it and its processes worked so far."""
        return sum(map(_cpu_seconds, family(self.process.pid)))

    def memory(self) -> int:
        """Return the bytes of it and its processes."""
        return sum(map(pss, family(self.process.pid)))


@contextmanager
def at_work(program: Program) -> Iterator[Processor]:
    """Run the processor until the block ends."""
    process = subprocess.Popen(
        program.command("process", "--json"),
        text=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    processor = Processor(process)
    listener = threading.Thread(target=processor.listen)
    listener.start()
    try:
        yield processor
    finally:
        process.terminate()
        process.wait()
        listener.join()


@contextmanager
def mail_server(folder: Path) -> Iterator[Dovecot]:
    """Run a Dovecot; raises BenchError where there is none."""
    authority = Authority(folder / "authority")
    try:
        server = Dovecot(authority, authority.issue("DNS:localhost"))
    except OSError as error:
        raise BenchError(f"There is no mail server to measure with ({error}). Run: make test") from error
    with started(server):
        yield server


def add_mailbox(program: Program, server: Dovecot, user: str, number: int = 1) -> None:
    """Let mails come from a mailbox, as the store's source of this number; its password is in the environment."""
    os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
    os.environ[f"SEVERA_DESKTOP_PASSWORD_{number}"] = PASSWORD
    program.run(
        "source", "add", "imap", "localhost", "--user", user, "--port", str(server.tls_port),
        "--ca", server.authority.ca_file,
    )  # fmt: skip


def part_of(mails: Corpus, number: int, folder: Path) -> Corpus:
    """Return the first mails of a set as a set of its own, in a folder on the same disk."""
    part = Corpus(folder / f"first-{number}", number)
    for name in ("cur", "new", "tmp"):
        (part.maildir / name).mkdir(parents=True)
    for path in paths(mails)[:number]:
        os.link(path, part.maildir / "cur" / path.name)
    os.link(mails.directory, part.directory)
    return part


def paths(mails: Corpus) -> list[Path]:
    """Return the files of a set, in the order of their names."""
    return sorted((mails.maildir / "cur").iterdir())


def addressed(path: Path) -> bytes:
    """Return a mail as a mail server delivers it to us."""
    return b"Delivered-To: " + ADDRESS.encode() + b"\r\n" + path.read_bytes()


def _cpu_seconds(process: int) -> float:
    try:
        stat = Path(f"/proc/{process}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return 0.0
    fields = stat[stat.rindex(")") + 1 :].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS

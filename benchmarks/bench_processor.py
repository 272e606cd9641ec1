"""Mails that arrive by themselves: a waiting mailbox beside the command line's import of the same mails, deliveries by
LMTP, how soon a mail is an activity, and what waiting costs.
"""

import argparse
import atexit
import resource
import shutil
import smtplib
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks import figures
from benchmarks.corpus import BenchError, Corpus, add_corpus_options, corpus
from benchmarks.processor import ADDRESS, Processor, add_mailbox, addressed, at_work, mail_server, part_of, paths
from benchmarks.program import Program, count_outcomes, scratch_folder
from benchmarks.timing import in_turns
from tests.sources.imap.dovecot import Dovecot

PARTS = ("times", "backlog", "deliveries", "idle")
IMPORT = "severa-desktop import"
MAILBOX = "the mailbox, by IMAP with TLS"
RATE = 0.5
"""Of the command line's, which a mailbox's must reach."""
EACH_SECOND = 100
CONNECTIONS = 8
IDLE_PERCENT = 0.5


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    add_corpus_options(parser)
    parser.add_argument("--only", choices=PARTS, action="append", help="one part; may be given again")
    parser.add_argument("--backlog", type=int, default=5_000, help="mails that wait (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=3, help="of the backlog (default: %(default)s)")
    parser.add_argument("--seconds", type=int, default=60, help="of deliveries (default: %(default)s)")
    parser.add_argument("--arrivals", type=int, default=20, help="each way, timed one by one (default: %(default)s)")
    parser.add_argument("--minutes", type=float, default=10, help="of waiting (default: %(default)s)")
    options = parser.parse_args()
    mails = corpus(options.mails, attachments=options.attachments)
    wanted = options.only or PARTS
    with scratch_folder() as folder, mail_server(folder) as server:
        if "times" in wanted:
            report_times(folder / "times", mails, server, options.arrivals)
        if "backlog" in wanted:
            report_backlog(folder, mails, server, options.backlog, options.rounds)
        if "deliveries" in wanted:
            report_deliveries(folder / "deliveries", mails, options.seconds)
        if "idle" in wanted:
            report_idle(folder / "idle", mails, server, options.minutes)


# ------------------------------------------------------------------------------ how soon


@dataclass(frozen=True, slots=True)
class Places:
    """Where mails come from: a folder, a mailbox, a socket file."""

    inbox: Path
    user: str
    socket: Path


def with_all_sources(folder: Path, mails: Corpus, server: Dovecot) -> tuple[Program, Places]:
    """Return a program that is set up, with a source of each kind."""
    folder.mkdir()
    program = Program(folder / "store")
    program.prepare(mails.directory)
    places = Places(folder / "inbox", folder.name, short_folder() / "lmtp")
    places.inbox.mkdir()
    server.deliver(places.user)
    add_mailbox(program, server, places.user)
    program.run("source", "add", "folder", places.inbox, "--after", "move")
    program.run("source", "add", "lmtp", f"unix:{places.socket}")
    return program, places


def short_folder() -> Path:
    """Return a folder of its own, removed at the end: a socket's path must be short."""
    made = Path(tempfile.mkdtemp(prefix="bench"))
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    return made


def report_times(folder: Path, mails: Corpus, server: Dovecot, number: int) -> None:
    """Time single mails on each way, from the moment they are there to the result that is on the disk."""
    program, places = with_all_sources(folder, mails, server)
    coming = iter(paths(mails))
    took: dict[str, list[float]] = {}

    def deliver(content: bytes) -> None:
        with smtplib.LMTP(str(places.socket)) as client:
            client.sendmail("", [ADDRESS], content)

    def put(content: bytes) -> None:
        part = places.inbox / "part"
        part.write_bytes(content)
        part.rename(places.inbox / f"{time.monotonic_ns()}.eml")

    ways: dict[str, tuple[Callable[[bytes], None], float]] = {
        "by LMTP, from the connection": (deliver, 2),
        "in the mailbox (IDLE), from its arrival": (lambda content: server.deliver(places.user, content), 2),
        "in the folder, from its last change": (put, 3),
    }
    with at_work(program) as processor:
        _wait_until_ready(places, program)
        for way, (bring, _limit) in ways.items():
            for _round in range(number):
                content = addressed(next(coming))
                expected, start = len(processor.heard) + 1, time.monotonic()
                bring(content)
                took.setdefault(way, []).append(processor.wait_for(expected) - start)
    print(f"\n{number} mails each way, one after the other; {figures.machine()}")
    rows = [
        (way, figures.least_and_median(took[way], digits=2), f"{max(took[way]):.2f}", f"{limit:.0f}")
        for way, (_bring, limit) in ways.items()
    ]
    figures.print_table(("a mail", "s to the activity, minimum / median", "most", "limit"), rows)


def _wait_until_ready(places: Places, program: Program) -> None:
    end = time.monotonic() + 60
    while (
        not places.socket.exists() or '"last_success": null' in program.run("source", "list", "--json").split("\n")[0]
    ):
        if time.monotonic() > end:
            raise BenchError("The sources do not begin.")
        time.sleep(0.1)
    time.sleep(1)


def _mailbox(program: Program) -> str:
    return program.run("source", "list", "--json").splitlines()[0]


# ------------------------------------------------------------------------------ a waiting mailbox


def report_backlog(folder: Path, mails: Corpus, server: Dovecot, number: int, rounds: int) -> None:
    """Take a full mailbox in, and import the same mails from files, in turns."""
    part = part_of(mails, number, folder)
    part.warm()
    for path in paths(part):
        server.deliver("backlog", path.read_bytes())
    worked: dict[str, list[float]] = {IMPORT: [], MAILBOX: []}

    def once(what: str, run: Callable[[Program], None]) -> float:
        with scratch_folder() as own:
            program = Program(own / "store")
            program.prepare(part.directory)
            if what == MAILBOX:
                add_mailbox(program, server, "backlog")
            before, start = _worked(), time.perf_counter()
            run(program)
            seconds = time.perf_counter() - start
            worked[what].append(_worked() - before)
        return seconds

    def imported(program: Program) -> None:
        program.import_mails(part)

    def arrived(program: Program) -> None:
        results = program.folder.with_suffix(".jsonl")
        with results.open("wb") as output:
            status = subprocess.run(
                program.command("process", "--once", "--json"), stdout=output, check=False
            ).returncode
        listed = program.run("source", "list", "--json")
        outcomes = count_outcomes(results, Corpus(part.maildir, len(results.read_bytes().splitlines())), status)
        if f'"left_alone": {number - sum(outcomes.values())}' not in listed:
            raise BenchError(f"{number} mails gave {dict(outcomes)}; {listed}")

    with scratch_folder() as own:
        # Dovecot learns the sizes of mails that it did not deliver itself; those that it did, it knows.
        warming = Program(own / "store")
        warming.prepare(part.directory)
        add_mailbox(warming, server, "backlog")
        arrived(warming)
    seconds = in_turns({IMPORT: lambda: once(IMPORT, imported), MAILBOX: lambda: once(MAILBOX, arrived)}, rounds)
    print(f"\n{number:,} mails, {part.size / figures.MEGABYTE:,.0f} MB; {figures.machine()}")
    best, least = min(seconds[IMPORT]), min(worked[IMPORT])
    rows = [
        (
            what,
            figures.least_and_median(took),
            f"{number / min(took):,.0f}",
            f"{best / min(took):.0%} / {figures.median(seconds[IMPORT]) / figures.median(took):.0%}",
            f"{min(worked[what]):.1f}",
            f"{min(worked[what]) / least:.2f}",
        )
        for what, took in seconds.items()
    ]
    heads = ("what", "s, minimum / median", "mails a second", "of the import's rate", "CPU s", "times the import's")
    figures.print_table(heads, rows)
    print(f"wanted: {RATE:.0%} of the import's rate; CPU time is that of our processes, not of Dovecot")


def _worked() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


# ------------------------------------------------------------------------------ deliveries


def report_deliveries(folder: Path, mails: Corpus, seconds: int) -> None:
    """Deliver a hundred mails a second, each on the disk before its answer; then as many as will go."""
    folder.mkdir()
    program = Program(folder / "store")
    program.prepare(mails.directory)
    socket = short_folder() / "lmtp"
    program.run("source", "add", "lmtp", f"unix:{socket}")
    files = paths(mails)
    paced = files[: min(EACH_SECOND * seconds, len(files) * 3 // 4)]
    rows = []
    with at_work(program) as processor:
        while not socket.exists():
            time.sleep(0.1)
        time.sleep(1)
        for what, part, rate in (
            (f"{EACH_SECOND} a second", paced, EACH_SECOND),
            ("as fast as they go", files[len(paced) :], 0),
        ):
            before, heard = processor.cpu_seconds(), len(processor.heard)
            done = deliver_all(socket, part, rate)
            rows.append((
                what, f"{len(part):,}", f"{done.seconds:.1f}", f"{len(part) / done.seconds:.0f}",
                f"{figures.median(done.took) * 1000:.0f}", f"{sorted(done.took)[len(part) * 99 // 100] * 1000:.0f}",
                f"{max(done.took) * 1000:.0f}", f"{(processor.cpu_seconds() - before) / done.seconds:.0%}",
                f"{done.behind:.2f}",
            ))  # fmt: skip
            processor.wait_for(heard + len(part))
    print(f"\ndeliveries by LMTP through {CONNECTIONS} connections; {figures.machine()}")
    heads = ("what", "mails", "s", "a second", "ms to the 250, median", "99 %", "most", "CPU, of one core", "s behind")
    figures.print_table(heads, rows)


@dataclass(frozen=True, slots=True)
class Delivered:
    """How deliveries went."""

    seconds: float
    took: list[float]
    """Seconds from the connection's MAIL to its 250, each."""
    behind: float
    """Seconds by which the last one began later than it should."""


def deliver_all(socket: Path, files: list[Path], rate: int) -> Delivered:
    """Deliver mails through some connections, so many a second or as many as will go."""
    begun = time.monotonic()
    took: list[float] = []
    behind = [0.0]
    numbers = iter(range(len(files)))
    lock = threading.Lock()

    def deliver() -> None:
        with smtplib.LMTP(str(socket)) as client:
            while True:
                with lock:
                    number = next(numbers, None)
                if number is None:
                    return
                content = addressed(files[number])
                if rate:
                    time.sleep(max(0.0, begun + number / rate - time.monotonic()))
                start = time.monotonic()
                client.sendmail("", [ADDRESS], content)
                took.append(time.monotonic() - start)
                if rate:
                    behind.append(start - begun - number / rate)

    threads = [threading.Thread(target=deliver) for _connection in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if len(took) != len(files):
        raise BenchError(f"Of {len(files)} deliveries only {len(took)} were accepted.")
    return Delivered(time.monotonic() - begun, took, behind[-1])


# ------------------------------------------------------------------------------ waiting


def report_idle(folder: Path, mails: Corpus, server: Dovecot, minutes: float) -> None:
    """Let a program with a source of each kind wait, after each had a mail; look at what that costs."""
    program, places = with_all_sources(folder, mails, server)
    first, second, third = paths(mails)[:3]
    with at_work(program) as processor:
        _wait_until_ready(places, program)
        (places.inbox / "a.eml").write_bytes(addressed(first))
        server.deliver(places.user, addressed(second))
        with smtplib.LMTP(str(places.socket)) as client:
            client.sendmail("", [ADDRESS], addressed(third))
        processor.wait_for(3)
        time.sleep(10)
        worked, memory, woken = idle(processor, minutes)
    print(f"\n{minutes:g} minutes with nothing to do, a source of each kind; {figures.machine()}")
    share = worked / (minutes * 60) * 100
    tenth = max(1, len(memory) // 10)
    begin, end = figures.median(memory[:tenth]), figures.median(memory[-tenth:])
    print(
        f"CPU time {worked:.2f} s, {share:.2f} % of one core (limit {IDLE_PERCENT} %); woken {woken:.0f} times a second"
    )
    print(
        f"memory {begin / figures.MEBIBYTE:.1f} MiB in the first tenth of the time, {end / figures.MEBIBYTE:.1f} in "
        f"the last, {max(memory) / figures.MEBIBYTE:.1f} at most"
    )


def idle(processor: Processor, minutes: float) -> tuple[float, list[int], float]:
    """Return CPU seconds, memory every few seconds, and how often a second a thread of it was woken."""
    begin, before, switches = time.monotonic(), processor.cpu_seconds(), _switches(processor.process.pid)
    memory = []
    while time.monotonic() - begin < minutes * 60:
        memory.append(processor.memory())
        time.sleep(min(5.0, minutes * 6))
    seconds = time.monotonic() - begin
    return processor.cpu_seconds() - before, memory, (_switches(processor.process.pid) - switches) / seconds


def _switches(process: int) -> int:
    lines = [
        line
        for task in Path(f"/proc/{process}/task").iterdir()
        for line in (task / "status").read_text(encoding="ascii", errors="replace").splitlines()
    ]
    return sum(int(line.split()[1]) for line in lines if line.startswith("voluntary_ctxt_switches"))


if __name__ == "__main__":
    sys.exit(figures.run(main))

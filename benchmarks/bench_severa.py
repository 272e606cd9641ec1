"""Fetching the directory from Severa: the time beside what the pace alone costs, memory, and a pull without changes.

The tests' Severa answers over real HTTP, after some time as one far away does; nothing here has run against Severa.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks import figures, memory
from benchmarks.corpus import BenchError
from benchmarks.program import Program, scratch_folder
from severa_desktop.services.severa.client_secret import VARIABLE
from severa_desktop.severa.pace import AT_ONCE
from tests.servers import started
from tests.severa.server_process import ServerProcess
from tests.severa.server_world import FULL, Size
from tests.severa.talking import CLIENT, SECRET

MOST_OVER = 0.05
"""Of the time that the pace alone costs."""
MOST_MEMORY = 150 * figures.MEBIBYTE
MOST_REQUESTS = 10
"""Of a pull without changes."""
FIRST, UNCHANGED, AGAIN = "everything, the first time", "without changes", "everything, once more"


@dataclass(frozen=True, slots=True)
class Pull:
    """One pull, from the start of the process to its end."""

    name: str
    requests: int
    seconds: float
    first: float
    """Seconds of these before the first request."""
    after: float
    """Seconds of these after the last answer."""
    worked: float
    """Seconds of CPU time."""
    peak: int
    """Bytes of PSS."""

    @property
    def over(self) -> float:
        """How much longer than the pace alone costs, as a part of that."""
        return self.seconds * AT_ONCE / self.requests - 1


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("customers", "contacts", "projects", "users"):
        parser.add_argument(f"--{name}", type=int, default=getattr(FULL, name), help="(default: %(default)s)")
    parser.add_argument("--latency", type=float, default=0.2, help="seconds until it answers (default: %(default)s)")
    options = parser.parse_args()
    if not memory.available():
        raise BenchError("This system does not tell the memory of a process; Linux does.")
    size = Size(options.customers, options.contacts, options.projects, options.users)
    with scratch_folder() as folder, started(ServerProcess(size, latency=options.latency)) as server:
        program = connected(folder, server)
        pulls = [pulled(program, server, size, options.latency, name) for name in (FIRST, UNCHANGED, AGAIN)]
    report(size, options.latency, pulls)


def connected(folder: Path, server: ServerProcess) -> Program:
    """Return the program on a store that is connected, with its pace kept in the folder."""
    os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
    os.environ["XDG_STATE_HOME"] = str(folder / "state")
    os.environ[VARIABLE] = SECRET
    program = Program(folder / "store")
    program.run("severa", "connect", "--client-id", CLIENT, "--url", server.url)
    return program


def pulled(program: Program, server: ServerProcess, size: Size, latency: float, name: str) -> Pull:
    """Pull and measure; raises BenchError where the outcome is not what it has to be."""
    time.sleep(1.1)  # the turns of what was asked for before are over
    server.counts()
    before, start = _worked(), time.monotonic()
    wanted = () if name == UNCHANGED else ("--full",)
    with subprocess.Popen(
        program.command("severa", "pull", "--json", *wanted),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        samples = memory.watch(process)
        end = time.monotonic()
        output, said = process.communicate()
    if process.returncode:
        raise BenchError(f"The pull ended with {process.returncode}: {said.decode('utf-8', 'replace')}")
    counts = server.counts()
    if counts.wrong or counts.exceeded:
        raise BenchError(f"{counts.exceeded} requests came too soon, and these were wrong: {counts.wrong}")
    check(name, json.loads(output)["sections"], size)
    after = end - counts.arrived[-1] - latency
    first = counts.arrived[0] - start
    return Pull(name, len(counts.arrived), end - start, first, after, _worked() - before, max(samples))


def check(name: str, sections: Mapping[str, Mapping[str, int]], size: Size) -> None:
    """Raise BenchError unless everything came the first time, and nothing changed afterwards."""
    for section in ("users", "customers", "contacts", "projects"):
        expected = getattr(size, section) if name == FIRST else 0
        added = sections[section]["added"]
        changed = sections[section]["updated"] + sections[section]["deactivated"]
        if (added, changed) != (expected, 0):
            raise BenchError(f"{name}: {added} {section} were added instead of {expected}, and {changed} changed.")


def report(size: Size, latency: float, pulls: list[Pull]) -> None:
    """Print a table, and whether the figures are those to be reached."""
    print(
        f"{size.customers:,} customers, {size.contacts:,} contact persons, {size.projects:,} projects, "
        f"{size.users:,} users; answers after {latency * 1000:.0f} ms; {figures.machine()}"
    )
    figures.print_table(
        [
            "pull", "requests", "s", "before the first", "after the last", f"requests / {AT_ONCE}", "over", "CPU s",
            "peak MiB PSS",
        ],
        [
            [
                pull.name, f"{pull.requests}", f"{pull.seconds:.2f}", f"{pull.first:.2f}", f"{pull.after:.2f}",
                f"{pull.requests / AT_ONCE:.2f}", f"{pull.over:.1%}", f"{pull.worked:.1f}",
                f"{pull.peak / figures.MEBIBYTE:.0f}",
            ]
            for pull in pulls
        ],
    )  # fmt: skip
    over = max(pull.over for pull in pulls if pull.name != UNCHANGED)
    peak = max(pull.peak for pull in pulls)
    asked = max(pull.requests for pull in pulls if pull.name == UNCHANGED)
    _tell(f"everything takes {over:.1%} longer than the pace alone", f"{MOST_OVER:.0%}", is_kept=over <= MOST_OVER)
    limit = f"{MOST_MEMORY // figures.MEBIBYTE} MiB"
    _tell(f"memory {peak / figures.MEBIBYTE:.0f} MiB", limit, is_kept=peak < MOST_MEMORY)
    _tell(f"without changes {asked} requests", f"{MOST_REQUESTS}", is_kept=asked <= MOST_REQUESTS)


def _tell(figure: str, limit: str, *, is_kept: bool) -> None:
    print(f"{figure}: {'within' if is_kept else 'OVER'} {limit}")


def _worked() -> float:
    """Return the CPU seconds of all processes that this one started and that ended."""
    times = os.times()
    return times.children_user + times.children_system


if __name__ == "__main__":
    sys.exit(figures.run(main))

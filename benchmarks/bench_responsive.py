"""The window while 10,000 mails are imported: how long its thread is held, and how soon and fast the import goes.

The thread of a window that does nothing is watched beside it, in a process of its own during the same import: that is
what the machine itself costs. With `--severa`, the directory is fetched and activities are sent meanwhile instead.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import figures
from benchmarks.bench_growth import ATTACHMENTS
from benchmarks.corpus import SEED, BenchError, Corpus, corpus
from benchmarks.gaps import Gap, parse_gap
from benchmarks.many_activities import add_options, filled
from benchmarks.program import Program, scratch_folder
from benchmarks.windows import Screen, printed, screen
from severa_desktop.services.severa.client_secret import VARIABLE
from tests.servers import started
from tests.severa.server_process import ServerProcess
from tests.severa.server_world import FULL
from tests.severa.talking import CLIENT, SECRET

MILLISECONDS = 1000
HELD_MS = 50
SHOWN_MS = 300
RATE = 0.8
"""Of the command line's."""
HARDLY = 0.1
"""Of a gap that is the machine's: the part in which the process worked, all its threads together."""
WORST = 12
"""Gaps that are named."""
LATENCY = 0.2
"""Seconds until the tests' Severa answers."""
COMMAND_LINE = "command line"
HOW = ("dragged", "at once")


@dataclass(frozen=True, slots=True)
class Dropped:
    """Seconds from the drop to the first picture of progress, to the first results, and to the end."""

    shown: float
    results: float
    ended: float


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    add_options(parser, activities=100_000)
    parser.add_argument("--mails", type=int, default=10_000, help="that are imported (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=3, help="of the import's rate (default: %(default)s)")
    parser.add_argument(
        "--severa", action="store_true", help="fetch the tests' Severa and send there instead of importing"
    )
    parser.add_argument("--sending", type=float, default=60.0, help="seconds of that at most (default: %(default)s)")
    options = parser.parse_args()
    if options.severa:
        report_exchange(options.activities, options.store, options.sending)
        return
    coming = corpus(options.mails, seed=SEED + 1, attachments=ATTACHMENTS)
    coming.warm()
    with screen() as on, scratch_folder() as folder:
        with filled(options.activities, options.store) as full:
            program = full.copy(folder / "copy")
        program.prepare(coming.directory)
        print(f"{coming.mails:,} mails come to {options.activities:,} activities; {figures.machine()}")
        report_gaps(*watch(on, program, options.activities, coming))
        program.remove()
        print(f"\n{coming.mails:,} mails come to an empty store; {figures.machine()}")
        report_rates(coming, *rates(on, folder, coming, options.rounds))


def report_exchange(activities: int, store: Path | None, sending: float) -> None:
    """Fetch a large directory and send activities while somebody looks around, and print the gaps."""
    with scratch_folder() as folder, started(ServerProcess(FULL, latency=LATENCY)) as server:
        os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
        os.environ["XDG_STATE_HOME"] = str(folder / "state")
        os.environ[VARIABLE] = SECRET
        with filled(activities, store) as full:
            program = full.copy(folder / "copy")
        program.run("severa", "connect", "--client-id", CLIENT, "--url", server.url)
        print(f"Severa is fetched, and sent to, from {activities:,} activities; {figures.machine()}")
        # Once the environment is as the window's is to be.
        with screen() as on:
            idle = on.start("idle_window")
            try:
                began, ended, sent, *lines = on.run("exchanging_window", program.folder, str(activities), str(sending))
            finally:
                still = [parse_gap(line) for line in printed(idle)]
        print(f"{float(ended) - float(began):.0f} s in all, sending for {float(sent):.0f} s of them")
        report_gaps(list(map(parse_gap, lines)), [gap for gap in still if float(began) <= gap.at <= float(ended)])
        program.remove()


def watch(on: Screen, program: Program, activities: int, coming: Corpus) -> tuple[list[Gap], list[Gap]]:
    """Import while somebody looks around; return the gaps of the window and of one that does nothing."""
    idle = on.start("idle_window")
    try:
        began, ended, done, *lines = on.run("busy_window", program.folder, str(activities), coming.maildir)
    finally:
        still = [parse_gap(line) for line in printed(idle)]
    if int(done) != coming.mails:
        raise BenchError(f"{done} of {coming.mails} mails were imported")
    return list(map(parse_gap, lines)), [gap for gap in still if float(began) <= gap.at <= float(ended)]


def report_gaps(busy: Sequence[Gap], idle: Sequence[Gap]) -> None:
    """Print how long each thread was held, and by what."""
    rows = []
    for name, gaps in (("window at work", busy), ("idle window beside it", idle)):
        lengths = sorted(gap.length for gap in gaps)
        rare = lengths[-1 - len(lengths) // 1000]
        rows.append((name, _ms(max(lengths)), _ms(rare), _ms(max(gap.own for gap in gaps)), f"{len(gaps):,}"))
    figures.print_table(("gaps of the thread, ms", "worst", "99.9 %", "most own work in one", "gaps"), rows)
    longest = sorted(busy, key=lambda gap: gap.length, reverse=True)[:WORST]
    figures.print_table(
        ("longest gaps while", "ms", "work in it, ms", "the thread's own, ms"),
        [(gap.act, _ms(gap.length), _ms(gap.worked), _ms(gap.own)) for gap in longest],
    )
    held = sum(gap.own * MILLISECONDS > HELD_MS for gap in busy)
    print(f"gaps with more than {HELD_MS} ms of the thread's own work: {held}, {'OVER' if held else 'within'}")
    long, of_idle = ([gap for gap in gaps if gap.length * MILLISECONDS > HELD_MS] for gaps in (busy, idle))
    # Nothing of the program ran in these: the machine had others to serve.
    stood = sum(gap.worked < HARDLY * gap.length for gap in long)
    verdict = "within" if len(long) == stood else "the machine has such gaps itself" if of_idle else "OVER"
    print(
        f"gaps longer than {HELD_MS} ms: {len(long)}, the process hardly at work in {stood} of them;"
        f" in the idle window {len(of_idle)}; {verdict}"
    )


def rates(on: Screen, folder: Path, coming: Corpus, rounds: int) -> tuple[dict[str, list[Dropped]], list[float]]:
    """Import into empty stores by window and by command line in turns, beginning with another one each time."""
    dropped: dict[str, list[Dropped]] = {how: [] for how in HOW}
    commanded: list[float] = []
    names = [*HOW, COMMAND_LINE]
    for number in range(rounds):
        first = number % len(names)
        for name in names[first:] + names[:first]:
            program = Program(folder / "store")
            program.prepare(coming.directory)
            if name == COMMAND_LINE:
                commanded.append(program.import_mails(coming).seconds)
            else:
                shown, results, ended, done = on.run("importing_window", program.folder, coming.maildir, name)
                if int(done) != coming.mails:
                    raise BenchError(f"{done} of {coming.mails} mails were imported")
                dropped[name].append(Dropped(float(shown), float(results), float(ended)))
            program.remove()
    return dropped, commanded


def report_rates(coming: Corpus, dropped: dict[str, list[Dropped]], commanded: list[float]) -> None:
    """Print how soon a drop shows, and how fast the import goes."""
    rows = []
    for how, all_of_it in dropped.items():
        shown = [one.shown for one in all_of_it]
        verdict = "OVER" if figures.median(shown) * MILLISECONDS > SHOWN_MS else ""
        least_and_median = figures.least_and_median(shown, factor=MILLISECONDS, digits=0)
        rows.append((f"progress shown, {how}", least_and_median, f"{SHOWN_MS}", verdict))
        results = figures.least_and_median([one.results for one in all_of_it], factor=MILLISECONDS, digits=0)
        rows.append((f"first results, {how}", results, "", ""))
    figures.print_table(("from the drop", "ms, minimum / median", "limit", ""), rows)
    best = coming.mails / min(commanded)
    speeds = [(COMMAND_LINE, figures.least_and_median(commanded), f"{best:.0f}", "", "")]
    for how, all_of_it in dropped.items():
        took = [one.ended for one in all_of_it]
        share = min(commanded) / min(took)
        verdict = "UNDER" if share < RATE else ""
        rate = f"{coming.mails / min(took):.0f}"
        speeds.append((f"window, {how}", figures.least_and_median(took), rate, f"{share:.0%}", verdict))
    figures.print_table(("import", "s, minimum / median", "mails a second", f"asked: {RATE:.0%}", ""), speeds)


def _ms(seconds: float) -> str:
    return f"{seconds * MILLISECONDS:.1f}"


if __name__ == "__main__":
    sys.exit(figures.run(main))

"""Import throughput beside `mu index` and `notmuch new`: the same mails, the same run, in turns.

The others only index; the import keeps the originals, matches every mail and writes its results as JSON.
"""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from benchmarks import figures
from benchmarks.corpus import Corpus, add_corpus_options, corpus
from benchmarks.peers import Mu, Notmuch, require_peers
from benchmarks.phases import print_shares
from benchmarks.program import Program, scratch_folder
from benchmarks.timing import in_turns

OURS = "severa-desktop import"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    add_corpus_options(parser)
    parser.add_argument("--rounds", type=int, default=3, help="default: %(default)s")
    parser.add_argument("--alone", action="store_true", help="without mu and notmuch")
    options = parser.parse_args()
    if not options.alone:
        require_peers()
    mails = corpus(options.mails, attachments=options.attachments)
    mails.warm()
    with scratch_folder() as folder:
        measure(folder, mails, options.rounds, alone=options.alone)


def measure(folder: Path, mails: Corpus, rounds: int, *, alone: bool) -> None:
    """Let each take its turn in every round, another one first each time, and print the table."""
    mu, notmuch = Mu(folder / "mu"), Notmuch(folder / "notmuch")
    sizes: dict[str, int] = {}
    outcomes: dict[str, int] = {}

    def ours() -> float:
        with scratch_folder() as store:
            program = Program(store / "store")
            program.prepare(mails.directory)
            done = program.import_mails(mails)
            sizes[OURS] = program.size
        outcomes.update(done.outcomes)
        return done.seconds

    def mu_index() -> float:
        seconds = mu.index(mails)
        sizes["mu index"] = mu.size
        return seconds

    def notmuch_new() -> float:
        seconds = notmuch.index(mails)
        sizes["notmuch new"] = notmuch.size
        return seconds

    runners: dict[str, Callable[[], float]] = {OURS: ours}
    if not alone:
        runners |= {"mu index": mu_index, "notmuch new": notmuch_new}
    seconds = in_turns(runners, rounds)
    report(mails, seconds, sizes, outcomes)
    print_shares(folder, mails)


def report(mails: Corpus, seconds: dict[str, list[float]], sizes: dict[str, int], outcomes: dict[str, int]) -> None:
    """Print the table and the ratios."""
    print(f"{mails.mails:,} mails, {mails.size / figures.MEGABYTE:,.0f} MB; {figures.machine()}")
    best = min(seconds[OURS])
    rows = [
        (
            name,
            figures.least_and_median(took),
            f"{mails.mails / min(took):,.0f}",
            f"{sizes[name] / figures.MEGABYTE:,.0f}",
            f"{min(took) / best:.2f} / {figures.median(took) / figures.median(seconds[OURS]):.2f}",
        )
        for name, took in seconds.items()
    ]
    heads = ("what", "s, minimum / median", "mails a second", "MB on disk", "times ours, minimum / median")
    figures.print_table(heads, rows)
    print("outcomes: " + ", ".join(f"{count:,} {name}" for name, count in sorted(outcomes.items())))


if __name__ == "__main__":
    sys.exit(figures.run(main))

"""What an import costs when much is there already: the same mails into an empty and into a full store.

Both stores get the same directory, so that only what they hold differs.
"""

import argparse
import sys

from benchmarks import figures
from benchmarks.corpus import SEED, Corpus, corpus
from benchmarks.program import Program, add_store_option, imported, scratch_folder
from benchmarks.timing import in_turns

ATTACHMENTS = 0.01
LIMIT = 1.3
EMPTY = "into an empty store"
FULL = "into a full store"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--there", type=int, default=100_000, help="mails in the full store")
    parser.add_argument("--mails", type=int, default=10_000, help="mails that come in (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=3, help="default: %(default)s")
    add_store_option(parser)
    options = parser.parse_args()
    there = corpus(options.there, attachments=ATTACHMENTS)
    coming = corpus(options.mails, seed=SEED + 1, attachments=ATTACHMENTS)
    coming.warm()
    with imported(there, options.store) as full, scratch_folder() as folder:
        empty = Program(folder / "store")
        seconds = in_turns(
            {
                EMPTY: lambda: import_into(empty, coming),
                FULL: lambda: import_into(full.copy(folder / "copy"), coming),
            },
            options.rounds,
        )
    report(coming, there, seconds)


def import_into(program: Program, coming: Corpus) -> float:
    """Import into a store that is thrown away afterwards; return the seconds."""
    program.prepare(coming.directory)
    seconds = program.import_mails(coming).seconds
    program.remove()
    return seconds


def report(coming: Corpus, there: Corpus, seconds: dict[str, list[float]]) -> None:
    """Print the table and the ratio."""
    print(f"{coming.mails:,} mails come in, the full store holds {there.mails:,}; {figures.machine()}")
    rows = [(name, figures.least_and_median(took)) for name, took in seconds.items()]
    figures.print_table(("what", "s, minimum / median"), rows)
    ratio = min(seconds[FULL]) / min(seconds[EMPTY])
    verdict = "within" if ratio <= LIMIT else "OVER"
    print(f"ratio of the minima {ratio:.2f}, {verdict} {LIMIT}")


if __name__ == "__main__":
    sys.exit(figures.run(main))

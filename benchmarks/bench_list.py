"""The list of very many activities: shown, scrolled and weighed; and how soon a search shows its first hits."""

import argparse
import sys
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from benchmarks import figures, memory
from benchmarks.bench_search import HITS
from benchmarks.corpus import BenchError
from benchmarks.many_activities import add_options, filled
from benchmarks.windows import Screen, screen

MILLISECONDS = 1000
SHOWN_MS = 1_000
SCROLLED_MS = 50
FOUND_MS = 50
LIMIT = 250 * figures.MEBIBYTE
STARTS = 7


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    add_options(parser, activities=1_000_000)
    parser.add_argument("--searched", type=int, default=100_000, help="activities searched (default: %(default)s)")
    parser.add_argument("--searched-store", type=Path, help="as --store, for those")
    parser.add_argument("--scrolls", type=int, default=200, help="default: %(default)s")
    parser.add_argument("--repeats", type=int, default=15, help="of each search (default: %(default)s)")
    options = parser.parse_args()
    if not memory.available():
        raise BenchError("This system does not tell the memory of a process; Linux does.")
    with screen() as on:
        with filled(options.activities, options.store) as program:
            print(f"{options.activities:,} activities; {figures.machine()}")
            report_list(on, program.folder, options.activities, options.scrolls)
        with filled(options.searched, options.searched_store) as program:
            print(f"{options.searched:,} activities searched; {figures.machine()}")
            report_searches(on, program.folder, options.searched, options.repeats)


def report_list(on: Screen, folder: Path, activities: int, scrolls: int) -> None:
    """Print how soon the list is there, how soon any place of it is, and how much memory that takes."""
    starts = [on.moments("opened_window", folder, str(activities)) for _number in range(STARTS)]
    first, *scrolled, last = map(float, on.run("scrolled_window", folder, str(activities), str(scrolls)))
    figures.print_table(
        ("what", "ms, minimum / median", "worst", "limit", ""),
        [
            _row("list shown, from the program's start", [moments[1] for moments in starts], SHOWN_MS),
            _row("all its rows known, from there too", [moments[2] for moments in starts], None),
            _row("any place of it, from scrolling there", scrolled, SCROLLED_MS),
        ],
    )
    for when, size in (("once the list is there", first), (f"after {scrolls} scrolls", last)):
        verdict = "under" if size < LIMIT else "OVER"
        print(f"memory {when}: {size / figures.MEBIBYTE:.0f} MiB PSS, {verdict} {LIMIT // figures.MEBIBYTE} MiB")


def report_searches(on: Screen, folder: Path, activities: int, repeats: int) -> None:
    """Print how soon the first hits are on the screen."""
    seconds: defaultdict[str, list[float]] = defaultdict(list)
    for line in on.run("searched_window", folder, str(activities), str(repeats)):
        name, _, took = line.partition("\t")
        seconds[name].append(float(took))
    print(f"first {HITS} hits on the screen, from the last key:")
    figures.print_table(
        ("what", "ms, minimum / median", "worst", "limit", ""),
        [_row(name, took, FOUND_MS) for name, took in seconds.items()],
    )


def _row(name: str, seconds: Sequence[float], limit: int | None) -> tuple[str, ...]:
    """Return a row of a table; the median is what is held against the limit, and the worst stands beside it."""
    worst = f"{max(seconds) * MILLISECONDS:.0f}"
    verdict = "OVER" if limit is not None and figures.median(seconds) * MILLISECONDS > limit else ""
    least_and_median = figures.least_and_median(seconds, factor=MILLISECONDS, digits=0)
    return name, least_and_median, worst, "" if limit is None else f"{limit}", verdict


if __name__ == "__main__":
    sys.exit(figures.run(main))

"""How soon the window is there: first paint, and the list filled, beside a bare window of PySide6, in turns."""

import argparse
import sys
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks import figures
from benchmarks.many_activities import add_options, filled
from benchmarks.windows import Screen, screen

MILLISECONDS = 1000
PAINTED = 1.6
FILLED = 2.5
"""Times the bare window's first paint."""
WARM_UP = 2


@dataclass(slots=True)
class Times:
    """Seconds from before the process was started."""

    bare: list[float] = field(default_factory=list)
    painted: list[float] = field(default_factory=list)
    filled: list[float] = field(default_factory=list)
    whole: list[float] = field(default_factory=list)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    add_options(parser, activities=100_000)
    parser.add_argument("--runs", type=int, default=30, help="of each window (default: %(default)s)")
    options = parser.parse_args()
    with filled(options.activities, options.store) as program, screen() as on:
        times = measure(on, program.folder, options.activities, options.runs)
    print(f"{options.activities:,} activities, {options.runs} runs of each, in turns; {figures.machine()}")
    report(times)


def measure(on: Screen, folder: Path, activities: int, runs: int) -> Times:
    """Start both windows in turns, beginning with another one each time; the first ones only warm up."""
    times = Times()
    for number in range(WARM_UP + runs):
        if number == WARM_UP:
            times = Times()
        for name in ("bare", "own") if number % 2 else ("own", "bare"):
            if name == "bare":
                times.bare += on.moments("bare_window")
            else:
                painted, list_filled, whole = on.moments("opened_window", folder, str(activities))
                times.painted.append(painted)
                times.filled.append(list_filled)
                times.whole.append(whole)
    return times


def report(times: Times) -> None:
    """Print the table; ratios are those of the medians."""
    bare = figures.median(times.bare)
    rows = [
        ("bare window, first paint", figures.least_and_median(times.bare, factor=MILLISECONDS, digits=0), "", "", "")
    ]
    for name, seconds, limit in (
        ("window, first paint", times.painted, PAINTED),
        ("window, list filled", times.filled, FILLED),
        ("window, all rows known", times.whole, None),
    ):
        ratio = figures.median(seconds) / bare
        least_and_median = figures.least_and_median(seconds, factor=MILLISECONDS, digits=0)
        verdict = "OVER" if limit is not None and ratio > limit else ""
        rows.append((name, least_and_median, f"{ratio:.2f}", "" if limit is None else f"{limit}", verdict))
    figures.print_table(("what", "ms, minimum / median", "ratio", "limit", ""), rows)


if __name__ == "__main__":
    sys.exit(figures.run(main))

"""How figures are printed: tables of minimum and median, ratios, and what machine they come from."""

import os
import platform
import statistics
import sys
from collections.abc import Callable, Iterable, Sequence

from benchmarks.corpus import BenchError

MEGABYTE = 1_000_000
MEBIBYTE = 1 << 20


def median(values: Sequence[float]) -> float:
    """Return the middle value."""
    return statistics.median(values)


def least_and_median(seconds: Sequence[float], *, factor: float = 1, digits: int = 1) -> str:
    """Return both for a table: the minimum says what the program costs, the median what it was like."""
    return f"{min(seconds) * factor:.{digits}f} / {median(seconds) * factor:.{digits}f}"


def machine() -> str:
    """Return one line on the machine, as figures without it say little."""
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    system = f"{platform.system()} {platform.machine()}"
    return f"{system}, {os.cpu_count()} cores{load}, Python {platform.python_version()}"


def print_table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a Markdown table with aligned columns, the first to the left and the others to the right."""
    cells = [list(heads), *map(list, rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(heads))]
    for number, row in enumerate(cells):
        line = [
            row[0].ljust(widths[0]),
            *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)),
        ]
        print("| " + " | ".join(line) + " |")
        if number == 0:
            print("|" + "|".join("-" * (width + 2) for width in widths) + "|")
    sys.stdout.flush()


def run(bench: Callable[[], None]) -> int:
    """Run a benchmark; what it lacks is one line on standard error and exit status 1."""
    try:
        bench()
    except BenchError as error:
        print(f"bench: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0

"""How long the program takes to answer at all: `--version`, and the newest 20 of many activities."""

import argparse
import sys
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks import figures
from benchmarks.corpus import ROOT, add_corpus_options, corpus
from benchmarks.program import Program, add_store_option, imported
from benchmarks.timing import timed

MILLISECONDS = 1000


@dataclass(frozen=True, slots=True)
class Start:
    """A command and the milliseconds it may take, None for what is only there to compare."""

    name: str
    command: list[str]
    limit: int | None


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    add_corpus_options(parser, mails=100_000, attachments=0.01)
    add_store_option(parser)
    parser.add_argument("--runs", type=int, default=30, help="of each command (default: %(default)s)")
    parser.add_argument(
        "--package", type=Path, help="the program of `make package`, to be started in turns with this one"
    )
    options = parser.parse_args()
    mails = corpus(options.mails, attachments=options.attachments)
    with imported(mails, options.store) as program:
        starts = commands(program)
        if options.package:
            starts += packaged(replace(program, executable=options.package.resolve()))
        seconds: dict[str, list[float]] = {start.name: [] for start in starts}
        for _ in range(options.runs):
            for start in starts:
                seconds[start.name].append(timed(start.command))
    print(f"{mails.mails:,} mails imported, {options.runs} runs of each; {figures.machine()}")
    report(starts, seconds)


def commands(program: Program) -> list[Start]:
    """Return what is started, the bare interpreter first."""
    python = str(ROOT / ".venv" / "bin" / "python")
    return [
        Start("python -c pass", [python, "-c", "pass"], None),
        Start("--version", program.command("--version"), 150),
        Start("activities --limit 20", program.command("activities", "--limit", "20"), 400),
    ]


def packaged(program: Program) -> list[Start]:
    """Return the same of the program as it is installed, which may take 0.3 s more."""
    return [
        Start("installed: --version", program.command("--version"), 450),
        Start("installed: activities --limit 20", program.command("activities", "--limit", "20"), 700),
    ]


def report(starts: list[Start], seconds: dict[str, list[float]]) -> None:
    """Print the table."""
    rows = []
    for start in starts:
        took = seconds[start.name]
        limit = "" if start.limit is None else f"{start.limit}"
        held = start.limit is None or figures.median(took) * MILLISECONDS < start.limit
        times = figures.least_and_median(took, factor=MILLISECONDS, digits=0)
        rows.append((start.name, times, limit, "" if held else "OVER"))
    figures.print_table(("what", "ms, minimum / median", "limit", ""), rows)


if __name__ == "__main__":
    sys.exit(figures.run(main))

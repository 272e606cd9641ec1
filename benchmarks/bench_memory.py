"""Memory while importing: the PSS of all the program's processes together, its peak and whether it grows."""

import argparse
import itertools
import sys

from benchmarks import figures, memory
from benchmarks.corpus import BenchError, add_corpus_options, corpus
from benchmarks.program import Program, count_outcomes, scratch_folder

LIMIT = 350 * figures.MEBIBYTE
SECTIONS = 10
# A shorter import gives too few samples to cut into sections.
FEWEST = 2 * SECTIONS


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    add_corpus_options(parser)
    options = parser.parse_args()
    if not memory.available():
        raise BenchError("This system does not tell the memory of a process; Linux does.")
    mails = corpus(options.mails, attachments=options.attachments)
    with scratch_folder() as folder:
        program = Program(folder / "store")
        program.prepare(mails.directory)
        results = folder / "results.jsonl"
        process = program.start_import(mails.maildir, results)
        samples = memory.watch(process)
        count_outcomes(results, mails, process.returncode)
    report(mails.mails, samples)


def report(mails: int, samples: list[int]) -> None:
    """Print the peak, and the median of each tenth of the time."""
    print(f"importing {mails:,} mails; {figures.machine()}")
    peak = max(samples)
    verdict = "under" if peak < LIMIT else "OVER"
    print(
        f"peak {peak / figures.MEBIBYTE:.0f} MiB PSS of all processes together "
        f"({len(samples)} samples), {verdict} {LIMIT // figures.MEBIBYTE} MiB"
    )
    if len(samples) < FEWEST:
        print("too short to tell whether it grows: more mails, please")
        return
    medians = section_medians(samples)
    print("median of each tenth of the time, MiB: " + " ".join(f"{m / figures.MEBIBYTE:.0f}" for m in medians))
    # The first tenth has the start-up in it.
    print(f"last tenth against the second: {medians[-1] / medians[1]:.2f} (1 is flat)")


def section_medians(samples: list[int]) -> list[float]:
    """Return the median of each tenth of the samples."""
    edges = [len(samples) * number // SECTIONS for number in range(SECTIONS + 1)]
    return [figures.median(samples[start:end]) for start, end in itertools.pairwise(edges)]


if __name__ == "__main__":
    sys.exit(figures.run(main))

"""The mail sets that are measured: written by the shared generator, kept in a cache folder, used again.

The same number, seed and share of attachments always give the same bytes, so a set is named after them and
never written twice. Nothing is written into the repository.
"""

import argparse
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
GENERATOR = ROOT.parent / "shared" / "bench" / "make_bench.py"
SEED = 42
ATTACHMENTS = 0.15


class BenchError(Exception):
    """Something a benchmark needs is missing or failed; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """A Maildir with its mails in cur/ and, beside it, the company directory that fits."""

    maildir: Path
    mails: int

    @property
    def directory(self) -> Path:
        """The company in the form that `directory import` reads."""
        return self.maildir.with_name(self.maildir.name + ".directory.json")

    @property
    def size(self) -> int:
        """Bytes of all mails together."""
        return sum(entry.stat().st_size for entry in os.scandir(self.maildir / "cur"))

    def warm(self) -> None:
        """Read every mail once, so that the first one measured has no colder cache than the others."""
        for path in (self.maildir / "cur").iterdir():
            with path.open("rb") as file:
                while file.read(1 << 20):
                    pass


def cache_folder() -> Path:
    """Return the folder of everything worth keeping between runs: SEVERA_BENCH_DIR, else the user's cache."""
    named = os.environ.get("SEVERA_BENCH_DIR")
    if named:
        return Path(named).resolve()
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "severa-desktop-bench"


def corpus(mails: int, *, seed: int = SEED, attachments: float = ATTACHMENTS) -> Corpus:
    """Return the set of that many mails, written now if the cache has none.

    Raises BenchError if it must be written and the generator is not there.
    """
    maildir = cache_folder() / f"mails-{mails}-seed{seed}-attachments{attachments:g}"
    if not maildir.is_dir():
        _generate(maildir, mails, seed, attachments)
    return Corpus(maildir, mails)


def _generate(maildir: Path, mails: int, seed: int, attachments: float) -> None:
    if not GENERATOR.is_file():
        raise BenchError(f"The generator of the mails is not there: {GENERATOR}. Nothing to measure.")
    print(f"writing {mails:,} mails to {maildir} (once)", file=sys.stderr)
    partial = maildir.with_name(maildir.name + ".partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.parent.mkdir(parents=True, exist_ok=True)
    options = ["-n", str(mails), "--seed", str(seed), "--attachments", f"{attachments:g}"]
    subprocess.run([sys.executable, GENERATOR, partial, *options], check=True, stdout=subprocess.DEVNULL)
    for ending in (".directory.json", ".truth.jsonl", ""):  # the folder last: its name says that all is there
        partial.with_name(partial.name + ending).replace(maildir.with_name(maildir.name + ending))


def add_corpus_options(
    parser: argparse.ArgumentParser, *, mails: int = 10_000, attachments: float = ATTACHMENTS
) -> None:
    """Add --mails and --attachments with these defaults."""
    parser.add_argument("--mails", type=int, default=mails, help="how many (default: %(default)s)")
    parser.add_argument(
        "--attachments",
        type=float,
        default=attachments,
        help="share of mails that have some (default: %(default)s; 0.01 keeps 100,000 mails near 4 GB)",
    )

"""The program under measurement, driven from outside by its command, with a store of its own each time."""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.corpus import ROOT, BenchError, Corpus, cache_folder

COMMAND = ROOT / ".venv" / "bin" / "severa-desktop"
SETTINGS = ("setup", "--address", "bench@severamail.com", "--activity-type", "E-mail")
# 1: some mails were refused. About five in a hundred have no user, so that is the expected end.
IMPORTED = (0, 1)


@dataclass(frozen=True, slots=True)
class Import:
    """One import: seconds from start to end of the process, and how many mails had which outcome."""

    seconds: float
    outcomes: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Program:
    """The command together with the data folder it works on."""

    folder: Path
    executable: Path = COMMAND

    def command(self, *arguments: str | Path) -> list[str]:
        """Return the whole command line."""
        return [str(self.executable), "--data-dir", str(self.folder), *map(str, arguments)]

    def run(self, *arguments: str | Path) -> str:
        """Run to the end and return what it printed; raise BenchError with its message if it failed."""
        done = subprocess.run(self.command(*arguments), capture_output=True, text=True, check=False)
        if done.returncode:
            raise BenchError(f"{' '.join(map(str, arguments))} ended with {done.returncode}: {done.stderr}")
        return done.stdout

    def prepare(self, directory: Path) -> None:
        """Store the settings and take over the company directory."""
        self.run("directory", "import", directory)
        self.run(*SETTINGS)

    def start_import(self, maildir: Path, results: Path) -> subprocess.Popen[bytes]:
        """Start an import that writes its JSON lines to a file."""
        with results.open("wb") as output:
            return subprocess.Popen(
                self.command("import", "--json", maildir),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.DEVNULL,
            )

    def import_mails(self, mails: Corpus) -> Import:
        """Import a set and time it; raise BenchError unless each mail got exactly one outcome."""
        results = self.folder.with_name(self.folder.name + ".results.jsonl")
        start = time.perf_counter()
        status = self.start_import(mails.maildir, results).wait()
        seconds = time.perf_counter() - start
        outcomes = count_outcomes(results, mails, status)
        results.unlink()
        return Import(seconds, outcomes)

    @property
    def size(self) -> int:
        """Bytes of the data folder on disk."""
        return folder_size(self.folder)

    def remove(self) -> None:
        """Remove the data folder."""
        shutil.rmtree(self.folder)

    def copy(self, target: Path) -> "Program":
        """Return the program on a copy of this data folder."""
        shutil.copytree(self.folder, target)
        return Program(target)


def count_outcomes(results: Path, mails: Corpus, status: int) -> Mapping[str, int]:
    """Count the outcomes in a file of JSON lines; raise BenchError if the import did not do all it should."""
    if status not in IMPORTED:
        raise BenchError(f"The import ended with exit code {status}; see what it says: {COMMAND} import")
    with results.open(encoding="utf-8") as lines:
        outcomes = Counter(str(json.loads(line)["outcome"]) for line in lines)
    if outcomes.total() != mails.mails:
        raise BenchError(f"{mails.mails} mails gave {outcomes.total()} results: {dict(outcomes)}")
    return outcomes


def folder_size(folder: Path) -> int:
    """Return the bytes of all files below a folder."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """Give an empty folder on the disk that holds the cache, and remove it at the end."""
    if not os.access(COMMAND, os.X_OK):
        raise BenchError("The program is not set up. Run: make setup")
    parent = cache_folder()
    parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="run-", dir=parent) as name:
        yield Path(name)


@contextmanager
def imported(mails: Corpus, kept: Path | None) -> Iterator[Program]:
    """Give the program on a store that holds these mails.

    With a folder that is to be kept, a store found there is used as it is, and a new one stays there.
    """
    with scratch_folder() as folder:
        program = Program(kept.resolve() if kept else folder / "store")
        if not program.folder.exists():
            print(f"importing {mails.mails:,} mails", file=sys.stderr)
            program.prepare(mails.directory)
            program.import_mails(mails)
        yield program


def add_store_option(parser: argparse.ArgumentParser) -> None:
    """Add --store."""
    parser.add_argument("--store", type=Path, help="a folder to keep the store in, and to take it from another time")

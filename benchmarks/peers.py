"""What people use today, measured on the same mails in the same run: Debian's mu and notmuch."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from benchmarks.corpus import BenchError, Corpus
from benchmarks.program import folder_size
from benchmarks.timing import timed

PACKAGES = {"mu": "maildir-utils", "notmuch": "notmuch"}
MU_FOUND_NOTHING = 4


def require_peers() -> None:
    """Make sure that mu and notmuch are there: as root install them, else raise BenchError with the line."""
    missing = [package for name, package in PACKAGES.items() if not shutil.which(name)]
    if not missing:
        return
    line = f"apt-get update && apt-get install -y {' '.join(missing)}"
    if os.name != "posix" or os.geteuid() != 0 or not shutil.which("apt-get"):
        raise BenchError(f"mu and notmuch are needed to compare with. On Debian: sudo sh -c '{line}'")
    print(f"installing {' '.join(missing)}", file=sys.stderr)
    subprocess.run(["sh", "-c", line], check=True, stdin=subprocess.DEVNULL, stdout=sys.stderr)


@dataclass(frozen=True, slots=True)
class Mu:
    """mu with an index of its own in a folder."""

    home: Path

    def index(self, mails: Corpus) -> float:
        """Build the index from nothing and return the seconds that `mu index` took."""
        shutil.rmtree(self.home, ignore_errors=True)
        timed(["mu", "init", f"--muhome={self.home}", f"--maildir={mails.maildir}", "--quiet"])
        return timed(["mu", "index", f"--muhome={self.home}", "--quiet"])

    def find(self, words: str, limit: int) -> float:
        """Return the seconds that `mu find` took for the newest hits."""
        options = ["--sortfield=date", "--reverse", f"--maxnum={limit}", "--fields=s"]
        command = ["mu", "find", f"--muhome={self.home}", *options, *words.split()]
        return timed(command, accepted=(0, MU_FOUND_NOTHING))

    @property
    def size(self) -> int:
        """Bytes of the index on disk."""
        return folder_size(self.home)


@dataclass(frozen=True, slots=True)
class Notmuch:
    """notmuch with an index of its own in a folder; the mails' folder stays as it is."""

    home: Path

    def index(self, mails: Corpus) -> float:
        """Build the index from nothing and return the seconds that `notmuch new` took."""
        shutil.rmtree(self.home, ignore_errors=True)
        (self.home / "index").mkdir(parents=True)
        (self.home / "config").write_text(
            f"[database]\npath={self.home / 'index'}\nmail_root={mails.maildir}\n"
            "[user]\nname=Bench\nprimary_email=bench@severamail.com\n",
            encoding="utf-8",
        )
        return self._timed("new", "--quiet")

    def search(self, words: str, limit: int) -> float:
        """Return the seconds that `notmuch search` took for the newest hits."""
        return self._timed("search", "--sort=newest-first", f"--limit={limit}", *words.split())

    def _timed(self, *arguments: str) -> float:
        environment = {**os.environ, "NOTMUCH_CONFIG": str(self.home / "config")}
        return timed(["notmuch", *arguments], environment)

    @property
    def size(self) -> int:
        """Bytes of the index on disk."""
        return folder_size(self.home / "index")

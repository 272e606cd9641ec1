"""Starts windows for measuring: on a screen of their own, each in a process, whose last words are its figures."""

import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.corpus import ROOT, BenchError
from tools.virtual_screen import NoScreenError, virtual_screen

SCREEN = (1600, 2000)
_LAST_WORDS = 1500


@dataclass(frozen=True, slots=True)
class Screen:
    """A screen that nobody looks at."""

    environment: Mapping[str, str]

    def start(self, module: str, *arguments: str | Path) -> subprocess.Popen[str]:
        """Start a module of this folder on it, by its file, as `python -m` takes time of its own."""
        return subprocess.Popen(
            [sys.executable, str(ROOT / "benchmarks" / f"{module}.py"), *map(str, arguments)],
            # Compiled once, as installed programs are.
            env={**self.environment, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": ""},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, module: str, *arguments: str | Path) -> Sequence[str]:
        """Run a module of this folder to its end; return the lines it printed. Raises BenchError if it fails."""
        return printed(self.start(module, *arguments))

    def moments(self, module: str, *arguments: str | Path) -> list[float]:
        """Run a module that prints moments; return the seconds from before its start to each."""
        start = time.monotonic()
        return [float(line) - start for line in self.run(module, *arguments)]


@contextmanager
def screen() -> Iterator[Screen]:
    """Give a screen; raises BenchError where there can be none."""
    try:
        with virtual_screen(*SCREEN) as environment:
            yield Screen(environment)
    except NoScreenError as error:
        raise BenchError(str(error)) from None


def printed(process: subprocess.Popen[str]) -> Sequence[str]:
    """End a process's input, wait until it ends and return the lines it printed.

    Raises BenchError with its last words if it failed.
    """
    output, errors = process.communicate()
    if process.returncode:
        raise BenchError(f"A window ended with {process.returncode}: {errors[-_LAST_WORDS:]}")
    return output.splitlines()

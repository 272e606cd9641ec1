"""Timing of whole processes, one after another and in turns."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Collection, Mapping, Sequence

from benchmarks.corpus import BenchError

LAST_WORDS = 500


def timed(
    command: Sequence[str],
    environment: Mapping[str, str] | None = None,
    *,
    accepted: Collection[int] = (0,),
) -> float:
    """Run a command to its end, its output read and thrown away; return the seconds it took.

    Raises BenchError with its last words unless its exit code is an accepted one.
    """
    start = time.perf_counter()
    done = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    seconds = time.perf_counter() - start
    if done.returncode not in accepted:
        said = done.stderr.decode("utf-8", "replace")[-LAST_WORDS:]
        raise BenchError(f"{' '.join(command)} ended with {done.returncode}: {said}")
    return seconds


def in_turns(runners: Mapping[str, Callable[[], float]], rounds: int) -> dict[str, list[float]]:
    """Run each of them once a round, beginning with another one each time; return the seconds of each.

    So whatever else the machine is doing meanwhile meets all of them alike.
    """
    names = list(runners)
    seconds: dict[str, list[float]] = {name: [] for name in names}
    for number in range(rounds):
        first = number % len(names)
        for name in names[first:] + names[:first]:
            if hasattr(os, "sync"):
                os.sync()  # nobody waits for what another has written
            took = runners[name]()
            seconds[name].append(took)
            print(f"round {number + 1}: {name} {took:.2f} s", file=sys.stderr)
    return seconds

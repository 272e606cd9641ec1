"""Memory of a process and all that it started, as Linux tells it.

The figure is PSS, proportional set size: pages that several processes share are counted once in all.
"""

import subprocess
from collections import defaultdict
from pathlib import Path

PROC = Path("/proc")
INTERVAL = 0.2


def available() -> bool:
    """Tell whether this system can say how much memory a process has (Linux 4.14 and newer)."""
    return (PROC / "self" / "smaps_rollup").exists()


def family(root: int) -> list[int]:
    """Return the process ids of a process and all below it."""
    children: defaultdict[int, list[int]] = defaultdict(list)
    for folder in PROC.iterdir():
        if folder.name.isdigit():
            children[_parent(int(folder.name))].append(int(folder.name))
    found = [root]
    for process in found:  # grows while it is walked
        found.extend(children[process])
    return found


def _parent(process: int) -> int:
    """Return the parent's id, 0 for a process that is gone."""
    try:
        stat = (PROC / str(process) / "stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return 0
    # The name stands in brackets and may hold anything, brackets too; the parent is the second word after it.
    return int(stat[stat.rindex(")") + 1 :].split()[1])


def pss(process: int) -> int:
    """Return the bytes of one process, 0 if it is gone."""
    try:
        with (PROC / str(process) / "smaps_rollup").open(encoding="ascii") as lines:
            return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
    except OSError:
        return 0


def watch(process: subprocess.Popen[bytes]) -> list[int]:
    """Wait for a process to end; return the bytes of it and all below it, every 0.2 seconds."""
    samples = []
    while True:
        samples.append(sum(map(pss, family(process.pid))))
        try:
            # Not slept through: who measures the time as well gets to know when it ended.
            process.wait(INTERVAL)
        except subprocess.TimeoutExpired:
            continue
        return samples

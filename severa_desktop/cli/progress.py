"""Shows on a terminal how far long work is; in a pipe nothing.

Results for people are printed above the bar while it stands there.
"""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from severa_desktop.cli.output import is_terminal, print_line
from severa_desktop.texts import N_, _, number

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

_SECONDS_BETWEEN_LINES = 0.1
_LINES_AT_ONCE = 1000


class ProgressBar:
    """What long work tells its progress to, and what prints lines above the bar."""

    def advance(self, done: int, total: int | None) -> None:
        """Show how many mails (or records) are done, and how many there will be where that is known."""

    def print_lines(self, text: str) -> None:
        """Print a result of one or more lines."""
        print_line(text)


class _TerminalBar(ProgressBar):
    def __init__(self, bar: "Bar", task: "TaskID", console: "Console", pace: str, *, shares_terminal: bool) -> None:
        self._pace = pace
        self._bar = bar
        self._task = task
        self._console = console
        self._shares_terminal = shares_terminal
        self._waiting: list[str] = []
        self._printed_at = 0.0
        self._began = time.monotonic()

    def advance(self, done: int, total: int | None) -> None:
        rate = done / max(time.monotonic() - self._began, 1e-6)
        words = _(self._pace).format(count=number(round(rate))) if self._pace else ""
        self._bar.update(self._task, completed=done, total=total, rate=words)
        self.flush(at_once=False)

    def print_lines(self, text: str) -> None:
        if not self._shares_terminal:
            print_line(text)
            return
        self._waiting.append(text)
        self.flush(at_once=False)

    def flush(self, *, at_once: bool) -> None:
        """Print what waits: drawing the bar anew for each line would take longer than the import."""
        now = time.monotonic()
        due = now - self._printed_at > _SECONDS_BETWEEN_LINES or len(self._waiting) > _LINES_AT_ONCE
        if self._waiting and (due or at_once):
            self._console.out("\n".join(self._waiting), highlight=False)
            self._waiting.clear()
            self._printed_at = now


@contextmanager
def progress_bar(*, wanted: bool, pace: str = N_("{count} mails/s")) -> Iterator[ProgressBar]:
    """Show a bar on standard error while the block runs, if a person looks at it.

    `pace` says in what the rate is told, and is looked up when shown; without it none is.
    """
    if not wanted or not is_terminal(sys.stderr):
        yield ProgressBar()
        return
    # Loaded for terminals only: it takes longer than a small import.
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    console = Console(stderr=True)
    bar = Progress(
        BarColumn(bar_width=None),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(compact=True),
        console=console,
        transient=True,
        redirect_stdout=False,
        redirect_stderr=False,
    )
    with bar:
        shown = _TerminalBar(
            bar, bar.add_task("", total=None, rate=""), console, pace, shares_terminal=is_terminal(sys.stdout)
        )
        try:
            yield shown
        finally:
            shown.flush(at_once=True)

"""The progress bar: on a terminal only, above it whole results, and nothing of it among them elsewhere."""

import os
import pty
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.program import Program, mail

COUNT = 150


def run(program: Program, *arguments: str, results_to_terminal: bool) -> tuple[bytes, bytes]:
    """Run an import whose standard error is a terminal; returns what was printed there and to a file."""
    terminal, end = pty.openpty()
    environment = dict(os.environ, SEVERA_DESKTOP_DATA=str(program.data), TERM="xterm-256color", COLUMNS="80")
    results = program.folder / "results"
    with results.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "severa_desktop", "import", str(program.folder / "in"), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=end if results_to_terminal else file,
            stderr=end,
            env=environment,
        )
    os.close(end)
    shown = b"".join(parts_of(terminal))
    os.close(terminal)
    assert process.wait() == 0
    return shown, results.read_bytes()


def parts_of(terminal: int) -> Iterator[bytes]:
    """Yield what a terminal gets until nobody writes to it any more."""
    while True:
        try:
            part = os.read(terminal, 65536)
        except OSError:
            return
        if not part:
            return
        yield part


@pytest.fixture
def with_mails(ready: Program) -> Program:
    for number in range(COUNT):
        ready.write(f"in/{number}.eml", mail(number))
    return ready


def test_with_results_elsewhere_the_bar_is_on_the_terminal_alone(with_mails: Program) -> None:
    shown, piped = run(with_mails, "--json", results_to_terminal=False)
    assert b"mails/s" in shown
    assert b"150 mails: 150 new activities" in shown
    assert b"\x1b" not in piped
    assert piped.count(b"\n") == COUNT


def test_with_results_on_the_terminal_every_one_is_a_whole_line(with_mails: Program) -> None:
    shown, _ = run(with_mails, results_to_terminal=True)
    lines = shown.decode().replace("\r\n", "\n").split("\n")
    for number in range(COUNT):
        assert sum(line.endswith(f"Mail {number} — Bakkerij Jansen BV") for line in lines) == 1


@pytest.mark.parametrize("option", ["--quiet", "--json"])
def test_quiet_and_json_on_the_terminal_have_no_bar(with_mails: Program, option: str) -> None:
    shown, _ = run(with_mails, option, results_to_terminal=True)
    assert b"mails/s" not in shown
    assert b"\x1b" not in shown
    assert not Path(with_mails.data / "logs").exists()

"""Data of an older version: whoever opens it first is told, on standard error, and nothing else is otherwise."""

import os
import pty
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from tests.cli.program import Program
from tests.store.former_store import former_store

WORKING = "Your data is being brought up to date for this version."
DONE = "Your data is up to date. As it was before, it is kept in "


@pytest.fixture
def former(tmp_path: Path) -> Program:
    program = Program(tmp_path)
    former_store("0001", program.data / "severa-desktop.sqlite")
    return program


def kept_of(program: Program) -> str:
    return str(program.data / "severa-desktop.sqlite.before-update-of-0001")


@pytest.mark.parametrize("command", ["activities --json", "setup --json", "backup FILE --json"])
def test_it_is_said_once_and_beside_what_was_asked_for(former: Program, command: str) -> None:
    arguments = command.replace("FILE", str(former.folder / "backup")).split()
    first = former.well(*arguments)
    working, done = first.err.splitlines()
    assert working.startswith(WORKING)
    assert done.startswith(f"{DONE}{kept_of(former)}:")
    again = former.well(*arguments)
    assert (again.err, len(again.rows)) == ("", len(first.rows))


def test_looking_whether_all_is_well_says_it_too(former: Program) -> None:
    working, done, well = former.well("doctor").err.splitlines()
    assert (working[: len(WORKING)], done[: len(DONE)], well) == (WORKING, DONE, "All is well.")


def test_it_is_said_in_dutch(former: Program) -> None:
    working, done = former.run("activities", locale="nl_NL.UTF-8").err.splitlines()
    assert working.startswith("Je gegevens worden bijgewerkt voor deze versie.")
    assert done.startswith("Je gegevens zijn bijgewerkt.")


def test_what_cannot_be_brought_up_to_date_is_not_said_to_be(former: Program) -> None:
    store = former.data / "severa-desktop.sqlite"
    size = store.stat().st_size
    os.truncate(store, shutil.disk_usage(former.folder).total + 1)
    working, why = former.run("activities").err.splitlines()
    assert working.startswith(WORKING)
    assert "no room" in why
    os.truncate(store, size)
    assert DONE in former.well("activities").err


def on_a_terminal(program: Program, *arguments: str) -> str:
    terminal, end = pty.openpty()
    environment = dict(os.environ, SEVERA_DESKTOP_DATA=str(program.data), TERM="xterm-256color", COLUMNS="200")
    process = subprocess.Popen(
        [sys.executable, "-m", "severa_desktop", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=end,
        env=environment,
    )
    os.close(end)
    shown = b""
    # The system's way to say that nobody writes to it any more.
    with suppress(OSError):
        while part := os.read(terminal, 65536):
            shown += part
    os.close(terminal)
    assert process.wait() == 0
    return shown.decode()


def test_a_person_at_a_terminal_sees_how_far_it_is(former: Program) -> None:
    shown = on_a_terminal(former, "activities")
    assert shown.index(WORKING) < shown.index("/100") < shown.index(DONE)
    assert "mails/s" not in shown

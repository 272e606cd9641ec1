"""`process`: mails arrive by themselves, in the real program; stopped and killed, nothing is lost."""

import json
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from time import monotonic, sleep

import pytest

from severa_desktop.store.store import Store
from tests.services.company import company, message

LONG = 120.0


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    company(folder / "severa-desktop.sqlite").close()
    return folder


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


def severa(data: Path, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "severa_desktop", "--data-dir", str(data), *arguments]


def run(data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(severa(data, *arguments), capture_output=True, text=True, timeout=LONG, check=False)


def put(inbox: Path, *numbers: int) -> None:
    for number in numbers:
        path = inbox / f"{number}.part"
        path.write_bytes(message(number, Bcc="acme@severamail.com"))
        path.rename(inbox / f"{number}.eml")


def live(data: Path) -> int:
    done = run(data, "activities", "--json")
    return len(done.stdout.splitlines())


def until(happened: Callable[[], bool]) -> None:
    end = monotonic() + LONG
    while not happened():
        assert monotonic() < end
        sleep(0.05)


def started(data: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        severa(data, "process", "--json"), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def hear(process: "subprocess.Popen[str]", said: "queue.SimpleQueue[str]") -> None:
    """Pass on what a process says to people, line by line."""
    assert process.stderr is not None
    assert process.stdout is not None
    with process.stderr as lines, process.stdout:
        for line in lines:
            said.put(line)


def test_once_takes_what_is_there_and_ends(data: Path, inbox: Path) -> None:
    put(inbox, 1, 2)
    (inbox / "private.eml").write_bytes(message(3))
    assert run(data, "source", "add", "folder", str(inbox)).returncode == 0
    done = run(data, "process", "--once", "--json")
    assert done.returncode == 0, done.stderr
    results = [json.loads(line) for line in done.stdout.splitlines()]
    assert sorted(result["outcome"] for result in results) == ["activity", "activity"]
    listed = json.loads(run(data, "source", "list", "--json").stdout)
    assert (listed["taken"], listed["not_imported"], listed["left_alone"]) == (2, 0, 1)
    assert run(data, "process", "--once", "--json").stdout == ""


def test_mails_are_taken_while_it_runs_and_sigterm_ends_it_well(data: Path, inbox: Path) -> None:
    run(data, "source", "add", "folder", str(inbox), "--after", "move")
    process = started(data)
    try:
        put(inbox, 1)
        until((inbox / "imported" / "1.eml").exists)
        begun = monotonic()
        process.send_signal(signal.SIGTERM)
        output, errors = process.communicate(timeout=LONG)
    finally:
        process.kill()
    assert monotonic() - begun < LONG / 2, "it may take five seconds where nothing else runs"
    assert process.returncode == 0, errors
    assert [json.loads(line)["outcome"] for line in output.splitlines()] == ["activity"]
    assert "Traceback" not in errors


def test_killed_again_and_again_nothing_is_lost_and_nothing_twice(data: Path, inbox: Path) -> None:
    run(data, "source", "add", "folder", str(inbox), "--after", "move")
    number = 0
    for _round in range(4):
        process = started(data)
        put(inbox, *range(number, number + 40))
        number += 40
        taken = len(list((inbox / "imported").glob("*.eml"))) if (inbox / "imported").exists() else 0
        until(lambda taken=taken: len(list((inbox / "imported").glob("*.eml"))) > taken)  # type: ignore[misc]
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
    assert run(data, "process", "--once").returncode == 0
    assert live(data) == number
    assert len(list((inbox / "imported").glob("*.eml"))) == number
    assert run(data, "doctor").returncode == 0


def test_two_at_once_take_each_mail_once(data: Path, inbox: Path) -> None:
    run(data, "source", "add", "folder", str(inbox), "--after", "move")
    put(inbox, *range(30))
    both = [started(data), started(data)]
    said: queue.SimpleQueue[str] = queue.SimpleQueue()
    listeners = [threading.Thread(target=hear, args=(process, said)) for process in both]
    try:
        for listener in listeners:
            listener.start()
        while "Another process of this program works on it" not in said.get(timeout=LONG):
            pass
        until(lambda: len(list((inbox / "imported").glob("*.eml"))) == 30 if (inbox / "imported").exists() else False)
    finally:
        for process in both:
            process.send_signal(signal.SIGTERM)
        for process in both:
            process.wait(LONG)
        for listener in listeners:
            listener.join()
    assert live(data) == 30


def test_without_sources_or_set_up_it_says_what_to_do(data: Path, tmp_path: Path) -> None:
    nothing = run(data, "process", "--once")
    assert nothing.returncode == 2
    assert "source add" in nothing.stderr
    empty = run(tmp_path / "new", "process", "--once")
    assert empty.returncode == 2
    assert "not set up yet" in empty.stderr


def test_a_source_that_fails_is_told_by_the_exit_code(data: Path, inbox: Path) -> None:
    run(data, "source", "add", "folder", str(inbox))
    inbox.rmdir()
    done = run(data, "process", "--once")
    assert done.returncode == 1
    assert "There is no folder" in run(data, "source", "list").stdout
    assert "Traceback" not in done.stderr


def test_the_store_is_sound_afterwards(data: Path, inbox: Path) -> None:
    put(inbox, *range(100))
    run(data, "source", "add", "folder", str(inbox))
    run(data, "process", "--once")
    store = Store.open(data / "severa-desktop.sqlite")
    with store.reading() as reader:
        assert reader.integrity() == []
        assert reader.live() == 100
    store.close()

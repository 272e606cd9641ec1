"""Importing in a process of its own: what is told, and what happens when somebody ends it or it dies."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from severa_desktop.core.directory import Directory, User
from severa_desktop.core.model import Outcome
from severa_desktop.core.query import ActivityQuery
from severa_desktop.core.reasons import Code
from severa_desktop.core.settings import IntegrationStatus, Settings
from severa_desktop.services.doctor import examine
from severa_desktop.services.import_process import (
    Counted,
    Crashed,
    Did,
    Event,
    Finished,
    Handover,
    ImportLine,
    ImportProcess,
    Missing,
    Progress,
    Refused,
    Started,
)
from severa_desktop.store.store import Store
from tests.services.company import DIRECTORY, SETTINGS, company, message

MANY = 1_000
"""More than fit into the pipe to whoever asked: the process cannot be done while nobody listens."""
LONG = 120.0
"""Seconds after which a test gives up waiting; never reached unless something is wrong."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "store.sqlite"
    company(path).close()
    return path


@pytest.fixture
def process(path: Path) -> Iterator[ImportProcess]:
    process = ImportProcess(path)
    yield process
    process.close()


@pytest.fixture
def many(tmp_path: Path) -> str:
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(MANY):
        (folder / f"{number}.eml").write_bytes(message(number))
    return str(folder)


def next_event(process: ImportProcess) -> Event:
    event = process.next_event(LONG)
    assert event is not None
    return event


def until(process: ImportProcess, kind: type[Event]) -> list[Event]:
    events = [next_event(process)]
    while not isinstance(events[-1], kind):
        assert not isinstance(events[-1], Finished | Refused | Crashed), events[-1]
        events.append(next_event(process))
    return events


def lines_of(events: list[Event]) -> list[ImportLine]:
    return [line for event in events if isinstance(event, Did) for line in event.lines]


def subjects(path: Path) -> list[str]:
    store = Store.open(path)
    try:
        with store.reading() as reader:
            return [each.activity.subject for each in reader.activities(ActivityQuery())]
    finally:
        store.close()


def pid_of(process: ImportProcess) -> int:
    process.start()
    assert process._child
    pid = process._child._process.pid
    assert pid
    return pid


def test_an_import_is_told_from_beginning_to_end(process: ImportProcess, tmp_path: Path) -> None:
    good, strange = tmp_path / "good.eml", tmp_path / "strange.eml"
    good.write_bytes(message(1, Bcc="1001.acme@severamail.com"))
    strange.write_bytes(message(2, From="x@else.example"))
    process.run(Handover((str(good), str(strange)), contents=(("dropped.eml", message(3)),)))
    started, counted, did, finished = until(process, Finished)
    assert (started, counted) == (Started(), Counted(3))
    assert isinstance(did, Did)
    first, second, third = did.lines
    assert did.progress == Progress(3, 3)
    assert (first.source, first.outcome, first.activity_id) == (str(good), Outcome.ACTIVITY, 1)
    assert (first.subject, first.customer, first.project, first.owner) == (
        "Mail 1",
        "Bakery",
        "1001 Web shop",
        "Anna de Vries",
    )
    assert (second.outcome, second.reason) == (Outcome.REJECTED, Code.NO_SEVERA_USER)
    assert (third.source, third.activity_id) == ("dropped.eml", 2)
    counts = {Outcome.ACTIVITY: 2, Outcome.DUPLICATE: 0, Outcome.REJECTED: 1, Outcome.FAILED: 0}
    assert finished == Finished(counts, 0, 1, cancelled=False)


def test_the_process_stays_for_the_next_import(process: ImportProcess, path: Path) -> None:
    first = pid_of(process)
    process.run(Handover((), dry_run=True, contents=(("a", message(1)), ("b", message(2)))))
    assert [line.activity_id for line in lines_of(until(process, Finished))] == [None, None]
    assert subjects(path) == []
    process.run(Handover((), contents=(("a", message(1)), ("b", message(2))), only=frozenset("b")))
    assert [line.source for line in lines_of(until(process, Finished))] == ["b"]
    assert subjects(path) == ["Mail 2"]
    assert pid_of(process) == first
    assert process.poll() == []


def test_what_waits_is_done_in_order(process: ImportProcess) -> None:
    for name in ("a", "b"):
        process.run(Handover((), contents=((name, message(name)),)))
    told = [line.source for _ in range(2) for line in lines_of(until(process, Finished))]
    assert told == ["a", "b"]


def test_retrying_passes_over_what_somebody_else_accepted(process: ImportProcess, path: Path) -> None:
    strange = message(1, From="new@acme.example", To="x@else.example")
    process.run(Handover((), contents=(("a", strange),)))
    until(process, Finished)
    process.retry([1, 99])
    assert [line.outcome for line in lines_of(until(process, Finished))] == [Outcome.REJECTED]
    store = Store.open(path)
    with store.writing() as writer:
        writer.save_directory(Directory(DIRECTORY.activity_types, users=(User("u9", "New", ("new@acme.example",)),)))
    store.close()
    process.retry(None)
    *_, finished = events = until(process, Finished)
    assert [line.outcome for line in lines_of(events)] == [Outcome.ACTIVITY]
    assert isinstance(finished, Finished)
    assert finished.import_id is not None


@pytest.mark.parametrize(
    ("settings", "missing"),
    [
        (Settings(), Missing.SETUP),
        (Settings(SETTINGS.address, "E-mail", IntegrationStatus.INACTIVE), Missing.ACTIVE),
        (Settings(SETTINGS.address, "Unheard-of"), Missing.TYPE),
    ],
)
def test_what_is_missing_is_told_as_a_value(
    process: ImportProcess, path: Path, settings: Settings, missing: Missing
) -> None:
    store = Store.open(path)
    with store.writing() as writer:
        writer.save_settings(settings)
    process.run(Handover((), contents=(("a", message(1)),)))
    assert until(process, Refused)[-1] == Refused(missing)
    with store.writing() as writer:
        writer.save_settings(SETTINGS)
    store.close()
    process.run(Handover((), contents=(("a", message(1)),)))
    until(process, Finished)
    assert subjects(path) == ["Mail 1"]


def test_cancelling_keeps_what_was_told_and_ends_at_once(process: ImportProcess, path: Path, many: str) -> None:
    process.run(Handover([many]))
    events = until(process, Did)
    process.run(Handover((), contents=(("waits", message("waits")),)))
    process.cancel()
    events += until(process, Finished)
    finished = events[-1]
    assert isinstance(finished, Finished)
    assert finished.cancelled
    assert 0 < len(lines_of(events)) < MANY
    assert finished.counts[Outcome.ACTIVITY] == len(lines_of(events)) == len(subjects(path))
    waiting = until(process, Finished)
    assert (lines_of(waiting), waiting[-1]) == ([], Finished(dict.fromkeys(Outcome, 0), 0, None, cancelled=True))
    process.run(Handover([many]))
    assert len(lines_of(until(process, Finished))) == MANY


def test_a_killed_process_is_told_and_the_next_import_has_a_new_one(
    process: ImportProcess, path: Path, many: str
) -> None:
    process.run(Handover([many]))
    told = len(lines_of(until(process, Did)))
    killed = pid_of(process)
    os.kill(killed, signal.SIGKILL)
    assert "What was done stays" in str(until(process, Crashed)[-1])
    assert told <= len(subjects(path)) < MANY
    process.run(Handover([many]))
    assert len(lines_of(until(process, Finished))) == MANY
    assert pid_of(process) != killed
    assert len(subjects(path)) == MANY
    assert list(examine(path)) == []


def test_a_process_that_died_while_nothing_was_asked_is_replaced_without_a_word(process: ImportProcess) -> None:
    killed = pid_of(process)
    os.kill(killed, signal.SIGKILL)
    assert process.next_event(LONG) is None
    process.run(Handover((), contents=(("a", message(1)),)))
    assert len(lines_of(until(process, Finished))) == 1


def test_an_import_asked_of_a_process_that_is_just_dying_is_answered(process: ImportProcess) -> None:
    process.run(Handover((), contents=(("a", message(1)),)))
    os.kill(pid_of(process), signal.SIGKILL)
    assert process._child
    process._child._process.join()
    process.run(Handover((), contents=(("b", message(2)),)))
    until(process, Crashed)
    assert [line.source for line in lines_of(until(process, Finished))] == ["b"]


def test_closing_ends_an_import_between_two_transactions(process: ImportProcess, path: Path, many: str) -> None:
    process.run(Handover([many]))
    until(process, Did)
    process.close()
    assert process.next_event(0) is None
    assert 0 < len(subjects(path)) < MANY
    assert list(examine(path)) == []


CLOSED_EARLY = """
import sys
from pathlib import Path
from severa_desktop.services.import_process import Did, Handover, ImportProcess

if __name__ == "__main__":
    process = ImportProcess(Path(sys.argv[1]))
    process.run(Handover((sys.argv[2],)))
    while not isinstance(process.next_event(60), Did):
        pass
    process.close()
"""


def test_closing_while_processes_start_that_read_leaves_no_trace(tmp_path: Path, path: Path, many: str) -> None:
    # The first mails are read while these start, so that what is told of them comes meanwhile.
    script = tmp_path / "closed_early.py"
    script.write_text(CLOSED_EARLY, encoding="utf-8")
    done = subprocess.run([sys.executable, script, path, many], capture_output=True, text=True, check=True)
    assert done.stderr == ""


def test_handing_over_never_waits_for_the_process(process: ImportProcess) -> None:
    paths = [f"/nowhere/a-long-name-that-fills-the-pipe-soon/{number}.eml" for number in range(3_000)]
    process.run(Handover((), contents=(("a", message(1)),)))
    until(process, Finished)
    stopped = pid_of(process)
    os.kill(stopped, signal.SIGSTOP)
    handing_over = threading.Thread(target=process.run, args=(Handover(paths, dry_run=True),))
    handing_over.start()
    handing_over.join(60)
    waits = handing_over.is_alive()
    os.kill(stopped, signal.SIGCONT)
    assert not waits
    assert len(lines_of(until(process, Finished))) == 3_000


def test_a_store_that_cannot_be_opened_is_a_sentence(tmp_path: Path) -> None:
    broken = tmp_path / "store.sqlite"
    broken.write_bytes(b"no database at all, but long enough to be looked at" * 99)
    process = ImportProcess(broken)
    process.run(Handover((), contents=(("a", message(1)),)))
    crashed = until(process, Crashed)[-1]
    assert isinstance(crashed, Crashed)
    assert str(broken) in crashed.sentence
    process.close()


WINDOW = """
import sys
from pathlib import Path
from severa_desktop.services.import_process import Did, Handover, ImportProcess

if __name__ == "__main__":
    process = ImportProcess(Path(sys.argv[1]))
    process.run(Handover([sys.argv[2]]))
    while not isinstance(process.next_event(60), Did):
        pass
    print("did", flush=True)
    if sys.argv[3] == "stay":
        sys.stdin.read()
"""


def start_window(tmp_path: Path, path: Path, many: str, how: str) -> "subprocess.Popen[bytes]":
    script = tmp_path / "window.py"
    script.write_text(WINDOW)
    program = subprocess.Popen(
        [sys.executable, str(script), str(path), many, how],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": "."},
    )
    assert program.stdout
    assert program.stdout.readline() == b"did\n"
    return program


def test_when_the_window_dies_the_import_ends_after_its_transaction(tmp_path: Path, path: Path, many: str) -> None:
    program = start_window(tmp_path, path, many, "stay")
    program.kill()
    # Every process that it started holds the pipe's writing end: it ends when all have gone.
    program.communicate()
    assert 0 < len(subjects(path)) < MANY
    assert list(examine(path)) == []


def test_a_window_that_ends_without_closing_does_not_wait_for_the_import(tmp_path: Path, path: Path, many: str) -> None:
    program = start_window(tmp_path, path, many, "end")
    program.communicate()
    assert program.returncode == 0
    assert 0 < len(subjects(path)) < MANY


def test_what_the_window_loads_for_it_is_little() -> None:
    script = (
        "import sys, severa_desktop.services.import_process\n"
        "print([name for name in ('sqlalchemy', 'severa_desktop.mail', 'severa_desktop.store') if name in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, check=True).stdout == b"[]\n"

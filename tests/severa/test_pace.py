"""At most eight requests a second, whoever sends them."""

import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from filelock import FileLock

from severa_desktop.core.severa import SeveraSettings
from severa_desktop.severa.errors import SeveraError, StoppedError, UnreachableError
from severa_desktop.severa.pace import Pace, pace_name
from tests.severa.clocks import HandedClock

# Prints the moments of its turns as they stand in the file: exact, however busy the computer is.
TURNS = """
import sys, threading
from pathlib import Path
from severa_desktop.severa.clock import SystemClock
from severa_desktop.severa.pace import Pace

class Noting(SystemClock):
    def running(self):
        self.last = super().running()
        return self.last

clock = Noting()
pace = Pace(Path(sys.argv[1]), "severa", clock)
for _ in range(int(sys.argv[2])):
    pace.wait(threading.Event())
    print(clock.last, flush=True)
"""


def process(folder: Path, turns: int) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", TURNS, str(folder), str(turns)], stdout=subprocess.PIPE, text=True)


def most_in_a_second(moments: list[float]) -> int:
    return max(sum(1 for other in moments if one <= other < one + 1) for one in moments)


def turns(pace: Pace, count: int) -> None:
    for _turn in range(count):
        pace.wait(threading.Event())


def test_processes_share_eight_turns_a_second(tmp_path: Path) -> None:
    processes = [process(tmp_path, 11) for _one in range(3)]
    moments = []
    for one in processes:
        moments += [float(line) for line in one.communicate(timeout=60)[0].split()]
    assert len(moments) == 33
    assert most_in_a_second(moments) == 8


def test_threads_and_several_paces_share_them_too(tmp_path: Path) -> None:
    clock = HandedClock()
    began = clock.running()
    paces = [Pace(tmp_path, "severa", clock), Pace(tmp_path, "severa", clock)]
    threads = [threading.Thread(target=turns, args=(paces[number % 2], 20)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    # Eighty turns are the eight at once and nine times eight a second later each.
    assert clock.running() - began >= 9


def test_the_pace_alone_costs_hardly_more_than_eight_a_second(tmp_path: Path) -> None:
    clock = HandedClock()
    began = clock.running()
    turns(Pace(tmp_path, "severa", clock), 801)
    assert 100 <= clock.running() - began <= 103


def test_other_credentials_have_turns_of_their_own(tmp_path: Path) -> None:
    names = {pace_name(SeveraSettings("one")), pace_name(SeveraSettings("two")), pace_name(SeveraSettings("one", "x"))}
    assert len(names) == 3
    assert pace_name(SeveraSettings("one")) in names
    assert not any("one" in name for name in names)
    clock = HandedClock()
    turns(Pace(tmp_path, "one", clock), 8)
    before = clock.running()
    turns(Pace(tmp_path, "two", clock), 1)
    assert clock.running() == before


def test_a_pause_holds_everybody(tmp_path: Path) -> None:
    clock = HandedClock()
    Pace(tmp_path, "severa", clock).hold(30)
    began = clock.running()
    Pace(tmp_path, "severa", clock).wait(threading.Event())
    assert clock.running() - began == pytest.approx(30)


def test_a_shorter_pause_does_not_end_a_longer_one(tmp_path: Path) -> None:
    clock = HandedClock()
    pace = Pace(tmp_path, "severa", clock)
    began = clock.running()
    pace.hold(30)
    pace.hold(1)
    pace.wait(threading.Event())
    assert clock.running() - began == pytest.approx(30)


def test_nobody_waits_for_longer_than_a_person_would(tmp_path: Path) -> None:
    clock = HandedClock()
    pace = Pace(tmp_path, "severa", clock)
    pace.hold(600)
    with pytest.raises(UnreachableError, match="a pause of 10 minutes"):
        pace.wait(threading.Event())
    assert clock.waits == []
    clock.pass_by(601)
    pace.wait(threading.Event())


def test_a_pause_lasts_an_hour_at_most(tmp_path: Path) -> None:
    clock = HandedClock()
    pace = Pace(tmp_path, "severa", clock)
    pace.hold(float("inf"))
    clock.pass_by(3601)
    pace.wait(threading.Event())


@pytest.mark.parametrize(
    "content",
    [b"", b"\0" * 300, b"0x1p+3 0x0p+0 0x1p+2", b"nan nan nan .", b"inf inf .", b"1 2 3", b"0x1p+1 0x1p+99 ."],
)
def test_a_damaged_file_costs_a_second_and_nothing_else(tmp_path: Path, content: bytes) -> None:
    clock = HandedClock()
    pace = Pace(tmp_path, "severa", clock)
    (tmp_path / "severa.turns").write_bytes(content)
    began = clock.running()
    turns(pace, 1)
    assert 1 <= clock.running() - began <= 1.1
    turns(pace, 7)
    assert clock.running() - began <= 2.1


def test_a_file_from_before_the_computer_was_started_does_not_count(tmp_path: Path) -> None:
    later = HandedClock()
    later.pass_by(5_000_000)
    before = Pace(tmp_path, "severa", later)
    turns(before, 8)
    before.hold(100)
    clock = HandedClock()
    Pace(tmp_path, "severa", clock).wait(threading.Event())
    assert clock.waits == []


def test_a_process_that_is_killed_keeps_nobody_waiting(tmp_path: Path) -> None:
    killed = process(tmp_path, 1000)
    assert killed.stdout is not None
    for _line in range(10):
        assert killed.stdout.readline()
    killed.send_signal(signal.SIGKILL)
    killed.communicate(timeout=60)
    assert process(tmp_path, 3).communicate(timeout=60)[0].count("\n") == 3


def test_waiting_ends_at_once_when_it_is_cancelled(tmp_path: Path) -> None:
    pace = Pace(tmp_path, "severa")
    pace.hold(100)
    stop = threading.Event()
    ended: list[Exception] = []

    def wait() -> None:
        try:
            pace.wait(stop)
        except SeveraError as error:
            ended.append(error)

    # One waits for its turn, the other for being the next to wait.
    threads = [threading.Thread(target=wait) for _one in range(2)]
    for thread in threads:
        thread.start()
    stop.set()
    for thread in threads:
        thread.join(120)
    assert [type(error) for error in ended] == [StoppedError, StoppedError]


def test_waiting_for_another_process_ends_at_once_too(tmp_path: Path) -> None:
    stop = threading.Event()
    threading.Timer(0.1, stop.set).start()
    with FileLock(tmp_path / "severa.lock", thread_local=False), pytest.raises(StoppedError):
        Pace(tmp_path, "severa").wait(stop)


def test_no_turn_is_taken_by_whoever_is_cancelled(tmp_path: Path) -> None:
    clock = HandedClock()
    stop = threading.Event()
    stop.set()
    pace = Pace(tmp_path, "severa", clock)
    pace.hold(1)
    with pytest.raises(StoppedError):
        pace.wait(stop)
    turns(pace, 8)
    assert clock.waits[0] == pytest.approx(1)


def test_where_nothing_can_be_kept_nothing_is_sent(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UnreachableError, match="cannot be kept"):
        Pace(tmp_path / "file" / "folder", "severa").wait(threading.Event())


def test_the_folder_is_made_for_its_owner_only(tmp_path: Path) -> None:
    pace = Pace(tmp_path / "made" / "here", "severa")
    began = time.monotonic()
    pace.wait(threading.Event())
    assert time.monotonic() >= began
    if sys.platform != "win32":
        assert (tmp_path / "made" / "here").stat().st_mode & 0o077 == 0
        assert (tmp_path / "made" / "here" / "severa.turns").stat().st_mode & 0o077 == 0

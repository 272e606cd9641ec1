"""What processes beside this one start with, and how they end."""

import os
import signal
import sys
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from severa_desktop.services.child_process import ChildProcess
from tests.e2e.waiting import DEADLINE


def _tell_mask(_asked: "Connection[object, object]", told: "Connection[bool, object]") -> None:
    told.send(signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, ()))


def test_interruptions_wait_from_the_first_moment_of_a_process() -> None:
    child: ChildProcess[object, bool] = ChildProcess(_tell_mask, "tells")
    try:
        assert child.next_event(DEADLINE) is True
    finally:
        child.close(DEADLINE)
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())


def _tell_much(asked: "Connection[object, object]", told: "Connection[bytes, object]", done: str) -> None:
    with suppress(EOFError):
        asked.recv()
    # More than fits into the pipe.
    for _again in range(100):
        told.send(bytes(100_000))
    Path(done).touch()


def test_what_is_still_telling_something_as_it_is_to_end_ends_in_order(tmp_path: Path) -> None:
    done = tmp_path / "done"
    ChildProcess(_tell_much, "tells much", str(done)).close(DEADLINE)
    assert done.exists()


def _tell_priority(_asked: "Connection[object, object]", told: "Connection[int, object]") -> None:
    told.send(os.getpriority(os.PRIO_PROCESS, 0))


@pytest.mark.skipif(sys.platform == "win32", reason="it knows no such numbers")
def test_what_works_beside_a_window_lets_it_go_first() -> None:
    child: ChildProcess[object, int] = ChildProcess(_tell_priority, "tells")
    try:
        told = child.next_event(DEADLINE)
    finally:
        child.close(DEADLINE)
    assert told is not None
    assert told > os.getpriority(os.PRIO_PROCESS, 0)

"""What processes beside this one start with."""

import signal
from multiprocessing.connection import Connection

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

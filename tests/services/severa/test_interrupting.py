"""Ctrl+C while something waits for a server, whatever is done beside it."""

import os
import signal
import threading

import pytest

from severa_desktop.services.severa.interrupting import uninterrupted


class GaveUpError(Exception):
    """What work raises that was told to stop."""


def test_what_the_work_returns_or_raises_comes_out() -> None:
    assert uninterrupted(lambda: 7, threading.Event(), lambda: 8) == 7

    def fail() -> int:
        raise GaveUpError

    with pytest.raises(GaveUpError):
        uninterrupted(fail, threading.Event())
    with pytest.raises(GaveUpError):
        uninterrupted(lambda: 7, threading.Event(), fail)


@pytest.mark.parametrize("interrupted", ["work", "meanwhile"])
def test_an_interrupt_stops_the_work_and_comes_out(interrupted: str) -> None:
    stop = threading.Event()

    def wait() -> int:
        assert stop.wait(60)
        raise GaveUpError

    def interrupt() -> int:
        os.kill(os.getpid(), signal.SIGINT)
        return wait()

    work, meanwhile = (interrupt, wait) if interrupted == "work" else (wait, interrupt)
    former = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            uninterrupted(work, stop, meanwhile)
    finally:
        signal.signal(signal.SIGINT, former)
    assert stop.is_set()

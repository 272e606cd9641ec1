"""What can go wrong with the tests' Severa, at requests that a test chooses."""

import os
import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from tests.severa.server_asking import Told, refused

TOO_MANY = "API calls quota exceeded! maximum admitted 10 per 1s."
_PATIENCE = 120.0


class When(Enum):
    """At which moment of a request."""

    BEFORE = "before"
    """It arrived, nothing is done yet."""
    AFTER = "after"
    """It is done, nothing is answered yet."""


@dataclass(frozen=True)
class Fault:
    """What happens to a request; without anything it is carried out and answered."""

    instead: Told | None = None
    """Answered instead of carrying it out."""
    body: bytes | None = None
    """Answered as the content, whatever was done."""
    first: Callable[[], object] | None = None
    """Done before it is carried out: the world changes, tokens end."""
    cut: When | None = None
    """The connection ends."""
    killed: When | None = None
    """The victim is killed, and the connection ends."""
    is_half: bool = False
    """The connection ends in the middle of the answer."""
    until: threading.Event | None = None
    """The answer waits for this."""


def too_many(retry_after: str | None = None) -> Fault:
    """Severa has enough; `retry_after` is what it says of when to come again."""
    headers = {} if retry_after is None else {"Retry_After": retry_after}
    return Fault(instead=refused(429, TOO_MANY, "InvalidRequest", **headers))


def broken(status: int = 503) -> Fault:
    """Severa has a fault of its own."""
    return Fault(instead=refused(status, "Internal error", "InternalSystemError"))


def refusal(message: str, status: int = 400) -> Fault:
    """Severa says no."""
    return Fault(instead=refused(status, message, "InvalidOperation"))


def lost() -> Fault:
    """It is done, and no answer comes."""
    return Fault(cut=When.AFTER)


def cut() -> Fault:
    """It is not done, and no answer comes."""
    return Fault(cut=When.BEFORE)


def half() -> Fault:
    """It is done, and half of the answer comes."""
    return Fault(is_half=True)


def killed(when: When) -> Fault:
    """Whoever asks is killed; `Faults.victim` tells which process that is."""
    return Fault(killed=when)


def changing(first: Callable[[], object]) -> Fault:
    """Something changes just before it is answered."""
    return Fault(first=first)


def waiting(until: threading.Event) -> Fault:
    """It is done, and the answer waits."""
    return Fault(until=until)


def garbled(body: bytes = b"<html>Log in to the network") -> Fault:
    """Something else than Severa answers."""
    return Fault(body=body)


@dataclass
class _Planned:
    fault: Fault
    name: str
    skip: int
    times: int


class Faults:
    """What is to go wrong, and the process that is to be killed."""

    def __init__(self) -> None:
        self._planned: list[_Planned] = []
        self._lock = threading.Lock()
        self._victim = 0
        self._has_victim = threading.Event()
        self.kills = 0

    def plan(self, fault: Fault, name: str = "", *, skip: int = 0, times: int = 1) -> None:
        """Let a fault happen to so many requests of a name, such as `POST /v1/activities`, after some that go well.

        The name is written as in the description; without one, any request but those for tokens is meant.
        """
        with self._lock:
            self._planned.append(_Planned(fault, name, skip, times))

    def clear(self) -> None:
        """Let all go well from now on."""
        with self._lock:
            self._planned.clear()

    @property
    def left(self) -> int:
        """How many faults have not happened yet."""
        with self._lock:
            return sum(one.times for one in self._planned)

    def victim(self, pid: int) -> None:
        """Name the process that is killed where that is planned; 0 once it has ended."""
        self._victim = pid
        if pid:
            self._has_victim.set()
        else:
            self._has_victim.clear()

    def take(self, name: str) -> Fault:
        """Return what happens to a request."""
        with self._lock:
            for planned in self._planned:
                if planned.name != name and (planned.name or "token" in name):
                    continue
                if planned.skip:
                    planned.skip -= 1
                    continue
                planned.times -= 1
                if not planned.times:
                    self._planned.remove(planned)
                return planned.fault
        return Fault()

    def kill(self) -> None:
        """Kill the victim, so that it can do nothing more; waits for whoever starts it to name it."""
        assert self._has_victim.wait(_PATIENCE), "nobody named the process that is to be killed"
        self._has_victim.clear()
        self.kills += 1
        # Windows knows one way only to end a process, and that is as hard.
        os.kill(self._victim, getattr(signal, "SIGKILL", signal.SIGTERM))

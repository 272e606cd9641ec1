"""The tests' Severa as a process of its own, which can be told things and asked for what it counted.

Run as a program it prints its address, then answers each line of JSON with one, until there are no more.
"""

import argparse
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import msgspec

from tests.servers import started
from tests.severa.server import SeveraServer
from tests.severa.server_faults import When, killed
from tests.severa.server_rules import Json
from tests.severa.server_world import FULL, Size

_ROOT = Path(__file__).resolve().parents[2]
_PATIENCE = 120.0


@dataclass(frozen=True)
class Counts:
    """What came; `wrong`, `exceeded` and `made` from the beginning on."""

    asked: dict[str, int]
    """Requests by their names, such as `GET /v1/customers`."""
    arrived: list[float]
    """When they came, in seconds of the running clock."""
    exceeded: int
    wrong: list[str]
    made: list[str]
    """The guids of activities, participants and files, in their order."""


class ServerProcess:
    """Starts one and talks with it."""

    def __init__(self, size: Size = FULL, seed: int = 1, latency: float = 0.0) -> None:
        self._arguments = [
            str(one) for one in (size.customers, size.contacts, size.projects, size.users, seed, latency)
        ]
        self._process: subprocess.Popen[str] | None = None
        self.url = ""

    def start(self) -> None:
        """Start it; returns once it can be talked to."""
        command = [sys.executable, "-m", "tests.severa.server_process", *self._arguments]
        self._process = subprocess.Popen(
            command, cwd=_ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
        )
        self.url = str(self._answer()["url"])

    def remove(self) -> None:
        """End it."""
        if self._process is not None:
            self._process.communicate(timeout=_PATIENCE)
            self._process = None

    def kill(self, when: When, name: str, *, skip: int = 0) -> None:
        """Let the process that `victim` names be killed at a request (`Faults.plan`)."""
        self._ask({"kill": when.value, "name": name, "skip": skip})

    def victim(self, pid: int) -> None:
        """Name the process that is to be killed."""
        self._ask({"victim": pid})

    def counts(self) -> Counts:
        """Return what came since it was asked last."""
        return msgspec.convert(self._ask({}), Counts)

    def _ask(self, order: Json) -> Json:
        assert self._process is not None
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return self._answer()

    def _answer(self) -> Json:
        assert self._process is not None
        assert self._process.stdout is not None
        answer = json.loads(self._process.stdout.readline())
        assert isinstance(answer, dict)
        return answer


def main() -> None:
    """Serve until standard input ends."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("customers", "contacts", "projects", "users", "seed"):
        parser.add_argument(name, type=int)
    parser.add_argument("latency", type=float, help="seconds until it answers")
    options = parser.parse_args()
    size = Size(options.customers, options.contacts, options.projects, options.users)
    with started(SeveraServer(size, options.seed)) as server:
        server.latency = options.latency
        _tell({"url": server.url})
        for line in sys.stdin:
            _tell(_carried_out(server, json.loads(line)))


def _carried_out(server: SeveraServer, order: Json) -> Json:
    match order:
        case {"kill": str(when), "name": str(name), "skip": int(skip)}:
            server.faults.plan(killed(When(when)), name, skip=skip)
        case {"victim": int(pid)}:
            server.faults.victim(pid)
        case _:
            return _counted(server)
    return {}


def _counted(server: SeveraServer) -> Json:
    with server.world.lock:
        counted: Json = {
            "asked": dict(server.asked),
            "arrived": list(server.arrived),
            "exceeded": server.exceeded,
            "wrong": list(server.wrong),
            "made": [one.guid for one in server.world.made],
        }
        server.forget()
    return counted


def _tell(value: Json) -> None:
    print(json.dumps(value), flush=True)  # noqa: T201 - it is asked for this


if __name__ == "__main__":
    main()

"""`severa-desktop process` as a process of its own, over a company that is set up; and what it says of each mail."""

import json
import os
import resource
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from severa_desktop.core.source_settings import ImapSettings
from tests.cli.program import DIRECTORY, Json, Program
from tests.e2e.waiting import DEADLINE, until
from tests.sources.imap.dovecot import PASSWORD

ADDRESS = "mijnbedrijf@severamail.test"


class Company:
    """A company whose address is one of its own mail server, with a data folder and sources."""

    def __init__(self, folder: Path) -> None:
        self._program = Program(folder)
        self._program.well("directory", "import", self._program.write_json("directory.json", DIRECTORY))
        self._program.well("setup", "--address", ADDRESS, "--activity-type", "E-mail")
        # The keyring of whoever runs the tests is none of theirs.
        self.environment = {**os.environ, "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}

    @property
    def data(self) -> Path:
        """The data folder."""
        return self._program.data

    def say(self, *arguments: str) -> list[Json]:
        """Run a command that must succeed; returns the JSON objects it printed."""
        return self._program.well(*arguments, "--json").rows

    def set_up(self, *arguments: str) -> None:
        """Change settings."""
        self._program.well("setup", *arguments)

    def add_folder(self, path: Path, *options: str) -> None:
        """Let mails come from a folder."""
        self._program.well("source", "add", "folder", str(path), *options)

    def add_listener(self, place: str) -> None:
        """Let mails come by LMTP."""
        self._program.well("source", "add", "lmtp", place)

    def add_mailbox(self, settings: ImapSettings) -> None:
        """Let mails come from a mailbox of the tests' Dovecot."""
        ca = ("--ca", settings.ca_file) if settings.ca_file else ()
        with _environment(PYTHON_KEYRING_BACKEND=self.environment["PYTHON_KEYRING_BACKEND"]):
            self._program.well(
                "source", "add", "imap", settings.host, "--user", settings.user, "--port", str(settings.port),
                "--security", settings.security.value, "--after", settings.after.value, *ca,
            )  # fmt: skip
        self.environment[f"SEVERA_DESKTOP_PASSWORD_{self.sources()[-1]['id']}"] = PASSWORD

    def sources(self) -> list[Json]:
        """Return the sources with how each is doing."""
        return self.say("source", "list")

    def activities(self) -> list[Json]:
        """Return all activities."""
        return self.say("activities")

    def is_sound(self) -> bool:
        """Tell whether the store is as it must be."""
        return self._program.run("doctor").code == 0

    def processor(self) -> "Processor":
        """Return the processor, started."""
        command = (sys.executable, "-m", "severa_desktop", "--data-dir", str(self.data), "process", "--json")
        return Processor(command, self.environment)

    def processor_with_clock(self, ahead: Path) -> "Processor":
        """Return the same, started with a clock that is so many seconds ahead as stand in a file."""
        script = Path(__file__).with_name("clocked_processor.py")
        return Processor((sys.executable, str(script), str(self.data), str(ahead)), self.environment)


class Processor:
    """The program at work, until the block ends."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            command,
            env=environment,
            text=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self.results: list[Json] = []
        self.said: list[str] = []
        self._listeners = [threading.Thread(target=self._hear_results), threading.Thread(target=self._hear_words)]
        for listener in self._listeners:
            listener.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.kill()

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    def limit_files(self, limit: int) -> None:
        """Let no file of its grow beyond so many bytes from now on, as where the disk is full; -1 for any number."""
        resource.prlimit(self.pid, resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))

    def send(self, number: signal.Signals) -> None:
        """Send it a signal."""
        self._process.send_signal(number)

    def stop(self) -> int:
        """Ask it to end; returns its exit code once it has."""
        self._process.terminate()
        return self.wait()

    def wait(self) -> int:
        """Return its exit code once it has ended by itself."""
        code = self._process.wait(DEADLINE)
        self.kill()
        return code

    def kill(self) -> None:
        """End it with no chance to tidy up."""
        self._process.kill()
        self._process.wait()
        for listener in self._listeners:
            listener.join()

    def outcomes(self) -> list[object]:
        """Return what became of each mail so far."""
        return [result["outcome"] for result in self.results]

    def wait_for(self, results: int) -> list[Json]:
        """Return its results once there are so many."""
        until(lambda: len(self.results) >= results, f"{results} results")
        return self.results

    def _hear_results(self) -> None:
        assert self._process.stdout is not None
        with self._process.stdout as lines:
            # A line that a killed process did not finish is no result.
            self.results.extend(json.loads(line) for line in lines if line.endswith("\n"))

    def _hear_words(self) -> None:
        assert self._process.stderr is not None
        with self._process.stderr as lines:
            self.said.extend(lines)


@contextmanager
def _environment(**variables: str) -> Iterator[None]:
    former = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in former.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value

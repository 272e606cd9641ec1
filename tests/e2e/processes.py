"""Processes that the tests start: each is ended by its own number, whatever happens, and none is waited for forever."""

import queue
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.e2e.waiting import DEADLINE

Process = subprocess.Popen[str]


@contextmanager
def running(
    command: Sequence[str | Path], environment: Mapping[str, str] | None = None, keep_open: Sequence[int] = ()
) -> Iterator[Process]:
    """Run a program that says nothing of interest, until the block ends."""
    process = Process(
        command,
        env=environment,
        pass_fds=keep_open,
        text=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        end(process)


def end(process: Process) -> None:
    """End a process, if it has not ended by itself; the hard way if it does not listen."""
    process.terminate()
    try:
        process.wait(DEADLINE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


class Helper:
    """A small program of the tests that is told things in lines and answers in lines."""

    def __init__(self, script: Path, environment: Mapping[str, str]) -> None:
        self._process = Process(
            [sys.executable, str(script)], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._answers: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._listener = threading.Thread(target=self._listen)
        self._listener.start()

    def tell(self, line: str) -> None:
        """Say a line to it."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()

    def hear(self) -> str:
        """Return the next line that it says; fails where it says nothing, or ends."""
        line = self._answers.get(timeout=DEADLINE)
        assert line, "a program of the tests ended"
        return line

    def close(self) -> None:
        """End it: there is nothing more to be told."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        end(self._process)
        self._listener.join()
        self._process.stdout.close()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._answers.put(line.strip())
        self._answers.put("")

"""A process of its own beside this one, with a pipe to ask it and one on which it tells: neither waits for the other.

What it does is a function of a module that is loaded there only. It ends when nothing more will be asked.
"""

import multiprocessing
import os
import queue
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from typing import Generic, TypeVar, TypeVarTuple

Asked = TypeVar("Asked")
Told = TypeVar("Told")
Rest = TypeVarTuple("Rest")

_NICENESS = 5
"""How much of its turn it gives to others, of Unix's 19."""


@contextmanager
def shielded() -> Iterator[None]:
    """Start processes in it that Ctrl+C in a terminal cannot reach: it is for their parent, which ends them.

    They are to ignore it as soon as they run; until then they would print where they were. Windows knows no such way.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    # A first process starts this one, too, which lets interruptions through again.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _work_beside(work: Callable[[*Rest], None], *arguments: *Rest) -> None:
    """Work, but let what somebody looks at go first where there are few processors."""
    if sys.platform != "win32":
        os.nice(_NICENESS)
    work(*arguments)


class ChildProcess(Generic[Asked, Told]):
    """The running process and the two pipes to it."""

    def __init__(
        self,
        work: "Callable[[Connection[object, Asked], Connection[Told, object], *Rest], None]",
        name: str,
        *arguments: *Rest,
    ) -> None:
        """Start it: there, `work` is called with the pipe of what is asked, the one to tell on, and the arguments."""
        context = multiprocessing.get_context("spawn")
        asked, self._asked = context.Pipe(duplex=False)
        self._told, told = context.Pipe(duplex=False)
        self._process = context.Process(target=_work_beside, args=(work, asked, told, *arguments), name=name)
        with shielded():
            self._process.start()
        # Held by the process alone, so that each side sees when the other has gone.
        asked.close()
        told.close()
        self._listening = threading.Lock()
        self._to_send: queue.SimpleQueue[Asked | None] = queue.SimpleQueue()
        self.has_gone = False
        """Nothing more will come."""
        threading.Thread(target=self._send, daemon=True).start()

    @property
    def pid(self) -> int | None:
        """The process's number in the system."""
        return self._process.pid

    def is_alive(self) -> bool:
        """Tell whether it runs and can be asked."""
        return not self.has_gone and self._process.is_alive()

    def ask(self, something: Asked) -> None:
        """Ask for something without waiting until it is taken, which may be long where it is large."""
        self._to_send.put(something)

    def next_event(self, timeout: float | None) -> Told | None:
        """Wait so many seconds (None: as long as it takes) for what it tells; None if that was nothing."""
        with self._listening:
            try:
                if not self.has_gone and self._told.poll(timeout):
                    event: Told = self._told.recv()
                    return event
            except (EOFError, OSError):
                self.has_gone = True
            return None

    def fileno(self) -> int:
        """Return what becomes readable when it tells something."""
        return self._told.fileno()

    def let_end(self) -> None:
        """Ask for nothing more: it ends once it has done what it must, and nobody waits for that here."""
        self._to_send.put(None)

    def kill(self) -> None:
        """End it at once."""
        self._process.kill()

    def close(self, patience: float) -> None:
        """End it; it has so many seconds for what it is doing."""
        self.let_end()
        # It may be telling something, and cannot end before somebody takes that.
        threading.Thread(target=self._hear_out, daemon=True).start()
        self._process.join(patience)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        # Whoever listens has seen the end by now.
        with self._listening:
            self.has_gone = True
            self._told.close()

    def _hear_out(self) -> None:
        """Take what nobody waits for any more, until it has ended."""
        while not self.has_gone:
            self.next_event(None)

    def _send(self) -> None:
        """Send what is asked for; ends when nothing more will be, or nobody takes it."""
        with self._asked:
            try:
                while (something := self._to_send.get()) is not None:
                    self._asked.send(something)
            except OSError:
                return

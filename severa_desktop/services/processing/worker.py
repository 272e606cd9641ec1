"""The inner side of `processing.process`: all sources of a store at work in a process of its own.

Ends once nobody listens any more. Looks once a second whether anybody changed the store, so that a source that was
added, changed, removed or told to begin again is taken up at once.
"""

import logging
import queue
import signal
import threading
from multiprocessing.connection import Connection
from pathlib import Path

from severa_desktop.core.source_settings import Source
from severa_desktop.logs import start_log
from severa_desktop.secrets import Secrets
from severa_desktop.services.passwords import Passwords
from severa_desktop.services.processing.clock import SystemClock
from severa_desktop.services.processing.events import GivePassword, Request, Speak, Standing, TryNow
from severa_desktop.services.processing.service import Listener, ProcessingService, Stop
from severa_desktop.store.errors import StoreError
from severa_desktop.store.store import Store
from severa_desktop.texts import set_language

_LOOK = 1.0
"""Seconds between two looks whether the store was changed: each is a question of microseconds."""

_log = logging.getLogger(__name__)


def work(
    requests: "Connection[object, Request]", told: "Connection[Standing, object]", store: Path, log: Path, language: str
) -> None:
    """Let mails come in until nobody asks for it any more."""
    # Ctrl+C in the window's terminal is the window's to answer: it ends this process.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    start_log(log, verbose=False)
    set_language(language)
    asked: queue.SimpleQueue[Request | None] = queue.SimpleQueue()
    # Whoever wants this process to end (the system, as it shuts down) is listened to as the window is.
    signal.signal(signal.SIGTERM, lambda _number, _frame: asked.put(None))
    threading.Thread(target=_listen, args=(requests, asked), daemon=True).start()
    worker = _Worker(store, told)
    try:
        worker.go_on(asked)
    finally:
        worker.close()


def _listen(requests: "Connection[object, Request]", asked: "queue.SimpleQueue[Request | None]") -> None:
    try:
        while True:
            asked.put(requests.recv())
    except (EOFError, OSError):
        asked.put(None)


class _Worker:
    """The sources of one store, which is opened as soon as it can be."""

    def __init__(self, path: Path, told: "Connection[Standing, object]") -> None:
        self._path = path
        self._standing = _Standing(told)
        self._passwords = Passwords(Secrets(path))
        self._store: Store | None = None
        self._service: ProcessingService | None = None
        self._version: int | None = None

    def go_on(self, asked: "queue.SimpleQueue[Request | None]") -> None:
        """Do what is asked, and look after the sources, until nothing more will be asked."""
        while True:
            self._look()
            try:
                request = asked.get(timeout=_LOOK)
            except queue.Empty:
                continue
            if request is None:
                return
            self._do(request)

    def close(self) -> None:
        """End all sources, and store what they brought."""
        if self._service is not None:
            self._service.close()
        if self._store is not None:
            self._store.close()

    def _look(self) -> None:
        """Take up what was changed in the store."""
        try:
            if self._store is None:
                self._store = Store.open(self._path)
            version = self._store.version()
            if version != self._version:
                self._running(self._store).start()
                self._version = version
        except StoreError as error:
            # Locked for long, or the disk is full: the window says so itself, and the next look is soon.
            _log.warning("the sources could not be looked after (%s)", type(error).__name__)

    def _running(self, store: Store) -> ProcessingService:
        if self._service is None:
            listener = Listener(elsewhere=self._standing.elsewhere, stopped=self._stopped)
            self._service = ProcessingService(store, SystemClock(), self._password_of, listener)
        return self._service

    def _do(self, request: Request) -> None:
        match request:
            case GivePassword(source_id, password):
                self._passwords.give(source_id, password)
                self._begin_again(source_id)
            case TryNow(source_id):
                self._begin_again(source_id)
            case Speak(language):
                set_language(language)

    def _begin_again(self, source_id: int) -> None:
        if self._service is not None:
            self._service.stop_source(source_id)
        self._version = None

    def _password_of(self, source: Source) -> str:
        self._standing.has_password(source.id)
        return self._passwords.of(source)

    def _stopped(self, source: Source, why: Stop, _sentence: str) -> None:
        if why is Stop.REFUSED:
            # Another one is needed; it may stand in the keyring by the time that it begins again.
            self._passwords.take_back(source.id)
        elif why is Stop.NO_PASSWORD:
            self._standing.without_password(source.id)


class _Standing:
    """Tells how the sources stand, whenever that changes; called by their threads."""

    def __init__(self, told: "Connection[Standing, object]") -> None:
        self._told = told
        self._lock = threading.Lock()
        self._elsewhere: frozenset[int] = frozenset()
        self._without: frozenset[int] = frozenset()

    def elsewhere(self, source: Source, is_so: bool) -> None:  # noqa: FBT001 - as a listener is called
        """Take in whether another process works on a source."""
        with self._lock:
            self._elsewhere = self._elsewhere | {source.id} if is_so else self._elsewhere - {source.id}
            self._tell()

    def without_password(self, source_id: int) -> None:
        """Take in that a source has no password."""
        with self._lock:
            self._without |= {source_id}
            self._tell()

    def has_password(self, source_id: int) -> None:
        """Take in that a source is about to be given one."""
        with self._lock:
            if source_id in self._without:
                self._without -= {source_id}
                self._tell()

    def _tell(self) -> None:
        try:
            self._told.send(Standing(self._elsewhere, self._without))
        except OSError:
            # Nobody listens any more: this process is told so by the other pipe.
            return

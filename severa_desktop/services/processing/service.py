"""All sources of a store at work, each in a thread of its own, in the window or without one.

A lock lets one process at a time work on a source; another one waits for it and says so.
"""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeAlias

from filelock import FileLock, Timeout

from severa_desktop.core.source_settings import Condition, Source, SourceState
from severa_desktop.services.processing.intake import Intake, Told
from severa_desktop.services.processing.kinds import running
from severa_desktop.sources.intake import Clock, NotNowError, RunningSource, Work
from severa_desktop.store.errors import StoreError
from severa_desktop.store.store import Store

Password: TypeAlias = Callable[[Source], str]
"""Returns a source's password; raises UserError where there is none."""
MakeSource: TypeAlias = Callable[[Source, Callable[[], str]], RunningSource]
Said: TypeAlias = Callable[[Source, str], None]
"""Hears what keeps this process from working on a source."""

_LOCK_PAUSE = 10.0
"""Seconds between two looks whether another process has let go of a source."""
_DEFECT = "This source stopped because of a defect in the program; nothing was lost. Please report it with the log."

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _AtWork:
    thread: threading.Thread
    stop: threading.Event


class ProcessingService:
    """Runs the sources of one store in this process."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        password: Password,
        told: Told | None = None,
        said: Said | None = None,
        make: MakeSource = running,
    ) -> None:
        self._store = store
        self._clock = clock
        self._password = password
        self._said = said or (lambda _source, _sentence: None)
        self._make = make
        self._intake = Intake(store, clock.now, told)
        self._at_work: dict[int, _AtWork] = {}
        self._states: dict[int, SourceState] = {}
        self._states_lock = threading.Lock()
        self.all_went_well = True

    def start(self, *, once: bool = False) -> int:
        """Let sources begin that are new, and end those that were removed; returns how many there are.

        One that stopped because a person has to act begins again after `stop_source` only.
        """
        with self._store.reading() as reader:
            sources = [listed.source for listed in reader.sources()]
        for source in sources:
            if source.id not in self._at_work:
                self._begin(source, once=once)
        gone = self._at_work.keys() - {source.id for source in sources}
        for source_id in gone:
            self.stop_source(source_id)
        return len(sources)

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until all sources have ended; returns whether they have."""
        for at_work in list(self._at_work.values()):
            at_work.thread.join(seconds)
        return not any(at_work.thread.is_alive() for at_work in self._at_work.values())

    def stop_source(self, source_id: int) -> None:
        """End one source's work; it may begin again with `start`."""
        at_work = self._at_work.pop(source_id, None)
        if at_work is not None:
            at_work.stop.set()
            at_work.thread.join()

    def close(self) -> None:
        """End all sources, and store what they brought."""
        for at_work in self._at_work.values():
            at_work.stop.set()
        self.wait()
        self._intake.close()

    def _begin(self, source: Source, *, once: bool) -> None:
        stop = threading.Event()
        thread = threading.Thread(
            target=self._run, args=(source, stop), kwargs={"once": once}, name=f"severa-source-{source.id}", daemon=True
        )
        self._at_work[source.id] = _AtWork(thread, stop)
        thread.start()

    def _run(self, source: Source, stop: threading.Event, *, once: bool) -> None:
        try:
            with self._locked(source, stop, once=once) as lock:
                went_well = lock is not None and self._made(source).run(self._work(source, stop, once=once))
        except Exception:  # noqa: BLE001 - of one source; the others go on
            _log.exception("source %d failed", source.id)
            self._note(source, SourceState(Condition.STOPPED, _DEFECT))
            went_well = False
        if not went_well:
            self.all_went_well = False

    def _made(self, source: Source) -> RunningSource:
        return self._make(source, lambda: self._password(source))

    def _locked(self, source: Source, stop: threading.Event, *, once: bool) -> "_Held":
        lock = FileLock(str(_lock_path(self._store.path, source)))
        said = False
        while not stop.is_set():
            try:
                lock.acquire(timeout=0)
            except Timeout:
                if not said:
                    self._said(source, "Another process of this program works on it; this one waits until that ends.")
                    said = True
                if once or self._clock.wait(stop, _LOCK_PAUSE):
                    break
            else:
                return _Held(lock)
        return _Held(None)

    def _work(self, source: Source, stop: threading.Event, *, once: bool) -> Work:
        return Work(
            intake=self._intake.of(source),
            memory=_StoreMemory(self._store, source.id),
            clock=self._clock,
            report=partial(self._note, source),
            stop=stop,
            max_bytes=self._intake.current().settings.max_bytes,
            once=once,
        )

    def _note(self, source: Source, state: SourceState) -> None:
        """Keep how a source is doing, where that is news: a success a minute is enough."""
        with self._states_lock:
            before = self._states.get(source.id)
            is_news = before is None or (before.condition, before.error) != (state.condition, state.error)
            if not is_news and (state.last_success or 0) < ((before and before.last_success) or 0) + 60:
                return
            self._states[source.id] = state
        try:
            with self._store.writing() as writer:
                writer.note_condition(source.id, state.condition, state.error, state.last_success)
        except StoreError:
            # A full disk, for one; it is what the source itself meets next, and tells of then.
            _log.warning("the state of source %d could not be kept", source.id)


class _Held:
    """A source's lock as long as the block lasts; None where another process has it."""

    def __init__(self, lock: FileLock | None) -> None:
        self._lock = lock

    def __enter__(self) -> FileLock | None:
        return self._lock

    def __exit__(self, *_raised: object) -> None:
        if self._lock is not None:
            self._lock.release()


class _StoreMemory:
    """What a source remembers, kept in the store; raises NotNowError where that cannot be done."""

    def __init__(self, store: Store, source_id: int) -> None:
        self._store = store
        self._source_id = source_id

    def recall(self, place: str) -> str:
        """Return what was remembered of a place, empty if nothing was."""
        with _not_now(), self._store.reading() as reader:
            return reader.recall(self._source_id, place)

    def remember(self, place: str, what: str) -> None:
        """Remember this of a place; on the disk when it returns."""
        with _not_now(), self._store.writing() as writer:
            writer.remember(self._source_id, place, what)


@contextmanager
def _not_now() -> Iterator[None]:
    try:
        yield
    except StoreError as error:
        raise NotNowError(str(error)) from error


def _lock_path(store: Path, source: Source) -> Path:
    return store.with_name(f"{store.stem}-source-{source.id}.lock")

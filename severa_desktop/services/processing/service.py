"""All sources of a store at work, each in a thread of its own, in the window or without one.

A lock lets one process at a time work on a source; another one waits for it and says so.
"""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum, auto
from functools import partial
from pathlib import Path
from typing import TypeAlias

from filelock import FileLock, Timeout

from severa_desktop.core.settings import IntegrationStatus, Settings, missing_settings
from severa_desktop.core.source_settings import Condition, ListedSource, Source, SourceState
from severa_desktop.services.processing.holding import hold, is_held
from severa_desktop.services.processing.intake import Intake, Told
from severa_desktop.services.processing.kinds import running
from severa_desktop.sources.intake import Clock, NoPasswordError, NotNowError, RunningSource, Work
from severa_desktop.store.errors import StoreError
from severa_desktop.store.store import Store
from severa_desktop.texts import N_, _

Password: TypeAlias = Callable[[Source], str]
"""Returns a source's password; raises UserError where there is none."""
MakeSource: TypeAlias = Callable[[Source, Callable[[], str]], RunningSource]


class Stop(Enum):
    """Why a source does nothing until a person acts."""

    NO_PASSWORD = auto()
    """There is none. No server was asked."""
    REFUSED = auto()
    """A server refused the password, or would do so: it is not tried again, by no process."""
    HELD = auto()
    """That was found before, by this or another process; nothing was tried now."""
    DEFECT = auto()


@dataclass(frozen=True, slots=True)
class Listener:
    """Hears of the sources at work, in their threads."""

    told: Told | None = None
    """What became of each mail."""
    elsewhere: Callable[[Source, bool], None] | None = None
    """Whether another process works on a source, so that this one waits for it."""
    stopped: Callable[[Source, Stop, str], None] | None = None
    """A source does nothing until a person acts; the sentence says why and how."""


_LOCK_PAUSE = 10.0
"""Seconds between two looks whether another process has let go of a source."""
_DEFECT = N_("This source stopped because of a defect in the program; nothing was lost. Please report it with the log.")

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _AtWork:
    source: Source
    thread: threading.Thread
    stop: threading.Event
    waits: bool = False
    """It has ended, and the store says that a person has to act."""


class ProcessingService:
    """Runs the sources of one store in this process."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        password: Password,
        listener: Listener | None = None,
        make: MakeSource = running,
    ) -> None:
        self._store = store
        self._clock = clock
        self._password = password
        self._listener = listener or Listener()
        self._make = make
        self._intake = Intake(store, clock.now, self._listener.told)
        self._at_work: dict[int, _AtWork] = {}
        self._without_password: set[int] = set()
        self._was_ready = True
        self._states: dict[int, SourceState] = {}
        self._states_lock = threading.Lock()
        self.all_went_well = True

    def start(self, *, once: bool = False) -> int:
        """Let sources begin that are new or were changed, and end those that were removed; returns how many there are.

        One that stopped because a person has to act begins again once somebody did; one that waits for the integration
        to become active, as soon as it is.
        """
        with self._store.reading() as reader:
            listed = reader.sources()
            is_ready = _is_ready(reader.settings())
        has_become_ready, self._was_ready = is_ready and not self._was_ready, is_ready
        for source_id in self._at_work.keys() - {each.source.id for each in listed}:
            self.stop_source(source_id)
        for each in listed:
            if self._is_to_begin_anew(each, has_become_ready=has_become_ready):
                self.stop_source(each.source.id)
            if each.source.id not in self._at_work:
                self._begin(each.source, once=once)
        return len(listed)

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
        with self._states_lock:
            # Somebody else may have noted another state since: whatever comes next is news.
            self._states.pop(source_id, None)

    def close(self) -> None:
        """End all sources, and store what they brought."""
        for at_work in self._at_work.values():
            at_work.stop.set()
        self.wait()
        self._intake.close()

    def _is_to_begin_anew(self, listed: ListedSource, *, has_become_ready: bool) -> bool:
        at_work = self._at_work.get(listed.source.id)
        if at_work is None:
            return False
        if at_work.waits:
            return listed.state.condition is not Condition.STOPPED
        return at_work.source != listed.source or (has_become_ready and listed.state.condition is Condition.RETRYING)

    def _begin(self, source: Source, *, once: bool) -> None:
        stop = threading.Event()
        self._without_password.discard(source.id)
        thread = threading.Thread(
            target=self._run, args=(source, stop), kwargs={"once": once}, name=f"severa-source-{source.id}", daemon=True
        )
        self._at_work[source.id] = _AtWork(source, thread, stop)
        thread.start()

    def _run(self, source: Source, stop: threading.Event, *, once: bool) -> None:
        try:
            with self._locked(source, stop, once=once) as lock:
                went_well = lock is not None and not self._waits_already(source) and self._work_on(source, stop, once)
        except Exception:  # noqa: BLE001 - of one source; the others go on
            _log.exception("source %d failed", source.id)
            self._note(source, SourceState(Condition.STOPPED, _(_DEFECT)), Stop.DEFECT)
            went_well = False
        if not went_well:
            self.all_went_well = False

    def _work_on(self, source: Source, stop: threading.Event, once: bool) -> bool:  # noqa: FBT001 - passed on
        return self._make(source, lambda: self._password_of(source)).run(self._work(source, stop, once=once))

    def _password_of(self, source: Source) -> str:
        try:
            return self._password(source)
        except NoPasswordError:
            self._without_password.add(source.id)
            raise

    def _waits_already(self, source: Source) -> bool:
        """Tell whether this or another process found before that a person has to act, and nobody did."""
        with self._store.reading() as reader:
            listed = reader.source(source.id)
            if listed is None or not is_held(reader, source.id):
                return False
        self._wait_for_person(source)
        self._tell_stop(source, Stop.HELD, listed.state.error)
        return True

    def _wait_for_person(self, source: Source) -> None:
        at_work = self._at_work.get(source.id)
        if at_work is not None:
            at_work.waits = True

    def _tell_stop(self, source: Source, why: Stop, sentence: str) -> None:
        if self._listener.stopped is not None:
            self._listener.stopped(source, why, sentence)

    def _locked(self, source: Source, stop: threading.Event, *, once: bool) -> "_Held":
        lock = FileLock(str(_lock_path(self._store.path, source)))
        elsewhere = self._listener.elsewhere or (lambda _source, _is_so: None)
        said = False
        while not stop.is_set():
            try:
                lock.acquire(timeout=0)
            except Timeout:
                if not said:
                    elsewhere(source, True)  # noqa: FBT003 - a callback
                    said = True
                if once or self._clock.wait(stop, _LOCK_PAUSE):
                    break
            else:
                if said:
                    elsewhere(source, False)  # noqa: FBT003
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

    def _note(self, source: Source, state: SourceState, why: Stop | None = None) -> None:
        """Keep how a source is doing, where that is news: a success a minute is enough."""
        if state.condition is Condition.STOPPED:
            self._note_stop(source, state, why or self._why(source))
            return
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

    def _why(self, source: Source) -> Stop:
        return Stop.NO_PASSWORD if source.id in self._without_password else Stop.REFUSED

    def _note_stop(self, source: Source, state: SourceState, why: Stop) -> None:
        with self._states_lock:
            self._states[source.id] = state
        try:
            with self._store.writing() as writer:
                writer.note_condition(source.id, state.condition, state.error, state.last_success)
                if why is Stop.REFUSED:
                    hold(writer, source.id)
        except StoreError:
            _log.warning("that source %d stopped could not be kept", source.id)
        else:
            self._wait_for_person(source)
        self._tell_stop(source, why, state.error)


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


def _is_ready(settings: Settings) -> bool:
    return not missing_settings(settings) and settings.status is IntegrationStatus.ACTIVE


def _lock_path(store: Path, source: Source) -> Path:
    return store.with_name(f"{store.stem}-source-{source.id}.lock")

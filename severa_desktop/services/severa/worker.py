"""The inner side of `process`: one job with Severa, in a process of its own. Ends after it, or when nobody listens."""

import logging
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from pathlib import Path

from severa_desktop.logs import start_log
from severa_desktop.paths import turns_folder
from severa_desktop.secrets import Secrets
from severa_desktop.services.errors import UserError, sentence_for
from severa_desktop.services.severa.alone import BusyError
from severa_desktop.services.severa.client_secret import ClientSecret, SecretMissingError
from severa_desktop.services.severa.connecting import SeveraConnecting, Tried
from severa_desktop.services.severa.events import (
    Cancel,
    Connect,
    Connected,
    End,
    Event,
    Failed,
    Fetch,
    Fetched,
    GiveSecret,
    Job,
    LookAhead,
    Read,
    Send,
    Sending,
    Sent,
    Try,
    WouldSend,
)
from severa_desktop.services.severa.failing import StoppedByPersonError
from severa_desktop.services.severa.pulling import SeveraPulling
from severa_desktop.services.severa.pushing import Pushed, SeveraPushing
from severa_desktop.severa.clock import SystemClock
from severa_desktop.store.store import Store
from severa_desktop.texts import _, set_language

_SHOWN = 50
"""Subjects that are told of what would be sent: nobody reads more of them."""

_log = logging.getLogger(__name__)


def work(
    requests: "Connection[object, Cancel]",
    told: "Connection[Event, object]",
    store: Path,
    log: Path,
    spoken: str,
    job: Job,
    secret: str,
) -> None:
    """Do a job and tell how it ended."""
    # Ctrl+C in the window's terminal is the window's to answer: it ends this process.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    start_log(log, verbose=False)
    set_language(spoken)
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda _number, _frame: stop.set())
    threading.Thread(target=_listen, args=(requests, stop), daemon=True).start()
    telling = _Telling(told, stop)
    telling.tell(_done(job, secret, store, telling, stop))


def _listen(requests: "Connection[object, Cancel]", stop: threading.Event) -> None:
    # Where there is nothing more to hear, the window has gone.
    with suppress(EOFError, OSError):
        requests.recv()
    stop.set()


class _Telling:
    """Tells the window; may be called from several threads."""

    def __init__(self, told: "Connection[Event, object]", stop: threading.Event) -> None:
        self._told = told
        self._stop = stop
        self._lock = threading.Lock()

    def tell(self, event: Event) -> None:
        """Let the window know; where it has gone, nothing more is done."""
        try:
            with self._lock:
                self._told.send(event)
        except OSError:
            self._stop.set()


def _done(job: Job, secret: str, path: Path, telling: _Telling, stop: threading.Event) -> End:
    """Do a job; returns how it ended, whatever happens."""
    try:
        with _opened(path) as store:
            connecting = SeveraConnecting(store, ClientSecret(Secrets(path)), turns_folder())
            if secret and connecting.connection() is not None:
                connecting.use_secret(secret)
            return _Worker(store, connecting, telling, stop).do(job)
    except StoppedByPersonError as error:
        return Failed(str(error), is_stopped=True)
    except SecretMissingError as error:
        return Failed(str(error), needs_secret=True)
    except BusyError as error:
        return Failed(str(error), is_busy=True)
    except UserError as error:
        return Failed(str(error))
    except Exception as error:  # noqa: BLE001 - told to whoever waits for it, and the log
        sentence = sentence_for(error)
        if sentence is None:
            _log.exception("a job with Severa failed")
        return Failed(sentence or _("This failed because of a defect in the program; nothing is half done."))


@contextmanager
def _opened(path: Path) -> Iterator[Store]:
    store = Store.open(path)
    try:
        yield store
    finally:
        store.close()


class _Worker:
    """Does a job over one store."""

    def __init__(self, store: Store, connecting: SeveraConnecting, telling: _Telling, stop: threading.Event) -> None:
        self._store = store
        self._connecting = connecting
        self._telling = telling
        self._stop = stop

    def do(self, job: Job) -> End:
        """Do it; raises UserError where it cannot be done."""
        match job:
            case Connect(settings, secret):
                made = self._connecting.connect(settings, secret, self._stop)
                return Connected(_missing(made.tried), made.trouble)
            case GiveSecret(secret):
                made = self._connecting.give_secret(secret, self._stop)
                return Connected(_missing(made.tried), made.trouble)
            case Try():
                return Connected(_missing(self._connecting.test(self._stop)))
            case Fetch(full):
                return self._fetch(full=full)
            case Send(only):
                return self._send(only)
            case LookAhead():
                return self._look_ahead()

    def _fetch(self, *, full: bool) -> Fetched:
        pulling = SeveraPulling(self._store, self._connecting, lambda: int(SystemClock().now()))
        result = pulling.pull(
            full=full, told=lambda kind, count: self._telling.tell(Read(kind, count)), stop=self._stop
        )
        counts = result.counts.values()
        return Fetched(
            result.full,
            sum(one.added for one in counts),
            sum(one.updated for one in counts),
            sum(one.deactivated for one in counts),
            result.clashes,
        )

    def _send(self, only: tuple[int, ...] | None) -> Sent:
        seen: set[int] = set()
        refused: set[int] = set()
        done: set[int] = set()

        def told(pushed: Pushed) -> None:
            seen.add(pushed.activity_id)
            (refused.add if pushed.is_refused else refused.discard)(pushed.activity_id)
            if pushed.done:
                done.add(pushed.activity_id)
            self._telling.tell(Sending(len(seen)))

        result = SeveraPushing(self._store, self._connecting).push(told, self._stop, only)
        if self._stop.is_set():
            raise StoppedByPersonError
        return Sent(len(done), len(refused), result.left, result.error)

    def _look_ahead(self) -> WouldSend:
        found = SeveraPushing(self._store, self._connecting).preview()
        blocked: list[tuple[str, str]] = []
        subjects: list[str] = []
        activities = blocked_count = 0
        for one in found:
            if self._stop.is_set():
                raise StoppedByPersonError
            if one.is_refused:
                blocked_count += 1
                blocked.append((one.subject, one.error))
            else:
                activities += 1
                subjects.append(one.subject)
            del blocked[_SHOWN:], subjects[_SHOWN:]
        return WouldSend(activities, tuple(blocked), blocked_count, tuple(subjects))


def _missing(tried: Tried) -> tuple[str, ...]:
    return tuple(scope.name for scope in tried.missing)

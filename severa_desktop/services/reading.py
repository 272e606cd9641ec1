"""Reading mails in processes of their own, so that both cores work and no mail can hurt the program.

What runs there gets a batch of mails and hands back values: nothing in a parsing process knows the store or
decides anything. A process that dies costs at most the one mail that killed it.
"""

import logging
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import CancelledError, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import partial
from itertools import islice
from multiprocessing.connection import Connection
from multiprocessing.connection import wait as wait_for_any
from traceback import format_exc

from severa_desktop.core.model import Mail, Origin, Unreadable
from severa_desktop.core.query import mail_terms
from severa_desktop.core.reasons import Code
from severa_desktop.mail.reader import read
from severa_desktop.services.child_process import shielded
from severa_desktop.sources.files import MailBytes, MailFile, NotRead, read_file
from severa_desktop.store.compression import Compressed, compress, compress_text
from severa_desktop.texts import N_

BATCH_MAILS = 64
"""Mails that travel to a process together: enough that the trip costs little, few enough to lose."""
FIRST_BATCH_MAILS = 16
"""Mails that are read here while the processes start: somebody waits for the first results."""
BATCH_BYTES = 4 * 1024 * 1024
"""Bytes of mail in one batch; with the batches under way they bound the memory of an import."""
BATCHES_EACH = 2
"""Batches under way for each process: the next one lies ready when one is done."""

_FEW_BATCHES = 2
"""Batches that are read here, as processes take longer to start."""
_LOOK_UP = 0.05
"""Seconds after which a wait for a process looks up whether it was stopped."""
_PATIENCE = 0.2
"""Seconds that a parsing process has to finish the mail it is at once it is to end."""

_KILLED = N_("The program that reads e-mails stopped at this one. Its file was left as it is; please report it.")
_DEFECT = N_("This e-mail could not be read because of a defect in the program. It was kept; please report it.")

_log = logging.getLogger(__name__)

Item = MailFile | MailBytes | NotRead


@dataclass(frozen=True, slots=True)
class ReadMail:
    """One mail that was read."""

    origin: Origin
    mail: Mail
    original: Compressed
    """The bytes as they were."""
    body: bytes
    """The body as the store keeps it."""
    terms: str
    """What the mail can be searched by, apart from the people on it."""


@dataclass(frozen=True, slots=True)
class FailedMail:
    """One mail that could not be read, and in words why: the outcome `failed`."""

    origin: Origin
    code: Code
    text: str
    original: Compressed | None = None
    """None where the bytes could not be had or are over the limit."""
    defect: str = ""
    """Where the program itself failed: for the log, which parsing processes do not write."""


Read = ReadMail | FailedMail


class MailReader:
    """Reads any number of mails in the order given, few of them at once."""

    def __init__(self, max_bytes: int, processes: int | None = None) -> None:
        self._max_bytes = max_bytes
        self._processes = processes or max(2, min(os.cpu_count() or 2, 8))

    def read(self, items: Iterable[Item], stop: threading.Event | None = None) -> Iterator[list[Read]]:
        """Yield the mails in batches, in order; soon no more once `stop` is set."""
        for batch in self._read(items, stop or threading.Event()):
            for mail in batch:
                if isinstance(mail, FailedMail) and mail.defect:
                    _log.error("reading %r failed\n%s", mail.origin.source, mail.defect)
            yield batch

    def _read(self, items: Iterable[Item], stop: threading.Event) -> Iterator[list[Read]]:
        """Read a few mails here, and more of them in processes."""
        batches = _batches(items)
        ahead = deque(islice(batches, _FEW_BATCHES + 1))
        if len(ahead) <= _FEW_BATCHES:
            yield from (read_batch(batch, self._max_bytes) for batch in ahead)
        else:
            yield from self._read_in_processes(ahead, batches, stop)

    def _read_in_processes(
        self, ahead: deque[list[Item]], batches: Iterator[list[Item]], stop: threading.Event
    ) -> Iterator[list[Read]]:
        under_way: deque[tuple[list[Item], Future[list[Read]]]] = deque()
        processes = _Processes(self._processes)
        first: list[Item] | None = ahead.popleft()
        try:
            while not stop.is_set():
                while len(under_way) < self._processes * BATCHES_EACH:
                    batch = ahead.popleft() if ahead else next(batches, None)
                    if batch is None:
                        break
                    under_way.append((batch, processes.submit(batch, self._max_bytes)))
                if first is not None:
                    yield read_batch(first, self._max_bytes)
                    first = None
                    continue
                if not under_way:
                    return
                batch, future = under_way.popleft()
                if not _is_done(future, stop):
                    return
                try:
                    done = future.result()
                except BrokenProcessPool:
                    processes.close()
                    done = self.read_one_by_one(batch, stop)
                    ahead.extend(waiting for waiting, _ in under_way)
                    under_way.clear()
                    processes = _Processes(self._processes)
                yield done
        finally:
            processes.close()

    def read_one_by_one(self, batch: Sequence[Item], stop: threading.Event) -> list[Read]:
        """Read a batch during which a process died, so that only the mail that kills one is given up."""
        done = []
        processes = _Processes(1)
        for item in batch:
            future = processes.submit([item], self._max_bytes)
            if not _is_done(future, stop):
                break
            try:
                done += future.result()
            except BrokenProcessPool:
                _log.error("reading %r killed its process", item.origin.source)
                done.append(FailedMail(item.origin, Code.UNREADABLE, _KILLED))
                processes.close()
                processes = _Processes(1)
        processes.close()
        return done


class SteadyReader:
    """Reads mails as they come, over a long time; from any thread.

    A few are read here. For more there is one process, started when it is first needed, which stays.
    """

    def __init__(self) -> None:
        self._processes: _Processes | None = None
        self._lock = threading.Lock()

    def begin(self, items: Sequence[Item], max_bytes: int) -> Callable[[], list[Read]]:
        """Begin to read mails where the process does it; what is returned gives what was read, in order."""
        begun = [self._begin(batch, max_bytes) for batch in _batches(items)]

        def finish() -> list[Read]:
            done = [mail for finish_batch in begun for mail in finish_batch()]
            for mail in done:
                if isinstance(mail, FailedMail) and mail.defect:
                    _log.error("reading %r failed\n%s", mail.origin.source, mail.defect)
            return done

        return finish

    def close(self) -> None:
        """End the process."""
        with self._lock:
            if self._processes is not None:
                self._processes.close()
                self._processes = None

    def _begin(self, batch: list[Item], max_bytes: int) -> Callable[[], list[Read]]:
        if len(batch) < FIRST_BATCH_MAILS:
            return partial(read_batch, batch, max_bytes)
        with self._lock:
            if self._processes is None:
                self._processes = _Processes(1)
            future = self._processes.submit(batch, max_bytes)
        return partial(self._finish, future, batch, max_bytes)

    def _finish(self, future: "Future[list[Read]]", batch: list[Item], max_bytes: int) -> list[Read]:
        try:
            return future.result()
        except (BrokenProcessPool, CancelledError):
            self.close()
            return MailReader(max_bytes, 1).read_one_by_one(batch, threading.Event())


class _Processes:
    """Some parsing processes. They end soon after `close`, whatever mail they are at."""

    def __init__(self, number: int) -> None:
        # Spawned, not forked: the same on every system, and safe beside threads.
        context = multiprocessing.get_context("spawn")
        self._ending, self._open = context.Pipe(duplex=False)
        self._executor = ProcessPoolExecutor(
            number, mp_context=context, initializer=_prepare_process, initargs=(self._ending,)
        )

    def submit(self, batch: list[Item], max_bytes: int) -> "Future[list[Read]]":
        try:
            # Each that is missing is started with what is submitted.
            with shielded():
                return self._executor.submit(read_batch, batch, max_bytes)
        except BrokenProcessPool as broken:
            failed: Future[list[Read]] = Future()
            failed.set_exception(broken)
            return failed

    def close(self) -> None:
        """Let them end, without waiting for it."""
        self._open.close()
        self._executor.shutdown(wait=False, cancel_futures=True)
        self._ending.close()


def _is_done(future: "Future[list[Read]]", stop: threading.Event) -> bool:
    """Wait for a batch; False once stopped."""
    while not stop.is_set():
        if wait((future,), _LOOK_UP).done:
            return True
    return False


def read_batch(batch: Sequence[Item], max_bytes: int) -> list[Read]:
    """Read some mails one after the other; runs in a parsing process, and leaves the rest once that is to end."""
    return [read_item(item, max_bytes) for item in batch if not _is_ending.is_set()]


def read_item(item: Item, max_bytes: int) -> Read:
    """Read one mail. Whatever it holds, this returns."""
    content = _content(item, max_bytes)
    if isinstance(content, NotRead):
        kept = None if content.content is None else compress(content.content)
        return FailedMail(item.origin, content.code, content.text, kept)
    return read_content(content, item.origin)


def read_content(content: bytes, origin: Origin) -> Read:
    """Read the bytes of one mail."""
    original = compress(content)
    try:
        mail = read(content)
    except Exception:  # noqa: BLE001  No mail is known to get here; one that does costs neither itself nor others.
        return FailedMail(origin, Code.UNREADABLE, _DEFECT, original, format_exc())
    if isinstance(mail, Unreadable):
        return FailedMail(origin, mail.code, mail.text, original)
    return ReadMail(origin, mail, original, compress_text(mail.body), terms_of(mail))


def _content(item: Item, max_bytes: int) -> bytes | NotRead:
    if isinstance(item, MailFile):
        return read_file(item, max_bytes)
    return item.content if isinstance(item, MailBytes) else item


def terms_of(mail: Mail) -> str:
    """Return what a mail can be searched by, apart from the people on it."""
    return mail_terms(mail.subject, mail.body, (attachment.name for attachment in mail.attachments))


def _batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    batch: list[Item] = []
    size, most = 0, FIRST_BATCH_MAILS
    for item in items:
        batch.append(item)
        size += _size(item)
        if len(batch) >= most or size >= BATCH_BYTES:
            yield batch
            batch, size, most = [], 0, BATCH_MAILS
    if batch:
        yield batch


def _size(item: Item) -> int:
    if isinstance(item, MailFile):
        return item.size
    return len(item.content or b"")


_is_ending = threading.Event()
"""Set in a parsing process that is to end."""


def _prepare_process(ending: "Connection[object, object]") -> None:
    """Make a parsing process leave interruptions to its parent, and end when that says so or has gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_when_told, args=(ending,), daemon=True).start()


def _end_when_told(ending: "Connection[object, object]") -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait_for_any([ending, parent.sentinel])
        _is_ending.set()
        parent.join(_PATIENCE)
        os._exit(1)

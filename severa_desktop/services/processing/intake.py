"""The one place at which mails from all sources are stored: read, looked at whether they are meant for the integration,
recorded; whoever brought them hears of it once that is on the disk.

Mails are read in the threads that bring them, and recorded in one thread: what waits there together shares a commit.
"""

import logging
import queue
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from typing import TypeAlias

from severa_desktop.core.model import ImportResult, Origin, Outcome
from severa_desktop.core.reasons import Code
from severa_desktop.core.rules.addressed import is_addressed
from severa_desktop.core.rules.integration import Use, use_of
from severa_desktop.core.rules.recipients import counting_recipients
from severa_desktop.core.source_settings import Source
from severa_desktop.mail.address_form import normalise_address
from severa_desktop.mail.reader import ContainerError, read_people
from severa_desktop.sentences import reason_sentence
from severa_desktop.services.current_rules import Current, CurrentRules
from severa_desktop.services.errors import UserError, sentence_for
from severa_desktop.services.importing import (
    TRANSACTION_BYTES,
    TRANSACTION_MAILS,
    RecordingSession,
    check_ready,
)
from severa_desktop.services.reading import FailedMail, Read, ReadMail, SteadyReader
from severa_desktop.sources.intake import NotNowError, Taken
from severa_desktop.sources.items import MailBytes, MailFile, NotRead
from severa_desktop.store.store import Store
from severa_desktop.store.writer import Writer
from severa_desktop.texts import N_

Told: TypeAlias = Callable[[int, ImportResult], None]
"""Hears what became of a mail of a source (its id), in the order of recording."""

_DEFECT = N_("This e-mail could not be stored because of a defect in the program. It was kept; please report it.")
_LEFT_ALONE = Taken(None)
_NOT_IMPORTED = frozenset({Outcome.REJECTED, Outcome.FAILED})

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class _Request:
    """Mails that one source brought together, and its promise."""

    source_id: int
    mails: tuple[Read, ...]
    left_alone: int
    done: "Future[list[ImportResult]]"


class Intake:
    """Stores the mails of all sources of one store in this process."""

    def __init__(self, store: Store, now: Callable[[], int], told: Told | None = None) -> None:
        self._store = store
        self._rules = CurrentRules()
        self._current: Current | None = None
        self._rules_lock = threading.Lock()
        self._session = RecordingSession(store, now)
        self._told = told or _tell_nobody
        self._reader = SteadyReader()
        self._waiting: queue.SimpleQueue[_Request | None] = queue.SimpleQueue()
        self._writing = threading.Thread(target=self._write, name="severa-intake", daemon=True)
        self._writing.start()

    def of(self, source: Source) -> "SourceIntake":
        """Return the way in for one source's mails."""
        return SourceIntake(self, source)

    def close(self) -> None:
        """Store what waits, then end."""
        self._waiting.put(None)
        self._writing.join()
        self._reader.close()

    def current(self) -> Current:
        """Return directory and settings as they are now."""
        with self._rules_lock:
            if self._current is None or self._current.version != self._store.directory_version():
                with self._store.reading() as reader:
                    self._current = self._rules.of(reader)
            return self._current

    def begin_reading(
        self, items: Sequence[MailFile | MailBytes | NotRead], max_bytes: int
    ) -> Callable[[], list[Read]]:
        """Begin to read mails; what is returned gives what was read, in order."""
        return self._reader.begin(items, max_bytes)

    def record(self, source_id: int, mails: Sequence[Read], left_alone: int) -> list[ImportResult]:
        """Return what became of each mail once it is on the disk; raises NotNowError."""
        done: Future[list[ImportResult]] = Future()
        self._waiting.put(_Request(source_id, tuple(mails), left_alone, done))
        return done.result()

    def _write(self) -> None:
        """Record what is brought until there is nothing more; in a thread of its own."""
        while (request := self._waiting.get()) is not None:
            together, ends = self._gather(request)
            self._store_together(together)
            if ends:
                return

    def _gather(self, first: _Request) -> tuple[list[_Request], bool]:
        """Return a request with those that wait behind it, and whether nothing follows them."""
        together, mails, size = [first], len(first.mails), _bytes(first)
        while mails < TRANSACTION_MAILS and size < TRANSACTION_BYTES:
            try:
                more = self._waiting.get_nowait()
            except queue.Empty:
                return together, False
            if more is None:
                return together, True
            together.append(more)
            mails, size = mails + len(more.mails), size + _bytes(more)
        return together, False

    def _store_together(self, requests: Sequence[_Request]) -> None:
        try:
            self._record_all(requests)
        except Exception as error:  # noqa: BLE001 - told to each that waits for it
            sentence = str(error) if isinstance(error, UserError) else sentence_for(error)
            if sentence is not None:
                for request in requests:
                    request.done.set_exception(NotNowError(sentence))
            elif len(requests) > 1:
                # A defect that one of them causes is not to cost the others.
                for request in requests:
                    self._store_together([request])
            else:
                self._give_up(requests[0], error)

    def _record_all(self, requests: Sequence[_Request]) -> None:
        def count(writer: Writer, results: list[ImportResult]) -> None:
            taken, refused, left_alone = Counter[int](), Counter[int](), Counter[int]()
            for request, own in _with_results(requests, results):
                not_imported = sum(one.outcome in _NOT_IMPORTED for one in own)
                taken[request.source_id] += len(own) - not_imported
                refused[request.source_id] += not_imported
                left_alone[request.source_id] += request.left_alone
            for source in taken:
                writer.count_mails(
                    source, taken=taken[source], not_imported=refused[source], left_alone=left_alone[source]
                )

        mails = [mail for request in requests for mail in request.mails]
        results = self._session.record(mails, count)
        told = self._told
        for request, own in _with_results(requests, results):
            for result in own:
                told(request.source_id, result)
            request.done.set_result(own)

    def _give_up(self, request: _Request, error: Exception) -> None:
        """Let a defect cost the one mail that causes it: its bytes are kept as not readable."""
        if len(request.mails) != 1 or isinstance(request.mails[0], FailedMail):
            request.done.set_exception(error)
            return
        _log.error("storing %r failed", request.mails[0].origin.source, exc_info=error)
        mail = request.mails[0]
        failed = FailedMail(mail.origin, Code.UNREADABLE, _DEFECT, mail.original)
        self._store_together([replace(request, mails=(failed,))])


class SourceIntake:
    """Takes in what one source brings; see `sources.intake.Intake`."""

    def __init__(self, intake: Intake, source: Source) -> None:
        self._intake = intake
        self._source = source

    def check_ready(self) -> None:
        """Raise NotNowError with the sentence for a person while nothing is taken in."""
        self._ready()

    def take(self, items: Sequence[MailFile | MailBytes | NotRead]) -> list[Taken]:
        """Return what became of each mail, in order, once it is on the disk; raises NotNowError."""
        return self.begin(items)()

    def begin(self, items: Sequence[MailFile | MailBytes | NotRead]) -> Callable[[], list[Taken]]:
        """Begin to read mails; what is returned does the rest of `take`. Raises NotNowError."""
        current = self._ready()
        finish = self._intake.begin_reading([self._with_account(item) for item in items], current.settings.max_bytes)
        return partial(self._taken, finish, current)

    def _taken(self, finish_reading: Callable[[], list[Read]], current: Current) -> list[Taken]:
        read = finish_reading()
        wanted = [self._is_for_us(one, current) for one in read]
        kept = [one for one, is_wanted in zip(read, wanted, strict=True) if is_wanted]
        results = iter(self._record(kept, len(read) - len(kept)))
        return [_taken(next(results)) if is_wanted else _LEFT_ALONE for is_wanted in wanted]

    def wanted(self, headers: Sequence[bytes]) -> list[bool]:
        """Tell from their headers alone which mails would be taken in, in order; raises NotNowError."""
        current = self._ready()
        return [self._is_addressed(header, current) for header in headers]

    def refuse_recipient(self, address: str) -> str:
        """Return why mail for an address is not taken from a mail server, empty where it is; raises NotNowError."""
        current = self._ready()
        integration = current.settings.address
        compared = normalise_address(address)
        if integration is None or compared is None:
            return f"{address} is no address of this program"
        use = use_of(compared, integration, current.directory).use
        if use in {Use.INTEGRATION, Use.NUMBERED}:
            return ""
        numbered = f"{integration} or 1001.{integration}"
        if use is Use.UNCLEAR:
            return f"{address} is not quite an address of this program; give {numbered}"
        return f"{address} is no address of this program; it takes {numbered}"

    def leave(self, count: int) -> None:
        """Count so many mails as left alone; raises NotNowError."""
        self._record([], count)

    def _record(self, mails: Sequence[Read], left_alone: int) -> list[ImportResult]:
        """Record mails one by one where a defect forbids to do it together."""
        if not mails and not left_alone:
            return []
        try:
            return self._intake.record(self._source.id, mails, left_alone)
        except NotNowError:
            raise
        except Exception:
            if len(mails) <= 1:
                raise
            done = [self._intake.record(self._source.id, [mail], 0)[0] for mail in mails]
            self._intake.record(self._source.id, [], left_alone)
            return done

    def _ready(self) -> Current:
        """Return today's rules; raises NotNowError while nothing is taken in, so that nothing is read for nothing."""
        try:
            current = self._intake.current()
            check_ready(current.settings)
        except Exception as error:
            sentence = str(error) if isinstance(error, UserError) else sentence_for(error)
            if sentence is None:
                raise
            raise NotNowError(sentence) from error
        return current

    def _with_account(self, item: MailFile | MailBytes | NotRead) -> MailFile | MailBytes | NotRead:
        return replace(item, origin=self._own(item.origin))

    def _own(self, origin: Origin) -> Origin:
        envelope = tuple(filter(None, map(normalise_address, origin.envelope)))
        return replace(origin, by_hand=False, envelope=envelope, account=self._source.account)

    def _is_addressed(self, header: bytes, current: Current) -> bool:
        address = current.settings.address
        if self._source.dedicated or address is None:
            return True
        try:
            _senders, recipients = read_people(header)
        except ContainerError:
            return True
        return is_addressed(recipients, address, current.directory)

    def _is_for_us(self, mail: Read, current: Current) -> bool:
        address = current.settings.address
        if self._source.dedicated or address is None or not isinstance(mail, ReadMail):
            return True
        written = counting_recipients(mail.mail.recipients, replace(mail.origin, account=()))
        return is_addressed(written, address, current.directory)


def _tell_nobody(_source_id: int, _result: ImportResult) -> None:
    return


def _taken(result: ImportResult) -> Taken:
    if result.outcome in {Outcome.ACTIVITY, Outcome.DUPLICATE}:
        return Taken(result.outcome)
    reasons = [reason for reason in result.reasons if reason.code is result.reason]
    return Taken(result.outcome, " ".join(dict.fromkeys(map(reason_sentence, reasons))))


def _with_results(
    requests: Sequence[_Request], results: Sequence[ImportResult]
) -> Iterator[tuple[_Request, list[ImportResult]]]:
    """Yield each request with what became of its mails; the results stand in the order of all mails."""
    following = iter(results)
    for request in requests:
        yield request, list(islice(following, len(request.mails)))


def _bytes(request: _Request) -> int:
    return sum(mail.original.size for mail in request.mails if mail.original)

"""Taking in mails that a person hands over: files, folders, containers, standard input.

Brings mails to the recorder in batches and hands on the results once they are on the disk.
"""

import threading
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from io import BytesIO
from itertools import chain

from severa_desktop.core.model import ImportResult
from severa_desktop.core.settings import IntegrationStatus, Settings, missing_settings
from severa_desktop.services.handover import Handover, Missing, NotReadyError, Progress
from severa_desktop.services.moving_form import refuse_exports
from severa_desktop.services.reading import Item, MailReader, Read
from severa_desktop.services.recording import Recorder, Rules
from severa_desktop.sources.files import Skipped, count_files, walk, walk_contents
from severa_desktop.store.store import Store
from severa_desktop.store.writer import Writer
from severa_desktop.texts import N_, _

__all__ = ["Handover", "ImportService", "Missing", "NotReadyError", "Progress", "RecordingSession", "check_ready"]

_MISSING = {
    "address": N_("the integration address (setup --address mijnbedrijf@severamail.com)"),
    "activity_type": N_("the default activity type (setup --activity-type E-mail)"),
}

TRANSACTION_MAILS = 256
TRANSACTION_BYTES = 16 * 1024 * 1024
"""Bytes of mail that go to the disk together, and that a sudden end can cost: they are still where they came from."""


class ImportService:
    """Imports what is handed over. One at a time; `skipped` counts the files that were no mail.

    `import_id` names the import once something of it was recorded; undoing it asks for that.
    """

    def __init__(self, store: Store, now: Callable[[], int]) -> None:
        self._store = store
        self._now = now
        self.skipped = 0
        self.import_id: int | None = None

    def run(
        self,
        handover: Handover,
        progress: Callable[[Progress], None] | None = None,
        stop: threading.Event | None = None,
    ) -> Generator[ImportResult, None, None]:
        """Yield a result a mail, in input order, each once it is on the disk.

        Ends soon after `stop` is set, from whatever thread; what was yielded until then stays. So it does where
        the iterator is closed. Raises NotReadyError if nothing can be imported, UserError where an export is handed
        over, and StoreError where the store cannot go on: what was yielded until then stays.
        """
        refuse_exports(handover.paths)
        with self._store.reading() as reader:
            settings = reader.settings()
        check_ready(settings)
        with ExitStack() as stack:
            store = stack.enter_context(Store.scratch_of(self._store.path)) if handover.dry_run else self._store
            for result in self._import(store, handover, settings, progress, stop or threading.Event()):
                yield _without_ids(result) if handover.dry_run else result

    def _import(
        self,
        store: Store,
        handover: Handover,
        settings: Settings,
        progress: Callable[[Progress], None] | None,
        stop: threading.Event,
    ) -> Iterator[ImportResult]:
        self.skipped = 0
        self.import_id = None
        items = self._mails(handover, settings.max_bytes)
        session = RecordingSession(store, self._now)
        mails = 0
        expected = count_files(handover.paths) + len(handover.contents) if progress else 0
        if progress:
            progress(Progress(0, expected))
        for batch in _transactions(MailReader(settings.max_bytes).read(items, stop)):
            if stop.is_set():
                return
            recorded = session.record(batch)
            if not handover.dry_run:
                self.import_id = session.import_id
            yield from recorded
            mails += len(batch)
            if progress:
                done = mails + self.skipped
                progress(Progress(mails, expected if done <= expected else None))

    def _mails(self, handover: Handover, max_bytes: int) -> Iterator[Item]:
        now = self._now()
        found = chain(
            walk(handover.paths, max_bytes=max_bytes, now=now, stdin=handover.stdin or BytesIO()),
            walk_contents(handover.contents, max_bytes=max_bytes, now=now),
        )
        for item in found:
            if isinstance(item, Skipped):
                self.skipped += 1
            elif handover.only is None or item.origin.source in handover.only:
                yield item


class RecordingSession:
    """Records batches, each in a transaction of its own, with the rules as they are at that moment."""

    def __init__(self, store: Store, now: Callable[[], int]) -> None:
        self._store = store
        self._now = now
        self.import_id: int | None = None
        self._version: int | None = None
        self._rules: Rules | None = None

    def record(
        self, batch: Sequence[Read], beside: Callable[[Writer, list[ImportResult]], None] | None = None
    ) -> list[ImportResult]:
        """Return what became of each mail, in order, once that is on the disk.

        `beside` may write more in the same transaction.
        """
        with self._store.writing() as writer:
            rules = self._rules_of(writer)
            now = self._now()
            import_id = writer.begin_import(now) if self.import_id is None else self.import_id
            results = Recorder(writer, rules, import_id, now).record(batch)
            if beside is not None:
                beside(writer, results)
        # Only now, as it is gone where the transaction was undone.
        self.import_id = import_id
        return results

    def _rules_of(self, writer: Writer) -> Rules:
        """Return directory and settings, read again when somebody changed them meanwhile."""
        version = writer.directory_version()
        if self._rules is None or version != self._version:
            self._version = version
            self._rules = Rules(writer.directory(), writer.settings())
            check_ready(self._rules.settings)
            _check_type(self._rules)
        return self._rules


def _transactions(batches: Iterable[list[Read]]) -> Iterator[list[Read]]:
    """Join batches: what a transaction costs beside its mails is then shared by many.

    Only the first batch goes alone, as somebody waits for the first results.
    """
    joined: list[Read] = []
    is_first = True
    for batch in batches:
        joined += batch
        if is_first or len(joined) >= TRANSACTION_MAILS or _size(joined) >= TRANSACTION_BYTES:
            yield joined
            joined, is_first = [], False
    if joined:
        yield joined


def _size(mails: Iterable[Read]) -> int:
    return sum(mail.original.size for mail in mails if mail.original)


def check_ready(settings: Settings) -> None:
    """Raise NotReadyError with what to do if nothing can be imported with these settings."""
    missing = missing_settings(settings)
    if missing:
        wanted = _(" and ").join(_(_MISSING[name]) for name in missing)
        raise NotReadyError(Missing.SETUP, _("The integration is not set up yet. Give {wanted}.").format(wanted=wanted))
    if settings.status is IntegrationStatus.INACTIVE:
        raise NotReadyError(
            Missing.ACTIVE,
            _(
                "The integration is inactive, so nothing was imported; your e-mails are where they were. "
                "Make it active with: setup --status active"
            ),
        )


def _check_type(rules: Rules) -> None:
    known = [kind.name for kind in rules.directory.activity_types]
    if rules.settings.activity_type not in known:
        raise NotReadyError(
            Missing.TYPE,
            _(
                "The directory has no activity type “{kind}”, the default one. "
                "Import it with the directory, or choose another with: setup --activity-type NAME"
            ).format(kind=rules.settings.activity_type),
        )


def _without_ids(result: ImportResult) -> ImportResult:
    activity = result.activity and replace(result.activity, id=None)
    reasons = tuple(replace(reason, activity_id=None) for reason in result.reasons)
    return replace(result, activity_id=None, activity=activity, reasons=reasons)

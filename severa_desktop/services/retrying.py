"""Deciding anew on mails that were not imported, with today's settings and directory."""

import threading
from collections.abc import Callable, Generator, Sequence

from severa_desktop.core.model import ImportResult, Outcome
from severa_desktop.services.errors import UserError
from severa_desktop.services.importing import RecordingSession, check_ready
from severa_desktop.services.reading import FailedMail, Read, read_content
from severa_desktop.store.store import Store
from severa_desktop.store.writer import Reader
from severa_desktop.texts import _


class RetryService:
    """Retries entries of "Not imported": those named, or all that were rejected.

    `import_id` names what was done once something was recorded, as an import's does.
    """

    def __init__(self, store: Store, now: Callable[[], int]) -> None:
        self._store = store
        self._now = now
        self.import_id: int | None = None

    def run(
        self, ids: Sequence[int] | None, stop: threading.Event | None = None, *, pass_over_gone: bool = False
    ) -> Generator[ImportResult, None, None]:
        """Yield a result an entry, in the order given (all: oldest first); no more once `stop` is set.

        Raises UserError for an id that is not there, unless such are to be passed over.
        """
        self.import_id = None
        with self._store.reading() as reader:
            check_ready(reader.settings())
            wanted = _all_rejected(reader) if ids is None else list(dict.fromkeys(ids))
            unknown = [str(number) for number in wanted if reader.refusal(number) is None]
        if unknown and not pass_over_gone:
            sentence = _("There is no entry {ids} in “Not imported”. See them with: rejected --failed")
            raise UserError(sentence.format(ids=", ".join(unknown)))
        session = RecordingSession(self._store, self._now)
        for number in wanted:
            if stop is not None and stop.is_set():
                return
            mail = self._kept(number)
            if mail:
                recorded = session.record([mail])
                self.import_id = session.import_id
                yield from recorded

    def _kept(self, number: int) -> Read | None:
        """Read the kept original of an entry again; None if somebody else has just accepted it."""
        with self._store.reading() as reader:
            refusal = reader.refusal(number)
            if refusal is None:
                return None
            content = reader.refusal_original(number)
            origin = reader.refusal_origin(number)
        if content is None:
            return FailedMail(origin, refusal.reason, refusal.text)
        return read_content(content, origin)


def _all_rejected(reader: Reader) -> list[int]:
    found = [entry.id for entry in reader.refusals(failed=False) if entry.outcome is Outcome.REJECTED]
    return sorted(found)

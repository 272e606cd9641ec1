"""The real intake over a real store, and a mailbox that brings mails to it."""

import threading
from pathlib import Path

from severa_desktop.core.model import ImportResult
from severa_desktop.core.source_settings import ImapSettings, Source, SourceState
from severa_desktop.services.activities import ActivitiesService, Order, Wanted
from severa_desktop.services.processing.intake import Intake
from severa_desktop.sources.imap.mailbox import ImapMailbox
from severa_desktop.sources.intake import Clock, Work
from tests.services.company import company
from tests.sources.imap.books import LIMIT, Hands
from tests.sources.imap.dovecot import PASSWORD


class Desk:
    """One store with its intake; closed by the test."""

    def __init__(self, path: Path) -> None:
        self.store = company(path)
        self.results: list[ImportResult] = []
        self.states: list[SourceState] = []

        def told(_source: int, result: ImportResult) -> None:
            self.results.append(result)

        self._intake = Intake(self.store, lambda: 1_800_000_000, told)

    def close(self) -> None:
        self._intake.close()
        self.store.close()

    def activities(self) -> int:
        return len(ActivitiesService(self.store).sort_ids(Wanted(), Order()))

    def add(self, settings: ImapSettings) -> Source:
        with self.store.writing() as writer:
            number = writer.add_source(settings, (), dedicated=False)
        return Source(number, settings)

    def run(
        self,
        source: Source,
        clock: Clock | None = None,
        stop: threading.Event | None = None,
        password: str = PASSWORD,
    ) -> bool:
        """Take what is there, or, with something to stop it, go on until then."""
        assert isinstance(source.settings, ImapSettings)
        work = Work(
            self._intake.of(source),
            _Memory(self, source.id),
            clock or Hands(),
            self.states.append,
            stop or threading.Event(),
            LIMIT,
            once=stop is None,
        )
        return ImapMailbox(source.settings, lambda: password).run(work)


class _Memory:
    def __init__(self, desk: Desk, source_id: int) -> None:
        self._desk = desk
        self._source_id = source_id

    def recall(self, place: str) -> str:
        with self._desk.store.reading() as reader:
            return reader.recall(self._source_id, place)

    def remember(self, place: str, what: str) -> None:
        with self._desk.store.writing() as writer:
            writer.remember(self._source_id, place, what)

"""Fetching the directory from Severa: everything is read first, then one transaction takes it over, or nothing."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from severa_desktop.core.severa import Connection, PulledRecord, RecordKind
from severa_desktop.mail.address_form import normalise_address
from severa_desktop.services.directory_merge import SectionCount
from severa_desktop.services.errors import UserError
from severa_desktop.services.severa.alone import alone
from severa_desktop.services.severa.connecting import SeveraConnecting
from severa_desktop.services.severa.failing import NotConnectedError, StoppedByPersonError, told_to_people
from severa_desktop.services.severa.interrupting import uninterrupted
from severa_desktop.services.severa.known import active_without, is_another_companys, with_pulled
from severa_desktop.services.severa.taking_over import Ahead, changes_nothing
from severa_desktop.severa.forms import Reading

if TYPE_CHECKING:
    from severa_desktop.severa.client import Severa
    from severa_desktop.store.store import Store

Told = Callable[[RecordKind, int], object]
"""Is told how many records of a list were read so far; from several threads."""
FULL_EVERY = 7 * 24 * 3600
"""Seconds after which everything is fetched again: only that shows what was removed in Severa."""

_MOST_ASKED_FOR = 100
"""Records that are asked for one by one, where a full list lacks them."""


@dataclass(frozen=True, slots=True)
class PullResult:
    """What a pull did."""

    full: bool
    counts: Mapping[RecordKind, SectionCount]
    """For each section; of a pull of changes, only what Severa named counts as unchanged."""
    clashes: int = 0
    """How many records wait for a person who joins them or keeps them apart."""
    left_out: int = 0
    """How many are not in the directory, or not wholly, for another reason: `SeveraJoining.left_out` says why."""

    @property
    def changed_anything(self) -> bool:
        """Tell whether the directory is another one now."""
        return any(one.added or one.updated or one.deactivated for one in self.counts.values())


class SeveraPulling:
    """Fetches the directory of one store."""

    def __init__(self, store: "Store", connecting: SeveraConnecting, now: Callable[[], int]) -> None:
        self._store = store
        self._connecting = connecting
        self._now = now

    def pull(self, *, full: bool = False, told: Told | None = None, stop: threading.Event | None = None) -> PullResult:
        """Fetch what changed, or everything if that is wanted or due.

        Raises UserError where it did not work, was stopped, or another process is talking with Severa; nothing of the
        directory changes then.
        """
        stop = stop or threading.Event()
        with alone(self._store.path):
            connection = self._connection()
            since = None if full or self._is_full_due(connection) else connection.since
            ahead = Ahead(self._store)
            try:
                reading = self._read(since, told, stop, ahead)
            except StoppedByPersonError:
                raise
            except UserError as error:
                self._note(connection, str(error))
                raise
            if stop.is_set():
                raise StoppedByPersonError
            return self._take_over(connection, reading, ahead)

    def _connection(self) -> Connection:
        with self._store.reading() as reader:
            connection = reader.severa_connection()
        if connection is None:
            raise NotConnectedError
        return connection

    def _is_full_due(self, connection: Connection) -> bool:
        now = self._now()
        # A clock that was wrong once must not put it off.
        return connection.full_at is None or not connection.full_at <= now < connection.full_at + FULL_EVERY

    def _read(self, since: int | None, told: Told | None, stop: threading.Event, ahead: Ahead) -> Reading:
        """Read all that is wanted; of the store nothing is held meanwhile."""
        with told_to_people(), self._connecting.reach(stop) as severa:
            if since is not None:
                return uninterrupted(lambda: severa.read(since, normalise_address, told), stop)
            reading = uninterrupted(
                lambda: severa.read(None, normalise_address, told, ahead.work_out), stop, ahead.read
            )
            with self._store.reading() as reader:
                lacking = active_without(ahead.known(reader), reading.pulled)
            missed = uninterrupted(lambda: _asked_for(severa, lacking), stop)
            return replace(reading, pulled=with_pulled(reading.pulled, missed))

    def _take_over(self, connection: Connection, reading: Reading, ahead: Ahead) -> PullResult:
        with self._store.writing() as writer:
            now = writer.severa_connection()
            if now is None or now.settings.client_id != connection.settings.client_id:
                raise NotConnectedError
            at = self._now()
            full_at = at if reading.pulled.full else now.full_at
            writer.save_severa_connection(Connection(now.settings, reading.as_of, at, full_at))
            if changes_nothing(writer, reading.pulled):
                return PullResult(full=False, counts={kind: SectionCount() for kind in RecordKind})
            if is_another_companys(ahead.known(writer), reading.pulled):
                # What is here from the former one is made by hand from now on, and all is still to be sent.
                writer.save_severa_records(())
                writer.outbox.begin_anew(at)
            merged = ahead.take_over(writer, reading.pulled)
        waiting = merged.known.clashes
        clashes = sum(1 for one in waiting if one.key)
        return PullResult(reading.pulled.full, merged.counts, clashes, len(waiting) - clashes)

    def _note(self, connection: Connection, error: str) -> None:
        """Keep why it did not work, where that is news."""
        if connection.error == error:
            return
        with self._store.writing() as writer:
            now = writer.severa_connection()
            if now is not None:
                writer.save_severa_connection(replace(now, error=error))


def _asked_for(severa: "Severa", lacking: list[tuple[RecordKind, str]]) -> list[PulledRecord]:
    """Return what a full list lacks and is there: lists that change while they are read may pass it over."""
    if len(lacking) > _MOST_ASKED_FOR:
        return []
    found = [severa.record(kind, guid, normalise_address) for kind, guid in lacking]
    return [one for one in found if one is not None]

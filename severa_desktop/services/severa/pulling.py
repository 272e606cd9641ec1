"""Fetching the directory from Severa: everything is read first, then one transaction takes it over, or nothing."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from severa_desktop.core.severa import RecordKind
from severa_desktop.services.directory_merge import SectionCount
from severa_desktop.services.severa.connecting import SeveraConnecting

if TYPE_CHECKING:
    from severa_desktop.store.store import Store

Told = Callable[[RecordKind, int], object]
"""Is told how many records of a list were read so far; from several threads."""
PULL_EVERY = 3600
"""Seconds between two pulls that a program makes by itself."""
FULL_EVERY = 7 * 24 * 3600
"""Seconds after which everything is fetched again: only that shows what was removed in Severa."""


@dataclass(frozen=True, slots=True)
class PullResult:
    """What a pull did."""

    full: bool
    counts: Mapping[RecordKind, SectionCount]
    """For each section; of a pull of changes, only what Severa named counts as unchanged."""
    clashes: int
    """How many records wait for a person who joins them or keeps them apart."""
    left_out: int
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
        raise NotImplementedError

    def due_at(self) -> int | None:
        """Return when the next pull by itself is due (seconds since 1970), None if none is wanted."""
        raise NotImplementedError

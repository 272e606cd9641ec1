"""Records of Severa that clash with records made by hand: listing, joining and keeping them apart."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from severa_desktop.core.severa import Clash, RecordKind
from severa_desktop.services.directory_merge import Record

if TYPE_CHECKING:
    from severa_desktop.store.store import Store


@dataclass(frozen=True, slots=True)
class Waiting:
    """A record of Severa that is not in the directory as it is there, and the one made by hand in its place."""

    clash: Clash
    record: Record | None
    """Made by hand; None for what is left out for another reason."""
    can_be_kept_apart: bool
    """Contact persons and customers only: two users cannot share an address, two projects no number."""


class SeveraJoining:
    """What waits in one store."""

    def __init__(self, store: "Store") -> None:
        self._store = store

    def count(self) -> int:
        """Return how many clashes there are; cheap to ask. None while Severa is not connected."""
        raise NotImplementedError

    def clashes(self) -> tuple[Waiting, ...]:
        """Return what a person may join, by kind, then by name."""
        raise NotImplementedError

    def left_out(self) -> tuple[Waiting, ...]:
        """Return what is not in the directory, or not wholly, and nobody here can join: `words.why_words` says why."""
        raise NotImplementedError

    def join(self, wanted: Collection[tuple[RecordKind, str]]) -> int:
        """Join clashes, by kind and guid: each record made by hand keeps its activities and gets Severa's values.

        Returns how many were joined; raises UserError where one does not wait (any more), and then none is.
        """
        raise NotImplementedError

    def keep_apart(self, wanted: Collection[tuple[RecordKind, str]]) -> int:
        """Let contact persons and customers of Severa live beside those made by hand, from now on; else as `join`."""
        raise NotImplementedError

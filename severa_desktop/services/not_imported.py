"""“Not imported”: the mails that were rejected or could not be read."""

from collections.abc import Sequence

from severa_desktop.store.records import Refusal
from severa_desktop.store.store import Store

__all__ = ["NotImportedService", "Refusal"]


class NotImportedService:
    """Looks into “Not imported” of one store; `RetryService` decides anew."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def refusals(self, *, failed: bool) -> Sequence[Refusal]:
        """Return the mails that were rejected, and with `failed` those that could not be read too."""
        with self._store.reading() as reader:
            return tuple(reader.refusals(failed=failed))

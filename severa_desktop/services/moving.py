"""Backups of one store, and moving all that it holds to another computer, for whoever has it open."""

from pathlib import Path

from severa_desktop.services.backup import Contents, Prepared, Told, back_up, prepare
from severa_desktop.services.exporting import export_everything
from severa_desktop.store.store import Store

__all__ = ["Contents", "MovingService", "Prepared", "Told"]


class MovingService:
    """Copies one store, and makes ready what is to take its place."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def back_up(self, path: Path, told: Told | None = None) -> int:
        """Write a whole copy to a file, in place of a former backup; return its size in bytes. Raises UserError."""
        return back_up(self._store.path, path, told)

    def export(self, folder: Path, told: Told | None = None) -> int:
        """Write everything to a new folder; return how many mails that were. Raises UserError."""
        return export_everything(self._store, folder, told)

    def prepare(self, path: Path, told: Told | None = None) -> Prepared:
        """Make ready a backup or an exported folder; raises UserError and StoreError, and the store never changes."""
        return prepare(path, self._store.path, told)

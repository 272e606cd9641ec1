"""The newest activities as lines, told before the store is opened: what a window shows first, and a short list."""

from pathlib import Path

from severa_desktop.services.wanted import ActivityLine
from severa_desktop.store.newest import newest


class NewestService:
    """Looks into the file of one store, open or not."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def lines(self, count: int) -> dict[int, ActivityLine] | None:
        """Return what a list shows of the newest activities, by sort id, in order.

        None where only the opened store can tell, or say why not: `ActivitiesService` is to be asked then.
        """
        found = newest(self._path, count)
        return None if found is None else {line.sort_id: line for line in found}

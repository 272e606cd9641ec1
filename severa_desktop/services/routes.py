"""The way that an activity's mail took through servers."""

from typing import TYPE_CHECKING

from severa_desktop.mail.route import Hop, route

if TYPE_CHECKING:
    from severa_desktop.store.store import Store

__all__ = ["Hop", "RouteService"]


class RouteService:
    """Reads routes from the originals of one store."""

    def __init__(self, store: "Store") -> None:
        self._store = store

    def route(self, activity_id: int) -> tuple[Hop, ...]:
        """Return the servers that the first copy of an activity's mail passed, the first one first."""
        with self._store.reading() as reader:
            content = reader.original(activity_id)
        return () if content is None else route(content)

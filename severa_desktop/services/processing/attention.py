"""What of the sources needs a look by somebody who does not see the window: said once and gathered, never for each."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from severa_desktop.core.source_settings import Condition, ListedSource
from severa_desktop.services.source_words import kind_words, source_address
from severa_desktop.texts import _, ngettext

GATHERED = 10.0
"""Seconds in which things are gathered before they are said."""
_APART = 15 * 60.0
"""Seconds between two notices of mails that were not imported."""


class About(Enum):
    """Where to look."""

    SOURCES = auto()
    TO_CHECK = auto()


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to say."""

    about: About
    title: str
    sentence: str


class Attention:
    """Looks at the sources again and again; times are seconds of a clock that only grows."""

    def __init__(self) -> None:
        self._refused: dict[int, int] = {}
        """Mails that were not imported, by source, when last looked."""
        self._not_imported = 0
        self._waiting_since: float | None = None
        self._told_at: float | None = None
        self._stopped: dict[int, float | None] = {}
        """Since when each source has stopped; None once that was said."""

    def look(self, sources: Sequence[ListedSource], now: float) -> list[Notice]:
        """Return what there is to say now."""
        return [*self._look_at_stops(sources, now), *self._look_at_mails(sources, now)]

    @property
    def is_gathering(self) -> bool:
        """Whether there is something that will be said soon, so that it makes sense to look again."""
        return self._waiting_since is not None or any(since is not None for since in self._stopped.values())

    def _look_at_stops(self, sources: Sequence[ListedSource], now: float) -> list[Notice]:
        stopped = {each.source.id: each for each in sources if each.state.condition is Condition.STOPPED}
        self._stopped = {source_id: self._stopped.get(source_id, now) for source_id in stopped}
        due = [source_id for source_id, since in self._stopped.items() if since is not None and now - since >= GATHERED]
        if not due:
            return []
        # Those that stopped meanwhile are said along.
        told = [stopped[source_id] for source_id, since in self._stopped.items() if since is not None]
        self._stopped = dict.fromkeys(self._stopped)
        return [_stop_notice(told)]

    def _look_at_mails(self, sources: Sequence[ListedSource], now: float) -> list[Notice]:
        refused = {each.source.id: each.state.not_imported for each in sources}
        for source_id, count in refused.items():
            self._not_imported += max(0, count - self._refused.get(source_id, count))
        self._refused = refused
        if not self._not_imported:
            return []
        if self._waiting_since is None:
            self._waiting_since = now
        is_apart = self._told_at is None or now - self._told_at >= _APART
        if now - self._waiting_since < GATHERED or not is_apart:
            return []
        count, self._not_imported = self._not_imported, 0
        self._waiting_since, self._told_at = None, now
        title = ngettext("{count} mail was not imported", "{count} mails were not imported", count)
        return [Notice(About.TO_CHECK, title.format(count=count), _("Why, and what to do, stands under To check."))]


def _stop_notice(sources: Sequence[ListedSource]) -> Notice:
    first = sources[0]
    if len(sources) == 1:
        title = _("{source} stopped").format(source=kind_words(first.source.settings))
        return Notice(About.SOURCES, title, first.state.error or source_address(first.source.settings))
    title = ngettext("{count} source stopped", "{count} sources stopped", len(sources)).format(count=len(sources))
    return Notice(About.SOURCES, title, ", ".join(source_address(each.source.settings) for each in sources))

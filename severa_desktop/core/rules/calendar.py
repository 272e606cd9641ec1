"""Which activities calendars show (matching rules, "Settings"; the advice on synchronised types)."""

from collections.abc import Collection, Iterable

from severa_desktop.core.directory import ActivityType


def types_in_calendars(types: Iterable[ActivityType], excluded: Collection[str]) -> frozenset[str]:
    """Return the names of the activity types that calendars show.

    Those are the types of today's directory that are synchronised with Google or Exchange calendars, but for those
    that somebody recorded as excluded from that in Severa. A type that the directory has no more is not among them:
    nobody says of it that it is synchronised.
    """
    return frozenset(each.name for each in types if each.calendar_synced and each.name not in excluded)

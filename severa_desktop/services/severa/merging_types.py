"""Takes activity types over. The name is the key, so a type made by hand of the same name is the same type."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from severa_desktop.core.directory import ActivityType
from severa_desktop.core.severa import Clash, ClashWhy, PulledType, RecordKind, SeveraRecord

_KIND = RecordKind.ACTIVITY_TYPES


@dataclass(frozen=True)
class MergedTypes:
    """The activity types, which of them are Severa's, and which of Severa's wait."""

    types: tuple[ActivityType, ...]
    severas: list[SeveraRecord]
    waiting: list[Clash]
    renamed: Mapping[str, str]
    """New names by the former ones."""


def merge_types(
    stored: Iterable[ActivityType],
    known: Iterable[SeveraRecord],
    wanted: Mapping[str, PulledType],
    in_use: frozenset[str],
    default: str | None,
) -> MergedTypes:
    """Return the types with Severa's: what is inactive or removed there goes, unless activities have it.

    The default type stays as well, but where Severa gave it another name.
    """
    before = {one.name: one for one in stored}
    former = {one.guid: one.key for one in known}
    named, waiting = _by_name(wanted)
    names = {one.guid: name for name, one in named.items()}
    renamed = {
        key: names[guid] for guid, key in former.items() if guid in names and names[guid] != key and key not in named
    }
    kept = in_use if default is None or default in renamed else in_use | {default}
    types = {name: one for name, one in before.items() if name in named or name in kept or name not in former.values()}
    for name, one in named.items():
        own = before.get(name) or before.get(former.get(one.guid, ""))
        types[name] = ActivityType(name, one.category, own is not None and own.calendar_synced)
    severas = [SeveraRecord(_KIND, one.guid, name) for name, one in named.items()]
    return MergedTypes(tuple(types[name] for name in sorted(types)), severas, waiting, renamed)


def _by_name(wanted: Mapping[str, PulledType]) -> tuple[dict[str, PulledType], list[Clash]]:
    """Return the active types by their names, the first one of each by guid, and the others."""
    named: dict[str, PulledType] = {}
    waiting: list[Clash] = []
    for guid in sorted(wanted):
        one = wanted[guid]
        if one.active and named.setdefault(one.name, one) is not one:
            waiting.append(Clash(_KIND, one, "", ClashWhy.NAME, one.name))
    return named, waiting

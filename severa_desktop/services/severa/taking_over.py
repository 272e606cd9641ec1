"""Takes over into the store what was pulled, or what a person decided about what waits, within a transaction."""

from collections.abc import Collection
from dataclasses import replace
from typing import TYPE_CHECKING

from severa_desktop.core.severa import Pulled
from severa_desktop.services.severa.known import Known
from severa_desktop.services.severa.merging import Merged, Name, TypesInUse, merge

if TYPE_CHECKING:
    from severa_desktop.store.writer import Reader, Writer


def known_of(reader: "Reader") -> Known:
    """Return what the store knows of Severa."""
    return Known(reader.directory(), tuple(reader.severa_records()), tuple(reader.severa_clashes()))


def changes_nothing(reader: "Reader", pulled: Pulled) -> bool:
    """Tell, without looking at the directory, whether to take this over would change nothing for sure."""
    return pulled == Pulled(full=False) and not reader.severa_clashes()


def take_over(
    writer: "Writer", pulled: Pulled, known: Known | None = None, apart: Collection[Name] = frozenset()
) -> Merged:
    """Store what follows from what was pulled and what is known, by the store or, if that is given, instead."""
    settings = writer.settings()
    in_use = TypesInUse(writer.activity_types_in_use(), settings.activity_type)
    merged = merge(known or known_of(writer), pulled, in_use, apart)
    if merged.known.directory != writer.directory():
        writer.save_directory(merged.known.directory)
    writer.save_severa_records(merged.known.records)
    writer.save_severa_clashes(merged.known.clashes)
    if merged.default_type != settings.activity_type:
        writer.save_settings(replace(settings, activity_type=merged.default_type))
    return merged

"""Takes over into the store what was pulled, or what a person decided about what waits, within a transaction."""

from collections.abc import Collection
from dataclasses import replace
from typing import TYPE_CHECKING

from severa_desktop.core.severa import Pulled, SeveraRecord
from severa_desktop.services.severa.known import Known
from severa_desktop.services.severa.merging import Merged, Name, TypesInUse, merge

if TYPE_CHECKING:
    from severa_desktop.store.writer import Reader, Writer


def known_of(reader: "Reader") -> Known:
    """Return what the store knows of Severa."""
    return Known(reader.directory(), tuple(reader.severa_records()), tuple(reader.severa_clashes()))


def take_over(
    writer: "Writer", pulled: Pulled, joined: Collection[SeveraRecord] = (), apart: Collection[Name] = frozenset()
) -> Merged:
    """Store what follows from what is known and what was pulled, with some records joined and some kept apart."""
    stored = known_of(writer)
    known = replace(stored, records=(*stored.records, *joined))
    settings = writer.settings()
    merged = merge(known, pulled, TypesInUse(writer.activity_types_in_use(), settings.activity_type), apart)
    if merged.known.directory != stored.directory:
        writer.save_directory(merged.known.directory)
    writer.save_severa_records(merged.known.records)
    writer.save_severa_clashes(merged.known.clashes)
    if merged.default_type != settings.activity_type:
        writer.save_settings(replace(settings, activity_type=merged.default_type))
    return merged

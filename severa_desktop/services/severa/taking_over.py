"""Takes over into the store what was pulled, or what a person decided about what waits, within a transaction."""

import gc
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from severa_desktop.core.severa import Pulled
from severa_desktop.services.severa.known import Known
from severa_desktop.services.severa.merging import Merged, Name, TypesInUse, merge

if TYPE_CHECKING:
    from severa_desktop.store.store import Store
    from severa_desktop.store.writer import Reader, Writer


def known_of(reader: "Reader") -> Known:
    """Return what the store knows of Severa."""
    return Known(reader.directory(), tuple(reader.severa_records()), tuple(reader.severa_clashes()))


def changes_nothing(reader: "Reader", pulled: Pulled) -> bool:
    """Tell, without looking at the directory, whether to take this over would change nothing for sure."""
    return pulled == Pulled(full=False) and not reader.severa_clashes()


class EarlyKnown:
    """What a store knows of Severa, read while there is time for it; what was written since is seen all the same."""

    def __init__(self, store: "Store") -> None:
        self._store = store
        self._version = -1
        self._known: Known | None = None

    def read(self) -> None:
        """Read it now."""
        with self._store.reading() as reader:
            self._version, self._known = reader.directory_version(), known_of(reader)

    def now(self, reader: "Reader") -> Known:
        """Return what the store knows now."""
        # The version is another one after any change of directory or records.
        if self._known is None or reader.directory_version() != self._version:
            self._known = known_of(reader)
        return replace(self._known, clashes=tuple(reader.severa_clashes()))


def take_over(
    writer: "Writer",
    pulled: Pulled,
    known: Known | None = None,
    apart: Collection[Name] = frozenset(),
    stored: Known | None = None,
) -> Merged:
    """Store what follows from what was pulled and what is known, by the store or, if that is given, instead.

    `stored`: what the store knows now, if somebody has read that already.
    """
    settings = writer.settings()
    in_use = TypesInUse(writer.activity_types_in_use(), settings.activity_type)
    stored = stored or known_of(writer)
    with _without_collecting():
        merged = merge(known or stored, pulled, in_use, apart)
        if merged.known.directory != stored.directory:
            writer.save_directory(merged.known.directory)
        writer.save_severa_records(merged.known.records, stored.records)
    writer.save_severa_clashes(merged.known.clashes)
    if merged.default_type != settings.activity_type:
        writer.save_settings(replace(settings, activity_type=merged.default_type))
    return merged


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Let Python not look for rings of objects: of tens of thousands that takes long, and there are none."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()

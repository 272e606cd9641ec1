"""Takes over into the store what was pulled, or what a person decided about what waits, within a transaction."""

import gc
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
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


def take_over(
    writer: "Writer", pulled: Pulled, known: Known | None = None, apart: Collection[Name] = frozenset()
) -> Merged:
    """Store what follows from what was pulled and what is known, by the store or, if that is given, instead."""
    basis = _Basis(known_of(writer), pulled, _in_use(writer))
    merged = _merged(replace(basis, stored=known or basis.stored), apart)
    _save(writer, merged, basis)
    return merged


@dataclass(frozen=True)
class _Basis:
    """All that the directory follows from."""

    stored: Known
    pulled: Pulled
    in_use: TypesInUse


class Ahead:
    """Does what taking over everything needs while Severa is still being asked, from any thread.

    What comes from Severa or is written to the store later is seen all the same: then it is done once more.
    """

    def __init__(self, store: "Store") -> None:
        self._store = store
        self._reading = threading.Lock()
        self._version = -1
        self._known: Known | None = None
        self._basis: _Basis | None = None
        self._merged: Merged | None = None

    def read(self) -> None:
        """Read what the store knows now."""
        with self._store.reading() as reader:
            self.known(reader)

    def known(self, reader: "Reader") -> Known:
        """Return what the store knows at the moment of this reader."""
        with self._reading:
            version = reader.directory_version()
            # It is another one after any change of directory or records.
            if self._known is None or version != self._version:
                self._version, self._known = version, known_of(reader)
            return replace(self._known, clashes=tuple(reader.severa_clashes()))

    def work_out(self, pulled: Pulled) -> Merged:
        """Work out, and return, what follows from what was pulled and what the store knows now; nothing is stored."""
        with self._store.reading() as reader:
            basis = _Basis(self.known(reader), pulled, _in_use(reader))
        return self._following(basis)

    def take_over(self, writer: "Writer", pulled: Pulled) -> Merged:
        """Store, and return, what follows from what was pulled and what the store knows now."""
        basis = _Basis(self.known(writer), pulled, _in_use(writer))
        merged = self._following(basis)
        _save(writer, merged, basis)
        return merged

    def _following(self, basis: _Basis) -> Merged:
        """Return what follows from this: what was worked out before, if that did from the same."""
        if self._merged is None or self._basis != basis:
            # Memory for two at once would be needed else.
            self._merged = None
            self._basis, self._merged = basis, _merged(basis)
        return self._merged


def _in_use(reader: "Reader") -> TypesInUse:
    return TypesInUse(reader.activity_types_in_use(), reader.settings().activity_type)


def _merged(basis: _Basis, apart: Collection[Name] = frozenset()) -> Merged:
    with _without_collecting():
        return merge(basis.stored, basis.pulled, basis.in_use, apart)


def _save(writer: "Writer", merged: Merged, basis: _Basis) -> None:
    """Write what is another than stored."""
    with _without_collecting():
        if merged.known.directory != basis.stored.directory:
            writer.save_directory(merged.known.directory, basis.stored.directory)
        writer.save_severa_records(merged.known.records, basis.stored.records)
    writer.save_severa_clashes(merged.known.clashes)
    if merged.default_type != basis.in_use.default:
        writer.save_settings(replace(writer.settings(), activity_type=merged.default_type))


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

"""Records of Severa that clash with records made by hand: listing, joining and keeping them apart."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from severa_desktop.core.directory import Directory
from severa_desktop.core.folding import fold
from severa_desktop.core.severa import Clash, Pulled, RecordKind, SeveraRecord
from severa_desktop.services.directory_merge import Record, record_key, records_of, with_records
from severa_desktop.services.directory_schema import Section
from severa_desktop.services.errors import UserError
from severa_desktop.services.severa.known import with_pulled
from severa_desktop.services.severa.merging import Name
from severa_desktop.services.severa.taking_over import known_of, take_over
from severa_desktop.texts import _

if TYPE_CHECKING:
    from severa_desktop.store.store import Store
    from severa_desktop.store.writer import Writer

_APART = frozenset({RecordKind.CUSTOMERS, RecordKind.CONTACTS})


@dataclass(frozen=True, slots=True)
class Waiting:
    """A record of Severa that is not in the directory as it is there, and the one made by hand in its place."""

    clash: Clash
    record: Record | None
    """Made by hand; None for what is left out for another reason."""
    can_be_kept_apart: bool
    """Contact persons and customers only: two users cannot share an address, two projects no number."""


@dataclass(frozen=True, slots=True)
class Settled:
    """What joining or keeping apart did to records; `SeveraJoining.take_back` undoes it."""

    clashes: tuple[Clash, ...]
    before: tuple[Record | None, ...]
    """The records as they were when they were made by hand, in the order of the clashes; None for those kept apart."""
    after: tuple[Record, ...]
    """The records of Severa's."""

    @property
    def count(self) -> int:
        """How many were joined, or are kept apart."""
        return len(self.clashes)


class SeveraJoining:
    """What waits in one store."""

    def __init__(self, store: "Store") -> None:
        self._store = store

    def count(self) -> int:
        """Return how many clashes there are; none while Severa is not connected."""
        with self._store.reading() as reader:
            return reader.severa_clash_count()

    def clashes(self) -> tuple[Waiting, ...]:
        """Return what a person may join, by kind, then by name."""
        return tuple(one for one in self._waiting() if one.record is not None)

    def left_out(self) -> tuple[Waiting, ...]:
        """Return what is not in the directory, or not wholly, and nobody here can join: `why_words` says why."""
        return tuple(one for one in self._waiting() if one.record is None)

    def join(self, wanted: Collection[Name]) -> Settled:
        """Join clashes, by kind and guid: each record made by hand keeps its activities and gets Severa's values.

        Raises UserError where one does not wait (any more), and then none is joined. Of several records of Severa that
        have the same one's place, the first by guid is joined with it.
        """
        with self._store.writing() as writer:
            places: dict[tuple[RecordKind, str], Clash] = {}
            for clash in _wanted(writer, wanted):
                places.setdefault((clash.kind, clash.key), clash)
            known = known_of(writer)
            before = _records(known.directory)
            severas = (SeveraRecord(one.kind, one.pulled.guid, one.key) for one in places.values())
            joined = replace(known, records=(*known.records, *severas))
            after = _records(take_over(writer, Pulled(full=False), joined).known.directory)
            return Settled(
                tuple(places.values()),
                tuple(before[place] for place in places),
                tuple(after[place] for place in places),
            )

    def keep_apart(self, wanted: Collection[Name]) -> Settled:
        """Let contact persons and customers of Severa live beside those made by hand, from now on; else as `join`."""
        with self._store.writing() as writer:
            clashes = tuple(_wanted(writer, wanted))
            if any(clash.kind not in _APART for clash in clashes):
                raise UserError(_("Only contact persons and customers can be kept apart. Join the others."))
            names = [(clash.kind, clash.pulled.guid) for clash in clashes]
            known = take_over(writer, Pulled(full=False), apart=names).known
            keys = {(one.kind, one.guid): one.key for one in known.records}
            records = _records(known.directory)
            after = tuple(records[kind, keys[kind, guid]] for kind, guid in names)
            return Settled(clashes, (None,) * len(clashes), after)

    def take_back(self, settled: Settled) -> None:
        """Let Severa's records wait again, and those made by hand be as they were.

        Raises UserError where one was changed meanwhile, in Severa or here, or is named by anything that a person or a
        mail made of it.
        """
        with self._store.writing() as writer:
            stored = known_of(writer)
            places = [(clash.kind, record_key(one)) for clash, one in zip(settled.clashes, settled.after, strict=True)]
            names = {(kind, clash.pulled.guid, key) for clash, (kind, key) in zip(settled.clashes, places, strict=True)}
            known = {(one.kind, one.guid, one.key) for one in stored.records}
            now = _records(stored.directory)
            if not names <= known or tuple(now.get(place) for place in places) != settled.after:
                raise _changed()
            directory = stored.directory
            for clash, after, before in zip(settled.clashes, settled.after, settled.before, strict=True):
                new = () if before is None else (before,)
                directory = with_records(directory, Section(clash.kind), gone=(after,), new=new)
            records = tuple(one for one in stored.records if (one.kind, one.guid, one.key) not in names)
            came = with_pulled(Pulled(full=False), [clash.pulled for clash in settled.clashes])
            merged = take_over(writer, came, replace(stored, directory=directory, records=records))
            gone = [place for place, before in zip(places, settled.before, strict=True) if before is None]
            _remove(writer, gone, merged.known.directory)

    def _waiting(self) -> list[Waiting]:
        with self._store.reading() as reader:
            clashes = reader.severa_clashes()
            directory = reader.directory() if any(one.key for one in clashes) else Directory()
        order = tuple(RecordKind)
        places = _records(directory)
        found = [Waiting(one, places.get((one.kind, one.key)), bool(one.key) and one.kind in _APART) for one in clashes]
        return sorted(
            found, key=lambda one: (order.index(one.clash.kind), fold(one.clash.pulled.name), one.clash.pulled.guid)
        )


def _records(directory: Directory) -> dict[tuple[RecordKind, str], Record]:
    return {(kind, record_key(one)): one for kind in RecordKind for one in records_of(directory, Section(kind))}


def _remove(writer: "Writer", gone: Collection[tuple[RecordKind, str]], after: Directory) -> None:
    """Remove records, which nothing may have become of; raises UserError where something did."""
    records = _records(after)
    # Contact persons name their customers.
    for kind, key in sorted(gone, key=lambda place: place[0] is RecordKind.CUSTOMERS):
        if (kind, key) in records or not writer.remove_unnamed(kind, key):
            raise _changed()


def _changed() -> UserError:
    return UserError(_("This was changed or used meanwhile, so it stays as it is. Look at it again."))


def _wanted(writer: "Writer", wanted: Collection[Name]) -> list[Clash]:
    """Return the clashes that are wanted, by guid; raises UserError where there is none."""
    waiting = {(one.kind, one.pulled.guid): one for one in writer.severa_clashes() if one.key}
    if any(name not in waiting for name in wanted):
        raise UserError(_("This does not wait to be joined (any more). Look at the list again."))
    return [waiting[name] for name in sorted(set(wanted), key=lambda one: (one[0].value, one[1]))]

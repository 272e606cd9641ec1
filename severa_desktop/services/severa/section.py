"""One section of the directory while Severa's records are taken over into it."""

from collections.abc import Collection, Iterable, Mapping
from typing import Generic, TypeVar

from severa_desktop.core.directory import Contact, Customer, Project, User
from severa_desktop.core.severa import Clash, ClashWhy, PulledRecord, RecordKind, SeveraRecord

_Record = TypeVar("_Record", User, Customer, Contact, Project)


class SectionMerge(Generic[_Record]):
    """The records of a section by key, which of them are Severa's, and which of Severa's wait."""

    def __init__(
        self, kind: RecordKind, stored: Iterable[_Record], known: Iterable[SeveraRecord], guids: Collection[str]
    ) -> None:
        """Take the stored records, those that are known to be Severa's, and the guids that Severa has.

        A record whose key is a guid of Severa's is that record: it came from there once.
        """
        self.kind = kind
        self.records: dict[str, _Record] = {one.key: one for one in stored}
        self.key_of = {one.guid: one.key for one in known if one.key in self.records}
        severas = set(self.key_of.values())
        for guid in guids:
            if guid in self.records and guid not in self.key_of and guid not in severas:
                self.key_of[guid] = guid
        self.waiting: dict[str, Clash] = {}
        self._details = {one.guid: one for one in known}

    def by_hand(self) -> list[_Record]:
        """Return the records that are not Severa's, by key."""
        severas = set(self.key_of.values())
        return [self.records[key] for key in sorted(self.records) if key not in severas]

    def stored(self, guid: str) -> _Record | None:
        """Return the record of the directory that is this one of Severa's, None if there is none yet."""
        key = self.key_of.get(guid)
        return None if key is None else self.records.get(key)

    def key(self, guid: str) -> str:
        """Return the key of a record of Severa's, a new one where it is new."""
        known = self.key_of.get(guid)
        if known is not None:
            return known
        key, number = guid, 1
        while key in self.records:
            number += 1
            key = f"{guid}-{number}"
        return key

    def put(self, guid: str, record: _Record, *, phase: str | None = None, customer: str | None = None) -> None:
        """Let this be the record of Severa's with this guid."""
        self.key_of[guid] = record.key
        if self.records.get(record.key) != record:
            self.records[record.key] = record
        new = SeveraRecord(self.kind, guid, record.key, phase, customer)
        if self._details.get(guid) != new:
            self._details[guid] = new

    def release(self, guid: str) -> None:
        """Let a record that Severa has no more be one made by hand."""
        self.key_of.pop(guid, None)

    def wait(self, pulled: PulledRecord, why: ClashWhy, what: str, key: str = "") -> None:
        """Note that the directory does not have a record as Severa has it."""
        self.waiting[pulled.guid] = Clash(self.kind, pulled, key, why, what)

    def gone(self, wanted: Mapping[str, object]) -> list[str]:
        """Return the guids of the records that Severa has no more."""
        return [guid for guid in self.key_of if guid not in wanted]

    def severas(self) -> list[SeveraRecord]:
        """Return which records are Severa's."""
        return [self._details.get(guid) or SeveraRecord(self.kind, guid, key) for guid, key in self.key_of.items()]

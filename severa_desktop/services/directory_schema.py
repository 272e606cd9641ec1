"""The form of a directory file: its sections and fields, and how a wrong record is named.

Holds no reading and no checking; the readers of each file format and the checks share these values.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum, StrEnum

from severa_desktop.services.errors import UserError
from severa_desktop.texts import _

GREATEST_NUMBER = 10**18 - 1
"""The greatest number of a project; 1 is the least."""

MOST_REFUSALS = 200
"""More wrong records than this are counted but not described."""

_LONGEST_QUOTE = 60


class Section(StrEnum):
    """The sections of a directory file, in the order in which they are printed."""

    ACTIVITY_TYPES = "activity_types"
    USERS = "users"
    CUSTOMERS = "customers"
    CONTACTS = "contacts"
    PROJECTS = "projects"


class FieldKind(Enum):
    """What the value of a field must be."""

    TEXT = "text"
    FLAG = "true or false"
    NUMBER = "a whole number"
    ADDRESSES = "e-mail addresses"


FIELDS: Mapping[Section, Mapping[str, FieldKind]] = {
    Section.ACTIVITY_TYPES: {
        "name": FieldKind.TEXT,
        "category": FieldKind.TEXT,
        "calendar_synced": FieldKind.FLAG,
    },
    Section.USERS: {
        "key": FieldKind.TEXT,
        "name": FieldKind.TEXT,
        "emails": FieldKind.ADDRESSES,
        "active": FieldKind.FLAG,
    },
    Section.CUSTOMERS: {
        "key": FieldKind.TEXT,
        "name": FieldKind.TEXT,
        "active": FieldKind.FLAG,
    },
    Section.CONTACTS: {
        "key": FieldKind.TEXT,
        "name": FieldKind.TEXT,
        "emails": FieldKind.ADDRESSES,
        "customer": FieldKind.TEXT,
        "active": FieldKind.FLAG,
    },
    Section.PROJECTS: {
        "key": FieldKind.TEXT,
        "number": FieldKind.NUMBER,
        "name": FieldKind.TEXT,
        "kind": FieldKind.TEXT,
        "customer": FieldKind.TEXT,
        "closed": FieldKind.FLAG,
    },
}
"""Every field a record can have, by section."""


def key_field(section: Section) -> str:
    """Return the field that tells a section's records apart."""
    return "name" if section is Section.ACTIVITY_TYPES else "key"


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in a directory file, as a person finds it again."""

    file: str
    line: int | None = None
    """Line of a text file or row of a sheet, counted from 1."""
    sheet: str | None = None
    record: str | None = None
    """Words for the record where the line alone does not find it."""
    position: int = 0
    """For sorting: how far into the file, or the folder, it stands."""

    def __str__(self) -> str:
        return ", ".join([self.file, *self._parts()])

    def within(self) -> str:
        """Return words for the place within its file."""
        return ", ".join(self._parts())

    def _parts(self) -> list[str]:
        parts: list[str] = []
        if self.sheet is not None:
            parts.append(_("sheet {name}").format(name=quoted(self.sheet)))
        if self.line is not None:
            text = _("line {number}") if self.sheet is None else _("row {number}")
            parts.append(text.format(number=self.line))
        if self.record is not None:
            parts.append(self.record)
        return parts


class Naming(Enum):
    """How sentences name a record's field: as the format that the record stands in calls it."""

    COLUMN = "column"
    FIELD = "field"


@dataclass(frozen=True, slots=True)
class RawRecord:
    """One record as a file has it: only the fields that it names, unchecked.

    Values have the types of JSON, whatever the file's format is; a list of addresses is a list of text.
    """

    place: Place
    values: Mapping[str, object]
    naming: Naming = Naming.COLUMN
    columns: Mapping[str, str] = field(default_factory=dict)
    """Words for the column of each field, where columns have names of their own."""

    def where(self, name: str) -> str:
        """Return words for one of its fields."""
        if self.naming is Naming.FIELD:
            return _("field {name}").format(name=quoted(name))
        return _("column {name}").format(name=self.columns.get(name) or quoted(name))


@dataclass(frozen=True, slots=True)
class RawDirectory:
    """What a file or folder has; a section that it does not have at all is absent."""

    sections: Mapping[Section, tuple[RawRecord, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Refusal:
    """One thing that is wrong in a directory file."""

    place: Place
    where: str
    """Words for the field, such as ``column “emails”``; empty if the whole record or file is meant."""
    sentence: str
    field: str = ""
    """The field's name in `FIELDS`; empty if the whole record or file is meant."""

    def __str__(self) -> str:
        return f"{self.place}{', ' if self.where else ''}{self.where}: {self.sentence}"

    def within(self) -> str:
        """Return the same for somebody who knows which file is meant."""
        place = ", ".join(part for part in (self.place.within(), self.where) if part)
        return f"{place}: {self.sentence}" if place else self.sentence


class DirectoryRefusedError(UserError):
    """A directory file with something wrong in it; nothing of it was taken over."""

    def __init__(self, refusals: tuple[Refusal, ...], count: int | None = None) -> None:
        self.refusals = refusals
        self.count = len(refusals) if count is None else count
        super().__init__(str(refusals[0]))


def refused(place: Place, sentence: str, where: str = "") -> DirectoryRefusedError:
    """Return the error for one thing wrong that makes reading on pointless."""
    return DirectoryRefusedError((Refusal(place, where, sentence),))


class Refusals:
    """Collects what is wrong, so that a person sees all of it and not one thing a try."""

    def __init__(self, most: int = MOST_REFUSALS) -> None:
        """Describe at most so many, and count the others."""
        self._most = most
        self._found: list[Refusal] = []
        self._wrong: set[int] = set()
        self.count = 0

    def __iter__(self) -> Iterator[Refusal]:
        return iter(self._found)

    def add(self, record: RawRecord, name: str, sentence: str) -> None:
        """Note that a record's field is wrong."""
        self.count += 1
        self._wrong.add(record.place.position)
        if len(self._found) < self._most:
            self._found.append(Refusal(record.place, record.where(name), sentence, name))

    def is_wrong(self, record: RawRecord) -> bool:
        """Tell whether anything of a record is wrong, described or not."""
        return record.place.position in self._wrong

    def raise_any(self) -> None:
        """Raise DirectoryRefusedError with everything collected, in the order of the file."""
        if self._found:
            found = sorted(self._found, key=lambda refusal: refusal.place.position)
            raise DirectoryRefusedError(tuple(found), self.count)


def quoted(text: str) -> str:
    """Return text in quotes for a sentence, cut if it is long."""
    return f"“{text if len(text) <= _LONGEST_QUOTE else text[: _LONGEST_QUOTE - 1] + '…'}”"

"""The records of a section as a table lists them: narrowed as a person types, in any order.

What is read and put in order is kept until the directory changes: another search costs a walk over words in memory.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from severa_desktop.core.directory import ActivityType, Contact, Customer, Directory, Project, User
from severa_desktop.core.folding import fold
from severa_desktop.giving_way import giving_way
from severa_desktop.services.directory_merge import Record, field_value, record_key, records_of
from severa_desktop.services.directory_schema import Section
from severa_desktop.services.directory_words import fits, typed_words, words_of
from severa_desktop.services.severa.ownership import Severas, severas_of

if TYPE_CHECKING:
    from severa_desktop.store.store import Store

_BETWEEN = "\0"
"""Before all that names are made of."""


@dataclass(frozen=True, slots=True)
class Line:
    """One record, and its customer's name where it has one."""

    record: Record
    customer: str = ""
    is_severas: bool = False
    """Whether it comes from Severa, and is read-only here."""

    @property
    def is_active(self) -> bool:
        """False for what is inactive or closed."""
        return is_active(self.record)


@dataclass(frozen=True, slots=True)
class Listing:
    """What a table asks for."""

    section: Section
    search: str = ""
    order: str = "name"
    """A field of the section."""
    descending: bool = False
    with_inactive: bool = True
    """Closed ones too."""


@dataclass(frozen=True, slots=True)
class _Ordered:
    """The records of a section in one order, with the words of each: two rows of objects, not one of pairs more."""

    lines: tuple[Line, ...]
    words: tuple[str, ...]

    def by_key(self) -> Mapping[str, tuple[Line, str]]:
        """Return each line with its words by its record's key."""
        return {
            record_key(line.record): (line, words)
            for line, words in giving_way(zip(self.lines, self.words, strict=True))
        }


class _Known:
    """The directory of one moment, each section put in order when it is first asked for."""

    def __init__(self, version: int, directory: Directory, severas: Severas, former: "_Known | None") -> None:
        """Take over from the former moment what is the same."""
        self.version = version
        self.directory = directory
        self._severas = severas
        self._names = {one.key: one.name for one in directory.customers}
        self._ordered: dict[tuple[Section, str], _Ordered] = {}
        self._former = {} if former is None else former.named()

    def named(self) -> dict[Section, _Ordered]:
        """Return the sections that were asked for, by name."""
        return {section: found for (section, order), found in self._ordered.items() if order == "name"}

    def ordered(self, section: Section, order: str) -> _Ordered:
        """Return a section's records by a field, the nameless and empty last, then by name."""
        found = self._ordered.get((section, order))
        if found is None:
            found = self._by_name(section) if order == "name" else self._by_field(section, order)
            self._ordered[section, order] = found
        return found

    def _by_name(self, section: Section) -> _Ordered:
        former = self._former.pop(section, None)
        known = {} if former is None else former.by_key()
        severas = self._severas.get(section, frozenset())
        made = [
            self._made(record, known, is_severas=record_key(record) in severas)
            for record in giving_way(records_of(self.directory, section))
        ]
        # By one text each: pairs take three times as long to compare, in which no other thread could go on.
        made.sort(key=lambda one: f"{fold(one[0].record.name)}{_BETWEEN}{record_key(one[0].record)}")
        return _Ordered(tuple(line for line, _words in made), tuple(words for _line, words in made))

    def _by_field(self, section: Section, order: str) -> _Ordered:
        named = self.ordered(section, "name")
        key = _field_key(order)
        positions = sorted(range(len(named.lines)), key=lambda at: key(named.lines[at]))
        return _Ordered(tuple(named.lines[at] for at in positions), tuple(named.words[at] for at in positions))

    def _made(self, record: Record, known: Mapping[str, tuple[Line, str]], *, is_severas: bool) -> tuple[Line, str]:
        line = Line(record, self._names.get(_customer_of(record) or "", ""), is_severas)
        former = known.get(record_key(record))
        if former is not None and former[0] == line:
            return former
        return line, words_of((*_texts(record), line.customer))


class DirectoryListing:
    """Lists the records of one store."""

    def __init__(self, store: "Store") -> None:
        self._store = store
        self._known: _Known | None = None

    def lines(self, wanted: Listing) -> tuple[Line, ...]:
        """Return the records that are asked for: every word typed begins one of theirs."""
        typed = typed_words(wanted.search)
        ordered = self._now().ordered(wanted.section, wanted.order)
        found: Sequence[Line] = ordered.lines
        if typed:
            found = [line for line, words in giving_way(zip(found, ordered.words, strict=True)) if fits(words, typed)]
        if not wanted.with_inactive:
            found = [line for line in found if line.is_active]
        return tuple(reversed(found) if wanted.descending else found)

    def line(self, section: Section, key: str) -> Line | None:
        """Return one record, None if there is none with this key."""
        lines = self._now().ordered(section, "name").lines
        return next((line for line in lines if record_key(line.record) == key), None)

    def projects_of(self, customer: str) -> tuple[Project, ...]:
        """Return the projects and sales cases of the customer with this key, closed ones too, by number."""
        projects = [one for one in self._now().directory.projects if one.customer == customer]
        return tuple(sorted(projects, key=lambda one: one.number))

    def contacts_of(self, customer: str) -> tuple[Contact, ...]:
        """Return the active contact persons of the customer with this key, by name."""
        contacts = [one for one in self._now().directory.contacts if one.customer == customer and one.active]
        return tuple(sorted(contacts, key=lambda one: (fold(one.name), one.key)))

    def _now(self) -> _Known:
        with self._store.reading() as reader:
            version = reader.directory_version()
            known = self._known
            if known is None or known.version != version:
                known = self._known = _Known(version, reader.directory(), severas_of(reader), known)
        return known


def is_active(record: Record) -> bool:
    """Tell whether a record is active, or open; an activity type always is."""
    match record:
        case User() | Customer() | Contact():
            return record.active
        case Project():
            return not record.closed
        case ActivityType():
            return True


def _customer_of(record: Record) -> str | None:
    return record.customer if isinstance(record, Contact | Project) else None


def _texts(record: Record) -> tuple[str, ...]:
    match record:
        case User() | Contact():
            return (record.name, record.key, *record.emails)
        case Customer():
            return (record.name, record.key)
        case Project():
            return (str(record.number), record.name, record.key)
        case ActivityType():
            return (record.name,)


def _field_key(order: str) -> Callable[[Line], str | int]:
    def key(line: Line) -> str | int:
        if order == "customer":
            return _empty_last(fold(line.customer))
        value = field_value(line.record, order)
        if isinstance(value, tuple):
            return _empty_last(value[0] if value else "")
        return "" if value is None else value

    return key


def _empty_last(text: str) -> str:
    return f"0{text}" if text else "1"

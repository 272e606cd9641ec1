"""The records of a section as a table lists them: narrowed as a person types, in any order.

What is read and put in order is kept until the directory changes: another search costs a walk over words in memory.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from severa_desktop.core.directory import ActivityType, Contact, Customer, Directory, Project, User
from severa_desktop.core.folding import fold
from severa_desktop.services.directory_merge import Record, field_value, record_key, records_of
from severa_desktop.services.directory_schema import Section
from severa_desktop.services.directory_words import fits, typed_words, words_of

if TYPE_CHECKING:
    from severa_desktop.store.store import Store

_Key = tuple[bool, str | int]


@dataclass(frozen=True, slots=True)
class Line:
    """One record, and its customer's name where it has one."""

    record: Record
    customer: str = ""

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
class _Entry:
    line: Line
    words: str


class _Known:
    """The directory of one moment, each section put in order when it is first asked for."""

    def __init__(self, version: int, directory: Directory) -> None:
        self.version = version
        self.directory = directory
        self._names = {one.key: one.name for one in directory.customers}
        self._ordered: dict[tuple[Section, str], Sequence[_Entry]] = {}

    def entries(self, section: Section, order: str) -> Sequence[_Entry]:
        """Return a section's records by a field, the nameless and empty last, then by name."""
        found = self._ordered.get((section, order))
        if found is None:
            if order == "name":
                found = sorted(map(self._entry, records_of(self.directory, section)), key=_by_name)
            else:
                found = sorted(self.entries(section, "name"), key=_by_field(order))
            self._ordered[section, order] = found
        return found

    def _entry(self, record: Record) -> _Entry:
        customer = self._names.get(_customer_of(record) or "", "")
        return _Entry(Line(record, customer), words_of((*_texts(record), customer)))


class DirectoryListing:
    """Lists the records of one store."""

    def __init__(self, store: "Store") -> None:
        self._store = store
        self._known: _Known | None = None

    def lines(self, wanted: Listing) -> tuple[Line, ...]:
        """Return the records that are asked for: every word typed begins one of theirs."""
        typed = typed_words(wanted.search)
        entries = self._now().entries(wanted.section, wanted.order)
        found = [entry.line for entry in entries if fits(entry.words, typed)] if typed else [e.line for e in entries]
        if not wanted.with_inactive:
            found = [line for line in found if line.is_active]
        return tuple(reversed(found) if wanted.descending else found)

    def line(self, section: Section, key: str) -> Line | None:
        """Return one record, None if there is none with this key."""
        entries = self._now().entries(section, "name")
        return next((entry.line for entry in entries if record_key(entry.line.record) == key), None)

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
                known = self._known = _Known(version, reader.directory())
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


def _by_name(entry: _Entry) -> tuple[str, str]:
    return fold(entry.line.record.name), record_key(entry.line.record)


def _by_field(order: str) -> Callable[[_Entry], _Key]:
    def key(entry: _Entry) -> _Key:
        if order == "customer":
            return not entry.line.customer, fold(entry.line.customer)
        value = field_value(entry.line.record, order)
        if isinstance(value, tuple):
            return not value, value[0] if value else ""
        return value is None, "" if value is None else value

    return key

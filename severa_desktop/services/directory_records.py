"""Turns raw records into the directory's records, refusing values that a field cannot take.

Looks at one record at a time, but for a key that stands twice; what else several records must agree on
is checked in `directory_checks`.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from severa_desktop.core.directory import (
    ActivityCategory,
    ActivityType,
    Contact,
    Customer,
    Directory,
    Project,
    ProjectKind,
    User,
)
from severa_desktop.mail.address_form import normalise_address
from severa_desktop.services.directory_cells import WrongCell
from severa_desktop.services.directory_schema import (
    GREATEST_NUMBER,
    RawDirectory,
    RawRecord,
    Refusals,
    Section,
    key_field,
    quoted,
)
from severa_desktop.texts import _

_Choice = TypeVar("_Choice", bound=StrEnum)
_Record = TypeVar("_Record")

FORBIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029\ufffe\uffff]")
"""Control characters, halves of characters and what is none; white space is made one space before."""


@dataclass(frozen=True, slots=True)
class FileRecords:
    """The records of a directory file, each right in itself, and where each stands."""

    sections: frozenset[Section]
    """The sections that the file has, be they empty."""
    activity_types: tuple[ActivityType, ...]
    users: tuple[User, ...]
    customers: tuple[Customer, ...]
    contacts: tuple[Contact, ...]
    projects: tuple[Project, ...]
    raw: Mapping[tuple[Section, str], RawRecord]
    """The raw record of each section and key."""

    @property
    def directory(self) -> Directory:
        """The records as a directory of their own."""
        return Directory(self.activity_types, self.users, self.customers, self.contacts, self.projects)


def file_records(raw: RawDirectory) -> FileRecords:
    """Return the records of a directory file.

    Raises DirectoryRefusedError naming every record and field that is wrong.
    """
    refusals = Refusals()
    records = right_records(raw, refusals)
    refusals.raise_any()
    return records


def right_records(raw: RawDirectory, refusals: Refusals) -> FileRecords:
    """Return the records of a directory file that are right in themselves, and collect what is wrong in others."""
    seen: dict[tuple[Section, str], RawRecord] = {}

    def made(section: Section, make: "Callable[[_Fields], _Record]") -> tuple[_Record, ...]:
        fields = [_Fields(section, record, refusals, seen) for record in raw.sections.get(section, ())]
        records = [make(each) for each in fields]
        return tuple(record for each, record in zip(fields, records, strict=True) if each.are_right)

    return FileRecords(
        frozenset(raw.sections),
        made(Section.ACTIVITY_TYPES, _activity_type),
        made(Section.USERS, _user),
        made(Section.CUSTOMERS, _customer),
        made(Section.CONTACTS, _contact),
        made(Section.PROJECTS, _project),
        seen,
    )


class _Fields:
    """The fields of one record; a value that is refused comes back as some value of the right type."""

    def __init__(
        self,
        section: Section,
        record: RawRecord,
        refusals: Refusals,
        seen: dict[tuple[Section, str], RawRecord],
    ) -> None:
        self._section = section
        self._record = record
        self._refusals = refusals
        self._seen = seen
        self.are_right = True

    def key(self) -> str:
        name = key_field(self._section)
        key = self.text(name)
        first = self._seen.setdefault((self._section, key), self._record)
        if key and first is not self._record:
            sentence = _("{key} stands twice in {section}, first at {place}. Keep one.")
            self._refuse(name, sentence.format(key=quoted(key), section=self._section, place=first.place))
        return key

    def text(self, name: str) -> str:
        value = self._record.values.get(name)
        if value is not None and not isinstance(value, str):
            self._refuse(name, _("{value} is no text. Give text.").format(value=_words(value)))
            return ""
        text = " ".join((value or "").split())
        if not text:
            self._refuse(name, _("this is missing or empty. Fill it in."))
        elif FORBIDDEN.search(text):
            self._refuse(name, _("{text} holds a character that no text has. Take it out.").format(text=quoted(text)))
        return text

    def flag(self, name: str, *, default: bool) -> bool:
        value = self._record.values.get(name, default)
        if not isinstance(value, bool):
            sentence = _("{value} is neither true nor false. Give one of these.")
            self._refuse(name, sentence.format(value=_words(value)))
            return default
        return value

    def number(self, name: str) -> int:
        value = self._record.values.get(name)
        if value is None:
            self._refuse(name, _("this is missing. Give the project’s number."))
        elif isinstance(value, bool) or not isinstance(value, int):
            sentence = _("{value} is no whole number. Give the project’s number, such as 1001.")
            self._refuse(name, sentence.format(value=_words(value)))
        elif not 1 <= value <= GREATEST_NUMBER:
            self._refuse(name, _("a project’s number has 1 to 18 digits and is not 0. Give such a number."))
        else:
            return value
        return 0

    def choice(self, name: str, default: _Choice) -> _Choice:
        value = self._record.values.get(name, default.value)
        kind = type(default)
        if isinstance(value, str) and value in set(kind):
            return kind(value)
        sentence = _("{value} is unknown. Give one of {known}.")
        self._refuse(name, sentence.format(value=_words(value), known=", ".join(kind)))
        return default

    def addresses(self, name: str, *, needed: bool) -> tuple[str, ...]:
        value = self._record.values.get(name, [])
        if not isinstance(value, list):
            sentence = _('{value} is no list of e-mail addresses. Give one such as ["anna@example.com"].')
            self._refuse(name, sentence.format(value=_words(value)))
            return ()
        found = [self._address(name, each) for each in value]
        if needed and not value:
            self._refuse(name, _("a user needs an e-mail address. Give at least one."))
        return tuple(dict.fromkeys(found))

    def customer(self) -> str | None:
        return None if self._record.values.get("customer") is None else self.text("customer")

    def _address(self, name: str, value: object) -> str:
        address = normalise_address(value) if isinstance(value, str) else None
        if address is None or FORBIDDEN.search(address):
            sentence = _("{value} is no e-mail address. Mend it or take it out.")
            self._refuse(name, sentence.format(value=_words(value)))
            return ""
        return address

    def _refuse(self, name: str, sentence: str) -> None:
        self.are_right = False
        self._refusals.add(self._record, name, sentence)


def _words(value: object) -> str:
    """Return a value as a sentence names it."""
    match value:
        case WrongCell():
            return value.words
        case None:
            return "null"
        case bool():
            return str(value).lower()
        case str():
            return quoted(value)
        case int() | float():
            return quoted(str(value))
        case list():
            return _("a list")
        case _:
            return _("an object")


def _activity_type(fields: _Fields) -> ActivityType:
    category = fields.choice("category", ActivityCategory.TO_DO)
    return ActivityType(fields.key(), category, fields.flag("calendar_synced", default=False))


def _user(fields: _Fields) -> User:
    emails = fields.addresses("emails", needed=True)
    return User(fields.key(), fields.text("name"), emails, fields.flag("active", default=True))


def _customer(fields: _Fields) -> Customer:
    return Customer(fields.key(), fields.text("name"), fields.flag("active", default=True))


def _contact(fields: _Fields) -> Contact:
    emails = fields.addresses("emails", needed=False)
    customer = fields.text("customer")
    return Contact(fields.key(), fields.text("name"), emails, customer, fields.flag("active", default=True))


def _project(fields: _Fields) -> Project:
    number = fields.number("number")
    kind = fields.choice("kind", ProjectKind.PROJECT)
    customer = fields.customer()
    closed = fields.flag("closed", default=False)
    return Project(fields.key(), number, fields.text("name"), kind, customer, closed)

"""Turns raw records into the directory's records, refusing values that a field cannot take.

Looks at one record at a time, but for a key that stands twice; what else several records must agree on
is checked in `directory_checks`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from severa_desktop.core.directory import (
    ActivityCategory,
    ActivityType,
    Contact,
    Customer,
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

_Choice = TypeVar("_Choice", bound=StrEnum)

_FORBIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029]")
"""Control characters and halves of characters; white space is made one space before."""


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


def file_records(raw: RawDirectory) -> FileRecords:
    """Return the records of a directory file.

    Raises DirectoryRefusedError naming every record and field that is wrong.
    """
    refusals = Refusals()
    seen: dict[tuple[Section, str], RawRecord] = {}
    fields = {
        section: [_Fields(section, record, refusals, seen) for record in records]
        for section, records in raw.sections.items()
    }
    records = FileRecords(
        frozenset(raw.sections),
        tuple(_activity_type(each) for each in fields.get(Section.ACTIVITY_TYPES, ())),
        tuple(_user(each) for each in fields.get(Section.USERS, ())),
        tuple(_customer(each) for each in fields.get(Section.CUSTOMERS, ())),
        tuple(_contact(each) for each in fields.get(Section.CONTACTS, ())),
        tuple(_project(each) for each in fields.get(Section.PROJECTS, ())),
        seen,
    )
    refusals.raise_any()
    return records


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

    def key(self) -> str:
        name = key_field(self._section)
        key = self.text(name)
        first = self._seen.setdefault((self._section, key), self._record)
        if key and first is not self._record:
            self._refuse(name, f"{quoted(key)} stands twice in {self._section}, first at {first.place}. Keep one.")
        return key

    def text(self, name: str) -> str:
        value = self._record.values.get(name)
        if value is not None and not isinstance(value, str):
            self._refuse(name, f"{_words(value)} is no text. Give text.")
            return ""
        text = " ".join((value or "").split())
        if not text:
            self._refuse(name, "this is missing or empty. Fill it in.")
        elif _FORBIDDEN.search(text):
            self._refuse(name, f"{quoted(text)} holds a character that no text has. Take it out.")
        return text

    def flag(self, name: str, *, default: bool) -> bool:
        value = self._record.values.get(name, default)
        if not isinstance(value, bool):
            self._refuse(name, f"{_words(value)} is neither true nor false. Give one of these.")
            return default
        return value

    def number(self, name: str) -> int:
        value = self._record.values.get(name)
        if value is None:
            self._refuse(name, "this is missing. Give the project’s number.")
        elif isinstance(value, bool) or not isinstance(value, int):
            self._refuse(name, f"{_words(value)} is no whole number. Give the project’s number, such as 1001.")
        elif not 1 <= value <= GREATEST_NUMBER:
            self._refuse(name, "a project’s number has 1 to 18 digits and is not 0. Give such a number.")
        else:
            return value
        return 0

    def choice(self, name: str, default: _Choice) -> _Choice:
        value = self._record.values.get(name, default.value)
        kind = type(default)
        if isinstance(value, str) and value in set(kind):
            return kind(value)
        self._refuse(name, f"{_words(value)} is unknown. Give one of {', '.join(kind)}.")
        return default

    def addresses(self, name: str, *, needed: bool) -> tuple[str, ...]:
        value = self._record.values.get(name, [])
        if not isinstance(value, list):
            self._refuse(
                name,
                f'{_words(value)} is no list of e-mail addresses. Give one such as ["anna@example.com"].',
            )
            return ()
        found = [self._address(name, each) for each in value]
        if needed and not value:
            self._refuse(name, "a user needs an e-mail address. Give at least one.")
        return tuple(dict.fromkeys(found))

    def customer(self) -> str | None:
        return None if self._record.values.get("customer") is None else self.text("customer")

    def _address(self, name: str, value: object) -> str:
        address = normalise_address(value) if isinstance(value, str) else None
        if address is None or _FORBIDDEN.search(address):
            self._refuse(name, f"{_words(value)} is no e-mail address. Mend it or take it out.")
            return ""
        return address

    def _refuse(self, name: str, sentence: str) -> None:
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
            return "a list"
        case _:
            return "an object"


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

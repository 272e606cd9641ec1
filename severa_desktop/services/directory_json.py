"""Reads the JSON form of the directory, alone or inside an exported setup, with line numbers.

The outer two levels are walked by hand, so that each record knows its line; a record itself is left to
the standard library. Reading is strict: a value of another type than the form asks for is refused later.
"""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from json import JSONDecodeError

from severa_desktop.services.directory_schema import (
    FIELDS,
    Naming,
    Place,
    RawDirectory,
    RawRecord,
    Section,
    key_field,
    quoted,
    refused,
)
from severa_desktop.texts import N_, _

_SPACE = re.compile(r"[ \t\r\n]*")
_LONGEST_NUMBER = 30
_FAR_TOO_LARGE = 10**_LONGEST_NUMBER
_NO_DIRECTORY = N_(
    "a directory is a JSON object with sections such as “users”, a folder of CSV files or an .xlsx workbook. "
    "Give one of these."
)
_NO_SETUP = N_("An exported setup has “settings” and “directory”. Make one with “setup --export FILE”.")

_FAULTS = (
    N_("Expecting value"),
    N_("Expecting property name enclosed in double quotes"),
    N_("Expecting ',' delimiter"),
    N_("Expecting ':' delimiter"),
    N_("Unterminated string starting at"),
    N_("Invalid control character at"),
)
"""What Python says is wrong with JSON; the rest is rare, and stays English."""


class Members(tuple[tuple[str, object], ...]):
    """A JSON object's members as written, repeated names included."""

    __slots__ = ()


def read_json(text: str, file: str) -> RawDirectory:
    """Return the records of a directory file in JSON.

    Raises DirectoryRefusedError naming line and column of a syntax error, and for an unknown section or
    field.
    """
    with _syntax_errors(file):
        reader = _Reader(text, file)
        directory = reader.directory()
        reader.end()
    return directory


def read_setup_json(text: str, file: str) -> tuple[Members, RawDirectory]:
    """Return the settings, as they stand there, and the records of an exported setup.

    Raises DirectoryRefusedError as `read_json` does, and for anything that is no exported setup.
    """
    with _syntax_errors(file):
        reader = _Reader(text, file)
        settings, directory = reader.setup()
        reader.end()
    return settings, directory


@contextmanager
def _syntax_errors(file: str) -> Iterator[None]:
    try:
        yield
    except JSONDecodeError as error:
        what = _(error.msg)
        what = what[:1].lower() + what[1:]
        place = Place(file, error.lineno)
        sentence = _("this is no valid JSON ({what}). Mend it there.").format(what=what)
        raise refused(place, sentence, _("column {number}").format(number=error.colno)) from None
    except RecursionError:
        raise refused(Place(file), _("this is nested far deeper than a directory is.")) from None


class _Reader:
    def __init__(self, text: str, file: str) -> None:
        self._text = text
        self._file = file
        self._at = 0
        self._line = 1
        self._counted_to = 0
        self._decoder = json.JSONDecoder(object_pairs_hook=Members, parse_int=_whole_number)

    def directory(self) -> RawDirectory:
        """Read a directory that begins here."""
        sections: dict[Section, tuple[RawRecord, ...]] = {}
        if self._peek() != "{":
            raise refused(self._place(), _(_NO_DIRECTORY))
        for place, name in self._members():
            if name not in set(Section):
                sentence = _("{name} is no section of a directory.").format(name=quoted(name))
                raise refused(place, f"{sentence} {_advice(name)}")
            sections[Section(name)] = self._records(Section(name))
        return RawDirectory(sections)

    def setup(self) -> tuple[Members, RawDirectory]:
        """Read an exported setup that begins here."""
        settings: object = None
        directory = None
        if self._peek() != "{":
            raise refused(self._place(), _(_NO_SETUP))
        for place, name in self._members():
            if name == "settings":
                self._peek()
                settings = self._value()
            elif name == "directory":
                directory = self.directory()
            else:
                raise refused(place, _("{name} does not belong here.").format(name=quoted(name)) + " " + _(_NO_SETUP))
        if not isinstance(settings, Members) or directory is None:
            raise refused(Place(self._file), _(_NO_SETUP))
        return settings, directory

    def end(self) -> None:
        """Refuse anything that follows what was read."""
        if self._peek():
            raise JSONDecodeError(N_("Something follows the end"), self._text, self._at)

    def _members(self) -> Iterator[tuple[Place, str]]:
        """Yield each name of the object that begins here, standing before its value."""
        seen: set[str] = set()
        self._at += 1
        more = not self._closes("}")
        while more:
            if self._peek() != '"':
                raise JSONDecodeError(N_("Expecting a name in double quotes"), self._text, self._at)
            place = self._place()
            name = str(self._value())
            if name in seen:
                raise refused(place, _("{name} stands here twice. Make it one.").format(name=quoted(name)))
            seen.add(name)
            if self._peek() != ":":
                raise JSONDecodeError(N_("Expecting “:”"), self._text, self._at)
            self._at += 1
            yield place, name
            more = self._continues("}")

    def _records(self, section: Section) -> tuple[RawRecord, ...]:
        if self._peek() != "[":
            raise refused(self._place(), _("the section {name} must be a list: […].").format(name=quoted(section)))
        self._at += 1
        records: list[RawRecord] = []
        more = not self._closes("]")
        while more:
            self._peek()
            place = self._place()
            records.append(_record(section, self._value(), place, len(records) + 1))
            more = self._continues("]")
        return tuple(records)

    def _value(self) -> object:
        value, self._at = self._decoder.raw_decode(self._text, self._at)
        return value

    def _peek(self) -> str:
        space = _SPACE.match(self._text, self._at)
        self._at = space.end() if space else self._at
        return self._text[self._at : self._at + 1]

    def _closes(self, bracket: str) -> bool:
        if self._peek() != bracket:
            return False
        self._at += 1
        return True

    def _continues(self, bracket: str) -> bool:
        """Step over a comma (True) or the closing bracket (False)."""
        if self._closes(bracket):
            return False
        if self._peek() != ",":
            sentence = _("Expecting “,” or “{bracket}”").format(bracket=bracket)
            raise JSONDecodeError(sentence, self._text, self._at)
        self._at += 1
        return True

    def _place(self) -> Place:
        self._line += self._text.count("\n", self._counted_to, self._at)
        self._counted_to = self._at
        return Place(self._file, self._line, position=self._at)


def _record(section: Section, value: object, place: Place, number: int) -> RawRecord:
    place = Place(place.file, place.line, record=_label(section, number), position=place.position)
    if not isinstance(value, Members):
        raise refused(place, _("a record must be an object: {…}."))
    values = dict(value)
    key = values.get(key_field(section))
    if isinstance(key, str) and key:
        place = Place(place.file, place.line, record=f"{place.record} {quoted(key)}", position=place.position)
    known = FIELDS[section]
    for name in values:
        if name not in known:
            sentence = _("{section} have no such field. Leave it out; they have {known}.")
            words = sentence.format(section=section, known=", ".join(known))
            raise refused(place, words, _("field {name}").format(name=quoted(name)))
    if len(values) != len(value):
        names = [name for name, _ in value]
        twice = next(name for name in names if names.count(name) > 1)
        where = _("field {name}").format(name=quoted(twice))
        raise refused(place, _("the field stands here twice. Keep one."), where)
    return RawRecord(place, values, Naming.FIELD)


def _advice(name: str) -> str:
    if name in {"settings", "directory"}:
        return _("This looks like an exported setup: read it with “setup --import”.")
    return _("There are {sections}.").format(sections=", ".join(Section))


def _label(section: Section, number: int) -> str:
    return _("{section} record {number}").format(section=section, number=number)


def _whole_number(digits: str) -> int:
    # Numbers of thousands of digits cost quadratic time; any this long is refused later.
    return int(digits) if len(digits) <= _LONGEST_NUMBER else _FAR_TOO_LARGE

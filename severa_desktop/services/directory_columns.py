"""Which section a table is and which column each field stands in: guessed by name, corrected by a person.

A correction is handed back as text that can be remembered for the next file with the same columns.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from severa_desktop.services.directory_cells import Row, typed_cell
from severa_desktop.services.directory_schema import FIELDS, FieldKind, RawRecord, Section, quoted
from severa_desktop.services.directory_synonyms import (
    CATEGORIES,
    CLOSED,
    COLUMNS,
    FIRST_NAMES,
    INFIXES,
    KINDS,
    LAST_NAMES,
    NO,
    OPEN,
    SECTIONS,
    YES,
    squashed,
    words,
)
from severa_desktop.services.directory_tables import Column, Table, column_letters

REQUIRED: Mapping[Section, tuple[str, ...]] = {
    Section.ACTIVITY_TYPES: ("name",),
    Section.USERS: ("name", "emails"),
    Section.CUSTOMERS: ("name",),
    Section.CONTACTS: ("name", "customer"),
    Section.PROJECTS: ("number", "name"),
}
"""Fields without which no record of a section can be made. A key is none of them: see `directory_recognition`."""


@dataclass(frozen=True, slots=True)
class ColumnMatch:
    """What a table is: its section, and the column of each field."""

    section: Section | None
    """None: it is not imported."""
    columns: Mapping[str, str] = field(default_factory=dict)
    """Names of columns by field; a field that has none takes its default."""

    def missing(self) -> tuple[str, ...]:
        """Return the fields that need a column and have none."""
        if self.section is None:
            return ()
        return tuple(name for name in REQUIRED[self.section] if name not in self.columns)


def guessed(table: Table, preferred: Section | None = None) -> ColumnMatch:
    """Return what a table seems to be by its name, else by its columns: the section with most of them.

    Where several have as many, it is the preferred one. One that has none at all is not imported.
    """
    named = _section_named(table.name)
    if named is not None:
        return matched(table, named)
    matches = [matched(table, section) for section in Section]
    most = max(len(match.columns) for match in matches)
    best = [match for match in matches if len(match.columns) == most]
    # Activity types last: of all that has a name they are the least likely.
    best.sort(
        key=lambda match: (
            match.section is not preferred or (most > 0 and "name" not in match.columns),
            bool(match.missing()),
            match.section is Section.ACTIVITY_TYPES,
        )
    )
    return best[0] if most or best[0].section is preferred else ColumnMatch(None)


def matched(table: Table, section: Section) -> ColumnMatch:
    """Return the columns of a table that a section's fields seem to stand in."""
    by_name: dict[str, Column] = {}
    for column in columns_of(table):
        by_name.setdefault(squashed(column.name), column)
    found: dict[str, str] = {}
    for name, synonyms in COLUMNS[section].items():
        fitting = (by_name[one] for one in synonyms.split() if one in by_name)
        joined = _joined_name(table) if name == "name" and section in {Section.USERS, Section.CONTACTS} else None
        chosen = joined or next(fitting, None)
        if chosen is not None and chosen.name not in found.values():
            found[name] = chosen.name
    return ColumnMatch(section, {name: found[name] for name in FIELDS[section] if name in found})


def columns_of(table: Table) -> tuple[Column, ...]:
    """Return the columns that fields can stand in: the table's, and first and last names read as one."""
    joined = _joined_name(table)
    return table.columns if joined is None else (*table.columns, joined)


def with_column(match: ColumnMatch, name: str, column: str | None) -> ColumnMatch:
    """Return a match with a field in this column, or in none."""
    columns = {one: at for one, at in match.columns.items() if one != name}
    return replace(match, columns=columns if column is None else {**columns, name: column})


def signature(table: Table) -> str:
    """Return what tables with the same columns share, in whatever order these stand."""
    names = sorted(column.name for column in table.columns)
    return hashlib.sha256("\n".join(names).encode()).hexdigest()[:16]


def match_text(match: ColumnMatch) -> str:
    """Return a match as a text to remember."""
    return json.dumps({"section": match.section, "columns": dict(match.columns)}, ensure_ascii=False)


def remembered_match(text: str, table: Table) -> ColumnMatch | None:
    """Return the match that was remembered, None if it is none for this table."""
    try:
        value = json.loads(text)
        section = None if value["section"] is None else Section(value["section"])
        columns = {str(name): str(column) for name, column in value["columns"].items()}
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    known = {column.name for column in columns_of(table)}
    fields = set() if section is None else set(FIELDS[section])
    if not known.issuperset(columns.values()) or not fields.issuperset(columns):
        return None
    return ColumnMatch(section, columns)


def raw_records(table: Table, match: ColumnMatch) -> Iterator[RawRecord]:
    """Yield the records of a table, as what it is matched with; those of no section are none."""
    if match.section is None:
        return
    found = {column.name: column for column in columns_of(table)}
    columns = [(name, found[column]) for name, column in match.columns.items()]
    where = {name: _where(table, column) for name, column in columns}
    for row in table.rows:
        values = {
            name: value for name, column in columns if (value := _value(match.section, name, column, row)) is not None
        }
        yield RawRecord(row.place, values, columns=where)


def _section_named(name: str) -> Section | None:
    by_word = {word: section for section, known in SECTIONS.items() for word in known.split()}
    if squashed(name) in by_word:
        return by_word[squashed(name)]
    found = {by_word[word] for word in words(name) if word in by_word}
    return found.pop() if len(found) == 1 else None


def _joined_name(table: Table) -> Column | None:
    """Return first name, infix and last name as one column, where the table has them apart."""
    parts = [
        next((column for column in table.columns if squashed(column.name) in known), None)
        for known in (FIRST_NAMES, INFIXES, LAST_NAMES)
    ]
    if parts[0] is None or parts[2] is None:
        return None
    there = [column for column in parts if column is not None]
    return Column(" + ".join(one.name for one in there), tuple(at for one in there for at in one.positions))


def _where(table: Table, column: Column) -> str:
    if table.place.sheet is None:
        return quoted(column.name)
    letters: Sequence[str] = [column_letters(at) for at in column.positions]
    return f"{quoted(column.name)} ({', '.join(letters)})"


def _value(section: Section, name: str, column: Column, row: Row) -> object:
    cell = column.of(row)
    if cell is None:
        return None
    kind = FIELDS[section][name]
    value = typed_cell(kind, cell)
    if not isinstance(value, str):
        return value
    said = squashed(value)
    if kind is FieldKind.FLAG:
        return _flag(name, said, value)
    if name in {"kind", "category"}:
        return (KINDS if name == "kind" else CATEGORIES).get(said, value)
    return value


def _flag(name: str, said: str, value: str) -> object:
    if name == "closed":
        yes, no = CLOSED | YES - OPEN, OPEN | NO
    else:
        yes, no = YES, NO
    return True if said in yes else False if said in no else value

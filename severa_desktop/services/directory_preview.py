"""What importing a file would do, record by record, before it is done."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from severa_desktop.core.directory import Directory
from severa_desktop.services.directory_cells import WrongCell
from severa_desktop.services.directory_checks import find_contradictions
from severa_desktop.services.directory_columns import ColumnMatch, raw_records
from severa_desktop.services.directory_merge import FieldValue, Record, field_value, merge, record_key, records_of
from severa_desktop.services.directory_recognition import recognised
from severa_desktop.services.directory_records import FileRecords, right_records
from severa_desktop.services.directory_schema import FIELDS, Place, RawDirectory, RawRecord, Refusal, Refusals, Section
from severa_desktop.services.directory_tables import Source, Table
from severa_desktop.services.severa.ownership import Severas, find_changes

MOST_PROBLEMS = 2_000
"""More than this are counted, and their records shown as wrong, without a word on why."""


class Change(Enum):
    """What happens to a record, in the order in which people want to see it."""

    WRONG = auto()
    UPDATED = auto()
    ADDED = auto()
    DEACTIVATED = auto()
    """Closed, if it is a project; removed, if it is an activity type."""
    UNCHANGED = auto()


@dataclass(frozen=True, slots=True)
class PreviewLine:
    """What an import would do to one record."""

    section: Section
    change: Change
    place: Place | None
    """None if the file does not have it."""
    before: Record | None
    after: Record | None
    raw: RawRecord | None
    problems: tuple[Refusal, ...] = ()

    def value(self, name: str) -> FieldValue:
        """Return what a field would be; of a wrong record, what the file says."""
        if self.change is Change.WRONG:
            return None if self.raw is None else _written(self.raw.values.get(name))
        record = self.after or self.before
        return None if record is None else field_value(record, name)

    def former(self, name: str) -> FieldValue:
        """Return what a field is now; None if there is no such record yet."""
        return None if self.before is None else field_value(self.before, name)

    def changes(self, name: str) -> bool:
        """Tell whether a stored record's field would become another."""
        return self.change in {Change.UPDATED, Change.DEACTIVATED} and self.value(name) != self.former(name)

    def problem(self, name: str) -> str:
        """Return what is wrong with a field, empty if nothing is."""
        return next((each.sentence for each in self.problems if each.field == name), "")


@dataclass(frozen=True, slots=True)
class PreviewSheet:
    """One table of the file, or one section of a JSON file, and what becomes of its records."""

    name: str
    table: Table | None
    """None of JSON, which needs no match."""
    match: ColumnMatch
    lines: tuple[PreviewLine, ...]
    fields: tuple[str, ...]
    """What is worth showing: the fields that have a column, and those that change without one."""
    wrong: int
    """How many of the records are wrong."""


@dataclass(frozen=True)
class Preview:
    """What an import would do, all of it."""

    source: Source
    replacing: bool
    sheets: tuple[PreviewSheet, ...]
    totals: Mapping[Change, int]
    """How many records each change happens to."""
    problem_count: int
    customers: Mapping[str, str]
    """Names by key, of those there are and of those there would be."""
    before: Directory
    after: Directory
    records: FileRecords

    @property
    def is_right(self) -> bool:
        """True if nothing is wrong and every field that needs a column has one."""
        return not self.problem_count and not any(sheet.match.missing() for sheet in self.sheets)

    @property
    def changes_anything(self) -> bool:
        """True if applying it would change the directory."""
        return self.after != self.before


def preview(
    source: Source,
    matches: Sequence[ColumnMatch],
    stored: Directory,
    types_in_use: frozenset[str],
    *,
    replacing: bool,
    severas: Severas,
) -> Preview:
    """Return what importing a source would do to the stored directory; `matches` has one for each of its tables."""
    tables = _sheets_of(source, matches)
    raw = _raw_of(tables)
    refusals = Refusals(MOST_PROBLEMS)
    if source.tables:
        raw = recognised(raw, stored, refusals)
    records = right_records(raw, refusals)
    merged = merge(stored, records, replacing=replacing, types_in_use=types_in_use, kept=severas)
    find_contradictions(merged.directory, records, refusals)
    find_changes(severas, stored, merged.directory, records, refusals)
    lines = _Lines(tables)
    lines.add_of_file(raw, records, stored, refusals)
    if replacing:
        lines.add_deactivated(records, stored, merged.directory)
    sheets = lines.sheets()
    found = Counter(line.change for sheet in sheets for line in sheet.lines)
    return Preview(
        source,
        replacing,
        sheets,
        {change: found[change] for change in Change},
        refusals.count,
        {one.key: one.name for one in (*stored.customers, *merged.directory.customers)},
        stored,
        merged.directory,
        records,
    )


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A table with what it is matched with, or a section of JSON, and its records as they stand there."""

    name: str
    table: Table | None
    match: ColumnMatch
    records: tuple[RawRecord, ...]


def _sheets_of(source: Source, matches: Sequence[ColumnMatch]) -> list[_Sheet]:
    if not source.tables:
        return [
            _Sheet(section, None, ColumnMatch(section, {name: name for name in FIELDS[section]}), raw)
            for section, raw in source.raw.sections.items()
        ]
    return [
        # Without a needed column every record would be wrong: that is said once, at the column.
        _Sheet(table.name, table, match, () if match.missing() else tuple(raw_records(table, match)))
        for table, match in zip(source.tables, matches, strict=True)
    ]


def _raw_of(sheets: Sequence[_Sheet]) -> RawDirectory:
    sections: dict[Section, tuple[RawRecord, ...]] = {}
    for sheet in sheets:
        if sheet.match.section is not None and not sheet.match.missing():
            sections[sheet.match.section] = (*sections.get(sheet.match.section, ()), *sheet.records)
    return RawDirectory(sections)


class _Lines:
    """The lines of each sheet, as they are found."""

    def __init__(self, sheets: Sequence[_Sheet]) -> None:
        self._sheets = sheets
        self._lines: list[list[PreviewLine]] = [[] for _sheet in sheets]
        self._sheet_at = {
            record.place.position: number for number, sheet in enumerate(sheets) for record in sheet.records
        }

    def add_of_file(self, raw: RawDirectory, records: FileRecords, stored: Directory, refusals: Refusals) -> None:
        """Add the records that the file has."""
        problems: dict[int, list[Refusal]] = defaultdict(list)
        for refusal in refusals:
            problems[refusal.place.position].append(refusal)
        keys = {record.place.position: key for (_section, key), record in records.raw.items()}
        for section, raws in raw.sections.items():
            new, old = _by_key(records.directory, section), _by_key(stored, section)
            for each in raws:
                position = each.place.position
                if refusals.is_wrong(each):
                    line = PreviewLine(section, Change.WRONG, each.place, None, None, each, tuple(problems[position]))
                else:
                    before, after = old.get(keys[position]), new[keys[position]]
                    line = PreviewLine(section, _change(before, after), each.place, before, after, each)
                self._lines[self._sheet_at[position]].append(line)

    def add_deactivated(self, records: FileRecords, stored: Directory, after: Directory) -> None:
        """Add the stored records that the file does not have, to the last sheet of their section."""
        last = {sheet.match.section: number for number, sheet in enumerate(self._sheets)}
        for section in records.sections:
            kept = _by_key(after, section)
            for key, before in _by_key(stored, section).items():
                if (section, key) not in records.raw and kept.get(key) != before:
                    line = PreviewLine(section, Change.DEACTIVATED, None, before, kept.get(key), None)
                    self._lines[last[section]].append(line)

    def sheets(self) -> tuple[PreviewSheet, ...]:
        """Return the sheets with their lines in the order of `Change`, then of the file."""
        return tuple(_sheet(sheet, lines) for sheet, lines in zip(self._sheets, self._lines, strict=True))


def _sheet(sheet: _Sheet, lines: Sequence[PreviewLine]) -> PreviewSheet:
    section = sheet.match.section
    changed = [line for line in lines if line.change in {Change.UPDATED, Change.DEACTIVATED}]
    fields = tuple(
        name
        for name in (FIELDS[section] if section else ())
        if name in sheet.match.columns or any(line.changes(name) for line in changed)
    )
    ordered = tuple(sorted(lines, key=lambda one: one.change.value))
    wrong = sum(line.change is Change.WRONG for line in lines)
    return PreviewSheet(sheet.name, sheet.table, sheet.match, ordered, fields, wrong)


def _by_key(directory: Directory, section: Section) -> dict[str, Record]:
    return {record_key(one): one for one in records_of(directory, section)}


def _change(before: Record | None, after: Record) -> Change:
    if before is None:
        return Change.ADDED
    return Change.UNCHANGED if before == after else Change.UPDATED


def _written(value: object) -> FieldValue:
    """Return a raw value as the file has it."""
    match value:
        case None | bool() | int() | str():
            return value
        case WrongCell():
            return value.words
        case list():
            return tuple(map(str, value))
        case _:
            return str(value)

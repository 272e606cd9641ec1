"""A file as it stands, before anybody said what its tables and columns are: CSV files, sheets, or JSON."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from severa_desktop.services.directory_cells import Row, Sheet, WrongCell, filled_rows, is_empty
from severa_desktop.services.directory_csv import CSV_SUFFIX, csv_files, csv_sheet, no_csv_file
from severa_desktop.services.directory_files import is_json, is_workbook, refuse_other_formats
from severa_desktop.services.directory_json import read_json
from severa_desktop.services.directory_schema import Place, RawDirectory, refused
from severa_desktop.services.directory_text import file_bytes, shown_path, utf8_text
from severa_desktop.services.errors import UserError
from severa_desktop.texts import _

_ALPHABET = 26
_MOST_COLUMNS = 256
"""More than this no list of records has; a hostile file may claim a million."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table, or some that are read as one, such as a first and a last name."""

    name: str
    """Each once in its table."""
    positions: tuple[int, ...]
    """Counted from 0."""

    def of(self, row: Row) -> object:
        """Return what a row has in this column, None if nothing."""
        cells = [row.cells[at] for at in self.positions if at < len(row.cells) and not is_empty(row.cells[at])]
        if len(cells) < 2:
            return cells[0] if cells else None
        return next((one for one in cells if isinstance(one, WrongCell)), " ".join(map(str, cells)))


@dataclass(frozen=True, slots=True)
class Table:
    """A CSV file or a sheet: its first row with anything in it names the columns, the others are records."""

    name: str
    place: Place
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    def column(self, name: str) -> Column | None:
        """Return the column with this name."""
        return next((one for one in self.columns if one.name == name), None)


@dataclass(frozen=True, slots=True)
class Source:
    """What a person gave to import."""

    path: Path
    tables: tuple[Table, ...]
    """Empty if it is JSON, in which everything has its name already."""
    raw: RawDirectory


def read_source(path: Path) -> Source:
    """Return what stands in a JSON file, a workbook, a CSV file, or the CSV files of a folder.

    Raises DirectoryRefusedError naming file, line and column, and UserError where it cannot be read.
    """
    if path.is_dir():
        try:
            paths = csv_files(path)
        except OSError as error:
            sentence = _("{path}: cannot be read ({why}). Check its permission.")
            raise UserError(sentence.format(path=shown_path(path), why=error.strerror or error)) from None
        if not paths:
            raise no_csv_file(path)
        return _of_tables(path, [_table(csv_sheet(each, number)) for number, each in enumerate(paths)])
    content = file_bytes(path)
    refuse_other_formats(content, shown_path(path))
    if is_workbook(content):
        # Loaded for workbooks only, as zip files cost time too.
        from severa_desktop.services.directory_xlsx import take_sheets  # noqa: PLC0415

        return _of_tables(path, take_sheets(content, shown_path(path), _table))
    if path.suffix.lower() == CSV_SUFFIX and not is_json(content):
        return _of_tables(path, [_table(csv_sheet(path, 0))])
    return Source(path, (), read_json(utf8_text(content, shown_path(path)), shown_path(path)))


def column_letters(position: int) -> str:
    """Return how a table program calls a column, counted from 0: A, B, … Z, AA and so on."""
    letters = ""
    position += 1
    while position:
        position, letter = divmod(position - 1, _ALPHABET)
        letters = chr(ord("A") + letter) + letters
    return letters


def _of_tables(path: Path, tables: Iterable[Table | None]) -> Source:
    filled = tuple(table for table in tables if table is not None)
    if not filled:
        raise refused(
            Place(shown_path(path)), _("this file is empty. Give one with a row of column names and records.")
        )
    return Source(path, filled, RawDirectory())


def _table(sheet: Sheet) -> Table | None:
    rows = filled_rows(sheet.rows)
    header = next(rows, None)
    if header is None:
        return None
    names = _trimmed(header.cells)
    kept = tuple(Row(row.place, _trimmed(row.cells)) for row in rows)
    width = min(max(map(len, (names, *(row.cells for row in kept)))), _MOST_COLUMNS)
    return Table(sheet.name, sheet.place, _columns(names, width), kept)


def _trimmed(cells: Sequence[object]) -> tuple[object, ...]:
    end = len(cells)
    while end and is_empty(cells[end - 1]):
        end -= 1
    return tuple(cells[:end])


def _columns(header: Sequence[object], width: int) -> tuple[Column, ...]:
    columns: list[Column] = []
    taken: set[str] = set()
    for position in range(width):
        cell = header[position] if position < len(header) else None
        name = column_letters(position) if is_empty(cell) else " ".join(str(cell).split())
        unique, number = name, 1
        while unique in taken:
            number += 1
            unique = f"{name} ({number})"
        taken.add(unique)
        columns.append(Column(unique, (position,)))
    return tuple(columns)

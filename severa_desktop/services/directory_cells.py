"""What CSV files and sheets have in common: a row of column names, then a row a record.

Turns rows into raw records; a cell's text takes the type its column asks for. An empty cell is a field
left out.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from severa_desktop.services.directory_schema import (
    FIELDS,
    FieldKind,
    Place,
    RawRecord,
    Section,
    key_field,
    quoted,
    refused,
)
from severa_desktop.texts import _

_ADDRESS = re.compile(r'(?:"(?>(?:[^"\\]|\\.)*)"|[^;\s])+')
"""One of several addresses: `;` and white space part them, except between quotes."""
_DIGITS = re.compile(r"[0-9]{1,40}")
_FLAGS = {"true": True, "1": True, "false": False, "0": False}


@dataclass(frozen=True, slots=True)
class WrongCell:
    """A cell that a table program marks as an error, or a value no column can take."""

    words: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row of cells and where it stands; cells hold text, numbers, true/false or nothing."""

    place: Place
    cells: Sequence[object]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A CSV file or a sheet of a workbook; its rows can be gone through once."""

    name: str
    place: Place
    rows: Iterator[Row]


def filled_rows(rows: Iterable[Row]) -> Iterator[Row]:
    """Yield the rows that have anything in them."""
    return (row for row in rows if not all(map(is_empty, row.cells)))


def records_of_rows(section: Section, rows: Iterable[Row]) -> Iterator[RawRecord]:
    """Yield the records of a table whose first row with anything in it names the columns.

    Raises DirectoryRefusedError for an unknown, repeated or missing column, or a cell outside all columns.
    """
    filled = filled_rows(rows)
    header = next(filled, None)
    if header is None:
        return
    columns = _columns(section, header)
    kinds = FIELDS[section]
    for row in filled:
        values: dict[str, object] = {}
        for name, cell in _named_cells(columns, row):
            values[name] = typed_cell(kinds[name], cell)
        yield RawRecord(_with_key(section, row.place, values), values)


def _columns(section: Section, header: Row) -> list[str]:
    names = ["" if is_empty(cell) else str(cell).strip() for cell in header.cells]
    known = FIELDS[section]
    for number, name in enumerate(names, 1):
        if name and name not in known:
            sentence = _("{section} have no such column. They have {known}; name it so or leave it out.")
            words = sentence.format(section=section, known=", ".join(known))
            raise refused(header.place, words, _("column {number} {name}").format(number=number, name=quoted(name)))
        if name and name in names[: number - 1]:
            raise refused(header.place, _("the column stands here twice. Keep one."), _where(name))
    if key_field(section) not in names:
        sentence = _("this column is missing. The first row must name the columns: {known}.")
        raise refused(header.place, sentence.format(known=", ".join(known)), _where(key_field(section)))
    return names


def _where(name: str) -> str:
    return _("column {name}").format(name=quoted(name))


def _named_cells(columns: Sequence[str], row: Row) -> Iterator[tuple[str, object]]:
    for number, cell in enumerate(row.cells):
        if is_empty(cell):
            continue
        name = columns[number] if number < len(columns) else ""
        if not name:
            sentence = _(
                "{value} stands under no column name. Take it out, or put quotes around a value that holds the "
                "separator."
            )
            words = sentence.format(value=quoted(str(cell)))
            raise refused(row.place, words, _("column {number}").format(number=number + 1))
        yield name, cell


def _with_key(section: Section, place: Place, values: dict[str, object]) -> Place:
    key = values.get(key_field(section))
    return replace(place, record=f"{section} {quoted(key)}") if isinstance(key, str) else place


def is_empty(cell: object) -> bool:
    """Tell whether a cell holds nothing, or nothing but white space."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def typed_cell(kind: FieldKind, cell: object) -> object:
    """Return the cell's value in the type of its column; what cannot be one stays, and is refused later."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if kind is FieldKind.FLAG:
        return _FLAGS.get(str(cell).strip().lower(), cell)
    if isinstance(cell, bool):
        return cell
    if kind is FieldKind.NUMBER:
        digits = str(cell).strip()
        return int(digits) if _DIGITS.fullmatch(digits) else cell
    text = str(cell).strip() if isinstance(cell, str | int | float) else cell
    if kind is FieldKind.ADDRESSES and isinstance(text, str):
        return addresses_in(text)
    return text


def addresses_in(text: str) -> list[str]:
    """Return the addresses in a text that parts them by `;` or white space."""
    return _ADDRESS.findall(text)

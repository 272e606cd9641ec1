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

_ADDRESS_SEPARATORS = re.compile(r"[;\s]+")
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


def records_of_rows(section: Section, rows: Iterable[Row]) -> Iterator[RawRecord]:
    """Yield the records of a table whose first row with anything in it names the columns.

    Raises DirectoryRefusedError for an unknown, repeated or missing column, or a cell outside all columns.
    """
    filled = (row for row in rows if any(not _empty(cell) for cell in row.cells))
    header = next(filled, None)
    if header is None:
        return
    columns = _columns(section, header)
    kinds = FIELDS[section]
    for row in filled:
        values: dict[str, object] = {}
        for name, cell in _named_cells(columns, row):
            values[name] = _typed(kinds[name], cell)
        yield RawRecord(_with_key(section, row.place, values), values)


def _columns(section: Section, header: Row) -> list[str]:
    names = ["" if _empty(cell) else str(cell).strip() for cell in header.cells]
    known = FIELDS[section]
    for number, name in enumerate(names, 1):
        if name and name not in known:
            sentence = f"{section} have no such column. They have {', '.join(known)}; name it so or leave it out."
            raise refused(header.place, sentence, f"column {number} {quoted(name)}")
        if name and name in names[: number - 1]:
            raise refused(header.place, "the column stands here twice. Keep one.", f"column {quoted(name)}")
    if key_field(section) not in names:
        sentence = f"this column is missing. The first row must name the columns: {', '.join(known)}."
        raise refused(header.place, sentence, f"column {quoted(key_field(section))}")
    return names


def _named_cells(columns: Sequence[str], row: Row) -> Iterator[tuple[str, object]]:
    for number, cell in enumerate(row.cells):
        if _empty(cell):
            continue
        name = columns[number] if number < len(columns) else ""
        if not name:
            sentence = (
                f"{quoted(str(cell))} stands under no column name. Take it out, or put quotes around a value "
                "that holds the separator."
            )
            raise refused(row.place, sentence, f"column {number + 1}")
        yield name, cell


def _with_key(section: Section, place: Place, values: dict[str, object]) -> Place:
    key = values.get(key_field(section))
    return replace(place, record=f"{section} {quoted(key)}") if isinstance(key, str) else place


def _empty(cell: object) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _typed(kind: FieldKind, cell: object) -> object:
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
        return [address for address in _ADDRESS_SEPARATORS.split(text) if address]
    return text

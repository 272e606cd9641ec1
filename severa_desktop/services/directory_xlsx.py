"""Reads an Excel workbook: one sheet a section, the cells' shown values.

A damaged or hostile workbook costs a bounded amount of memory and ends in a sentence.
"""

import io
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, time, timedelta
from typing import TYPE_CHECKING, Protocol, cast

from severa_desktop.services.directory_cells import Row, WrongCell, records_of_rows
from severa_desktop.services.directory_schema import (
    DirectoryRefusedError,
    Place,
    RawDirectory,
    RawRecord,
    Section,
    refused,
)

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

_LARGEST_UNPACKED = 512 * 1024 * 1024
_SHEET_STRIDE = 1 << 40


class _Cell(Protocol):
    @property
    def value(self) -> object: ...
    @property
    def data_type(self) -> str: ...


class _Sheet(Protocol):
    """What openpyxl's sheets opened for reading have, which its type stubs do not say."""

    title: str

    def reset_dimensions(self) -> None: ...
    def iter_rows(self) -> Iterable[Sequence[_Cell]]: ...


def read_xlsx(content: bytes, file: str) -> RawDirectory:
    """Return the records of every sheet that has a section's name.

    Raises DirectoryRefusedError naming sheet, row and column; an empty sheet of another name is no harm.
    """
    place = Place(file)
    try:
        _check_size(content, place)
        with warnings.catch_warnings():
            # Openpyxl warns of features that it drops (validation, styles); cell values are not among them.
            warnings.simplefilter("ignore")
            return _read(content, file)
    except DirectoryRefusedError:
        raise
    except Exception as error:
        # Openpyxl lets anything out on a damaged workbook.
        sentence = f"this workbook cannot be read ({type(error).__name__}). Open it in Excel and save it anew."
        raise refused(place, sentence) from error


def _check_size(content: bytes, place: Place) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(member.file_size for member in archive.infolist()) > _LARGEST_UNPACKED:
            raise refused(place, "this workbook is far too large for a directory. Give another.")


def _read(content: bytes, file: str) -> RawDirectory:
    # Loading openpyxl takes longer than most commands; only this format needs it.
    from openpyxl import load_workbook  # noqa: PLC0415

    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    try:
        return _sections(book, file)
    finally:
        book.close()


def _sections(book: "Workbook", file: str) -> RawDirectory:
    sections: dict[Section, tuple[RawRecord, ...]] = {}
    for index, worksheet in enumerate(book.worksheets):
        sheet = cast("_Sheet", worksheet)
        name = sheet.title.strip().lower()
        place = Place(file, sheet=sheet.title)
        rows = _rows(sheet, place, index * _SHEET_STRIDE)
        if name not in set(Section):
            if any(cell is not None for row in rows for cell in row.cells):
                known = ", ".join(Section)
                raise refused(place, f"no section has this name. There are {known}; rename or delete it.")
            continue
        if Section(name) in sections:
            raise refused(place, "another sheet of this workbook has this name too. Keep one.")
        sections[Section(name)] = tuple(records_of_rows(Section(name), rows))
    if not sections:
        raise refused(Place(file), f"no sheet has the name of a section. There are {', '.join(Section)}.")
    return RawDirectory(sections)


def _rows(sheet: _Sheet, place: Place, start: int) -> Iterator[Row]:
    # A sheet's own word on its size is wrong often enough, and a huge one makes every row that wide.
    sheet.reset_dimensions()
    for number, row in enumerate(sheet.iter_rows(), 1):
        cells = [_value(cell.value, cell.data_type) for cell in row]
        yield Row(Place(place.file, number, place.sheet, position=start + number), cells)


def _value(value: object, data_type: str) -> object:
    if data_type == "e":
        return WrongCell(f"the error {value}")
    if isinstance(value, date | time | timedelta):
        return WrongCell("a date or time")
    return value

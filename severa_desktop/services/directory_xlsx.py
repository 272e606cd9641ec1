"""Reads an Excel workbook: one sheet a section, the cells' shown values.

A damaged or hostile workbook costs a bounded amount of memory and ends in a sentence.
"""

import io
import warnings
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, time, timedelta
from typing import TYPE_CHECKING, Protocol, TypeVar, cast

from severa_desktop.services.directory_cells import Row, Sheet, WrongCell, is_empty, records_of_rows
from severa_desktop.services.directory_schema import (
    DirectoryRefusedError,
    Place,
    RawDirectory,
    RawRecord,
    Section,
    refused,
)
from severa_desktop.texts import _

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

_LARGEST_UNPACKED = 512 * 1024 * 1024
_SHEET_STRIDE = 1 << 40
_Taken = TypeVar("_Taken")


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
    sections: dict[Section, tuple[RawRecord, ...]] = {}

    def take(sheet: Sheet) -> None:
        name = sheet.name.strip().lower()
        if name not in set(Section):
            if any(not is_empty(cell) for row in sheet.rows for cell in row.cells):
                sentence = _("no section has this name. There are {sections}; rename or delete it.")
                raise refused(sheet.place, sentence.format(sections=", ".join(Section)))
            return
        if Section(name) in sections:
            raise refused(sheet.place, _("another sheet of this workbook has this name too. Keep one."))
        sections[Section(name)] = tuple(records_of_rows(Section(name), sheet.rows))

    take_sheets(content, file, take)
    if not sections:
        sentence = _("no sheet has the name of a section. There are {sections}.")
        raise refused(Place(file), sentence.format(sections=", ".join(Section)))
    return RawDirectory(sections)


def take_sheets(content: bytes, file: str, take: Callable[[Sheet], _Taken]) -> list[_Taken]:
    """Hand each sheet of a workbook over and return what comes back; its rows are there during the call only.

    Raises DirectoryRefusedError for a workbook that cannot be read, and what `take` raises.
    """
    place = Place(file)
    try:
        _check_size(content, place)
        with warnings.catch_warnings():
            # Openpyxl warns of features that it drops (validation, styles); cell values are not among them.
            warnings.simplefilter("ignore")
            return _taken(content, file, take)
    except DirectoryRefusedError:
        raise
    except Exception as error:
        # Openpyxl lets anything out on a damaged workbook.
        sentence = _("this workbook cannot be read ({what}). Open it in Excel and save it anew.")
        raise refused(place, sentence.format(what=type(error).__name__)) from error


def _check_size(content: bytes, place: Place) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(member.file_size for member in archive.infolist()) > _LARGEST_UNPACKED:
            raise refused(place, _("this workbook is far too large for a directory. Give another."))


def _taken(content: bytes, file: str, take: Callable[[Sheet], _Taken]) -> list[_Taken]:
    # Loading openpyxl takes longer than most commands; only this format needs it.
    from openpyxl import load_workbook  # noqa: PLC0415

    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    try:
        return [take(sheet) for sheet in _sheets(book, file)]
    finally:
        book.close()


def _sheets(book: "Workbook", file: str) -> Iterator[Sheet]:
    for index, worksheet in enumerate(book.worksheets):
        sheet = cast("_Sheet", worksheet)
        place = Place(file, sheet=sheet.title)
        yield Sheet(sheet.title, place, _rows(sheet, place, index * _SHEET_STRIDE))


def _rows(sheet: _Sheet, place: Place, start: int) -> Iterator[Row]:
    # A sheet's own word on its size is wrong often enough, and a huge one makes every row that wide.
    sheet.reset_dimensions()
    for number, row in enumerate(sheet.iter_rows(), 1):
        cells = [_value(cell.value, cell.data_type) for cell in row]
        yield Row(Place(place.file, number, place.sheet, position=start + number), cells)


def _value(value: object, data_type: str) -> object:
    if data_type == "e":
        return WrongCell(_("the error {name}").format(name=value))
    if isinstance(value, date | time | timedelta):
        return WrongCell(_("a date or time"))
    return value

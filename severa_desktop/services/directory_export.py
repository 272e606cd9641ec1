"""Writes the directory in each form that can be read again: importing what was exported changes nothing."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

from severa_desktop.core.directory import Directory
from severa_desktop.services.directory_csv import CSV_SUFFIX
from severa_desktop.services.directory_form import directory_object
from severa_desktop.services.directory_schema import FIELDS, Section, quoted
from severa_desktop.services.directory_text import shown_path
from severa_desktop.services.errors import UserError
from severa_desktop.services.whole_files import replace_file
from severa_desktop.texts import _

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet
    from openpyxl.worksheet.dimensions import ColumnDimension, DimensionHolder

Value = str | int | bool
_LONGEST_CELL = 32_767
_MOST_EXACT_DIGITS = 15
"""Excel keeps no more digits of a number; a longer one is written as text."""
_WIDTHS = {"name": 40, "emails": 40, "customer": 24, "key": 24}
_WIDTH = 16


class _Widths(Protocol):
    """What openpyxl's sheets opened for writing have, which its type stubs do not say."""

    @property
    def column_dimensions(self) -> "DimensionHolder[str, ColumnDimension]": ...


class ExportForm(StrEnum):
    """What a directory can be written as."""

    JSON = "json"
    CSV = "csv"
    """A folder of CSV files, one a section."""
    XLSX = "xlsx"


def form_of(path: Path) -> ExportForm:
    """Return the form that a path asks for by its ending: a folder, which has none, is for CSV files."""
    suffix = path.suffix.lower()
    if suffix == CSV_SUFFIX and not path.is_dir():
        raise UserError(
            _(
                "{path}: a directory makes a CSV file for each section. Give a folder, or a name ending in .xlsx."
            ).format(path=shown_path(path))
        )
    if path.is_dir():
        return ExportForm.CSV
    return {".json": ExportForm.JSON, ".xlsx": ExportForm.XLSX}.get(suffix, ExportForm.CSV)


def export_directory(directory: Directory, path: Path, form: ExportForm) -> None:
    """Write a directory to a file or a folder.

    A file that stands there is replaced, a CSV file of a folder never. Raises UserError where that cannot be done.
    """
    try:
        match form:
            case ExportForm.JSON:
                text = json.dumps(directory_object(directory), ensure_ascii=False, indent=1)
                replace_file(path, f"{text}\n".encode())
            case ExportForm.XLSX:
                replace_file(path, _workbook(directory))
            case ExportForm.CSV:
                _write_csv_folder(directory, path)
    except OSError as error:
        sentence = _("{path} cannot be written ({why}). Give another place.")
        raise UserError(sentence.format(path=shown_path(path), why=error.strerror or error)) from None


def _write_csv_folder(directory: Directory, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    paths = {section: folder / f"{section}{CSV_SUFFIX}" for section in Section}
    for path in paths.values():
        if path.exists():
            sentence = _("{path} is there already, and is not overwritten. Give an empty folder.")
            raise UserError(sentence.format(path=shown_path(path)))
    for section, path in paths.items():
        text = io.StringIO(newline="")
        writer = csv.writer(text)
        writer.writerow(FIELDS[section])
        writer.writerows([_csv_cell(value) for value in row] for row in _rows(directory, section))
        # With a mark, as Excel takes other files for the system's own charset.
        replace_file(path, text.getvalue().encode("utf-8-sig"))


def _csv_cell(value: Value) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _rows(directory: Directory, section: Section) -> list[list[Value]]:
    return [[_value(each[name]) for name in FIELDS[section]] for each in directory_object(directory)[section]]


def _value(value: object) -> Value:
    match value:
        case None:
            return ""
        case list():
            return "; ".join(value)
        case bool() | int():
            return value
        case _:
            return str(value)


def _workbook(directory: Directory) -> bytes:
    # Loading openpyxl takes longer than most commands; only this format needs it.
    from openpyxl import Workbook  # noqa: PLC0415

    tables = {section: _rows(directory, section) for section in Section}
    _check_lengths(tables.values())
    book = Workbook(write_only=True)
    for section, rows in tables.items():
        _write_sheet(book.create_sheet(section.value), section, rows)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _check_lengths(tables: Iterable[Sequence[Sequence[Value]]]) -> None:
    for value in (value for rows in tables for row in rows for value in row):
        if isinstance(value, str) and len(value) > _LONGEST_CELL:
            sentence = _("{value} is too long for a cell of Excel. Export the directory as JSON or CSV.")
            raise UserError(sentence.format(value=quoted(value)))


def _write_sheet(sheet: "WriteOnlyWorksheet", section: Section, rows: Sequence[Sequence[Value]]) -> None:
    from openpyxl.styles import Font  # noqa: PLC0415 - as above
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    sheet.freeze_panes = "A2"
    for number, name in enumerate(FIELDS[section], 1):
        cast("_Widths", sheet).column_dimensions[get_column_letter(number)].width = _WIDTHS.get(name, _WIDTH)
    header = [_cell(sheet, name) for name in FIELDS[section]]
    for cell in header:
        cell.font = Font(bold=True)
    sheet.append(header)
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])


def _cell(sheet: "WriteOnlyWorksheet", value: Value) -> "Cell":
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415 - as above

    if isinstance(value, int) and not isinstance(value, bool) and len(str(value)) > _MOST_EXACT_DIGITS:
        value = str(value)
    cell = WriteOnlyCell(sheet, value or None if isinstance(value, str) else value)
    if isinstance(value, str) and value:
        # Else what begins with “=” would be a formula, and what looks like “#N/A” an error.
        cell.data_type = "s"
        cell.quotePrefix = value[0] in "=+-@"
    return cell

"""Reads a folder of CSV files: one file a section, UTF-8, comma or semicolon."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from severa_desktop.services.directory_cells import Row, Sheet, records_of_rows
from severa_desktop.services.directory_schema import Place, RawDirectory, RawRecord, Section, quoted, refused
from severa_desktop.services.directory_text import file_bytes, shown_path, utf8_text
from severa_desktop.texts import _

CSV_SUFFIX = ".csv"
_FILE_STRIDE = 1 << 40
"""Keeps the places of one file together when refusals of several files are sorted."""


def read_csv_folder(folder: Path) -> RawDirectory:
    """Return the records of every section that has a file in the folder.

    Raises DirectoryRefusedError naming file, line and column, and UserError for files that cannot be read.
    """
    sections: dict[Section, tuple[RawRecord, ...]] = {}
    for path in csv_files(folder):
        name = path.name[: -len(CSV_SUFFIX)].lower()
        place = Place(shown_path(path))
        if name not in set(Section):
            sentence = _("{name} is no section of a directory. There are {sections}.")
            raise refused(place, sentence.format(name=quoted(name), sections=", ".join(Section)))
        section = Section(name)
        if section in sections:
            sentence = _("another file of this folder is {name} too. Keep one.")
            raise refused(place, sentence.format(name=quoted(section)))
        sheet = csv_sheet(path, list(Section).index(section))
        sections[section] = tuple(records_of_rows(section, sheet.rows))
    if not sections:
        raise no_csv_file(folder)
    return RawDirectory(sections)


def csv_files(folder: Path) -> list[Path]:
    """Return the CSV files of a folder by name; raises OSError where it cannot be read."""
    # Table programs leave lock files that begin with a dot beside the real ones.
    return sorted(
        path
        for path in folder.iterdir()
        if path.name.lower().endswith(CSV_SUFFIX) and not path.name.startswith(".") and path.is_file()
    )


def csv_sheet(path: Path, position: int) -> Sheet:
    """Return a CSV file's rows; `position` is its place among the files that are read together.

    Raises DirectoryRefusedError and UserError, some only when the rows are gone through.
    """
    shown = shown_path(path)
    text = utf8_text(file_bytes(path), shown)
    return Sheet(path.stem, Place(shown), _rows(text, shown, position * _FILE_STRIDE))


def no_csv_file(folder: Path) -> Exception:
    """Return the error for a folder with no CSV file in it."""
    names = ", ".join(f"{section}{CSV_SUFFIX}" for section in Section)
    sentence = _("no file of a directory is in this folder. It may hold {names}.")
    return refused(Place(shown_path(folder)), sentence.format(names=names))


def _rows(text: str, file: str, start: int) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    begins = 1
    try:
        for cells in reader:
            yield Row(Place(file, begins, position=start + begins), cells)
            begins = reader.line_num + 1
    except csv.Error as error:
        sentence = _("a cell of this row is not quoted rightly ({what}). Look for a lone quote and double it.")
        raise refused(Place(file, begins, position=start + begins), sentence.format(what=error)) from None


def _separator(text: str) -> str:
    for line in io.StringIO(text):
        if line.strip(" \t\r\n,;"):
            return ";" if line.count(";") > line.count(",") else ","
    return ","

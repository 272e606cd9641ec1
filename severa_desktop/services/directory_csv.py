"""Reads a folder of CSV files: one file a section, UTF-8, comma or semicolon."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from severa_desktop.services.directory_cells import Row, records_of_rows
from severa_desktop.services.directory_schema import Place, RawDirectory, RawRecord, Section, quoted, refused
from severa_desktop.services.directory_text import file_bytes, shown_path, utf8_text

_SUFFIX = ".csv"
_FILE_STRIDE = 1 << 40
"""Keeps the places of one file together when refusals of several files are sorted."""


def read_csv_folder(folder: Path) -> RawDirectory:
    """Return the records of every section that has a file in the folder.

    Raises DirectoryRefusedError naming file, line and column, and UserError for files that cannot be read.
    """
    sections: dict[Section, tuple[RawRecord, ...]] = {}
    for path in _csv_files(folder):
        name = path.name[: -len(_SUFFIX)].lower()
        place = Place(shown_path(path))
        if name not in set(Section):
            raise refused(place, f"{quoted(name)} is no section of a directory. There are {', '.join(Section)}.")
        section = Section(name)
        if section in sections:
            raise refused(place, f"another file of this folder is {quoted(section)} too. Keep one.")
        text = utf8_text(file_bytes(path), shown_path(path))
        start = list(Section).index(section) * _FILE_STRIDE
        sections[section] = tuple(records_of_rows(section, _rows(text, shown_path(path), start)))
    if not sections:
        names = ", ".join(f"{section}{_SUFFIX}" for section in Section)
        raise refused(Place(shown_path(folder)), f"no file of a directory is in this folder. It may hold {names}.")
    return RawDirectory(sections)


def _csv_files(folder: Path) -> list[Path]:
    # Table programs leave lock files that begin with a dot beside the real ones.
    return sorted(
        path
        for path in folder.iterdir()
        if path.name.lower().endswith(_SUFFIX) and not path.name.startswith(".") and path.is_file()
    )


def _rows(text: str, file: str, start: int) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    begins = 1
    try:
        for cells in reader:
            yield Row(Place(file, begins, position=start + begins), cells)
            begins = reader.line_num + 1
    except csv.Error as error:
        sentence = f"a cell of this row is not quoted rightly ({error}). Look for a lone quote and double it."
        raise refused(Place(file, begins, position=start + begins), sentence) from None


def _separator(text: str) -> str:
    for line in io.StringIO(text):
        if line.strip(" \t\r\n,;"):
            return ";" if line.count(";") > line.count(",") else ","
    return ","

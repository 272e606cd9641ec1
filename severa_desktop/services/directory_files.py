"""Reads a directory from whatever a person has: JSON, a folder of CSV files or an Excel workbook.

What it is, the content says and not the name. Nothing is stored here.
"""

from pathlib import Path

from severa_desktop.services.directory_csv import CSV_SUFFIX, read_csv_folder
from severa_desktop.services.directory_json import read_json
from severa_desktop.services.directory_records import FileRecords, file_records
from severa_desktop.services.directory_schema import Place, RawDirectory, refused
from severa_desktop.services.directory_text import file_bytes, shown_path, utf8_text
from severa_desktop.services.errors import UserError
from severa_desktop.texts import _

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read_directory(path: Path) -> FileRecords:
    """Return the records of a directory file or folder, each right in itself.

    Raises DirectoryRefusedError naming file, line and column, and UserError where it cannot be read.
    """
    return file_records(_read(path))


def _read(path: Path) -> RawDirectory:
    shown = shown_path(path)
    if path.is_dir():
        try:
            return read_csv_folder(path)
        except OSError as error:
            sentence = _("{path}: cannot be read ({why}). Check its permission.")
            raise UserError(sentence.format(path=shown, why=error.strerror or error)) from None
    content = file_bytes(path)
    refuse_other_formats(content, shown)
    if is_workbook(content):
        # Loaded for workbooks only, as zip files cost time too.
        from severa_desktop.services.directory_xlsx import read_xlsx  # noqa: PLC0415

        return read_xlsx(content, shown)
    if path.suffix.lower() == CSV_SUFFIX and not is_json(content):
        raise refused(Place(shown), _("this is a single CSV file. Give the folder that it is in."))
    return read_json(utf8_text(content, shown), shown)


def is_workbook(content: bytes) -> bool:
    """Tell whether a file's content is that of an .xlsx workbook."""
    return content.startswith(_ZIP)


def is_json(content: bytes) -> bool:
    """Tell whether a file's content begins as an object in JSON does."""
    return content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")


def refuse_other_formats(content: bytes, shown: str) -> None:
    """Raise DirectoryRefusedError for an empty file, and for formats that a person can save in another."""
    if content.startswith(_OLE):
        raise refused(Place(shown), _("this is an old or a protected Excel file. Save it as .xlsx without password."))
    if not content.strip():
        sentence = _("this file is empty. Give a directory in JSON, a folder of CSV files or an .xlsx.")
        raise refused(Place(shown), sentence)

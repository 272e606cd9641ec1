"""Gets a directory file's bytes and text, with the refusals that both text formats share."""

from pathlib import Path

from severa_desktop.services.directory_schema import Place, refused
from severa_desktop.services.errors import UserError
from severa_desktop.texts import _

_UTF8_MARK = b"\xef\xbb\xbf"
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")

LARGEST_FILE = 256 * 1024 * 1024
"""Bytes; a directory of a million records is half of that."""


def shown_path(path: Path) -> str:
    """Return a path as sentences name it: as given, with ``/``."""
    return path.as_posix()


def file_bytes(path: Path) -> bytes:
    """Return a file's bytes; raises UserError where it cannot be read or is no directory by its size."""
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise refused(Place(shown_path(path)), _("this file is far too large for a directory. Give another."))
        return path.read_bytes()
    except OSError as error:
        sentence = _("{path}: cannot be read ({why}). Check path and permission.")
        raise UserError(sentence.format(path=shown_path(path), why=error.strerror or error)) from None


def utf8_text(content: bytes, file: str) -> str:
    """Return the text of UTF-8 bytes, with or without mark; raises DirectoryRefusedError naming the line."""
    content = content.removeprefix(_UTF8_MARK)
    if content.startswith(_UTF16_MARKS):
        raise refused(Place(file, 1), _("this is UTF-16. Save the file as UTF-8 and read it again."))
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        column = error.start - content.rfind(b"\n", 0, error.start)
        sentence = _("the byte {byte} is no UTF-8. Save the file as UTF-8 and read it again.")
        words = sentence.format(byte=f"0x{content[error.start]:02X}")
        raise refused(Place(file, line), words, _("column {number}").format(number=column)) from None

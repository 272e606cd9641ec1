"""Mails, files and containers to hand over, and what came of them in a form that reads well in a test."""

import io
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import BinaryIO

from severa_desktop.sources.files import Item, MailBytes, MailFile, NotRead, Skipped, read_file, walk

NOW = 1_800_000_000
LIMIT = 100_000


def mail(subject: str = "Offerte", body: str = "Tot morgen.\n") -> bytes:
    return f"From: Anna <anna@acme.example>\nTo: piet@jansen.example\nSubject: {subject}\n\n{body}".encode()


def mbox(*mails: bytes, line: bytes = b"From anna@acme.example Mon Mar  2 08:15:00 2026") -> bytes:
    return b"".join(line + b"\n" + each + b"\n" for each in mails)


def zipped(members: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 3, 2, 8, 15, 0)), content, method)
    return written.getvalue()


def compound(*names: str) -> bytes:
    """Make the beginning of an OLE compound file whose directory holds these names."""
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    header[30:32] = (9).to_bytes(2, "little")
    entries = (("Root Entry", *names)[at : at + 1] for at in range(len(names) + 1))
    directory = b"".join(name[0].encode("utf-16-le").ljust(128, b"\0") for name in entries)
    return bytes(header) + directory.ljust(512, b"\0")


OUTLOOK = compound("__nameid_version1.0", "__properties_version1.0")
SPREADSHEET = compound("Workbook", "\x05SummaryInformation")
PICTURE = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)) * 40
DOCUMENT = zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"})


def write(folder: Path, files: Mapping[str, bytes]) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


def taken(*paths: str | Path, max_bytes: int = LIMIT, stdin: BinaryIO | None = None) -> list[Item]:
    given = [str(path) for path in paths]
    return list(walk(given, max_bytes=max_bytes, now=NOW, stdin=stdin or io.BytesIO()))


def piped(content: bytes, max_bytes: int = LIMIT) -> list[Item]:
    return taken("-", max_bytes=max_bytes, stdin=io.BytesIO(content))


def told(items: Iterable[Item], root: Path | None = None) -> list[str]:
    """Return a line for each: its source below `root`, after ``!code`` where it failed, ``~`` if skipped."""
    lines = []
    for item in items:
        source = item.source if isinstance(item, Skipped) else item.origin.source
        if root is not None:
            source = source.removeprefix(f"{root.as_posix()}/")
        mark = "~" if isinstance(item, Skipped) else f"!{item.code.value} " if isinstance(item, NotRead) else ""
        lines.append(mark + source)
    return lines


def content(item: Item) -> bytes:
    """Return the bytes of a mail that was found."""
    if isinstance(item, MailBytes):
        return item.content
    assert isinstance(item, MailFile), item
    read = read_file(item, LIMIT)
    assert isinstance(read, bytes), read
    return read


def failure(item: Item) -> NotRead:
    assert isinstance(item, NotRead), item
    return item

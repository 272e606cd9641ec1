"""What mail programs hand over in a drag, made by hand."""

import struct
from collections.abc import Sequence

from PySide6.QtCore import QMimeData, QUrl

DESCRIPTORS = 'application/x-qt-windows-mime;value="FileGroupDescriptorW"'
CONTENTS = 'application/x-qt-windows-mime;value="FileContents"'
_ATTRIBUTES = 0x4
_FOLDER = 0x10


def descriptor(name: str, *, folder: bool = False) -> bytes:
    """Return a ``FILEDESCRIPTORW``: flags, ids, sizes and times, then 260 UTF-16 letters for the name."""
    attributes = _FOLDER if folder else 0
    head = struct.pack("<I16s16sI24sII", _ATTRIBUTES, bytes(16), bytes(16), attributes, bytes(24), 0, 0)
    return head + name.encode("utf-16-le").ljust(520, b"\0")


def descriptors(*names: str) -> bytes:
    """Return a ``FILEGROUPDESCRIPTORW`` of files."""
    return struct.pack("<I", len(names)) + b"".join(map(descriptor, names))


def virtual_files(files: Sequence[tuple[str, bytes]]) -> QMimeData:
    """Return what Outlook offers: names, and beside them the content of each by its number."""
    mime = QMimeData()
    mime.setData(DESCRIPTORS, descriptors(*(name for name, _content in files)))
    for position, (_name, content) in enumerate(files):
        mime.setData(f"{CONTENTS};index={position}", content)
    return mime


def urls(*addresses: str) -> QMimeData:
    """Return what file managers and many mail programs offer."""
    mime = QMimeData()
    mime.setUrls([QUrl(address) for address in addresses])
    return mime


def data(kind: str, content: bytes) -> QMimeData:
    """Return data of one kind."""
    mime = QMimeData()
    mime.setData(kind, content)
    return mime


def text(words: str) -> QMimeData:
    """Return a text."""
    mime = QMimeData()
    mime.setText(words)
    return mime

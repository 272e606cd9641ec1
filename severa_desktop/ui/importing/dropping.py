"""What was dropped on the window or pasted into it: files, folders, and mails handed over as data.

Mail programs differ. What a drop could not deliver is said together with the way that works.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QByteArray, QMimeData, QUrl

from severa_desktop.texts import _

_WINDOWS = 'application/x-qt-windows-mime;value="{name}"'
_DESCRIPTORS = _WINDOWS.format(name="FileGroupDescriptorW")
_CONTENTS = _WINDOWS.format(name="FileContents")
_DESCRIPTOR_SIZE = 592
_DESCRIPTOR_NAME = 72
"""Offset of ``cFileName`` in a ``FILEDESCRIPTORW``: 260 UTF-16 letters to the end."""
_MAIL_DATA = ("message/rfc822", "application/vnd.ms-outlook")
_URLS = "text/uri-list"
_ONLY_ADDRESSES = frozenset({"imap-message", "mailbox-message", "imap", "mailbox", "news-message", "message", "mid"})
_MAIL_FIELDS = (b"from:", b"return-path:", b"received:", b"message-id:", b"delivered-to:", b"date:", b"subject:")


@dataclass(frozen=True, slots=True)
class Dropped:
    """What can be imported of a drop, and what cannot."""

    paths: tuple[str, ...] = ()
    contents: tuple[tuple[str, bytes], ...] = ()
    problems: tuple[str, ...] = ()
    """Sentences: what was not delivered, and what to do."""


def may_be_mail(mime: QMimeData) -> bool:
    """Tell whether something could come of a drop; reads no content, as the pointer is still moving."""
    return bool(
        mime.hasUrls() or mime.hasFormat(_DESCRIPTORS) or any(map(mime.hasFormat, _MAIL_DATA)) or mime.hasText()
    )


def count_of(mime: QMimeData) -> int:
    """Return how many things a drag carries, without making addresses of them; 1 where that is not told."""
    if mime.hasFormat(_URLS):
        lines = mime.data(_URLS).data().splitlines()
        return sum(1 for line in lines if line.strip() and not line.startswith(b"#"))
    if mime.hasFormat(_DESCRIPTORS):
        return len(_names(mime.data(_DESCRIPTORS)))
    return 1


def read_drop(mime: QMimeData) -> Dropped:
    """Return what a drop, or the clipboard, holds."""
    contents = tuple(_contents(mime))
    paths = tuple(_paths(mime.urls()))
    if paths or contents:
        return Dropped(paths, contents if not paths else ())
    if mime.hasUrls() and any(url.scheme() in _ONLY_ADDRESSES for url in mime.urls()):
        return Dropped(
            problems=(
                _(
                    "The mail program handed over only the mail's address, not the mail. "
                    "Drag the mail to a folder or the desktop first, and from there into this window."
                ),
            )
        )
    if mime.hasFormat(_DESCRIPTORS):
        return Dropped(
            problems=(
                _(
                    "Outlook announced mails but handed over none of their content. "
                    "Drag them to a folder first, and from there into this window."
                ),
            )
        )
    return Dropped(
        problems=(_("There is no e-mail in this. Drop .eml or .msg files, folders, mbox files or zip files of them."),)
    )


def _paths(urls: list[QUrl]) -> Iterator[str]:
    for url in urls:
        if url.isLocalFile():
            yield url.toLocalFile()


def _contents(mime: QMimeData) -> Iterator[tuple[str, bytes]]:
    if mime.hasFormat(_DESCRIPTORS):
        for position, name in enumerate(_names(mime.data(_DESCRIPTORS))):
            content = mime.data(f"{_CONTENTS};index={position}").data()
            if not content and position == 0:
                content = mime.data(_CONTENTS).data()
            if content:
                yield name or _("Mail {number} from Outlook").format(number=position + 1), content
        return
    for kind in _MAIL_DATA:
        if mime.hasFormat(kind) and (content := mime.data(kind).data()):
            yield _("Dropped mail"), content
            return
    text = mime.text() if mime.hasText() and not mime.hasUrls() else ""
    if text.lstrip()[:20].lower().encode("utf-8", "replace").startswith(_MAIL_FIELDS):
        yield _("Pasted mail"), text.lstrip().encode("utf-8", "replace")


def _names(descriptors: QByteArray) -> list[str]:
    """Return the file names of a ``FILEGROUPDESCRIPTORW``: a number, then a fixed structure for each file."""
    content = descriptors.data()
    if len(content) < 4:
        return []
    (count,) = struct.unpack_from("<I", content)
    names = []
    for position in range(min(count, (len(content) - 4) // _DESCRIPTOR_SIZE)):
        start = 4 + position * _DESCRIPTOR_SIZE
        raw = content[start + _DESCRIPTOR_NAME : start + _DESCRIPTOR_SIZE]
        names.append(raw.decode("utf-16-le", "replace").split("\0")[0])
    return names

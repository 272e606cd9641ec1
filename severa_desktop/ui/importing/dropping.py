"""What was dropped on the window or pasted into it: files, folders, and mails handed over as data.

Mail programs differ. What a drop could not deliver is said together with the way that works.
"""

import re
import struct
from dataclasses import dataclass

from PySide6.QtCore import QMimeData, QUrl

from severa_desktop.texts import _, ngettext
from severa_desktop.ui import times

_WINDOWS = 'application/x-qt-windows-mime;value="{name}"'
_DESCRIPTORS = _WINDOWS.format(name="FileGroupDescriptorW")
_CONTENTS = _WINDOWS.format(name="FileContents")
_DESCRIPTOR = struct.Struct("<I32xI32x520s")
"""A ``FILEDESCRIPTORW``: which of its fields count, the attributes, and 260 UTF-16 letters for the name."""
_ATTRIBUTES_COUNT = 0x4
_IS_FOLDER = 0x10
_MOST_NAMED = 3
_MAIL_DATA = ("message/rfc822", "application/vnd.ms-outlook")
_ADDRESS_DATA = "text/x-moz-message"
"""Thunderbird's name for a mail within Thunderbird."""
_URLS = "text/uri-list"
_ONLY_ADDRESSES = frozenset({"imap-message", "mailbox-message", "imap", "mailbox", "news-message", "message", "mid"})
_FIELD = re.compile(r"([!-9;-~]+)[ \t]*:")
_FIELDS_OF_MAILS = frozenset({"from", "sender", "message-id", "return-path", "received", "delivered-to"})
_LONGEST_HEADER = 256 * 1024
"""Letters of a pasted text that are looked at for the fields of a mail."""


@dataclass(frozen=True, slots=True)
class Dropped:
    """What can be imported of a drop, and what cannot."""

    paths: tuple[str, ...] = ()
    contents: tuple[tuple[str, bytes], ...] = ()
    problems: tuple[str, ...] = ()
    """Sentences: what was not delivered, and what to do."""


def may_be_mail(mime: QMimeData) -> bool:
    """Tell whether something could come of a drop; reads no content, as the pointer is still moving."""
    kinds = (_DESCRIPTORS, *_MAIL_DATA, _ADDRESS_DATA)
    return bool(mime.hasUrls() or mime.hasText() or any(map(mime.hasFormat, kinds)))


def count_of(mime: QMimeData) -> int:
    """Return how many things a drag carries, without making addresses of them; 1 where that is not told."""
    count = 1
    if mime.hasFormat(_URLS):
        lines = _data(mime, _URLS).splitlines()
        count = sum(1 for line in lines if line.strip() and not line.startswith(b"#"))
    elif mime.hasFormat(_DESCRIPTORS):
        count = len(_virtual_files(mime))
    return max(count, 1)


def read_drop(mime: QMimeData) -> Dropped:
    """Return what a drop, or the clipboard, holds."""
    urls = mime.urls()
    paths = tuple(url.toLocalFile() for url in urls if url.isLocalFile())
    if paths:
        return Dropped(paths, problems=_left_out(urls))
    if mime.hasFormat(_DESCRIPTORS):
        return _read_virtual_files(mime)
    for kind in _MAIL_DATA:
        if content := _data(mime, kind):
            return Dropped(contents=((_("Dropped mail"), content),))
    text = mime.text().lstrip() if mime.hasText() and not urls else ""
    if _is_mail(text):
        return Dropped(contents=((_("Pasted mail"), text.encode("utf-8", "replace")),))
    if any(map(mime.hasFormat, (*_MAIL_DATA, _ADDRESS_DATA))) or any(map(_is_only_address, urls)):
        return Dropped(problems=(_only_address(),))
    return Dropped(
        problems=(_("There is no e-mail in this. Drop .eml or .msg files, folders, mbox files or zip files of them."),)
    )


def _left_out(urls: list[QUrl]) -> tuple[str, ...]:
    """Return what to say of addresses that came together with files."""
    others = [url for url in urls if not url.isLocalFile()]
    problems = []
    if any(map(_is_only_address, others)):
        problems.append(_only_address())
    if not all(map(_is_only_address, others)):
        problems.append(_("Links to the internet were left out: only files and folders can be imported."))
    return tuple(problems)


def _is_only_address(url: QUrl) -> bool:
    return url.scheme() in _ONLY_ADDRESSES


def _only_address() -> str:
    return _(
        "The mail program handed over only the mail's address, not the mail. "
        "Drag the mail to a folder or the desktop first, and from there into this window."
    )


def _is_mail(text: str) -> bool:
    """Tell whether a text begins as the source of a mail: with fields, one of which only mails have."""
    lines = text[:_LONGEST_HEADER].splitlines()
    if lines and lines[0].startswith("From "):
        del lines[0]  # as in an mbox file
    for line in lines:
        field = _FIELD.match(line)
        if field is not None and field[1].lower() in _FIELDS_OF_MAILS:
            return True
        if field is None and not line.startswith((" ", "\t")):
            return False
    return False


def _read_virtual_files(mime: QMimeData) -> Dropped:
    """Return the mails that Outlook handed over; it announces all of them, and may give the content of none."""
    contents, missing = [], []
    for position, name in _virtual_files(mime).items():
        content = _data(mime, f"{_CONTENTS};index={position}")
        if not content and position == 0:
            content = _data(mime, _CONTENTS)
        shown = name or _("Mail {number} from Outlook").format(number=position + 1)
        if content:
            contents.append((shown, content))
        else:
            missing.append(shown)
    if not contents:
        problem = _(
            "Outlook announced mails but handed over none of their content. "
            "Drag them to a folder first, and from there into this window."
        )
        return Dropped(problems=(problem,))
    return Dropped(contents=tuple(contents), problems=(_without_content(missing),) if missing else ())


def _without_content(names: list[str]) -> str:
    named = ", ".join(names[:_MOST_NAMED]) + (", …" if len(names) > _MOST_NAMED else "")
    return ngettext(
        "Outlook did not hand over the content of one mail: {names}. "
        "Drag it to a folder first, and from there into this window.",
        "Outlook did not hand over the content of {count} mails: {names}. "
        "Drag them to a folder first, and from there into this window.",
        len(names),
    ).format(count=times.number(len(names)), names=named)


def _virtual_files(mime: QMimeData) -> dict[int, str]:
    """Return the names in a ``FILEGROUPDESCRIPTORW`` by position: a number, then a structure for each file."""
    listed = _data(mime, _DESCRIPTORS)
    count = int.from_bytes(listed[:4], "little")
    whole = listed[4 : 4 + (len(listed) - 4) // _DESCRIPTOR.size * _DESCRIPTOR.size] if len(listed) > 4 else b""
    names = {}
    for position, (flags, attributes, name) in enumerate(_DESCRIPTOR.iter_unpack(whole)):
        is_folder = flags & _ATTRIBUTES_COUNT and attributes & _IS_FOLDER
        if position < count and not is_folder:
            names[position] = name.decode("utf-16-le", "replace").split("\0")[0]
    return names


def _data(mime: QMimeData, kind: str) -> bytes:
    return bytes(mime.data(kind).data())

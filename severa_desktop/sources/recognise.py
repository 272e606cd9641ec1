"""What a file is, from how it begins. Its name does not matter, and nothing is opened here.

What is a mail is decided by who reads it, the mail room. Here it is only told apart from what surely is none,
so that a folder's pictures are not reported as damaged mails: in doubt it is a mail.
"""

import re
from enum import Enum, auto

from severa_desktop.sources.envelope import read_envelope

HEAD = 4096
"""Bytes that decide nearly always."""
LONG_HEAD = 64 * 1024
"""Bytes that have to do where `HEAD` decides nothing."""


class Kind(Enum):
    """What a file may hold."""

    MAIL = auto()
    MBOX = auto()
    """Begins with a `From ` line; perhaps a single mail."""
    COMPOUND = auto()
    """An OLE compound file: a mail of Outlook (`.msg`), or an old Office document."""
    ZIP = auto()
    """Perhaps an Office document, which is a zip too."""
    OTHER = auto()
    UNCLEAR = auto()
    """More than `HEAD` must be seen."""


_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08", b"PK00PK\x03\x04")
_WIDE = (b"\xff\xfe", b"\xfe\xff")

_PREAMBLE = re.compile(
    rb"(?>(?:\xef\xbb\xbf|\xc3\xaf\xc2\xbb\xc2\xbf|[ \t]*+(?:[\r\n]|\Z)|>?From [ \t]*+(?!:)[^\r\n]*+(?:[\r\n]|\Z))*)"
)
_BLANK = re.compile(rb"(?>(?:\xef\xbb\xbf|\xc3\xaf\xc2\xbb\xc2\xbf|[ \t\r\n\0]++)*)")
_LINE = re.compile(rb"[^\r\n]*+")

_HEADER_END = re.compile(rb"\n\r*\n|\r\r(?!\n)")
_PROVES_MAIL = re.compile(rb"(?:\A|[\r\n])(?:from|sender|message-id)[ \t]*:", re.IGNORECASE)
# Ten lines without a colon are no damaged header, nor are control characters or another format's mark.
_NO_FIELD = rb"[^\x00-\x08\x0a-\x1a\x1c-\x1f\x7f]*+"
_NO_FIELDS = rb"(?!%PDF-|\{\\rtf|<)(?>(?:(?![^\x01-\x20\x7f:]++[ \t]*+:)" + _NO_FIELD + rb"(?>\r*\n|\r)){0,10})"
_LIKE_A_HEADER = re.compile(_NO_FIELDS + rb"[^\x01-\x20\x7f:]++[ \t]*+:")
_PERHAPS_A_HEADER = re.compile(_NO_FIELDS + _NO_FIELD + rb"\Z")
_WIDE_SAMPLE = 256

_OUTLOOK_CLASS = bytes.fromhex("0b0d020000000000c000000000000046")
_OUTLOOK_NAMES = tuple(
    name.encode("utf-16-le")
    for name in ("__substg1.0_", "__properties_version1.0", "__nameid_version1.0", "__recip_version1.0_")
)


def recognise(head: bytes, *, final: bool) -> Kind:
    """Return what begins with these bytes; UNCLEAR only unless they are `final`, all there will be."""
    if head.startswith(_COMPOUND):
        return Kind.COMPOUND
    if is_zip(head):
        return Kind.ZIP
    if _is_plainly_mail(head):
        return Kind.MAIL
    if head.startswith(_WIDE) or _is_wide(head[:_WIDE_SAMPLE]):
        return Kind.OTHER
    start = _end_of(_BLANK, head)
    envelope_line = head[start : _end_of(_LINE, head, start)]
    rest = _recognise_header(head, final=final)
    if envelope_line.startswith(b"From ") and (rest is not Kind.OTHER or read_envelope(envelope_line)):
        return Kind.MBOX if rest is not Kind.UNCLEAR else rest
    return rest


def is_zip(head: bytes) -> bool:
    """Tell whether something that begins so says that it is a zip."""
    return head.startswith(_ZIP)


def directory_offset(head: bytes) -> int:
    """Return where the directory of a compound file begins, by its header."""
    shift = int.from_bytes(head[30:32], "little") & 15
    return (int.from_bytes(head[48:52], "little") + 1) << shift


def is_outlook_message(directory: bytes) -> bool:
    """Tell a mail of Outlook from other compound files by the first bytes of its directory."""
    return directory[80:96] == _OUTLOOK_CLASS or any(name in directory for name in _OUTLOOK_NAMES)


def _is_plainly_mail(head: bytes) -> bool:
    """Recognise an undamaged header quickly; says no where there is any doubt."""
    found = head.find(b"\nFrom:")
    before = found + 1
    return (
        found > 0
        and head[0] > 32
        and head.find(b"\n\n", 0, before) < 0
        and head.find(b"\n\r\n", 0, before) < 0
        and head.find(b"\r\r", 0, before) < 0
        and head.find(b"\0", 0, before) < 0
        and not head.startswith((b"From ", *_WIDE))
        and _LIKE_A_HEADER.match(head) is not None
    )


def _recognise_header(head: bytes, *, final: bool) -> Kind:
    text = head.replace(b"\0", b"")
    text = text[_end_of(_PREAMBLE, text) :]
    if not _LIKE_A_HEADER.match(text):
        unclear = not final and _PERHAPS_A_HEADER.match(text)
        return Kind.UNCLEAR if unclear else Kind.OTHER
    end = _HEADER_END.search(text)
    proof = _PROVES_MAIL.search(text)
    if proof and (end is None or proof.start() <= end.start()):
        return Kind.MAIL
    if end is not None:
        return Kind.OTHER
    if not final:
        return Kind.UNCLEAR
    return Kind.MAIL if len(head) >= LONG_HEAD else Kind.OTHER


def _is_wide(sample: bytes) -> bool:
    """Tell UTF-16 and UTF-32 text without a mark, in which headers would appear once NULs are taken out."""
    sample = sample.lstrip(b"\0")
    groups = [sample.count(0, at, at + 4) in (2, 3) for at in range(0, len(sample) - 3, 4)]
    return sum(groups) > 0.8 * len(groups)


def _end_of(pattern: re.Pattern[bytes], text: bytes, start: int = 0) -> int:
    found = pattern.match(text, start)
    return found.end() if found else start

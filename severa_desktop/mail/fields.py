"""Header fields of a message or part as raw bytes: where they stand, where the header ends.

Nothing is decoded here and nothing inside a value is interpreted. A header that keeps to RFC 5322 is read
in one pass; anything else (bare CR, NUL, lines that are no field) goes to `read_damaged_header`.
"""

import re
from collections.abc import Mapping, Sequence

from severa_desktop.mail.damaged_header import find_header_start, read_damaged_header

_WINDOW = 64 * 1024
"""How far a header is looked for before it is taken for unusual."""

# Either a field with its folded lines, or a line that is none (then both groups are empty).
_FIELD = re.compile(
    rb"([^\x00-\x20\x7f:]++)[ \t]*+:(?!//)([^\n]*+(?>(?:\n[ \t][^\n]*+)*))(?:\n|\Z)"
    rb"|[^\n]++\n?"
)
_BARE_CR = re.compile(rb"\r(?!\n)")
_FOLDING = b"\r\n\0"

_WIDE_SAMPLE = 256
# A first line that is no field may be damage. No damage are ten such lines, control characters, a file's
# mark, or a ruled line, behind which forwarded text quotes another header.
_LIKELY_START = re.compile(
    rb"(?!%PDF-|\{\\rtf|<|[-=_*]{3})"
    rb"(?>(?:(?![^\x01-\x20\x7f:]++[ \t\0]*+:)[^\x00-\x08\x0a-\x1a\x1c-\x1f\x7f]++(?>\r{0,2}\n|\r)){0,10})"
    rb"[^\x01-\x20\x7f:]++[ \t\0]*+:"
)


class Header:
    """The fields of one header; values as written, unfolded when asked for."""

    __slots__ = ("_fields",)

    def __init__(self, fields: Mapping[bytes, Sequence[bytes]]) -> None:
        """Take the values, still folded, by field name in lower case."""
        self._fields = fields

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the fields in lower case, each once, in the order of their first occurrence."""
        return tuple(name.decode("latin-1") for name in self._fields)

    def has_any(self, *names: bytes) -> bool:
        """Tell whether there is a field of one of these names, given in lower case."""
        return any(name in self._fields for name in names)

    def all(self, name: str) -> tuple[bytes, ...]:
        """Return the values of every field of this name, in order; the case of the name is no matter.

        A line break before white space is gone (the white space stays), NULs and white space at the ends too.
        """
        values = self._fields.get(name.lower().encode("latin-1", "replace"), ())
        return tuple(value.translate(None, _FOLDING).strip() for value in values)

    def first(self, name: str) -> bytes:
        """Return the value of the first field of this name, as `all` does; empty if there is none."""
        values = self._fields.get(name.lower().encode("latin-1", "replace"))
        return values[0].translate(None, _FOLDING).strip() if values else b""


def read_header(
    content: bytes, start: int = 0, end: int | None = None, *, skip_preamble: bool = False
) -> tuple[Header, int]:
    """Read the header that begins at `start`; return it and the offset at which the body begins.

    With `skip_preamble`, for a message that stands on its own, a byte-order mark, `From ` lines and blank
    lines before the first field are passed over. Matching rules, "Reading the message", "Recovered".
    """
    end = len(content) if end is None else min(end, len(content))
    if skip_preamble:
        start = find_header_start(content, start, end)
    blank, body = _blank_line(content, start, end)
    if blank >= 0:
        fields = _regular_fields(content[start:blank])
        if fields is not None:
            return Header(fields), body
    damaged, body = read_damaged_header(content, start, end)
    return Header(damaged), body


def read_mail_header(content: bytes) -> tuple[Header, int] | None:
    """Read the header of a message that stands on its own as `read_header` does, None if this is no mail.

    A mail has `From`, `Sender` or `Message-ID`, with any value or none, in what should be the header. Pictures,
    PDFs and UTF-16 text are no mail, whatever stands in them. Matching rules, "What is a mail".
    """
    start = find_header_start(content, 0, len(content))
    if not _LIKELY_START.match(content, start) or _is_wide_text(content[:_WIDE_SAMPLE].lstrip(b"\0")):
        return None
    header, body = read_header(content, start)
    return (header, body) if header.has_any(b"from", b"sender", b"message-id") else None


def looks_like_mail(content: bytes) -> bool:
    """Tell whether `read_mail_header` finds the header of a mail."""
    return read_mail_header(content) is not None


def _is_wide_text(sample: bytes) -> bool:
    """Tell whether this is UTF-16 or UTF-32, in which every header would appear once NULs are taken out."""
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    groups = len(sample) // 4
    wide = sum(sample.count(0, at, at + 4) in (2, 3) for at in range(0, 4 * groups, 4)) if 0 in sample else 0
    return groups > 0 and wide > 0.8 * groups


def _blank_line(content: bytes, start: int, end: int) -> tuple[int, int]:
    """Return where the last field ends and where the body begins, or -1 if that is not plain to see."""
    if content.startswith((b"\r", b"\n"), start):
        return -1, -1
    stop = min(end, start + _WINDOW)
    crlf = content.find(b"\n\r\n", start, stop)
    newline = content.find(b"\n\n", start, stop if crlf < 0 else crlf + 1)
    if newline >= 0:
        return newline + 1, newline + 2
    return (crlf + 1, crlf + 3) if crlf >= 0 else (-1, -1)


def _regular_fields(block: bytes) -> dict[bytes, list[bytes]] | None:
    """Return the fields of a header without damage, else None."""
    if b"\0" in block or _BARE_CR.search(block):
        return None
    fields: dict[bytes, list[bytes]] = {}
    for name, value in _FIELD.findall(block):
        if not name:
            return None
        lower = name.lower()
        if lower in fields:
            fields[lower].append(value)
        else:
            fields[lower] = [value]
    return fields or None

"""The text of one text part as a string: charset, line ends, and HTML or enriched text made readable.

Which parts are the body is decided elsewhere.
"""

import re
from dataclasses import dataclass
from enum import IntEnum

from severa_desktop.mail.charsets import decode_bytes
from severa_desktop.mail.html_text import html_to_text
from severa_desktop.mail.parts import TextPart
from severa_desktop.mail.text_limit import beginning, beginning_of_html, without_pictures

_META_CHARSET = re.compile(rb"<meta\s[^>]*?charset\s*=\s*[\"']?\s*([a-z0-9._:-]+)", re.IGNORECASE)
_XML_CHARSET = re.compile(rb"\s*<\?xml\s[^>]*?encoding\s*=\s*[\"']([a-z0-9._:-]+)", re.IGNORECASE)
_META_WITHIN = 4_096
_VISIBLE = re.compile("[^\\s\u00ad\u034f\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")

_HTML_TYPES = frozenset({"text/html", "application/xhtml+xml", "text/xhtml"})
_ENRICHED_TYPES = frozenset({"text/enriched", "text/richtext"})
_FURTHER_TYPES = frozenset({"text/x-amp-html", "text/watch-html"})
_FILE_TYPES = frozenset(
    {
        "text/calendar",
        "text/css",
        "text/csv",
        "text/directory",
        "text/javascript",
        "text/rtf",
        "text/tab-separated-values",
        "text/vcard",
        "text/x-vcalendar",
        "text/x-vcard",
        "text/xml",
    }
)
_SLICE = 1 << 18
_ENRICHED_TAG = re.compile(r"<param>[^<]*+(?:</param>)?|<(/?[a-z0-9_-]{1,60})>|(<<)", re.IGNORECASE)


class TextKind(IntEnum):
    """What a text is written in, the one that is read first where there are alternatives."""

    PLAIN = 0
    HTML = 1
    ENRICHED = 2
    FURTHER = 3
    """For other devices; never read."""


def text_kind(media_type: str) -> TextKind | None:
    """Return the kind of a type that is written to be read, None for all others, data among the texts too."""
    if media_type in _HTML_TYPES:
        return TextKind.HTML
    if not media_type.startswith("text/") or media_type in _FILE_TYPES:
        return None
    if media_type in _ENRICHED_TYPES:
        return TextKind.ENRICHED
    return TextKind.FURTHER if media_type in _FURTHER_TYPES else TextKind.PLAIN


@dataclass(frozen=True, slots=True)
class Text:
    """The text of a part as far as it is read."""

    text: str
    is_whole: bool


def read_source(part: TextPart, kind: TextKind) -> Text:
    """Return the text of a part as it was sent, with LF line ends and without NUL."""
    decoded = _decoded(part, kind)
    return Text(clean_source(decoded.text), decoded.is_whole)


def _decoded(part: TextPart, kind: TextKind) -> Text:
    raw, charset = part.decoded_text(), part.charset
    if kind is TextKind.HTML:
        raw = without_pictures(raw)
        charset = charset or html_charset(raw)
        read = beginning_of_html(raw)
    else:
        read = beginning(raw)
    return Text(decode_bytes(read, charset), is_whole=len(read) == len(raw))


def readable_text(part: TextPart, kind: TextKind) -> Text:
    """Return the text of a part for reading."""
    pieces, is_whole = _readable_pieces(part, kind)
    return Text("".join(pieces), is_whole)


def _readable_pieces(part: TextPart, kind: TextKind) -> tuple[list[str], bool]:
    source = read_source(part, kind)
    return readable(source.text, kind), source.is_whole


def clean_source(text: str) -> str:
    """Return decoded text with LF line ends and without NUL, which no column and no terminal takes."""
    if "\r" in text:
        text = text.replace("\r\n", "\n")
        if "\r" in text:
            text = text.replace("\r", "\n")
    return text.replace("\0", "")


def html_charset(raw: bytes) -> str:
    """Return the charset that an HTML document says it has; empty if it says none that can be."""
    found = _META_CHARSET.search(raw, 0, _META_WITHIN) or _XML_CHARSET.match(raw, 0, _META_WITHIN)
    charset = found[1].decode("ascii").lower() if found else ""
    # A document in UTF-16 could not have been searched.
    return "utf-8" if charset.startswith(("utf-16", "utf-32", "ucs-", "unicode")) else charset


def readable(source: str, kind: TextKind) -> list[str]:
    """Return a part's source as text for reading, in pieces."""
    if kind is TextKind.HTML:
        return html_to_text(source)
    if kind is TextKind.ENRICHED:
        return _enriched_to_text(source)
    return [source]


def is_blank(text: str) -> bool:
    """Whether nothing of a text can be seen."""
    return _VISIBLE.search(text) is None


def _enriched_to_text(source: str) -> list[str]:
    """Return text/enriched (RFC 1896) or text/richtext without its commands, in pieces."""
    pieces = []
    start = 0
    while start < len(source):
        command = source.find("<", start + _SLICE)
        end = command if command >= 0 else len(source)
        pieces.append(_ENRICHED_TAG.sub(_replaced, source[start:end]))
        start = end
    return pieces


def _replaced(tag: re.Match[str]) -> str:
    if tag[2]:
        return "<"
    return "\n" if (tag[1] or "").lower() in ("nl", "np", "paragraph") else ""

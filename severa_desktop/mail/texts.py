"""The text of one text part as a string: charset, line ends, and HTML or enriched text made readable.

Which parts are the body is decided elsewhere.
"""

import re
from collections.abc import Iterable, Iterator
from enum import IntEnum
from io import IncrementalNewlineDecoder
from itertools import chain

from severa_desktop.mail.charsets import decode_blocks
from severa_desktop.mail.html_text import html_to_text
from severa_desktop.mail.parts import Leaf
from severa_desktop.mail.slices import SLICE

_META_CHARSET = re.compile(rb"<meta\s[^>]*?charset\s*=\s*[\"']?\s*([a-z0-9._:-]+)", re.IGNORECASE)
_XML_CHARSET = re.compile(rb"\s*<\?xml\s[^>]*?encoding\s*=\s*[\"']([a-z0-9._:-]+)", re.IGNORECASE)
_META_WITHIN = 4_096
_BOM = "\ufeff"
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


def read_source(leaf: Leaf) -> Iterator[str]:
    """Yield slices of a text part as it was sent, with LF line ends and without NUL."""
    return clean_source(_decoded(leaf))


def _decoded(leaf: Leaf) -> Iterable[str]:
    blocks = leaf.decoded_text()
    charset = leaf.about.charset
    if not charset and leaf.about.media_type in _HTML_TYPES:
        charset = html_charset(next(iter(blocks)))
    return decode_blocks(blocks, charset)


def clean_source(slices: Iterable[str]) -> Iterator[str]:
    """Yield decoded text with LF line ends and without NUL, which no column and no terminal takes."""
    lines = IncrementalNewlineDecoder(None, translate=True)
    mark = _BOM
    for each in slices:
        text = lines.decode(each).replace("\0", "")
        yield text.removeprefix(mark)
        mark = "" if text else mark
    if end := lines.decode("", final=True):
        yield end


def html_charset(raw: bytes) -> str:
    """Return the charset that an HTML document says it has; empty if it says none that can be."""
    found = _META_CHARSET.search(raw, 0, _META_WITHIN) or _XML_CHARSET.match(raw, 0, _META_WITHIN)
    charset = found[1].decode("ascii").lower() if found else ""
    # A document in UTF-16 could not have been searched.
    return "utf-8" if charset.startswith(("utf-16", "utf-32", "ucs-", "unicode")) else charset


def readable(source: Iterable[str], kind: TextKind) -> Iterable[str]:
    """Return a text part's source as text for reading, both in slices."""
    if kind is TextKind.HTML:
        return html_to_text(source)
    if kind is TextKind.ENRICHED:
        return _enriched_to_text(source)
    return source


def unless_blank(slices: Iterable[str]) -> Iterable[str] | None:
    """Return the same text, None if nothing of it can be seen."""
    remaining = iter(slices)
    begun = []
    for text in remaining:
        begun.append(text)
        if _VISIBLE.search(text):
            return chain(begun, remaining)
    return None


def _enriched_to_text(source: Iterable[str]) -> Iterator[str]:
    """Yield text/enriched (RFC 1896) or text/richtext without its commands."""
    rest = ""
    for each in source:
        text = rest + each
        cut = _last_command(text)
        yield _ENRICHED_TAG.sub(_replaced, text[:cut])
        rest = text[cut:]
    yield _ENRICHED_TAG.sub(_replaced, rest)


def _last_command(text: str) -> int:
    """Return where the last command of a slice begins, which may go on in the next one."""
    last = text.rfind("<")
    while last > 0 and text[last - 1] == "<":
        last -= 1
    return last if last >= 0 and len(text) - last < SLICE else len(text)


def _replaced(tag: re.Match[str]) -> str:
    if tag[2]:
        return "<"
    return "\n" if (tag[1] or "").lower() in ("nl", "np", "paragraph") else ""

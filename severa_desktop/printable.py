"""Makes text safe to show in a terminal: what a mail says must not move the cursor or hide itself."""

import re

_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)
_UNSAFE_BUT_LINES = re.compile(_UNSAFE.pattern.replace("\x00-\x1f", "\x00-\x08\x0b-\x1f"))


def one_line(text: str) -> str:
    """Return text as one line: line breaks and tabs become spaces, other controls a replacement character."""
    return _UNSAFE.sub(_replacement, text) if not (text.isascii() and text.isprintable()) else text


def lines(text: str) -> str:
    """Return text of several lines, line feeds and tabs kept, all other control characters replaced."""
    return _UNSAFE_BUT_LINES.sub("\N{REPLACEMENT CHARACTER}", text.replace("\r\n", "\n"))


def _replacement(found: re.Match[str]) -> str:
    return " " if found[0] in "\t\n\r\x0b\x0c\x85\u2028\u2029" else "\N{REPLACEMENT CHARACTER}"

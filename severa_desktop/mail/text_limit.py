"""How much of a mail's text is read, and where a longer one is cut.

Python keeps a text with a single emoji in four bytes a letter, and whoever works on it makes a copy. As a mail may
cost no more than four times its size and 30 MiB, texts are not read beyond what fits into that whatever they hold;
so all others can be read as a whole, in the simplest way. Where a text was cut is the mail's warning
`structure_limited`; its original is kept as it is.
"""

import re

MOST_TEXT = 2_000_000
"""Bytes of one text that are read, and letters of a body: a thousand pages."""
MOST_TEXT_IN_WORDS = "2 MB"
_NEAR = 64 * 1024
"""A cut is made so near to the limit, else in the middle of a word."""
_PICTURE = re.compile(rb"(;base64,)[A-Za-z0-9+/=%\r\n]+")


def without_pictures(document: bytes) -> bytes:
    """Return an encoded HTML document without the pictures that are written out in it: they are no text."""
    return _PICTURE.sub(rb"\1", document) if b";base64," in document else document


def beginning(text: bytes) -> bytes:
    """Return as much of an encoded text as is read: whole lines or words if possible, and whole characters."""
    return text if len(text) <= MOST_TEXT else text[: _cut(text, (b"\n", b" "))]


def beginning_of_html(document: bytes) -> bytes:
    """Return as much of an encoded HTML document as is read, tags whole if possible."""
    return document if len(document) <= MOST_TEXT else document[: _cut(document, (b">", b"\n", b" "))]


def _cut(text: bytes, marks: tuple[bytes, ...]) -> int:
    for mark in marks:
        end = text.rfind(mark, MOST_TEXT - _NEAR, MOST_TEXT) + 1
        if end:
            return end
    end = MOST_TEXT
    while end > MOST_TEXT - 3 and 0x80 <= text[end] < 0xC0:  # within a character of UTF-8
        end -= 1
    return end

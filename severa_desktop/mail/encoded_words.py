"""Header values to text: RFC 2047 encoded words, as they should be written and as they are, and raw bytes.

Structure (addresses, parameters) must be taken apart before: decoded text never becomes structure.
"""

import binascii
import re
from typing import NamedTuple

from severa_desktop.mail.charset_labels import ESCAPED, WIDE, codec_for
from severa_desktop.mail.charsets import clean_text, decode_bytes, decodes_strictly

_LONGEST = 1_000_000
"""Bytes of one value that are decoded; what stands behind is cut off."""

_WORD_START = re.compile(rb"=\?([^?\s]{0,60})\?([BbQq])\?")
_UNENDED = re.compile(rb"[^?\s]*\??\s*\Z")
_BETWEEN = re.compile(rb"[ \t\r\n]*\Z")
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/=]+")
_URL_SAFE = bytes.maketrans(b"-_", b"+/")


class _Word(NamedTuple):
    charset: str
    is_base64: bool
    text: bytes


def decode_header(raw: bytes) -> str:
    """Return the text of a header value, decoded and in its clean form. Never fails."""
    return clean_text(decode_uncleaned(raw))


def decode_uncleaned(raw: bytes) -> str:
    """Return the decoded text of a header value with every character that was sent. Never fails.

    Bytes beyond ASCII outside of encoded words are UTF-8, else the best guess. Matching rules, "Reading the
    message", "Decoded".
    """
    if len(raw) > _LONGEST:
        raw = raw[:_LONGEST]
    if b"=?" not in raw:
        return decode_bytes(raw, "")
    decoded: list[str] = []
    run: list[_Word] = []
    position = 0
    for start, end, word in _words(raw):
        between = raw[position:start]
        if not run or not _BETWEEN.match(between):
            decoded += (_decode_run(run), decode_bytes(between, ""))
            run = []
        elif not _continues(run[-1], word):
            decoded.append(_decode_run(run))
            run = []
        run.append(word)
        position = end
    decoded += (_decode_run(run), decode_bytes(raw[position:], ""))
    return "".join(decoded)


def _words(raw: bytes) -> list[tuple[int, int, _Word]]:
    """Find the encoded words. Each is looked at once: the end that was found for one serves the next."""
    found = []
    end = 0
    start = _WORD_START.search(raw)
    while start:
        if end < start.end():
            end = raw.find(b"?=", start.end())
            end = len(raw) if end < 0 else end
        following = _WORD_START.search(raw, start.end(), end)
        if following:  # this one has no end of its own
            start = following
            continue
        if end == len(raw) and not _UNENDED.match(raw, start.end()):
            break
        text = raw[start.end() : end] if end < len(raw) else raw[start.end() :].rstrip(b"? \t\r\n")
        stop = min(end + 2, len(raw))
        charset = start[1].decode("latin-1").partition("*")[0]
        found.append((start.start(), stop, _Word(charset, start[2] in b"Bb", text)))
        start = _WORD_START.search(raw, stop)
    return found


def _continues(one: _Word, other: _Word) -> bool:
    return one.charset == other.charset or one.charset.lower() == other.charset.lower()


def _decode_run(run: list[_Word]) -> str:
    """Decode adjacent words of one charset, which may share a character between two of them."""
    if not run:
        return ""
    charset = run[0].charset
    pieces = [_content(word) for word in run]
    if len(run) == 1:
        return decode_bytes(pieces[0], charset)
    codec = codec_for(charset)
    if (codec in ESCAPED or codec in WIDE) and all(decodes_strictly(piece, charset) for piece in pieces):
        return "".join(decode_bytes(piece, charset) for piece in pieces)
    joined = b"".join(pieces)
    if all(word.is_base64 for word in run) and not decodes_strictly(joined, charset):
        # Some senders cut the base64 text itself, not what it stands for.
        recut = _from_base64(b"".join(word.text for word in run))
        if decodes_strictly(recut, charset):
            joined = recut
    return decode_bytes(joined, charset)


def _content(word: _Word) -> bytes:
    if word.is_base64:
        return _from_base64(word.text)
    return binascii.a2b_qp(word.text, header=True)


def _from_base64(text: bytes) -> bytes:
    """Decode base64 with wrong padding, foreign characters or several padded pieces."""
    text = _NOT_BASE64.sub(b"", text.translate(_URL_SAFE))
    decoded = []
    for piece in text.split(b"="):
        usable = piece[:-1] if len(piece) % 4 == 1 else piece
        if usable:
            decoded.append(binascii.a2b_base64(usable + b"=" * (-len(usable) % 4)))
    return b"".join(decoded)

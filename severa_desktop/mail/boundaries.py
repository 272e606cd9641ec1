"""The lines that separate the parts of a multipart (RFC 2046, section 5.1.1).

Offsets only: nothing is copied, and what is found costs one pass over the bytes however often something
similar to the boundary stands in them.
"""

import re
from typing import NamedTuple

_LINE_BREAKS = b"\r\n"
_FALSE_STARTS = 64
_GUESS_WITHIN = 1 << 16
_LINE_REST = re.compile(rb"(--)?[ \t]*(?:\r\n|\r|\n|\Z)")
_LIKELY_DELIMITER = re.compile(rb"(?:\A|(?<=[\r\n]))--([^\s][^\r\n]{0,199})(?:\r\n|\r|\n)(?=content-)", re.IGNORECASE)


class Delimiter(NamedTuple):
    """A boundary's line: where it begins and where the next line does; `closing` with `--` at its end."""

    start: int
    end: int
    closing: bool


def find_delimiter(content: bytes, start: int, end: int, boundary: bytes) -> Delimiter | None:
    """Return the boundary's next line in content[start:end], where `start` is the beginning of a line."""
    dashed = b"--" + boundary
    at = start
    for _ in range(_FALSE_STARTS):
        at = content.find(dashed, at, end)
        if at < 0:
            return None
        rest = _LINE_REST.match(content, at + len(dashed), end)
        if rest and (at == start or content[at - 1] in _LINE_BREAKS):
            return Delimiter(at, rest.end(), rest[1] is not None)
        at += len(dashed)
    return _find_by_pattern(content, at, end, dashed)


def _find_by_pattern(content: bytes, at: int, end: int, dashed: bytes) -> Delimiter | None:
    """Go on as `find_delimiter` does, without a step of the interpreter at each false start."""
    literal = re.escape(dashed)
    pattern = re.compile(literal + rb"(?<![^\r\n]" + literal + rb")" + _LINE_REST.pattern)
    found = pattern.search(content, at, end)
    return Delimiter(found.start(), found.end(), found[1] is not None) if found else None


def before_line_break(content: bytes, start: int, at: int) -> int:
    """Return where the line that ends just before offset `at` ends: the break belongs to the delimiter."""
    if at > start and content[at - 1] == 0x0A:
        at -= 1
    elif at > start and content[at - 1] == 0x0D:
        return at - 1
    return at - 1 if at > start and content[at - 1] == 0x0D else at


def guess_boundary(content: bytes, start: int, end: int) -> bytes | None:
    """Return what seems to be the boundary of a multipart that names none, or one that never occurs."""
    found = _LIKELY_DELIMITER.search(content, start, min(end, start + _GUESS_WITHIN))
    return found[1].rstrip() if found else None

"""Marks the words that were searched for in texts that are shown."""

from collections.abc import Sequence
from html import escape
from re import Match
from re import compile as pattern

from severa_desktop.core.marks import marks
from severa_desktop.ui import theme

_LONG_WORD = pattern(r"\S{40,}")
"""No word of a language: it may break anywhere, so that it is no wider than its place."""
_PIECE = pattern(r".{8}")
_MAY_BREAK = "\N{ZERO WIDTH SPACE}"


def marked_html(text: str, search: str) -> str:
    """Return a text as rich text in one paragraph, the words searched for marked, which breaks in long words too."""
    parts, end = [], 0
    for start, length in marks(text, search) if search else ():
        parts.append(_plain(text[end:start]))
        end = start + length
        parts.append(f'<span style="background-color:{theme.colours().mark}">{_plain(text[start:end])}</span>')
    parts.append(_plain(text[end:]))
    return "".join(parts)


def in_utf16(text: str, places: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return starts and lengths as Qt counts, in units of UTF-16, for those places that lie in the text at all."""
    found = []
    at = seen = 0
    for start, length in places:
        if start >= len(text):
            break
        at += _units(text[seen:start])
        units = _units(text[start : start + length])
        found.append((at, units))
        at, seen = at + units, start + length
    return found


def _units(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def _plain(text: str) -> str:
    return escape(_LONG_WORD.sub(_with_breaks, text))


def _with_breaks(word: Match[str]) -> str:
    return _PIECE.sub(lambda piece: piece.group() + _MAY_BREAK, word.group())

"""Where the words of a search stand in a text that is shown, so that they can be marked.

Finds what the search finds: beginnings of words, case and accents aside. Decides nothing.
"""

import re
from functools import lru_cache

from severa_desktop.core.folding import fold

_WORD = re.compile(r"[^\W_]+")
_LONGEST = 20_000
"""Letters of a text that are looked at: marks further down nobody sees."""


def marks(text: str, search: str) -> tuple[tuple[int, int], ...]:
    """Return start and length of each place to mark in a text, in order and apart from each other."""
    wanted = tuple(dict.fromkeys(_WORD.findall(fold(search))))
    if not wanted:
        return ()
    if text.isascii():
        return tuple((found.start(), len(found.group())) for found in _beginnings(wanted).finditer(text, 0, _LONGEST))
    found = []
    for word in _WORD.finditer(text, 0, _LONGEST):
        folded = fold(word.group())
        # Of all at once, as few words begin so.
        if folded.startswith(wanted):
            beginning = max(filter(folded.startswith, wanted), key=len)
            found.append((word.start(), _covered(word.group(), beginning)))
    return tuple(found)


@lru_cache(maxsize=16)
def _beginnings(wanted: tuple[str, ...]) -> re.Pattern[str]:
    """Return what finds the longest beginnings in a text of plain letters, where folding is only about case."""
    longest_first = "|".join(sorted(wanted, key=len, reverse=True))
    return re.compile(rf"(?<![^\W_])(?:{longest_first})", re.IGNORECASE)


def _covered(word: str, beginning: str) -> int:
    """Return how many letters of a word a folded beginning covers."""
    for length in range(1, len(word)):
        if len(fold(word[:length])) >= len(beginning):
            return length
    return len(word)

"""Where the words of a search stand in a text that is shown, so that they can be marked.

Finds what the search finds: beginnings of words, case and accents aside. Decides nothing.
"""

import re

from severa_desktop.core.folding import fold

_WORD = re.compile(r"[^\W_]+")
_LONGEST = 20_000
"""Letters of a text that are looked at: marks further down nobody sees."""


def marks(text: str, search: str) -> tuple[tuple[int, int], ...]:
    """Return start and length of each place to mark in a text, in order and apart from each other."""
    wanted = tuple(dict.fromkeys(_WORD.findall(fold(search))))
    if not wanted:
        return ()
    found = []
    for word in _WORD.finditer(text, 0, _LONGEST):
        length = max((_covered(word.group(), beginning) for beginning in wanted), default=0)
        if length:
            found.append((word.start(), length))
    return tuple(found)


def _covered(word: str, beginning: str) -> int:
    """Return how many letters of a word a folded beginning covers, 0 if the word does not begin so."""
    if not fold(word).startswith(beginning):
        return 0
    for length in range(1, len(word)):
        if len(fold(word[:length])) >= len(beginning):
            return length
    return len(word)

"""How records of the directory are found by what a person types: every typed word begins a word of the record."""

import re
from collections.abc import Iterable, Sequence

from severa_desktop.core.folding import fold

_WORD = re.compile(r"[^\W_]+")


def words_of(texts: Iterable[str]) -> str:
    """Return the words of texts, folded, each with a space before it, so that a beginning of one is found at once."""
    return " " + " ".join(_WORD.findall(fold(" ".join(texts))))


def typed_words(text: str) -> list[str]:
    """Return the words that were typed, in the form that `fits` compares."""
    return [f" {word}" for word in _WORD.findall(fold(text))]


def fits(words: str, typed: Sequence[str]) -> bool:
    """Tell whether each typed word begins one of a record's words."""
    # A loop, as a generator takes three times as long for each of many records.
    for one in typed:  # noqa: SIM110
        if one not in words:
            return False
    return True

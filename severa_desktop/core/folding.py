"""The form in which words are indexed and searched: case, accents and special letters aside.

Both sides use it, so that `Zoë`, `ZOE` and `zoe` are one word, as are `Straße` and `strasse`.
"""

import re
import unicodedata

_SPECIAL = str.maketrans(
    {
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "ħ": "h",
        "ŧ": "t",
        "ı": "i",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        "ĳ": "ij",
    }
)
_SLICE = 256
_MARKS = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+")


def fold(text: str) -> str:
    """Return text in its folded form; a word never gets shorter than one letter by it."""
    if text.isascii():
        return text.lower()
    cased = text.casefold()
    if len(cased) <= _SLICE:
        return _decompose(cased)
    # Normalising takes time with the square of a heap of marks, so that it is handed none that is long.
    return "".join(_decompose(cased[start : start + _SLICE]) for start in range(0, len(cased), _SLICE))


def _decompose(text: str) -> str:
    return _MARKS.sub("", unicodedata.normalize("NFKD", text).translate(_SPECIAL))

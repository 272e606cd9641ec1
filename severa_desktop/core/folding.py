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
_MARKS = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+")


def fold(text: str) -> str:
    """Return text in its folded form; a word never gets shorter than one letter by it."""
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize("NFKD", text.casefold()).translate(_SPECIAL)
    return _MARKS.sub("", folded)

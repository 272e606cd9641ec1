"""Puts a text together from its slices, so that a huge one never stands in memory twice.

Python needs up to four bytes for each letter of a text, whatever its bytes in a mail were. So whoever works on a
whole body does it slice by slice, and lets each slice go. An ordinary body is one slice.
"""

from collections.abc import Iterable

SLICE = 1 << 18
"""Bytes or letters of one slice, more or less."""


def joined(slices: Iterable[str]) -> str:
    """Return the whole text, of which no second copy is made on the way."""
    remaining = iter(slices)
    narrow = []
    for each in remaining:
        narrow.append(each)
        if _is_wide(each):
            break
    text = "".join(narrow)
    narrow.clear()
    # From here on the text takes four bytes a letter, and grows in place, as nothing else refers to it.
    for each in remaining:
        text += each
    return text


def _is_wide(text: str) -> bool:
    """Whether there is a letter that makes the whole text it is in take four bytes for each."""
    return not text.isascii() and len(text.encode("utf-16-le", "surrogatepass")) > 2 * len(text)

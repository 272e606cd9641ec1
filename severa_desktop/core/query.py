"""What a person asks the list of activities for, and the words that search knows a mail by.

Texts are cut into words in one way for the index and for what is typed. A word's punctuation inside
(`piet@bakkerijjansen.nl`, `12-345`) joins its pieces: each piece is indexed together with the next one, so
that a typed word of several pieces finds only where they stand together.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from severa_desktop.core.folding import fold

if TYPE_CHECKING:
    from severa_desktop.core.model import Activity

MAX_WORD = 40
"""Letters of a word piece that count: long codes are cut here, in the index and in what is typed."""
MAX_TERMS = 100_000
MAX_TYPED_WORDS = 32
"""More words than this narrow a search down no further."""
JOINT = "_"
"""Stands between two pieces of one word in the index; itself never part of a piece."""

# Pieces are runs of letters and digits; a run of the marks below joins two of them, all else separates words.
_WORD = re.compile(r"[^\W_]+(?:[@.\-_'’+&#/:\\~=%]+[^\W_]+)*")
_SLICE = 1 << 20
"""Letters cut into words at a time, so that a huge body needs little memory; one word may be torn by it."""
_PIECE = re.compile(r"[^\W_]+")
_WORD_LETTER = re.compile(r"[\w@.\-'’+&#/:\\~=%]")
_COMMON = "cp1252"
"""Holds the letters and quotation marks of most mails; what it holds is folded by a table, the rest by `fold`."""


def _folded_letter(code: int) -> str:
    """Return what one letter of `_COMMON` is in the index: one of ASCII, or NUL where a table cannot say it."""
    letter = bytes([code]).decode(_COMMON, "ignore")
    folded = "".join(_WORD_LETTER.findall(fold(letter)))
    if not any(map(str.isalnum, folded)):
        return JOINT if folded else " "
    return folded if len(folded) == 1 and folded.isascii() else "\0"


_FOLDED = "".join(map(_folded_letter, range(256))).encode()


@dataclass(frozen=True, slots=True)
class ActivityQuery:
    """Which activities are wanted. Everything given must hold; times are seconds since 1970 in UTC."""

    search: str = ""
    """Words as typed."""
    customer: str | None = None
    """A customer's present name, case aside."""
    project: int | None = None
    """A project's number."""
    owner: str | None = None
    """Any address of the user, in compared form."""
    since: int | None = None
    """The first second of `started_at`."""
    until: int | None = None
    """The last second of `started_at`, inclusive."""
    with_warnings: bool = False
    unlinked: bool = False
    """Only those with neither customer nor project."""
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class TypedTerm:
    """One term that a search asks for: the whole indexed term, or its beginning."""

    text: str
    is_prefix: bool


def index_terms(texts: Iterable[str]) -> str:
    """Return the terms that texts are indexed by, each once, separated by spaces, in no particular order.

    Of more than MAX_TERMS different terms some are left out: no letter has that many, only dumped tables do.
    """
    terms: set[str] = set()
    for text in texts:
        for start in range(0, len(text), _SLICE):
            _add_terms(text[start : start + _SLICE], terms)
            if len(terms) > MAX_TERMS:
                return " ".join(sorted(terms)[:MAX_TERMS])
    return " ".join(terms)


def mail_terms(subject: str, body: str, file_names: Iterable[str]) -> str:
    """Return the terms of a mail that no change of its activity's people touches."""
    return index_terms((subject, body, *file_names))


def people_terms(activity: "Activity") -> str:
    """Return the terms of an activity's owner and participants, their names and addresses; some may stand twice."""
    owner = activity.owner
    people = (_person_terms(each.name, each.email) for each in activity.participants)
    return " ".join((_person_terms(owner.name, owner.email), *people))


@lru_cache(maxsize=4096)
def _person_terms(name: str, email: str) -> str:
    # The same people stand on many mails.
    return index_terms((name, email))


def typed_terms(search: str) -> tuple[TypedTerm, ...]:
    """Return the terms that must all be found for what a person typed, each once; quotes and operators are text."""
    found: dict[TypedTerm, None] = {}
    for word in _WORD.findall(fold(search))[:MAX_TYPED_WORDS]:
        *inner, last = _joined(word)
        if inner:
            # The last piece stands joined to the one before it, and may be typed in part.
            for term in inner[:-1]:
                found[TypedTerm(term, is_prefix=False)] = None
            found[TypedTerm(inner[-1], is_prefix=True)] = None
        else:
            found[TypedTerm(last, is_prefix=True)] = None
    return tuple(found)


def _add_terms(text: str, terms: set[str]) -> None:
    words = _words_by_table(text)
    if words is None:
        # Each different run between white space is looked at once, and only unusual ones in the slow way.
        runs = set(text.split())
        unusual = [run for run in runs if _words_by_table(run) is None]
        words = _words_by_table(" ".join(runs.difference(unusual))) or set()
        words.update(_WORD.findall(fold(" ".join(unusual))))
    long_or_joined = [word for word in words if len(word) > MAX_WORD or not word.isalnum()]
    words.difference_update(long_or_joined)
    for word in long_or_joined:
        words.update(_joined(word))
    terms |= words


def _words_by_table(text: str) -> set[str] | None:
    """Return the folded words of a text, perhaps with joining marks at their ends; None if it has unusual letters."""
    try:
        folded = text.encode(_COMMON).translate(_FOLDED)
    except UnicodeEncodeError:
        return None
    return None if b"\0" in folded else set(folded.decode().split())


def _joined(word: str) -> list[str]:
    pieces = [piece[:MAX_WORD] for piece in _PIECE.findall(word)]
    return [JOINT.join(pair) for pair in pairwise(pieces)] + pieces[-1:]

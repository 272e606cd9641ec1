"""Finding the newest activities that have all words, without gathering what nobody will look at.

The full-text index streams whole words, but what is typed are beginnings of words, and for these it gathers
every entry there is, which takes long just where the hits are many. Hits that are many are found soon by
looking at the newest entries one after the other. So these are looked at first, and only where hits turn out
to be few does the index say the rest; words that many entries have are then looked for in its hits.

Estimates decide what is done, never what is found.
"""

from collections.abc import Collection, Iterator, Sequence
from itertools import islice

from sqlalchemy import Connection

from severa_desktop.core.query import TypedTerm
from severa_desktop.store import sqlite

_STEP = 128
"""Entries looked at together."""
_MOST = 8 * _STEP
"""Entries looked at before the index is asked in any case."""
_DENSE = 12
"""Of a step, so many hits make looking on cheaper than asking the index."""
_LOOKING = 12
"""Looking at an entry takes so many times as long as gathering it from the index."""
_ABOVE_ALL = (1 << 63) - 1

_Entries = list[tuple[int, str]]


class Search:
    """One search for terms, in one state of the store."""

    def __init__(self, connection: Connection, terms: Sequence[TypedTerm]) -> None:
        self._connection = connection
        self._terms = {term: f" {term.text}" if term.is_prefix else f" {term.text} " for term in terms}
        self._counts = dict.fromkeys(terms, 0)
        self._looked_at = 0

    def all(self) -> Iterator[int]:
        """Yield the sort ids of the entries that have all terms, newest first."""
        last = _ABOVE_ALL
        while found := sqlite.newest_entries(self._connection, last, _STEP):
            last = found[-1][0]
            hits = self._look_at(found)
            yield from hits
            if not self._goes_on(len(hits)):
                yield from self._from_index(last)
                return

    def among(self, candidates: Iterator[int]) -> Iterator[int]:
        """Yield those of falling sort ids whose entries have all terms."""
        while chosen := list(islice(candidates, _STEP)):
            yield from self._look_at(sqlite.entries(self._connection, chosen))
            if self._looked_at >= _MOST:
                yield from _in_both(self._from_index(chosen[-1]), candidates)
                return

    def _look_at(self, entries: _Entries) -> list[int]:
        self._looked_at += len(entries)
        for term, text in self._terms.items():
            self._counts[term] += sum(text in terms for _, terms in entries)
        return _having(entries, self._terms.values())

    def _goes_on(self, hits: int) -> bool:
        return hits >= _DENSE and self._looked_at < _MOST

    def _from_index(self, below: int) -> Iterator[int]:
        """Yield the rest: the rarer terms' hits in the index, in which the more common ones are looked for."""
        fewest = max(min(self._counts.values()), 1)
        asked = [term for term, count in self._counts.items() if count <= fewest * _LOOKING]
        hits = sqlite.matching(self._connection, asked, below)
        others = [text for term, text in self._terms.items() if term not in asked]
        if not others:
            yield from hits
            return
        while chosen := list(islice(hits, _STEP)):
            yield from _having(sqlite.entries(self._connection, chosen), others)


def _having(entries: _Entries, texts: Collection[str]) -> list[int]:
    return [row_id for row_id, terms in entries if all(text in terms for text in texts)]


def _in_both(one: Iterator[int], other: Iterator[int]) -> Iterator[int]:
    """Yield the numbers of two falling sequences that stand in both."""
    first, second = next(one, None), next(other, None)
    while first is not None and second is not None:
        if first == second:
            yield first
            first, second = next(one, None), next(other, None)
        elif first > second:
            first = next(one, None)
        else:
            second = next(other, None)

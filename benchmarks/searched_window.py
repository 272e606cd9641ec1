"""The program's window while somebody types what to search for. Started by bench_list.

Prints a line for each search: what was typed, and the seconds from its last key to its first hits on the screen, which
is high enough for 50 of them.
"""

import sys

from PySide6.QtTest import QTest

from benchmarks.bench_search import HITS, QUERIES
from benchmarks.probe import OpenWindow, rest

BETWEEN_KEYS_MS = 90
"""A quick typist's."""
HEIGHT = 1_900


def main() -> int:
    """Open the window over the store in a folder, with so many activities, and type each query so many times."""
    opened = OpenWindow(sys.argv[1], int(sys.argv[2]), height=HEIGHT)
    for _number in range(int(sys.argv[3])):
        for query in QUERIES:
            print(f"{query.name}\t{type_query(opened, query.ours)}")
    opened.close()
    return 0


def type_query(opened: OpenWindow, words: str) -> float:
    """Return the seconds from the last key of some words to the first hits."""
    page = opened.page
    opened.seconds_until(page.filters.clear, lambda: not opened.watch.shown.search)
    page.filters.search.setFocus()
    for key in words[:-1]:
        QTest.keyClicks(page.filters.search, key)
        rest(BETWEEN_KEYS_MS)
    seconds = opened.seconds_until(
        lambda: QTest.keyClicks(page.filters.search, words[-1]), lambda: opened.watch.shown.search == words
    )
    first, last = opened.watch.seen_rows()
    if last - first + 1 < min(HITS, page.model.rowCount()):
        raise ValueError(f"only {last - first + 1} rows can be seen")
    return seconds


if __name__ == "__main__":
    sys.exit(main())

"""Search latency on a filled store: the newest 50 hits, beside `mu find` and `notmuch search`.

The words are the generator's own: common ones, so that many mails have them, which is what costs time.
"""

import argparse
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks import figures
from benchmarks.corpus import Corpus, add_corpus_options, corpus
from benchmarks.peers import Mu, Notmuch, require_peers
from benchmarks.program import Program, add_store_option, imported, scratch_folder
from benchmarks.timing import timed
from severa_desktop.core.query import ActivityQuery
from severa_desktop.paths import folders
from severa_desktop.store.store import Store

MILLISECONDS = 1000
HITS = 50


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for: as the program takes it, where every word is a prefix, and as the others do."""

    name: str
    ours: str
    theirs: str


QUERIES = (
    Query("one word", "begroting", "begroting"),
    Query("two words", "begroting planning", "begroting planning"),
    Query("prefix of two letters", "be", "be*"),
    Query("prefix of four letters", "begr", "begr*"),
    Query("a word every mail has", "example", "example"),
)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    add_corpus_options(parser)
    add_store_option(parser)
    parser.add_argument("--repeats", type=int, default=15, help="of each query (default: %(default)s)")
    parser.add_argument("--alone", action="store_true", help="without mu and notmuch")
    options = parser.parse_args()
    if not options.alone:
        require_peers()
    mails = corpus(options.mails, attachments=options.attachments)
    with imported(mails, options.store) as program, scratch_folder() as folder:
        searches = ways(program, folder, mails, alone=options.alone)
        rows = [
            (query.name, *(milliseconds(search, query, options.repeats) for search in searches.values()))
            for query in QUERIES
        ]
    print(f"{mails.mails:,} mails, newest {HITS} hits, ms, minimum / median; {figures.machine()}")
    figures.print_table(("what", *searches), rows)


def ways(program: Program, folder: Path, mails: Corpus, *, alone: bool) -> dict[str, Callable[[Query], float]]:
    """Return each way to search with what it is called; builds the others' indexes."""

    def whole_process(query: Query) -> float:
        limit = ("--limit", str(HITS))
        return timed(program.command("activities", "--search", query.ours, *limit, "--json"))

    store = Store.open(folders(str(program.folder)).store)

    def in_process(query: Query) -> float:
        start = time.perf_counter()
        with store.reading() as reader:
            list(reader.activities(ActivityQuery(search=query.ours, limit=HITS)))
        return time.perf_counter() - start

    found: dict[str, Callable[[Query], float]] = {"in the process": in_process, "our process": whole_process}
    if alone:
        return found
    mu, notmuch = Mu(folder / "mu"), Notmuch(folder / "notmuch")
    print("indexing with mu and notmuch", file=sys.stderr)
    mu.index(mails)
    notmuch.index(mails)
    found["mu find"] = lambda query: mu.find(query.theirs, HITS)
    found["notmuch search"] = lambda query: notmuch.search(query.theirs, HITS)
    return found


def milliseconds(search: Callable[[Query], float], query: Query, repeats: int) -> str:
    """Return the minimum and median of a query, asked once before to warm up."""
    search(query)
    seconds = [search(query) for _ in range(repeats)]
    return figures.least_and_median(seconds, factor=MILLISECONDS)


if __name__ == "__main__":
    sys.exit(figures.run(main))

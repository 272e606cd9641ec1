"""Reads lists page by page, also while they change: each record once, and none left out that was there all the time.

Of a list by page tokens the server keeps the place. Of a list by row numbers each page begins with the last row of the
one before: if another row stands there, rows before it were removed, and reading steps back until a known row is found.
What is added before the place that was reached is not seen; it is asked for afterwards (`whole.read_whole`).
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Generic, Protocol, Self, TypeVar

from severa_desktop.severa.errors import UnreachableError
from severa_desktop.texts import _

ROWS = 100
"""Rows of a page: the most that the description allows."""
AHEAD = 4
"""Pages that are asked for at once, so that the pace is what takes time, not the way there and back."""
_WITHOUT_NEWS = 50
"""Pages in a row that bring nothing new, until a list counts as one without an end."""


class Row(Protocol):
    """A record as Severa answers it."""

    @property
    def guid(self) -> str | None:
        """Its id."""


AnyRow = TypeVar("AnyRow", bound=Row)


class _Seen:
    """The records that came already."""

    def __init__(self) -> None:
        self._guids: set[str] = set()
        self._pages = 0

    def new(self, page: Sequence[AnyRow]) -> list[AnyRow]:
        """Return those that came for the first time; raises UnreachableError if none did for many pages."""
        rows = []
        for row in page:
            if row.guid and row.guid not in self._guids:
                self._guids.add(row.guid)
                rows.append(row)
        self._pages = 0 if rows else self._pages + 1
        if self._pages > _WITHOUT_NEWS:
            raise UnreachableError(_("Severa sends a list that does not come to an end."))
        return rows

    def begins(self, page: Sequence[Row]) -> bool:
        """Tell whether a page begins with a known record."""
        return bool(page) and page[0].guid in self._guids


def by_token(fetch: Callable[[str | None], tuple[Sequence[AnyRow], str | None]]) -> Iterator[list[AnyRow]]:
    """Return the new records of each page; `fetch` takes a page's token and returns the page and the next one's."""
    seen = _Seen()
    token: str | None = None
    while True:
        page, token = fetch(token)
        yield seen.new(page)
        if not token:
            return


def by_rows(
    fetch: Callable[[int], Sequence[AnyRow]], most: Callable[[], int] = lambda: AHEAD
) -> Iterator[list[AnyRow]]:
    """Return the new records of each page; `fetch` takes the number of the first row, and is called by threads.

    `most` says how many pages may be asked for at once now, AHEAD at the most.
    """
    seen = _Seen()
    page = fetch(0)
    yield seen.new(page)
    size = len(page)
    step = size - 1
    if step < 1:
        return
    at, back = step, step
    with _Ahead(fetch, step) as ahead:
        # A first page that is not full is most likely all there is.
        is_long = size >= ROWS
        while True:
            page = ahead.page(at, most() if is_long else 1)
            if at == 0 or seen.begins(page):
                yield seen.new(page)
                if len(page) < size:
                    return
                is_long = True
                at, back = at + step, step
            else:
                ahead.forget()
                seen.new(())
                at, back = max(0, at - back), back * 2


class _Ahead(Generic[AnyRow]):
    """Pages that are fetched before they are needed."""

    def __init__(self, fetch: Callable[[int], Sequence[AnyRow]], step: int) -> None:
        self._fetch = fetch
        self._step = step
        self._pages: dict[int, Future[Sequence[AnyRow]]] = {}
        self._threads = ThreadPoolExecutor(AHEAD, thread_name_prefix="severa-page")

    def page(self, at: int, width: int) -> Sequence[AnyRow]:
        """Return the page that begins with this row; so many are under way at once then."""
        for position in range(at, at + width * self._step, self._step):
            if position not in self._pages:
                self._pages[position] = self._threads.submit(self._fetch, position)
        return self._pages.pop(at).result()

    def forget(self) -> None:
        """Fetch again whatever is needed from now on."""
        for page in self._pages.values():
            page.cancel()
        self._pages.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.forget()
        self._threads.shutdown(wait=True, cancel_futures=True)

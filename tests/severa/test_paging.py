"""Lists that change while they are read, page by page."""

import threading
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from severa_desktop.severa.errors import UnreachableError
from severa_desktop.severa.paging import by_rows, by_token


@dataclass(frozen=True)
class Row:
    guid: str | None


class Changing:
    """A list that is changed by `changes[n]` before the nth page is answered; gives pages of at most `cap` rows."""

    def __init__(
        self, count: int, cap: int = 100, changes: dict[int, Callable[[list[str]], object]] | None = None
    ) -> None:
        self.rows = [f"row-{number:05}" for number in range(count)]
        self.always = set(self.rows)
        self.asked: list[int] = []
        self._cap = cap
        self._changes = dict(changes or {})
        self._lock = threading.Lock()

    def rows_from(self, first: int) -> list[Row]:
        with self._lock:
            self._change()
            self.asked.append(first)
            self.always &= set(self.rows)
            return [Row(guid) for guid in self.rows[first : first + self._cap]]

    def _change(self) -> None:
        change = self._changes.pop(len(self.asked), None)
        if change is not None:
            change(self.rows)

    def after(self, token: str | None) -> tuple[list[Row], str | None]:
        """Give a page by a token that names the last row before it."""
        self._change()
        self.rows.sort()
        at = next((n for n, row in enumerate(self.rows) if token is None or row > token), len(self.rows))
        page = self.rows_from(at)
        more = len(page) == self._cap and page[-1].guid != self.rows[-1]
        return page, page[-1].guid if more else None


def all_of(pages: object) -> list[str]:
    return [row.guid for page in pages for row in page]  # type: ignore[attr-defined]


@pytest.mark.parametrize("count", [0, 1, 2, 99, 100, 101, 199, 200, 1000])
def test_a_list_is_read_to_its_end(count: int) -> None:
    changing = Changing(count)
    assert all_of(by_rows(changing.rows_from)) == changing.rows
    # Each page begins with the last row of the one before; a few are asked for that are not there any more.
    assert len(changing.asked) <= 1 + (count + 98) // 99 + 3


def test_no_more_pages_are_asked_for_at_once_than_wanted() -> None:
    changing = Changing(1000)
    lock, at_once, most = threading.Lock(), 0, 0

    def fetch(first: int) -> list[Row]:
        nonlocal at_once, most
        with lock:
            at_once += 1
            most = max(most, at_once)
        page = changing.rows_from(first)
        with lock:
            at_once -= 1
        return page

    assert all_of(by_rows(fetch, lambda: 1)) == changing.rows
    assert most == 1
    # None is asked for after the end, either.
    assert changing.asked == list(range(0, 1000, 99))


def test_a_list_with_nothing_new_costs_one_request() -> None:
    changing = Changing(0)
    assert all_of(by_rows(changing.rows_from)) == []
    assert changing.asked == [0]


@pytest.mark.parametrize("cap", [2, 3, 20, 50])
def test_a_server_that_gives_smaller_pages_is_read_to_its_end_too(cap: int) -> None:
    changing = Changing(173, cap)
    assert all_of(by_rows(changing.rows_from)) == changing.rows


def test_pages_are_asked_for_side_by_side() -> None:
    changing = Changing(1000)
    together = threading.Barrier(4)

    def fetch(first: int) -> list[Row]:
        if 0 < first < 400:
            together.wait(60)
        return changing.rows_from(first)

    assert all_of(by_rows(fetch)) == changing.rows


def test_rows_that_go_take_none_along() -> None:
    def remove(rows: list[str]) -> None:
        del rows[10:60]

    changing = Changing(500, changes={1: remove})
    found = all_of(by_rows(changing.rows_from))
    assert changing.always <= set(found)
    assert len(found) == len(set(found)) == 500


def test_rows_that_come_bring_none_twice() -> None:
    changing = Changing(500, changes={1: lambda rows: rows.__setitem__(slice(5, 5), [f"new-{n}" for n in range(70)])})
    found = all_of(by_rows(changing.rows_from))
    assert changing.always <= set(found)
    assert len(found) == len(set(found))


def test_a_list_that_nearly_all_goes_from_comes_to_an_end() -> None:
    changing = Changing(900, changes={4: lambda rows: rows.__delitem__(slice(3, None))})
    found = all_of(by_rows(changing.rows_from))
    assert {"row-00000", "row-00001", "row-00002"} <= set(found)
    changing = Changing(900, changes={1: list.clear})
    assert len(all_of(by_rows(changing.rows_from))) == 100


EDITS = st.dictionaries(
    st.integers(1, 12),
    st.tuples(st.sampled_from(["insert", "remove"]), st.integers(0, 400), st.integers(1, 120)),
    max_size=6,
)


def edit(number: int, kind: str, at: int, count: int) -> Callable[[list[str]], object]:
    def insert(rows: list[str]) -> None:
        place = min(at, len(rows))
        before = rows[place - 1] if place else "row-"
        rows[place:place] = [f"{before}+{number}.{one:03}" for one in range(count)]

    def remove(rows: list[str]) -> None:
        del rows[at : at + count]

    return insert if kind == "insert" else remove


@given(st.integers(0, 450), st.sampled_from([7, 20, 100]), EDITS)
def test_whatever_changes_each_row_that_stays_comes_once(
    count: int, cap: int, edits: dict[int, tuple[str, int, int]]
) -> None:
    changes = {number: edit(number, *one) for number, one in edits.items()}
    changing = Changing(count, cap, changes)
    found = all_of(by_rows(changing.rows_from))
    assert changing.always <= set(found)
    assert len(found) == len(set(found))


@given(st.integers(0, 450), st.sampled_from([7, 20, 100]), EDITS)
def test_that_holds_for_pages_by_token_as_well(count: int, cap: int, edits: dict[int, tuple[str, int, int]]) -> None:
    changes = {number: edit(number, *one) for number, one in edits.items()}
    changing = Changing(count, cap, changes)
    found = all_of(by_token(changing.after))
    assert len(found) == len(set(found))
    assert changing.always <= set(found)


def test_a_row_that_is_on_two_pages_comes_once() -> None:
    pages = {None: ([Row("a"), Row("b")], "1"), "1": ([Row("b"), Row("c")], "2"), "2": ([Row("c"), Row("d")], None)}
    assert all_of(by_token(lambda token: pages[token])) == ["a", "b", "c", "d"]


def test_a_row_without_an_id_is_left_out() -> None:
    assert all_of(by_token(lambda _token: ([Row(None), Row("a"), Row("")], None))) == ["a"]
    rows = [Row(None), Row("a"), Row("b")]
    assert all_of(by_rows(lambda first: rows[first:])) == ["a", "b"]


@pytest.mark.parametrize("page", [[], [Row("a")]])
def test_pages_that_never_end_are_left(page: list[Row]) -> None:
    with pytest.raises(UnreachableError, match="does not come to an end"):
        all_of(by_token(lambda _token: (page, "again")))


def test_nor_are_rows_read_for_ever() -> None:
    with pytest.raises(UnreachableError, match="does not come to an end"):
        all_of(by_rows(lambda _first: [Row("a"), Row("b"), Row("c")]))


def test_what_a_page_raises_is_raised_and_ends_the_others() -> None:
    changing = Changing(1000)

    def fetch(first: int) -> list[Row]:
        if first > 300:
            raise UnreachableError("no")
        return changing.rows_from(first)

    with pytest.raises(UnreachableError, match="no"):
        all_of(by_rows(fetch))
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("severa-page")]


def test_whoever_stops_reading_leaves_nothing_behind() -> None:
    pages = by_rows(Changing(1000).rows_from)
    next(pages)
    next(pages)
    pages.close()  # type: ignore[attr-defined]
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("severa-page")]

"""Threads that work beside the window wait while it works, and never for longer than they must."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from severa_desktop import giving_way
from severa_desktop.giving_way import give_way, go_first, have_gone
from severa_desktop.store.store import Store
from tests.e2e.waiting import DEADLINE
from tests.other_thread import Other


@pytest.fixture
def for_long(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let others wait until they may go on, however long that takes."""
    monkeypatch.setattr(giving_way, "_LONGEST", DEADLINE)
    yield
    have_gone()


@pytest.mark.usefixtures("for_long")
def test_others_wait_until_whoever_went_first_has_gone() -> None:
    go_first()
    other = Other(give_way)
    assert other.waits()
    have_gone()
    assert other.ends()


@pytest.mark.usefixtures("for_long")
def test_whoever_goes_first_waits_for_nobody() -> None:
    go_first()
    give_way()


def test_nobody_waits_where_nobody_goes_first() -> None:
    give_way()
    assert list(giving_way.giving_way(iter("ab"))) == ["a", "b"]


def test_others_go_on_where_whoever_went_first_may_be_waiting_for_them() -> None:
    go_first()
    assert Other(give_way).ends()
    have_gone()


@pytest.mark.usefixtures("for_long")
def test_a_long_walk_over_records_is_interrupted() -> None:
    taken: list[int] = []

    def records() -> Iterator[int]:
        yield 1
        go_first_elsewhere()
        yield 2

    def go_first_elsewhere() -> None:
        first = Other(go_first)
        assert first.ends()
        interrupted.set()

    interrupted = threading.Event()
    other = Other(lambda: taken.extend(giving_way.giving_way(records())))
    assert interrupted.wait(DEADLINE)
    assert other.waits()
    assert taken == [1]
    have_gone()
    assert other.ends()
    assert taken == [1, 2]


@pytest.mark.usefixtures("for_long")
def test_the_store_gives_way_between_two_statements(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "severa-desktop.sqlite")

    def look() -> None:
        with store.reading() as reader:
            reader.live()

    look()
    go_first()
    other = Other(look)
    assert other.waits()
    have_gone()
    assert other.ends()
    store.close()

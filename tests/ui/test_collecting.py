"""Freeing what is not used any more: soon, and without looking at all that was loaded each time."""

import gc
import sys
import weakref
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from types import ModuleType

import pytest
from PySide6.QtWidgets import QApplication

from severa_desktop.ui.collecting import Collector


@pytest.fixture
def collector(qapp: QApplication) -> Iterator[Collector]:
    made = Collector(qapp)
    yield made
    made.close()
    made.deleteLater()
    # As the tests of the window have it.
    gc.freeze()
    gc.disable()


class Knot:
    """Something that only a collector frees."""

    def __init__(self) -> None:
        self.itself = self


def test_knots_are_freed_by_and_by(collector: Collector) -> None:
    knot = weakref.ref(Knot())
    many = [Knot() for _number in range(2 * gc.get_threshold()[0])]
    collector.look()
    assert knot() is None
    assert len(many) > 0


def test_what_comes_in_great_numbers_is_not_looked_through_and_what_comes_then_is_freed(collector: Collector) -> None:
    """As the records of a large directory do."""
    collector.look()
    records = [(Knot(), number) for number in range(30_000)]
    before = gc.get_freeze_count()
    collector.look()
    assert gc.get_freeze_count() - before >= len(records)
    knot = weakref.ref(Knot())
    many = [Knot() for _number in range(2 * gc.get_threshold()[0])]
    collector.look()
    assert knot() is None
    assert len(many) > 0


def test_what_comes_in_great_numbers_little_by_little_is_not_looked_through_again(collector: Collector) -> None:
    collector.look()
    before = gc.get_freeze_count()
    records = []
    for _turn in range(2 * gc.get_threshold()[1]):
        records.append([Knot() for _number in range(5_000)])
        collector.look()
    assert gc.get_freeze_count() - before > 30_000
    assert len(records) > 0


def test_other_threads_go_on_making_objects(collector: Collector) -> None:
    """Whoever held all objects to count them would break those that are just being made."""

    def make() -> int:
        return sum(len(tuple((one,) for one in range(100_000))) for _number in range(5))

    former = sys.getswitchinterval()
    sys.setswitchinterval(0.0001)
    try:
        with ThreadPoolExecutor() as threads:
            made = threads.submit(make)
            while not made.done():
                many = [Knot() for _number in range(5_000)]
                collector.look()
                assert len(many) > 0
            assert made.result() == 500_000
    finally:
        sys.setswitchinterval(former)


def test_what_was_loaded_is_not_looked_at_again_and_what_comes_then_is_freed(
    collector: Collector, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded = [Knot() for _number in range(100)]
    before = gc.get_freeze_count()
    collector.look()
    assert gc.get_freeze_count() - before < len(loaded)
    monkeypatch.setitem(sys.modules, "just_loaded", ModuleType("just_loaded"))
    collector.look()
    assert gc.get_freeze_count() - before >= len(loaded)
    knot = weakref.ref(Knot())
    many = [Knot() for _number in range(2 * gc.get_threshold()[0])]
    collector.look()
    assert knot() is None
    assert len(many) > 0

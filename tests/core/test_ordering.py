"""The orders that lists of activities can have."""

from severa_desktop.core.ordering import Order, SortColumn


def test_a_list_begins_with_the_newest() -> None:
    assert Order() == Order(SortColumn.DATE, descending=True)

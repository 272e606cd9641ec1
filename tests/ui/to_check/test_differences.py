"""From one list of keys to another: nothing that stays is touched, as far as that is quick."""

from array import array
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from severa_desktop.ui.to_check.differences import Step, nearest, steps

KEYS = st.lists(st.integers(-6, 6), unique=True, max_size=12).map(lambda keys: array("q", keys))


def keys(*numbers: int) -> "array[int]":
    return array("q", numbers)


def carried_out(before: "array[int]", wanted: list[Step]) -> tuple["array[int]", set[int]]:
    """Return what steps make of a list, and which keys went at any time."""
    now, gone = array("q", before), set[int]()
    for step in wanted:
        assert (step.gone > 0) != (len(step.new) > 0)
        assert step.first + step.gone <= len(now)
        gone.update(now[step.first : step.first + step.gone])
        now = now[: step.first] + step.new + now[step.first + step.gone :]
    return now, gone


@given(KEYS, KEYS)
def test_the_steps_lead_from_one_to_the_other(before: "array[int]", after: "array[int]") -> None:
    assert carried_out(before, steps(before, after))[0] == after


@given(KEYS, st.sets(st.integers(-6, 6)), st.lists(st.integers(7, 20), unique=True, max_size=5), st.randoms())
def test_what_stays_in_its_order_is_not_touched(
    before: "array[int]", going: set[int], new: list[int], chance: Random
) -> None:
    after = array("q", [key for key in before if key not in going])
    for key in new:
        after.insert(chance.randint(0, len(after)), key)
    result, gone = carried_out(before, steps(before, after))
    assert result == after
    assert gone == going & set(before)


def test_nothing_to_do() -> None:
    assert steps(keys(), keys()) == []
    assert steps(keys(1, 2), keys(1, 2)) == []


def test_rows_that_follow_each_other_go_at_once() -> None:
    assert steps(keys(1, 2, 3, 4, 5), keys(1, 4)) == [Step(4, 1, keys()), Step(1, 2, keys())]
    assert steps(keys(1), keys(8, 9, 1, 7)) == [Step(0, 0, keys(8, 9)), Step(3, 0, keys(7))]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(range(1_000), range(0, 1_000, 2), id="too many steps"),
        pytest.param(range(9_000), range(1, 8_999, 2), id="too many rows"),
        pytest.param([1, 2, 3, 4], [1, 3, 2, 4], id="another order"),
    ],
)
def test_where_much_is_different_all_between_goes_and_comes(before: list[int], after: list[int]) -> None:
    wanted = steps(keys(*before), keys(*after))
    assert len(wanted) <= 2
    assert carried_out(keys(*before), wanted)[0] == keys(*after)


@given(st.integers(-6, 6), KEYS, KEYS)
def test_the_nearest_that_is_there(key: int, before: "array[int]", after: "array[int]") -> None:
    found = nearest(key, before, after)
    if key in after or key not in before or not set(before) & set(after):
        assert found == key
    else:
        below = [one for one in before[before.index(key) :] if one in after]
        above = [one for one in before[: before.index(key)] if one in after]
        assert found == (below[0] if below else above[-1])

"""Lines of a long list: fetched around what is looked at, kept by their keys, let go when there are many."""

from array import array
from collections.abc import Callable, Mapping, Sequence

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from severa_desktop.bootstrap import Application
from severa_desktop.ui.context import Context
from severa_desktop.ui.lines import Lines

Settle = Callable[[Context], None]
MANY = 20_000


class Asked:
    """Lines that say their own keys, and what was asked for."""

    def __init__(self, context: Context) -> None:
        self.owner = QObject()
        self.fetched: list[tuple[int, int]] = []
        self.wanted: list[int] = []
        self.gone: set[int] = set()
        self.lines: Lines[str] = Lines(
            context.background, self.owner, self._fetch, lambda first, last: self.fetched.append((first, last))
        )

    def _fetch(self, _services: Application, keys: Sequence[int]) -> Mapping[int, str]:
        self.wanted += keys
        return {key: f"line {key}" for key in keys if key not in self.gone}


@pytest.fixture
def asked(context: Context) -> Asked:
    return Asked(context)


def keys(*numbers: int) -> "array[int]":
    return array("q", numbers)


def test_a_line_comes_with_those_around_it(asked: Asked, context: Context, settle: Settle, qtbot: QtBot) -> None:
    asked.lines.begin(keys(*range(MANY)), {0: "first"})
    assert asked.lines.line(0) == "first"
    assert [asked.lines.line(row) for row in (10_000, 10_001)] == [None, None]
    settle(context)
    assert asked.fetched == [(9_984, 10_047)]
    assert asked.lines.line(10_000) == "line 10000"
    assert len(asked.wanted) == 64


def test_a_line_that_is_gone_is_asked_for_once(asked: Asked, context: Context, settle: Settle) -> None:
    asked.gone = {1}
    asked.lines.begin(keys(1, 2), {})
    for _number in range(3):
        assert asked.lines.line(0) is None
        settle(context)
    assert asked.wanted == [1, 2]
    assert asked.lines.line(1) == "line 2"


def test_read_anew_lines_show_as_they_were_until_they_come(asked: Asked, context: Context, settle: Settle) -> None:
    asked.lines.begin(keys(1, 2), {1: "before", 2: "before"})
    asked.lines.begin(keys(3, 1, 2), {})
    assert asked.lines.line(1) == "before"
    settle(context)
    assert asked.lines.line(1) == "line 1"


def test_an_answer_to_what_is_not_shown_any_more_is_nothing(asked: Asked, context: Context, settle: Settle) -> None:
    asked.lines.begin(keys(1), {})
    asked.lines.line(0)
    asked.lines.begin(keys(2), {})
    settle(context)
    assert asked.fetched == []


def test_what_was_looked_at_long_ago_is_let_go(asked: Asked, context: Context, settle: Settle) -> None:
    asked.lines.begin(keys(*range(MANY)), {})
    for row in range(0, MANY, 64):
        asked.lines.line(row)
    settle(context)
    assert asked.lines.line(MANY - 1) is not None
    assert asked.lines.line(0) is None
    assert len(asked.lines._lines) == 4096
    settle(context)
    assert asked.lines.line(0) == "line 0"

"""Comments in header values."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from severa_desktop.mail.comments import comment_end, without_comments


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a", "a"),
        ("a(b)c", "a c"),
        ("(a)", " "),
        ("a (b (c) d) e", "a   e"),
        ("a (b \\) c) d", "a   d"),
        ('"a (b)" (c)', '"a (b)"  '),
        ("a (b", "a (b"),
        ("a (b (c) d", "a (b   d"),
        ("a) b", "a) b"),
        ("\\(a (b)", "\\(a  "),
        ('"a (b)', '"a  '),
    ],
)
def test_without_comments(text: str, expected: str) -> None:
    assert without_comments(text) == expected


@pytest.mark.parametrize(
    ("text", "start", "end"), [("(a)b", 0, 3), ("x(a(b)c)d", 1, 8), ("(a", 0, -1), ("(a\\)", 0, -1), ("(((", 0, -1)]
)
def test_comment_end(text: str, start: int, end: int) -> None:
    assert comment_end(text, start) == end


@given(st.text(alphabet='()\\"a '))
def test_balanced_text_has_no_comment_left(text: str) -> None:
    result = without_comments(text)
    assert len(result) <= len(text)


@pytest.mark.parametrize("piece", ["(", ")", "()", "(()", "\\(", '"', '\\"', '"('])
def test_hostile_input_takes_linear_time(piece: str) -> None:
    started = time.process_time()
    without_comments(piece * (300_000 // len(piece)))
    assert time.process_time() - started < 10

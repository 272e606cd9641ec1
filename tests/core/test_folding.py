"""Words in the form in which they are indexed and searched."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from severa_desktop.core.folding import fold


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Offerte WEBSHOP", "offerte webshop"),
        ("Zoë", "zoe"),
        ("Zoe\u0308", "zoe"),
        ("Straße", "strasse"),
        ("Ærø Łódź", "aero lodz"),
        ("ÇİĞ ıı", "cig ii"),
        ("Ĳsbreker", "ijsbreker"),
        ("ﬁnancieel", "financieel"),
        ("Москва", "москва"),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text(), st.text())
def test_folding_line_by_line_is_folding_the_whole(one: str, other: str) -> None:
    assert fold(f"{one}\n{other}") == f"{fold(one)}\n{fold(other)}"


def test_a_heap_of_marks_costs_no_more_than_other_text() -> None:
    assert fold("\u0301\u0327" * 200_000) == ""
    assert fold("\u05b0\u0591" * 200_000).startswith("\u05b0")

"""Where found words are marked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from severa_desktop.core.marks import marks


@pytest.mark.parametrize(
    ("text", "search", "expected"),
    [
        ("Offerte webshop", "off", ["Off"]),
        ("Offerte webshop", "web OFFERTE", ["Offerte", "web"]),
        ("Zoë Straße", "zoe strasse", ["Zoë", "Straße"]),
        ("Straße", "stras", ["Straß"]),
        ("aanbieding", "bieding", []),
        ("piet@bakkerijjansen.nl", "bakkerij", ["bakkerij"]),
        ("niets", "", []),
        ("niets", "@@ --", []),
        ("webshop", "webshop web", ["webshop"]),
    ],
)
def test_beginnings_of_words_are_marked(text: str, search: str, expected: list[str]) -> None:
    assert [text[start : start + length] for start, length in marks(text, search)] == expected


def test_only_the_beginning_of_a_long_text_is_looked_at() -> None:
    assert marks("x " * 20_000 + "offerte", "offerte") == ()


@given(st.text(), st.text())
def test_marks_lie_within_the_text_and_apart(text: str, search: str) -> None:
    end = 0
    for start, length in marks(text, search):
        assert start >= end
        assert length > 0
        end = start + length
    assert end <= len(text)


_PLAIN = st.text(st.characters(max_codepoint=127))


@given(_PLAIN, _PLAIN)
def test_plain_letters_are_marked_as_they_are_beside_others(text: str, search: str) -> None:
    assert marks(text, search) == marks(f"{text} ж", search)

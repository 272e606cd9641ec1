"""Tags and attributes of HTML."""

import time
from collections.abc import Iterable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from severa_desktop.mail.html_tags import (
    NAME,
    RAW_CONTENT,
    RAW_NAME,
    Tag,
    find_tags,
    is_slice_end,
    read_attributes,
    short_attributes,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a=\"1\" b='2' c=3 d", {"a": "1", "b": "2", "c": "3", "d": ""}),
        ('A = "x" a="y"', {"a": "x"}),
        ('src="a&amp;b&#61;c&eacute;"', {"src": "a&b=cé"}),
        ('href="?a=1&copy=2&amp;lt=3"', {"href": "?a=1&copy=2&lt=3"}),
        ('a="open b=1', {"a": "open", "b": "1"}),
        ("a='' b=\"\"", {"a": "", "b": ""}),
        ("/ a=1 /", {"a": "1"}),
        ("", {}),
    ],
)
def test_attributes(text: str, expected: dict[str, str]) -> None:
    assert dict(read_attributes(text)) == expected


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("<a><B c='>'></b>", ["a", "B", "b"]),
        ("<a b='>", ["a"]),
        ("<p x=\"a'b\"><q y='c\"d'>", ["p", "q"]),
        ("<a", []),
        ("< a><1><a>", ["a"]),
        ("<a <b>", ["a"]),
        ("<v:imagedata src=x/>", ["v:imagedata"]),
    ],
)
def test_names(text: str, names: list[str]) -> None:
    assert [tag[NAME] for tag in find_tags([text]) if tag[NAME]] == names


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("<style>a</style>", "a"),
        ("<STYLE x=1>a</b></Style >", "a</b>"),
        ("<script>a</scripts></script", "a</scripts></script"),
        ("<script>a", "a"),
    ],
)
def test_raw_content(text: str, content: str) -> None:
    tag = next(find_tags([text]))
    assert tag[RAW_NAME]
    assert tag[RAW_CONTENT] == content


def found(tags: Iterable[Tag]) -> list[tuple[str | None, ...]]:
    return [(tag[0], *tag.groups()) for tag in tags if not is_slice_end(tag)]


PIECES = [
    "<a", "<b>", "</b>", " x", "=", '"', "'", ">", " y='>'", ' z=">"', "<!--", "-->", "-", "<script", "</script",
    "tekst", "<", "/", "!", " ", "<!doctype html>",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=40), st.data())
def test_slices_make_no_difference(pieces: list[str], data: st.DataObject) -> None:
    text = "".join(pieces)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=10)))
    slices = [text[start:end] for start, end in pairwise([0, *cuts, len(text)])]
    assert found(find_tags(slices)) == found(find_tags([text]))


def test_all_text_stands_before_a_tag_or_the_end_of_a_slice() -> None:
    slices = ["een &am", "p; twee <b", ">drie</b> <", "!-- x ", "--> vier 1 <", " 2", ""]
    read, last = "", 0
    for tag in find_tags(slices):
        read += tag.string[last : tag.start()] + tag[0]
        last = 0 if is_slice_end(tag) else tag.end()
    assert read == "".join(slices)


def test_of_a_large_tag_only_what_is_written_out_is_left_out() -> None:
    (tag, _end) = find_tags([f"<img alt='een = twee' src=\"data:image/png;base64,{'A' * 100_000}==\" width=3>"])
    assert read_attributes(short_attributes(tag)) == {"alt": "een = twee", "src": "==", "width": "3"}


def test_a_long_text_without_white_space_is_not_held() -> None:
    lengths = [len(tag.string) for tag in find_tags(["Dag " + "x" * 50_000] + ["x" * 50_000] * 20)]
    assert max(lengths) < 200_000


@pytest.mark.parametrize("piece", ["x", "<", "<a b='", "<!--", "<p>", '<p a="', "x "])
def test_many_slices_take_linear_time(piece: str) -> None:
    started = time.process_time()
    assert sum(1 for _ in find_tags([piece * 1_000] * 1_000))
    assert time.process_time() - started < 3

"""Tags and attributes of HTML."""

import time

import pytest

from severa_desktop.mail.html_tags import (
    NAME,
    RAW_CONTENT,
    RAW_NAME,
    attributes_of,
    find_tags,
    read_attributes,
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
    assert [tag[NAME] for tag in find_tags(text) if tag[NAME]] == names


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
    tag = next(find_tags(text))
    assert tag[RAW_NAME]
    assert tag[RAW_CONTENT] == content


def test_a_tag_that_only_an_attack_makes_so_long_has_no_attributes() -> None:
    for length, read in ((200_000, {"title": "x" * 200_000}), (300_000, {})):
        tag = next(find_tags(f'<p title="{"x" * length}">'))
        assert tag[NAME] == "p"
        assert read_attributes(attributes_of(tag)) == read


@pytest.mark.parametrize("piece", ["x", "<", "<a b='", "<!--", "<p>", '<p a="', "x "])
def test_hostile_repetition_takes_linear_time(piece: str) -> None:
    started = time.process_time()
    assert sum(1 for _ in find_tags(piece * 1_000_000)) <= 1_000_000
    assert time.process_time() - started < 10

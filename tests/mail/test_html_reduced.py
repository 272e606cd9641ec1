"""HTML reduced to what a simple view shows: well formed, small to lay out, and nothing from elsewhere."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from severa_desktop.mail.html_reduced import MOST_TAGS, reduce_html


def reduced(document: str) -> str:
    found = reduce_html(document, {"cid:logo": "cid:part1"}.get)
    assert found
    return found.html


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ("<p>a<p>b", "<p>a</p><p>b</p>"),
        ("<b><i>x</b>y</i>", "<b><i>x</i></b>y"),
        ("<ul><li>a<li>b<ul><li>c</ul><li>d</ul>", "<ul><li>a</li><li>b<ul><li>c</li></ul></li><li>d</li></ul>"),
        ("<table><tr><td>a<td><ul><li>b<tr><td>c</table>d",
         "<table><tr><td>a</td><td><ul><li>b</li></ul></td></tr><tr><td>c</td></tr></table>d"),
        ("<div><table><tr><td></div>a</table>b</div>", "<div><table><tr><td>a</td></tr></table>b</div>"),
        ("<td>a</td><tr>b", "ab"),
        ("<dl><dt>a<dd>b<dt>c</dl>", "<dl><dt>a</dt><dd>b</dd><dt>c</dt></dl>"),
        ("1 < 2 <3 <img src=cid:logo", "1 &lt; 2 &lt;3 &lt;img src=cid:logo"),
        ("&lt;b&gt; &amp; &euro;", "&lt;b&gt; &amp; &euro;"),
        ("a<br/>b<hr>c", "a<br>b<hr>c"),
    ],
)  # fmt: skip
def test_whatever_is_open_is_closed(document: str, expected: str) -> None:
    assert reduced(document) == expected


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ("<script>alert(1)</script>a<style>p{}</style><title>t</title>", "a"),
        ("<form action=x>naam <input name=a><button>ok</button></form>", "naam ok"),
        ("<select><option>1</select><svg><text>x</text></svg><video>x</video>a", "a"),
        ("<noscript>a</noscript><object data=x><p>b</object>c", "ac"),
        ('<div style="display:none">a<div>b</div></div>c', "c"),
        ('<p style="DISPLAY: none">a<p>b', "b"),
        ('<p style="color:#fff;background:url(x);font-weight:Bold !important;position:fixed">a</p>',
         '<p style="font-weight:bold">a</p>'),
        ('<b style="font-weight:bold" onclick=x>a</b>', "<b>a</b>"),
        ('<font color="black" face="x">a</font>', "a"),
        ('<td width=600 bgcolor=red>', ""),
        ('<table width=600 bgcolor=red><tr><td width="50%" align=RIGHT>a</table>',
         '<table><tr><td align="right" width="50%">a</td></tr></table>'),
        ('<ol start="3" type="a"><li>a</ol>', '<ol start="3" type="a"><li>a</li></ol>'),
        ("<!-- a --><?x?><!doctype html>b", "b"),
    ],
)  # fmt: skip
def test_only_what_says_something_is_left(document: str, expected: str) -> None:
    assert reduced(document) == expected


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ('<a href=" https://x.nl/?a=1&amp;b=2 ">a</a>',
         '<a href="https://x.nl/?a=1&amp;b=2" title="https://x.nl/?a=1&amp;b=2">a</a>'),
        ('<a href="mailto:a@b.nl" title="iets anders">a</a>', '<a href="mailto:a@b.nl" title="mailto:a@b.nl">a</a>'),
        ('<a href="java\nscript:alert(1)">a</a>', "a"),
        ('<a href="file:///etc/passwd">a</a><a name=x>b</a>', "ab"),
        ('<a href="https://x.nl/\u202egpj.exe">a</a>',
         '<a href="https://x.nl/\u202egpj.exe" title="https://x.nl/\N{REPLACEMENT CHARACTER}gpj.exe">a</a>'),
        ('<a href="http://a.nl">a<a href="http://b.nl">b',
         '<a href="http://a.nl" title="http://a.nl">a</a><a href="http://b.nl" title="http://b.nl">b</a>'),
    ],
)  # fmt: skip
def test_a_link_says_where_it_leads(document: str, expected: str) -> None:
    assert reduced(document) == expected


def test_pictures_of_the_mail_stay_and_others_are_their_words() -> None:
    assert reduced('<img src="cid:logo" width=100 height="50%" alt="&quot;A&quot;" onerror=x>') == (
        '<img src="cid:part1" alt="&quot;A&quot;" width="100">'
    )
    assert reduced('<img src="cid:gone" alt="A &lt; B"><img src="https://x/a.gif">') == "A &lt; B"


@pytest.mark.parametrize(
    ("document", "count"),
    [
        ('<img src="https://x/a.gif"><img src="https://x/a.gif"><img src="//x/b.gif">', 2),
        ('<table background="http://x/a.png"><td style="background:url(http://x/b.png)">', 2),
        ('<img srcset="http://x/a.png 1x, http://x/b.png 2x"><video poster="http://x/c.png">', 3),
        ("<style>div { background: url('http://x/a.png') }</style>", 1),
        ('<img src="cid:logo"><img src="cid:gone"><img src="data:image/png;base64,AA"><img src="a.png">', 0),
        ('<a href="http://x/a.png">a</a>', 0),
    ],
)
def test_pictures_from_elsewhere_are_counted(document: str, count: int) -> None:
    found = reduce_html(document, {"cid:logo": "cid:part1"}.get)
    assert found
    assert found.remote_pictures == count
    assert "x/" not in found.html.replace('href="http://x/a.png" title="http://x/a.png"', "")


@pytest.mark.parametrize(
    "document",
    [
        "<div>" * 150_000,
        "<table><tr><td>" * 5_000,
        "<b>" * 150_000,
        "<div>" * 60 + "</b>" * 150_000,
        "".join(f"<b a={number}>" for number in range(50_000)) + "<p>x" * 10_000,
        "<div style='display:none'>" * 70_000,
        "<p " + "a=b " * 150_000 + ">",
        "<a href='http://x'>" * 10_000,
    ],
)
def test_nothing_is_deep_or_slow(document: str) -> None:
    started = time.process_time()
    html = reduced(document)
    assert time.process_time() - started < 10
    depth = deepest = 0
    for closing, name in re.findall("<(/?)([a-z0-9]+)", html):
        depth += 0 if name in ("br", "hr", "img") else -1 if closing else 1
        deepest = max(deepest, depth)
    assert depth == 0
    assert deepest <= 60


def test_a_table_cannot_ask_for_endless_room() -> None:
    wide = "<table><tr>" + "<td>" * 1_000 + "<tr><td>" * 1_000
    assert reduced(wide).count("<tr>") < 100
    assert "span" not in reduced('<table><tr><td colspan="2000" rowspan="1000">a')
    assert 'colspan="3"' in reduced('<table><tr><td colspan="3">a')


def test_too_many_tags_are_too_much() -> None:
    assert reduce_html("<br>" * (MOST_TAGS + 1), lambda _source: None) is None


PIECES = st.sampled_from(
    ["<p>", "</p>", "<b>", "</b>", "<table>", "<tr>", "<td>", "</td>", "</table>", "<ul>", "<li>", "</ul>", "<a href=",
     "'http://x'", ">", "<", "</", "<img src=cid:logo>", "<img src=http://x>", "<div style='display:none'>", "</div>",
     "<script>", "</script>", "<!--", "-->", "&lt;", "&", '"', "'", " ", "text", "\u20ac", "<caption>", "<dd>", "\n"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=40).map("".join))
def test_any_document_becomes_well_formed_and_stays_as_it_is(document: str) -> None:
    html = reduced(document)
    open_tags: list[str] = []
    for closing, name in re.findall("<(/?)([a-z0-9]+)", html):
        if closing:
            assert open_tags.pop() == name
        elif name not in ("br", "hr", "img"):
            open_tags.append(name)
    assert open_tags == []
    assert reduce_html(html, {"cid:part1": "cid:part1"}.get).html == html  # type: ignore[union-attr]

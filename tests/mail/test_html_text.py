"""HTML as readable text."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from severa_desktop.mail import html_text


def html_to_text(html: str) -> str:
    return "".join(html_text.html_to_text(html))


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("", ""),
        ("Gewoon", "Gewoon"),
        ("<p>een</p><p>twee</p>", "een\n\ntwee"),
        ("een<br>twee<br/>drie", "een\ntwee\ndrie"),
        ("een<br><br>twee", "een\n\ntwee"),
        ("<div>een</div><div>twee</div>", "een\ntwee"),
        ("<div>een</div><div><br></div><div>twee</div>", "een\n\ntwee"),
        ("<div><div><div>een</div></div></div>twee", "een\ntwee"),
        ("<h1>Kop</h1>tekst<h2>Kop 2</h2>", "Kop\n\ntekst\n\nKop 2"),
        ("<p>een</p><p>&nbsp;</p><p>twee</p>", "een\n\ntwee"),
        ("een<hr>twee", "een\n---\ntwee"),
        ("<p>een<p>twee", "een\n\ntwee"),
        ("<section><article>a</article></section><footer>b</footer>", "a\nb"),
    ],
)
def test_blocks(html: str, expected: str) -> None:
    assert html_to_text(html) == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("  een \n\t twee  ", "een twee"),
        ("een <b> twee </b> drie", "een twee drie"),
        ("een<b>twee</b>drie", "eentweedrie"),
        ("een <br> twee", "een\ntwee"),
        ("<p> een </p> \n <p> twee </p>", "een\n\ntwee"),
        ("a&nbsp;&nbsp;b", "a  b"),
        ("a&nbsp;b", "a b"),
        ("<span>Zie </span><i>dit</i><span> eens</span>", "Zie dit eens"),
        ("全角\u3000空白", "全角\u3000空白"),
        ("<pre>\n  a\n    b\n\n\nc</pre>d", "  a\n    b\n\n\nc\n\nd"),
        ("<pre>a   b</pre>", "a   b"),
        ("a\u00adb\u200bc", "abc"),
    ],
)
def test_white_space(html: str, expected: str) -> None:
    assert html_to_text(html) == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("Caf&eacute; &euro;&#8364;&#x20AC; &amp;amp; &lt;b&gt;", "Café €€€ &amp; <b>"),
        ("&eacute &copy &onbekend; & los", "é © &onbekend; & los"),
        ("&#0;&#xD800;&#x110000;", "\ufffd\ufffd\ufffd"),
        ("&#128;", "€"),
        ("a&#" + "1" * 5_000 + ";b", "a&#" + "1" * 5_000 + ";b"),
    ],
)
def test_entities(html: str, expected: str) -> None:
    assert html_to_text(html) == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<a href="https://x.nl/a?b=1&amp;c=2">de winkel</a>', "de winkel <https://x.nl/a?b=1&c=2>"),
        ('Zie <a href="https://x.nl">hier</a>, ja', "Zie hier <https://x.nl>, ja"),
        ("<a href='https://x.nl'>hier</a>", "hier <https://x.nl>"),
        ("<a href=https://x.nl>hier</a>", "hier <https://x.nl>"),
        ('<A class="x" HREF = "https://x.nl">hier</A>', "hier <https://x.nl>"),
        ('<a href="https://x.nl/?a=1&copy=2">hier</a>', "hier <https://x.nl/?a=1&copy=2>"),
        # An address that is its own text stands once.
        ('<a href="https://x.nl/">https://x.nl/</a>', "https://x.nl/"),
        ('<a href="https://www.x.nl/">www.x.nl</a>', "www.x.nl"),
        ('<a href="http://x.nl">x.nl</a>', "x.nl"),
        ('<a href="mailto:piet@x.nl">piet@x.nl</a>', "piet@x.nl"),
        ('<p>Zie</p><ul><li><a href="https://x.nl">x.nl</a></li></ul>', "Zie\n\n- x.nl"),
        ('<a href="mailto:piet@x.nl">Piet</a>', "Piet <mailto:piet@x.nl>"),
        ('<a href="tel:+31201234567">bel ons</a>', "bel ons <tel:+31201234567>"),
        ('<a href="/pad">hier</a>', "hier </pad>"),
        # Never an address that does something or leads nowhere.
        ('<a href="javascript:alert(1)">klik</a>', "klik"),
        ('<a href=" java\nscript:alert(1)">klik</a>', "klik"),
        ('<a href="JavaScript&#58;alert(1)">klik</a>', "klik"),
        ('<a href="\x01javascript:alert(1)">klik</a>', "klik"),
        ('<a href="data:text/html,x">klik</a>', "klik"),
        ('<a href="vbscript:x">klik</a>', "klik"),
        ('<a href="file:///etc/passwd">klik</a>', "klik"),
        ('<a href="cid:x">klik</a>', "klik"),
        ('<a href="#boven">klik</a>', "klik"),
        ('<a name="x">klik</a>', "klik"),
        ('<a href="">klik</a>', "klik"),
        # Pictures as links, links without an end.
        ('<a href="https://x.nl"><img src="y" alt="Logo"></a>', "Logo <https://x.nl>"),
        ('a <a href="https://x.nl"><img src="y"></a> b', "a <https://x.nl> b"),
        ('<a href="https://x.nl"><div>blok</div></a>na', "blok <https://x.nl>\nna"),
        (
            '<a href="https://x.nl">een<a href="https://y.nl">twee</a>',
            "een <https://x.nl>twee <https://y.nl>",
        ),
        ('<a href="https://x.nl">open', "open"),
    ],
)
def test_links(html: str, expected: str) -> None:
    assert html_to_text(html) == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<ul><li>een</li><li>twee</li></ul>", "- een\n- twee"),
        ("<ul><li>een<li>twee</ul>", "- een\n- twee"),
        ("<ol><li>een</li><li>twee</li></ol>", "1. een\n2. twee"),
        ('<ol start="3"><li>een</li><li>twee</li></ol>', "3. een\n4. twee"),
        ('<ol start="x"><li>een</li></ol>', "1. een"),
        ("voor<ul><li>een</li></ul>na", "voor\n\n- een\n\nna"),
        ("<ul><li>een<ul><li>sub</li></ul></li><li>twee</li></ul>", "- een\n  - sub\n- twee"),
        ("<ol><li>een<ol><li>sub</li></ol></li><li>twee</li></ol>", "1. een\n  1. sub\n2. twee"),
        ("<ul><li><p>een</p></li><li><p>twee</p></li></ul>", "- een\n\n- twee"),
        ("<ul><li>een<br>verder</li></ul>", "- een\n  verder"),
        ("<ul><li></li></ul>na", "na"),
        ("<li>los</li>", "- los"),
        ("<dl><dt>term</dt><dd>uitleg</dd></dl>", "term\nuitleg"),
    ],
)
def test_lists(html: str, expected: str) -> None:
    assert html_to_text(html) == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>na", "a\tb\nc\td\nna"),
        ("<table><tr><th>Naam</th><th>Prijs</th></tr></table>", "Naam\tPrijs"),
        ("<table><tr><td><p>a</p></td><td><p>b</p></td></tr></table>", "a\tb"),
        ("<table><tr><td></td><td>b</td></tr></table>", "b"),
        ("<table><tr><td>a<br>aa</td><td>b</td></tr></table>", "a\naa\nb"),
        ("x<table><tr><td><img src=y></td><td>b</td></tr><tr><td></td><td>c</td></tr></table>", "x\nb\nc"),
        ("<table><tr><td><table><tr><td>in</td></tr></table></td><td>uit</td></tr></table>", "in\nuit"),
        ("<td>los<td>cel", "los\tcel"),
    ],
)
def test_tables(html: str, expected: str) -> None:
    assert html_to_text(html) == expected


def test_quotations() -> None:
    html = "<p>antwoord</p><blockquote><p>een</p><blockquote>twee</blockquote></blockquote>na"
    assert html_to_text(html) == "antwoord\n\n> een\n\n> > twee\nna"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<script>alert('boe')</script>x", "x"),
        ("<SCRIPT type=x>if (a</b) '</scrip>'</SCRIPT >x", "x"),
        ("<style>p{color:red}</style>x<style>y", "x"),
        ("<html><head><title>Titel</title><meta charset=x><link rel=y></head><body>x</body></html>", "x"),
        ("<!-- weg -->x", "x"),
        ("<!-- <b>weg</b> -- > -->x", "x"),
        ("<!---->x<!-->y<!--->z", "xyz"),
        ("<!--[if gte mso 9]><xml><w:Word>weg</w:Word></xml><![endif]-->x", "x"),
        ("<![if !mso]>x<![endif]>", "x"),
        ("x<!-- open", "x"),
        ("<?xml version='1.0'?><!DOCTYPE html>x", "x"),
        ("<xml><o:shapedefaults/></xml>x", "x"),
        ("<iframe src=https://x.nl>weg</iframe>x", "x"),
        ('<img src="https://track.example/p.gif">x', "x"),
        ('<img src="y" alt="Ons logo">x', "Ons logox"),
        ('<div style="display:none">preheader<div>x</div></div>zicht', "zicht"),
        ("<span style='DISPLAY: none !important'>weg</span>zicht", "zicht"),
        ('<p style="display:none">weg<p>zicht', "zicht"),
        ('<img style="display:none" alt="weg">zicht', "zicht"),
    ],
)
def test_what_is_left_out(html: str, expected: str) -> None:
    assert html_to_text(html) == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("1 < 2 en 3 > 2", "1 < 2 en 3 > 2"),
        ("als x<y dan", "als x<y dan"),
        ("<p title='a > b'>tekst", "tekst"),
        ('<p title="a > b">tekst', "tekst"),
        ("<p title=don't>een</p><p title='twee>'>twee</p>", "een\n\ntwee"),
        ('<p title="open>tekst', "tekst"),
        ('<a href="open>tekst</a> verder', "tekst <open> verder"),
        ("</p></p></div>tekst</b>", "tekst"),
        ("tekst<", "tekst<"),
        ("tekst<b", "tekst<b"),
        ("tekst</", "tekst"),
        ("te\0ks<b\0>t", "tekst"),
        ("<>tekst", "<>tekst"),
        ("<b<i>tekst", "tekst"),
        ("<o:p>tekst</o:p>", "tekst"),
        ("<p/>tekst<div/>meer", "tekst\nmeer"),
    ],
)
def test_broken(html: str, expected: str) -> None:
    assert html_to_text(html) == expected


PIECES = [
    "<b>x</b>", "<div>", "</div>", "<a href=x>", "<a =\">\"", "<a ='>", "<!--", "<!-- --", "&amp", "&#",
    "&#1", "<", "<a ", "<ul><li>x", "<ol start=999999999><li>x", "<blockquote>x", "<pre>\n", "<td>x",
    "<tr><td>", "<style>", "</style", "<script>", "<p style='display:none'>", "<![", "<?", "x ", "\n", "=\"",
    "<title", "<table><tr><td>x", "<hr>", "<br>",
]  # fmt: skip


@pytest.mark.parametrize("piece", PIECES)
def test_hostile_repetition_takes_linear_time_and_space(piece: str) -> None:
    html = piece * (400_000 // len(piece))
    started = time.process_time()
    text = html_to_text(html)
    assert time.process_time() - started < 5
    assert len(text) <= 2 * len(html)


@given(
    st.lists(
        st.one_of(st.sampled_from([*PIECES, "</a>", "</ul>", "</pre>", ">", '"', "'"]), st.text(max_size=8)),
        max_size=40,
    )
)
def test_anything_is_read(pieces: list[str]) -> None:
    text = html_to_text("".join(pieces))
    assert "\0" not in text
    assert text == text.lstrip("\n")


def test_a_long_link_that_is_written_in_chunks() -> None:
    address = "x" * 9_000
    assert html_to_text(f'<a href="{address}">' + "".join(f"<b>{x}</b>" for x in address) + "</a>") == address
    assert html_to_text(f'<a href="{address}">{address}</a>') == address

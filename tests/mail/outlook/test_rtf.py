"""RTF bodies: HTML and text come out as they went in, and hostile RTF costs no more than its length."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from severa_desktop.mail.outlook.rtf import read_rtf

HEAD = (
    rb"{\rtf1\ansi\ansicpg1252\fromhtml1 \deff0{\fonttbl{\f0\fswiss Arial;}{\f1\fcharset204 Arial Cyr;}"
    rb"{\f2\fcharset128 MS Gothic;}}{\colortbl\red0\green0\blue0;}\uc1\pard\plain\deftab360 \f0\fs24 "
)
TEXT_HEAD = rb"{\rtf1\ansi\ansicpg1252\fromtext \deff0{\fonttbl{\f0\fswiss Arial;}}{\colortbl;}\uc1\pard\plain "
BARE_HEAD = rb"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0 Arial;}{\f1\fcharset204 Arial Cyr;}}"


def read(rtf: bytes) -> str:
    return bytes(read_rtf(rtf).content).decode()


@pytest.mark.parametrize(
    ("rtf", "html"),
    [
        (rb"{\*\htmltag19 <html>}{\*\htmltag64}text{\*\htmltag27 </html>}", "<html>text</html>"),
        (
            rb"{\*\htmltag84 <b>}\htmlrtf {\b \htmlrtf0 bold\htmlrtf }\htmlrtf0 {\*\htmltag92 </b>}",
            "<b>bold</b>",
        ),
        (rb"a\htmlrtf b{c\htmlrtf0 d}e\htmlrtf0 f", "adf"),
        (rb"a\htmlrtf1 b\htmlrtf0 c", "ac"),
        (rb"{\*\htmltag84 <a href=\'22x\'22>}{\*\mhtmltag84 <a href=y>}", '<a href="x">'),
        (rb"{\*\htmltag84 &lt;}a\par b\line c\tab d", "&lt;a\r\nb\r\nc\td"),
        (rb"{\*\htmltag241 <style>\par p \{x:y\} \\ \par </style>}", "<style>\r\np {x:y} \\ \r\n</style>"),
        (rb"\lquote a\rquote \ldblquote b\rdblquote \endash\emdash\bullet\~", "‘a’“b”–—•\xa0"),
        (rb"\'e9t\'e9", "été"),
        (rb"\u233?t\u-10179?\u-8704?\uc0\u8364 !", "ét😀€!"),
        (rb"\uc2\u8364\'80\'80x", "€x"),
        (rb"\uc1\u8364 ?x", "€x"),
        (rb"\f1\'cf\'f0\f0\'e9", "Прé"),
        (rb"{\f1\'cf}\'e9", "Пé"),
        (rb"\htmlrtf\f1\htmlrtf0\'cf", "П"),
        (rb"\f1{\*\htmltag84 \'e9}\'cf", "éП"),
        (rb"\f2\'83\'41\'83C", "アイ"),
        (rb"\f1\plain\'e9", "é"),
        (rb"\f9\'e9", "é"),
        (b"raw \xe9 and\r\nbroken line", "raw é andbroken line"),
        (rb"{\pntext\'b7\tab}x{\*\unknown y}{\pict 00ff}{\info{\title t}}", "x"),
        (rb"{\*\htmltag84 <i>}\htmlrtf {\*\htmltag84 <b>}\htmlrtf0 {\*\htmltag92 </i>}", "<i></i>"),
        (rb"a{\bin5 {}{}{b}c", "abc"),
        (rb"\u55357?lone\u56832?x", "lonex"),
    ],
)
def test_html_is_unwrapped(rtf: bytes, html: str) -> None:
    body = read_rtf(HEAD + rtf + b"}")
    assert body.is_html
    assert bytes(body.content).decode() == html


@pytest.mark.parametrize(
    ("rtf", "text"),
    [
        (rb"Hello\par world", "Hello\r\nworld"),
        (rb"a < b & c\tab d", "a < b & c\td"),
        (rb"{\*\htmltag84 <b>}x", "x"),
        (rb"\u8364?\'80", "€€"),
    ],
)
def test_text_is_unwrapped(rtf: bytes, text: str) -> None:
    body = read_rtf(TEXT_HEAD + rtf + b"}")
    assert not body.is_html
    assert bytes(body.content).decode() == text


@pytest.mark.parametrize(
    ("rtf", "text"),
    [
        (rb"\b bold\b0  and \i italic\i0\par", "bold and italic\r\n"),
        (rb"{\stylesheet{\s0 Normal;}}{\header top}x{\footnote note}", "x"),
        (rb"{\field{\*\fldinst HYPERLINK http://x}{\fldrslt link}}", "link"),
        (rb"{\object\objemb{\*\objdata 00ff}{\result r}}x", "x"),
        (rb"\trowd a\cell b\cell\row", "a\tb\t\r\n"),
        (rb"{\pntext\'95\tab}item\par", "•\titem\r\n"),
        (rb"\f1\'cf\'f0\'e8", "При"),
        (rb"a\_b\-c", "a\u2011b\xadc"),
        (b"a\\\r\nb\\\nc", "a\r\nb\r\nc"),
    ],
)
def test_words_of_formatted_text_are_kept(rtf: bytes, text: str) -> None:
    assert read(BARE_HEAD + rtf + b"}") == text


@pytest.mark.parametrize(
    ("head", "text"),
    [
        (rb"{\rtf1\mac \'8e}", "é"),
        (rb"{\rtf1\pc \'82}", "é"),
        (rb"{\rtf1\pca \'82}", "é"),
        (rb"{\rtf1\ansi\ansicpg1250 \'f8}", "ř"),
        (rb"{\rtf1\ansi\ansicpg932 \'83\'41}", "ア"),
        (rb"{\rtf1\ansi\ansicpg99999 \'e9}", "é"),
        (rb"{\rtf1{\fonttbl{\f0\cpg1251 x;}}\f0\'cf}", "П"),
        (rb"{\rtf1{\fonttbl\f0\fcharset238 x;}\f0\'f8}", "ř"),
    ],
)
def test_code_page_of_document_and_fonts(head: bytes, text: str) -> None:
    assert read(head) == text


@pytest.mark.parametrize(
    "rtf",
    [
        b"",
        b"no RTF at all",
        b"\\",
        b"{",
        b"}",
        b"}}}}x",
        b"{\\rtf1 a",
        b"\\u",
        b"{\\'zz}",
        b"{\\*}",
        b"{\\bin9999999 x",
    ],
)
def test_damaged_rtf_gives_what_can_be_read(rtf: bytes) -> None:
    assert read(rtf) in {"", "a", "zz"}


@pytest.mark.parametrize(
    "rtf",
    [
        b"{" * 500_000,
        b"{\\rtf1" + b"{\\b x}" * 100_000,
        b"{\\rtf1 " + b"\\u8364?" * 100_000,
        b"{\\rtf1 " + b"\\'e9" * 200_000,
        b"{\\rtf1 " + b"\\" * 500_000,
        b"{\\rtf1 " + b"\\a" * 250_000,
        b"{\\rtf1{\\fonttbl" + b"".join(b"{\\f%d\\fcharset204 x;}" % number for number in range(40_000)),
        b"{\\rtf1 \\uc999999999 " + b"\\u8364 ????" * 50_000,
    ],
    ids=["braces", "groups", "unicode", "bytes", "backslashes", "words", "fonts", "fallbacks"],
)
def test_time_grows_with_length(rtf: bytes) -> None:
    started = time.process_time()
    read_rtf(rtf)
    assert time.process_time() - started < 5


def test_groups_too_deep_close_again() -> None:
    deep = 2000
    assert read(b"{\\rtf1 a" + b"{" * deep + b"b" + b"}" * deep + b"c}d") == "abc"


@given(st.lists(st.sampled_from([*rb"{}\ ".decode(), "\\htmltag1 ", "\\*", "\\'e9", "\\u99 ", "\\f1", "x", "\\bin2 "])))
def test_no_rtf_raises(tokens: list[str]) -> None:
    read(HEAD + "".join(tokens).encode())

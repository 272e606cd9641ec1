"""Values and parameters of `Content-Type` and `Content-Disposition`."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from severa_desktop.mail.charsets import clean_text
from severa_desktop.mail.parameters import parse_parameters

PIECES = [
    b"a",
    b"filename",
    b"boundary",
    b"*",
    b"0",
    b"1",
    b"=",
    b";",
    b" ",
    b'"',
    b"\\",
    b"'",
    b"%C3",
    b"utf-8''",
    b"=?utf-8?q?a?=",
    b"(",
    b")",
    b"\xe9",
    b"/",
]


def read(raw: str | bytes) -> tuple[str, dict[str, str]]:
    value, parameters = parse_parameters(raw if isinstance(raw, bytes) else raw.encode())
    return value, dict(parameters)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("text/plain", "text/plain"),
        ("TEXT/Plain", "text/plain"),
        (" text/plain ", "text/plain"),
        ("text/plain;", "text/plain"),
        ("text / plain", "text/plain"),
        ("image/ jpeg", "image/jpeg"),
        ('"text/plain"', "text/plain"),
        ("text/plain, x=y", "text/plain"),
        ("text/plain x=y", "text/plain"),
        ("text/plain (comment)", "text/plain"),
        ("text/plain(comment)", "text/plain"),
        ("(hello) text (plain) / (world) plain (end); x=y", "text/plain"),
        ("application/vnd.ms-excel.sheet.macroEnabled.12", "application/vnd.ms-excel.sheet.macroenabled.12"),
        ("attachment", "attachment"),
        ("Inline; x=y", "inline"),
        ("multipart; boundary=x", "multipart"),
        ("", ""),
        ("text", ""),
        ("text/", ""),
        ("text/; charset=x", ""),
        ("/plain", ""),
        ("text/plain/x", ""),
        ("; charset=x", ""),
        ("charset=x", ""),
        ("=", ""),
        ("/", ""),
    ],
)
def test_values(raw: str, expected: str) -> None:
    assert read(raw)[0] == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("charset=utf-8", {"charset": "utf-8"}),
        ("CharSet=UTF-8", {"charset": "UTF-8"}),
        ('charset="utf-8"', {"charset": "utf-8"}),
        ("charset = utf-8 ; format = flowed", {"charset": "utf-8", "format": "flowed"}),
        ('charset="utf-8";format=flowed', {"charset": "utf-8", "format": "flowed"}),
        (";; charset=utf-8;;", {"charset": "utf-8"}),
        ("charset=utf-8 format=flowed", {"charset": "utf-8", "format": "flowed"}),
        ('charset="utf-8" format=flowed', {"charset": "utf-8", "format": "flowed"}),
        ("charset=us-ascii (plain text)", {"charset": "us-ascii"}),
        ("(x) charset=us-ascii", {"charset": "us-ascii"}),
        ("charset", {}),
        ("charset; format=flowed", {"format": "flowed"}),
        ("charset=; format=flowed", {"charset": "", "format": "flowed"}),
        ('charset="', {"charset": ""}),
        ("charset=a; charset=b", {"charset": "a"}),
        # boundaries are exact
        ('boundary="=_a b;c:(x)=="', {"boundary": "=_a b;c:(x)=="}),
        ("boundary=abc=def", {"boundary": "abc=def"}),
        ('boundary="a  b"', {"boundary": "a  b"}),
        ('boundary="=?utf-8?Q?a?="', {"boundary": "=?utf-8?Q?a?="}),
        ('boundary="é"', {"boundary": "é"}),
        ('boundary="abc', {"boundary": "abc"}),
        ('boundary="abc; charset=x', {"boundary": "abc", "charset": "x"}),
        ('boundary="a\\"b"', {"boundary": 'a"b'}),
        # file names: backslashes
        ('filename="C:\\Users\\x\\a.pdf"', {"filename": "C:\\Users\\x\\a.pdf"}),
        ('name="C:\\Users\\x\\a.pdf"', {"name": "C:\\Users\\x\\a.pdf"}),
        ("filename=C:\\Users\\x\\a.pdf", {"filename": "C:\\Users\\x\\a.pdf"}),
        ('filename="C:\\\\Users\\\\a.pdf"', {"filename": "C:\\Users\\a.pdf"}),
        ('filename="a\\"b.pdf"', {"filename": 'a"b.pdf'}),
        ('filename="C:\\dir\\"', {"filename": "C:\\dir\\"}),
        ('filename="C:\\dir\\"; size=1', {"filename": "C:\\dir\\", "size": "1"}),
        ('x="a\\b"', {"x": "ab"}),
        # file names: quotes and spaces
        ('filename="Offerte maart.pdf"', {"filename": "Offerte maart.pdf"}),
        ("filename=Offerte maart 2026.pdf", {"filename": "Offerte maart 2026.pdf"}),
        ("filename=Offerte maart.pdf; size=1", {"filename": "Offerte maart.pdf", "size": "1"}),
        ("filename=a (1).pdf", {"filename": "a (1).pdf"}),
        ('filename="a;b.pdf"', {"filename": "a;b.pdf"}),
        ('filename="a.pdf', {"filename": "a.pdf"}),
        ('filename="a; b.pdf; size=1', {"filename": "a; b.pdf", "size": "1"}),
        ('filename="een "twee" drie.pdf"; size=1', {"filename": 'een "twee" drie.pdf', "size": "1"}),
        ("filename='a.pdf'", {"filename": "'a.pdf'"}),
        # RFC 2231
        ("filename*=utf-8''Offerte%20%C3%A9.pdf", {"filename": "Offerte é.pdf"}),
        ("filename*=utf-8'nl'a.pdf", {"filename": "a.pdf"}),
        ("filename*=iso-8859-1''%E9.pdf", {"filename": "é.pdf"}),
        ("filename*=x-unknown''%C3%A9.pdf", {"filename": "é.pdf"}),
        ("filename*=utf-8''%E9.pdf", {"filename": "é.pdf"}),
        ("filename*=''%C3%A9.pdf", {"filename": "é.pdf"}),
        ("filename*=%C3%A9%20b.pdf", {"filename": "é b.pdf"}),
        ("filename*=\"utf-8''a%20b.pdf\"", {"filename": "a b.pdf"}),
        ("filename*=utf-8''\"a b.pdf\"", {"filename": "a b.pdf"}),
        ("filename*=utf-8''a%2.pdf%", {"filename": "a%2.pdf%"}),
        ("filename*0=Off; filename*1=erte.pdf", {"filename": "Offerte.pdf"}),
        ('filename*0="Off "; filename*1="erte.pdf"', {"filename": "Off erte.pdf"}),
        ("filename*0*=utf-8''Off; filename*1=er%74e; filename*2*=%20%C3%A9.pdf", {"filename": "Offer%74e é.pdf"}),
        ("filename*0*=utf-8''%C3; filename*1*=%A9.pdf", {"filename": "é.pdf"}),
        ("filename*2=c; filename*0=a; filename*1=b", {"filename": "abc"}),
        ("filename*10=k; filename*9=j; filename*0=a", {"filename": "ajk"}),
        ("filename*0=a; filename*2=c", {"filename": "ac"}),
        ("filename*1=b.pdf", {"filename": "b.pdf"}),
        ("filename*0=a; filename*0=x; filename*1=b", {"filename": "ab"}),
        ("filename*0=a.pdf; filename*=utf-8''b.pdf", {"filename": "b.pdf"}),
        ("filename*=utf-8''b.pdf; filename=a.pdf", {"filename": "b.pdf"}),
        ("filename=a.pdf; filename*=utf-8''b.pdf", {"filename": "b.pdf"}),
        ("filename=a.pdf; filename*0=b; filename*1=.pdf", {"filename": "b.pdf"}),
        ("filename=a.pdf; filename*=utf-8''", {"filename": "a.pdf"}),
        ("filename*=utf-8''; filename=a.pdf", {"filename": "a.pdf"}),
        ("filename*=; filename=a.pdf", {"filename": "a.pdf"}),
        ("charset*=us-ascii''utf-8", {"charset": "utf-8"}),
        ("boundary*=us-ascii''a%20b", {"boundary": "a b"}),
        ("boundary*0=a; boundary*1=b", {"boundary": "ab"}),
        # RFC 2047 where it does not belong
        ('filename="=?utf-8?Q?Offerte_=C3=A9.pdf?="', {"filename": "Offerte é.pdf"}),
        ("filename==?utf-8?Q?Offerte_=C3=A9.pdf?=", {"filename": "Offerte é.pdf"}),
        ("filename==?utf-8?Q?a?= =?utf-8?Q?b.pdf?=; size=1", {"filename": "ab.pdf", "size": "1"}),
        ('filename="=?utf-8?Q?a?=\t=?utf-8?Q?b?=.pdf"', {"filename": "ab.pdf"}),
        ('filename*0="=?utf-8?Q?a"; filename*1="b?=.pdf"', {"filename": "ab.pdf"}),
        # raw bytes, and clean values
        ('filename="é.pdf"', {"filename": "é.pdf"}),
        ("filename=é à.pdf", {"filename": "é à.pdf"}),
        ('filename="e\u0301  \u202ea.pdf"', {"filename": "é a.pdf"}),
        ("filename*=utf-8''a%0D%0Ab%00.pdf", {"filename": "a__b_.pdf"}),
        ('filename="a\tb.pdf"', {"filename": "a b.pdf"}),
    ],
)
def test_parameters(written: str, expected: dict[str, str]) -> None:
    assert read("x/y; " + written) == ("x/y", expected)


def test_bytes_that_are_not_utf_8() -> None:
    assert read(b'x/y; filename="caf\xe9.pdf"') == ("x/y", {"filename": "café.pdf"})
    assert read(b"x/y; filename=caf\xe9\x85.pdf; size=1") == ("x/y", {"filename": "café….pdf", "size": "1"})
    assert read(b'x/y; filename="\x1b$B%F%9%H\x1b(B.pdf"; size=1') == ("x/y", {"filename": "テスト.pdf", "size": "1"})


def test_without_a_value() -> None:
    assert read("filename=a.pdf") == ("", {"filename": "a.pdf"})
    assert read("attachment filename=a.pdf") == ("attachment", {"filename": "a.pdf"})
    assert read("text/html, charset=x") == ("text/html", {"charset": "x"})


def test_parameters_are_read_only() -> None:
    with pytest.raises(TypeError):
        parse_parameters(b"x/y; a=b")[1]["a"] = "c"  # type: ignore[index]


@given(st.lists(st.sampled_from(PIECES)).map(b"".join) | st.binary())
def test_nothing_fails_and_values_are_clean(raw: bytes) -> None:
    value, parameters = parse_parameters(raw)
    assert value == value.lower()
    for name, text in parameters.items():
        text.encode()
        if name != "boundary":
            assert text == clean_text(text)


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1))
def test_quoted_names_come_back(name: str) -> None:
    quoted = name.replace("\\", "\\\\").replace('"', '\\"')
    if "=?" not in name:
        assert read(f'x/y; filename="{quoted}"')[1]["filename"] == clean_text(name)


@pytest.mark.parametrize(
    "piece",
    [
        '"', '\\"', 'a"', "(", " ", ";", "a=", 'a=";', "a*0=", 'a="b" ', "=?a?q?", "a= ", '" ', "a=b ", ";a",
        "%", 'a=" ; ',
        "a= b c ", "a*='", '"; ', "\\", "a*1=b;", "a ", "(;",
    ],
)  # fmt: skip
def test_hostile_input_takes_linear_time(piece: str) -> None:
    for start in ("", "x/y;", "x/y; a=", 'x/y; a="', "x/y; name*="):
        raw = (start + piece * (1_000_000 // len(piece))).encode()
        started = time.process_time()
        parse_parameters(raw)
        assert time.process_time() - started < 5


@pytest.mark.parametrize(
    "raw",
    [
        b'application/pdf; name="a\x01b.pdf"',
        b"application/pdf; name*=utf-8''a%01b.pdf",
        b"application/pdf; name*=a%0Ab.pdf",
        b"application/pdf; name*0*=utf-8''a%09; name*1=b.pdf",
        b'application/pdf; name="=?utf-8?Q?a=7Fb.pdf?="',
        b'application/pdf; filename="=?utf-8?Q?a=C2=85b.pdf?="',
    ],
)
def test_a_control_character_in_a_file_name_leaves_its_place_visible(raw: bytes) -> None:
    assert list(parse_parameters(raw)[1].values()) == ["a_b.pdf"]

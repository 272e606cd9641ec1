"""RFC 2047 words and raw bytes in header values."""

import base64
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from severa_desktop.mail.charsets import clean_text
from severa_desktop.mail.encoded_words import decode_header


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"", ""),
        (b"Offerte", "Offerte"),
        (b" Offerte \t nieuw ", "Offerte nieuw"),
        (b"=?utf-8?Q?Caf=C3=A9?=", "Café"),
        (b"=?utf-8?B?Q2Fmw6k=?=", "Café"),
        (b"=?UTF-8?q?Caf=c3=a9?=", "Café"),
        (b"=?utf-8?b?Q2Fmw6k=?=", "Café"),
        (b"=?utf-8?Q?een_twee=20drie?=", "een twee drie"),
        (b"=?utf-8?Q?a=5Fb?=", "a_b"),
        (b"=?iso-8859-1?Q?=93Caf=E9=94?=", "“Café”"),
        (b"=?utf-8*nl?Q?Caf=C3=A9?=", "Café"),
        (b"=?utf-8*nl-NL?B?Q2Fmw6k=?=", "Café"),
        # adjacent words: the white space between them vanishes, that around them stays
        (b"=?utf-8?Q?Gr=C3=BC?= =?utf-8?Q?=C3=9Fe_uit?= Utrecht", "Grüße uit Utrecht"),
        (b"=?utf-8?Q?a?= \t\r\n  =?utf-8?Q?b?=", "ab"),
        (b"=?utf-8?Q?a?==?utf-8?Q?b?=", "ab"),
        (b"=?utf-8?Q?a?= =?iso-8859-1?Q?=E9?= =?utf-8?B?w6k=?=", "aéé"),
        (b"=?utf-8?Q?a?= en =?utf-8?Q?b?=", "a en b"),
        (b"x =?utf-8?Q?a?= y", "x a y"),
        (b"=?utf-8?Q?a_?= =?utf-8?Q?b?=", "a b"),
        (b"=?utf-8?Q??= =?utf-8?Q?b?=", "b"),
        # characters split over words
        (b"=?utf-8?Q?Caf=C3?= =?utf-8?Q?=A9_open?=", "Café open"),
        (b"=?utf-8?Q?Caf=C3?=\r\n =?UTF-8?B?qSBvcGVu?=", "Café open"),
        (b"=?gb2312?B?u+E=?= =?GB2312?Q?=D2=E9?=", "会议"),
        (b"=?gb2312?Q?=BB?= =?gb2312?Q?=E1?=", "会"),
        (b"=?iso-2022-jp?B?GyRCJUYlOSVIGyhC?= =?ISO-2022-JP?B?GyRCJUYlOSVIGyhC?=", "テストテスト"),
        (b"=?iso-2022-jp?B?GyRCJUYl?= =?iso-2022-jp?B?OSVIGyhC?=", "テスト"),
        (b"=?iso-2022-jp?B?GyRCJUY=?= =?iso-2022-jp?B?GyRCJUY=?=", "テテ"),
        # base64 with wrong padding, foreign characters, several pieces, or cut itself
        (b"=?utf-8?B?Wm/Dqw?=", "Zoë"),
        (b"=?utf-8?B?Wm/Dqw=?=", "Zoë"),
        (b"=?utf-8?B?Wm/Dqw====?=", "Zoë"),
        (b"=?utf-8?B?Wm_Dqw==?=", "Zoë"),
        (b"=?utf-8?B?Wm/D qw==?=", "Zoë"),
        (b"=?utf-8?B?Wm/D\r\n qw==?=", "Zoë"),
        (b"=?utf-8?B?Wg==b8Or?=", "Zoë"),
        (b"=?utf-8?B?Wm/DqwA?=", "Zoë"),
        (b"=?utf-8?B?Zg?= =?utf-8?B?Zw?=", "fg"),
        (b"=?utf-8?B?Wm/D?= =?utf-8?B?qw==?=", "Zoë"),
        (b"=?utf-8?B?Wm/Dq?= =?utf-8?B?w==?=", "Zoë"),
        (b"=?utf-8?B?!!!?=", ""),
        (b"=?utf-8?B??=", ""),
        (b"=?utf-8?B?=?=", ""),
        # glued to text, in quotes, with spaces, with what should be encoded
        (b"Re:=?utf-8?Q?Caf=C3=A9?=!", "Re:Café!"),
        (b'"=?utf-8?Q?Caf=C3=A9?="', '"Café"'),
        (b"(=?utf-8?Q?Caf=C3=A9?=)", "(Café)"),
        (b"=?utf-8?Q?een Caf=C3=A9 open?=", "een Café open"),
        (b"=?utf-8?Q?What?_Really??=", "What? Really?"),
        (b"=?utf-8?Q?100%_=3D_a=b=?=", "100% = a=b"),
        (b"=?utf-8?Q?\xc3\xa9?=", "é"),
        (b"=?iso-8859-1?Q?\xe9?=", "é"),
        (b"=?utf-8?Q?=E9t=E9?=", "été"),
        (b"=?iso-8859-1?Q?Caf=C3=A9?=", "Café"),
        # unknown and odd charsets
        (b"=?x-unknown?Q?Caf=C3=A9?=", "Café"),
        (b"=?x-unknown?Q?Caf=E9?=", "Café"),
        (b"=?rot13?Q?abc?=", "abc"),
        (b"=??Q?Caf=C3=A9?=", "Café"),
        (b'=?"utf-8"?Q?Caf=C3=A9?=', "Café"),
        (b"=?utf-7?Q?Fr+APY-sche?=", "Frösche"),
        (b"=?utf-16?B?/v8AWgBvAOs=?=", "Zoë"),
        (b"=?utf-16be?B?AFoAbw==?= =?utf-16be?B?AOs=?=", "Zoë"),
        # what is no word stays
        (b"=?utf-8?X?abc?=", "=?utf-8?X?abc?="),
        (b"=?utf-8?Q abc?=", "=?utf-8?Q abc?="),
        (b"=?ut f?Q?abc?=", "=?ut f?Q?abc?="),
        (b"= ?utf-8?Q?abc?=", "= ?utf-8?Q?abc?="),
        (b"=?", "=?"),
        (b"?=", "?="),
        (b"a =? b ?= c", "a =? b ?= c"),
        (b"=?utf-8?Q?a_broken =?utf-8?Q?good?= x", "=?utf-8?Q?a_broken good x"),
        (b"=?utf-8?Q?no end here", "=?utf-8?Q?no end here"),
        # cut off at the end of the value
        (b"=?utf-8?Q?Caf=C3=A9", "Café"),
        (b"=?utf-8?Q?Caf=C3=A9?", "Café"),
        (b"=?utf-8?Q?a?= =?utf-8?B?w6k", "aé"),
        # decoded text is not decoded again
        (b"=?utf-8?Q?=3D=3Futf-8=3FQ=3Fabc=3F=3D?=", "=?utf-8?Q?abc?="),
        # raw bytes
        ("Café".encode(), "Café"),
        (b"Caf\xe9", "Café"),
        ("Café ".encode() + b"=?utf-8?Q?=C3=A9?=", "Café é"),
        (b"Caf\xe9 =?utf-8?Q?=C3=A9?= ol\xe9", "Café é olé"),
        (b"\x1b$B%F%9%H\x1b(B", "テスト"),
        # the decoded value is clean
        (b"=?utf-8?Q?a=0D=0Ab=00=07?=", "a b"),
        (b"=?utf-8?Q?a=E2=80=AEb=E2=80=8Bc=EF=BB=BF?=", "abc"),
        (b"=?utf-8?Q?=C2=A0a=C2=A0=C2=A0b_?=", "a b"),
        (b"=?utf-8?Q?e=CC=81?=", "é"),
        (b"=?utf-8?Q?_?=", ""),
    ],
)
def test_decode_header(raw: bytes, expected: str) -> None:
    assert decode_header(raw) == expected


@given(st.text(), st.integers(1, 20))
def test_text_cut_anywhere_into_words_comes_back(text: str, size: int) -> None:
    raw = text.encode()
    pieces = [raw[at : at + size] for at in range(0, len(raw), size)]
    words = (b"=?utf-8?B?" + base64.b64encode(piece) + b"?=" for piece in pieces)
    if b"\x1b$" not in raw:
        assert decode_header(b" ".join(words)) == clean_text(text)


@given(
    st.lists(
        st.sampled_from([b"=?", b"?=", b"utf-8", b"?Q?", b"?b?", b"w6k=", b"=E9", b" ", b"\n ", b"\xe9", b"x"])
    ).map(b"".join)
    | st.binary()
)
def test_nothing_fails_and_the_result_is_clean(raw: bytes) -> None:
    decoded = decode_header(raw)
    decoded.encode()
    assert decoded == clean_text(decoded)
    assert decoded == unicodedata.normalize("NFC", decoded)


@pytest.mark.parametrize(
    "piece",
    [
        b"=?", b"?=", b"=?a?q?", b"=?a?q?x", b"=?a?q?x?=", b"=?a?b?eA?= ", b"=?utf-8?q?= ", b" ", b"=", b"_",
        b"=?a?q?\n ", b"=?" + b"a" * 59, b"\xe9", b"\xcc\x81\xcc\x96",
    ],
)  # fmt: skip
def test_hostile_input_takes_linear_time(piece: bytes) -> None:
    raw = piece * (1_000_000 // len(piece))
    started = time.process_time()
    decode_header(raw)
    decode_header(b"=?utf-8?q?" + raw + b"?=")
    assert time.process_time() - started < 10


def test_a_value_beyond_all_measure_is_cut() -> None:
    assert len(decode_header(b"a" * 3_000_000)) == 1_000_000

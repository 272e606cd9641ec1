"""8-bit text of MAPI properties: whatever code page the message names, the text is read."""

import codecs

import pytest

from severa_desktop.mail.outlook import codepages
from severa_desktop.mail.outlook.codepages import (
    charset_of,
    decode_narrow,
    likely_codepages,
    narrow_charset,
    transcode,
)


@pytest.mark.parametrize(
    ("text", "written_in", "named"),
    [
        ("Zwölf Boxkämpfer", "cp1252", (1252,)),
        ("Zwölf Boxkämpfer", "utf-8", (1252,)),
        ("Zwölf Boxkämpfer", "cp1252", (65001,)),
        ("Zwölf Boxkämpfer", "cp1252", ()),
        ("Zwölf Boxkämpfer", "utf-8", ()),
        ("Zwölf Boxkämpfer", "cp1252", (1200, 4711)),
        ("Offerte café", "cp1252", (1252,)),
        ("René", "cp1252", (65001,)),
        ("René", "cp1252", ()),
        ("René", "cp1252", (932,)),
        ("жур", "cp1251", (1251,)),
        ("Příliš žluťoučký kůň", "cp1250", (1250,)),
        ("Привет, мир", "cp1251", (1251, 65001)),
        ("Привет, мир", "koi8-r", (20866,)),
        ("日本語 タイトル", "cp932", (932, 50220)),
        ("日本語 タイトル", "iso-2022-jp", (932, 50220)),
        ("日本語 タイトル", "utf-8", (932,)),
        ("联通", "gbk", (936,)),
        ("Grüße +ACY-", "utf-8", (65001,)),
        ("&", "utf-7", (65000,)),
    ],
)
def test_text_is_read_in_the_likeliest_charset(text: str, written_in: str, named: tuple[int, ...]) -> None:
    assert decode_narrow(memoryview(text.encode(written_in)), named) == text


def test_text_in_none_of_the_named_charsets_is_guessed() -> None:
    raw = memoryview(b"\x81\x01" + "日本".encode("cp932"))
    assert narrow_charset(raw, (932,)) == ""
    assert "\ufffd" not in decode_narrow(memoryview("für 5 €".encode("cp1252")), (65001,))
    assert decode_narrow(memoryview(b"a\x81b"), ()) == "a\ufffdb"


def test_text_may_be_cut_within_a_character() -> None:
    assert narrow_charset(memoryview("日本".encode()[:-1]), (65001,)) == "utf-8"
    assert narrow_charset(memoryview("日本".encode("cp932")[:-1]), (932,)) == "cp932"


@pytest.mark.parametrize(
    ("message", "internet", "locale", "first"),
    [
        (1251, 65001, 1033, 1251),
        (None, 50220, None, 932),
        (None, 28592, None, 1250),
        (None, 65001, 0x0411, 932),
        (None, 65001, 0x0404, 950),
        (None, 65001, 0x0804, 936),
        (None, 65001, 0x0413, 1252),
        (None, 65001, 0x0415, 1250),
        (None, 65001, 0x0419, 1251),
        (None, 65001, None, 65001),
        (None, 437, None, 437),
    ],
)
def test_likeliest_codepage(message: int | None, internet: int | None, locale: int | None, first: int) -> None:
    assert likely_codepages(message, internet, locale)[0] == first


def test_nothing_known_gives_no_codepage() -> None:
    assert likely_codepages(None, None, None) == ()


def test_every_charset_is_one_that_python_knows() -> None:
    for number, name in codepages._CHARSETS.items():
        assert codecs.lookup(name)
        assert charset_of(number) == name
    assert charset_of(4711) == ""
    assert charset_of(None) == ""


def test_transcoding_keeps_characters_whole_between_pieces() -> None:
    text = "ä€𝄞" * 40_000
    pieces = list(transcode(memoryview(text.encode("utf-16-le")), "utf-16-le"))
    assert len(pieces) > 2
    assert b"".join(pieces).decode() == text


def test_transcoding_replaces_half_a_character() -> None:
    assert b"".join(transcode(memoryview(b"a\0\x3d\xd8"), "utf-16-le")).decode() == "a\ufffd"

"""Bytes to text under right, wrong and unknown charset labels, and the clean form of values."""

import encodings.aliases
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from severa_desktop.mail.charset_labels import codec_for
from severa_desktop.mail.charsets import clean_text, decode_bytes, decodes_strictly

LABELS = (
    "", "utf-8", "us-ascii", "iso-8859-1", "iso-8859-2", "iso-8859-8-i", "windows-1252", "windows-1251",
    "koi8-r", "gb2312",
    "big5", "shift_jis", "euc-jp", "euc-kr", "iso-2022-jp", "iso-2022-kr", "hz-gb-2312", "utf-7", "utf-16", "utf-16le",
    "utf-16be", "utf-32", "x-unknown", "windows-874",
)  # fmt: skip
RUSSIAN = "Привет, как дела? Завтра встречаемся в офисе."


@pytest.mark.parametrize(
    ("label", "codec"),
    [
        ("UTF-8", "utf_8"), ("utf8", "utf_8"), ("utf_8", "utf_8"), ("utf8mb4", "utf_8"), ("cp65001", "utf_8"),
        ('"utf-8"', "utf_8"), ("'utf-8'", "utf_8"), (" utf-8 ", "utf_8"), ("utf-8; format=flowed", "utf_8"),
        ("charset=utf-8", "utf_8"), ("utf-8*nl", "utf_8"), ("unicode-1-1-utf-8", "utf_8"),
        ("us-ascii", "cp1252"), ("ascii", "cp1252"), ("ANSI_X3.4-1968", "cp1252"), ("iso-8859-1", "cp1252"),
        ("ISO_8859-1:1987", "cp1252"), ("latin1", "cp1252"), ("l1", "cp1252"), ("cp-1252", "cp1252"),
        ("cp1252", "cp1252"),
        ("x-cp1252", "cp1252"), ("windows-1252", "cp1252"), ("Win-1252", "cp1252"), ("1252", "cp1252"),
        ("ansi", "cp1252"),
        ("iso-8859-15", "iso8859_15"), ("latin-9", "iso8859_15"), ("iso-8859-9", "cp1254"), ("ibm850", "cp850"),
        ("cp00858", "cp858"), ("dos-862", "cp862"), ("macintosh", "mac_roman"), ("x-mac-roman", "mac_roman"),
        ("iso-8859-8-i", "iso8859_8"), ("iso-8859-6-e", "iso8859_6"), ("tis-620", "cp874"), ("windows-874", "cp874"),
        ("koi8-r", "koi8_r"), ("koi8-u", "koi8_u"), ("windows-1251", "cp1251"),
        ("x-sjis", "cp932"), ("shift_jis", "cp932"), ("Shift-JIS", "cp932"), ("windows-31j", "cp932"),
        ("ms_kanji", "cp932"),
        ("euc-jp", "euc_jp"), ("x-euc-jp", "euc_jp"), ("iso-2022-jp", "iso2022_jp"), ("iso-2022-jp-ms", "iso2022_jp"),
        ("cp50221", "iso2022_jp"), ("ks_c_5601-1987", "cp949"), ("euc-kr", "cp949"), ("korean", "cp949"),
        ("gb2312", "gb18030"), ("GB_2312-80", "gb18030"), ("gbk", "gb18030"), ("x-gbk", "gb18030"), ("cp936",
        "gb18030"),
        ("hz-gb-2312", "hz"), ("big5", "cp950"), ("x-x-big5", "cp950"), ("big5-hkscs", "big5hkscs"),
        ("unicode-1-1-utf-7", "utf_7"), ("utf-7", "utf_7"), ("utf-16", "utf_16"), ("utf-16le", "utf_16_le"),
        ("unicode", "utf_16"), ("iso-10646-ucs-2", "utf_16"),
    ],
)  # fmt: skip
def test_labels_of_mails(label: str, codec: str) -> None:
    assert codec_for(label) == codec


@pytest.mark.parametrize(
    "label",
    [
        "x-unknown", "unknown-8bit", "x-user-defined", "8bit", "binary", "none", "default", "ansi_x3.110-1983", "", " ",
        "iso-8859-99", "cp037", "ebcdic-cp-us", "a" * 10_000, "\0", "utf-8\0x", "snow\N{SNOWMAN}", "../../x", "aliases",
        "rot13", "rot_13", "zip", "zlib", "bz2", "hex", "base64", "quopri", "uu", "idna", "punycode", "unicode_escape",
        "unicode-escape", "raw_unicode_escape", "raw-unicode-escape", "undefined", "charmap", "mbcs", "oem",
    ],
)  # fmt: skip
def test_labels_that_mean_nothing(label: str) -> None:
    assert codec_for(label) in (None, "utf_8" if label.startswith("utf-8") else None)


def test_every_codec_that_is_named_is_a_text_codec() -> None:
    for alias in encodings.aliases.aliases:
        codec = codec_for(alias)
        if codec:
            assert "a".encode(codec).decode(codec) == "a"


@pytest.mark.parametrize(
    ("data", "label", "expected"),
    [
        (b"", "utf-8", ""),
        (b"Dag", "utf-8", "Dag"),
        (b"Dag", "", "Dag"),
        (b"Dag", "x-unknown", "Dag"),
        ("Zoë".encode(), "utf-8", "Zoë"),
        ("Zoë".encode(), "", "Zoë"),
        ("Zoë".encode(), "x-unknown", "Zoë"),
        # Windows-1252 sent under other names
        (b"caf\xe9", "iso-8859-1", "café"),
        (b"\x93caf\xe9\x94 \x80 5", "iso-8859-1", "“café” € 5"),
        (b"\x93caf\xe9\x94", "us-ascii", "“café”"),
        (b"caf\xe9", "utf-8", "café"),
        (b"caf\xe9 ol\xe9", "utf-8", "café olé"),
        (b"caf\xe9", "", "café"),
        (b"caf\xe9", "x-unknown", "café"),
        (b"caf\xe9", "rot13", "café"),
        (b"caf\xe9", "unicode_escape", "café"),
        (b"\\u00e9", "unicode_escape", "\\u00e9"),
        (b"\x80 \xa4", "iso-8859-15", "€ ¤"),
        (b"\xa4", "iso-8859-15", "€"),
        # bytes that Windows-1252 does not define
        (b"\x81\x8d\x8f\x90\x9d", "", "\ufffd" * 5),
        (b"a\x81", "iso-8859-1", "a\ufffd"),
        # UTF-8 sent under other names
        ("Zoë – café".encode(), "iso-8859-1", "Zoë – café"),
        ("Zoë".encode(), "us-ascii", "Zoë"),
        ("Łódź".encode(), "iso-8859-2", "Łódź"),
        (RUSSIAN.encode(), "koi8-r", RUSSIAN),
        (RUSSIAN.encode(), "windows-1251", RUSSIAN),
        ("会议记录".encode(), "gb2312", "会议记录"),
        ("こんにちは".encode(), "shift_jis", "こんにちは"),
        ("안녕하세요".encode(), "euc-kr", "안녕하세요"),
        # UTF-8 with damage
        ("Zoë en ".encode() + b"caf\xe9 en" + " René".encode(), "utf-8", "Zoë en café en René"),
        ("Привет".encode() + b"\xd0", "utf-8", "Привет\ufffd"),
        # right labels
        (RUSSIAN.encode("cp1251"), "windows-1251", RUSSIAN),
        (RUSSIAN.encode("koi8-r"), "koi8-r", RUSSIAN),
        ("Привет".encode("cp1251"), "windows-1251", "Привет"),
        ("会议".encode("gbk"), "gb2312", "会议"),
        ("联通".encode("gbk"), "gbk", "联通"),
        ("朱镕基".encode("gbk"), "gb2312", "朱镕基"),
        ("還在用".encode("big5"), "big5", "還在用"),
        ("①テスト".encode("cp932"), "shift_jis", "①テスト"),
        ("똠방각하".encode("cp949"), "ks_c_5601-1987", "똠방각하"),
        ("テスト".encode("euc-jp"), "euc-jp", "テスト"),
        ("สวัสดี".encode("cp874"), "tis-620", "สวัสดี"),
        ("שלום".encode("cp1255"), "iso-8859-8-i", "שלום"),
        ("你好".encode("hz"), "hz-gb-2312", "你好"),
        # ISO-2022-JP, also damaged and unlabelled
        ("テスト abc".encode("iso2022_jp"), "iso-2022-jp", "テスト abc"),
        ("テスト".encode("iso2022_jp"), "us-ascii", "テスト"),
        ("テスト".encode("iso2022_jp"), "", "テスト"),
        ("テスト".encode("iso2022_jp").removesuffix(b"\x1b(B"), "iso-2022-jp", "テスト"),
        (b"\x1b$B-!%F%9%H\x1b(B abc", "iso-2022-jp", "①テスト abc"),
        (b"\x1b$B-!%F\nabc", "iso-2022-jp", "①テ\nabc"),
        (b"\x1b$B-!\x1b(I1\x1b(B x", "iso-2022-jp", "①ｱ x"),
        ("テスト".encode(), "iso-2022-jp", "テスト"),
        ("안녕".encode("iso2022_kr"), "iso-2022-kr", "안녕"),
        # UTF-7 where it is labelled
        (b"Fr+APY-sche", "utf-7", "Frösche"),
        (b"Fr+APY-sche", "", "Fr+APY-sche"),
        (b"Fr+APY-sche", "utf-8", "Fr+APY-sche"),
        (b"+2D3eAA-", "utf-7", "😀"),
        (b"a+2AA-b", "utf-7", "a\ufffdb"),
        (b"Fr&APY-sche", "utf-7", "Fr&APY-sche"),
        ("Zoë".encode(), "utf-7", "Zoë"),
        # UTF-16
        ("Zoë".encode("utf-16"), "utf-16", "Zoë"),
        ("Zoë".encode("utf-16-le"), "utf-16", "Zoë"),
        ("Zoë".encode("utf-16-be"), "utf-16", "Zoë"),
        ("Zoë".encode("utf-16-be"), "utf-16le", "Zoë"),
        ("Zoë".encode("utf-16-le"), "utf-16be", "Zoë"),
        ("Zoë".encode("utf-16"), "", "Zoë"),
        ("Zoë".encode("utf-16"), "utf-8", "Zoë"),
        ("会议".encode("utf-16-be"), "utf-16", "会议"),
        ("Zoë".encode("utf-16-le") + b"x", "utf-16le", "Zoë"),
        (b"Dag Piet", "utf-16", "Dag Piet"),
        (b"Dag Zo\xeb, tot morgen", "utf-16", "Dag Zoë, tot morgen"),
        ("Dag Zoë".encode(), "utf-16", "Dag Zoë"),
        ("Zoë".encode("utf-32"), "utf-32", "Zoë"),
        ("Zoë".encode("utf-32-be"), "utf-32", "Zoë"),
        # a mark at the beginning is no text
        ("\ufeffZoë".encode(), "utf-8", "Zoë"),
        ("\ufeffZoë".encode(), "", "Zoë"),
        ("\ufeffDag".encode(), "us-ascii", "Dag"),
        # the wrong East Asian label
        (b"caf\xe9 ol\xe9 !", "euc-kr", "café olé !"),
        # a guess where there is enough to go by
        (RUSSIAN.encode("cp1251"), "utf-8", RUSSIAN),
        (RUSSIAN.encode("koi8-r"), "", RUSSIAN),
        ("你好，明天的会议十点开始。".encode("gbk"), "", "你好，明天的会议十点开始。"),
        ("Grüße aus München, schöne Straße".encode("cp1252"), "", "Grüße aus München, schöne Straße"),
    ],
)
def test_decoding(data: bytes, label: str, expected: str) -> None:
    assert decode_bytes(data, label) == expected


def test_a_large_damaged_text_is_read_line_by_line() -> None:
    data = b"\x1b$B-!2q5D\x1b(B ok\r\n\x1b$B2q5D\r\n" * 30_000
    assert decode_bytes(data, "iso-2022-jp") == "①会議 ok\r\n会議\r\n" * 30_000


def test_stray_bytes_among_utf_8_and_a_character_that_was_cut_off() -> None:
    assert decode_bytes(b"x\x80" + ("é" * 300).encode() + b"\xe9", "utf-8") == "x€" + "é" * 300 + "\ufffd"


@pytest.mark.parametrize("label", LABELS)
@given(data=st.binary())
def test_nothing_fails_and_no_surrogates(label: str, data: bytes) -> None:
    decode_bytes(data, label).encode("utf-8")


@given(st.text(), st.sampled_from(["utf-8", "", "us-ascii", "iso-8859-1", "x-unknown"]))
def test_utf_8_is_read_under_many_labels(text: str, label: str) -> None:
    if "\x1b$" not in text:
        assert decode_bytes(text.encode(), label) == text.removeprefix("\ufeff")


def test_strictness() -> None:
    assert decodes_strictly(b"abc", "utf-8")
    assert decodes_strictly("Zoë".encode(), "")
    assert decodes_strictly(b"\xe9", "iso-8859-1")
    assert not decodes_strictly(b"\xe9", "utf-8")
    assert not decodes_strictly(b"\xe9", "x-unknown")


@pytest.mark.parametrize("label", ["utf-8", "iso-8859-1", "gb2312", "iso-2022-jp", "utf-7", "utf-16", "x"])
@pytest.mark.parametrize(
    "piece", [b"a", b"\xe9", b"\xc3", b"\xe9a", b"\xc3\xa9\xe9", b"\x1b$B", b"+", b"\0", b"\x81\x30", b"\x1b$B!!\n"]
)
def test_hostile_input_takes_linear_time(label: str, piece: bytes) -> None:
    data = piece * (1_000_000 // len(piece))
    started = time.process_time()
    decode_bytes(data, label)
    assert time.process_time() - started < 10


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dag", "Dag"),
        ("", ""),
        (" Dag  Piet ", "Dag Piet"),
        ("Dag\r\n Piet\tJansen\n", "Dag Piet Jansen"),
        ("Dag\x0b\x0cPiet", "Dag Piet"),
        ("Dag\u00a0\u2003\u3000\u2028\u2029\u0085Piet", "Dag Piet"),
        ("D\0a\x07g\x1f\x7f", "Dag"),
        ("é\0\x9f\x80!", "é!"),
        ("a\u202eb\u202ac\u202cd\u2066e\u2069f", "abcdef"),
        ("a\u200bb\ufeffc", "abc"),
        (" \u200b ", ""),
        ("a \u200b b", "a b"),
        ("e\u0301", "é"),
        ("\u212b", "Å"),
        ("👩\u200d🔧", "👩\u200d🔧"),
        ("\u200fשלום\u200e", "\u200fשלום\u200e"),
        ("a\ud800b", "ab"),
    ],
)
def test_clean_text(text: str, expected: str) -> None:
    assert clean_text(text) == expected


@given(st.text(st.characters()))
def test_clean_text_is_clean(text: str) -> None:
    cleaned = clean_text(text)
    assert cleaned == clean_text(cleaned)
    assert cleaned == unicodedata.normalize("NFC", cleaned)
    assert cleaned == " ".join(cleaned.split())
    assert not any(unicodedata.category(character) in {"Cc", "Cs"} for character in cleaned)
    assert not set(cleaned) & set("\u200b\ufeff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@pytest.mark.parametrize("marks", ["\u0301\u0316", "\u0301", "\u0316" * 999 + "\u0301" * 1000])
def test_heaps_of_combining_marks_take_linear_time(marks: str) -> None:
    started = time.process_time()
    cleaned = clean_text("a" + marks * (200_000 // len(marks)))
    assert time.process_time() - started < 5
    assert len(cleaned) < 100

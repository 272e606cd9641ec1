"""Content-Transfer-Encoding: whole, damaged and mislabelled content."""

import base64
import binascii
import quopri
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from severa_desktop.mail.transfer import decode, decode_text, unix_lines

ENCODINGS = ["", "7bit", "8bit", "binary", "base64", "quoted-printable", "x-uuencode", "x-token"]


def whole(raw: bytes, encoding: str) -> bytes:
    return decode(raw, 0, len(raw), encoding)


def text(raw: bytes, encoding: str) -> bytes:
    return decode_text(raw, 0, len(raw), encoding)


@pytest.mark.parametrize("encoding", ["", "7bit", "8bit", "binary", "x-unknown"])
def test_other_encodings_leave_the_bytes(encoding: str) -> None:
    assert whole(b"a=\r\n\xff\0b", encoding) == b"a=\r\n\xff\0b"


def test_only_the_range_is_decoded() -> None:
    assert decode(b"####SGFsbG8=####", 4, 12, "base64") == b"Hallo"
    assert decode(b"==a=C3=A9==", 2, 9, "quoted-printable") == "aé".encode()


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"SGFsbG8=", b"Hallo"),
        (b"SGFs\r\nbG8=\r\n", b"Hallo"),
        (b"SGFsbG8", b"Hallo"),
        (b"SGFsbG8sIHdlcmVsZA", b"Hallo, wereld"),
        (b"SG*F!s\xffbG8=", b"Hallo"),
        (b"SGFsbG8=SGFsbG8=", b"HalloHallo"),
        (b"SGFsbG8=\r\nSGFs\r\n", b"HalloHal"),
        (b"SGFsbG8=\n\n-- \nEen voettekst van de lijst\n", b"Hallo"),
        (b"SGFsbG8=\nabcde", b"Hallo"),
        (b"SG=FsbG8=", b"Hallo"),
        (b"SGFsbG8==", b"Hallo"),
        (b"SGFsbG8=====", b"Hallo"),
        (b"SGFsbA=\r\n=", b"Hall"),
        (b"SGFsbG8hX", b"Hallo!"),
        (b"", b""),
        (b"====", b""),
        (b"=", b""),
        (b"A", b""),
    ],
)
def test_base64(raw: bytes, expected: bytes) -> None:
    assert whole(raw, "base64") == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"SGFsbG8=\n", b"Hallo"),
        (b"SGFsbG8h\n_____________\nLijst over bakken\n", b"Hallo!"),
        (b"SGFs*bG8=", b"Hallo"),
        (
            b"Hallo Piet, dit is gewone tekst zonder codering.\n",
            b"Hallo Piet, dit is gewone tekst zonder codering.\n",
        ),
        (b"UmVnZWwNClR3ZWU=", b"Regel\r\nTwee"),
        ("é".encode("utf-16"), "é".encode("utf-16")),
    ],
)
def test_base64_text(raw: bytes, expected: bytes) -> None:
    assert text(raw, "base64") == expected


def test_base64_text_of_many_lines_loses_its_footer_only() -> None:
    letter = b"Een regel die lang genoeg is om over meer dan een regel te gaan.\n" * 9
    footer = b"\n_______________________________________________\nBakkers mailing list\nhttp://lijst.example/\n"
    assert text(base64.encodebytes(letter) + footer, "base64") == letter


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"caf=C3=A9", "café".encode()),
        (b"caf=c3=a9", "café".encode()),
        (b"een =\r\ntwee", b"een twee"),
        (b"een =\ntwee", b"een twee"),
        (b"een =\rtwee\ndrie", b"een twee\ndrie"),
        (b"een= \t\r\ntwee", b"eentwee"),
        (b"een  \r\ntwee\t\n", b"een\r\ntwee\n"),
        (b"eind  ", b"eind"),
        (b"a=3D1", b"a=1"),
        (b"a=1 =ZZ =4", b"a=1 =ZZ =4"),
        (b"a==b", b"a==b"),
        (b"a==41", b"a=A"),
        (b"a===\n", b"a=="),
        (b"a==b=\r\nc=\r\nd=\r\ne", b"a==bcde"),
        (b"einde=", b"einde"),
        (b"a =20\r\n", b"a  \r\n"),
        (b"", b""),
        (b"\xc3\xa9=C3=A9", "éé".encode()),
    ],
)
def test_quoted_printable(raw: bytes, expected: bytes) -> None:
    assert whole(raw, "quoted-printable") == expected


def test_quoted_printable_text() -> None:
    assert text(b"een=0D=0Atwee\r\ndrie=\r\nvier", "quoted-printable") == b"een\r\ntwee\ndrievier"


def test_a_large_quoted_printable_text_has_no_seam() -> None:
    for line in (b"Caf=C3=A9 =\r\n=E2=82=AC \r\n", b"a=C3=A9 b ", b"=C3=A9", b"x\r", b" \r\n"):
        raw = line * (1_000_000 // len(line))
        assert text(raw, "quoted-printable") == whole(unix_lines(raw), "quoted-printable")


def test_base64_with_much_white_space_around_it() -> None:
    around = b" \r\n" * 100_000
    assert text(around + b"SGFsbG8h" + around, "base64") == b"Hallo!"
    assert text(around, "base64") == b""


def test_long_quoted_printable_is_decoded_in_blocks_without_a_seam() -> None:
    content = ("Één regel met een = teken en é, \t en dan   nog wat\n" * 12_000).encode()
    assert whole(quopri.encodestring(content), "quoted-printable") == content
    one_line = b"ab=3Dcd  " * 100_000 + b"."
    assert whole(one_line, "quoted-printable") == b"ab=cd  " * 100_000 + b"."
    assert 999_990 <= len(whole(b"=" * 1_000_000, "quoted-printable")) < 1_000_000


@pytest.mark.parametrize("encoding", ["x-uuencode", "x-uue", "uuencode"])
def test_uuencode(encoding: str) -> None:
    lines = [binascii.b2a_uu(b"Hallo, wereld. " * 3), binascii.b2a_uu(b"Einde")]
    raw = b"Vooraf\r\nbegin 644 een naam.txt\r\n" + b"".join(lines).replace(b"\n", b"\r\n") + b"`\r\nend\r\nNa\r\n"
    assert whole(raw, encoding) == b"Hallo, wereld. " * 3 + b"Einde"


def test_uuencode_with_cut_spaces_and_damage() -> None:
    line = binascii.b2a_uu(b"abc" + bytes(6)).rstrip(b" `\n")
    assert (
        whole(b"begin 644 x\n" + line + b"\n\xff\xff\n" + binascii.b2a_uu(b"ok") + b"end\n", "x-uuencode")[-2:] == b"ok"
    )
    filled = b"begin 644 x\n" + binascii.b2a_uu(b"abcd").rstrip(b" `\n")[:7] + b"!_\nend\n"
    assert whole(filled, "x-uuencode") == b"abcd"
    assert whole(b"geen begin", "x-uuencode") == b"geen begin"
    assert whole(b"begin-base64 644 x\nSGFsbG8=\n====\n", "x-uuencode") == b"Hallo"


def test_unix_lines() -> None:
    assert unix_lines(b"a\r\nb\rc\nd\r\n\r\r\n") == b"a\nb\nc\nd\n\n\n"


def test_text_in_a_wide_charset_keeps_its_bytes() -> None:
    wide = "a\r\nb".encode("utf-16-le")
    assert text(wide, "8bit") == wide


@given(st.binary(max_size=400), st.sampled_from(ENCODINGS))
def test_anything_decodes(raw: bytes, encoding: str) -> None:
    assert isinstance(whole(raw, encoding), bytes)
    assert isinstance(text(raw, encoding), bytes)


@given(st.binary(max_size=400))
def test_what_was_encoded_comes_back(content: bytes) -> None:
    assert whole(base64.encodebytes(content), "base64") == content
    assert whole(base64.b64encode(content).rstrip(b"="), "base64") == content
    assert whole(quopri.encodestring(content, quotetabs=True), "quoted-printable") == content


@pytest.mark.parametrize(
    "piece", [b"=", b"A=", b"AA==", b"SGFsbG8=", b" ", b"\n", b"= \n", b"=\r", b"AAAA*\n", b"M" * 61 + b"\n"]
)
@pytest.mark.parametrize("encoding", ["base64", "quoted-printable", "x-uuencode"])
def test_hostile_repetition_takes_linear_time(piece: bytes, encoding: str) -> None:
    raw = piece * (2_000_000 // len(piece))
    started = time.process_time()
    whole(raw, encoding)
    text(raw, encoding)
    assert time.process_time() - started < 5

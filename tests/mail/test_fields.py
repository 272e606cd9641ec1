"""Where a header's fields stand, where it ends, and what looks like a mail."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from severa_desktop.mail.damaged_header import MANY_FIELDS, MOST_FIELDS, read_damaged_header
from severa_desktop.mail.fields import Header, looks_like_mail, read_header, read_mail_header

PIECES = [
    b"From",
    b"To",
    b"X-Y",
    b":",
    b": ",
    b" : ",
    b"a",
    b"\n",
    b"\r\n",
    b"\r",
    b" ",
    b"\t",
    b"\0",
    b"--b",
    b"\xe9",
    b"http://x",
]


def fields(content: bytes, *, outer: bool = True) -> list[tuple[str, bytes]]:
    header, _ = read_header(content, skip_preamble=outer)
    return [(name, value) for name in header.names for value in header.all(name)]


def body(content: bytes, *, outer: bool = True) -> bytes:
    return content[read_header(content, skip_preamble=outer)[1] :]


@pytest.mark.parametrize(
    ("content", "expected", "rest"),
    [
        (b"From: a\r\nTo: b\r\n\r\nDag", [("from", b"a"), ("to", b"b")], b"Dag"),
        (b"From: a\nTo: b\n\nDag", [("from", b"a"), ("to", b"b")], b"Dag"),
        (b"From: a\rTo: b\r\rDag", [("from", b"a"), ("to", b"b")], b"Dag"),
        (
            b"From: a\r\nTo: b\nCc: c\rBcc: d\n\nDag",
            [("from", b"a"), ("to", b"b"), ("cc", b"c"), ("bcc", b"d")],
            b"Dag",
        ),
        (b"From: a\r\r\nTo: b\r\r\n\r\r\nDag", [("from", b"a"), ("to", b"b")], b"Dag"),
        (b"From: a\n\r\nDag", [("from", b"a")], b"Dag"),
        (b"From: a", [("from", b"a")], b""),
        (b"From: a\n", [("from", b"a")], b""),
        (b"From: a\r\n\r\n", [("from", b"a")], b""),
        (b"", [], b""),
        (b"\n", [], b""),
        (b"From:\n\nx", [("from", b"")], b"x"),
        (b"From:a\n\nx", [("from", b"a")], b"x"),
        (b"from:a\nFROM: b\n\nx", [("from", b"a"), ("from", b"b")], b"x"),
    ],
)
def test_line_ends(content: bytes, expected: list[tuple[str, bytes]], rest: bytes) -> None:
    assert fields(content) == expected
    assert body(content) == rest


@pytest.mark.parametrize(
    ("content", "value"),
    [
        (b"A: b\n c\n\n", b"b c"),
        (b"A: b\r\n\tc\r\n  d\r\n\r\n", b"b\tc  d"),
        (b"A: b\r c\r\r", b"b c"),
        (b"A:\n b\n\n", b"b"),
        (b"A: b\n \n c\n\n", b"b  c"),
        (b"A: b \t\n\n", b"b"),
        (b"A: b\0c\0\n\n", b"bc"),
        (b"A: b: c\n\n", b"b: c"),
        (b"A:: b\n\n", b": b"),
        (b"A: \xe9\xff\n\n", b"\xe9\xff"),
    ],
)
def test_values_are_unfolded(content: bytes, value: bytes) -> None:
    assert read_header(content)[0].all("a") == (value,)


def test_names_are_looked_up_in_any_case_and_every_occurrence_counts() -> None:
    header, _ = read_header(b"To: a\nX: b\nTO: c\nto: d\n\n")
    assert header.all("tO") == (b"a", b"c", b"d")
    assert header.first("TO") == b"a"
    assert header.names == ("to", "x")
    assert header.all("cc") == ()
    assert header.first("cc") == b""
    assert header.all("snow\N{SNOWMAN}") == ()
    assert header.has_any(b"from", b"x")
    assert not header.has_any(b"from")


def test_an_empty_first_occurrence_stays_the_first() -> None:
    header, _ = read_header(b"Subject:\nSubject: b\n\n")
    assert header.first("Subject") == b""
    assert header.all("Subject") == (b"", b"b")


@pytest.mark.parametrize(
    ("content", "expected", "rest"),
    [
        (b"From : a\nTo\t: b\n\nx", [("from", b"a"), ("to", b"b")], b"x"),
        (b"Fr\0om: a\n\nx", [("from", b"a")], b"x"),
        (b"Fr\0om\0 \0: a\nTo: b\n\nx", [("from", b"a"), ("to", b"b")], b"x"),
        (b"From: a\njunk\nTo: b\n\nx", [("from", b"a"), ("to", b"b")], b"x"),
        (b"From: a\r\njunk\r\nTo: b\r\n\r\nx", [("from", b"a"), ("to", b"b")], b"x"),
        (b"From: a\nmore junk: here\nTo: b\n\nx", [("from", b"a"), ("to", b"b")], b"x"),
        (b"From: a\nmany\nlines\nof\njunk\nTo: b\n\nx", [("from", b"a"), ("to", b"b")], b"x"),
        (b"From: a\njunk\n  folded: junk\nTo: b\n\nx", [("from", b"a"), ("to", b"b")], b"x"),
        (b"From: a\njunk\n\nx", [("from", b"a")], b"x"),
        (b"junk\nFrom: a\n\nx", [("from", b"a")], b"x"),
        (b"From: a\nhttp://x.example/\nTo: b\n\nx", [("from", b"a"), ("to", b"b")], b"x"),
        (b"From: a\nFrom x@y.nl Mon Mar  2 09:15:00 2026\nTo: b\n\nx", [("from", b"a"), ("to", b"b")], b"x"),
        (b"From: a\n: no name\nTo: b\n\nx", [("from", b"a"), ("to", b"b")], b"x"),
        (b"From: a\n\0\nx", [("from", b"a")], b"x"),
    ],
)
def test_recovered(content: bytes, expected: list[tuple[str, bytes]], rest: bytes) -> None:
    assert fields(content) == expected
    assert body(content) == rest


@pytest.mark.parametrize(
    ("content", "rest"),
    [
        (b"From: a\nDag Piet,\ntot morgen", b"Dag Piet,\ntot morgen"),
        (b"From: a\nDag Piet,\ntot morgen,\nin Utrecht\n\nAnna", b"Dag Piet,\ntot morgen,\nin Utrecht\n\nAnna"),
        (b"From: a\n--b\nContent-Type: text/plain\n\nDag\n--b--", b"--b\nContent-Type: text/plain\n\nDag\n--b--"),
        (b"From: a\nThis is MIME\n--b\nA: b\n\nDag", b"This is MIME\n--b\nA: b\n\nDag"),
        (b"From: a\nzie\n-----Original Message-----\nTo: b\n\nx", b"zie\n-----Original Message-----\nTo: b\n\nx"),
        (b"From: a\n   \nDag", b"Dag"),
        (b"From: a\r\n \t\r\nDag Piet\r\n", b"Dag Piet\r\n"),
        (b"From: a\n ", b""),
    ],
)
def test_a_body_without_its_blank_line_is_kept(content: bytes, rest: bytes) -> None:
    assert fields(content) == [("from", b"a")]
    assert body(content) == rest


@pytest.mark.parametrize(
    "content",
    [b"Dag Piet\n\nAnna", b"Dag Piet", b"Let op\nNota: bijlage\n\nAnna", b"--x\nTo: b\n\n", b" ingesprongen\n\nx"],
)
def test_text_without_known_fields_is_no_header(content: bytes) -> None:
    assert fields(content, outer=False) == []
    assert body(content, outer=False) == content


def test_a_blank_line_first_is_an_empty_header_of_a_part() -> None:
    assert read_header(b"\r\nTo: b\r\n\r\nx")[1] == 2
    assert fields(b"\nTo: b\n\nx", outer=False) == []
    assert body(b"\nTo: b", outer=False) == b"To: b"


@pytest.mark.parametrize(
    "preamble",
    [
        b"\xef\xbb\xbf",
        b"\n\r\n \t\n\r",
        b"From piet@x.nl Mon Mar  2 09:15:00 2026\n",
        b">From piet@x.nl Mon Mar  2 09:15:00 2026\r\n",
        b"From - Mon Mar  2 09:15:00 2026\r",
        b"\xef\xbb\xbf\nFrom x\n>From y\n\n",
        b"From x\n\xef\xbb\xbf",
        b"\xc3\xaf\xc2\xbb\xc2\xbf",
        b"\0\0\0",
    ],
)
def test_preamble_is_skipped_for_the_outer_message(preamble: bytes) -> None:
    content = preamble + b"From : a\nTo: b\n\nx"
    assert fields(content) == [("from", b"a"), ("to", b"b")]
    assert body(content) == b"x"
    assert looks_like_mail(content)


@pytest.mark.parametrize(("preamble", "first"), [(b"\xef\xbb\xbf", "\xef\xbb\xbffrom"), (b"\n", None)])
def test_a_part_has_no_preamble(preamble: bytes, first: str | None) -> None:
    header, _ = read_header(preamble + b"From: a\n\nx")
    assert next(iter(header.names), None) == first


def test_a_part_within_the_content() -> None:
    content = b"To: out\n\n--b\nTo: in\n\ninner\n--b--"
    start, end = content.index(b"To: in"), content.index(b"\n--b--")
    header, offset = read_header(content, start, end)
    assert header.all("To") == (b"in",)
    assert content[offset:end] == b"inner"
    assert read_header(content, start, start + 5)[0].all("To") == (b"i",)
    assert read_header(content, start, 10_000)[1] == offset


@given(st.lists(st.sampled_from(PIECES)).map(b"".join))
def test_both_ways_of_reading_agree(content: bytes) -> None:
    header, offset = read_header(content)
    damaged, damaged_offset = read_damaged_header(content, 0, len(content))
    careful = Header(damaged)
    assert offset == damaged_offset
    assert header.names == careful.names
    assert [header.all(name) for name in header.names] == [careful.all(name) for name in careful.names]


@given(st.binary(), st.booleans())
def test_nothing_fails(content: bytes, outer: bool) -> None:
    header, offset = read_header(content, skip_preamble=outer)
    assert 0 <= offset <= len(content)
    for name in header.names:
        for value in header.all(name):
            assert b"\n" not in value
            assert b"\r" not in value
            assert b"\0" not in value
    looks_like_mail(content)


@pytest.mark.parametrize(
    "content",
    [
        b"From: a@b.nl\n\nDag",
        b"Sender: a@b.nl\n\nDag",
        b"Message-ID: <x>\n\nDag",
        b"MESSAGE-ID : <x>\r\n\r\nDag",
        b"Subject: x\nFrom:\n\nDag",
        b"Received: x\n y\nFrom: a",
        b"junk\nFrom: a@b.nl\nTo: c\n\nDag",
        b"Subject: \0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\nFrom: a\n\n",
        b"X: " + b"y" * 100_000 + b"\nFrom: a\n\n",
    ],
)
def test_mails(content: bytes) -> None:
    assert looks_like_mail(content)
    found = read_mail_header(content)
    header, offset = read_header(content, skip_preamble=True)
    assert found is not None
    assert found[0].names == header.names
    assert found[1] == offset


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n\n",
        b"Dag Piet,\n\nFrom: a@b.nl\n",
        b"Subject: x\nTo: b\n\nFrom: a",
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\nFrom: a\nTo: b\n",
        b"%PDF-1.4\n%\xe2\xe3\nstream\nFrom: a@b.nl\nTo: b\nMessage-ID: <x>\n",
        b"\xff\xd8\xff\xe0\0\x10JFIF\0\nFrom: a\n",
        b"PK\x03\x04\x14\0\nFrom: a\n",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\nFrom: a\n",
        b"{\\rtf1\nFrom: a\n}",
        b"<html>\nFrom: a\n</html>",
        b"---------- Forwarded message ----------\nFrom: a\nTo: b\n\nx",
        b"=====\nFrom: a\n\n",
        b"een\n" * 11 + b"From: a\n\n",
        "From: a@b.nl\r\nTo: b\r\n\r\nDag".encode("utf-16"),
        "From: a@b.nl\r\nTo: b\r\n\r\nDag".encode("utf-16-le"),
        "From: a@b.nl\r\nTo: b\r\n\r\nDag".encode("utf-16-be"),
        "From: a@b.nl\r\nTo: b\r\n\r\nDag".encode("utf-32"),
        "From: a@b.nl\r\nTo: b\r\n\r\nDag".encode("utf-32-be"),
        b"\xfe\xff",
        b"From a@b.nl Mon Mar  2 09:15:00 2026\n",
        b"From\n",
    ],
)
def test_no_mails(content: bytes) -> None:
    assert not looks_like_mail(content)
    assert read_mail_header(content) is None


def test_a_header_of_a_million_lines_keeps_what_is_read() -> None:
    content = b"X: y\n" * 1_000_000 + b"From: a\n b\nTo: c\n\nDag"
    started = time.process_time()
    header, offset = read_header(content)
    assert time.process_time() - started < 10
    assert content[offset:] == b"Dag"
    assert len(header.all("x")) == MANY_FIELDS
    assert header.all("From") == (b"a b",)
    assert header.all("To") == (b"c",)


def test_a_million_fields_that_are_read_are_bounded() -> None:
    content = b"To: a\n" * (MOST_FIELDS + 10) + b"\nDag"
    header, offset = read_header(content)
    assert len(header.all("To")) == MOST_FIELDS
    assert content[offset:] == b"Dag"


@pytest.mark.parametrize(
    "piece",
    [
        b"a",
        b"a\n",
        b"a\r",
        b"\r",
        b" ",
        b" \n",
        b"\0",
        b"a:",
        b":",
        b"a:\n",
        b"\n ",
        b"From ",
        b"--\n",
        b"\xef\xbb\xbf",
    ],
)
@pytest.mark.parametrize("start", [b"", b"To: x\n", b"To: x\r"])
def test_hostile_input_takes_linear_time(start: bytes, piece: bytes) -> None:
    content = start + piece * (1_000_000 // len(piece))
    started = time.process_time()
    read_header(content, skip_preamble=True)
    looks_like_mail(content)
    assert time.process_time() - started < 10

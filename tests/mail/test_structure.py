"""The MIME tree: splitting, recovering, limits."""

import base64
import time
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from severa_desktop.mail.fields import read_header
from severa_desktop.mail.parts import Group, Node, Structure
from severa_desktop.mail.structure import MAX_ENTITIES, MAX_LEVEL, read_structure

Shape = str | tuple["Shape | str", ...]


def structure(content: bytes) -> Structure:
    header, body = read_header(content, skip_preamble=True)
    return read_structure(content, header, body)


def mail(kind: str, *lines: str) -> bytes:
    """A message of a multipart kind, its lines ended with CRLF."""
    head = ("From: anna@mijnbedrijf.nl", "MIME-Version: 1.0", f"Content-Type: multipart/{kind}")
    return "\r\n".join((*head, "", *lines, "")).encode()


def shape(node: Node) -> Shape:
    if isinstance(node, Group):
        return (node.subtype, *map(shape, node.children))
    return f"{node.about.media_type}:{node.decoded().decode('latin-1')}"


def shape_of(content: bytes) -> Shape:
    return shape(structure(content).root)


ONE, TWO = "text/plain:een", "text/plain:twee"
BOTH = ("mixed", ONE, TWO)
PLAIN = ("Content-Type: text/plain", "")


def test_a_message_without_parts_is_one_leaf() -> None:
    assert shape_of(b"From: a@b.nl\n\neen") == ONE
    assert shape_of(b"From: a@b.nl\nContent-Type: text/html\n\neen\r\n") == "text/html:een\r\n"
    assert shape_of(b"From: a@b.nl") == "text/plain:"


def test_parts_with_preamble_and_epilogue() -> None:
    content = mail("mixed; boundary=b", "Voorwoord", "--b", *PLAIN, "een", "--b", *PLAIN, "twee", "--b--", "Nawoord")
    assert shape_of(content) == BOTH


@pytest.mark.parametrize("line_end", [b"\r\n", b"\n", b"\r"])
def test_line_ends(line_end: bytes) -> None:
    content = mail("mixed; boundary=b", "--b", *PLAIN, "een", "--b", *PLAIN, "twee", "--b--")
    assert shape_of(content.replace(b"\r\n", line_end)) == BOTH


def test_mixed_line_ends() -> None:
    head = b"From: a@b.nl\nContent-Type: multipart/mixed; boundary=b\n\n"
    assert shape_of(head + b"--b\r\n\r\neen\n--b\n\ntwee\r--b--") == BOTH


@pytest.mark.parametrize(
    "lines",
    [
        ("--b", "", "een", "--b", "", "twee"),  # no closing delimiter
        ("--b", "", "een", "--b", "", "twee", "--b"),  # a delimiter and nothing behind
        ("--b  ", "", "een", "--b\t", "", "twee", "--b-- "),  # white space behind
        ("--b", "", "een", "--b--", "--b", "", "twee", "--b--"),  # closed too early
        ("--bb", "--b", "", "een", "--b", "", "twee", "--b--"),  # a longer boundary before
        ("--b", "een", "--b", "twee", "--b--"),  # neither header nor blank line
        ("--b", "Content-Type: text/plain", "", "een", "--b", "X: y", "", "twee", "--b--"),
    ],
)
def test_recovered(lines: tuple[str, ...]) -> None:
    content = mail("mixed; boundary=b", *lines).removesuffix(b"\r\n")
    assert shape_of(content) == BOTH


@pytest.mark.parametrize(
    "parameter",
    [
        "boundary=grens",
        'boundary="grens"',
        "Boundary = grens",
        'charset=x; boundary="grens"; y=z',
        'boundary="grens "',
        "boundary=grens (niet de grens)",
        "boundary*=utf-8''grens",
        "boundary*0=gr; boundary*1=ens",
        "boundary=anders",
        "",
    ],
)
def test_boundary_parameter(parameter: str) -> None:
    content = mail(f"mixed; {parameter}", "--grens", *PLAIN, "een", "--grens", *PLAIN, "twee", "--grens--")
    assert shape_of(content) == BOTH


@pytest.mark.parametrize("boundary", ["a b", "=_?x", "'a(b)c+d_e,f-./:=?", "----=_NextPart_000", "é"])
def test_unusual_boundaries(boundary: str) -> None:
    content = mail(f'mixed; boundary="{boundary}"', f"--{boundary}", "", "een", f"--{boundary}", "", "twee")
    assert shape_of(content.removesuffix(b"\r\n")) == BOTH


def test_a_boundary_that_begins_another() -> None:
    content = mail(
        "mixed; boundary=b", "--b", "Content-Type: multipart/alternative; boundary=bb", "", "--bb", "", "een",
        "--bb", "", "twee", "--bb--", "--b", "", "drie", "--b--",
    )  # fmt: skip
    assert shape_of(content) == ("mixed", ("alternative", ONE, TWO), "text/plain:drie")


def test_an_outer_delimiter_closes_what_is_inside() -> None:
    content = mail(
        "mixed; boundary=b", "--b", "Content-Type: multipart/alternative; boundary=c", "", "--c", "", "een",
        "--b", "", "twee", "--c", "", "nog twee", "--b--",
    )  # fmt: skip
    assert shape_of(content) == ("mixed", ("alternative", ONE), "text/plain:twee\r\n--c\r\n\r\nnog twee")


def test_the_same_boundary_inside() -> None:
    inner = (
        "--b",
        "Content-Type: multipart/alternative; boundary=b",
        "",
        "--b",
        "",
        "een",
        "--b",
        "",
        "twee",
    )
    content = mail("mixed; boundary=b", *inner, "--b--", "--b", "", "drie", "--b--")
    assert shape_of(content) == ("mixed", ("alternative", ONE, TWO), "text/plain:drie")
    unclosed = mail("mixed; boundary=b", *inner).removesuffix(b"\r\n")
    assert shape_of(unclosed) == ("mixed", ("alternative", ONE, TWO))


def test_a_multipart_without_parts() -> None:
    assert shape_of(mail("mixed; boundary=b", "", "")) == ("mixed",)
    assert shape_of(mail("mixed; boundary=b", "--b--")) == ("mixed",)
    assert shape_of(mail("mixed; boundary=b", "Alleen tekst")) == "text/plain:Alleen tekst\r\n"
    assert shape_of(mail("mixed", "<html><b>Alleen")) == "text/html:<html><b>Alleen\r\n"
    assert shape_of(mail("mixed; boundary=b", "Alleen tekst", "--b--")) == "text/plain:Alleen tekst\r\n"


def test_a_multipart_that_is_encoded_as_a_whole() -> None:
    inner = base64.encodebytes(b"--b\n\neen\n--b\n\ntwee\n--b--\n")
    head = b"From: a@b.nl\nContent-Type: multipart/mixed; boundary=b\nContent-Transfer-Encoding: base64\n\n"
    assert shape_of(head + inner) == BOTH


@pytest.mark.parametrize(
    ("value", "media_type"),
    [
        ("text/plain", "text/plain"),
        ("TEXT/Html; charset=x", "text/html"),
        ("text", "text/plain"),
        ("", "text/plain"),
        ("onzin", "text/plain"),
        ("image/", "text/plain"),
        ("plain/text", "text/plain"),
        ("application/pdf;", "application/pdf"),
        ('onzin; name="x.doc"', "application/octet-stream"),
    ],
)
def test_media_type(value: str, media_type: str) -> None:
    leaves = structure(f"From: a@b.nl\nContent-Type: {value}\n\nx".encode()).leaves
    assert [leaf.about.media_type for leaf in leaves] == [media_type]


def test_digest_defaults_to_messages() -> None:
    content = mail(
        "digest; boundary=b", "--b", "", "Subject: een", "", "x", "--b", "Content-Type: text/plain", "",
        "twee", "--b--",
    )  # fmt: skip
    assert shape_of(content) == ("digest", "message/rfc822:Subject: een\r\n\r\nx", TWO)


@pytest.mark.parametrize(
    "media_type", ["message/rfc822", "message/global", "message/partial", "message/delivery-status"]
)
def test_nothing_inside_an_attached_message_is_a_part(media_type: str) -> None:
    inner = ("Subject: x", "Content-Type: multipart/mixed; boundary=c", "", "--c", "", "in", "--c--")
    content = mail("mixed; boundary=b", "--b", f"Content-Type: {media_type}", "", *inner, "--b--")
    (leaf,) = structure(content).leaves
    assert leaf.about.media_type == media_type
    assert leaf.decoded() == "\r\n".join(inner).encode()


def test_parts_are_numbered_in_reading_order() -> None:
    content = mail(
        "mixed; boundary=b", "--b", "Content-Type: multipart/alternative; boundary=c", "", "--c", "", "0",
        "--c", "", "1", "--c--", "--b", "", "2", "--b--",
    )  # fmt: skip
    leaves = structure(content).leaves
    assert [(leaf.number, leaf.decoded()) for leaf in leaves] == [(0, b"0"), (1, b"1"), (2, b"2")]


# -- limits ------------------------------------------------------------------------------------


def nested(levels: int) -> bytes:
    """A message with multiparts on all levels but the last, and a text on every level from the second on."""
    lines: list[str] = []
    for level in range(2, levels):
        lines += [f"--b{level}", "", f"tekst {level}", f"--b{level}"]
        lines += [f"Content-Type: multipart/mixed; boundary=b{level + 1}", ""]
    return mail("mixed; boundary=b2", *lines, f"--b{levels}", "", f"tekst {levels}")


def test_50_levels_are_read() -> None:
    at_limit, beyond = structure(nested(MAX_LEVEL)), structure(nested(MAX_LEVEL + 1))
    assert not at_limit.limited
    assert at_limit.leaves[-1].decoded() == b"tekst 50\r\n"
    assert beyond.limited
    assert beyond.leaves[-1].decoded() == b"tekst 50"


def test_1000_entities_are_read() -> None:
    def flat(parts: int) -> Structure:
        return structure(mail("mixed; boundary=b", *["--b\r\n\r\nx"] * parts, "--b--"))

    assert not flat(MAX_ENTITIES - 1).limited
    assert len(flat(MAX_ENTITIES - 1).leaves) == MAX_ENTITIES - 1
    assert flat(MAX_ENTITIES).limited
    assert len(flat(MAX_ENTITIES).leaves) == MAX_ENTITIES - 1


def test_the_first_1000_entities_in_reading_order() -> None:
    group = ["--b", "Content-Type: multipart/mixed; boundary=c", "", *["--c\r\n\r\nx"] * 299, "--c--"]
    found = structure(mail("mixed; boundary=b", *group * 4, "--b--"))
    assert found.limited
    assert isinstance(found.root, Group)
    sizes = [len(child.children) for child in found.root.children if isinstance(child, Group)]
    assert sizes == [299, 299, 299, 98]


@pytest.mark.parametrize(
    "content",
    [
        nested(10_000),
        mail("mixed; boundary=b", *["--b"] * 300),
        mail("mixed; boundary=b", *["--b\r\nContent-Type: multipart/mixed; boundary=b\r\n"] * 10_000),
        mail("mixed; boundary=b", *["--b--"] * 200_000),
        mail("mixed; boundary=b", *["--b", ""] * 200_000),
        mail("mixed; boundary=b", *["--bb"] * 400_000),
        mail("mixed; boundary=b", "--b" * 700_000),
        mail("mixed; boundary=b", *["--b\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n--c"] * 20_000),
        mail("mixed", *["--b\r\nX:"] * 100_000),
    ],
    ids=range(9),
)
def test_hostile_repetition_costs_no_more_than_its_size(content: bytes) -> None:
    started = time.process_time()
    structure(content)
    assert time.process_time() - started < 5
    tracemalloc.start()
    structure(content)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 4_000_000


PIECES = [
    b"--b\n", b"--b--\n", b"--c\r\n", b"--c--\r", b"\n", b"\r\n", b"tekst\n", b"--", b"\0", b" ",
    b"MIIB", b"\xff",
    b"Content-Type: multipart/mixed; boundary=c\n\n", b"Content-Type: multipart/alternative; boundary=b\n\n",
    b"Content-Type: multipart/digest\n\n", b"Content-Type: message/rfc822\n\n",
    b"Content-Transfer-Encoding: base64\n", b"Content-Type: application/pkcs7-mime\n\n",
    b"Content-Type: application/ms-tnef\n\n",
]  # fmt: skip


@given(st.lists(st.one_of(st.sampled_from(PIECES), st.binary(max_size=6)), max_size=40))
def test_anything_has_a_structure(pieces: list[bytes]) -> None:
    found = structure(b"From: a@b.nl\nContent-Type: multipart/mixed; boundary=b\n\n" + b"".join(pieces))
    assert [leaf.number for leaf in found.leaves] == list(range(len(found.leaves)))
    assert all(isinstance(leaf.decoded(), bytes) for leaf in found.leaves)

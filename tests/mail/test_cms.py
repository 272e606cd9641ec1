"""Cryptographic Message Syntax: kinds and signed content."""

import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from severa_desktop.mail.cms import Cms, Kind, read_cms

Wrap = Callable[..., bytes]

DATA = "2a864886f70d010701"
SIGNED = "2a864886f70d010702"
CONTENT = b"Content-Type: text/plain\r\n\r\nGetekend\r\n"


def der(tag: int, *values: bytes) -> bytes:
    value = b"".join(values)
    length = len(value)
    if length < 0x80:
        return bytes((tag, length)) + value
    octets = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(octets))) + octets + value


def ber(tag: int, *values: bytes) -> bytes:
    """An element of indefinite length."""
    return bytes((tag, 0x80)) + b"".join(values) + b"\0\0"


def oid(hexadecimal: str) -> bytes:
    return der(0x06, bytes.fromhex(hexadecimal))


def signed(content: bytes | None, *, wrap: Wrap = der) -> bytes:
    """SignedData around an encoded content, as `der` (definite) or `ber` (indefinite) elements."""
    encapsulated = wrap(0x30, oid(DATA), *(() if content is None else (wrap(0xA0, content),)))
    return wrap(
        0x30,
        oid(SIGNED),
        wrap(0xA0, wrap(0x30, der(2, b"\1"), wrap(0x31, der(0x30)), encapsulated, der(0x31))),
    )


@pytest.mark.parametrize("wrap", [der, ber])
@pytest.mark.parametrize(
    "content",
    [
        der(0x04, CONTENT),
        der(0x24, der(0x04, CONTENT[:9]), der(0x04, CONTENT[9:])),
        ber(0x24, der(0x04, CONTENT[:9]), der(0x04, CONTENT[9:])),
        ber(0x24, ber(0x24, der(0x04, CONTENT[:9])), der(0x24, der(0x04, CONTENT[9:])), der(0x04)),
    ],
)
def test_signed_content(content: bytes, wrap: Wrap) -> None:
    assert read_cms(signed(content, wrap=wrap)) == Cms(Kind.SIGNED, CONTENT)


def test_long_content() -> None:
    assert read_cms(signed(der(0x04, CONTENT * 5_000))).content == CONTENT * 5_000


@pytest.mark.parametrize("wrap", [der, ber])
def test_detached_signature_has_no_content(wrap: Wrap) -> None:
    assert read_cms(signed(None, wrap=wrap)) == Cms(Kind.SIGNED, None)


@pytest.mark.parametrize(
    "kind",
    ["2a864886f70d010703", "2a864886f70d010704", "2a864886f70d010706", "2a864886f70d010910" + "0117"],
    ids=["enveloped", "signedAndEnveloped", "encrypted", "authEnveloped"],
)
def test_encrypted(kind: str) -> None:
    assert read_cms(der(0x30, oid(kind), der(0xA0, der(0x30, der(2, b"\0"))))).kind is Kind.ENCRYPTED
    assert read_cms(ber(0x30, oid(kind), ber(0xA0, ber(0x30, der(2, b"\0"))))).kind is Kind.ENCRYPTED
    # Cut off right behind the label it still is what it is.
    assert read_cms(ber(0x30, oid(kind))).kind is Kind.ENCRYPTED


@pytest.mark.parametrize(
    "encoded",
    [
        b"",
        b"0",
        b"\x30\x80",
        b"%PDF-1.4",
        b"Gewone tekst",
        der(0x30),
        der(0x30, oid(DATA)),
        der(0x30, oid(SIGNED)),
        signed(der(0x04, CONTENT))[:60],
        signed(ber(0x24, der(0x04, CONTENT)), wrap=ber)[:70],
        signed(der(0x24, der(0x02, b"\1"))),
        der(0x30, der(0x1F, b"x")),
        b"\x30\x84\xff\xff\xff\xff\x06",
        b"\x30\xff" + b"\xff" * 200,
        signed(ber(0x24, *([b"\x24\x80"] * 50))),
    ],
)
def test_damaged_is_other(encoded: bytes) -> None:
    assert read_cms(encoded) == Cms(Kind.OTHER)


def test_content_that_is_no_octet_string_is_not_read() -> None:
    assert read_cms(signed(der(0x30, CONTENT))) == Cms(Kind.SIGNED, None)


@given(st.binary(max_size=200))
def test_anything_is_read(encoded: bytes) -> None:
    assert isinstance(read_cms(encoded), Cms)


@given(st.integers(0, 120), st.integers(0, 255))
def test_a_changed_byte_does_no_harm(position: int, byte: int) -> None:
    encoded = bytearray(signed(ber(0x24, der(0x04, CONTENT)), wrap=ber))
    encoded[position % len(encoded)] = byte
    assert isinstance(read_cms(bytes(encoded)), Cms)


def test_hostile_repetition_takes_linear_time() -> None:
    for value in (b"\x04\0", b"\x24\x80", b"\x24\x80\0\0"):
        started = time.process_time()
        read_cms(signed(b"\x24\x80" + value * 1_000_000))
        read_cms(der(0x30, oid(SIGNED), der(0xA0, der(0x30, der(2, b"\1"), b"\x31\x80" + value * 1_000_000))))
        assert time.process_time() - started < 5

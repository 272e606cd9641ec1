"""Cryptographic Message Syntax (RFC 5652): what an S/MIME part is, and what was signed inside it.

Reads as much of BER as that takes: definite and indefinite lengths, octet strings in pieces. It verifies
no signature and decrypts nothing. Damaged or truncated data is `Kind.OTHER`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

_MAX_NESTING = 16
_MAX_PIECES = 200_000
"""Of an octet string. Senders that stream write pieces of a kilobyte and more."""
_MAX_ALGORITHMS_BYTES = 4_096

_OCTET_STRING = 0x04
_OBJECT_IDENTIFIER = 0x06
_SEQUENCE = 0x30
_EXPLICIT_0 = 0xA0
_CONSTRUCTED = 0x20

_PKCS7 = bytes.fromhex("2a864886f70d0107")
_SIGNED_DATA = _PKCS7 + b"\x02"
_AUTH_ENVELOPED_DATA = bytes.fromhex("2a864886f70d0109100117")
_ENCRYPTED = (_PKCS7 + b"\x03", _PKCS7 + b"\x04", _PKCS7 + b"\x06", _AUTH_ENVELOPED_DATA)


class Kind(Enum):
    """What a CMS object is to somebody who wants to read it."""

    SIGNED = auto()
    ENCRYPTED = auto()
    OTHER = auto()


@dataclass(frozen=True, slots=True)
class Cms:
    """A CMS object: its kind and, if it is signed and carries it, the signed content."""

    kind: Kind
    content: bytes | None = None


class _DamagedError(Exception):
    """The bytes are not the BER that was expected."""


@dataclass(frozen=True, slots=True)
class _Element:
    tag: int
    start: int
    """Where the value begins."""
    end: int
    """Where the value ends: with an indefinite length, the end of what encloses it."""
    indefinite: bool


def read_cms(encoded: bytes) -> Cms:
    """Return what a CMS ContentInfo holds. Never raises."""
    try:
        return _read_content_info(encoded)
    except _DamagedError:
        return Cms(Kind.OTHER)


def _read_content_info(encoded: bytes) -> Cms:
    info = _expect(encoded, 0, len(encoded), _SEQUENCE)
    identifier = _expect(encoded, info.start, info.end, _OBJECT_IDENTIFIER)
    name = encoded[identifier.start : identifier.end]
    if name in _ENCRYPTED:
        return Cms(Kind.ENCRYPTED)
    if name != _SIGNED_DATA:
        return Cms(Kind.OTHER)
    wrapper = _expect(encoded, identifier.end, info.end, _EXPLICIT_0)
    signed = _expect(encoded, wrapper.start, wrapper.end, _SEQUENCE)
    version = _element(encoded, signed.start, signed.end)
    algorithms = _element(encoded, version.end, min(signed.end, version.end + _MAX_ALGORITHMS_BYTES))
    encapsulated = _expect(encoded, _after(encoded, algorithms), signed.end, _SEQUENCE)
    return Cms(Kind.SIGNED, _encapsulated_content(encoded, encapsulated))


def _encapsulated_content(encoded: bytes, encapsulated: _Element) -> bytes | None:
    """Return the signed bytes; None where the signature is detached or only carries certificates."""
    kind = _expect(encoded, encapsulated.start, encapsulated.end, _OBJECT_IDENTIFIER)
    if _at_end(encoded, kind.end, encapsulated):
        return None
    wrapper = _expect(encoded, kind.end, encapsulated.end, _EXPLICIT_0)
    value = _element(encoded, wrapper.start, wrapper.end)
    if value.tag & ~_CONSTRUCTED != _OCTET_STRING:
        return None
    if not value.tag & _CONSTRUCTED:
        return encoded[value.start : value.end]
    return b"".join(_octets(encoded, value))


def _octets(encoded: bytes, value: _Element) -> Iterator[bytes]:
    """Yield the pieces of an octet string that was sent in pieces, nested ones too."""
    enclosing = [value]
    at = value.start
    pieces = 0
    while enclosing:
        if _at_end(encoded, at, enclosing[-1]):
            closed = enclosing.pop()
            at += 2 if closed.indefinite else 0
            continue
        piece = _element(encoded, at, enclosing[-1].end)
        pieces += 1
        bounded = pieces <= _MAX_PIECES and len(enclosing) <= _MAX_NESTING
        if not bounded or piece.tag & ~_CONSTRUCTED != _OCTET_STRING:
            raise _DamagedError
        if piece.tag & _CONSTRUCTED:
            enclosing.append(piece)
            at = piece.start
        else:
            yield encoded[piece.start : piece.end]
            at = piece.end


def _at_end(encoded: bytes, at: int, enclosing: _Element) -> bool:
    if at >= enclosing.end:
        if enclosing.indefinite:
            raise _DamagedError
        return True
    return enclosing.indefinite and encoded.startswith(b"\0\0", at)


def _after(encoded: bytes, element: _Element, nesting: int = 0) -> int:
    """Return where the element behind this one begins."""
    if not element.indefinite:
        return element.end
    if nesting > _MAX_NESTING:
        raise _DamagedError
    at = element.start
    while not _at_end(encoded, at, element):
        at = _after(encoded, _element(encoded, at, element.end), nesting + 1)
    return at + 2


def _expect(encoded: bytes, at: int, end: int, tag: int) -> _Element:
    element = _element(encoded, at, end)
    if element.tag != tag:
        raise _DamagedError
    return element


def _element(encoded: bytes, at: int, end: int) -> _Element:
    """Return the element at offset `at` within the enclosing value that ends at `end`."""
    if at + 2 > end:
        raise _DamagedError
    tag, first = encoded[at], encoded[at + 1]
    at += 2
    if tag & 0x1F == 0x1F:
        raise _DamagedError
    if first == 0x80:
        if not tag & _CONSTRUCTED:
            raise _DamagedError
        return _Element(tag, at, end, indefinite=True)
    length = first
    if first > 0x80:
        count = first & 0x7F
        length = int.from_bytes(encoded[at : at + count], "big")
        at += count
    if at + length > end:
        raise _DamagedError
    return _Element(tag, at, at + length, indefinite=False)

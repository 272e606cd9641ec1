"""Writes TNEF streams (`winmail.dat`) for the tests from lists of properties."""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from severa_desktop.mail.outlook.mapi import Tag
from tests.mail.outlook.msg_writer import Properties, Property, pack_value

SIGNATURE = bytes.fromhex("789f3e22")
IID_MESSAGE = UUID("00020307-0000-0000-c000-000000000046").bytes_le
IID_STORAGE = UUID("0000000b-0000-0000-c000-000000000046").bytes_le
SUBJECT, FROM, DATE_SENT, BODY, MESSAGE_CLASS = 0x00018004, 0x00008000, 0x00038005, 0x0002800C, 0x00078008
RENDERING, TITLE, DATA = 0x00069002, 0x00018010, 0x0006800F
TRANSPORT_NAME, ATTACHMENT = 0x00069001, 0x00069005
MESSAGE_PROPERTIES, RECIPIENTS, CODEPAGE = 0x00069003, 0x00069004, 0x00069007
OBJECT = 0x000D


@dataclass(frozen=True)
class Named:
    """A property with a name instead of a number, which every reader has to get past."""

    name: str | int
    value: Property


def attribute(level: int, number: int, content: bytes) -> bytes:
    """Return one attribute with its checksum."""
    checksum = sum(content) & 0xFFFF
    return struct.pack("<BII", level, number, len(content)) + content + struct.pack("<H", checksum)


def pack_properties(properties: Properties, ansi: str = "", named: Sequence[Named] = ()) -> bytes:
    """Return a counted list of properties."""
    packed = struct.pack("<I", len(properties) + len(named))
    for one in named:
        kind, raw = pack_value(one.value, ansi)
        packed += struct.pack("<HH", kind, 0x8001) + bytes(16)
        if isinstance(one.name, int):
            packed += struct.pack("<II", 0, one.name)
        else:
            name = one.name.encode("utf-16-le") + b"\0\0"
            packed += struct.pack("<II", 1, len(name)) + _padded(name)
        packed += _value(kind, raw)
    for tag, value in properties.items():
        kind, raw = pack_value(value, ansi)
        packed += struct.pack("<HH", kind, tag) + _value(kind, raw)
    return packed


def _value(kind: int, raw: bytes) -> bytes:
    if kind in {0x000D, 0x001E, 0x001F, 0x0102}:
        return struct.pack("<II", 1, len(raw)) + _padded(raw)
    if kind & 0x1000:
        return raw
    return raw[: {0x0003: 4, 0x000B: 4, 0x0002: 4}.get(kind, 8)]


def _padded(raw: bytes) -> bytes:
    return raw.ljust(-(-len(raw) // 4) * 4, b"\0")


def tnef_stream(*attributes: bytes, codepage: int = 1252) -> bytes:
    """Return a stream of attributes after the usual first two."""
    return (
        SIGNATURE
        + struct.pack("<H", 1)
        + attribute(1, 0x00089006, struct.pack("<I", 0x00010000))
        + attribute(1, CODEPAGE, struct.pack("<II", codepage, 0))
        + b"".join(attributes)
    )


def message(properties: Properties, ansi: str = "", named: Sequence[Named] = ()) -> bytes:
    """Return the attribute with the message's properties."""
    return attribute(1, MESSAGE_PROPERTIES, pack_properties(properties, ansi, named))


def recipients(*rows: Properties) -> bytes:
    """Return the recipient table."""
    return attribute(1, RECIPIENTS, struct.pack("<I", len(rows)) + b"".join(map(pack_properties, rows)))


def attached(
    title: bytes = b"",
    content: bytes | None = None,
    properties: Properties | None = None,
    ansi: str = "",
) -> bytes:
    """Return the attributes of an attachment."""
    parts = attribute(2, RENDERING, bytes(14))
    if title:
        parts += attribute(2, TITLE, title + b"\0")
    if content is not None:
        parts += attribute(2, DATA, content)
    if properties is not None:
        parts += attribute(2, ATTACHMENT, pack_properties(properties, ansi))
    return parts


def packed_message(stream: bytes) -> Properties:
    """Return the properties of an attachment that is a message."""
    return {Tag.ATTACH_METHOD: 5, Tag.ATTACH_DATA: (OBJECT, IID_MESSAGE + stream)}


def moment(when: datetime) -> bytes:
    """Return a time as the older attributes hold it."""
    return struct.pack("<7H", *when.timetuple()[:6], 0)

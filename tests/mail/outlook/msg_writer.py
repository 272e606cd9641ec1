"""Writes `.msg` files for the tests from lists of properties."""

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from severa_desktop.mail.outlook.mapi import Tag
from tests.mail.outlook.compound_writer import Tree, compound_file

TO, CC, BCC = 1, 2, 3
X500 = "/o=ExchangeLabs/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn=anna"
EMBEDDED, OLE = 5, 6

Raw = tuple[int, bytes]
"""A property's type and its bytes, for what `Property` cannot say."""
Property = str | bytes | int | bool | datetime | Raw
Properties = Mapping[Tag, Property]


@dataclass(frozen=True)
class Attached:
    """An attachment: its properties, and the message or storage in it."""

    properties: Properties
    message: "Message | None" = None
    storage: "Tree | None" = None


@dataclass(frozen=True)
class Message:
    """A message as properties, recipients and attachments."""

    properties: Properties
    recipients: Sequence[Properties] = ()
    attachments: Sequence[Attached] = ()
    ansi: str = ""
    """Texts are written as 8-bit ones in this charset."""


def ticks(moment: datetime) -> int:
    """Return a time as Outlook counts: steps of 100 ns since 1601."""
    return int(moment.timestamp()) * 10_000_000 + 116_444_736_000_000_000


def pack_value(value: Property, ansi: str) -> Raw:
    """Return a property's type and bytes."""
    if isinstance(value, bool):
        return 0x000B, struct.pack("<Hxxxxxx", value)
    if isinstance(value, int):
        return 0x0003, struct.pack("<ixxxx", value)
    if isinstance(value, datetime):
        return 0x0040, struct.pack("<Q", ticks(value))
    if isinstance(value, str):
        return (0x001E, value.encode(ansi)) if ansi else (0x001F, value.encode("utf-16-le", "surrogatepass"))
    return (0x0102, value) if isinstance(value, bytes) else value


def property_streams(properties: Properties, header: bytes, ansi: str) -> dict[str, "bytes | Tree"]:
    """Return the property stream and the streams of texts and binaries."""
    streams: dict[str, bytes | Tree] = {}
    listed = header
    for tag, value in properties.items():
        kind, raw = pack_value(value, ansi)
        if kind in {0x001E, 0x001F, 0x0102}:
            streams[f"__substg1.0_{tag:04X}{kind:04X}"] = raw
            raw = struct.pack("<II", len(raw), 0)
        listed += struct.pack("<HHI", kind, tag, 6) + raw[:8].ljust(8, b"\0")
    streams["__properties_version1.0"] = listed
    return streams


def message_tree(message: Message, *, embedded: bool = False) -> Tree:
    """Return the streams and storages of a message."""
    counts = struct.pack("<8xIIII", *(2 * (len(message.recipients), len(message.attachments))))
    ansi = message.ansi
    tree = property_streams(message.properties, counts if embedded else counts + bytes(8), ansi)
    for number, row in enumerate(message.recipients):
        tree[f"__recip_version1.0_#{number:08X}"] = property_streams(row, bytes(8), ansi)
    for number, attached in enumerate(message.attachments):
        streams = property_streams(attached.properties, bytes(8), ansi)
        if attached.message:
            streams["__substg1.0_3701000D"] = message_tree(attached.message, embedded=True)
        elif attached.storage is not None:
            streams["__substg1.0_3701000D"] = attached.storage
        tree[f"__attach_version1.0_#{number:08X}"] = streams
    return tree


def msg_file(message: Message) -> bytes:
    """Return a `.msg` file."""
    return compound_file(message_tree(message))


def recipient(kind: int, name: str, address: str, addrtype: str = "SMTP") -> Properties:
    """Return a row of the recipient table."""
    return {
        Tag.RECIPIENT_TYPE: kind,
        Tag.DISPLAY_NAME: name,
        Tag.ADDRTYPE: addrtype,
        Tag.EMAIL_ADDRESS: address,
    }

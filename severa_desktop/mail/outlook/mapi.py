"""MAPI properties, of which both Outlook formats are made: their numbers, types and values.

A property has a number, which says what it means, and a type. Knows neither the container that the
values lie in nor what becomes of them. Properties with several values and those named by a string or
GUID are of no use here and are never looked at.
"""

import struct
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import Protocol

from severa_desktop.mail.outlook.codepages import decode_narrow, likely_codepages

_SECONDS_FROM_1601_TO_1970 = 11_644_473_600
_HEADER_TEXT = 100_000
"""More characters than this are never read of a text for a header."""


class Kind(IntEnum):
    """Property types (MS-OXCDATA) with a single value."""

    UNSPECIFIED = 0x0000
    NULL = 0x0001
    SHORT = 0x0002
    LONG = 0x0003
    FLOAT = 0x0004
    DOUBLE = 0x0005
    CURRENCY = 0x0006
    APPTIME = 0x0007
    ERROR = 0x000A
    BOOLEAN = 0x000B
    OBJECT = 0x000D
    LONGLONG = 0x0014
    STRING8 = 0x001E
    UNICODE = 0x001F
    SYSTIME = 0x0040
    CLSID = 0x0048
    BINARY = 0x0102


MULTIPLE = 0x1000
"""Set in a type whose values are lists."""


class Tag(IntEnum):
    """Numbers of the properties that are read (MS-OXPROPS)."""

    MESSAGE_CLASS = 0x001A
    SUBJECT = 0x0037
    CLIENT_SUBMIT_TIME = 0x0039
    SUBJECT_PREFIX = 0x003D
    SENT_REPRESENTING_NAME = 0x0042
    SENT_REPRESENTING_ADDRTYPE = 0x0064
    SENT_REPRESENTING_EMAIL_ADDRESS = 0x0065
    TRANSPORT_MESSAGE_HEADERS = 0x007D
    RECIPIENT_TYPE = 0x0C15
    SENDER_NAME = 0x0C1A
    SENDER_ADDRTYPE = 0x0C1E
    SENDER_EMAIL_ADDRESS = 0x0C1F
    MESSAGE_DELIVERY_TIME = 0x0E06
    NORMALIZED_SUBJECT = 0x0E1D
    BODY = 0x1000
    RTF_COMPRESSED = 0x1009
    HTML = 0x1013
    INTERNET_MESSAGE_ID = 0x1035
    INTERNET_REFERENCES = 0x1039
    IN_REPLY_TO_ID = 0x1042
    DISPLAY_NAME = 0x3001
    ADDRTYPE = 0x3002
    EMAIL_ADDRESS = 0x3003
    ATTACH_DATA = 0x3701
    ATTACH_FILENAME = 0x3704
    ATTACH_METHOD = 0x3705
    ATTACH_LONG_FILENAME = 0x3707
    ATTACH_MIME_TAG = 0x370E
    ATTACH_CONTENT_ID = 0x3712
    ATTACH_CONTENT_LOCATION = 0x3713
    ATTACH_FLAGS = 0x3714
    SMTP_ADDRESS = 0x39FE
    INTERNET_CPID = 0x3FDE
    MESSAGE_LOCALE_ID = 0x3FF1
    MESSAGE_CODEPAGE = 0x3FFD
    SENDER_SMTP_ADDRESS = 0x5D01
    SENT_REPRESENTING_SMTP_ADDRESS = 0x5D02
    RECIPIENT_DISPLAY_NAME = 0x5FF6
    ATTACHMENT_HIDDEN = 0x7FFE


TEXT_KINDS = (Kind.UNICODE, Kind.STRING8)


@dataclass(frozen=True, slots=True)
class Value:
    """A property's type and its bytes, little-endian as in the file; those of a number may be padded."""

    kind: Kind
    raw: memoryview


class Properties(ABC):
    """The properties of a message, a recipient or an attachment."""

    def __init__(self, codepages: tuple[int, ...] = ()) -> None:
        self._inherited = codepages

    @abstractmethod
    def value(self, tag: Tag) -> Value | None:
        """Return a property as it stands, or None if there is none."""

    @property
    def codepages(self) -> tuple[int, ...]:
        """The code pages that 8-bit text may be in, the best first; those of what it lies in come last."""
        own = likely_codepages(
            self.number(Tag.MESSAGE_CODEPAGE),
            self.number(Tag.INTERNET_CPID),
            self.number(Tag.MESSAGE_LOCALE_ID),
        )
        return own + self._inherited

    def text(self, tag: Tag, limit: int = _HEADER_TEXT) -> str:
        """Return the first `limit` characters of a text property, an empty string if there is none."""
        value = self.value(tag)
        if value is None or value.kind not in TEXT_KINDS:
            return ""
        if value.kind is Kind.UNICODE:
            return bytes(value.raw[: 2 * limit]).decode("utf-16-le", "replace").rstrip("\0")
        return decode_narrow(value.raw[:limit], self.codepages).rstrip("\0")

    def binary(self, tag: Tag) -> memoryview | None:
        """Return the bytes of a binary property, or None."""
        value = self.value(tag)
        return value.raw if value is not None and value.kind is Kind.BINARY else None

    def number(self, tag: Tag) -> int | None:
        """Return a whole number, or None."""
        value = self.value(tag)
        if value is None:
            return None
        if value.kind is Kind.LONG and len(value.raw) >= 4:
            return int(struct.unpack_from("<i", value.raw)[0])
        if value.kind is Kind.SHORT and len(value.raw) >= 2:
            return int(struct.unpack_from("<h", value.raw)[0])
        return None

    def flag(self, tag: Tag) -> bool:
        """Return whether a boolean property is set."""
        value = self.value(tag)
        return value is not None and value.kind is Kind.BOOLEAN and any(value.raw[:2])

    def time(self, tag: Tag) -> int | None:
        """Return a time in whole seconds since 1970 in UTC, or None."""
        value = self.value(tag)
        if value is None or value.kind is not Kind.SYSTIME or len(value.raw) < 8:
            return None
        ticks = int(struct.unpack_from("<Q", value.raw)[0])
        return ticks // 10_000_000 - _SECONDS_FROM_1601_TO_1970


class AttachMethod(IntEnum):
    """How an attachment's content is kept (MS-OXCMSG); all others hold nothing but a path or link."""

    BY_VALUE = 1
    EMBEDDED_MESSAGE = 5
    OLE = 6


class ItemAttachment(Protocol):
    """An attachment as either format holds it."""

    @property
    def properties(self) -> Properties:
        """Its name, type and flags."""

    def content(self) -> memoryview:
        """Return its bytes; empty if it has none."""

    def message(self) -> "Item | None":
        """Return the embedded message, or None if it is something else."""


class Item(Protocol):
    """A message as either format holds it. Recipients and attachments are opened while they are walked."""

    @property
    def properties(self) -> Properties:
        """The message's own properties."""

    def recipients(self) -> Iterator[Properties]:
        """Yield the rows of the recipient table, in their order. May be called once."""

    def attachments(self) -> Iterator[ItemAttachment]:
        """Yield the attachments in their order. May be called once."""

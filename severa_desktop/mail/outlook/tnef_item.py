"""The structure of a TNEF stream: attributes one after another, most of them holding MAPI properties.

Older attributes stand for properties, which are then not repeated: they are read as those properties.
"""

import struct
from collections.abc import Iterator
from datetime import UTC, datetime

from severa_desktop.mail.outlook.mapi import (
    MULTIPLE,
    AttachMethod,
    Item,
    ItemAttachment,
    Kind,
    Properties,
    Tag,
    Value,
)

_SIGNATURE = struct.pack("<I", 0x223E9F78)
_STREAM_HEADER = 6
_ATTRIBUTE = struct.Struct("<BII")
_CHECKSUM = 2
_MESSAGE_LEVEL, _ATTACHMENT_LEVEL = 1, 2
_FROM = 0x00008000
_SUBJECT = 0x00018004
_DATE_SENT = 0x00038005
_DATE_RECEIVED = 0x00038006
_MESSAGE_CLASS = 0x00078008
_BODY = 0x0002800C
_RENDERING = 0x00069002
_PROPERTIES = 0x00069003
_RECIPIENTS = 0x00069004
_CODEPAGE = 0x00069007
_ATTACHMENT_PROPERTIES = 0x00069005
_TITLE = 0x00018010
_DATA = 0x0006800F
_TRANSPORT_NAME = 0x00069001
_TEXT_ATTRIBUTES = {_SUBJECT: Tag.SUBJECT, _BODY: Tag.BODY, _MESSAGE_CLASS: Tag.MESSAGE_CLASS}
_TIME_ATTRIBUTES = {_DATE_SENT: Tag.CLIENT_SUBMIT_TIME, _DATE_RECEIVED: Tag.MESSAGE_DELIVERY_TIME}
_VALUE_TYPES = frozenset(range(10))
"""The upper half of an attribute's number."""
_COUNT = struct.Struct("<I")
_NUMBER = struct.Struct("<H")
_SENDER = struct.Struct("<4xHH")
_MOMENT = struct.Struct("<6H")
_FIXED_SIZES: dict[int, int] = {
    Kind.UNSPECIFIED: 0,
    Kind.NULL: 0,
    Kind.SHORT: 2,
    Kind.LONG: 4,
    Kind.FLOAT: 4,
    Kind.DOUBLE: 8,
    Kind.CURRENCY: 8,
    Kind.APPTIME: 8,
    Kind.ERROR: 4,
    Kind.BOOLEAN: 2,
    Kind.LONGLONG: 8,
    Kind.SYSTIME: 8,
    Kind.CLSID: 16,
}
_VARIABLE_KINDS = frozenset({Kind.OBJECT, Kind.STRING8, Kind.UNICODE, Kind.BINARY})
_TAGS = frozenset(Tag)
_MOST_ATTACHMENTS = 2000
"""More than any reader of mails goes through: an attachment may take eleven bytes only."""
_MOST_RECIPIENTS = 100_000
_NAMED = 0x8000
_NAMED_BY_STRING = 1
_INTERFACE = 16
_MESSAGE_INTERFACE = bytes.fromhex("0703020000000000c000000000000046")
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)


class DamagedTnefError(Exception):
    """It is no TNEF stream, or part of it is missing."""


def read_tnef(stream: memoryview) -> "TnefItem":
    """Return the message that a TNEF stream describes. Raises DamagedTnefError."""
    if bytes(stream[:4]) != _SIGNATURE:
        raise DamagedTnefError
    item = TnefItem()
    for level, attribute, content in _attributes(stream):
        if level == _MESSAGE_LEVEL:
            item.add(attribute, content)
        else:
            item.add_to_attachment(attribute, content)
    return item


def _attributes(stream: memoryview) -> Iterator[tuple[int, int, memoryview]]:
    """Yield level, attribute and content. What is no attribute after the last one is left out."""
    at = _STREAM_HEADER
    while at < len(stream) and stream[at] in {_MESSAGE_LEVEL, _ATTACHMENT_LEVEL}:
        if at + _ATTRIBUTE.size > len(stream):
            raise DamagedTnefError
        level, attribute, length = _ATTRIBUTE.unpack_from(stream, at)
        if attribute >> 16 not in _VALUE_TYPES:
            break
        at += _ATTRIBUTE.size
        if at + length > len(stream):
            raise DamagedTnefError
        yield level, attribute, stream[at : at + length]
        at += length + _CHECKSUM
    if at == _STREAM_HEADER:
        raise DamagedTnefError


class _PackedProperties(Properties):
    """Properties that were read out of their list already, as views into it."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[Tag, Value] = {}
        self.codepage: tuple[int, ...] = ()

    @property
    def codepages(self) -> tuple[int, ...]:
        """The stream's own code page is that of all its 8-bit text."""
        return (*self.codepage, *super().codepages)

    def value(self, tag: Tag) -> Value | None:
        return self.values.get(tag)

    def text_attribute(self, tag: Tag, content: memoryview) -> None:
        """Take an older attribute's text, unless the property stands in the list."""
        if tag not in self.values:
            self.values[tag] = Value(Kind.STRING8, content)


class _PackedAttachment:
    def __init__(self, codepage: tuple[int, ...]) -> None:
        self._properties = _PackedProperties()
        self._properties.codepage = codepage
        self._file = memoryview(b"")

    @property
    def properties(self) -> Properties:
        return self._properties

    def add(self, attribute: int, content: memoryview) -> None:
        if attribute == _ATTACHMENT_PROPERTIES:
            self._properties.values |= _read_list(content, 0)[0]
        elif attribute == _DATA:
            self._file = content
        elif attribute == _TITLE:
            self._properties.text_attribute(Tag.ATTACH_FILENAME, content)
        elif attribute == _TRANSPORT_NAME:
            self._properties.text_attribute(Tag.DISPLAY_NAME, content)

    def message(self) -> Item | None:
        packed = self._properties.value(Tag.ATTACH_DATA)
        is_message = packed is not None and bytes(packed.raw[:_INTERFACE]) == _MESSAGE_INTERFACE
        if not is_message and self._properties.number(Tag.ATTACH_METHOD) != AttachMethod.EMBEDDED_MESSAGE:
            return None
        try:
            return read_tnef(self.content())
        except DamagedTnefError:
            return None

    def content(self) -> memoryview:
        packed = self._properties.value(Tag.ATTACH_DATA)
        if packed is not None and packed.kind is Kind.OBJECT:
            # Beside an object, the file is a sentence that says that it cannot be shown.
            return packed.raw[_INTERFACE:]
        return self._file if len(self._file) or packed is None else packed.raw


class TnefItem:
    """The message that a stream describes; `Item` to those who write it."""

    def __init__(self) -> None:
        self._properties = _PackedProperties()
        self._recipients = memoryview(b"")
        self._attachments: list[_PackedAttachment] = []
        self._is_full = False

    @property
    def properties(self) -> Properties:
        """The message's own properties."""
        return self._properties

    def recipients(self) -> Iterator[Properties]:
        """Yield the rows of the recipient table, up to one that is damaged."""
        at, count = _COUNT.size, _COUNT.unpack_from(self._recipients)[0] if self._recipients else 0
        for _ in range(min(count, _MOST_RECIPIENTS)):
            row = _PackedProperties()
            row.codepage = self._properties.codepages
            try:
                row.values, at = _read_list(self._recipients, at)
            except DamagedTnefError:
                return
            if row.values:
                yield row

    def attachments(self) -> Iterator[ItemAttachment]:
        """Yield the attachments in their order."""
        yield from self._attachments

    def add(self, attribute: int, content: memoryview) -> None:
        """Take an attribute of the message. Raises DamagedTnefError."""
        if attribute == _PROPERTIES:
            self._properties.values |= _read_list(content, 0)[0]
        elif attribute == _RECIPIENTS and len(content) >= _COUNT.size:
            self._recipients = content
        elif attribute == _CODEPAGE and len(content) >= 4:
            self._properties.codepage = struct.unpack_from("<I", content)
        elif attribute == _FROM:
            self._read_from(content)
        elif attribute in _TEXT_ATTRIBUTES:
            self._properties.text_attribute(_TEXT_ATTRIBUTES[attribute], content)
        elif attribute in _TIME_ATTRIBUTES:
            self._read_time(_TIME_ATTRIBUTES[attribute], content)

    def add_to_attachment(self, attribute: int, content: memoryview) -> None:
        """Take an attribute of the latest attachment, or begin one. Raises DamagedTnefError."""
        if attribute == _RENDERING or not self._attachments:
            self._is_full = len(self._attachments) >= _MOST_ATTACHMENTS
            if not self._is_full:
                self._attachments.append(_PackedAttachment(self._properties.codepages))
        if not self._is_full:
            self._attachments[-1].add(attribute, content)

    def _read_from(self, content: memoryview) -> None:
        """Read the sender's name and address, `SMTP:anna@example.com`, and their lengths before them."""
        if len(content) < _SENDER.size:
            return
        name_length, address_length = _SENDER.unpack_from(content)
        rest = content[_SENDER.size :]
        kind, _, address = bytes(rest[name_length : name_length + address_length]).partition(b":")
        self._properties.text_attribute(Tag.SENDER_NAME, rest[:name_length])
        self._properties.text_attribute(Tag.SENDER_ADDRTYPE, memoryview(kind))
        self._properties.text_attribute(Tag.SENDER_EMAIL_ADDRESS, memoryview(address))

    def _read_time(self, tag: Tag, content: memoryview) -> None:
        if len(content) < _MOMENT.size or tag in self._properties.values:
            return
        year, month, day, hour, minute, second = _MOMENT.unpack_from(content)
        try:
            moment = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
        except ValueError:
            return
        ticks = int((moment - _EPOCH).total_seconds()) * 10_000_000
        if ticks >= 0:
            self._properties.values[tag] = Value(Kind.SYSTIME, memoryview(struct.pack("<Q", ticks)))


def _read_list(content: memoryview, at: int) -> tuple[dict[Tag, Value], int]:
    """Return the properties of a counted list that are of use, and where the list ends."""
    values: dict[Tag, Value] = {}
    count = _unpack(_COUNT, content, at)
    at += _COUNT.size
    for _ in range(count):
        at, kind, tag = _read_tag(content, at)
        at, raw = _read_value(content, at, kind)
        if tag in _TAGS and raw is not None and not kind & MULTIPLE:
            values.setdefault(Tag(tag), Value(Kind(kind), raw))
    return values, at


def _read_tag(content: memoryview, at: int) -> tuple[int, int, int]:
    """Return where a property's value begins, its type and its number."""
    kind = _unpack(_NUMBER, content, at)
    tag = _unpack(_NUMBER, content, at + 2)
    at += 4
    if tag >= _NAMED:
        at += _INTERFACE
        named_by = _unpack(_COUNT, content, at)
        at += 4
        length = _unpack(_COUNT, content, at)
        at += 4
        if named_by == _NAMED_BY_STRING:
            at += _padded(length)
    return at, kind, tag


def _read_value(content: memoryview, at: int, kind: int) -> tuple[int, memoryview | None]:
    """Return where the next property begins, and the first value of this one."""
    size = _FIXED_SIZES.get(kind & ~MULTIPLE)
    if size is not None:
        count = 1
        if kind & MULTIPLE:
            count = _unpack(_COUNT, content, at)
            at += 4
        end = at + count * _padded(size)
        if end > len(content):
            raise DamagedTnefError
        return end, content[at : at + size]
    if kind & ~MULTIPLE not in _VARIABLE_KINDS:
        raise DamagedTnefError
    count = _unpack(_COUNT, content, at)
    at += 4
    first: memoryview | None = None
    for _ in range(count):
        length = _unpack(_COUNT, content, at)
        at += 4
        if at + length > len(content):
            raise DamagedTnefError
        if first is None:
            first = content[at : at + length]
        at += _padded(length)
    return at, first


def _padded(length: int) -> int:
    return (length + 3) & ~3


def _unpack(number: struct.Struct, content: memoryview, at: int) -> int:
    if at + number.size > len(content):
        raise DamagedTnefError
    return int(number.unpack_from(content, at)[0])

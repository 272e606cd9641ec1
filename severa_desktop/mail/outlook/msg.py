"""Outlook's `.msg` files (MS-OXMSG): a compound file of property streams becomes an RFC 822 message.

The message takes the way of every other mail from there: nothing is decided here, and nothing is
looked up or executed.
"""

import struct
from collections.abc import Iterator

from severa_desktop.mail.outlook.compound import MAGIC, CompoundFile, Storage
from severa_desktop.mail.outlook.errors import DamagedMessage, NotAMessage
from severa_desktop.mail.outlook.mapi import AttachMethod, ItemAttachment, Kind, Properties, Tag, Value
from severa_desktop.mail.outlook.rfc822 import write_rfc822
from severa_desktop.texts import N_

__all__ = ["DamagedMessage", "NotAMessage", "is_msg", "msg_to_rfc822"]

_PROPERTIES = "__properties_version1.0"
_RECIPIENT = "__recip_version1.0_"
_ATTACHMENT = "__attach_version1.0_"
_ROOT_HEADER, _EMBEDDED_HEADER, _ROW_HEADER = 32, 24, 8
"""Bytes before the first property of a message, an embedded message, and a recipient or attachment."""
_ENTRY = struct.Struct("<HHI8s")
_STREAM_KINDS = (Kind.UNICODE, Kind.STRING8, Kind.BINARY)
_TAGS = frozenset(Tag)
_KINDS = frozenset(Kind)
_OLE_STREAMS = ("package", "contents", "\x01ole10native")


def is_msg(head: bytes) -> bool:
    """Tell from a file's first bytes whether it is a compound file, as Outlook's messages are."""
    return head.startswith(MAGIC)


def msg_to_rfc822(content: bytes) -> bytes:
    """Return an Outlook message as RFC 822 with the same header, bodies and attachments.

    Lines end with CRLF. Raises DamagedMessage if the container cannot be read and NotAMessage if it
    is that of something else (matching rules, "Formats").
    """
    root = CompoundFile(content).root
    if _PROPERTIES not in root:
        raise NotAMessage(N_("The file is a document or other compound file, not an Outlook message."))
    return write_rfc822(_StoredItem(root, _ROOT_HEADER, ()))


class _StoredProperties(Properties):
    """Properties in a storage: numbers in one stream, each text or binary in a stream of its own."""

    def __init__(self, storage: Storage, header: int, codepages: tuple[int, ...]) -> None:
        super().__init__(codepages)
        self._storage = storage
        self._numbers: dict[Tag, Value] = {}
        stream = storage.stream(_PROPERTIES) or memoryview(b"")
        for at in range(header, len(stream) - _ENTRY.size + 1, _ENTRY.size):
            kind, tag, _, _ = _ENTRY.unpack_from(stream, at)
            if tag in _TAGS and kind in _KINDS and Tag(tag) not in self._numbers:
                self._numbers[Tag(tag)] = Value(Kind(kind), stream[at + 8 : at + 16])

    def value(self, tag: Tag) -> Value | None:
        for kind in _STREAM_KINDS:
            stream = self._storage.stream(f"__substg1.0_{tag:04x}{kind:04x}")
            if stream is not None:
                return Value(kind, stream)
        number = self._numbers.get(tag)
        # A text whose stream is missing has nothing but its length here.
        return None if number is None or number.kind in _STREAM_KINDS else number


class _StoredItem:
    """A message in a storage, the file's root or one within an attachment."""

    def __init__(self, storage: Storage, header: int, codepages: tuple[int, ...]) -> None:
        self._storage = storage
        self.properties: Properties = _StoredProperties(storage, header, codepages)

    def recipients(self) -> Iterator[Properties]:
        for row in self._opened(_RECIPIENT):
            yield _StoredProperties(row, _ROW_HEADER, self.properties.codepages)

    def attachments(self) -> Iterator[ItemAttachment]:
        for row in self._opened(_ATTACHMENT):
            yield _StoredAttachment(row, self.properties.codepages)

    def _opened(self, prefix: str) -> Iterator[Storage]:
        for name in self._storage.storage_names:
            if name.startswith(prefix) and (row := self._storage.storage(name)):
                yield row


class _StoredAttachment:
    def __init__(self, storage: Storage, codepages: tuple[int, ...]) -> None:
        self.properties: Properties = _StoredProperties(storage, _ROW_HEADER, codepages)
        self._object = storage.storage(f"__substg1.0_{Tag.ATTACH_DATA:04x}{Kind.OBJECT:04x}")

    def message(self) -> "_StoredItem | None":
        if self.properties.number(Tag.ATTACH_METHOD) != AttachMethod.EMBEDDED_MESSAGE:
            return None
        if self._object is None or _PROPERTIES not in self._object:
            return None
        return _StoredItem(self._object, _EMBEDDED_HEADER, self.properties.codepages)

    def content(self) -> memoryview:
        binary = self.properties.binary(Tag.ATTACH_DATA)
        if binary is not None:
            return binary
        return memoryview(b"") if self._object is None else _ole_content(self._object)


def _ole_content(storage: Storage) -> memoryview:
    """Return the main stream of an embedded object: the one programs keep it in, else the largest."""
    names = storage.stream_names
    main = next((name for name in _OLE_STREAMS if name in names), None)
    name = main or max(names, key=storage.size, default="")
    return storage.stream(name) or memoryview(b"")

"""Writes a message of either Outlook format as RFC 822 bytes that the mail reader then reads.

Bodies and attachments are written as base64, boundaries are this module's own, and what stays as it is
was searched for them: nothing within a message can end a part. The same message always gives the same
bytes. Attachments are opened one at a time, while they are written.
"""

import re
from binascii import b2a_base64
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import chain

from severa_desktop.mail.outlook.bodies import NOTHING, Body, read_bodies
from severa_desktop.mail.outlook.header_fields import fields, header_lines
from severa_desktop.mail.outlook.mapi import Item, ItemAttachment, Properties, Tag
from severa_desktop.mail.outlook.part_headers import (
    MESSAGE_TYPE,
    UNKNOWN_TYPE,
    attachment_name,
    media_type,
    part_header,
)

DEEPEST = 60
"""Messages within messages are written so deep, which is deeper than any reader goes."""
_LINE = 57
_BLOCK = _LINE * 1024
_OWN_BOUNDARY = re.compile(rb"=_outlook-")
_SIGNED_CLASSES = (".SMIME", ".SMIME.MULTIPARTSIGNED")
_CMS_TYPES = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
_CMS_BEGINNINGS = (b"\x30", b"MI")
"""Of the object itself, and of it in base64."""
_ENTITY_HEADER = 1 << 16
_LARGE = 1 << 20
"""Larger attachments stay as they are: encoded they would take up most of the memory that a mail may cost."""


def write_rfc822(item: Item) -> bytes:
    """Return a message with its header, bodies and attachments."""
    writer = _Writer()
    writer.message(item, 1)
    return writer.out.getvalue()


class _Writer:
    def __init__(self) -> None:
        self.out = BytesIO()
        self._boundaries = 0

    def message(self, item: Item, depth: int) -> None:
        """Write a message whole: header, blank line, content."""
        for line in header_lines(item):
            self.out.write(line + b"\r\n")
        self._line(b"MIME-Version: 1.0")
        attachments: Iterable[ItemAttachment] = item.attachments()
        if item.properties.text(Tag.MESSAGE_CLASS).upper().endswith(_SIGNED_CLASSES):
            attachments = list(attachments)
            if len(attachments) == 1 and self._secured(attachments[0], depth):
                return
        self._content(item.properties, iter(attachments), depth)

    # -- structure -------------------------------------------------------------------------

    def _content(self, properties: Properties, attachments: Iterator[ItemAttachment], depth: int) -> None:
        # An empty body is written too: the first attachment must not be taken for one.
        bodies = read_bodies(properties) or [NOTHING]
        first = next(attachments, None)
        if first is None:
            self._bodies(bodies)
            return
        boundary = self._open(b"mixed")
        self._between(boundary)
        self._bodies(bodies)
        bodies.clear()
        for attachment in chain((first,), attachments):
            self._attachment(attachment, boundary, depth)
        self._close(boundary)

    def _bodies(self, bodies: list[Body]) -> None:
        if len(bodies) == 1:
            self._body(bodies[0])
            return
        boundary = self._open(b"alternative")
        for body in bodies:
            self._between(boundary)
            self._body(body)
        self._close(boundary)

    def _body(self, body: Body) -> None:
        charset = f"; charset={body.charset}" if body.charset else ""
        self._line(f"Content-Type: {body.media_type}{charset}".encode())
        self._base64(body.chunks())

    def _attachment(self, attachment: ItemAttachment, boundary: bytes, depth: int) -> None:
        properties = attachment.properties
        message = attachment.message()
        if message is not None:
            if depth < DEEPEST:
                self._between(boundary)
                self._line(f"Content-Type: {MESSAGE_TYPE}".encode())
                # No name: an attached message is named by its subject.
                self._line(b"Content-Disposition: attachment\r\n")
                self.message(message, depth + 1)
            return
        self._between(boundary)
        name, content = attachment_name(properties), attachment.content()
        kind = media_type(properties, name)
        is_message = kind.startswith("message/")
        if is_message and _OWN_BOUNDARY.search(content):
            is_message, kind = False, UNKNOWN_TYPE
        for line in part_header(properties, name, kind):
            self._line(line)
        if is_message:
            # RFC 2046 allows no encoding here.
            self._line(b"")
            self.out.write(content)
            self._line(b"")
        elif len(content) > _LARGE and not _OWN_BOUNDARY.search(content):
            self._line(b"Content-Transfer-Encoding: binary\r\n")
            self.out.write(content)
            self._line(b"")
        else:
            self._base64((content,))

    # -- S/MIME ----------------------------------------------------------------------------

    def _secured(self, attachment: ItemAttachment, depth: int) -> bool:
        """Write what a signed or encrypted message holds as the message's own content, if that is possible.

        Outlook keeps the signed MIME entity (MS-OXOSMIME "clear-signed") or the CMS object as the only
        attachment; beside it stand copies of the bodies, which the signature does not cover.
        """
        content = attachment.content()
        entity = _read_entity(content)
        if entity:
            # As it is, since the signature is over these bytes; unless it could end a part around it.
            if depth > 1 and _OWN_BOUNDARY.search(content):
                return False
            for line in entity.lines:
                self._line(line)
            self._line(b"")
            self.out.write(content[entity.body :])
            self._line(b"")
            return True
        tag, _, parameters = attachment.properties.text(Tag.ATTACH_MIME_TAG).lower().partition(";")
        name = attachment_name(attachment.properties)
        if not bytes(content[:2]).startswith(_CMS_BEGINNINGS) or not (
            tag.strip() in _CMS_TYPES or name.lower().endswith(".p7m")
        ):
            return False
        kind = re.search(r"smime-type\s*=\s*\"?([a-z-]+)", parameters)
        smime_type = f"; smime-type={kind[1]}" if kind else ""
        self._line(f'Content-Type: application/pkcs7-mime; name="smime.p7m"{smime_type}'.encode())
        self._line(b'Content-Disposition: attachment; filename="smime.p7m"')
        self._base64((content,))
        return True

    # -- lines -----------------------------------------------------------------------------

    def _line(self, line: bytes) -> None:
        self.out.write(line + b"\r\n")

    def _open(self, subtype: bytes) -> bytes:
        """Write the head of a multipart entity and return its boundary."""
        self._boundaries += 1
        boundary = b"=_outlook-%08d_=" % self._boundaries
        self._line(b'Content-Type: multipart/%b;\r\n boundary="%b"\r\n' % (subtype, boundary))
        return boundary

    def _between(self, boundary: bytes) -> None:
        self._line(b"--" + boundary)

    def _close(self, boundary: bytes) -> None:
        self._line(b"--" + boundary + b"--")

    def _base64(self, chunks: "Iterable[bytes | memoryview]") -> None:
        """End the part's header and write its content as lines of 76 characters."""
        self._line(b"Content-Transfer-Encoding: base64\r\n")
        rest = b""
        for chunk in chunks:
            piece = memoryview(rest + bytes(chunk)) if rest else memoryview(chunk)
            whole = len(piece) // _LINE * _LINE
            for start in range(0, whole, _BLOCK):
                self._base64_lines(piece[start : min(start + _BLOCK, whole)])
            rest = bytes(piece[whole:])
        if rest:
            self._base64_lines(memoryview(rest))

    def _base64_lines(self, block: memoryview) -> None:
        lines = [b2a_base64(block[at : at + _LINE], newline=False) for at in range(0, len(block), _LINE)]
        self._line(b"\r\n".join(lines))


@dataclass(frozen=True, slots=True)
class _Entity:
    """The `Content-…` lines of a MIME entity and where its body begins."""

    lines: tuple[bytes, ...]
    body: int


_HEADER_END = re.compile(rb"\r?\n\r?\n")
_SECURED_ENTITY = re.compile(rb"content-type:\s*(?:multipart/signed|application/(?:x-)?pkcs7-mime)\b", re.IGNORECASE)


def _read_entity(content: memoryview) -> _Entity | None:
    """Return the header of a signed or encrypted MIME entity, or None if the content is something else."""
    end = _HEADER_END.search(content[:_ENTITY_HEADER])
    if not end:
        return None
    lines = [line for name, field in fields(content[: end.start()]) if name.startswith(b"content-") for line in field]
    if not any(_SECURED_ENTITY.match(line) for line in lines):
        return None
    return _Entity(tuple(lines), end.end())

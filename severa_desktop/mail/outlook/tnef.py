"""`winmail.dat` (TNEF, MS-OXTNEF): attachments and body that Outlook packed into one attachment.

Attachments are views into the content: nothing is copied but what is rebuilt, as an embedded
message is. Lengths are checked against what holds them; checksums are not, since files with wrong
ones are otherwise whole. A file in which something is cut off is not opened at all: what was packed
must not get lost in part.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from severa_desktop.mail.charsets import decode_blocks
from severa_desktop.mail.outlook.bodies import HTML, PLAIN, Body, read_bodies
from severa_desktop.mail.outlook.mapi import Item, ItemAttachment
from severa_desktop.mail.outlook.part_headers import (
    MESSAGE_TYPE,
    attachment_name,
    content_id,
    content_location,
    is_inline,
    media_type,
)
from severa_desktop.mail.outlook.rfc822 import write_rfc822
from severa_desktop.mail.outlook.tnef_item import DamagedTnefError, read_tnef
from severa_desktop.mail.slices import SLICE


@dataclass(frozen=True, slots=True)
class TnefAttachment:
    """A file that was packed, or a message (`message/rfc822`) that was attached."""

    name: str
    """As given, empty if it has none; an attached message is named by its subject. May hold anything."""
    media_type: str
    """Lower case, without parameters; `application/octet-stream` where it is not known."""
    content: bytes | memoryview
    content_id: str
    """Without brackets, empty if there is none."""
    content_location: str
    is_inline: bool
    """Hidden among the attachments because the body shows it."""


@dataclass(frozen=True, slots=True)
class TnefContent:
    """What was packed. Bodies, in slices, are empty where there is none; line ends are those of the file."""

    attachments: tuple[TnefAttachment, ...]
    text: Iterable[str]
    html: Iterable[str]


def open_tnef(content: bytes | memoryview) -> TnefContent | None:
    """Return what `winmail.dat` holds, or None if it cannot be opened (matching rules, "Structure")."""
    try:
        item = read_tnef(memoryview(content))
    except DamagedTnefError:
        return None
    bodies = {body.media_type: decode_blocks(_Blocks(body), body.charset) for body in read_bodies(item.properties)}
    attachments = tuple(_attachment(attachment) for attachment in item.attachments())
    return TnefContent(attachments, bodies.get(PLAIN, ()), bodies.get(HTML, ()))


@dataclass(frozen=True, slots=True)
class _Blocks:
    """The bytes of a body, which may be large."""

    body: Body

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self.body.chunks():
            for start in range(0, len(chunk), SLICE):
                yield bytes(chunk[start : start + SLICE])


def _attachment(attachment: ItemAttachment) -> TnefAttachment:
    properties = attachment.properties
    identifier, location, inline = content_id(properties), content_location(properties), is_inline(properties)
    message: Item | None = attachment.message()
    if message is not None:
        return TnefAttachment("", MESSAGE_TYPE, write_rfc822(message), identifier, location, inline)
    name = attachment_name(properties)
    kind = media_type(properties, name)
    return TnefAttachment(name, kind, attachment.content(), identifier, location, inline)

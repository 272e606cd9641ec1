"""`winmail.dat` (TNEF, MS-OXTNEF): attachments and body that Outlook packed into one attachment.

Attachments are views into the content: nothing is copied but what is rebuilt, as an embedded
message is. Lengths are checked against what holds them; checksums are not, since files with wrong
ones are otherwise whole. A file in which something is cut off is not opened at all: what was packed
must not get lost in part.
"""

from dataclasses import dataclass

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
    """What was packed."""

    attachments: tuple[TnefAttachment, ...]
    text: "PackedText | None"
    html: "PackedText | None"


def open_tnef(content: bytes | memoryview) -> TnefContent | None:
    """Return what `winmail.dat` holds, or None if it cannot be opened (matching rules, "Structure")."""
    try:
        item = read_tnef(memoryview(content))
    except DamagedTnefError:
        return None
    bodies = {body.media_type: PackedText(body) for body in read_bodies(item.properties)}
    attachments = tuple(_attachment(attachment) for attachment in item.attachments())
    return TnefContent(attachments, bodies.get(PLAIN), bodies.get(HTML))


@dataclass(frozen=True, slots=True)
class PackedText:
    """A body that was packed; its bytes are put together when they are asked for."""

    body: Body

    @property
    def charset(self) -> str:
        """As MIME names it; empty if it is not known."""
        return self.body.charset

    def decoded_text(self) -> bytes:
        """Return the bytes of the body; line ends are those of the file."""
        return b"".join(self.body.chunks())


def _attachment(attachment: ItemAttachment) -> TnefAttachment:
    properties = attachment.properties
    identifier, location, inline = content_id(properties), content_location(properties), is_inline(properties)
    message: Item | None = attachment.message()
    if message is not None:
        return TnefAttachment("", MESSAGE_TYPE, write_rfc822(message), identifier, location, inline)
    name = attachment_name(properties)
    kind = media_type(properties, name)
    return TnefAttachment(name, kind, attachment.content(), identifier, location, inline)

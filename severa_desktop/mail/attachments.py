"""Which parts of a message are attachments, their names and what identifies their content.

Matching rules, "The body" (an attachment is each other leaf part …) and "File names". Content is decoded
part by part, hashed and let go.
"""

import hashlib

from severa_desktop.core.model import Attachment
from severa_desktop.mail.bodies import Body
from severa_desktop.mail.encoded_words import decode_header
from severa_desktop.mail.entity import ATTACHED_MESSAGES
from severa_desktop.mail.fields import read_header
from severa_desktop.mail.file_names import FileNames
from severa_desktop.mail.html_pictures import ShownPictures, may_be_shown
from severa_desktop.mail.parts import Leaf, Structure
from severa_desktop.mail.sealed import ENCRYPTED_CMS_NAME, ENCRYPTED_PGP_NAME, Role
from severa_desktop.mail.texts import TextKind, read_source

_SEALED_NAMES = {Role.ENCRYPTED_CMS: ENCRYPTED_CMS_NAME, Role.ENCRYPTED_PGP: ENCRYPTED_PGP_NAME}
_NO_ATTACHMENT = (Role.SIGNATURE, Role.CONTROL)


def read_attachments(structure: Structure, body: Body) -> tuple[Attachment, ...]:
    """Return the attachments in reading order."""
    parts = [leaf for leaf in structure.leaves if leaf.number not in body.parts and leaf.role not in _NO_ATTACHMENT]
    if any(may_be_shown(leaf.about) for leaf in parts):
        shown = _shown_pictures(structure, body, parts)
        parts = [leaf for leaf in parts if not shown.show(leaf.about)]
    names = FileNames()
    return tuple(_attachment(leaf, names) for leaf in parts)


def _shown_pictures(structure: Structure, body: Body, parts: list[Leaf]) -> ShownPictures:
    pictures = ShownPictures(leaf.about for leaf in parts)
    for leaf in body.html_parts:
        pictures.add(read_source(leaf, TextKind.HTML).text, leaf.about.location)
    for packed in structure.packed:
        if packed.html:
            pictures.add(read_source(packed.html, TextKind.HTML).text)
    return pictures


def _attachment(leaf: Leaf, names: FileNames) -> Attachment:
    content = leaf.decoded()
    media_type = leaf.about.media_type
    file_name = _SEALED_NAMES.get(leaf.role) or leaf.about.file_name
    subject = "" if file_name or media_type not in ATTACHED_MESSAGES else _subject(content)
    return Attachment(
        part=leaf.number,
        name=names.give(file_name, media_type, subject),
        media_type=media_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
    )


def _subject(message: bytes) -> str:
    header, _ = read_header(message, skip_preamble=True)
    return next(filter(None, map(decode_header, header.all("Subject"))), "")

"""The HTML of a message as it was sent, and the pictures that come with it: raw, for whoever cleans and shows it."""

from dataclasses import dataclass

from severa_desktop.mail.bodies import read_body
from severa_desktop.mail.fields import read_header
from severa_desktop.mail.html_pictures import may_be_shown
from severa_desktop.mail.reader import as_rfc822
from severa_desktop.mail.structure import read_structure
from severa_desktop.mail.texts import clean_source, read_source


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that comes with a message."""

    content_id: str
    """What a ``cid:`` address names it by."""
    media_type: str
    part: int
    """As `core.model.Attachment.part`."""


@dataclass(frozen=True, slots=True)
class ShownHtml:
    """An HTML body before it is cleaned: it may hold anything."""

    source: str
    pictures: tuple[Picture, ...]


def shown_html(content: bytes) -> ShownHtml | None:
    """Return the HTML body of a message, None if it has none.

    Raises ContainerError if the message cannot be read any more.
    """
    content = as_rfc822(content)
    header, body_start = read_header(content, skip_preamble=True)
    structure = read_structure(content, header, body_start)
    sources = [read_source(leaf) for leaf in read_body(structure).html_parts]
    sources += [clean_source(packed.html) for packed in structure.packed if packed.html]
    if not sources:
        return None
    pictures = tuple(
        Picture(leaf.about.content_id, leaf.about.media_type, leaf.number)
        for leaf in structure.leaves
        if leaf.about.content_id and may_be_shown(leaf.about)
    )
    return ShownHtml("<hr>".join(sources), pictures)

"""The HTML of a message as it may be shown, and the pictures that come with it."""

from dataclasses import dataclass
from functools import partial
from html import escape

from severa_desktop.mail.bodies import find_body
from severa_desktop.mail.entity import normalise_content_id
from severa_desktop.mail.fields import read_header
from severa_desktop.mail.html_pictures import may_be_shown, same_places
from severa_desktop.mail.html_reduced import reduce_html
from severa_desktop.mail.parts import Group, Leaf, Node, Structure, TextPart
from severa_desktop.mail.reader import as_rfc822
from severa_desktop.mail.structure import read_structure
from severa_desktop.mail.texts import Text, TextKind, read_source, readable_text, text_kind

MOST_LETTERS = 2 * 1024 * 1024
"""Longer HTML is not shown."""
_SVG = "image/svg+xml"
"""A document of its own rather than a picture."""


class TooMuchHtmlError(Exception):
    """The HTML of a message is too large to be laid out."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that comes with a message and is shown in its HTML."""

    content_id: str
    """What its ``cid:`` address names it by: letters and digits, given here."""
    media_type: str
    part: int
    """As `core.model.Attachment.part`."""


@dataclass(frozen=True, slots=True)
class ShownHtml:
    """An HTML body, reduced to what a simple view shows."""

    html: str
    pictures: tuple[Picture, ...]
    remote_pictures: int
    """Pictures that would have been fetched from elsewhere; they are left out."""


def shown_html(content: bytes) -> ShownHtml | None:
    """Return the HTML body of a message, None if it has none.

    Raises TooMuchHtmlError, and ContainerError if the message cannot be read any more.
    """
    content = as_rfc822(content)
    header, body_start = read_header(content, skip_preamble=True)
    structure = read_structure(content, header, body_start)
    composer = _Composer(structure)
    composer.add(structure.root)
    if composer.is_empty:
        for packed in structure.packed:
            if packed.html:
                composer.add_html(packed.html, "")
    return composer.finish() if composer.has_html else None


class _Composer:
    """Puts the pieces of a body together, as its text is."""

    def __init__(self, structure: Structure) -> None:
        self._parts = find_body(structure).parts
        self._pictures = [leaf for leaf in structure.leaves if _may_be_picture(leaf)]
        self._used: dict[int, Picture] = {}
        self._pieces: list[str] = []
        self._letters = 0
        self._remote = 0
        self.has_html = False

    @property
    def is_empty(self) -> bool:
        return not self._pieces

    def finish(self) -> ShownHtml:
        return ShownHtml("<hr>".join(self._pieces), tuple(self._used.values()), self._remote)

    def add(self, node: Node) -> None:
        """Add what a person reads of a node: of alternatives the last one with HTML, else the first."""
        if isinstance(node, Leaf):
            if node.number in self._parts:
                self._add_leaf(node)
        elif node.subtype == "alternative":
            children = [child for child in node.children if any(self._kinds(child))]
            rich = [child for child in children if TextKind.HTML in self._kinds(child)]
            for child in rich[-1:] or children[:1]:
                self.add(child)
        else:
            for child in node.children:
                self.add(child)

    def add_html(self, part: TextPart, location: str) -> None:
        """Add an HTML document; `location` is what its relative addresses refer to."""
        source = self._counted(read_source(part, TextKind.HTML))
        if not source.strip():
            return
        reduced = reduce_html(source, partial(self._own_picture, self._places(location), location))
        if reduced is None:
            raise TooMuchHtmlError
        self.has_html = True
        self._remote += reduced.remote_pictures
        self._pieces.append(reduced.html)

    def _add_leaf(self, leaf: Leaf) -> None:
        kind = text_kind(leaf.about.media_type)
        if kind is TextKind.HTML:
            self.add_html(leaf, leaf.about.location)
        elif kind in (TextKind.PLAIN, TextKind.ENRICHED):
            lines = self._counted(readable_text(leaf, kind))
            if lines.strip():
                lines = escape(lines.strip("\n"))
                self._pieces.append(f'<div style="white-space:pre-wrap">{lines}</div>')

    def _counted(self, text: Text) -> str:
        self._letters += len(text.text)
        if self._letters > MOST_LETTERS or not text.is_whole:
            raise TooMuchHtmlError
        return text.text

    def _kinds(self, node: Node) -> frozenset[TextKind]:
        """Return what the body's parts within a node are written in, apart from what is never read."""
        if isinstance(node, Group):
            return frozenset().union(*map(self._kinds, node.children))
        kind = text_kind(node.about.media_type) if node.number in self._parts else None
        return frozenset() if kind is None or kind is TextKind.FURTHER else frozenset((kind,))

    def _places(self, base: str) -> dict[str, Leaf]:
        """Return the pictures by the addresses that a document at this base may name them by."""
        places: dict[str, Leaf] = {}
        for leaf in self._pictures:
            if leaf.about.content_id:
                places.setdefault(f"cid:{leaf.about.content_id}", leaf)
            if leaf.about.location:
                for place in same_places(leaf.about.location, base):
                    places.setdefault(place, leaf)
        return places

    def _own_picture(self, places: dict[str, Leaf], base: str, source: str) -> str | None:
        scheme, _, rest = source.partition(":")
        is_content_id = scheme.lower() == "cid"
        addresses = (f"cid:{normalise_content_id(rest)}",) if is_content_id else same_places(source, base)
        leaf = next((places[address] for address in addresses if address in places), None)
        if leaf is None:
            return None
        picture = Picture(f"part{leaf.number}", leaf.about.media_type, leaf.number)
        return f"cid:{self._used.setdefault(leaf.number, picture).content_id}"


def _may_be_picture(leaf: Leaf) -> bool:
    return may_be_shown(leaf.about) and leaf.about.media_type != _SVG

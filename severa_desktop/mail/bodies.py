"""Which parts of a message are its body, and the body's text (matching rules, "The body").

All text alternatives of the first text, and further inline texts without a file name. Every other part
is left to the attachments.
"""

from dataclasses import dataclass

from severa_desktop.mail.parts import Group, Leaf, Node, PackedBody, Structure
from severa_desktop.mail.sealed import Role
from severa_desktop.mail.text_limit import MOST_TEXT
from severa_desktop.mail.texts import Text, TextKind, is_blank, readable_text, text_kind

_PGP_MESSAGE = "-----BEGIN PGP MESSAGE-----"
_NAMED_TEXTS = frozenset({"text/plain", "text/html"})
_BETWEEN = "\n\n"


@dataclass(frozen=True, slots=True)
class Body:
    """What the body is made from: the numbers of leaf parts."""

    parts: frozenset[int]
    html_parts: tuple[Leaf, ...]
    """The HTML among them: what it shows is no attachment."""


@dataclass(frozen=True, slots=True)
class _Reading:
    """A piece of the body: its text, and what it was made from."""

    text: str
    is_whole: bool
    kind: TextKind


def find_body(structure: Structure) -> Body:
    """Return which parts are the body of a message; none where it has no text."""
    parts = _body_leaves(structure.root)
    html = tuple(leaf for leaf in structure.leaves if leaf.number in parts and _kind(leaf) is TextKind.HTML)
    return Body(parts, html)


def read_text(structure: Structure, body: Body) -> Text:
    """Return the text of the body as far as it is read; empty where there is none."""
    reading = _read(structure.root, body.parts, MOST_TEXT)
    if reading is None:
        reading = next(filter(None, map(_read_packed, structure.packed)), None)
    return Text("", is_whole=True) if reading is None else Text(reading.text, reading.is_whole)


def has_inline_pgp(text: str) -> bool:
    """Whether a PGP message begins with a line of the text."""
    at = text.find(_PGP_MESSAGE)
    while at > 0 and text[at - 1] != "\n":
        at = text.find(_PGP_MESSAGE, at + len(_PGP_MESSAGE))
    return at >= 0


# ---------------------------------------------------------------------------------- which parts


def _body_leaves(root: Node) -> frozenset[int]:
    if isinstance(root, Leaf):
        return frozenset({root.number}) if _may_be_text(root) else frozenset()
    found = _texts(root, named=False)
    if not found:
        # No text but such with file names: the first one is what there is to read.
        found = _texts(root, named=True)[:1]
    return frozenset(found)


def _texts(group: Group, *, named: bool) -> list[int]:
    """Return the numbers of the texts within a group; alternatives are texts whatever they are called."""
    found: list[int] = []
    for position, child in enumerate(group.children):
        if isinstance(child, Group):
            found += _texts(child, named=named)
        elif _may_be_text(child):
            alternative = group.subtype == "alternative" or (group.subtype == "related" and position == 0)
            if alternative or not child.about.file_name or (named and child.about.media_type in _NAMED_TEXTS):
                found.append(child.number)
    return found


def _may_be_text(leaf: Leaf) -> bool:
    return leaf.role is Role.CONTENT and not leaf.about.is_attachment and _kind(leaf) is not None


def _kind(leaf: Leaf) -> TextKind | None:
    return text_kind(leaf.about.media_type)


# ---------------------------------------------------------------------------------- their text


def _read(node: Node, parts: frozenset[int], most: int) -> _Reading | None:
    """Return the text of a node; None if none of its parts belongs to the body, or it is blank.

    Of what stands in several parts the first `most` letters are read.
    """
    if isinstance(node, Leaf):
        return _read_leaf(node, most) if node.number in parts else None
    if node.subtype == "alternative":
        return _read_alternatives(node, parts, most)
    pieces: list[str] = []
    kinds: list[TextKind] = []
    is_whole = True
    for child in node.children:
        reading = _read(child, parts, most)
        if reading is None:
            continue
        kinds.append(reading.kind)
        is_whole = is_whole and reading.is_whole
        if most:
            if pieces:
                pieces[-1] = pieces[-1].rstrip("\n")
            pieces.append(reading.text.lstrip("\n") if pieces else reading.text)
            most -= len(pieces[-1])
    return _Reading(_BETWEEN.join(pieces), is_whole, max(kinds)) if kinds else None


def _read_leaf(leaf: Leaf, most: int) -> _Reading | None:
    kind = _kind(leaf)
    if kind is None or kind is TextKind.FURTHER:
        return None
    text = readable_text(leaf, kind)
    if is_blank(text.text):
        return None
    return _Reading(text.text[:most], text.is_whole and len(text.text) <= most, kind)


def _read_alternatives(group: Group, parts: frozenset[int], most: int) -> _Reading | None:
    """Return the plain text, unless it is blank; else the HTML, else what there is."""
    best: _Reading | None = None
    for child in sorted(group.children, key=lambda node: _expected_kind(node, parts)):
        reading = _read(child, parts, most)
        if reading and (best is None or reading.kind < best.kind):
            best = reading
        if best and best.kind is TextKind.PLAIN:
            break
    return best


def _expected_kind(node: Node, parts: frozenset[int]) -> int:
    """Return the kind that a node's text will have, so that HTML is read only where it is needed."""
    if isinstance(node, Leaf):
        kind = _kind(node) if node.number in parts else None
        return TextKind.FURTHER + 1 if kind is None else kind
    return max((_expected_kind(child, parts) for child in node.children), default=TextKind.FURTHER + 1)


def _read_packed(packed: PackedBody) -> _Reading | None:
    """Return the body that was packed in `winmail.dat`."""
    for part, kind in ((packed.text, TextKind.PLAIN), (packed.html, TextKind.HTML)):
        text = readable_text(part, kind) if part else None
        if text and not is_blank(text.text):
            return _Reading(text.text, text.is_whole, kind)
    return None

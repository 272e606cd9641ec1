"""Which parts of a message are its body, and the body's text (matching rules, "The body").

All text alternatives of the first text, and further inline texts without a file name. Every other part
is left to the attachments.
"""

from dataclasses import dataclass

from severa_desktop.mail.parts import Group, Leaf, Node, PackedBody, Structure
from severa_desktop.mail.sealed import Role
from severa_desktop.mail.texts import TextKind, clean_source, is_blank, read_source, readable, text_kind

_PGP_MESSAGE = "-----BEGIN PGP MESSAGE-----"
_NAMED_TEXTS = frozenset({"text/plain", "text/html"})
_BETWEEN = "\n\n"


@dataclass(frozen=True, slots=True)
class Body:
    """The body's text, and the numbers of the leaf parts it is made from."""

    text: str
    parts: frozenset[int]
    html_parts: tuple[Leaf, ...]
    """The HTML among them: what it shows is no attachment."""
    encrypted: bool
    """The text holds an inline PGP message."""


@dataclass(frozen=True, slots=True)
class _Reading:
    """A piece of the body: its text, and what it was made from."""

    text: str
    kind: TextKind


def read_body(structure: Structure) -> Body:
    """Return the body of a message; its text is empty where there is none."""
    parts = _body_leaves(structure.root)
    reading = _read(structure.root, parts)
    text = reading.text if reading else ""
    if is_blank(text):
        text = next(filter(None, map(_packed_text, structure.packed)), text)
    html = tuple(leaf for leaf in structure.leaves if leaf.number in parts and _kind(leaf) is TextKind.HTML)
    return Body(text, parts, html, _has_inline_pgp(text))


def _has_inline_pgp(text: str) -> bool:
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


def _read(node: Node, parts: frozenset[int]) -> _Reading | None:
    """Return the text of a node; None if none of its parts belongs to the body, or it is blank."""
    if isinstance(node, Leaf):
        return _read_leaf(node) if node.number in parts else None
    if node.subtype == "alternative":
        return _read_alternatives(node, parts)
    readings = [reading for child in node.children if (reading := _read(child, parts))]
    if len(readings) < 2:
        return readings[0] if readings else None
    first, *between, last = (reading.text for reading in readings)
    texts = (first.rstrip("\n"), *(text.strip("\n") for text in between), last.lstrip("\n"))
    return _Reading(_BETWEEN.join(texts), max(reading.kind for reading in readings))


def _read_leaf(leaf: Leaf) -> _Reading | None:
    kind = _kind(leaf)
    if kind is None or kind is TextKind.FURTHER:
        return None
    text = readable(read_source(leaf), kind)
    return None if is_blank(text) else _Reading(text, kind)


def _read_alternatives(group: Group, parts: frozenset[int]) -> _Reading | None:
    """Return the plain text, unless it is blank; else the HTML, else what there is."""
    best: _Reading | None = None
    for child in sorted(group.children, key=lambda node: _expected_kind(node, parts)):
        reading = _read(child, parts)
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


def _packed_text(packed: PackedBody) -> str:
    """Return the body that was packed in `winmail.dat`."""
    text = clean_source(packed.text)
    if is_blank(text) and packed.html:
        text = readable(clean_source(packed.html), TextKind.HTML)
    return "" if is_blank(text) else text

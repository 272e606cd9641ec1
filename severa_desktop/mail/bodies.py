"""Which parts of a message are its body, and the body's text (matching rules, "The body").

All text alternatives of the first text, and further inline texts without a file name. Every other part
is left to the attachments.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from severa_desktop.mail.parts import Group, Leaf, Node, PackedBody, Structure
from severa_desktop.mail.sealed import Role
from severa_desktop.mail.slices import joined
from severa_desktop.mail.texts import TextKind, clean_source, read_source, readable, text_kind, unless_blank

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
    """A piece of the body: the slices of its text, and what it was made from."""

    slices: Iterable[str]
    kind: TextKind


def find_body(structure: Structure) -> Body:
    """Return which parts are the body of a message; none where it has no text."""
    parts = _body_leaves(structure.root)
    html = tuple(leaf for leaf in structure.leaves if leaf.number in parts and _kind(leaf) is TextKind.HTML)
    return Body(parts, html)


def read_text(structure: Structure, body: Body) -> str:
    """Return the text of the body; empty where there is none."""
    reading = _read(structure.root, body.parts)
    if reading is None:
        return next((joined(text) for packed in structure.packed if (text := _packed_text(packed))), "")
    return joined(reading.slices)


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


def _read(node: Node, parts: frozenset[int]) -> _Reading | None:
    """Return the text of a node; None if none of its parts belongs to the body, or it is blank."""
    if isinstance(node, Leaf):
        return _read_leaf(node) if node.number in parts else None
    if node.subtype == "alternative":
        return _read_alternatives(node, parts)
    readings = [reading for child in node.children if (reading := _read(child, parts))]
    if len(readings) < 2:
        return readings[0] if readings else None
    slices = _merged([reading.slices for reading in readings])
    return _Reading(slices, max(reading.kind for reading in readings))


def _merged(texts: Iterable[Iterable[str]]) -> Iterator[str]:
    """Yield several texts as one, a blank line between."""
    line_ends = ""
    for number, slices in enumerate(texts):
        between = _BETWEEN if number else ""
        for each in slices:
            begun = each.lstrip("\n") if between else each
            if begun:
                text = (between or line_ends) + begun
                kept = text.rstrip("\n")
                yield kept
                between, line_ends = "", text[len(kept) :]
    yield line_ends


def _read_leaf(leaf: Leaf) -> _Reading | None:
    kind = _kind(leaf)
    if kind is None or kind is TextKind.FURTHER:
        return None
    slices = unless_blank(readable(read_source(leaf), kind))
    return None if slices is None else _Reading(slices, kind)


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


def _packed_text(packed: PackedBody) -> Iterable[str] | None:
    """Return the body that was packed in `winmail.dat`."""
    plain = unless_blank(clean_source(packed.text))
    return plain or unless_blank(readable(clean_source(packed.html), TextKind.HTML))

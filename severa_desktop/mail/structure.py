"""The parts of a message: its MIME tree as offsets into the bytes (matching rules, "Structure").

Opens what only wraps content (multiparts, S/MIME signatures, TNEF) and stops at an attached message.
Which part is body and which attachment is decided elsewhere. Nothing is decoded here that need not be
opened, and whatever the bytes claim, at most 1,000 entities on 50 levels are read.
"""

import re
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from severa_desktop.mail.boundaries import Delimiter, before_line_break, find_delimiter, guess_boundary
from severa_desktop.mail.cms import Kind
from severa_desktop.mail.entity import MESSAGE, TEXT_PLAIN, Description, describe, describe_file
from severa_desktop.mail.fields import Header, read_header
from severa_desktop.mail.parts import Group, Leaf, Node, PackedBody, Structure
from severa_desktop.mail.sealed import PGP_CONTROL, Role, is_pgp_control, is_signature, may_be_cms, open_cms
from severa_desktop.mail.transfer import decode

MAX_LEVEL = 50
MAX_ENTITIES = 1_000
_MAX_CLOSED = 1_000
"""Closing delimiters after which a multipart is still looked through for parts."""
_OPENED_FLOOR = 1 << 20
_TNEF_TYPES = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})
_TNEF_NAME = "winmail.dat"
_NO_HEADER = Header({})
_BLANK = re.compile(rb"\s*")
_LIKE_HTML = re.compile(rb"\s{0,1000}<(?:!doctype html|html|head|body|table|div|p)[\s>]", re.IGNORECASE)


class _Place(NamedTuple):
    """Where an entity stands."""

    level: int
    enclosing: str
    """Subtype of the multipart around it."""
    position: int


def read_structure(content: bytes, header: Header, body_start: int) -> Structure:
    """Return the parts of the message whose header was read already. Never raises."""
    walk = _Walk(2 * len(content) + _OPENED_FLOOR)
    walk.entities = 1
    root = walk.described(describe(header), content, body_start, len(content), _Place(1, "", 0))
    return Structure(root, tuple(walk.leaves), walk.limited, walk.encrypted, tuple(walk.packed))


@dataclass(slots=True)
class _Walk:
    budget: int
    """Bytes that may still be opened: wrappers within wrappers would multiply a mail otherwise."""
    entities: int = 0
    leaves: list[Leaf] = field(default_factory=list)
    limited: bool = False
    encrypted: bool = False
    packed: list[PackedBody] = field(default_factory=list)

    def entity(self, content: bytes, start: int, end: int, place: _Place, default: str = TEXT_PLAIN) -> Node | None:
        """Read the entity that is content[start:end]; None beyond the limits."""
        if not self.enter(place.level):
            return None
        header, body = _read_part_header(content, start, end)
        return self.described(describe(header, default), content, body, end, place)

    def enter(self, level: int) -> bool:
        """Count one more entity, if the limits allow it."""
        if level > MAX_LEVEL or self.entities >= MAX_ENTITIES:
            self.limited = True
            return False
        self.entities += 1
        return True

    def described(self, about: Description, content: bytes, start: int, end: int, place: _Place) -> Node:
        """Read an entity whose header was read and whose body is content[start:end]."""
        if about.boundaries or about.media_type.startswith("multipart/"):
            return self.multipart(about, content, start, end, place)
        if may_be_cms(about):
            return self.cms(about, content, start, end, place)
        if about.media_type in _TNEF_TYPES or about.file_name.strip().lower() == _TNEF_NAME:
            return self.tnef(about, content, start, end, place)
        return self.leaf(about, content, start, end, self.role(about, content, start, end, place))

    def leaf(self, about: Description, content: bytes, start: int, end: int, role: Role) -> Leaf:
        leaf = Leaf(len(self.leaves), about, role, content, start, end)
        self.leaves.append(leaf)
        return leaf

    def role(self, about: Description, content: bytes, start: int, end: int, place: _Place) -> Role:
        if is_signature(about, in_signed=place.enclosing == "signed" and place.position > 0):
            return Role.SIGNATURE
        if about.media_type == PGP_CONTROL:
            self.encrypted = True
            return Role.CONTROL if is_pgp_control(about, content, start, end) else Role.ENCRYPTED_PGP
        if place.enclosing == "encrypted":
            self.encrypted = True
            return Role.ENCRYPTED_PGP
        return Role.CONTENT

    # -- multiparts ------------------------------------------------------------------------

    def multipart(self, about: Description, content: bytes, start: int, end: int, place: _Place) -> Node:
        found = _first_delimiter(about, content, start, end)
        if not found and about.encoding in ("base64", "quoted-printable"):
            content = self.open(decode(content, start, end, about.encoding))
            start, end = 0, len(content)
            found = _first_delimiter(about, content, start, end)
        subtype = about.media_type.removeprefix("multipart/")
        if found:
            boundary, first = found
            children, _ = self.parts(_Multipart(subtype, boundary, content, end, place.level), first)
            if children or self.limited:
                return Group(subtype, tuple(children))
            end = first.start
        if _BLANK.fullmatch(content, start, end):
            return Group(subtype, ())
        # Nothing but what should be the preamble: its delimiters were lost.
        html = _LIKE_HTML.match(content, start, end)
        text = replace(about, media_type="text/html" if html else TEXT_PLAIN, boundaries=())
        return self.leaf(text, content, start, end, Role.CONTENT)

    def parts(self, within: "_Multipart", delimiter: Delimiter | None) -> tuple[list[Node], int]:
        """Read the parts from the first delimiter on; return them and where reading stopped."""
        children: list[Node] = []
        subtype, closed, stopped = within.subtype, 0, within.end
        while delimiter:
            if delimiter.closing:
                # Some programs close a multipart and go on; a true epilogue has no delimiter.
                stopped, closed = delimiter.end, closed + 1
                if within.shares_boundary or closed > _MAX_CLOSED:
                    break
                delimiter = within.next_delimiter(stopped)
                continue
            start, following = delimiter.end, within.next_delimiter(delimiter.end)
            if following is None and start >= within.end:
                break
            end = before_line_break(within.content, start, following.start) if following else within.end
            place = _Place(within.level + 1, subtype, len(children))
            child, resume = self.part(within, start, end, place)
            if child is None:
                break
            children.append(child)
            if isinstance(child, Leaf):
                subtype = _after_role(child.role, subtype)
            delimiter = following if resume is None else within.next_delimiter(resume)
        return children, stopped

    def part(self, within: "_Multipart", start: int, end: int, place: _Place) -> tuple[Node | None, int | None]:
        """Read one part; also return where to go on if that is not the next delimiter."""
        if not self.enter(place.level):
            return None, None
        header, body = _read_part_header(within.content, start, end)
        about = describe(header, MESSAGE if within.subtype == "digest" else TEXT_PLAIN)
        if within.boundary not in about.boundaries:
            return self.described(about, within.content, body, end, place), None
        # The same boundary as around it: delimiters are the inner one's until it closes.
        subtype = about.media_type.removeprefix("multipart/")
        inner = replace(within, subtype=subtype, level=place.level, shares_boundary=True)
        children, stopped = self.parts(inner, inner.next_delimiter(body))
        return Group(subtype, tuple(children)), stopped

    # -- wrappers --------------------------------------------------------------------------

    def open(self, content: bytes) -> bytes:
        """Return what was opened, or nothing where that would be too much in all."""
        self.budget -= len(content)
        if self.budget < 0:
            self.limited = True
            return b""
        return content

    def cms(self, about: Description, content: bytes, start: int, end: int, place: _Place) -> Node:
        cms = open_cms(about, content, start, end)
        if cms.kind is Kind.ENCRYPTED:
            self.encrypted = True
            return self.leaf(about, content, start, end, Role.ENCRYPTED_CMS)
        if cms.kind is Kind.SIGNED and cms.content is not None:
            signed = self.open(cms.content)
            child = self.entity(signed, 0, len(signed), _Place(place.level + 1, "signed", 0))
            return Group("signed", () if child is None else (child,))
        return self.leaf(about, content, start, end, self.role(about, content, start, end, place))

    def tnef(self, about: Description, content: bytes, start: int, end: int, place: _Place) -> Node:
        # Seldom needed, and it brings the reading of Outlook's formats with it.
        from severa_desktop.mail.outlook.tnef import open_tnef  # noqa: PLC0415

        packed = open_tnef(decode(content, start, end, about.encoding))
        if packed is None:
            return self.leaf(about, content, start, end, Role.CONTENT)
        self.packed.append(PackedBody(packed.text, packed.html))
        files: list[Node] = []
        for each in packed.attachments:
            if not self.enter(place.level + 1):
                break
            opened = self.open(bytes(each.content))
            of_file = describe_file(each.media_type, each.name, each.content_id, each.content_location)
            files.append(self.leaf(of_file, opened, 0, len(opened), Role.CONTENT))
        return Group("tnef", tuple(files))


@dataclass(frozen=True, slots=True)
class _Multipart:
    subtype: str
    boundary: bytes
    content: bytes
    end: int
    level: int
    shares_boundary: bool = False
    """With the multipart around it."""

    def next_delimiter(self, start: int) -> Delimiter | None:
        return find_delimiter(self.content, start, self.end, self.boundary)


def _after_role(role: Role, subtype: str) -> str:
    """Return as what a multipart is read on behind a part: a server may have relabelled PGP/MIME as mixed."""
    if role is Role.CONTROL:
        return "encrypted"
    return "mixed" if role is Role.ENCRYPTED_PGP else subtype


def _first_delimiter(about: Description, content: bytes, start: int, end: int) -> tuple[bytes, Delimiter] | None:
    """Return a multipart's boundary and its first line: as declared, else as it seems to be."""
    for boundary in about.boundaries:
        if found := find_delimiter(content, start, end, boundary):
            return boundary, found
    guessed = guess_boundary(content, start, end)
    found = find_delimiter(content, start, end, guessed) if guessed else None
    return (guessed, found) if guessed and found else None


def _read_part_header(content: bytes, start: int, end: int) -> tuple[Header, int]:
    """Return a part's header, which may be missing, and where its body begins."""
    if content.startswith((b"\n", b"\r"), start, end):
        return _NO_HEADER, start + (2 if content.startswith(b"\r\n", start, end) else 1)
    header, body = read_header(content, start, end)
    return (header, body) if header.names else (_NO_HEADER, start if body >= end else body)

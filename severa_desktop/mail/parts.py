"""The MIME tree of a message as values: leaf parts, groups of them, and what holds them all.

Parts are offsets into the bytes they stand in; their content is decoded when it is asked for, and not kept.
"""

from dataclasses import dataclass
from typing import Protocol

from severa_desktop.mail.entity import Description
from severa_desktop.mail.sealed import Role
from severa_desktop.mail.transfer import decode, decode_text


class TextPart(Protocol):
    """Something that holds a text: a part, or what was packed in one."""

    @property
    def charset(self) -> str:
        """The charset that it says it is in; empty if it says none."""

    def decoded_text(self) -> bytes:
        """Return the text's bytes, still in its charset; they may be many."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A part that holds no other parts, or an attached message."""

    number: int
    """Position among all leaf parts in reading order."""
    about: Description
    role: Role
    content: bytes
    """What the part stands in: the mail, or what was opened within it."""
    start: int
    end: int

    def decoded(self) -> bytes:
        """Return the part's bytes as its sender had them."""
        return decode(self.content, self.start, self.end, self.about.encoding)

    @property
    def charset(self) -> str:
        """The charset that the part says its text is in; empty if it says none."""
        return self.about.charset

    def decoded_text(self) -> bytes:
        """Return a text's bytes, still in its charset."""
        return decode_text(self.content, self.start, self.end, self.about.encoding)


@dataclass(frozen=True, slots=True)
class Group:
    """A multipart entity, or one that was opened: its subtype and parts."""

    subtype: str
    children: tuple["Leaf | Group", ...]


Node = Leaf | Group


@dataclass(frozen=True, slots=True)
class PackedBody:
    """The body that was packed in `winmail.dat`, plain and as HTML; either may be missing."""

    text: TextPart | None
    html: TextPart | None


@dataclass(frozen=True, slots=True)
class Structure:
    """All parts of one message."""

    root: Node
    leaves: tuple[Leaf, ...]
    limited: bool
    """There is more than was read."""
    encrypted: bool
    packed: tuple[PackedBody, ...]

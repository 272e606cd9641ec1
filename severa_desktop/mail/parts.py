"""The MIME tree of a message as values: leaf parts, groups of them, and what holds them all.

Parts are offsets into the bytes they stand in; their content is decoded when it is asked for, and not kept.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from severa_desktop.mail.entity import Description
from severa_desktop.mail.sealed import Role
from severa_desktop.mail.transfer import decode, decode_text


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

    def decoded_text(self) -> Iterable[bytes]:
        """Return a text's bytes, still in its charset, in blocks; they can be asked for more than once."""
        return decode_text(self.content, self.start, self.end, self.about.encoding)


@dataclass(frozen=True, slots=True)
class Group:
    """A multipart entity, or one that was opened: its subtype and parts."""

    subtype: str
    children: tuple["Leaf | Group", ...]


Node = Leaf | Group


@dataclass(frozen=True, slots=True)
class PackedBody:
    """The body that was packed in `winmail.dat`, plain and as HTML, in slices; either may be empty."""

    text: Iterable[str]
    html: Iterable[str]


@dataclass(frozen=True, slots=True)
class Structure:
    """All parts of one message."""

    root: Node
    leaves: tuple[Leaf, ...]
    limited: bool
    """There is more than was read."""
    encrypted: bool
    packed: tuple[PackedBody, ...]

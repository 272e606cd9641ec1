"""What a source hands on for each thing it found. Pure values; opens nothing."""

from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from severa_desktop.core.model import Origin
from severa_desktop.core.reasons import Code


@dataclass(frozen=True, slots=True)
class MailFile:
    """A plain file that holds one mail; `read_file` reads it where it is parsed."""

    path: Path
    origin: Origin
    size: int
    """Bytes, as the file was when it was found."""


@dataclass(frozen=True, slots=True)
class MailBytes:
    """One mail out of a container or from standard input."""

    content: bytes
    origin: Origin


@dataclass(frozen=True, slots=True)
class NotRead:
    """Something handed over that gives no mail: the outcome `failed`."""

    origin: Origin
    code: Code
    """`too_large`, `unreadable` or `not_an_email`."""
    text: str
    """What happened and what to do, as sentences for the user."""
    content: bytes | None = None
    """The original, where it could be read and is within the size limit."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file in a folder or container that is no mail and not named as one; only counted."""

    source: str


Item: TypeAlias = MailFile | MailBytes | NotRead | Skipped


class CannotReadError(Exception):
    """Something could not be read; the message is the sentence for the user."""


@dataclass(frozen=True, slots=True)
class Handover:
    """What holds for everything that is handed over together."""

    max_bytes: int
    """The largest mail that is taken in."""
    now: int
    by_hand: bool


@dataclass(frozen=True, slots=True)
class Place:
    """One file, member of a container or standard input, and how its outcome will name it."""

    source: str
    time: int
    """The file's or zip entry's, else the time of taking it in."""
    asked: bool
    """It gets an outcome whatever it holds: named on its own, or with a mail's extension."""
    handover: Handover

    def origin(self) -> Origin:
        """Return the origin of the mail that is here."""
        return Origin(self.source, self.time, by_hand=self.handover.by_hand)

    def mail(self, content: bytes) -> MailBytes:
        """Hand on these bytes as the mail that is here."""
        return MailBytes(content, self.origin())

    def unreadable(self, text: str, content: bytes | None = None) -> NotRead:
        """Say that what is here could not be read."""
        return NotRead(self.origin(), Code.UNREADABLE, text, content)

    def too_large(self, size: int | None = None) -> NotRead:
        """Say that the mail here exceeds the limit; without `size` it is not known by how much."""
        limit = self.handover.max_bytes
        # As `sentences.KEPT` has it, where it is translated.
        text = (
            f"It has more than the {limit:,} bytes that are taken in."
            if size is None
            else f"It has {size:,} bytes, and at most {limit:,} are taken in."
        )
        return NotRead(
            self.origin(),
            Code.TOO_LARGE,
            f"{text} Raise the limit with “setup --max-size” and import it again.",
        )

    def not_an_email(self, text: str, content: bytes | None) -> NotRead:
        """Say that what is here is something else."""
        return NotRead(self.origin(), Code.NOT_AN_EMAIL, text, content)

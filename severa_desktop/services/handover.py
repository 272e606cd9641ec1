"""What a person hands over to be imported, and the answers before anything is: values only, quick to load."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import BinaryIO

from severa_desktop.services.errors import UserError


class Missing(Enum):
    """Why nothing can be imported."""

    SETUP = auto()
    """The integration address or the default activity type was never given."""
    ACTIVE = auto()
    """The integration was made inactive."""
    TYPE = auto()
    """The directory does not have the default activity type."""


class NotReadyError(UserError):
    """Nothing can be imported; the message says what to do on the command line, `missing` what it is about."""

    def __init__(self, missing: Missing, sentence: str) -> None:
        super().__init__(sentence)
        self.missing = missing


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an import is: told before the first mail and after each batch."""

    mails: int
    expected: int | None
    """How many mails there will be; None where containers turn out to hold more than there are files."""


@dataclass(frozen=True, slots=True)
class Handover:
    """What a person hands over."""

    paths: Sequence[str]
    stdin: BinaryIO | None = None
    """What ``-`` among the paths stands for."""
    dry_run: bool = False
    """Give the same results, with no ids, and write nothing."""
    contents: Sequence[tuple[str, bytes]] = ()
    """Mails that lie in no file, each with the name that results give it; they come after the paths."""
    only: frozenset[str] | None = None
    """Sources, as results name them, that are taken in; the rest of what is handed over is left. None is all."""

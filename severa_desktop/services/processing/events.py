"""What sources at work in a process of their own tell the window, and are asked by it: small values, quick to load."""

from dataclasses import dataclass, field
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Standing:
    """How sources stand with the process that works on them; all else the store says."""

    elsewhere: frozenset[int] = frozenset()
    """Those that another process works on."""
    without_password: frozenset[int] = frozenset()
    """Those that have none, so that a person has to be asked."""


@dataclass(frozen=True, slots=True)
class GivePassword:
    """Hands over a source's password, for as long as the process runs."""

    source_id: int
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class TryNow:
    """Asks for trying a source at once, whatever it waits for."""

    source_id: int


@dataclass(frozen=True, slots=True)
class Speak:
    """Asks for sentences in another language from now on."""

    language: str


Request: TypeAlias = GivePassword | TryNow | Speak

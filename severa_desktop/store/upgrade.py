"""How far bringing a store of an older version up to date came. Loads nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Upgrade:
    """One moment of it: first the store is copied, which takes most of the time, then it is changed."""

    copied: int = 0
    """Per cent of the store; stays 0 while another process brings it up to date."""
    is_over: bool = False
    kept: Path | None = None
    """Once it is over: where the store is as it was. None if it could not be brought up to date."""


UpgradeTold = Callable[[Upgrade], object]
"""Hears how far it is, at the beginning, with each per cent and at the end, in the thread that opens the store.

What it raises before the store is changed ends it, with the store as it was.
"""

"""What an address is to the integration: its own, a numbered one, an unclear one, or ordinary.

Matching rules, "Addresses and recipients". Knows nothing of people but whether the directory has the address.
"""

import re
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from severa_desktop.core.directory import Directory
from severa_desktop.core.settings import SEVERA_DOMAIN, IntegrationAddress

LONGEST_NUMBER = 64
"""Digits of a number that is worth showing; an address cannot rightly have more before its @."""


class Use(Enum):
    """What an address is to the integration."""

    ORDINARY = "ordinary"
    INTEGRATION = "integration"
    NUMBERED = "numbered"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class AddressUse:
    """The use of an address, with the project number of a numbered one (None if absurdly long)."""

    use: Use
    number: int | None = None


ORDINARY = AddressUse(Use.ORDINARY)
_INTEGRATION = AddressUse(Use.INTEGRATION)
_UNCLEAR = AddressUse(Use.UNCLEAR)


def use_of(address: str, integration: IntegrationAddress, directory: Directory) -> AddressUse:
    """Return what an address in compared form is to this company's integration."""
    local, _, domain = address.rpartition("@")
    if domain != integration.domain:
        return ORDINARY
    if local == integration.prefix:
        return _INTEGRATION
    number = _number_before(local, integration.prefix)
    if number is not None:
        return AddressUse(Use.NUMBERED, int(number) if len(number) <= LONGEST_NUMBER else None)
    if directory.knows(address):
        return ORDINARY
    if domain == SEVERA_DOMAIN or _held_prefix(integration.prefix).search(local):
        return _UNCLEAR
    return ORDINARY


def _number_before(local: str, prefix: str) -> str | None:
    number = local.removesuffix(f".{prefix}")
    if number == local or not (number.isascii() and number.isdigit()):
        return None
    return number.lstrip("0") or "0"


@lru_cache(maxsize=8)
def _held_prefix(prefix: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![^\W_]){re.escape(prefix)}(?![^\W_])")

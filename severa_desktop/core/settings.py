"""Every setting once: its name, its values, its default, and what is refused and why.

The command line, the wizard and the settings pages all ask here; nothing else checks a setting.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

SEVERA_DOMAIN = "severamail.com"
MIB = 1024 * 1024
MAX_SIZE_LIMIT_MIB = 1024
"""More than this cannot be kept in one row of the store."""

_PREFIX = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?")
_NUMBERED_PREFIX = re.compile(r"[0-9]+\.")
_DOMAIN = re.compile(r"(?=.{1,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")


class IntegrationStatus(StrEnum):
    """Whether the integration takes mails in at all."""

    ACTIVE = "active"
    INACTIVE = "inactive"


class ActivityStatus(StrEnum):
    """The status that new activities get."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    IN_REVIEW = "in_review"
    DONE = "done"


class SettingRefusedError(ValueError):
    """A value that a setting cannot take; the message says why and what would be right."""


@dataclass(frozen=True, slots=True)
class IntegrationAddress:
    """``prefix@domain``, both in lower case."""

    prefix: str
    domain: str

    def __str__(self) -> str:
        return f"{self.prefix}@{self.domain}"


@dataclass(frozen=True, slots=True)
class Settings:
    """What the admin set; address and activity type are None until then."""

    address: IntegrationAddress | None = None
    activity_type: str | None = None
    status: IntegrationStatus = IntegrationStatus.ACTIVE
    activity_status: ActivityStatus = ActivityStatus.DONE
    max_size: int = 50
    """The largest mail that is taken in, in MiB."""

    @property
    def max_bytes(self) -> int:
        """The largest mail that is taken in, in bytes."""
        return self.max_size * MIB


def parse_address(text: str) -> IntegrationAddress:
    """Return the integration address that was typed (its domain in A-label form already).

    Raises SettingRefusedError with the sentence to show (matching rules, "Addresses and recipients").
    """
    prefix, at, domain = text.strip().lower().rpartition("@")
    domain = domain.removesuffix(".")
    if not at or not prefix:
        raise SettingRefusedError(f"“{text}” is no e-mail address. Give one such as mijnbedrijf@{SEVERA_DOMAIN}.")
    if not _DOMAIN.fullmatch(domain):
        raise SettingRefusedError(f"“{domain}” is no domain of an e-mail address. Give one such as {SEVERA_DOMAIN}.")
    check_prefix(prefix)
    return IntegrationAddress(prefix, domain)


def check_prefix(prefix: str) -> None:
    """Raise SettingRefusedError if this lower-case prefix is malformed or looks like a numbered one."""
    if _NUMBERED_PREFIX.match(prefix):
        raise SettingRefusedError(
            f"The prefix “{prefix}” begins with digits and a dot, so {prefix}@… would be read as a project "
            "number before another prefix. Choose one that does not."
        )
    if not _PREFIX.fullmatch(prefix):
        raise SettingRefusedError(
            f"The prefix “{prefix}” cannot be used: give 1 to 64 ASCII letters, digits, dots, hyphens or "
            "underscores, beginning and ending with a letter or digit."
        )


def check_max_size(mebibytes: int) -> int:
    """Return the size limit in MiB; raises SettingRefusedError outside 1 to 1,024."""
    if not 1 <= mebibytes <= MAX_SIZE_LIMIT_MIB:
        raise SettingRefusedError(f"The largest size of a mail must be from 1 to {MAX_SIZE_LIMIT_MIB:,} MiB.")
    return mebibytes


def missing_settings(settings: Settings) -> tuple[str, ...]:
    """Return the names of the settings without which nothing can be imported."""
    return tuple(name for name in ("address", "activity_type") if getattr(settings, name) is None)

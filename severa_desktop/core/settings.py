"""Every setting once: its name, its values, its default, and what is refused and why.

The command line, the wizard and the settings pages all ask here; nothing else checks a setting. Why one is refused
is told as a code with its evidence: `services/setting_words.py` says it in the language chosen.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum, StrEnum, auto
from typing import TypeVar

SEVERA_DOMAIN = "severamail.com"
MIB = 1024 * 1024
MAX_SIZE_LIMIT_MIB = 1024
"""More than this cannot be kept in one row of the store."""

_PREFIX = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?")
_NUMBERED_PREFIX = re.compile(r"[0-9]+\.")
_DOMAIN = re.compile(r"(?=.{1,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")

_Choice = TypeVar("_Choice", bound=StrEnum)


class Setting(StrEnum):
    """The names of the settings."""

    ADDRESS = "address"
    ACTIVITY_TYPE = "activity_type"
    STATUS = "status"
    ACTIVITY_STATUS = "activity_status"
    MAX_SIZE = "max_size"


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


class WhyRefused(Enum):
    """What is wrong with a value."""

    NO_ADDRESS = auto()
    """Not of the form ``prefix@domain``; evidence: what was typed."""
    NO_DOMAIN = auto()
    """Evidence: what stands after the @."""
    PREFIX_NUMBERED = auto()
    """The prefix would be read as a project's number before another one; evidence: the prefix."""
    PREFIX_MALFORMED = auto()
    """Evidence: the prefix."""
    TYPE_NAMELESS = auto()
    TYPE_UNKNOWN = auto()
    """Evidence: the name, and those that the directory has."""
    NO_CHOICE = auto()
    """Evidence: what was given, and the values there are."""
    SIZE_OUT_OF_RANGE = auto()


class SettingRefusedError(ValueError):
    """A value that a setting cannot take, and why."""

    def __init__(self, setting: Setting, why: WhyRefused, given: str = "", known: tuple[str, ...] = ()) -> None:
        super().__init__(setting, why, given, known)
        self.setting = setting
        self.why = why
        self.given = given
        self.known = known


@dataclass(frozen=True, slots=True)
class IntegrationAddress:
    """``prefix@domain``, both in lower case, the domain in A-label form."""

    prefix: str
    domain: str

    def __str__(self) -> str:
        return f"{self.prefix}@{self.domain}"

    @property
    def is_at_severa(self) -> bool:
        """Whether mail to it goes to Severa's own servers."""
        return self.domain == SEVERA_DOMAIN

    def numbered(self, number: int) -> str:
        """Return the address that links a mail to the project with this number."""
        return f"{number}.{self}"


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

    Raises SettingRefusedError (matching rules, "Addresses and recipients").
    """
    prefix, at, domain = text.strip().lower().rpartition("@")
    domain = domain.removesuffix(".")
    if not at or not prefix:
        raise SettingRefusedError(Setting.ADDRESS, WhyRefused.NO_ADDRESS, text)
    if not _DOMAIN.fullmatch(domain):
        raise SettingRefusedError(Setting.ADDRESS, WhyRefused.NO_DOMAIN, domain)
    _check_prefix(prefix)
    return IntegrationAddress(prefix, domain)


def parse_type_name(text: str) -> str:
    """Return the activity type's name that was typed; raises SettingRefusedError if there is none."""
    name = " ".join(text.split())
    if not name:
        raise SettingRefusedError(Setting.ACTIVITY_TYPE, WhyRefused.TYPE_NAMELESS)
    return name


def parse_choice(setting: Setting, kind: type[_Choice], text: str) -> _Choice:
    """Return the value of this name; raises SettingRefusedError if the setting has no such value."""
    if text not in set(kind):
        raise SettingRefusedError(setting, WhyRefused.NO_CHOICE, text, tuple(kind))
    return kind(text)


def check_max_size(mebibytes: int) -> int:
    """Return the size limit in MiB; raises SettingRefusedError outside 1 to 1,024."""
    if not 1 <= mebibytes <= MAX_SIZE_LIMIT_MIB:
        raise SettingRefusedError(Setting.MAX_SIZE, WhyRefused.SIZE_OUT_OF_RANGE, str(mebibytes))
    return mebibytes


def check_activity_type(settings: Settings, types: Collection[str]) -> None:
    """Raise SettingRefusedError if these settings name a default activity type that the directory does not have.

    A directory without any may come later; then importing mails checks it.
    """
    name = settings.activity_type
    if name is not None and types and name not in types:
        raise SettingRefusedError(Setting.ACTIVITY_TYPE, WhyRefused.TYPE_UNKNOWN, name, tuple(types))


def missing_settings(settings: Settings) -> tuple[Setting, ...]:
    """Return the settings without which nothing can be imported."""
    return tuple(name for name in (Setting.ADDRESS, Setting.ACTIVITY_TYPE) if getattr(settings, name) is None)


def _check_prefix(prefix: str) -> None:
    """Raise SettingRefusedError if this lower-case prefix is malformed or looks like a numbered one."""
    if _NUMBERED_PREFIX.match(prefix):
        raise SettingRefusedError(Setting.ADDRESS, WhyRefused.PREFIX_NUMBERED, prefix)
    if not _PREFIX.fullmatch(prefix):
        raise SettingRefusedError(Setting.ADDRESS, WhyRefused.PREFIX_MALFORMED, prefix)

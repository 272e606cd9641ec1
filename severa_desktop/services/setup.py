"""The settings: showing and changing them, and taking a whole setup to another computer.

What a setting can be is decided in the core; here only what needs the directory is looked up.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from severa_desktop.core.directory import ActivityType
from severa_desktop.core.rules.calendar import types_in_calendars
from severa_desktop.core.settings import (
    ActivityStatus,
    IntegrationAddress,
    IntegrationStatus,
    Setting,
    SettingRefusedError,
    Settings,
    check_activity_type,
    check_max_size,
    parse_address,
    parse_choice,
    parse_type_name,
)
from severa_desktop.mail.address_form import normalise_address, readable_domain
from severa_desktop.services.directory import merged_with, take_records_over
from severa_desktop.services.directory_merge import SectionCount
from severa_desktop.services.directory_schema import Place, Section, quoted, refused
from severa_desktop.services.directory_text import shown_path
from severa_desktop.services.setting_words import SettingError, refusal_sentence
from severa_desktop.services.setup_file import SettingsText, read_setup, write_setup
from severa_desktop.services.severa.ownership import check_directory, severas_of
from severa_desktop.texts import _

if TYPE_CHECKING:
    from severa_desktop.store.reader import Reader
    from severa_desktop.store.store import Store
    from severa_desktop.store.writer import Writer

_EXCLUDED = "calendar_excluded"
"""The preference that holds the names of the activity types excluded in Severa, as JSON."""


@dataclass(frozen=True, slots=True)
class ReadableAddress:
    """An integration address as people read it: its domain in the company's own alphabet."""

    prefix: str
    domain: str
    is_at_severa: bool
    """Whether mail to it goes to Severa's own servers."""

    def __str__(self) -> str:
        return f"{self.prefix}@{self.domain}"

    def numbered(self, number: int) -> str:
        """Return the address that links a mail to the project with this number."""
        return f"{number}.{self}"


@dataclass(frozen=True, slots=True)
class Setup:
    """The settings with what is needed to choose others."""

    settings: Settings
    address: ReadableAddress | None
    activity_types: tuple[ActivityType, ...]
    excluded: frozenset[str]
    """The names of the types that somebody recorded as excluded from calendar synchronisation in Severa."""


@dataclass(frozen=True, slots=True)
class TakeOver:
    """What taking a colleague's setup over would do."""

    former: Settings
    settings: Settings
    directory: Mapping[Section, SectionCount]


class SetupService:
    """Looks at and changes the settings of one store."""

    def __init__(self, store: "Store") -> None:
        self._store = store

    def settings(self) -> Settings:
        """Return the settings, complete or not."""
        with self._store.reading() as reader:
            return reader.settings()

    def setup(self) -> Setup:
        """Return the settings, the activity types to choose from and what was recorded of them."""
        with self._store.reading() as reader:
            settings = reader.settings()
            address = None if settings.address is None else _readable(settings.address)
            return Setup(settings, address, reader.activity_types(), excluded_types(reader))

    def check_address(self, text: str) -> ReadableAddress:
        """Return the integration address that was typed; raises SettingError if it is refused."""
        with _said():
            return _readable(_address(text))

    def is_calendar_synced(self, settings: Settings) -> bool:
        """Tell whether calendars show activities of the default activity type."""
        with self._store.reading() as reader:
            return settings.activity_type in types_in_calendars(reader.activity_types(), excluded_types(reader))

    def record_excluded(self, activity_type: str, *, excluded: bool) -> None:
        """Remember that a type was excluded from calendar synchronisation in Severa, or that it was not."""
        with self._store.writing() as writer:
            names = excluded_types(writer)
            write_excluded_types(writer, names | {activity_type} if excluded else names - {activity_type})

    def change(self, text: SettingsText) -> Settings:
        """Change the settings that are named and return all; raises SettingError if one is refused."""
        with self._store.writing() as writer, _said():
            settings = _changed(writer.settings(), text)
            if text.activity_type is not None:
                _check_type(settings, writer)
            writer.save_settings(settings)
            return settings

    def restore(self, settings: Settings) -> None:
        """Store settings as they were before a change, whatever the directory says today."""
        with self._store.writing() as writer:
            writer.save_settings(settings)

    def export(self, path: Path) -> None:
        """Write settings and directory to a file; raises UserError where that cannot be done."""
        with self._store.reading() as reader:
            settings, directory = reader.settings(), reader.directory()
        write_setup(path, settings, directory)

    def look_at(self, path: Path) -> TakeOver:
        """Return what taking an exported setup over would do, and do nothing; raises as `take_over` does."""
        file = read_setup(path)
        with self._store.reading() as reader:
            former = reader.settings()
            stored, severas = reader.directory(), severas_of(reader)
            merged = merged_with(reader, stored, file.records, replacing=False)
        check_directory(merged.directory, file.records, stored, severas)
        with _said_of(path):
            settings = _changed(Settings(), file.settings)
            check_activity_type(settings, [kind.name for kind in merged.directory.activity_types])
        return TakeOver(former, settings, merged.counts)

    def take_over(self, path: Path) -> Mapping[Section, SectionCount]:
        """Take all settings of an exported setup, and add or update its directory's records.

        Returns what that did to each section of the directory. Raises UserError, and then nothing changes.
        """
        file = read_setup(path)
        with self._store.writing() as writer, _said_of(path):
            counts = take_records_over(writer, file.records, replacing=False)
            settings = _changed(Settings(), file.settings)
            _check_type(settings, writer)
            writer.save_settings(settings)
            return counts


@contextmanager
def _said() -> Iterator[None]:
    """Raise SettingError, which says it, where the core refuses a setting."""
    try:
        yield
    except SettingRefusedError as error:
        raise SettingError(error) from None


@contextmanager
def _said_of(path: Path) -> Iterator[None]:
    """Raise the error that names file and setting where the core refuses one."""
    try:
        yield
    except SettingRefusedError as error:
        where = _("setting {name}").format(name=quoted(error.setting))
        raise refused(Place(shown_path(path)), refusal_sentence(error), where) from None


def _changed(settings: Settings, text: SettingsText) -> Settings:
    """Return the settings with those that are named changed; raises SettingRefusedError."""
    status, activity_status = text.status, text.activity_status
    return replace(
        settings,
        address=settings.address if text.address is None else _address(text.address),
        activity_type=settings.activity_type if text.activity_type is None else parse_type_name(text.activity_type),
        status=settings.status if status is None else parse_choice(Setting.STATUS, IntegrationStatus, status),
        activity_status=settings.activity_status
        if activity_status is None
        else parse_choice(Setting.ACTIVITY_STATUS, ActivityStatus, activity_status),
        max_size=settings.max_size if text.max_size is None else check_max_size(text.max_size),
    )


def _address(text: str) -> IntegrationAddress:
    prefix, at, domain = text.strip().rpartition("@")
    # Converted as the addresses of mails are, so that they compare; what that refuses is refused below.
    compared = normalise_address(f"x@{domain}")
    return parse_address(f"{prefix}{at}{domain if compared is None else compared.removeprefix('x@')}")


def _readable(address: IntegrationAddress) -> ReadableAddress:
    return ReadableAddress(address.prefix, readable_domain(address.domain), address.is_at_severa)


def _check_type(settings: Settings, reader: "Reader") -> None:
    check_activity_type(settings, [kind.name for kind in reader.activity_types()])


def excluded_types(reader: "Reader") -> frozenset[str]:
    """Return the types that somebody recorded as excluded from calendar synchronisation in Severa."""
    names: list[str] = json.loads(reader.preference(_EXCLUDED) or "[]")
    return frozenset(names)


def write_excluded_types(writer: "Writer", names: frozenset[str]) -> None:
    """Record which types were excluded, within a transaction that others share."""
    writer.set_preference(_EXCLUDED, json.dumps(sorted(names), ensure_ascii=False))

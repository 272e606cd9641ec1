"""The settings: showing and changing them, and taking a whole setup to another computer.

What a setting can be is decided in the core; here only what needs the directory is checked.
"""

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from severa_desktop.core.directory import Directory
from severa_desktop.core.settings import (
    IntegrationAddress,
    SettingRefusedError,
    Settings,
    check_max_size,
    parse_address,
)
from severa_desktop.mail.address_form import normalise_address
from severa_desktop.services.directory import take_records_over
from severa_desktop.services.directory_merge import SectionCount
from severa_desktop.services.directory_schema import Section, quoted
from severa_desktop.services.errors import UserError
from severa_desktop.services.setup_file import SettingsText, read_setup, write_setup
from severa_desktop.store.store import Store

_Choice = TypeVar("_Choice", bound=StrEnum)

_MOST_NAMED = 10


class SetupService:
    """Looks at and changes the settings of one store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def settings(self) -> Settings:
        """Return the settings, complete or not."""
        with self._store.reading() as reader:
            return reader.settings()

    def is_calendar_synced(self, settings: Settings) -> bool:
        """Tell whether the default activity type is synchronised with calendars, which is advised against."""
        with self._store.reading() as reader:
            types = reader.directory().activity_types
        return any(kind.name == settings.activity_type and kind.calendar_synced for kind in types)

    def change(self, text: SettingsText) -> Settings:
        """Change the settings that are named and return all; raises UserError if one is refused."""
        with self._store.writing() as writer:
            settings = _changed(writer.settings(), text)
            if text.activity_type is not None:
                _check_activity_type(settings, writer.directory())
            writer.save_settings(settings)
            return settings

    def export(self, path: Path) -> None:
        """Write settings and directory to a file; raises UserError where that cannot be done."""
        with self._store.reading() as reader:
            settings, directory = reader.settings(), reader.directory()
        write_setup(path, settings, directory)

    def take_over(self, path: Path) -> Mapping[Section, SectionCount]:
        """Take all settings of an exported setup, and add or update its directory's records.

        Returns what that did to each section of the directory. Raises UserError, and then nothing changes.
        """
        setup = read_setup(path)
        with self._store.writing() as writer:
            counts = take_records_over(writer, setup.records, replacing=False)
            settings = _changed(Settings(), setup.settings)
            _check_activity_type(settings, writer.directory())
            writer.save_settings(settings)
            return counts


def _changed(settings: Settings, text: SettingsText) -> Settings:
    try:
        return replace(
            settings,
            address=settings.address if text.address is None else _address(text.address),
            activity_type=settings.activity_type if text.activity_type is None else _type_name(text.activity_type),
            status=_choice("status", text.status, settings.status),
            activity_status=_choice("activity status", text.activity_status, settings.activity_status),
            max_size=settings.max_size if text.max_size is None else check_max_size(text.max_size),
        )
    except SettingRefusedError as error:
        raise UserError(str(error)) from None


def _address(text: str) -> IntegrationAddress:
    prefix, at, domain = text.strip().rpartition("@")
    # Converted as the addresses of mails are, so that they compare; what that refuses is refused below.
    compared = normalise_address(f"x@{domain}")
    return parse_address(f"{prefix}{at}{domain if compared is None else compared.removeprefix('x@')}")


def _type_name(text: str) -> str:
    name = " ".join(text.split())
    if not name:
        raise SettingRefusedError("The activity type must have a name. Give one of the directory’s types.")
    return name


def _choice(what: str, text: str | None, current: _Choice) -> _Choice:
    if text is None:
        return current
    kind = type(current)
    if text not in set(kind):
        raise SettingRefusedError(f"{quoted(text)} is no {what}. Give one of {', '.join(kind)}.")
    return kind(text)


def _check_activity_type(settings: Settings, directory: Directory) -> None:
    """A directory without types may come later; then importing mails checks it."""
    names = [kind.name for kind in directory.activity_types]
    if settings.activity_type is None or not names or settings.activity_type in names:
        return
    known = ", ".join(names[:_MOST_NAMED]) + (", …" if len(names) > _MOST_NAMED else "")
    raise UserError(f"The directory has no activity type {quoted(settings.activity_type)}. Give one of these: {known}.")

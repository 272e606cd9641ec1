"""The settings in JSON, and the file that takes settings and directory to a colleague's computer.

Holds no secrets: passwords are not among the settings.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from severa_desktop.core.directory import Directory
from severa_desktop.core.settings import Setting, Settings
from severa_desktop.services.directory_form import directory_object
from severa_desktop.services.directory_json import Members, read_setup_json
from severa_desktop.services.directory_records import FileRecords, file_records
from severa_desktop.services.directory_schema import Place, quoted, refused
from severa_desktop.services.directory_text import file_bytes, shown_path, utf8_text
from severa_desktop.services.errors import UserError
from severa_desktop.services.whole_files import replace_file
from severa_desktop.texts import _


@dataclass(frozen=True, slots=True)
class SettingsText:
    """Settings as they were typed or stand in a file; None where one is not named."""

    address: str | None = None
    activity_type: str | None = None
    status: str | None = None
    activity_status: str | None = None
    max_size: int | None = None


@dataclass(frozen=True, slots=True)
class SetupFile:
    """What an exported setup holds, each record right in itself."""

    settings: SettingsText
    records: FileRecords


def settings_object(settings: Settings) -> dict[str, object]:
    """Return the settings in the form in which they are printed."""
    return {
        Setting.ADDRESS.value: None if settings.address is None else str(settings.address),
        Setting.ACTIVITY_TYPE.value: settings.activity_type,
        Setting.STATUS.value: settings.status.value,
        Setting.ACTIVITY_STATUS.value: settings.activity_status.value,
        Setting.MAX_SIZE.value: settings.max_size,
    }


def read_setup(path: Path) -> SetupFile:
    """Return what an exported setup holds; raises UserError naming what is wrong in it."""
    shown = shown_path(path)
    members, directory = read_setup_json(utf8_text(file_bytes(path), shown), shown)
    return SetupFile(_settings_text(dict(members), members, Place(shown)), file_records(directory))


def write_setup(path: Path, settings: Settings, directory: Directory) -> None:
    """Write settings and directory to a file, which is there whole or not at all.

    Raises UserError where it cannot be written.
    """
    setup = {"settings": settings_object(settings), "directory": directory_object(directory)}
    text = json.dumps(setup, ensure_ascii=False, indent=1) + "\n"
    try:
        replace_file(path, text.encode())
    except OSError as error:
        sentence = _("{file} cannot be written ({error}). Give another file.")
        raise UserError(sentence.format(file=shown_path(path), error=error.strerror or error)) from None


def _settings_text(values: Mapping[str, object], members: Members, place: Place) -> SettingsText:
    for name in values:
        if name not in set(Setting):
            sentence = _("there is no such setting. There are {known}.").format(known=", ".join(Setting))
            raise refused(place, sentence, _where(name))
    if len(values) != len(members):
        raise refused(place, _("a setting stands here twice. Keep one."))
    max_size = values.get(Setting.MAX_SIZE)
    if max_size is not None and (isinstance(max_size, bool) or not isinstance(max_size, int)):
        raise refused(place, _("this must be a whole number of MiB."), _where(Setting.MAX_SIZE))
    return SettingsText(
        _text(values, Setting.ADDRESS, place),
        _text(values, Setting.ACTIVITY_TYPE, place),
        _text(values, Setting.STATUS, place),
        _text(values, Setting.ACTIVITY_STATUS, place),
        max_size,
    )


def _text(values: Mapping[str, object], name: Setting, place: Place) -> str | None:
    value = values.get(name)
    if value is not None and not isinstance(value, str):
        raise refused(place, _("this must be text."), _where(name))
    return value


def _where(name: str) -> str:
    return _("setting {name}").format(name=quoted(name))

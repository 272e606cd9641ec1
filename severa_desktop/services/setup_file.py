"""The settings in JSON, and the file that takes settings and directory to a colleague's computer.

Holds no secrets: passwords are not among the settings.
"""

import json
import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from severa_desktop.core.directory import Directory
from severa_desktop.core.settings import Settings
from severa_desktop.services.directory_form import directory_object
from severa_desktop.services.directory_json import Members, read_setup_json
from severa_desktop.services.directory_records import FileRecords, file_records
from severa_desktop.services.directory_schema import Place, quoted, refused
from severa_desktop.services.directory_text import file_bytes, shown_path, utf8_text
from severa_desktop.services.errors import UserError


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
        "address": None if settings.address is None else str(settings.address),
        "activity_type": settings.activity_type,
        "status": settings.status.value,
        "activity_status": settings.activity_status.value,
        "max_size": settings.max_size,
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
        _replace_file(path, text.encode())
    except OSError as error:
        raise UserError(
            f"{shown_path(path)} cannot be written ({error.strerror or error}). Give another file."
        ) from None


def _replace_file(path: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(prefix=".severa-desktop-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise


def _settings_text(values: Mapping[str, object], members: Members, place: Place) -> SettingsText:
    known = settings_object(Settings())
    for name in values:
        if name not in known:
            raise refused(place, f"there is no such setting. There are {', '.join(known)}.", f"setting {quoted(name)}")
    if len(values) != len(members):
        raise refused(place, "a setting stands here twice. Keep one.")
    max_size = values.get("max_size")
    if max_size is not None and (isinstance(max_size, bool) or not isinstance(max_size, int)):
        raise refused(place, "this must be a whole number of MiB.", "setting “max_size”")
    return SettingsText(
        _text(values, "address", place),
        _text(values, "activity_type", place),
        _text(values, "status", place),
        _text(values, "activity_status", place),
        max_size,
    )


def _text(values: Mapping[str, object], name: str, place: Place) -> str | None:
    value = values.get(name)
    if value is not None and not isinstance(value, str):
        raise refused(place, "this must be text.", f"setting {quoted(name)}")
    return value

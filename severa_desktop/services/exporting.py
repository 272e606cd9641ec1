"""Writes everything that a store holds into a folder of open forms: all of it, or nothing under that name.

It is written under another name first, and all of it as it was at one moment, whatever is imported meanwhile.
"""

import json
import os
import shutil
import time
from collections.abc import Callable
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from severa_desktop import VERSION
from severa_desktop.services.directory_export import ExportForm, export_directory
from severa_desktop.services.directory_text import shown_path
from severa_desktop.services.errors import UserError
from severa_desktop.services.moving_form import (
    DIRECTORY,
    FORMAT,
    HEAD,
    READ_ME,
    RECORDS,
    SETUP,
    mail_name,
    records_name,
)
from severa_desktop.services.moving_tables import write_tables
from severa_desktop.services.setup_file import write_setup
from severa_desktop.texts import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from severa_desktop.store.reader import Reader
    from severa_desktop.store.store import Store

Told = Callable[[int, int], object]
"""Is told how many mails are written, and of how many."""

_LOCK = "severa-desktop-export.lock"
_UNFINISHED = ".unfinished"
_TELL_EVERY = 50


def export_everything(store: "Store", folder: Path, told: Told | None = None) -> int:
    """Write everything into a folder that is not there yet, or empty; return how many mails that were.

    Raises UserError where it cannot be written, and then there is no such folder.
    """
    try:
        _refuse_taken(folder)
        with _unfinished(folder) as work, store.reading() as reader:
            mails = _write(reader, work, told)
            _finish(work, folder)
            return mails
    except OSError as error:
        sentence = _("{path} cannot be written ({why}). Give another place.")
        raise UserError(sentence.format(path=shown_path(folder), why=error.strerror or error)) from None


def _refuse_taken(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        sentence = _("{path} is there already, and is not overwritten. Give a new or an empty folder.")
        raise UserError(sentence.format(path=shown_path(folder)))


@contextmanager
def _unfinished(folder: Path) -> "Iterator[Path]":
    """Give the folder to write in; it is gone afterwards unless it was finished, and what a killed run left before."""
    from filelock import FileLock, Timeout  # noqa: PLC0415 - seldom needed

    work = folder.absolute().with_name(f"{folder.absolute().name}{_UNFINISHED}")
    if work.exists() and not (work / _LOCK).exists():
        sentence = _("{path} is in the way. Move it away, or give another place.")
        raise UserError(sentence.format(path=shown_path(work)))
    work.mkdir(mode=0o700, exist_ok=True)
    lock = FileLock(work / _LOCK, timeout=0)
    try:
        lock.acquire()
    except Timeout:
        sentence = _("Another export to {path} is under way. Wait for it, or give another place.")
        raise UserError(sentence.format(path=shown_path(folder))) from None
    try:
        for entry in work.iterdir():
            if entry.name != _LOCK:
                shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
        yield work
    finally:
        lock.release()
        if work.exists():
            shutil.rmtree(work, ignore_errors=True)


def _finish(work: Path, folder: Path) -> None:
    """Give the folder its name once all of it is on the disk."""
    with suppress(AttributeError):  # not on Windows
        os.sync()
    if folder.exists():
        folder.rmdir()
    if os.name == "nt":
        # There a folder that holds an open file cannot be renamed: the lock stays behind and means nothing.
        folder.mkdir(mode=0o700)
        for entry in work.iterdir():
            if entry.name != _LOCK:
                entry.replace(folder / entry.name)
        return
    (work / _LOCK).unlink()
    work.replace(folder)


def _write(reader: "Reader", folder: Path, told: Told | None) -> int:
    from severa_desktop.store.open_rows import ORIGINALS, TABLES  # noqa: PLC0415 - loaded with the store only

    (folder / RECORDS).mkdir(mode=0o700)
    rows = {name: _write_records(reader, folder, name) for name in TABLES}
    _write_mails(reader, folder, rows[ORIGINALS], told)
    write_tables(reader, folder)
    directory = reader.directory()
    export_directory(directory, folder / DIRECTORY, ExportForm.CSV)
    write_setup(folder / SETUP, reader.settings(), directory)
    (folder / READ_ME).write_text(_read_me(), encoding="utf-8", newline="\r\n")
    head = {
        "format": FORMAT,
        "program": f"severa-desktop {VERSION}",
        "exported_at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "revision": reader.schema_version(),
        "rows": rows,
    }
    (folder / HEAD).write_text(json.dumps(head, indent=1) + "\n", encoding="utf-8")
    return rows[ORIGINALS]


def _write_records(reader: "Reader", folder: Path, name: str) -> int:
    number = 0
    with (folder / records_name(name)).open("x", encoding="ascii", newline="\n") as file:
        for number, row in enumerate(reader.table_rows(name), 1):  # noqa: B007 - counted
            file.write(json.dumps(row, separators=(",", ":")) + "\n")
    return number


def _write_mails(reader: "Reader", folder: Path, total: int, told: Told | None) -> None:
    for number, row in enumerate(reader.table_rows("originals"), 1):
        original_id = row["id"]
        if not isinstance(original_id, int):
            raise TypeError(original_id)
        path = folder / mail_name(original_id)
        if not path.parent.is_dir():
            path.parent.mkdir(mode=0o700, parents=True)
        path.write_bytes(reader.original_by_id(original_id))
        if told is not None and (number % _TELL_EVERY == 0 or number == total):
            told(number, total)


def _read_me() -> str:
    return _(
        "Everything that Severa Desktop held, in open forms. No passwords are part of it.\n"
        "\n"
        "mails       each mail as it came, numbered. Opens in every mail program (of Outlook’s own files, rename .eml "
        "to .msg).\n"
        "tables      activities, participants, attachments, history and what was not imported, for spreadsheets. A "
        "cell that begins with a sign of a formula has an apostrophe before it.\n"
        "directory   users, customers, contact persons, projects and activity types, for spreadsheets.\n"
        "records     the same and all the rest exactly, one JSON object a line.\n"
        "setup.json  settings and directory alone, for a colleague’s computer.\n"
        "\n"
        "To take all of it over on another computer: severa-desktop restore FOLDER, or in the window’s settings.\n"
    )

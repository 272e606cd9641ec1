"""Mails that a person hands over: files, folders, containers, standard input.

`walk` finds them, `read_file` reads one where it is parsed. What a mail says is not looked at.
"""

import os
import stat
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from severa_desktop.sources.contents import from_mbox, from_stream, from_zip
from severa_desktop.sources.folders import UnreadableFolder, files_in
from severa_desktop.sources.items import (
    CannotReadError,
    Handover,
    Item,
    MailBytes,
    MailFile,
    NotRead,
    Place,
    Skipped,
)
from severa_desktop.sources.names import is_mail_name, is_zip_name, label
from severa_desktop.sources.plain import OpenFile, look_at, read_file, sentence
from severa_desktop.sources.recognise import (
    HEAD,
    LONG_HEAD,
    Kind,
    directory_offset,
    is_outlook_message,
    is_zip,
    recognise,
)
from severa_desktop.sources.streams import Stream
from severa_desktop.texts import N_

__all__ = [
    "Item",
    "MailBytes",
    "MailFile",
    "NotRead",
    "Skipped",
    "count_files",
    "read_file",
    "walk",
    "walk_contents",
    "walk_file",
]

STANDARD_INPUT = "-"

_INPUT_FAILED = N_("Standard input could not be read. Check the program that writes to it, then import again.")


def walk(paths: Sequence[str], *, max_bytes: int, now: int, stdin: BinaryIO, by_hand: bool = True) -> Iterator[Item]:
    """Yield what is handed over, in input order and as it is found; never raises for what lies on a disk.

    `paths` are files, folders or ``-`` for `stdin`. Mails over `max_bytes` are told without reading them;
    `now` (seconds since 1970) is the time of mails that have no file's time. Matching rules, "Formats".
    """
    handover = Handover(max_bytes, now, by_hand)
    for path in paths:
        if path == STANDARD_INPUT:
            yield from _from_standard_input(stdin, handover)
        else:
            yield from _from_path(path, handover)


def walk_file(path: str, *, max_bytes: int, now: int) -> Iterator[Item]:
    """Yield what lies in one file of a folder that a source watches. As `walk` otherwise, for files of folders."""
    yield from _from_file(path, Handover(max_bytes, now, by_hand=False), asked=is_mail_name(path))


def walk_contents(contents: Sequence[tuple[str, bytes]], *, max_bytes: int, now: int) -> Iterator[Item]:
    """Yield what was handed over without lying in a file: each by a name, and what it holds. As `walk` otherwise."""
    handover = Handover(max_bytes, now, by_hand=True)
    for name, content in contents:
        place = Place(label(name), now, asked=True, handover=handover)
        yield from from_stream(Stream(BytesIO(content), _INPUT_FAILED), place)


def count_files(paths: Sequence[str]) -> int:
    """Return how many files are handed over, opening none: about the number of mails, but for containers."""
    return sum(sum(1 for _ in files_in(path)) if Path(path).is_dir() else 1 for path in paths)


def _from_path(path: str, handover: Handover) -> Iterator[Item]:
    try:
        is_folder = stat.S_ISDIR(look_at(path).st_mode)
    except (OSError, ValueError) as error:
        yield _place(path, handover).unreadable(sentence(error))
        return
    if is_folder:
        yield from _from_folder(path, handover)
    else:
        yield from _from_file(path, handover, asked=True)


def _from_folder(path: str, handover: Handover) -> Iterator[Item]:
    for found in files_in(path):
        if isinstance(found, UnreadableFolder):
            yield _place(found.path, handover).unreadable(sentence(found.error))
            continue
        asked = is_mail_name(found.path)
        if found.is_plain or asked or _leads_to_file(found.path):
            yield from _from_file(found.path, handover, asked=asked, known_plain=found.is_plain)
        else:
            yield Skipped(label(found.path))


def _leads_to_file(path: str) -> bool:
    try:
        return stat.S_ISREG(look_at(path).st_mode)
    except (OSError, ValueError):
        return False


def _from_file(path: str, handover: Handover, *, asked: bool, known_plain: bool = False) -> Iterator[Item]:
    try:
        with OpenFile(path, known_plain=known_plain) as file:
            yield from _contents(file, path, Place(label(path), file.time, asked, handover))
    except CannotReadError as error:
        yield _place(path, handover).unreadable(str(error))


def _contents(file: OpenFile, path: str, place: Place) -> Iterator[Item]:
    head = file.read(HEAD)
    kind = recognise(head, final=len(head) < HEAD)
    if kind is Kind.UNCLEAR:
        kind = recognise(file.read_at(0, LONG_HEAD), final=True)
    if kind is Kind.MBOX:
        file.rewind()
        whole = MailFile(Path(path), place.origin(), file.size)
        yield from from_mbox(Stream(file, _INPUT_FAILED), place, whole)
    elif kind is Kind.ZIP or (kind is Kind.OTHER and head and is_zip_name(path)):
        yield from from_zip(file.as_file(), file.size, place)
    elif not place.asked and (kind is Kind.OTHER or (kind is Kind.COMPOUND and not _is_outlook(file, head))):
        yield Skipped(place.source)
    elif file.size > place.handover.max_bytes:
        yield place.too_large(file.size)
    else:
        yield MailFile(Path(path), place.origin(), file.size)


def _is_outlook(file: OpenFile, head: bytes) -> bool:
    return is_outlook_message(file.read_at(directory_offset(head), HEAD))


def _from_standard_input(stdin: BinaryIO, handover: Handover) -> Iterator[Item]:
    place = Place(STANDARD_INPUT, handover.now, asked=True, handover=handover)
    size = _zip_file_size(stdin)
    if size is None:
        yield from from_stream(Stream(stdin, _INPUT_FAILED), place)
    else:
        yield from from_zip(stdin, size, place)


def _zip_file_size(stdin: BinaryIO) -> int | None:
    """Return the size of standard input if it is a zip in a regular file (of any size), else None."""
    try:
        status = os.fstat(stdin.fileno())
        if not stat.S_ISREG(status.st_mode):
            return None
        start = stdin.tell()
        head = stdin.read(HEAD)
        stdin.seek(start)
    except (OSError, ValueError):
        return None
    return status.st_size if is_zip(head) else None


def _place(path: str, handover: Handover) -> Place:
    """Return the place of something that could not be opened."""
    return Place(label(path), handover.now, asked=True, handover=handover)

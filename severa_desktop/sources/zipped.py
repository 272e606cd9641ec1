"""What is inside a zip, as a stream and in natural order; nothing is ever written out or trusted.

Yields members with their bytes still packed. What they hold is recognised elsewhere.
"""

import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from severa_desktop.sources.items import CannotReadError
from severa_desktop.sources.names import is_system_name, member_label, natural_key
from severa_desktop.sources.streams import Readable, Stream
from severa_desktop.sources.unpacking import DAMAGE, METHODS, unpacked
from severa_desktop.texts import N_

_ENCRYPTED = 0x1
_UTF8_NAME = 0x800
_MOST_DIRECTORY_BYTES = 32 * 1024 * 1024
"""A longer directory (some 300,000 members) would take too much memory."""
_FREE_BYTES = 1024 * 1024 * 1024
_MOST_EXPANSION = 100
"""A zip may expand to `_FREE_BYTES` and this many times its own size; mails stay far below."""

_MOST_LEVELS = 64
"""Folders on the way to a member that are looked at; a name made of slashes must not cost time."""

_STEP = 64 * 1024

DAMAGED = N_("The zip is damaged. Fetch or make it again, or unpack it and import the mails themselves.")
ENCRYPTED = N_("It is encrypted. Unpack it with its password, then import the mails themselves.")
_DAMAGED_MEMBER = N_(
    "It cannot be taken out of the zip, which is damaged. Fetch or make the zip again, then import it."
)
_METHOD = N_("It is packed in an unusual way. Unpack the zip with the program that made it, then import the mails.")
_TOO_MANY = N_("The zip has too many files in it. Unpack it and import the folder.")
_EXPANDS = N_(
    "The zip expands to far more than mails do, so the rest of it was left alone. "
    "If it is what you expect, unpack it and import the folder."
)


class Budget:
    """How many bytes may still come out of a zip and the zips in it."""

    def __init__(self, zip_size: int) -> None:
        """Take the size of the outermost zip in bytes."""
        self._left = _FREE_BYTES + _MOST_EXPANSION * zip_size

    def spend(self, size: int) -> None:
        """Take bytes off; raises ExpandsTooMuchError when there are none left."""
        self._left -= size
        if self._left < 0:
            raise ExpandsTooMuchError(_EXPANDS)


class ExpandsTooMuchError(CannotReadError):
    """A zip made to fill memory or time."""


@dataclass(frozen=True, slots=True)
class Member:
    """One file in a zip."""

    name: str
    """As results show it, with ``/``."""
    encrypted: bool
    size: int
    """Bytes, as the zip declares them: may be a lie."""
    time: int | None
    """When it was changed, taken as local time; None where the zip does not say."""
    info: zipfile.ZipInfo


class Archive:
    """An open zip. Raises CannotReadError if it cannot be opened."""

    def __init__(self, file: IO[bytes], budget: Budget) -> None:
        """Take a file that can be rewound; it stays the caller's to close."""
        self._budget = budget
        try:
            self._zip = zipfile.ZipFile(_BoundedReads(file))
            self._members = _listed(self._zip.infolist())
        except NotImplementedError as error:
            raise CannotReadError(_METHOD) from error
        except DAMAGE as error:
            raise CannotReadError(DAMAGED) from error

    @property
    def members(self) -> list[Member]:
        """The files in natural order, without a system's own, and of a Maildir only `cur` and `new`."""
        return self._members

    def is_document(self) -> bool:
        """Tell whether this zip is an Office document, e-book or program rather than packed files."""
        names = self._zip.NameToInfo
        return any(name in names for name in _DOCUMENT_MARKS) or next(iter(names), "") == "mimetype"

    def open(self, member: Member) -> Stream:
        """Return the bytes of a member. Raises CannotReadError, and so does reading on."""
        if member.encrypted:
            raise CannotReadError(ENCRYPTED)
        if member.info.compress_type not in METHODS:
            raise CannotReadError(_METHOD)
        try:
            file = unpacked(self._zip, member.info)
            return Stream(_Counted(file, self._budget), _DAMAGED_MEMBER, member.size)
        except NotImplementedError as error:
            raise CannotReadError(_METHOD) from error
        except DAMAGE as error:
            raise CannotReadError(_DAMAGED_MEMBER) from error


_DOCUMENT_MARKS = (
    "[Content_Types].xml",
    "META-INF/MANIFEST.MF",
    "META-INF/container.xml",
    "AndroidManifest.xml",
)


class _BoundedReads:
    """A file whose single reads are bounded: what a zip says about its directory's length is not believed."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.seek = file.seek
        self.tell = file.tell
        self.seekable = file.seekable

    def read(self, size: int = -1) -> bytes:
        if size > _MOST_DIRECTORY_BYTES:
            raise CannotReadError(_TOO_MANY)
        return self._file.read(size)

    def close(self) -> None:
        """Leave the file to its owner."""


class _Counted:
    """A member's bytes as they are unpacked, a little at a time and within the budget."""

    def __init__(self, file: Readable, budget: Budget) -> None:
        self._file = file
        self._budget = budget

    def read(self, size: int, /) -> bytes:
        try:
            part = self._file.read(min(size, _STEP))
        except DAMAGE as error:
            raise CannotReadError(_DAMAGED_MEMBER) from error
        self._budget.spend(len(part))
        return part


def _listed(infos: list[zipfile.ZipInfo]) -> list[Member]:
    members = [_member(info) for info in infos]
    maildirs = {folder for member in members for folder in _maildir_of(member.name)}
    wanted = [member for member in members if not member.name.endswith("/") and _is_wanted(member.name, maildirs)]
    return sorted(wanted, key=lambda member: natural_key(member.name))


def _member(info: zipfile.ZipInfo) -> Member:
    return Member(
        member_label(_decoded_name(info)),
        bool(info.flag_bits & _ENCRYPTED),
        info.file_size,
        _entry_time(info),
        info,
    )


def _decoded_name(info: zipfile.ZipInfo) -> str:
    """Read names again that are UTF-8 without saying so, as macOS writes them."""
    if info.flag_bits & _UTF8_NAME or info.filename.isascii():
        return info.filename
    try:
        return info.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return info.filename


def _entry_time(info: zipfile.ZipInfo) -> int | None:
    try:
        return int(time.mktime((*info.date_time, 0, 0, -1))) if info.date_time[1] and info.date_time[2] else None
    except (OverflowError, ValueError):
        return None


def _maildir_of(name: str) -> Iterator[str]:
    """Yield the Maildir that this name proves, ``box/`` for ``box/cur/1700000000.x:2,S``."""
    folder, slash, _ = name.rpartition("/")
    for subfolder in ("cur", "new"):
        if slash and (folder == subfolder or folder.endswith("/" + subfolder)):
            yield folder.removesuffix(subfolder)


def _is_wanted(name: str, maildirs: set[str]) -> bool:
    """Tell whether a member is neither a system's own nor a Maildir's unfinished mail."""
    *folders, _ = parts = name.split("/", _MOST_LEVELS)
    parent = ""
    for level, part in enumerate(parts):
        path = f"{parent}{part}/"
        if part == "tmp" and level < len(folders) and parent in maildirs:
            return False
        is_subfolder = parent in maildirs and path in maildirs  # such as .Sent
        if is_system_name(part) and part not in {".", ".."} and not is_subfolder:
            return False
        parent = path
    return True

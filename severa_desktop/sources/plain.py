"""Opening plain files: never anything else, never waiting, foreign errors translated into sentences."""

import errno
import os
import stat
from io import BufferedReader
from typing import Self

from severa_desktop.sources.items import CannotReadError, Handover, MailFile, NotRead, Place
from severa_desktop.texts import N_

# Opening never waits (a pipe put in a file's place), is never inherited, never changes line ends.
_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_NOINHERIT", 0)
)
_READ = 1024 * 1024

_NO_FILE = N_("There is no file or folder of this name. Check the path and import it again.")
_VANISHED = N_("It was moved or deleted meanwhile. If it is still wanted, import it again from where it is now.")
_NO_PERMISSION = N_("You have no permission to read it. Ask for it, or copy it to a place where you can read it.")
_NOT_PLAIN = N_(
    "It is neither a file nor a folder. Save the mail as a file, or hand it over on standard input with “-”."
)
_BAD_NAME = N_("A file cannot have such a name. Check the path and import it again.")
_LOOP = N_("It is a link that leads back to itself. Import the file that is meant.")
_TOO_LONG = N_("Its path is too long for this computer. Move it to a folder nearer to the top and import it again.")
_OTHER = N_("It could not be read ({reason}). Check the disk or network it lies on, then import it again.")
_SENTENCES = {
    errno.ENOENT: _NO_FILE,
    errno.ENOTDIR: _NO_FILE,
    errno.EACCES: _NO_PERMISSION,
    errno.EPERM: _NO_PERMISSION,
    errno.ELOOP: _LOOP,
    errno.ENAMETOOLONG: _TOO_LONG,
    errno.ENXIO: _NOT_PLAIN,
}


class OpenFile:
    """A regular file, open for reading. Every method raises CannotReadError where the file cannot be read."""

    __slots__ = ("_descriptor", "size", "time")

    def __init__(self, path: str, *, known_plain: bool = False) -> None:
        """Open a file; pipes, devices and sockets are refused without opening them.

        `known_plain` saves looking first, where it was seen to be one a moment ago.
        """
        try:
            if not known_plain and not stat.S_ISREG(look_at(path).st_mode):
                raise CannotReadError(_NOT_PLAIN)
            self._descriptor = os.open(path, _FLAGS)
        except FileNotFoundError as error:
            raise CannotReadError(_VANISHED if known_plain else sentence(error)) from error
        except (OSError, ValueError) as error:
            raise CannotReadError(sentence(error)) from error
        status = os.fstat(self._descriptor)
        self.size = status.st_size
        """Bytes when it was opened."""
        self.time = int(status.st_mtime)
        """When it was changed, in seconds since 1970."""
        if not stat.S_ISREG(status.st_mode):
            os.close(self._descriptor)
            raise CannotReadError(_NOT_PLAIN)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._descriptor)

    def read(self, size: int, /) -> bytes:
        """Return the next bytes, fewer only at the end."""
        parts = []
        try:
            while size > 0 and (part := os.read(self._descriptor, min(size, _READ))):
                parts.append(part)
                size -= len(part)
        except OSError as error:
            raise CannotReadError(sentence(error)) from error
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def read_at(self, position: int, size: int) -> bytes:
        """Return bytes from there on."""
        self.rewind(position)
        return self.read(size)

    def rewind(self, position: int = 0) -> None:
        """Read on from there."""
        try:
            os.lseek(self._descriptor, position, os.SEEK_SET)
        except OSError as error:
            raise CannotReadError(sentence(error)) from error

    def as_file(self) -> BufferedReader:
        """Return a file object on the same file, which leaves it open."""
        return open(self._descriptor, "rb", closefd=False)


def look_at(path: str) -> os.stat_result:
    """Return what a path leads to, links followed. Raises OSError, or ValueError for an impossible name."""
    return os.stat(path)  # noqa: PTH116 - Path would change the path: "" to ".", "a.eml/" to "a.eml"


def sentence(error: OSError | ValueError) -> str:
    """Say in words why something could not be opened or read, and what to do."""
    if isinstance(error, ValueError):
        return _BAD_NAME
    known = _SENTENCES.get(error.errno or 0)
    return known or _OTHER.format(reason=error.strerror or type(error).__name__)


def read_file(file: MailFile, max_bytes: int) -> bytes | NotRead:
    """Return the bytes of a file that `walk` found; runs where they are parsed, perhaps much later.

    The file may have vanished, grown over the limit or become unreadable since: then what to say instead.
    """
    origin = file.origin
    handover = Handover(max_bytes, origin.file_time, origin.by_hand)
    place = Place(origin.source, origin.file_time, asked=True, handover=handover)
    try:
        with OpenFile(str(file.path), known_plain=True) as opened:
            if opened.size > max_bytes:
                return place.too_large(opened.size)
            content = opened.read(opened.size + 1)
            if len(content) > opened.size:  # it is growing
                content += opened.read(max_bytes + 1 - len(content))
    except CannotReadError as error:
        return place.unreadable(str(error))
    return content if len(content) <= max_bytes else place.too_large()

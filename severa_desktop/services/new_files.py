"""Writing files under names that come from mails: inside the folder a person chose, never over a file.

The same bytes are left as they are; others get ``name (2).ext``.
"""

import hashlib
import re
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

_NO_COMPONENT = re.compile(r'[/\\:\x00-\x1f<>"|?*]')
_BLOCK = 1 << 20


@dataclass(slots=True)
class _Taken:
    """What stands in the folder under a name and its numbered forms, as far as was looked."""

    by_content: dict[bytes, Path] = field(default_factory=dict)
    next_number: int = 1


class NewFiles:
    """New files in one folder. Remembers what it looked at: a thousand files of one name cost no million looks."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._taken: dict[str, _Taken] = {}

    def save(self, name: str, content: bytes) -> tuple[Path, bool]:
        """Write a file, unless the same bytes stand there; return where, and whether it was written.

        Raises OSError where that cannot be done.
        """
        name = file_name(name)
        taken = self._taken.setdefault(name, _Taken())
        digest = hashlib.sha256(content).digest()
        while digest not in taken.by_content:
            path = self._folder / _numbered(name, taken.next_number)
            taken.next_number += 1
            if _create(path, content):
                taken.by_content[digest] = path
                return path, True
            found = _digest(path)
            if found is not None:
                taken.by_content.setdefault(found, path)
        return taken.by_content[digest], False


def _create(path: Path, content: bytes) -> bool:
    """Write a new file; False if something of that name is there, whatever it is."""
    try:
        file = path.open("xb")
    except FileExistsError:
        return False
    try:
        _write_all(file, content)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return True


def _write_all(file: BinaryIO, content: bytes) -> None:
    with file:
        file.write(content)


def _digest(path: Path) -> bytes | None:
    """Return the SHA-256 of an existing file; None for anything else, and for what cannot be read."""
    digest = hashlib.sha256()
    try:
        # Opening a pipe or device that somebody put there would wait for ever.
        if not stat.S_ISREG(path.lstat().st_mode):
            return None
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                digest.update(block)
    except OSError:
        return None
    return digest.digest()


def _numbered(name: str, number: int) -> str:
    if number == 1:
        return name
    path = Path(name)
    return f"{path.stem} ({number}){path.suffix}"


def file_name(name: str) -> str:
    """Return a name that is one component of a path. Stored names are; a damaged store must harm nobody."""
    safe = _NO_COMPONENT.sub("_", name).strip(". ")
    return safe or "attachment.bin"

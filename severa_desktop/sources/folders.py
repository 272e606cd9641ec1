"""Finding the files in a folder: recursively, in natural order of the relative path, Maildir included.

Opens no file. Links to folders are not followed.
"""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from severa_desktop.sources.names import is_system_name, natural_key


@dataclass(frozen=True, slots=True)
class FoundFile:
    """Something in a folder that is no folder."""

    path: str
    is_plain: bool
    """Known to be a regular file. Otherwise it must be looked at before it is opened."""


@dataclass(frozen=True, slots=True)
class UnreadableFolder:
    """A folder that could not be listed."""

    path: str
    error: OSError


@dataclass(frozen=True, slots=True)
class _Entry:
    path: str
    is_folder: bool
    is_plain: bool


def files_in(folder: str) -> Iterator[FoundFile | UnreadableFolder]:
    """Yield the files below a folder, one folder's listing at a time. Matching rules, "Formats", folders."""
    # A stack of our own: folders may be nested deeper than Python calls can be.
    stack = [[_Entry(folder, is_folder=True, is_plain=False)]]
    while stack:
        if not stack[-1]:
            stack.pop()
            continue
        entry = stack[-1].pop()
        if not entry.is_folder:
            yield FoundFile(entry.path, entry.is_plain)
            continue
        try:
            stack.append(_listing(entry.path))
        except OSError as error:
            yield UnreadableFolder(entry.path, error)


def _listing(folder: str) -> list[_Entry]:
    """Return what a folder holds, last first."""
    with os.scandir(folder) as found:
        entries = list(found)
    folders = {entry.name for entry in entries if _is_folder(entry)}
    is_maildir = not folders.isdisjoint(("cur", "new"))
    kept = [
        entry
        for entry in entries
        if not is_system_name(entry.name) or (is_maildir and entry.name in folders and _is_maildir(entry.path))
    ]
    if is_maildir:
        kept = [entry for entry in kept if entry.name != "tmp" or entry.name not in folders]
    # With its slash a folder's name sorts as the paths below it do.
    kept.sort(key=lambda entry: natural_key(entry.name + "/" * (entry.name in folders)), reverse=True)
    return [
        _Entry(entry.path, entry.name in folders, _is_plain(entry)) for entry in kept if not _is_linked_folder(entry)
    ]


def _is_folder(entry: "os.DirEntry[str]") -> bool:
    try:
        return entry.is_dir(follow_symlinks=False) and not _is_junction(entry)
    except OSError:
        return False


def _is_plain(entry: "os.DirEntry[str]") -> bool:
    try:
        return entry.is_file(follow_symlinks=False)
    except OSError:
        return False


def _is_linked_folder(entry: "os.DirEntry[str]") -> bool:
    try:
        return (entry.is_symlink() and entry.is_dir()) or _is_junction(entry)
    except OSError:
        return False


def _is_junction(entry: "os.DirEntry[str]") -> bool:
    """Tell whether this is what Windows calls a junction: a link to a folder that does not say so."""
    if os.name != "nt":
        return False
    tag = getattr(entry.stat(follow_symlinks=False), "st_reparse_tag", 0)
    return bool(tag == getattr(stat, "IO_REPARSE_TAG_MOUNT_POINT", -1))


def _is_maildir(folder: str) -> bool:
    return Path(folder, "cur").is_dir() or Path(folder, "new").is_dir()

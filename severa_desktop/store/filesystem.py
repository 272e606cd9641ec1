"""The store's file before SQLite sees it: made for its owner only, and refused on a network file system."""

import ctypes
import os
import sys
from contextlib import suppress
from pathlib import Path

from severa_desktop.store.errors import NetworkFileSystemError
from severa_desktop.texts import _

_NETWORK_TYPES = frozenset(
    {
        "afpfs",
        "afs",
        "beegfs",
        "ceph",
        "cifs",
        "coda",
        "davfs",
        "ftpfs",
        "gfs",
        "gfs2",
        "glusterfs",
        "gpfs",
        "lustre",
        "ncpfs",
        "nfs",
        "nfs4",
        "ocfs2",
        "orangefs",
        "pvfs2",
        "smb",
        "smb2",
        "smb3",
        "smbfs",
        "webdav",
    }
)
_NETWORK_FUSE = frozenset(
    {
        "sshfs",
        "rclone",
        "s3fs",
        "gvfsd-fuse",
        "davfs2",
        "glusterfs",
        "curlftpfs",
        "smbnetfs",
        "ceph",
        "ceph-fuse",
    }
)
_PRIVATE_FILE = 0o600
_PRIVATE_FOLDER = 0o700


def make_private(path: Path) -> None:
    """Make the file, for its owner only, and its folder, if they are not there. Raises OSError.

    A file that is there is never opened here: closing it would drop the locks that this process has on it.
    """
    path.parent.mkdir(mode=_PRIVATE_FOLDER, parents=True, exist_ok=True)
    # Another process may be faster.
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, _PRIVATE_FILE))


def keep_private(path: Path) -> None:
    """Let only its owner read the file and SQLite's side files, which have the mode that it had. Raises OSError."""
    for file in (path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")):
        with suppress(FileNotFoundError):
            if not is_private(file):
                file.chmod(_PRIVATE_FILE)


def is_private(path: Path) -> bool:
    """Tell whether only its owner may read a file, where the system can tell by its mode. Raises OSError."""
    return os.name != "posix" or not path.stat().st_mode & 0o077


def refuse_network(path: Path) -> None:
    """Raise NetworkFileSystemError if the file lies, or would lie, on a network file system."""
    if is_network(_existing(path)):
        sentence = _(
            "“{path}” is on a network drive, where several programs cannot share the store safely. Choose a data "
            "folder on a disk of this computer, with --data-dir or SEVERA_DESKTOP_DATA."
        )
        raise NetworkFileSystemError(sentence.format(path=path))


def is_network(path: Path) -> bool:
    """Tell whether an existing path is on a network file system, as far as this system tells; else False."""
    if sys.platform == "win32":
        return _is_network_windows(path)
    if sys.platform == "darwin":
        return _is_network_macos(path)
    return _is_network_linux(path)


def _is_network_linux(path: Path) -> bool:
    try:
        mounts = Path("/proc/self/mounts").read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return False
    return is_network_type(file_system_type(path.resolve(), mounts))


def file_system_type(path: Path, mounts: str) -> str:
    """Return the type of the file system that holds an absolute path, from the text of Linux's table of mounts."""
    best, found = -1, ""
    for line in mounts.splitlines():
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        point = Path(_unescaped(fields[1]))
        depth = len(point.parts)
        # A later mount at the same place hides the earlier one.
        if depth >= best and path.is_relative_to(point):
            best, found = depth, fields[2]
    return found


def is_network_type(name: str) -> bool:
    """Tell whether this type of file system, as Linux names it, lies on another computer."""
    base, _, subtype = name.partition(".")
    return name in _NETWORK_TYPES or (base == "fuse" and subtype in _NETWORK_FUSE)


def _existing(path: Path) -> Path:
    for candidate in (path, *path.parents):
        if candidate.exists():
            return candidate
    return path


def _unescaped(field: str) -> str:
    for code, character in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
        field = field.replace(code, character)
    return field


if sys.platform == "win32":  # not run by the tests, which have no Windows

    def _is_network_windows(path: Path) -> bool:
        drive_remote = 4
        anchor = path.resolve().anchor
        return anchor.startswith("\\\\") or ctypes.windll.kernel32.GetDriveTypeW(anchor) == drive_remote


if sys.platform == "darwin":  # not run by the tests, which have no macOS

    def _is_network_macos(path: Path) -> bool:
        # struct statfs: f_flags is the 32-bit number at offset 64.
        library = ctypes.CDLL(None)
        statfs = getattr(library, "statfs$INODE64", None) or library.statfs
        room = ctypes.create_string_buffer(4096)
        if statfs(os.fsencode(path), room) != 0:
            return False
        flags = int.from_bytes(room.raw[64:68], sys.byteorder)
        mnt_local = 0x1000
        return not flags & mnt_local

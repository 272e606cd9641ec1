"""Where the file lies: full, read-only, damaged or far away. Each is said in a sentence, and nothing is lost."""

import os
import resource
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from severa_desktop.core.query import ActivityQuery
from severa_desktop.store import filesystem
from severa_desktop.store.errors import (
    NetworkFileSystemError,
    StoreAccessError,
    StoreDamagedError,
    StoreError,
    StoreFullError,
)
from severa_desktop.store.store import Store
from tests.services.company import company
from tests.store.made import keep


@contextmanager
def files_end_at(size: int) -> Iterator[None]:
    """Let no file of this process grow beyond a size, as on a disk without room."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)


def fill(store: Store, first: int) -> None:
    with store.writing() as writer:
        for number in range(first, first + 50):
            keep(writer, number, subject=f"mail {number}", body="".join(f" w{number}x{each}" for each in range(2000)))


def test_without_room_nothing_is_lost_and_it_goes_on_once_there_is(tmp_path: Path) -> None:
    store = company(tmp_path / "store.sqlite")
    keep(store, 1, subject="first")
    with files_end_at(256 * 1024), pytest.raises(StoreFullError, match="no room"):
        fill(store, 100)
    with store.reading() as reader:
        assert list(reader.activity_ids(ActivityQuery())) == [1]
        assert reader.integrity() == []
    fill(store, 100)
    with store.reading() as reader:
        assert len(reader.activity_ids(ActivityQuery())) == 51
        assert reader.integrity() == []
        assert not reader.search_out_of_step().damaged
    store.close()


def test_no_room_to_make_the_store(tmp_path: Path) -> None:
    with files_end_at(1000), pytest.raises(StoreFullError):
        Store.open(tmp_path / "store.sqlite")
    store = Store.open(tmp_path / "store.sqlite")
    store.close()


OPEN_AS_NOBODY = """
import os, sys
from pathlib import Path
from severa_desktop.store.errors import StoreError
from severa_desktop.store.store import Store
Store.open(Path(sys.argv[1])).close()
if os.geteuid() == 0:
    os.setgid(65534); os.setuid(65534)
try:
    Store.open(Path(sys.argv[2]))
except StoreError as error:
    print(type(error).__name__, error)
"""


@pytest.mark.parametrize("exists", [True, False])
def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path, exists: bool) -> None:
    # Not in tmp_path, into which only the owner may look.
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "store.sqlite"
        if exists:
            company(path).close()
            path.chmod(0o444)
        folder.chmod(0o555)
        done = subprocess.run(
            [sys.executable, "-c", OPEN_AS_NOBODY, str(tmp_path / "other.sqlite"), str(path)],
            capture_output=True,
            text=True,
            check=False,
        )
        folder.chmod(0o755)
    assert done.stderr == ""
    assert done.stdout.startswith(f"StoreAccessError “{path}” cannot be opened")


def test_a_folder_in_the_place_of_the_file_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    path.mkdir(mode=0o755)
    with pytest.raises(StoreAccessError):
        Store.open(path)
    assert path.stat().st_mode & 0o777 == 0o755


def test_a_file_in_the_place_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "data").touch()
    with pytest.raises(StoreAccessError, match="cannot be opened"):
        Store.open(tmp_path / "data" / "store.sqlite")


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_file_that_was_cut_off_is_damaged(tmp_path: Path, share: float) -> None:
    path = tmp_path / "store.sqlite"
    store = company(path)
    fill(store, 1)
    store.close()
    os.truncate(path, int(path.stat().st_size * share))

    def read_everything() -> list[str]:
        opened = Store.open(path)
        try:
            with opened.reading() as reader:
                list(reader.activities(ActivityQuery()))
                return reader.integrity()
        finally:
            opened.close()

    try:
        faults = read_everything()
    except StoreError as error:
        assert isinstance(error, StoreDamagedError)  # noqa: PT017  either is right, so nothing need be raised
    else:
        assert faults


def test_a_damaged_original_is_found(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    store = company(path)
    for number in (1, 2, 3):
        keep(store, number, subject=str(number))
    with store.reading() as reader:
        frame = reader.compressed(2).content
    store.close()
    path.write_bytes(path.read_bytes().replace(frame, frame[:-1] + bytes([frame[-1] ^ 1])))
    store = Store.open(path)
    with store.reading() as reader:
        assert list(reader.originals_unreadable()) == [2]
        assert reader.original(1) == b"mail 1"
    with pytest.raises(StoreDamagedError, match="doctor"), store.reading() as reader:
        reader.original(2)
    store.close()


MOUNTS = """\
/dev/sda1 / ext4 rw 0 0
server:/home /home nfs4 rw 0 0
//server/share /mnt/my\\040share cifs rw 0 0
user@host: /home/anna/far fuse.sshfs rw 0 0
/dev/sdb1 /home/anna/far/disk ext4 rw 0 0
/dev/fuse /run/user/1000/doc fuse.portal rw 0 0
overlay /data nfs rw 0 0
/dev/sdc1 /data xfs rw 0 0
"""


@pytest.mark.parametrize(
    ("path", "kind", "far"),
    [
        ("/var/lib/x", "ext4", False),
        ("/homes/x", "ext4", False),
        ("/home/anna/x", "nfs4", True),
        ("/mnt/my share/x", "cifs", True),
        ("/home/anna/far/x", "fuse.sshfs", True),
        ("/home/anna/far/disk/x", "ext4", False),
        ("/run/user/1000/doc/x", "fuse.portal", False),
        ("/data/x", "xfs", False),
    ],
)
def test_network_drives_are_known_by_the_table_of_mounts(path: str, kind: str, far: bool) -> None:
    assert filesystem.file_system_type(Path(path), MOUNTS) == kind
    assert filesystem.is_network_type(kind) is far


def test_a_network_drive_is_refused_before_anything_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # No test can mount one without a server, so only the answer to "is it one?" is given.
    monkeypatch.setattr(filesystem, "is_network", lambda path: path == tmp_path)
    with pytest.raises(NetworkFileSystemError, match="network drive"):
        Store.open(tmp_path / "data" / "store.sqlite")
    assert list(tmp_path.iterdir()) == []


def test_this_disk_is_near(tmp_path: Path) -> None:
    assert not filesystem.is_network(tmp_path)


def test_files_that_others_could_read_are_closed_to_them(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    company(path).close()
    path.chmod(0o644)
    store = Store.open(path)
    with store.writing() as writer:
        writer.begin_import(1)
        for file in tmp_path.iterdir():
            assert file.stat().st_mode & 0o777 == 0o600, file
    store.close()

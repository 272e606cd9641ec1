import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from severa_desktop.core.reasons import Code
from severa_desktop.sources.files import MailFile, NotRead, read_file
from tests.sources.made import LIMIT, content, failure, mail, taken, told, write

needs_posix = pytest.mark.skipif(os.name == "nt", reason="permissions as POSIX has them")


def found(folder: Path) -> MailFile:
    (item,) = taken(write(folder, {"a.eml": mail()}) / "a.eml")
    assert isinstance(item, MailFile)
    return item


@pytest.mark.parametrize("path", ["nowhere.eml", "", "a.eml/", "a.eml/b.eml", "a\0b.eml", "x" * 5000])
def test_a_path_that_leads_nowhere_fails_and_the_others_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.chdir(write(tmp_path, {"a.eml": mail()}))
    items = taken(path, "a.eml")
    assert failure(items[0]).code is Code.UNREADABLE
    assert told(items[1:]) == ["a.eml"]


def test_reading_gives_the_bytes(tmp_path: Path) -> None:
    assert content(found(tmp_path)) == mail()


def test_a_file_that_grew_is_read_to_its_end_or_refused(tmp_path: Path) -> None:
    item = found(tmp_path)
    item.path.write_bytes(mail() * 3)
    assert read_file(item, LIMIT) == mail() * 3
    refused = read_file(item, len(mail()) * 2)
    assert isinstance(refused, NotRead)
    assert (refused.code, refused.origin) == (Code.TOO_LARGE, item.origin)


@pytest.mark.skipif(sys.platform != "linux", reason="a file whose size is not known")
def test_a_file_that_is_larger_than_it_says(tmp_path: Path) -> None:
    item = replace(found(tmp_path), path=Path("/proc/self/mountinfo"))
    whole = read_file(item, LIMIT)
    assert isinstance(whole, bytes)
    assert whole.endswith(b"\n")
    refused = read_file(item, len(whole) - 1)
    assert isinstance(refused, NotRead)
    assert refused.code is Code.TOO_LARGE


def test_a_file_that_vanished(tmp_path: Path) -> None:
    item = found(tmp_path)
    item.path.unlink()
    refused = read_file(item, LIMIT)
    assert isinstance(refused, NotRead)
    assert refused.code is Code.UNREADABLE
    assert "moved or deleted" in refused.text


def test_a_file_that_became_a_folder(tmp_path: Path) -> None:
    item = found(tmp_path)
    item.path.unlink()
    item.path.mkdir()
    refused = read_file(item, LIMIT)
    assert isinstance(refused, NotRead)
    assert refused.code is Code.UNREADABLE


@needs_posix
def test_a_file_that_became_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    item = found(tmp_path)
    item.path.unlink()
    os.mkfifo(item.path)
    refused = read_file(item, LIMIT)
    assert isinstance(refused, NotRead)
    assert refused.code is Code.UNREADABLE


_AS_NOBODY = """
import io, os, sys
from severa_desktop.sources.files import walk
if os.getuid() == 0:
    os.setgid(65534)
    os.setuid(65534)
for item in walk(sys.argv[1:], max_bytes=1000, now=0, stdin=io.BytesIO()):
    name = os.path.basename(item.origin.source)
    print(getattr(item, "code", "mail"), name, "permission" in getattr(item, "text", ""))
"""


@pytest.fixture
def open_to_all() -> Iterator[Path]:
    """Give a folder that other users reach: pytest's own is closed to them."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


@needs_posix
def test_no_permission_for_a_file_or_folder(open_to_all: Path) -> None:
    write(open_to_all, {"a.eml": mail(), "b.eml": mail(), "c": mail(), "locked/d.eml": mail()})
    closed = [open_to_all / name for name in ("a.eml", "c", "locked")]
    for path in closed:
        path.chmod(0)
    try:
        done = subprocess.run(
            [
                sys.executable,
                "-c",
                _AS_NOBODY,
                str(open_to_all),
                str(open_to_all / "a.eml"),
                str(open_to_all / "locked/d.eml"),
            ],
            check=True,
            capture_output=True,
            text=True,
        )
    finally:
        for path in closed:
            path.chmod(0o755)
    assert done.stdout.splitlines() == [
        "unreadable a.eml True",
        "mail b.eml False",
        "unreadable c True",
        "unreadable locked True",
        "unreadable a.eml True",
        "unreadable d.eml True",
    ]

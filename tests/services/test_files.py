"""Saving project files: names from mails, many of one name, and failures in between."""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import pytest

from severa_desktop.core.model import Attachment
from severa_desktop.services.errors import UserError
from severa_desktop.services.files import FilesService
from severa_desktop.services.importing import Handover, ImportService
from severa_desktop.store.reader import Reader
from severa_desktop.store.records import StoredFile
from severa_desktop.store.store import Store
from tests.services.company import company, with_attachment


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = company(tmp_path / "store.sqlite")
    yield opened
    opened.close()


def fill(store: Store, contents: list[str]) -> None:
    """Import a mail to project 1001 for each of these base64 texts, its attachment named `offer.pdf`."""
    paths = []
    for number, content in enumerate(contents):
        path = store.path.parent / f"{number}.eml"
        path.write_bytes(with_attachment(number, content, Cc="1001.acme@severamail.com"))
        paths.append(str(path))
    with Path(paths[0]).open("rb") as stdin:
        list(ImportService(store, lambda: 1_800_000_000).run(Handover(paths, stdin)))


def test_files_of_one_name_are_numbered_and_the_same_bytes_are_kept_once(store: Store, tmp_path: Path) -> None:
    fill(store, ["YQ==", "Yg==", "YQ==", "Yw==", "Yg=="])
    saved = list(FilesService(store).save(1001, tmp_path / "out"))
    assert [(each.path.name, each.written) for each in saved] == [
        ("offer.pdf", True),
        ("offer (2).pdf", True),
        ("offer.pdf", False),
        ("offer (3).pdf", True),
        ("offer (2).pdf", False),
    ]
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()} == {
        "offer.pdf": b"a",
        "offer (2).pdf": b"b",
        "offer (3).pdf": b"c",
    }


@pytest.mark.parametrize(
    ("name", "saved_as"),
    [
        ("../../escape.pdf", "_.._escape.pdf"),
        ("/etc/passwd", "_etc_passwd"),
        ("C:\\x\\a.pdf", "C__x_a.pdf"),
        ("..", "attachment.bin"),
        ("", "attachment.bin"),
        ("a\x00b\n.pdf", "a_b_.pdf"),
        ("zonder", "zonder"),
        ("naam.tar.gz", "naam.tar.gz"),
    ],
)
def test_a_name_in_a_damaged_store_never_leaves_the_folder(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, saved_as: str
) -> None:
    fill(store, ["YQ=="])
    with store.reading() as reader:
        (real,) = reader.files()
    attachment = Attachment(real.attachment.part, name, "application/pdf", 1, real.attachment.sha256)
    stored = StoredFile(real.activity_id, real.project, attachment, real.original_id)
    monkeypatch.setattr(Reader, "files", lambda _self, _project=None: iter([stored]))
    (saved,) = FilesService(store).save(None, tmp_path / "out")
    assert saved.path == tmp_path / "out" / saved_as
    assert saved.path.read_bytes() == b"a"


def test_a_file_that_cannot_be_finished_leaves_nothing_half_written(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(store, ["YQ=="])
    monkeypatch.setattr("severa_desktop.services.new_files._write_all", _disk_full)
    with pytest.raises(UserError, match=r"offer\.pdf cannot be saved"):
        list(FilesService(store).save(None, tmp_path / "out"))
    assert list((tmp_path / "out").iterdir()) == []


def _disk_full(file: BinaryIO, _content: bytes) -> None:
    with file:
        file.write(b"half")
    raise OSError(28, "No space left on device")


def test_a_project_that_nobody_can_have_has_no_files(store: Store) -> None:
    for number in (0, -1, 10**18, 10**30):
        assert list(FilesService(store).files(number)) == []

"""Backups and exports that are not whole or sound are refused, and none is left half written."""

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from severa_desktop.bootstrap import Application, open_application
from severa_desktop.core.query import ActivityQuery
from severa_desktop.paths import Folders
from severa_desktop.services.backup import prepare
from severa_desktop.services.errors import UserError
from severa_desktop.services.moving import MovingService
from severa_desktop.store.errors import StoreDamagedError
from severa_desktop.store.store import Store
from tests.services.company import company
from tests.services.moving.movable import everything_is_well, fill, rows_of, take


@pytest.fixture(scope="module")
def moved(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A store as `application` is, closed, and what was exported of it; tests change neither."""
    parent = tmp_path_factory.mktemp("moved")
    folders = Folders(parent / "data", parent / "data" / "logs")
    folders.data.mkdir()
    company(folders.store).close()
    opened = open_application(folders)
    fill(opened, parent / "mails")
    opened.moving.export(parent / "export")
    opened.close()
    return folders.store, parent / "export"


@pytest.mark.parametrize("content", [b"a letter", b"SQLite format 3\x00" + bytes(200), b""])
def test_what_is_no_backup_is_not_overwritten_and_not_taken_back(
    application: Application, tmp_path: Path, content: bytes
) -> None:
    file = tmp_path / "letter.txt"
    file.write_bytes(content)
    store = tmp_path / "data" / "severa-desktop.sqlite"
    with pytest.raises(UserError, match="is no backup"):
        application.moving.back_up(file)
    with pytest.raises(UserError, match="is no backup"):
        application.moving.prepare(file)
    assert file.read_bytes() == content
    with pytest.raises(UserError, match="data itself"):
        application.moving.back_up(store)
    with pytest.raises(UserError, match="is a folder"):
        application.moving.back_up(tmp_path)
    with pytest.raises(UserError, match="No such file"):
        application.moving.back_up(tmp_path / "gone" / "backup.sqlite")
    with pytest.raises(UserError, match="gone"):
        application.moving.prepare(tmp_path / "gone.sqlite")
    with pytest.raises(UserError, match="no folder that everything"):
        application.moving.prepare(tmp_path)


def damaged(path: Path) -> None:
    """Overwrite a page in the middle of a file."""
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 8192 // 2 * 8192)
        file.write(b"\xff" * 8192)


def test_a_damaged_backup_changes_nothing(application: Application, tmp_path: Path) -> None:
    copy = tmp_path / "backup.sqlite"
    application.moving.back_up(copy)
    damaged(copy)
    store = tmp_path / "data" / "severa-desktop.sqlite"
    before = rows_of(store)
    with pytest.raises((UserError, StoreDamagedError), match="damaged") as refused:
        application.moving.prepare(copy)
    assert "backup.sqlite" in str(refused.value)
    assert rows_of(store) == before
    assert [path.name for path in store.parent.iterdir() if path.name.startswith(".")] == []


def test_a_damaged_store_does_not_take_a_good_backups_place(tmp_path: Path) -> None:
    path, copy = tmp_path / "data" / "store.sqlite", tmp_path / "backup.sqlite"
    company(path).close()
    store = Store.open(path)
    MovingService(store).back_up(copy)
    store.close()
    good = copy.read_bytes()
    damaged(path)
    store = Store.open(path)
    with pytest.raises(StoreDamagedError, match="damaged"):
        MovingService(store).back_up(copy)
    store.close()
    assert copy.read_bytes() == good
    # What is damaged, or no store at all any more, gives way to the backup.
    kept = take(copy, path)
    assert kept is not None
    assert everything_is_well(path)
    path.write_bytes(b"nothing that could be read" * 1000)
    kept = take(copy, path)
    assert kept is not None
    assert kept.read_bytes().startswith(b"nothing")
    assert everything_is_well(path)


def test_a_backup_of_a_newer_program_is_refused(application: Application, tmp_path: Path) -> None:
    copy = tmp_path / "backup.sqlite"
    application.moving.back_up(copy)
    with closing(sqlite3.connect(copy)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(UserError, match=r"newer version.*backup\.sqlite"):
        application.moving.prepare(copy)


def change_mail(folder: Path) -> None:
    (folder / "mails/00000/00000001.eml").write_bytes(b"another")


def lose_mail(folder: Path) -> None:
    (folder / "mails/00000/00000002.eml").unlink()


def lose_row(folder: Path) -> None:
    path = folder / "records/activities.jsonl"
    path.write_text(path.read_text().split("\n", 1)[1])


def lose_records(folder: Path) -> None:
    (folder / "records/history.jsonl").unlink()


def in_records(table: str, old: str, new: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        path = folder / f"records/{table}.jsonl"
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new, 1))

    return change


def in_head(old: str, new: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        path = folder / "export.json"
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new, 1))

    return change


@pytest.mark.parametrize(
    ("change", "words"),
    [
        pytest.param(change_mail, "00000001.eml", id="another mail"),
        pytest.param(lose_mail, "00000002.eml", id="a mail is missing"),
        pytest.param(lose_row, "activities.jsonl", id="a row is missing"),
        pytest.param(lose_records, "history.jsonl", id="a file is missing"),
        pytest.param(in_records("users", '"name":"Bram"', '"name":17'), "users.jsonl", id="a number for a text"),
        pytest.param(in_records("users", '"name":"Bram",', ""), "users.jsonl", id="a field is missing"),
        pytest.param(in_records("users", '"id":2', '"id":1'), "users.jsonl", id="an id twice"),
        pytest.param(in_records("users", "}", ""), "users.jsonl", id="no JSON"),
        pytest.param(in_records("users", '{"id":1', '{"id":77'), "activities", id="a link to nothing"),
        pytest.param(in_records("users", '["bram@acme.example"]', "7"), "TypeError", id="no list"),
        pytest.param(in_records("activities", '"state":"live"', '"state":"lively"'), "lively", id="an unknown word"),
        pytest.param(in_records("originals", '"id":1', '"id":"../../x"'), "originals.jsonl", id="an id that is a path"),
        pytest.param(in_head('"users"', '"../users"'), "../users", id="a table that is a path"),
        pytest.param(in_head('"users"', '"sqlite_master"'), "sqlite_master", id="a table of SQLite's own"),
        pytest.param(in_head('"format": 1', '"format": 2'), "newer version", id="a newer form"),
        pytest.param(in_head('"rows"', '"lines"'), "export.json", id="another head"),
        pytest.param(in_head("{", "["), "export.json", id="a head that is no JSON"),
    ],
)
def test_an_export_that_was_changed_is_refused_and_changes_nothing(
    moved: tuple[Path, Path], tmp_path: Path, change: Callable[[Path], None], words: str
) -> None:
    store, exported = moved
    folder = tmp_path / "export"
    shutil.copytree(exported, folder)
    change(folder)
    before = rows_of(store)
    with pytest.raises(UserError) as refused:
        prepare(folder, store)
    assert words in str(refused.value)
    assert "export" in str(refused.value)
    assert rows_of(store) == before
    assert [path.name for path in store.parent.iterdir() if path.name.startswith(".")] == []


# ------------------------------------------------------------------------------ exports that do not end


class StopError(Exception):
    pass


def test_an_export_is_there_whole_or_not_at_all(application: Application, tmp_path: Path) -> None:
    folder = tmp_path / "export"

    def stop(_done: int, _total: int) -> None:
        raise StopError

    with pytest.raises(StopError):
        application.moving.export(folder, stop)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "mails"]
    # What a killed run leaves gives way to the next one.
    left = tmp_path / "export.unfinished"
    (left / "mails").mkdir(parents=True)
    (left / "severa-desktop-export.lock").touch()
    application.moving.export(folder)
    assert not left.exists()
    with pytest.raises(UserError, match="not overwritten"):
        application.moving.export(folder)


def test_what_is_in_the_way_of_an_export_is_left_alone(application: Application, tmp_path: Path) -> None:
    (tmp_path / "export.unfinished").mkdir()
    (tmp_path / "export.unfinished" / "thesis.txt").write_text("mine")
    with pytest.raises(UserError, match="in the way"):
        application.moving.export(tmp_path / "export")
    assert (tmp_path / "export.unfinished" / "thesis.txt").read_text() == "mine"
    with pytest.raises(UserError, match="cannot be written"):
        application.moving.export(tmp_path / "gone" / "export")


def test_what_a_killed_process_left_goes_a_day_later(application: Application, tmp_path: Path) -> None:
    store = tmp_path / "data" / "severa-desktop.sqlite"
    left = [tmp_path / ".severa-desktop-backup-x", store.parent / ".severa-desktop-restore-y"]
    for folder in left:
        folder.mkdir()
        (folder / "copy").write_bytes(b"half")
        os.utime(folder, (1, 1))
    young = tmp_path / ".severa-desktop-backup-z"
    young.mkdir()
    application.moving.back_up(tmp_path / "backup.sqlite")
    application.moving.prepare(tmp_path / "backup.sqlite").discard()
    assert [folder for folder in left if folder.exists()] == []
    assert young.is_dir()


def test_stopping_a_backup_leaves_the_former_one(application: Application, tmp_path: Path) -> None:
    copy = tmp_path / "backup.sqlite"
    application.moving.back_up(copy)
    before = copy.read_bytes()

    def stop(_done: int, _total: int) -> None:
        raise StopError

    with pytest.raises(StopError):
        application.moving.back_up(copy, stop)
    assert copy.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["backup.sqlite", "data", "mails"]
    assert len(list(ids_of(application))) == 5


def ids_of(application: Application) -> list[int]:
    with application._store.reading() as reader:
        return list(reader.activity_ids(ActivityQuery()))

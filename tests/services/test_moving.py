"""Backups and exports: whole whatever others write, taken back as they were, and refused where they are not sound."""

import csv
import json
import multiprocessing
import os
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from multiprocessing.synchronize import Event
from pathlib import Path

import pytest

from severa_desktop.bootstrap import Application, open_application
from severa_desktop.core.query import ActivityQuery
from severa_desktop.core.source_settings import FolderSettings, ImapSettings
from severa_desktop.paths import Folders
from severa_desktop.services.activities import Wanted
from severa_desktop.services.backup import prepare
from severa_desktop.services.doctor import examine
from severa_desktop.services.errors import UserError
from severa_desktop.services.handover import Handover
from severa_desktop.services.moving import MovingService
from severa_desktop.store.errors import StoreDamagedError, StoreInUseError
from severa_desktop.store.open_rows import TABLES
from severa_desktop.store.store import Store
from tests.services.company import company, message, with_attachment
from tests.store.made import keep
from tests.store.test_processes import keep_batches_for_ever

processes = multiprocessing.get_context("spawn")
Rows = dict[str, list[tuple[object, ...]]]


@pytest.fixture
def application(tmp_path: Path) -> Iterator[Application]:
    """A store with something in every table: linked, corrected, deleted, erased, rejected, dismissed, with sources."""
    folders = Folders(tmp_path / "data", tmp_path / "data" / "logs")
    folders.data.mkdir()
    company(folders.store).close()
    opened = open_application(folders)
    fill(opened, tmp_path / "mails")
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def moved(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Such a store, closed, and what was exported of it; tests change neither."""
    parent = tmp_path_factory.mktemp("moved")
    folders = Folders(parent / "data", parent / "data" / "logs")
    folders.data.mkdir()
    company(folders.store).close()
    opened = open_application(folders)
    fill(opened, parent / "mails")
    opened.moving.export(parent / "export")
    opened.close()
    return folders.store, parent / "export"


def fill(application: Application, mails: Path) -> None:
    mails.mkdir()
    for number in range(1, 7):
        (mails / f"{number}.eml").write_bytes(with_attachment(number, Subject=f"Offer {number} café"))
    (mails / "7.eml").write_bytes(message(7, Subject="=HYPERLINK(1)"))
    (mails / "8.eml").write_bytes(message(8, From="x@y.example", Subject="stranger"))
    (mails / "9.eml").write_bytes(message(9, From="x@y.example", Subject="spam"))
    for _ in application.importing.run(Handover((str(mails),))):
        pass
    (mails / "1b.eml").write_bytes(with_attachment(1, Subject="Offer 1 café", Cc="1001.acme@severamail.com"))
    for _ in application.importing.run(Handover((str(mails / "1b.eml"),))):
        pass
    correcting = application.correcting
    correcting.link_project([2, 3], 1002)
    correcting.delete([4])
    correcting.erase([5])
    correcting.dismiss([2])
    correcting.delete([6])
    correcting.undo()
    store = application._store
    with store.writing() as writer:
        writer.add_source(FolderSettings("/somewhere"))
        second = writer.add_source(ImapSettings("mail.acme.example", "anna", 993))
        writer.remember(second, "INBOX", '{"seen": 4}')
        writer.add_source(FolderSettings("/gone"))
        writer.remove_source(3)
        writer.set_preference("x", "y")


def rows_of(path: Path) -> Rows:
    """Return what all tables hold, columns that are packed or written as JSON in one form."""
    with closing(sqlite3.connect(path)) as connection:
        return {
            name: [
                tuple(map(_unpacked, row))
                for row in connection.execute(f'SELECT * FROM "{name}" ORDER BY 1, 2')
                # The one thing that a restored store knows more: when that was.
                if row[0] != "severa_in_doubt"
            ]
            for name in (*TABLES, "search_content")
        }


def _unpacked(value: object) -> object:
    if isinstance(value, str) and value[:1] in ("{", "["):
        return json.loads(value)
    if isinstance(value, str) and value.startswith(" "):
        return frozenset(value.split())
    return value


def take(path: Path, store: Path) -> Path | None:
    prepared = prepare(path, store)
    try:
        return prepared.put_in_place(store)
    finally:
        prepared.discard()


def everything_is_well(store: Path) -> bool:
    return list(examine(store)) == []


def cells(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


# ------------------------------------------------------------------------------ there and back


def test_a_backup_holds_everything_and_is_its_owners_only(application: Application, tmp_path: Path) -> None:
    source, copy = tmp_path / "data" / "severa-desktop.sqlite", tmp_path / "backup.sqlite"
    told: list[tuple[int, int]] = []
    size = application.moving.back_up(copy, lambda done, total: told.append((done, total)))
    assert copy.stat().st_size == size
    assert copy.stat().st_mode & 0o777 == 0o600
    assert told[-1][0] == told[-1][1] > 0
    assert rows_of(copy) == rows_of(source)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["backup.sqlite", "data", "mails"]
    new = tmp_path / "new" / "severa-desktop.sqlite"
    assert take(copy, new) is None
    assert rows_of(new) == rows_of(source)
    assert everything_is_well(new)


def test_an_export_holds_everything_and_is_taken_over_with_the_same_ids(
    application: Application, tmp_path: Path
) -> None:
    source, folder = tmp_path / "data" / "severa-desktop.sqlite", tmp_path / "export"
    assert application.moving.export(folder) == len(list(folder.glob("mails/*/*.eml"))) == 9
    new = tmp_path / "new" / "severa-desktop.sqlite"
    assert take(folder, new) is None
    assert rows_of(new) == rows_of(source)
    assert everything_is_well(new)
    other = open_application(Folders(new.parent, new.parent))
    assert [each.activity.id for each in other.activities.find(Wanted(search="offer cafe"))] == [6, 3, 2, 1]
    done = other.correcting.undo()
    assert done is not None
    assert done.kind.value == "dismiss"
    other.close()


def test_an_export_can_be_read_without_this_program(application: Application, tmp_path: Path) -> None:
    folder = tmp_path / "export"
    application.moving.export(folder)
    tables = {path.stem: cells(path) for path in folder.glob("tables/*.csv")}
    assert {name: len(rows) for name, rows in tables.items()} == {
        "activities": 7,
        "participants": 6,
        "attachments": 5,
        "not_imported": 2,
        "history": 6,
    }
    first = tables["activities"][0]
    assert (first["subject"], first["project"], first["customer"], first["attachments"]) == (
        *("Offer 1 café", "1001", "Bakery", "offer.pdf"),
    )
    assert [(folder / name).read_bytes() for name in first["mails"].split()] == [
        (tmp_path / "mails" / name).read_bytes() for name in ("1.eml", "1b.eml")
    ]
    assert [row["state"] for row in tables["activities"]] == [
        "live",
        "live",
        "live",
        "deleted",
        "erased",
        *2 * ["live"],
    ]
    # No spreadsheet takes a subject for a formula.
    assert tables["activities"][6]["subject"] == "'=HYPERLINK(1)"
    assert [row["dismissed"] for row in tables["not_imported"]] == ["false", "true"]
    assert json.loads((folder / "setup.json").read_text("utf-8"))["settings"]["address"] == "acme@severamail.com"
    assert (folder / "directory" / "projects.csv").is_file()
    assert "restore FOLDER" in (folder / "README.txt").read_text("utf-8")


def test_names_in_an_export_are_right_on_every_system(application: Application, tmp_path: Path) -> None:
    folder = tmp_path / "export"
    application.moving.export(folder)
    assert folder.stat().st_mode & 0o077 == 0
    names = [path.name for path in folder.rglob("*")]
    assert [name for name in names if not re.fullmatch(r"[A-Za-z0-9_]+(\.[a-z]+)?", name)] == []


def test_an_export_of_an_older_program_is_brought_up_to_date(application: Application, tmp_path: Path) -> None:
    folder = tmp_path / "export"
    application.moving.export(folder)
    # As the third revision wrote it, which knew neither sources nor Severa.
    head = json.loads((folder / "export.json").read_text("utf-8"))
    (folder / "export.json").write_text(
        json.dumps(
            {
                **head,
                "revision": "0003",
                "rows": {
                    name: count for name, count in head["rows"].items() if not name.startswith(("source", "severa"))
                },
            }
        )
    )
    new = tmp_path / "new" / "severa-desktop.sqlite"
    take(folder, new)
    source = rows_of(tmp_path / "data" / "severa-desktop.sqlite")
    assert rows_of(new) == source | {"sources": [], "source_memory": []}


# ------------------------------------------------------------------------------ while others work


def test_backups_and_exports_are_of_one_moment_while_another_process_writes(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    store = company(path)
    with store.writing() as writer:
        writer.begin_import(0)
    process = processes.Process(target=keep_batches_for_ever, args=(path, 2))
    process.start()
    try:
        moving = MovingService(store)
        seen = 0
        for turn in range(2):
            while _activities(path) <= seen:
                assert process.is_alive()
            copy, folder = tmp_path / f"{turn}.sqlite", tmp_path / f"{turn}"
            moving.back_up(copy)
            moving.export(folder)
            new = tmp_path / f"new{turn}" / "store.sqlite"
            take(folder, new)
            for each in (copy, new):
                found = rows_of(each)
                assert len(found["activities"]) % 10 == 0
                assert len(found["activities"]) == len(found["originals"]) == len(found["search_content"]) > seen
            seen = _activities(copy)
    finally:
        process.kill()
        process.join()
        store.close()


def _activities(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("SELECT count(*) FROM activities").fetchone()[0])


def open_and_wait(path: Path, ready: Event, end: Event) -> None:
    store = Store.open(path)
    ready.set()
    end.wait()
    store.close()


def test_nothing_is_replaced_while_another_process_has_the_store_open(application: Application, tmp_path: Path) -> None:
    copy, path = tmp_path / "backup.sqlite", tmp_path / "other" / "severa-desktop.sqlite"
    application.moving.back_up(copy)
    company(path).close()
    before = rows_of(path)
    ready, end = processes.Event(), processes.Event()
    other = processes.Process(target=open_and_wait, args=(path, ready, end))
    other.start()
    try:
        assert ready.wait(120)
        with pytest.raises(StoreInUseError, match="open in another process"):
            take(copy, path)
    finally:
        end.set()
        other.join()
    assert rows_of(path) == before
    assert [each.name for each in path.parent.iterdir()] == [path.name]
    kept = take(copy, path)
    assert kept is not None
    assert rows_of(kept) == before
    assert kept.stat().st_mode & 0o777 == 0o600
    assert rows_of(path) == rows_of(copy)


def replace_for_ever(copies: tuple[Path, Path], path: Path) -> None:
    while True:
        for copy in copies:
            kept = take(copy, path)
            if kept is not None:
                kept.unlink()


def test_killed_at_any_moment_there_is_the_former_store_or_the_new_one(tmp_path: Path) -> None:
    copies = (tmp_path / "a.sqlite", tmp_path / "b.sqlite")
    for number, copy in enumerate(copies):
        store = company(tmp_path / f"{number}" / "store.sqlite")
        with store.writing() as writer:
            for each in range(1, 40 * (number + 1)):
                keep(writer, each, subject=str(number), body="word " * 3000)
        MovingService(store).back_up(copy)
        store.close()
    wanted = [rows_of(copy) for copy in copies]
    path = tmp_path / "place" / "store.sqlite"
    take(copies[0], path)
    journal = path.with_name(f"{path.name}-journal")
    found_half = turn = 0
    while turn < 5 or not found_half:
        turn += 1
        assert turn < 100
        process = processes.Process(target=replace_for_ever, args=(copies, path))
        process.start()
        while not journal.exists() and process.is_alive():
            pass
        process.kill()
        process.join()
        found_half += journal.exists()
        assert rows_of(path) in wanted
        assert everything_is_well_but_settings(path)
    assert found_half


def everything_is_well_but_settings(path: Path) -> bool:
    store = Store.open(path)
    with store.reading() as reader:
        faults = reader.search_out_of_step()
        well = not reader.integrity() and (faults.missing, faults.extra, faults.damaged) == (0, 0, False)
    store.close()
    return well


# ------------------------------------------------------------------------------ refused


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

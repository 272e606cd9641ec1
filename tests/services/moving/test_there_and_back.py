"""Backups and exports are whole whatever others write, and taken back as they were."""

import csv
import json
import multiprocessing
import re
import sqlite3
from contextlib import closing
from multiprocessing.synchronize import Event
from pathlib import Path

import pytest

from severa_desktop.bootstrap import Application, open_application
from severa_desktop.paths import Folders
from severa_desktop.services.activities import Wanted
from severa_desktop.services.moving import MovingService
from severa_desktop.store.errors import StoreInUseError
from severa_desktop.store.store import Store
from tests.services.company import company
from tests.services.moving.movable import everything_is_well, rows_of, take
from tests.store.made import keep
from tests.store.test_processes import keep_batches_for_ever

processes = multiprocessing.get_context("spawn")


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

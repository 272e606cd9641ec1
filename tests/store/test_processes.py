"""Several processes on one file: made once, written by one at a time, never half."""

import multiprocessing
import random
import sqlite3
import threading
from contextlib import closing
from multiprocessing.synchronize import Event
from pathlib import Path

import pytest

from severa_desktop.core.query import ActivityQuery
from severa_desktop.store import schema
from severa_desktop.store.errors import StoreBusyError
from severa_desktop.store.store import Store
from tests.services.company import company
from tests.store.made import keep

processes = multiprocessing.get_context("spawn")


def open_when_told(path: Path, together: Event) -> None:
    together.wait()
    store = Store.open(path)
    with store.writing() as writer:
        writer.begin_import(1)
    store.close()


def test_processes_that_make_the_same_store_at_the_same_moment_share_it(tmp_path: Path) -> None:
    together = processes.Event()
    paths = [tmp_path / f"{number}" / "store.sqlite" for number in range(3)]
    openers = [processes.Process(target=open_when_told, args=(path, together)) for path in paths for _ in range(4)]
    for opener in openers:
        opener.start()
    together.set()
    for opener in openers:
        opener.join()
        assert opener.exitcode == 0
    for path in paths:
        with closing(sqlite3.connect(path)) as connection:
            assert connection.execute("SELECT count(*) FROM imports").fetchone() == (4,)
            assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
            assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [(schema.CURRENT,)]


def keep_many(path: Path, first: int) -> None:
    store = Store.open(path)
    for number in range(first, first + 100, 5):
        with store.writing() as writer:
            for each in range(number, number + 5):
                keep(writer, each, subject=str(each))
    store.close()


def test_writers_take_turns_and_no_id_is_given_twice(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    store = company(path)
    keep(store, 1, subject="first")
    writers = [processes.Process(target=keep_many, args=(path, first)) for first in (1000, 2000, 3000)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
        assert writer.exitcode == 0
    with store.reading() as reader:
        assert sorted(reader.activity_ids(ActivityQuery())) == list(range(1, 302))
        faults = reader.search_out_of_step()
        assert (faults.missing, faults.extra, faults.damaged) == (0, 0, False)
    store.close()


def keep_batches_for_ever(path: Path, number: int) -> None:
    store = Store.open(path)
    while True:
        with store.writing() as writer:
            for each in range(number, number + 10):
                keep(writer, each, subject=str(number), body="word " * 3000)
        number += 10


def test_killed_at_any_moment_a_batch_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    store = company(path)
    keep(store, 1, subject="first")
    chance = random.Random(1)
    for turn in range(1, 11):
        with store.reading() as reader:
            before = len(reader.activity_ids(ActivityQuery()))
        writer = processes.Process(target=keep_batches_for_ever, args=(path, turn * 100_000))
        writer.start()
        grown = threading.Event()
        while not grown.wait(chance.random() / 20):
            with store.reading() as reader:
                if len(reader.activity_ids(ActivityQuery())) > before:
                    grown.set()
        writer.kill()
        writer.join()
        with store.reading() as reader:
            found = len(reader.activity_ids(ActivityQuery()))
            assert (found - 1) % 10 == 0
            assert reader.integrity() == []
            assert list(reader.originals_unreadable()) == []
            faults = reader.search_out_of_step()
            assert (faults.missing, faults.extra, faults.damaged) == (0, 0, False)
        with closing(sqlite3.connect(path)) as connection:
            for table in ("copies", "originals", "activity_texts", "participants"):
                assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (found,)
    store.close()


def test_who_waits_too_long_for_another_writer_is_told_so(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    store, impatient = company(path), Store.open(path, busy_timeout=0.05)
    with store.writing(), pytest.raises(StoreBusyError, match="Another process"), impatient.writing():
        pass
    with impatient.writing() as writer:
        writer.begin_import(1)
    store.close()
    impatient.close()


def test_a_reader_sees_one_state_while_another_writes(tmp_path: Path) -> None:
    store = company(tmp_path / "store.sqlite")
    keep(store, 1, subject="one")
    with store.reading() as reader:
        keep(store, 2, subject="two")
        assert len(reader.activity_ids(ActivityQuery())) == 1
        assert len(reader.activity_ids(ActivityQuery(search="two"))) == 0
    with store.reading() as reader:
        assert len(reader.activity_ids(ActivityQuery())) == 2
    store.close()


def test_what_raises_is_undone_whole(tmp_path: Path) -> None:
    store = company(tmp_path / "store.sqlite")
    keep(store, 1, subject="one")

    def fail() -> None:
        with store.writing() as writer:
            keep(writer, 2, subject="two")
            assert len(writer.known_by(["id:2@acme.example"])) == 1
            raise RuntimeError("stop")

    with pytest.raises(RuntimeError):
        fail()
    with store.reading() as reader:
        assert list(reader.activity_ids(ActivityQuery())) == [1]
        assert reader.known_by(["id:2@acme.example"]) == {}
    assert keep(store, 3, subject="three") == 2
    store.close()

"""Stores of each earlier revision, written by the program of that time (`tools/former_store.py`), open whole.

A migration that fails, or is killed half way, leaves the former file.
"""

import hashlib
import json
import multiprocessing
import os
import resource
import shutil
import signal
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from severa_desktop.store import schema, sqlite
from severa_desktop.store.errors import MigrationError, StoreBusyError, StoreError, StoreFullError
from severa_desktop.store.migrating import MIGRATIONS, bring_up_to_date
from severa_desktop.store.store import Store
from severa_desktop.store.upgrade import Upgrade
from tests.cli.program import Json, Program, mail
from tests.store.former_store import FORMER, former_store

LAST = schema.REVISIONS[-1]
processes = multiprocessing.get_context("spawn")


def dump(path: Path) -> list[str]:
    """Return everything in a file, as statements that would make it again."""
    with closing(sqlite3.connect(path)) as connection:
        return list(connection.iterdump())


def lacking(printed: object, former: object) -> bool:
    """Tell whether something that was printed formerly is not, or is another; what is new may stand beside it."""
    match printed, former:
        case dict(), dict():
            return any(key not in printed or lacking(printed[key], value) for key, value in former.items())
        case list(), list():
            return len(printed) != len(former) or any(map(lacking, printed, former))
        case _:
            return printed != former


def test_there_is_a_store_of_every_revision() -> None:
    kept = sorted(path.name for path in FORMER.iterdir())
    assert kept == sorted(f"{one}.{kind}" for one in schema.REVISIONS for kind in ("json", "sqlite.zst"))


@pytest.mark.parametrize("revision", schema.REVISIONS)
def test_a_store_of_each_revision_opens_with_everything_in_it(tmp_path: Path, revision: str) -> None:
    program = Program(tmp_path)
    store = program.data / "severa-desktop.sqlite"
    former_store(revision, store)
    former: dict[str, list[Json]] = json.loads((FORMER / f"{revision}.json").read_text("utf-8"))
    originals: object = former.pop("originals")
    before = dump(store)
    assert len(former) >= 9
    for command, printed in former.items():
        rows = program.run(*command.split()).rows
        assert not lacking(rows, printed), command
    assert isinstance(originals, dict)
    for number, digest in originals.items():
        assert hashlib.sha256(program.well("show", number, "--raw").raw).hexdigest() == digest
    assert program.well("doctor").code == 0
    # What was taken in before is recognised, and what is new finds its place.
    copies = program.write("again.eml", mail(99, Subject="New"))
    assert program.well("import", copies, "--json").row["outcome"] == "activity"
    assert [row["subject"] for row in program.well("activities", "--search", "new", "--json").rows] == ["New"]
    kept = store.with_name(f"{store.name}.before-update-of-{revision}")
    assert kept.is_file() is (revision != LAST)
    if kept.is_file():
        assert dump(kept) == before
        assert kept.stat().st_mode & 0o777 == 0o600


def later_migrations(folder: Path, body: str) -> Path:
    """Return the migrations with one more, as a later version of the program would have."""
    migrations = folder / "migrations"
    shutil.copytree(MIGRATIONS, migrations, ignore=shutil.ignore_patterns("__pycache__"))
    (migrations / "versions" / "later.py").write_text(
        f"import pathlib, threading\nfrom alembic import op\nrevision = 'later'\ndown_revision = {LAST!r}\n"
        "def upgrade():\n"
        "    op.execute('UPDATE activities SET subject = upper(subject)')\n    op.execute('DELETE FROM copies')\n"
        f"    {body}\n"
    )
    return migrations


def update(path: Path, revision: str, migrations: Path) -> None:
    engine = sqlite.engine_for(path, busy_timeout=1)
    try:
        bring_up_to_date(engine, path, revision, migrations=migrations)
    finally:
        engine.dispose()


@pytest.mark.parametrize("revision", schema.REVISIONS)
def test_a_migration_that_fails_half_way_leaves_the_former_file(tmp_path: Path, revision: str) -> None:
    path = tmp_path / "data" / "store.sqlite"
    former_store(revision, path)
    before = dump(path)
    with pytest.raises(MigrationError, match="as it was"):
        update(path, revision, later_migrations(tmp_path, "op.execute('DROP TABLE nowhere')"))
    assert dump(path) == before
    Store.open(path).close()


def kill_at(process: BaseProcess, reached: Path) -> None:
    """Start a process, and kill it once there is a file that it makes."""
    process.start()
    while not reached.exists():
        process.join(0.01)
        assert process.is_alive()
    process.kill()
    process.join()


def wait_half_way(path: Path, migrations: Path) -> None:
    update(path, "0001", migrations)


def test_killed_half_way_through_a_migration_the_former_file_is_there(tmp_path: Path) -> None:
    path, reached = tmp_path / "data" / "store.sqlite", tmp_path / "reached"
    former_store("0001", path)
    before = dump(path)
    body = f"pathlib.Path({str(reached)!r}).touch(); threading.Event().wait()"
    process = processes.Process(target=wait_half_way, args=(path, later_migrations(tmp_path, body)))
    kill_at(process, reached)
    assert dump(path) == before
    store = Store.open(path)
    with store.reading() as reader:
        assert reader.schema_version() == LAST
        assert reader.integrity() == []
    store.close()
    assert sorted(each.name for each in path.parent.iterdir()) == ["store.sqlite", "store.sqlite.before-update-of-0001"]


def open_as(path: Path, upgrades: list[Upgrade], *, busy_timeout: float = 60) -> Store:
    return Store.open(path, busy_timeout=busy_timeout, told=upgrades.append)


def kept_of(path: Path) -> Path:
    return path.with_name(f"{path.name}.before-update-of-0001")


def test_whoever_opens_it_hears_how_far_it_is(tmp_path: Path) -> None:
    path, upgrades = tmp_path / "data" / "store.sqlite", list[Upgrade]()
    former_store("0001", path)
    open_as(path, upgrades).close()
    copied = [one.copied for one in upgrades]
    assert copied == [*sorted(set(copied) - {100}), 100, 100]
    assert upgrades[0] == Upgrade(0)
    assert [one for one in upgrades if one.is_over] == [Upgrade(100, is_over=True, kept=kept_of(path))]
    assert upgrades[-1].is_over
    upgrades.clear()
    open_as(path, upgrades).close()
    assert upgrades == []


@contextmanager
def somebody_writing(path: Path) -> Iterator[sqlite3.Connection]:
    """Hold a store for oneself, as the program does: with a log beside it."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("BEGIN IMMEDIATE")
        yield connection


def test_another_one_who_takes_longer_than_usual_is_waited_for(tmp_path: Path) -> None:
    path, upgrades = tmp_path / "data" / "store.sqlite", list[Upgrade]()
    former_store("0001", path)
    with somebody_writing(path) as other:

        def told(upgrade: Upgrade) -> None:
            upgrades.append(upgrade)
            if len(upgrades) == 4:
                other.execute("ROLLBACK")

        Store.open(path, busy_timeout=0.01, told=told).close()
    assert upgrades[:4] == [Upgrade(0)] * 4
    assert upgrades[-1].kept == kept_of(path)


def test_another_one_who_never_ends_is_said_after_all(tmp_path: Path) -> None:
    path, upgrades = tmp_path / "data" / "store.sqlite", list[Upgrade]()
    former_store("0001", path)
    with somebody_writing(path), pytest.raises(StoreBusyError):
        open_as(path, upgrades, busy_timeout=0.01)
    assert upgrades[-1] == Upgrade(100, is_over=True)
    Store.open(path).close()


class NobodyWaitsError(Exception):
    """Whoever wanted the store is gone."""


def test_whoever_hears_of_it_may_end_it(tmp_path: Path) -> None:
    path = tmp_path / "data" / "store.sqlite"
    former_store("0001", path)
    before = dump(path)

    def told(upgrade: Upgrade) -> None:
        if upgrade.copied:
            raise NobodyWaitsError

    with pytest.raises(NobodyWaitsError):
        Store.open(path, told=told)
    assert dump(path) == before
    assert [each.name for each in path.parent.iterdir()] == ["store.sqlite"]


def copy_and_wait(path: Path, reached: Path) -> None:
    def told(upgrade: Upgrade) -> None:
        if upgrade.copied:
            reached.touch()
            threading.Event().wait()

    Store.open(path, told=told)


def test_killed_while_it_is_copied_the_former_file_is_there(tmp_path: Path) -> None:
    path, reached = tmp_path / "data" / "store.sqlite", tmp_path / "reached"
    former_store("0001", path)
    before = dump(path)
    process = processes.Process(target=copy_and_wait, args=(path, reached))
    kill_at(process, reached)
    assert dump(path) == before
    assert not kept_of(path).exists()
    Store.open(path).close()
    assert dump(kept_of(path)) == before
    assert sorted(each.name for each in path.parent.iterdir()) == ["store.sqlite", kept_of(path).name]


def test_without_room_for_the_copy_nothing_is_begun(tmp_path: Path) -> None:
    path, upgrades = tmp_path / "data" / "store.sqlite", list[Upgrade]()
    former_store("0001", path)
    size = path.stat().st_size
    # Larger than the whole disk, and takes no room.
    os.truncate(path, shutil.disk_usage(tmp_path).total + 1)
    with pytest.raises(StoreFullError):
        open_as(path, upgrades)
    assert upgrades == [Upgrade(0), Upgrade(100, is_over=True)]
    os.truncate(path, size)
    Store.open(path).close()
    assert kept_of(path).exists()


def open_with_little_room(path: Path, room: int, told: "Connection[StoreError | None, object]") -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        Store.open(path).close()
    except StoreError as error:
        told.send(error)
    else:
        told.send(None)


def test_a_disk_that_is_full_leaves_the_former_file(tmp_path: Path) -> None:
    path = tmp_path / "data" / "store.sqlite"
    former_store("0001", path)
    before = dump(path)
    listening, told = processes.Pipe(duplex=False)
    process = processes.Process(target=open_with_little_room, args=(path, path.stat().st_size // 2, told))
    process.start()
    error = listening.recv()
    process.join()
    assert isinstance(error, StoreFullError), error
    assert dump(path) == before
    Store.open(path).close()
    assert dump(path) != before

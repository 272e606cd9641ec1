"""The lines that are read before the store is opened: the same as the opened store's, or none."""

import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from severa_desktop.core.ordering import Order
from severa_desktop.core.query import ActivityQuery
from severa_desktop.store.lines import ActivityLine
from severa_desktop.store.newest import newest
from severa_desktop.store.store import Store
from tests.services.company import company
from tests.store.made import keep

STATES = ("live", "live", "deleted", "live", "erased")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a store.sqlite"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    """Twenty activities of all kinds, some at the same second."""
    opened = company(path)
    with opened.writing() as writer:
        for number in range(1, 21):
            keep(
                writer,
                number,
                subject=f"Prijs ☂ € {number}" if number % 3 else "",
                started_at=1_800_000_000 + number * 7 % 5,
                customer="c2" if number % 2 else None,
                project=1001 if number % 4 else None,
                file_name="offerte.pdf" if number % 5 else None,
                warned=number % 6 == 0,
            )
    with closing(sqlite3.connect(path)) as connection, connection:
        for number in range(1, 21):
            connection.execute("UPDATE activities SET state = ? WHERE id = ?", (STATES[number % len(STATES)], number))
    yield opened
    opened.close()


def of_the_reader(store: Store, count: int) -> list[ActivityLine]:
    with store.reading() as reader:
        ids = reader.sort_ids(ActivityQuery(limit=count), Order(), threading.Event())
        lines = reader.lines(ids)
    return [lines[one] for one in ids]


@pytest.mark.parametrize("count", [0, 1, 7, 12, 64])
def test_the_newest_are_what_the_opened_store_tells(store: Store, path: Path, count: int) -> None:
    found = newest(path, count)
    assert found is not None
    assert found == of_the_reader(store, count)
    assert len(found) == min(count, 12)


def test_it_makes_no_difference_whether_the_store_is_open(store: Store, path: Path) -> None:
    open_ones = newest(path, 64)
    store.close()
    assert newest(path, 64) == open_ones


def test_an_empty_store_has_none(path: Path) -> None:
    company(path).close()
    assert newest(path, 64) == []


def test_nothing_is_left_beside_the_file(store: Store, path: Path) -> None:
    store.close()
    assert newest(path, 64)
    assert list(path.parent.iterdir()) == [path]


def test_a_file_that_others_may_read_is_left_to_the_store_which_mends_that(store: Store, path: Path) -> None:
    path.chmod(0o644)
    assert newest(path, 64) is None


def test_what_another_process_is_writing_is_not_waited_for(store: Store, path: Path) -> None:
    before = newest(path, 64)
    with store.writing() as writer:
        keep(writer, 99, subject="not yet there")
        assert newest(path, 64) == before


def test_a_file_that_is_not_there_is_not_made(path: Path) -> None:
    assert newest(path, 64) is None
    assert list(path.parent.iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"no database at all, but long enough for its head" * 40])
def test_another_file_is_left_to_the_store(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    assert newest(path, 64) is None
    assert path.read_bytes() == content


@pytest.mark.parametrize(
    "change",
    [
        "PRAGMA application_id = 7",
        "UPDATE alembic_version SET version_num = '0003'",
        "UPDATE alembic_version SET version_num = '9999'",
        "DELETE FROM alembic_version",
        "DROP TABLE alembic_version",
        "ALTER TABLE activities RENAME TO others",
    ],
)
def test_a_store_that_the_program_would_change_or_refuse_is_left_to_it(store: Store, path: Path, change: str) -> None:
    store.close()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(change)
    assert newest(path, 64) is None


def test_a_folder_in_its_place_is_left_to_the_store(path: Path) -> None:
    path.mkdir()
    assert newest(path, 64) is None


def test_reading_them_loads_little(path: Path) -> None:
    script = (
        "import sys\n"
        "import severa_desktop.services.newest\n"
        "print([name for name in ('sqlalchemy', 'zstandard', 'severa_desktop.core.model') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"

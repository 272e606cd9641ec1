"""The directory is read once a version of it, and nobody sees what is not so, or not yet."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import event

from severa_desktop.core.directory import Customer, Directory
from severa_desktop.core.settings import Settings
from severa_desktop.store.store import Store
from severa_desktop.store.writer import Writer

ONE = Directory(customers=(Customer("1", "Noord"),))
TWO = Directory(customers=(Customer("1", "Noord"), Customer("2", "Zuid")))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(tmp_path / "store.sqlite")
    with opened.writing() as writer:
        writer.save_directory(ONE)
    yield opened
    opened.close()


class UndoneError(Exception):
    """Undoes a transaction."""


@contextmanager
def statements(store: Store) -> Iterator[list[str]]:
    """Collect what is asked of the store's file."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        asked.append(statement)

    event.listen(store._engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(store._engine, "before_cursor_execute", note)


def undo(store: Store, change: Callable[[Writer], None]) -> None:
    """Change the store in a transaction that does not come to its end."""
    with store.writing() as writer:
        change(writer)
        raise UndoneError


def directory(store: Store) -> Directory:
    with store.reading() as reader:
        return reader.directory()


def test_it_is_read_once_as_long_as_nobody_changes_it(store: Store) -> None:
    assert directory(store) == ONE
    with statements(store) as asked:
        assert directory(store) == ONE
        with store.writing() as writer:
            assert writer.directory() == ONE
    assert not [one for one in asked if "customers" in one]


def test_a_change_is_seen_by_everybody_after_it(store: Store, tmp_path: Path) -> None:
    assert directory(store) == ONE
    other = Store.open(tmp_path / "store.sqlite")
    with other.writing() as writer:
        writer.save_directory(TWO)
    other.close()
    assert directory(store) == TWO


def test_who_began_to_read_before_a_change_sees_what_was(store: Store) -> None:
    with store.reading() as before:
        assert before.settings() == Settings()
        with store.writing() as writer:
            writer.save_directory(TWO)
        assert directory(store) == TWO
        assert before.directory() == ONE
    assert directory(store) == TWO


def test_what_is_undone_was_never_there(store: Store) -> None:
    def change(writer: Writer) -> None:
        writer.save_directory(TWO)
        assert writer.directory() == TWO

    with pytest.raises(UndoneError):
        undo(store, change)
    assert directory(store) == ONE
    with store.writing() as writer:
        writer.save_directory(replace(ONE, customers=(Customer("1", "Noord"), Customer("3", "Oost"))))
    assert [one.name for one in directory(store).customers] == ["Noord", "Oost"]


def test_changed_settings_that_are_undone_leave_no_directory_behind(store: Store) -> None:
    def change(writer: Writer) -> None:
        writer.save_settings(Settings(max_size=5))
        assert writer.directory() == ONE

    with pytest.raises(UndoneError):
        undo(store, change)
    with store.writing() as writer:
        writer.save_directory(TWO)
    assert directory(store) == TWO

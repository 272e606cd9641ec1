"""What can now be imported is looked up without reading what is not needed for it."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from severa_desktop.services.importable import Importable
from severa_desktop.services.importing import Handover, ImportService
from severa_desktop.store.store import Store
from tests.services.company import company, message


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = company(tmp_path / "store.sqlite")
    yield opened
    opened.close()


@pytest.fixture
def heard() -> Iterator[list[str]]:
    """Give the statements that are executed."""
    said: list[str] = []

    def hear(_rows: object, _cursor: object, statement: str, *_more: object) -> None:
        said.append(statement)

    event.listen(Engine, "before_cursor_execute", hear)
    yield said
    event.remove(Engine, "before_cursor_execute", hear)


def reads_contacts(heard: list[str]) -> bool:
    return any("FROM contacts" in " ".join(statement.split()) for statement in heard)


def test_the_directory_is_read_only_where_a_mail_waits(store: Store, heard: list[str]) -> None:
    assert Importable(store).ids(None, threading.Event()) == ()
    assert not reads_contacts(heard)

    refused = message(1, From="x@else.example", To="y@else.example")
    list(ImportService(store, lambda: 1_700_000_000).run(Handover([], contents=[("1.eml", refused)])))
    heard.clear()
    assert Importable(store).ids(None, threading.Event()) == ()
    assert reads_contacts(heard)

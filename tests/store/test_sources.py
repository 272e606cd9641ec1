"""Sources in the store: their settings, how each is doing, what it remembers; ids that are never given twice."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from severa_desktop.core.source_settings import (
    AfterFile,
    AfterMail,
    Condition,
    FolderSettings,
    ImapSettings,
    ListedSource,
    LmtpSettings,
    Security,
    Source,
    SourceKind,
    SourceSettings,
    SourceState,
)
from severa_desktop.store import sqlite
from severa_desktop.store.migrating import upgrade
from severa_desktop.store.store import Store

FOLDER = FolderSettings("/mail/in")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(tmp_path / "store.sqlite")
    yield opened
    with opened.reading() as reader:
        assert reader.integrity() == []
    opened.close()


def added(store: Store, settings: SourceSettings = FOLDER) -> int:
    with store.writing() as writer:
        return writer.add_source(settings)


def state(store: Store, source_id: int) -> SourceState:
    with store.reading() as reader:
        found = reader.source(source_id)
    assert found
    return found.state


def recalled(store: Store, source_id: int, place: str = "INBOX") -> str:
    with store.reading() as reader:
        return reader.recall(source_id, place)


@pytest.mark.parametrize(
    ("kind", "settings"),
    [
        (SourceKind.FOLDER, FOLDER),
        (SourceKind.FOLDER, FolderSettings("/Ünï\udcff", AfterFile.MOVE)),
        (SourceKind.IMAP, ImapSettings("mail.acme.example", "anna", 993)),
        (
            SourceKind.IMAP,
            ImapSettings(
                "::1",
                "ünï@acme.example",
                143,
                Security.NONE,
                ("INBOX", "Gesendet/ä"),
                AfterMail.MOVE,
                "Archiv",
                "/ca.pem",
            ),
        ),
        (SourceKind.LMTP, LmtpSettings("/run/severa.sock")),
        (SourceKind.LMTP, LmtpSettings(port=2400)),
        (SourceKind.LMTP, LmtpSettings(host="::1", port=2400)),
        (SourceKind.LMTP, LmtpSettings()),
    ],
)
def test_a_source_comes_back_as_it_was_added(store: Store, kind: SourceKind, settings: SourceSettings) -> None:
    with store.writing() as writer:
        source_id = writer.add_source(settings, ["anna@acme.example", "info@acme.example"], dedicated=True)
    source = Source(source_id, settings, dedicated=True, account=("anna@acme.example", "info@acme.example"))
    with store.reading() as reader:
        assert reader.source(source_id) == ListedSource(source, SourceState())
        assert reader.sources() == [ListedSource(source, SourceState())]
    assert source.kind is kind


def test_there_is_no_source_of_an_id_that_was_not_given(store: Store) -> None:
    with store.writing() as writer:
        assert writer.source(1) is None
        assert writer.sources() == []
        assert not writer.remove_source(1)


def test_a_source_is_removed_with_its_memory_and_its_id_is_never_given_again(store: Store) -> None:
    first, second = added(store), added(store)
    with store.writing() as writer:
        writer.remember(second, "INBOX", "7")
    with store.writing() as writer:
        assert writer.remove_source(second)
        assert not writer.remove_source(second)
    third = added(store)
    assert first < second < third
    assert recalled(store, second) == recalled(store, third) == ""
    with store.writing() as writer:
        writer.remove_source(first)
        writer.remove_source(third)
    assert added(store) > third


def test_a_condition_is_noted_and_keeps_the_last_success_where_there_is_no_new_one(store: Store) -> None:
    source_id = added(store)
    with store.writing() as writer:
        writer.note_condition(source_id, Condition.WORKING, "", 1_000)
    assert state(store, source_id) == SourceState(Condition.WORKING, "", 1_000)
    with store.writing() as writer:
        writer.note_condition(source_id, Condition.STOPPED, "Wrong password \udcff.", None)
    assert state(store, source_id) == SourceState(Condition.STOPPED, "Wrong password ?.", 1_000)


def test_counts_add_up(store: Store) -> None:
    source_id, other = added(store), added(store)
    for _ in range(2):
        with store.writing() as writer:
            writer.count_mails(source_id, taken=3, left_alone=1)
    with store.writing() as writer:
        writer.count_mails(source_id, not_imported=2)
    assert state(store, source_id) == SourceState(taken=6, not_imported=2, left_alone=2)
    assert state(store, other) == SourceState()


def test_a_place_is_remembered_until_something_else_is(store: Store) -> None:
    source_id, other = added(store), added(store)
    assert recalled(store, source_id) == ""
    for what in ("1", "2 ünï"):
        with store.writing() as writer:
            writer.remember(source_id, "INBOX", what)
            writer.remember(source_id, "Sent", "sent")
    assert recalled(store, source_id) == "2 ünï"
    assert recalled(store, source_id, "Sent") == "sent"
    assert recalled(store, other) == ""


def test_a_source_that_was_removed_while_it_worked_leaves_nothing(store: Store) -> None:
    source_id = added(store)
    with store.writing() as writer:
        writer.remove_source(source_id)
    with store.writing() as writer:
        writer.note_condition(source_id, Condition.WORKING, "", 1)
        writer.count_mails(source_id, taken=1)
        writer.remember(source_id, "INBOX", "7")
    with store.reading() as reader:
        assert reader.sources() == []
    assert recalled(store, source_id) == ""


def test_a_store_from_before_there_were_sources_gets_them(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    path.touch()
    engine = sqlite.engine_for(path, busy_timeout=1)
    with engine.connect() as connection:
        sqlite.begin_writing(connection)
        upgrade(connection, to="0003")
        sqlite.set_mark(connection)
        connection.commit()
        sqlite.use_write_ahead_log(connection)
    engine.dispose()
    with closing(sqlite3.connect(path)) as file, file:
        file.execute("INSERT INTO settings VALUES ('activity_type', 'E-mail')")
    store = Store.open(path)
    assert added(store) == 1
    with store.reading() as reader:
        assert reader.settings().activity_type == "E-mail"
    store.close()

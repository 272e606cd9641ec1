"""The tables: from migrations as made new; older files brought up to date, newer and foreign ones left alone."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from severa_desktop.store import schema, sqlite
from severa_desktop.store.errors import NewerSchemaError, NotADatabaseError
from severa_desktop.store.migrating import MIGRATIONS, bring_up_to_date, upgrade
from severa_desktop.store.store import Store


def tables(path: Path) -> set[tuple[str, str, str]]:
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT type, name, sql FROM sqlite_master WHERE name <> 'alembic_version'")
        return {(kind, name, "".join((sql or "").split())) for kind, name, sql in rows}


def test_migrations_from_an_empty_file_make_the_tables_of_a_new_one(tmp_path: Path) -> None:
    made, migrated = tmp_path / "made.sqlite", tmp_path / "migrated.sqlite"
    Store.open(made).close()
    migrated.touch()
    engine = sqlite.engine_for(migrated, busy_timeout=1)
    with engine.connect() as connection:
        sqlite.begin_writing(connection)
        upgrade(connection)
        connection.commit()
        assert schema.revision(connection) == schema.CURRENT
    engine.dispose()
    assert tables(migrated) == tables(made)


def test_every_revision_is_known(tmp_path: Path) -> None:
    versions = sorted(path.name.partition("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))
    assert tuple(versions) == schema.REVISIONS


def later_migrations(tmp_path: Path, statement: str) -> Path:
    """Return the migrations with one more, as a later version of the program would have."""
    folder = tmp_path / "migrations"
    shutil.copytree(MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / "later.py").write_text(
        f'from alembic import op\nrevision = "later"\ndown_revision = "{schema.CURRENT}"\n'
        f"def upgrade():\n    op.execute('CREATE TABLE later (id INTEGER)')\n    op.execute({statement!r})\n"
    )
    return folder


def store_of_revision_1(path: Path) -> None:
    """Make a store as the first revision was, with an activity that has two attachments."""
    path.touch()
    engine = sqlite.engine_for(path, busy_timeout=1)
    with engine.connect() as connection:
        sqlite.begin_writing(connection)
        upgrade(connection, to="0001")
        sqlite.set_mark(connection)
        connection.commit()
        sqlite.use_write_ahead_log(connection)
    engine.dispose()
    with closing(sqlite3.connect(path)) as file, file:
        file.execute("INSERT INTO users VALUES (1, 'u1', 'Anna', '[]', 1)")
        file.execute(
            "INSERT INTO activities VALUES (7, 7, 0, 'live', 'S', 'E-mail', 'done', 1, 'Anna', 'a@x.example', NULL,"
            " NULL, '', '', '', 1, 'id:1', 'a@x.example', NULL, NULL, 0, NULL)"
        )
        for position in range(2):
            file.execute("INSERT INTO attachments VALUES (7, ?, ?, 'a.pdf', 'application/pdf', 1, '')", (position,) * 2)


def test_a_store_of_the_first_revision_keeps_everything_and_gets_what_lists_need(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    store_of_revision_1(path)
    store = Store.open(path)
    with store.reading() as reader:
        assert [(line.subject, line.attachments) for line in reader.lines([7]).values()] == [("S", 2)]
    store.close()
    assert (tmp_path / "store.sqlite.before-update-of-0001").is_file()


def test_an_older_file_is_copied_and_brought_up_to_date(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    Store.open(path).close()
    before = tables(path)
    engine = sqlite.engine_for(path, busy_timeout=1)
    copy = bring_up_to_date(engine, path, schema.CURRENT, migrations=later_migrations(tmp_path, "SELECT 1"))
    engine.dispose()
    assert tables(path) - before == {("table", "later", "CREATETABLElater(idINTEGER)")}
    assert tables(copy) == before
    assert copy.stat().st_mode & 0o777 == 0o600


def test_a_migration_that_fails_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    Store.open(path).close()
    before = tables(path)
    engine = sqlite.engine_for(path, busy_timeout=1)
    with pytest.raises(Exception, match="no such table"):
        bring_up_to_date(engine, path, schema.CURRENT, migrations=later_migrations(tmp_path, "DROP TABLE nowhere"))
    engine.dispose()
    assert tables(path) == before
    Store.open(path).close()


def test_a_newer_file_is_refused_and_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    Store.open(path).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    before = path.read_bytes()
    with pytest.raises(NewerSchemaError, match="newest version"):
        Store.open(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("content", [b"not a database at all, but long enough to look like one" * 90, b"short"])
def test_a_file_that_is_no_database_is_refused_and_not_touched(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "store.sqlite"
    path.write_bytes(content)
    with pytest.raises(NotADatabaseError, match="left alone"):
        Store.open(path)
    assert path.read_bytes() == content


def test_another_programs_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE theirs (id INTEGER)")
        connection.commit()
    with pytest.raises(NotADatabaseError):
        Store.open(path)


def test_the_file_is_its_owners_only(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "store.sqlite")
    with store.writing() as writer:
        writer.begin_import(1)
        for file in tmp_path.glob("store.sqlite*"):
            assert file.stat().st_mode & 0o777 == 0o600
    store.close()

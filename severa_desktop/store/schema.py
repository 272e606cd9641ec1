"""The version of the store's tables: made new, found current, or brought up to date.

Alembic is loaded only where an older file has to be changed; a new file is made from the tables directly.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine

from severa_desktop.store import sqlite
from severa_desktop.store.errors import NewerSchemaError
from severa_desktop.store.failures import not_a_database
from severa_desktop.store.format import APPLICATION_ID, CURRENT, REVISIONS
from severa_desktop.store.tables import metadata
from severa_desktop.texts import _

if TYPE_CHECKING:
    from severa_desktop.store.upgrade import UpgradeTold

__all__ = ["CURRENT", "REVISIONS", "prepare", "revision"]


def prepare(engine: Engine, path: Path, told: "UpgradeTold | None" = None) -> None:
    """Bring the file to the current revision, making it if it is empty; `told` hears of an older one.

    Raises NotADatabaseError or NewerSchemaError, both with the file untouched.
    """
    with engine.connect() as connection:
        found = revision(connection)
        if found is None:
            _create(connection, path)
        elif sqlite.mark(connection) != APPLICATION_ID:
            raise not_a_database(path)
        elif found not in REVISIONS:
            sentence = _(
                "A newer version of Severa Desktop wrote “{path}”, and this version cannot read it. Install the "
                "newest version; the file was not touched."
            )
            raise NewerSchemaError(sentence.format(path=path))
        if not sqlite.uses_write_ahead_log(connection):
            sqlite.use_write_ahead_log(connection)
    if found in REVISIONS and found != CURRENT:
        # Loading Alembic takes as long as opening the store, and is hardly ever needed.
        from severa_desktop.store.migrating import bring_up_to_date  # noqa: PLC0415

        bring_up_to_date(engine, path, found, told=told)


def revision(connection: Connection) -> str | None:
    """Return the revision of the tables, None where there are none."""
    table = connection.exec_driver_sql("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").scalar()
    if table is None:
        return None
    return str(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar())


def _create(connection: Connection, path: Path) -> None:
    sqlite.set_page_size(connection)
    sqlite.begin_writing(connection)
    # Another process may have made the tables while this one waited.
    if revision(connection) is None:
        if connection.exec_driver_sql("SELECT 1 FROM sqlite_master LIMIT 1").scalar() is not None:
            raise not_a_database(path)
        metadata.create_all(connection, checkfirst=False)
        sqlite.create_search(connection)
        connection.exec_driver_sql("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)")
        connection.exec_driver_sql("INSERT INTO alembic_version VALUES (?)", (CURRENT,))
        sqlite.set_mark(connection)
    connection.commit()

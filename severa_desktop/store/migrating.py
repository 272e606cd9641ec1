"""Bringing an older store up to date with Alembic; loaded only when there is something to do.

The file is copied first, and everything happens in one transaction: a migration that fails leaves the store as it
was.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine

from severa_desktop.store import sqlite

MIGRATIONS = Path(__file__).parent / "migrations"


def bring_up_to_date(engine: Engine, path: Path, found: str, *, migrations: Path = MIGRATIONS) -> Path:
    """Run the migrations after the revision that was found; return the copy that was made of the file before."""
    copy = path.with_name(f"{path.name}.before-update-of-{found}")
    with closing(sqlite3.connect(path)) as old, closing(sqlite3.connect(copy)) as new:
        old.backup(new)
    copy.chmod(0o600)
    with engine.connect() as connection:
        sqlite.begin_writing(connection)
        upgrade(connection, migrations=migrations)
        connection.commit()
    return copy


def upgrade(connection: Connection, *, migrations: Path = MIGRATIONS) -> None:
    """Run all migrations that the file lacks, from an empty file on, within the connection's transaction."""
    config = Config()
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")

"""Bringing an older store up to date with Alembic; loaded only when there is something to do.

The file is copied first, and everything happens in one transaction: a migration that fails leaves the store as
it was.
"""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from severa_desktop.store import schema, sqlite
from severa_desktop.store.copying import copy_file, sync
from severa_desktop.store.errors import MigrationError
from severa_desktop.texts import _

MIGRATIONS = Path(__file__).parent / "migrations"


def bring_up_to_date(engine: Engine, path: Path, found: str, *, migrations: Path = MIGRATIONS) -> Path:
    """Run the migrations after the revision that was found; return the copy that was made of the file before.

    Raises MigrationError with the file as it was. Others wait meanwhile, or find it done.
    """
    copy = path.with_name(f"{path.name}.before-update-of-{found}")
    with engine.connect() as connection:
        sqlite.begin_writing(connection)
        # Another process may have done it while this one waited: its copy is the one to keep.
        if schema.revision(connection) == found:
            _copy(path, copy)
            try:
                upgrade(connection, migrations=migrations)
                connection.commit()
            except (CommandError, SQLAlchemyError) as error:
                sentence = _(
                    "“{path}” could not be brought up to date ({why}). It is as it was: go on with the version of "
                    "Severa Desktop that you had, and report this."
                )
                raise MigrationError(sentence.format(path=path, why=error)) from error
    return copy


def upgrade(connection: Connection, *, migrations: Path = MIGRATIONS, to: str = "head") -> None:
    """Run the migrations that the file lacks, from an empty file on, within the connection's transaction."""
    config = Config()
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, to)


def _copy(path: Path, copy: Path) -> None:
    """Copy what is committed, into a file that its owner alone may read; leave none half written under its name."""
    unfinished = copy.with_name(f"{copy.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    copy_file(path, unfinished)
    unfinished.replace(copy)
    sync(copy.parent)

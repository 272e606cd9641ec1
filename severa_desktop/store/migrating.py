"""Bringing an older store up to date with Alembic; loaded only when there is something to do.

The file is copied first, and everything happens in one transaction: a migration that fails, or is killed, leaves the
store as it was. Copying takes nearly all of the time: minutes, where a store holds a million mails.
"""

import errno
import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from severa_desktop.store import schema, sqlite
from severa_desktop.store.copying import copy_file, sync
from severa_desktop.store.errors import MigrationError, StoreBusyError
from severa_desktop.store.failures import translated
from severa_desktop.store.upgrade import Upgrade, UpgradeTold
from severa_desktop.texts import _

MIGRATIONS = Path(__file__).parent / "migrations"
_PATIENCE = 10
"""How many times longer than usual another process is waited for, which may be doing the same."""


def bring_up_to_date(
    engine: Engine, path: Path, found: str, *, migrations: Path = MIGRATIONS, told: UpgradeTold | None = None
) -> Path:
    """Run the migrations after the revision that was found; return the copy that was made of the file before.

    Raises MigrationError with the file as it was. Others wait meanwhile, or find it done.
    """
    copy = path.with_name(f"{path.name}.before-update-of-{found}")
    told = told or _tell_nobody
    kept = None
    try:
        _bring_up_to_date(engine, path, found, copy, migrations, told)
        kept = copy
    finally:
        told(Upgrade(100, is_over=True, kept=kept))
    return copy


def _tell_nobody(_upgrade: Upgrade) -> None:
    """Tell nobody."""


def _bring_up_to_date(engine: Engine, path: Path, found: str, copy: Path, migrations: Path, told: UpgradeTold) -> None:
    with engine.connect() as connection:
        _begin(connection, path, told)
        # Another process may have done it while this one waited: its copy is the one to keep.
        if schema.revision(connection) == found:
            _copy(path, copy, told)
            try:
                upgrade(connection, migrations=migrations)
                connection.commit()
            except (CommandError, SQLAlchemyError) as error:
                sentence = _(
                    "“{path}” could not be brought up to date ({why}). It is as it was: go on with the version of "
                    "Severa Desktop that you had, and report this."
                )
                raise MigrationError(sentence.format(path=path, why=error)) from error


def _begin(connection: Connection, path: Path, told: UpgradeTold) -> None:
    """Begin to write, after whoever else may be bringing the store up to date."""
    for _again in range(_PATIENCE):
        told(Upgrade())
        with suppress(StoreBusyError), translated(path):
            sqlite.begin_writing(connection)
            return
    sqlite.begin_writing(connection)


def upgrade(connection: Connection, *, migrations: Path = MIGRATIONS, to: str = "head") -> None:
    """Run the migrations that the file lacks, from an empty file on, within the connection's transaction."""
    config = Config()
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, to)


def _copy(path: Path, copy: Path, told: UpgradeTold) -> None:
    """Copy what is committed, into a file that its owner alone may read; leave none half written under its name."""
    unfinished = copy.with_name(f"{copy.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    if shutil.disk_usage(path.parent).free < path.stat().st_size:
        # Others need the room that is left, and whoever opens the store next would try again.
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    copy_file(path, unfinished, _in_per_cent(told))
    unfinished.replace(copy)
    sync(copy.parent)


def _in_per_cent(told: UpgradeTold) -> Callable[[int, int], None]:
    """Return what is told of pages, and passes on each per cent once."""
    former = 0

    def tell(done: int, total: int) -> None:
        nonlocal former
        copied = 100 * done // max(total, 1)
        if copied != former:
            former = copied
            told(Upgrade(copied))

    return tell

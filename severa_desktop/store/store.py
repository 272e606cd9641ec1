"""The store as one object: opened once, read and written in transactions, by any number of processes."""

import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine

from severa_desktop.store import directory_rows, filesystem, schema, sqlite
from severa_desktop.store.directory_cache import DirectoryCache
from severa_desktop.store.failures import opening, translated
from severa_desktop.store.reader import Reader
from severa_desktop.store.rows import LinkCache

if TYPE_CHECKING:
    from severa_desktop.store.upgrade import UpgradeTold
    from severa_desktop.store.writer import Writer

    MakeWriter = Callable[[Connection, DirectoryCache], Writer]

BUSY_TIMEOUT = 60.0
"""Seconds that a writer waits for another one, which may be writing a large batch to a slow disk."""


class Store:
    """One SQLite file. May be used by several threads at once, each in its own transactions."""

    def __init__(self, path: Path, engine: Engine, make_writer: "MakeWriter | None" = None) -> None:
        self.path = path
        self._engine = engine
        self._directories = DirectoryCache()
        self._make_writer = make_writer or partial(_writer, link_cache=LinkCache())
        self._watching: Connection | None = None
        self._watching_lock = threading.Lock()

    @classmethod
    def open(cls, path: Path, *, busy_timeout: float = BUSY_TIMEOUT, told: "UpgradeTold | None" = None) -> "Store":
        """Open the store, making the file (for its owner only) if it is not there; brings an older one up to date.

        That may take minutes; `told` hears how far it is.
        Raises one of the StoreErrors with the file untouched where it cannot be used.
        """
        engine = sqlite.engine_for(path, busy_timeout=busy_timeout)
        with opening(path):
            filesystem.refuse_network(path)
            filesystem.make_private(path)
            try:
                schema.prepare(engine, path, told)
                filesystem.keep_private(path)
            except BaseException:
                engine.dispose()
                raise
        return cls(path, engine)

    def close(self) -> None:
        """Close the file; the store cannot be used any more."""
        with translated(self.path):
            if self._watching is not None:
                self._watching.close()
                self._watching = None
            self._engine.dispose()

    def version(self) -> int:
        """Return a number that is another one once anybody wrote to the store; cheap to ask often."""
        with self._at_a_glance() as connection:
            return sqlite.changes_by_others(connection)

    def directory_version(self) -> int:
        """Return a number that changes with every change of directory or settings; cheap to ask often."""
        with self._at_a_glance() as connection:
            return directory_rows.version(connection)

    @contextmanager
    def _at_a_glance(self) -> Iterator[Connection]:
        """Give the one connection for single questions, each of which sees the store as it is then."""
        with translated(self.path), self._watching_lock:
            if self._watching is None:
                # Always the same, as the number of changes means nothing on another connection.
                self._watching = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            yield self._watching

    @contextmanager
    def reading(self) -> Iterator[Reader]:
        """Read one state of the store, whatever others write meanwhile."""
        with translated(self.path), self._engine.connect() as connection:
            sqlite.begin_reading(connection)
            yield Reader(connection, self._directories)

    @contextmanager
    def writing(self) -> "Iterator[Writer]":
        """Write, as the only one; on the disk when the block ends, undone if it raises.

        Raises StoreBusyError if another writer does not finish in time.
        """
        with translated(self.path), self._engine.connect() as connection:
            sqlite.begin_writing(connection)
            writer = self._make_writer(connection, self._directories)
            yield writer
            writer.flush()
            connection.commit()

    @contextmanager
    def erasing(self) -> "Iterator[Writer]":
        """Write as `writing` does, and overwrite what is deleted, in the file and in the log beside it."""
        with translated(self.path), self._engine.connect() as connection:
            sqlite.overwrite_deleted(connection)
            try:
                sqlite.begin_writing(connection)
                writer = self._make_writer(connection, self._directories)
                yield writer
                writer.flush()
                connection.commit()
            finally:
                connection.rollback()
                sqlite.keep_deleted(connection)

    @classmethod
    @contextmanager
    def scratch_of(cls, path: Path) -> Iterator["Store"]:
        """Give a temporary store that behaves as if it were the one at this path, and forgets everything.

        It begins with that one's settings, directory and sources, and takes over what is known of a mail when that is
        looked up. The store at this path is only read, and another process may write to it meanwhile.
        """
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="severa-desktop-")))
            real = None
            if path.exists():
                real = Store.open(path)
                stack.callback(real.close)
            scratch = _scratch(folder / path.name, real)
            stack.callback(scratch.close)
            yield scratch


def _writer(connection: Connection, directories: DirectoryCache, link_cache: LinkCache) -> "Writer":
    # Who only looks something up waits for nothing that writes.
    from severa_desktop.store.writer import Writer  # noqa: PLC0415

    return Writer(connection, directories, link_cache=link_cache)


def _scratch(path: Path, real: Store | None) -> Store:
    """Make an empty store at this path, with what the real one begins with."""
    from severa_desktop.store.adoption import AdoptingWriter, begin  # noqa: PLC0415 - as in `_writer`
    from severa_desktop.store.writer import Writer  # noqa: PLC0415

    engine = sqlite.engine_for(path, busy_timeout=BUSY_TIMEOUT, scratch=True)
    with opening(path):
        filesystem.make_private(path)
        schema.prepare(engine, path)
    if real is None:
        return Store(path, engine, partial(Writer, searchable=False))
    with real.reading() as reader, engine.begin() as connection:
        sqlite.begin_writing(connection)
        first_ids = begin(reader.connection, connection)
    return Store(path, engine, partial(AdoptingWriter, real=real.reading, first_ids=first_ids))

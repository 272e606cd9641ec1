"""The directory as it was read last: a large one takes a good part of a second to read, and few change it."""

from threading import Lock

from sqlalchemy import Connection

from severa_desktop.core.directory import Directory
from severa_desktop.store import directory_rows


class DirectoryCache:
    """Keeps one store's directory until another version of it is read. May be used by several threads at once."""

    def __init__(self) -> None:
        # Whoever needs it while another reads it waits for that one.
        self._lock = Lock()
        self._version = -1
        self._directory = Directory()

    def read(self, connection: Connection) -> Directory:
        """Return the directory as a transaction sees it that changed nothing itself, and keep the newest."""
        version = directory_rows.version(connection)
        with self._lock:
            if version == self._version:
                return self._directory
            directory = directory_rows.read_directory(connection)
            if version > self._version:
                self._version, self._directory = version, directory
            return directory

    def look(self, connection: Connection) -> Directory:
        """Return it as a transaction sees it whose changes may yet be undone: nothing of these is kept."""
        version = directory_rows.version(connection)
        with self._lock:
            if version == self._version:
                return self._directory
        return directory_rows.read_directory(connection)

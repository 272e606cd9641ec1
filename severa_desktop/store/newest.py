"""The newest activities as lines, read before the store is opened, and with SQLite alone.

Loading what the store is opened with takes longer than all else that a window does until its list is filled, or the
command line for a short list. So these lines come from here: the same ones, in the same words, as `line_rows` reads (a
test holds that), or none where anything is unusual about the file. Nothing is made, changed or refused here; opening
the store does that.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

from severa_desktop.store.filesystem import is_network, is_private
from severa_desktop.store.format import APPLICATION_ID, CURRENT
from severa_desktop.store.lines import ActivityLine, line_of

_MARK = "PRAGMA application_id"
_REVISION = "SELECT version_num FROM alembic_version"
_NEWEST = """
SELECT a.id, a.sort_id, a.started_at, a.subject, c.name, p.number, p.name, a.owner_name, a.attachment_count, a.warnings
FROM activities a LEFT JOIN customers c ON c.id = a.customer_id LEFT JOIN projects p ON p.id = a.project_id
WHERE a.state = 'live' ORDER BY a.sort_id DESC LIMIT ?
"""
_PATIENCE = 0.5
"""Seconds to wait for somebody who has the file to himself."""


def newest(path: Path, count: int) -> list[ActivityLine] | None:
    """Return so many lines, the newest first; None where the store has to be opened to tell."""
    try:
        if not path.is_file() or is_network(path) or not is_private(path):
            return None
        # Not for reading only: such a connection would leave the files beside it that it needed.
        address = f"{path.absolute().as_uri()}?mode=rw"
        with closing(sqlite3.connect(address, uri=True, timeout=_PATIENCE, isolation_level=None)) as connection:
            connection.execute("BEGIN")
            if not _is_current(connection):
                return None
            return [line_of(*row) for row in connection.execute(_NEWEST, (count,))]
    except (OSError, sqlite3.Error):
        return None


def _is_current(connection: sqlite3.Connection) -> bool:
    (mark,) = connection.execute(_MARK).fetchone()
    return mark == APPLICATION_ID and connection.execute(_REVISION).fetchall() == [(CURRENT,)]

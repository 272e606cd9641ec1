"""What can be checked without knowing what the store is for: the file, its revision, the search index."""

from sqlalchemy import Connection, select

from severa_desktop.store import schema, sqlite
from severa_desktop.store.records import SearchFaults, State
from severa_desktop.store.tables import activities


def file_faults(connection: Connection) -> list[str]:
    """Return what SQLite finds wrong in the file and between its tables."""
    return sqlite.file_faults(connection)


def revision(connection: Connection) -> str:
    """Return the revision of the tables."""
    return schema.revision(connection) or ""


def search_faults(connection: Connection) -> SearchFaults:
    """Return how many activities the index lacks, and how many entries it has too many."""
    wanted = select(activities.c.sort_id).where(activities.c.state == State.LIVE)
    seen = set(connection.scalars(wanted))
    entries = set(sqlite.all_entries(connection))
    return SearchFaults(
        missing=len(seen - entries),
        extra=len(entries - seen),
        damaged=not sqlite.search_is_sound(connection),
    )

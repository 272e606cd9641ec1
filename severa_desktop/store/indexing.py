"""Makes the search index of a whole store anew from what its activities are."""

from severa_desktop.core.query import ActivityQuery
from severa_desktop.store import edits
from severa_desktop.store.writer import Writer

_AT_ONCE = 500


def index_everything(writer: Writer) -> None:
    """Bring the index in step with all activities that are to be seen."""
    ids = writer.activity_ids(ActivityQuery())
    for start in range(0, len(ids), _AT_ONCE):
        edits.index(writer.connection, ids[start : start + _AT_ONCE], visible=True)

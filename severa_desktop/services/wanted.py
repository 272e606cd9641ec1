"""What a person asks lists of activities for, and what these show: values only, quick to load."""

from dataclasses import dataclass
from datetime import date

from severa_desktop.core.ordering import Order, SortColumn
from severa_desktop.store.lines import ActivityLine
from severa_desktop.store.sorting import activity_id_of

__all__ = ["ActivityLine", "Order", "SortColumn", "Wanted", "activity_id_of"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which activities a person asks for; days are local and inclusive."""

    search: str = ""
    customer: str | None = None
    """A customer's name."""
    project: int | None = None
    owner: str | None = None
    """Any address of a user, as typed."""
    since: date | None = None
    until: date | None = None
    with_warnings: bool = False
    unlinked: bool = False
    """Only those with neither customer nor project."""
    limit: int | None = None

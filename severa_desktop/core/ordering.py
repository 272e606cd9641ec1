"""The orders that lists of activities can have."""

from dataclasses import dataclass
from enum import StrEnum


class SortColumn(StrEnum):
    """What lists of activities can be sorted by."""

    DATE = "date"
    SUBJECT = "subject"
    CUSTOMER = "customer"
    PROJECT = "project"
    OWNER = "owner"
    ATTACHMENTS = "attachments"
    WARNINGS = "warnings"


@dataclass(frozen=True, slots=True)
class Order:
    """The order of a list; among equals the newest come first."""

    column: SortColumn = SortColumn.DATE
    descending: bool = True

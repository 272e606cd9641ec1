"""What was done to each section of the directory, as a table and as JSON."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

from severa_desktop.cli.json_form import Json
from severa_desktop.cli.table import Column, print_table
from severa_desktop.texts import N_, number

if TYPE_CHECKING:
    from severa_desktop.services.directory_merge import SectionCount

_Section = TypeVar("_Section", bound=StrEnum)
_COUNTS = (N_("ADDED"), N_("UPDATED"), N_("UNCHANGED"), N_("DEACTIVATED"))


def counts_object(counts: "Mapping[_Section, SectionCount]") -> Json:
    """Return the counts by the sections' names."""
    return {
        section.value: {
            "added": count.added,
            "updated": count.updated,
            "unchanged": count.unchanged,
            "deactivated": count.deactivated,
        }
        for section, count in counts.items()
    }


def print_counts(counts: "Mapping[_Section, SectionCount]") -> None:
    """Print the counts as a table."""
    columns = [Column(N_("SECTION")), *(Column(word, 11, right=True) for word in _COUNTS)]
    rows = (
        (section.value, *(number(one) for one in (count.added, count.updated, count.unchanged, count.deactivated)))
        for section, count in counts.items()
    )
    print_table(columns, rows)

"""Which activities calendars show: of types that are synchronised and not excluded, and no others."""

from severa_desktop.core.directory import ActivityCategory, ActivityType
from severa_desktop.core.rules.calendar import types_in_calendars

MAIL = ActivityType("E-mail", ActivityCategory.TO_DO, calendar_synced=True)
MEETING = ActivityType("Afspraak", ActivityCategory.CALENDAR_ENTRY, calendar_synced=True)
CALL = ActivityType("Telefoon", ActivityCategory.CALENDAR_ENTRY)
TYPES = (MAIL, MEETING, CALL)


def test_only_types_that_are_synchronised_are_shown_whatever_their_category() -> None:
    assert types_in_calendars(TYPES, ()) == {"E-mail", "Afspraak"}


def test_a_type_that_was_excluded_is_not_shown_although_it_is_synchronised() -> None:
    assert types_in_calendars(TYPES, {"E-mail"}) == {"Afspraak"}


def test_to_exclude_a_type_that_is_not_synchronised_or_not_there_changes_nothing() -> None:
    assert types_in_calendars(TYPES, {"Telefoon", "Fax"}) == {"E-mail", "Afspraak"}


def test_names_of_types_are_compared_as_they_are_written() -> None:
    assert types_in_calendars(TYPES, {"e-mail", "E-mail "}) == {"E-mail", "Afspraak"}


def test_without_types_there_is_nothing_to_show() -> None:
    assert types_in_calendars((), ()) == frozenset()

"""Periods that a list is narrowed to: named ones that move with the calendar, or two days of one's own."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from PySide6.QtCore import QDate

from severa_desktop.texts import _
from severa_desktop.ui import times


class Period(StrEnum):
    """How a period was chosen."""

    ANY = "any"
    TODAY = "today"
    THIS_WEEK = "this_week"
    LAST_WEEK = "last_week"
    THIS_MONTH = "this_month"
    LAST_MONTH = "last_month"
    THIS_YEAR = "this_year"
    OWN = "own"


@dataclass(frozen=True, slots=True)
class Days:
    """The first and the last day of a period, both inclusive; None is open."""

    since: date | None = None
    until: date | None = None


def today() -> date:
    """Return the present day where the person is."""
    return date.today()  # noqa: DTZ011 - days are local to the person


def days_of(period: Period, now: date) -> Days:
    """Return the days of a named period; of one's own there are none to name."""
    monday = now - timedelta(days=now.weekday())
    first = now.replace(day=1)
    match period:
        case Period.TODAY:
            return Days(now, now)
        case Period.THIS_WEEK:
            return Days(monday, monday + timedelta(days=6))
        case Period.LAST_WEEK:
            return Days(monday - timedelta(days=7), monday - timedelta(days=1))
        case Period.THIS_MONTH:
            return Days(first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1))
        case Period.LAST_MONTH:
            return Days((first - timedelta(days=1)).replace(day=1), first - timedelta(days=1))
        case Period.THIS_YEAR:
            return Days(now.replace(month=1, day=1), now.replace(month=12, day=31))
        case Period.ANY | Period.OWN:
            return Days()


def period_title(period: Period) -> str:
    """Return what a period is called."""
    return {
        Period.ANY: _("Any time"),
        Period.TODAY: _("Today"),
        Period.THIS_WEEK: _("This week"),
        Period.LAST_WEEK: _("Last week"),
        Period.THIS_MONTH: _("This month"),
        Period.LAST_MONTH: _("Last month"),
        Period.THIS_YEAR: _("This year"),
        Period.OWN: _("Own period"),
    }[period]


def days_words(days: Days) -> str:
    """Return the days of a period in words; empty if both are open."""
    since, until = _words(days.since), _words(days.until)
    if since == until:
        return since
    if not until:
        return _("from {day}").format(day=since)
    if not since:
        return _("until {day}").format(day=until)
    return f"{since} – {until}"


def _words(day: date | None) -> str:
    return "" if day is None else times.locale().toString(qdate(day), "d MMM yyyy")


def qdate(day: date) -> QDate:
    """Return a day as Qt has it."""
    return QDate(day.year, day.month, day.day)

"""Times and numbers as people say them, in their own locale and time zone."""

from datetime import datetime

from PySide6.QtCore import QDate, QDateTime, QLocale, QTime

from severa_desktop.texts import _, ngettext

_locale = [QLocale()]


def set_locale(locale: QLocale) -> None:
    """Write dates and numbers as in this locale from now on."""
    _locale[0] = locale


def locale() -> QLocale:
    """Return the locale that dates and numbers are written in."""
    return _locale[0]


def short(seconds: int, now: datetime | None = None) -> str:
    """Return a time (seconds since 1970 in UTC) as ``Today 10:02``, ``Yesterday 9:15``, ``3 March``, ``3 Mar 2024``."""
    when = QDateTime.fromSecsSinceEpoch(seconds)
    day = when.date()
    today = QDate.currentDate() if now is None else QDate(now.year, now.month, now.day)
    if day == today:
        return _("Today {time}").format(time=clock(when.time()))
    if day == today.addDays(-1):
        return _("Yesterday {time}").format(time=clock(when.time()))
    if day.year() == today.year():
        return locale().toString(day, "d MMMM")
    return locale().toString(day, "d MMM yyyy")


def shortest(seconds: int) -> str:
    """Return a time as `short`, today's without the day: ``10:02``, for a place that says what is now."""
    when = QDateTime.fromSecsSinceEpoch(seconds)
    return clock(when.time()) if when.date() == QDate.currentDate() else short(seconds)


def full(seconds: int) -> str:
    """Return a time with its day of the week, day, month, year and time of day."""
    when = QDateTime.fromSecsSinceEpoch(seconds)
    return f"{locale().toString(when.date(), 'dddd d MMMM yyyy')} {clock(when.time())}"


def day(seconds: int) -> str:
    """Return a time's day, month and year, and its time of day."""
    when = QDateTime.fromSecsSinceEpoch(seconds)
    return f"{locale().toString(when.date(), 'd MMMM yyyy')} {clock(when.time())}"


def clock(time: QTime) -> str:
    """Return the time of day."""
    return locale().toString(time, QLocale.FormatType.ShortFormat)


def number(value: int) -> str:
    """Return a whole number with the locale's separators."""
    return locale().toString(value)


def size(count: int) -> str:
    """Return a number of bytes as ``18 kB``."""
    if count < 1_000:
        return ngettext("{count} byte", "{count} bytes", count).format(count=count)
    # From here on it is rounded to a megabyte.
    large = count >= 999_500
    return locale().formattedDataSize(
        max(count, 1_000_000) if large else count, 1 if large else 0, QLocale.DataSizeFormat.DataSizeSIFormat
    )

"""Dates of mails as seconds since 1970: RFC 5322, its obsolete forms, ISO 8601 and what senders make of them.

Pure arithmetic: no clock, no local time zone. A date that cannot be meant is None, never a guess.
"""

import re
from datetime import date

from severa_desktop.mail.comments import without_comments

_LONGEST = 500
"""Characters looked at; the longest real dates have about sixty."""
_EPOCH = date(1970, 1, 1).toordinal()
_FIRST, _LAST = 0, 4_133_980_799
"""The first second of 1970 and the last of 2100."""

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan januari january",
            "feb februari february",
            "mar mrt maart march mär mrz",
            "apr april",
            "may mei mai",
            "jun juni june",
            "jul juli july",
            "aug augustus august",
            "sep sept september",
            "oct okt oktober october",
            "nov november",
            "dec dez december dezember",
        ),
        start=1,
    )
    for name in names.split()
}

_ZONES = {
    name: int(hours * 60)
    for hours, names in (
        (0, "gmt ut utc z wet"),
        (1, "cet met mez bst west wat"),
        (2, "cest mest mesz eet cat sast"),
        (3, "eest msk eat trt"),
        (4, "msd gst"),
        (5, "pkt"),
        (5.5, "ist"),
        (7, "wib ict"),
        (8, "hkt sgt awst pht"),
        (9, "jst kst"),
        (9.5, "acst"),
        (10, "aest"),
        (10.5, "acdt"),
        (11, "aedt"),
        (12, "nzst"),
        (13, "nzdt"),
        (-2.5, "ndt"),
        (-3, "brt art adt"),
        (-3.5, "nst"),
        (-4, "edt ast"),
        (-5, "est cdt"),
        (-6, "cst mdt"),
        (-7, "mst pdt"),
        (-8, "pst akdt"),
        (-9, "akst"),
        (-10, "hst"),
    )
    for name in names.split()
}

_USUAL = re.compile(
    r"\s*(?:[A-Za-z]{3},?\s+)?(\d{1,2})\s+([A-Za-z]{3})\s+(\d{4})\s+(\d\d):(\d\d)(?::(\d\d))?"
    r"\s*([+-]\d{4}|GMT|UTC?|Z)?\s*(?:\([^()\\]*\)\s*)?\Z",
    re.ASCII,
)
_ISO = re.compile(
    r"\s*(\d{4})([-/]?)(\d\d)\2(\d\d)"
    r"(?:(?:[Tt]|\s+)(\d\d?)(?:[:.]?(\d\d)(?:[:.]?(\d\d)(?:[.,]\d+)?)?)?)?\s*(?![\d:.])(\S.*)?\Z",
    re.ASCII | re.DOTALL,
)
_DOTTED_DATE = re.compile(r"(?<![\d.])(\d{1,2})\.(\d{1,2})\.(\d{4})(?!\d)", re.ASCII)
_TOKEN = re.compile(
    r"(?P<time>(?<![\d:.])\d{1,2}[:.]\d{1,2}(?:[:.]\d{1,2})?(?![\d:])(?:[.,]\d+)?)"
    r"|(?P<offset>[+-]\d{1,4}(?!\d)(?::\d\d)?)|(?P<number>\d+)|(?P<word>[^\W\d_]+)",
)
_OFFSET = re.compile(r"([+-])(\d{1,2}):?(\d\d)?\Z")
_MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def parse_date(text: str | bytes) -> int | None:
    """Return the instant in seconds since 1970, None if it cannot be read or is outside 1970 to 2100.

    No zone means UTC, so does one that nobody knows. A wrong weekday is no matter. Matching rules, "The
    activity", `started_at`.
    """
    if isinstance(text, bytes):
        text = text[:_LONGEST].decode("utf-8", "replace")
    usual = _USUAL.match(text)
    if usual:
        day, name, year, hour, minute, second, zone = usual.groups()
        month = _MONTHS.get(name.lower())
        if month is None:
            return None
        time = (int(hour), int(minute), int(second or 0))
        return _instant(int(year), month, int(day), time, _offset_minutes(zone or ""))
    text = without_comments(text[:_LONGEST]).partition("(")[0]
    iso = _ISO.match(text)
    return _iso_instant(iso) if iso else _free_form_instant(text)


def _instant(year: int, month: int, day: int, time: tuple[int, int, int], offset: int) -> int | None:
    """Return seconds since 1970; `offset` is minutes east of UTC. A leap second is the next second."""
    hour, minute, second = time
    if minute > 59 or second > 60 or hour > 24 or (hour == 24 and (minute or second)):
        return None
    try:
        days = date(year, month, day).toordinal() - _EPOCH
    except ValueError:
        return None
    instant = ((days * 24 + hour) * 60 + minute - offset) * 60 + second
    return instant if _FIRST <= instant <= _LAST else None


def _offset_minutes(zone: str) -> int:
    """Return minutes east of UTC; 0 for no zone, an unknown one, or an offset that cannot be."""
    numeric = _OFFSET.match(zone)
    if not numeric:
        return _ZONES.get(zone.lower(), 0)
    digits = zone[1:].replace(":", "")
    hours, minutes = (int(digits[:-2]), int(digits[-2:])) if len(digits) > 2 else (int(digits), 0)
    if hours > 23 or minutes > 59:
        return 0
    return (hours * 60 + minutes) * (-1 if numeric[1] == "-" else 1)


def _iso_instant(found: re.Match[str]) -> int | None:
    year, _, month, day, hour, minute, second, rest = found.groups()
    if hour is None and rest:
        return None
    time = (int(hour or 0), int(minute or 0), int(second or 0))
    return _instant(int(year), int(month), int(day), time, _zone_in(rest or ""))


def _zone_in(text: str) -> int:
    tokens = list(_TOKEN.finditer(text))
    numeric = [token[0] for token in tokens if token.lastgroup == "offset"]
    words = [token[0] for token in tokens if token.lastgroup == "word" and token[0].lower() in _ZONES]
    return _offset_minutes((numeric + words + [""])[0])


def _free_form_instant(text: str) -> int | None:
    """Read day, month, year, time and zone in whatever order they stand."""
    text = _DOTTED_DATE.sub(_with_month_name, text)
    month = time = None
    after_time = len(text)
    numbers: list[str] = []
    for token in _TOKEN.finditer(text):
        kind, written = token.lastgroup, token[0]
        if kind == "time" and time is None:
            time, after_time = written, token.end()
        elif kind == "number" or (kind == "offset" and time is None):
            numbers.append(written.lstrip("+-"))
        elif kind == "word" and month is None:
            month = _MONTHS.get(written.lower())
    day, year = _day_and_year(numbers)
    if month is None or day is None or year is None or (time is None and ":" in text):
        return None
    rest = text[after_time:]
    return _instant(year, month, day, _clock(time or "0:0", rest), _zone_in(rest))


def _with_month_name(found: re.Match[str]) -> str:
    month = int(found[2])
    return f"{found[1]} {_MONTH_NAMES[month - 1]} {found[3]}" if 1 <= month <= 12 else ""


def _day_and_year(numbers: list[str]) -> tuple[int | None, int | None]:
    """Tell day and year apart: a year has more than two digits or comes second; two digits as in RFC 5322."""
    years = [each for each in numbers if len(each) > 2] or numbers[1:2]
    days = [each for each in numbers if len(each) <= 2]
    if not years or not days or len(years[0]) > 4:
        return None, None
    year = int(years[0])
    if len(years[0]) < 4:
        year += 2000 if year < 50 else 1900
    return int(days[0]), year


def _clock(written: str, rest: str) -> tuple[int, int, int]:
    """Return hour, minute and second of a time with colons or dots; `rest` may say AM or PM."""
    parts = [int(part) for part in re.split("[:.,]", written)[:3]]
    hour, minute, second = (*parts, 0, 0)[:3]
    half = rest.lstrip().lower()[:2]
    if half in {"am", "pm"} and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "pm" else 0)
    return hour, minute, second

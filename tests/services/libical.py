"""libical, the library by which Evolution, GNOME Calendar and KOrganizer read calendars: strict, and not ours."""

import ctypes
from ctypes.util import find_library
from dataclasses import dataclass

_VEVENT = 4


class _Time(ctypes.Structure):
    """`struct icaltimetype`."""

    _fields_ = [  # type: ignore[mutable-override]
        *((name, ctypes.c_int) for name in ("year", "month", "day", "hour", "minute", "second", "is_date", "summer")),
        ("zone", ctypes.c_void_p),
    ]


@dataclass(frozen=True)
class Entry:
    """What libical understood of one entry."""

    uid: str
    summary: str
    description: str
    start: str
    """In UTC, `2026-03-02 08:15:00Z`."""
    end: str
    """As libical takes it where the entry does not say."""
    properties: tuple[str, ...]
    """Names, in the order of the entry."""
    values: dict[str, str]


def read(content: bytes) -> list[Entry]:
    """Return the entries of a calendar's file; fails where libical has anything to complain of."""
    library = _library()
    calendar = library.icalparser_parse_string(content)
    assert calendar, "libical cannot read it"
    try:
        assert library.icalrestriction_check(calendar) == 1, library.icalcomponent_as_ical_string(calendar)
        assert library.icalcomponent_count_errors(calendar) == 0, library.icalcomponent_as_ical_string(calendar)
        found = []
        event = library.icalcomponent_get_first_component(calendar, _VEVENT)
        while event:
            found.append(_entry(library, event))
            event = library.icalcomponent_get_next_component(calendar, _VEVENT)
        return found
    finally:
        library.icalcomponent_free(calendar)


def _entry(library: ctypes.CDLL, event: int) -> Entry:
    values = {}
    one = library.icalcomponent_get_first_property(event, 0)
    while one:
        values[library.icalproperty_get_property_name(one).decode()] = library.icalproperty_get_value_as_string(
            one
        ).decode()
        one = library.icalcomponent_get_next_property(event, 0)
    return Entry(
        uid=library.icalcomponent_get_uid(event).decode(),
        summary=library.icalcomponent_get_summary(event).decode(),
        description=library.icalcomponent_get_description(event).decode(),
        start=_time(library, library.icalcomponent_get_dtstart(event)),
        end=_time(library, library.icalcomponent_get_dtend(event)),
        properties=tuple(values),
        values=values,
    )


def _time(library: ctypes.CDLL, time: _Time) -> str:
    day = f"{time.year:04}-{time.month:02}-{time.day:02}"
    zone = "Z" if time.zone == library.icaltimezone_get_utc_timezone() else " local"
    return day if time.is_date else f"{day} {time.hour:02}:{time.minute:02}:{time.second:02}{zone}"


def _library() -> ctypes.CDLL:
    name = find_library("ical")
    assert name, "libical is missing: see tools/debian_packages.sh"
    library = ctypes.CDLL(name)
    pointer, text, number = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int
    for function, result, arguments in (
        ("icalparser_parse_string", pointer, [text]),
        ("icalrestriction_check", number, [pointer]),
        ("icalcomponent_count_errors", number, [pointer]),
        ("icalcomponent_as_ical_string", text, [pointer]),
        ("icalcomponent_free", None, [pointer]),
        ("icalcomponent_get_first_component", pointer, [pointer, number]),
        ("icalcomponent_get_next_component", pointer, [pointer, number]),
        ("icalcomponent_get_first_property", pointer, [pointer, number]),
        ("icalcomponent_get_next_property", pointer, [pointer, number]),
        ("icalproperty_get_property_name", text, [pointer]),
        ("icalproperty_get_value_as_string", text, [pointer]),
        ("icalcomponent_get_uid", text, [pointer]),
        ("icalcomponent_get_summary", text, [pointer]),
        ("icalcomponent_get_description", text, [pointer]),
        ("icalcomponent_get_dtstart", _Time, [pointer]),
        ("icalcomponent_get_dtend", _Time, [pointer]),
        ("icaltimezone_get_utc_timezone", pointer, []),
    ):
        one = getattr(library, function)
        one.restype, one.argtypes = result, arguments
    return library

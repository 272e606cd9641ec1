"""The `From ` line that begins each message of an mbox: whether a line is one, and its time.

Holds no knowledge of files or of where a message ends.
"""

import calendar
import re
from dataclasses import dataclass

LONGEST_LINE = 2048
"""A longer line is no envelope line."""

_MOST_WORDS = 64
_WEEKDAYS = frozenset((b"mon", b"tue", b"wed", b"thu", b"fri", b"sat", b"sun"))
_MONTHS = (b"jan", b"feb", b"mar", b"apr", b"may", b"jun", b"jul", b"aug", b"sep", b"oct", b"nov", b"dec")
_CLOCK = re.compile(rb"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?")
_DAY = re.compile(rb"[0-9]{1,2}")
_YEAR = re.compile(rb"(?:19|20)[0-9]{2}")
_OFFSET = re.compile(rb"([+-])([0-9]{2})([0-9]{2})")
_ZONE_NAME = re.compile(rb"\(?[A-Z]{1,5}\)?")
_ZONE_HOURS = {
    b"EST": -5, b"EDT": -4, b"CST": -6, b"CDT": -5, b"MST": -7, b"MDT": -6, b"PST": -8, b"PDT": -7,
    b"WEST": 1, b"BST": 1, b"CET": 1, b"MET": 1, b"CEST": 2, b"MEST": 2, b"EET": 2, b"EEST": 3,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Envelope:
    """An envelope line that was recognised."""

    time: int | None
    """Seconds since 1970 (a line without zone is in UTC); None where the date does not exist."""


def read_envelope(line: bytes) -> Envelope | None:
    """Return what an envelope line says, or None if the line is ordinary text.

    ``From `` and a sender (often an address, ``-``, ``MAILER-DAEMON``, or nothing) followed by a date at
    the end of the line: asctime with or without seconds and zone, or the date form of mail headers.
    """
    if len(line) > LONGEST_LINE or not line.startswith(b"From "):
        return None
    words = line[5:].split(maxsplit=_MOST_WORDS)
    if words[-3:-1] == [b"remote", b"from"]:
        del words[-3:]
    last_words = range(len(words) - 1, max(2, len(words) - 6), -1)
    clock = next((at for at in last_words if _CLOCK.fullmatch(words[at])), None)
    if clock is None:
        return None
    found = _asctime(words, clock) or _header_date(words, clock)
    if found is None or not _is_sender(words[: found[0]]):
        return None
    _, year, month, day, zones = found
    return Envelope(_seconds(year, month, day, words[clock], zones))


_Found = tuple[int, bytes, int, bytes, list[bytes]]
"""How many words precede the date; year, month from 1, day, zones."""


def _asctime(words: list[bytes], clock: int) -> _Found | None:
    """Read ``Mon Mar  2 08:15:00 2026`` with zones before or after the year."""
    month = _month(words[clock - 2])
    if not month or not _DAY.fullmatch(words[clock - 1]) or not _is_weekday(words[clock - 3]):
        return None
    after = words[clock + 1 :]
    years = [word for word in after if _YEAR.fullmatch(word)]
    zones = [word for word in after if word not in years]
    if len(years) != 1 or not all(map(_is_zone, zones)):
        return None
    return clock - 3, years[0], month, words[clock - 1], zones


def _header_date(words: list[bytes], clock: int) -> _Found | None:
    """Read ``Mon, 02 Mar 2026 08:15:00 +0100``, the weekday optional."""
    month = _month(words[clock - 2])
    zones = words[clock + 1 :]
    if not month or not _YEAR.fullmatch(words[clock - 1]) or not _DAY.fullmatch(words[clock - 3]):
        return None
    if len(zones) > 2 or not all(map(_is_zone, zones)):
        return None
    start = clock - 4 if clock >= 4 and _is_weekday(words[clock - 4]) else clock - 3
    return start, words[clock - 1], month, words[clock - 3], zones


def _is_sender(words: list[bytes]) -> bool:
    """Tell a sender from a sentence that happens to end in a date."""
    if len(words) <= 1:
        return True
    if len(words) == 3 and words[1] == b"at":  # pipermail hides addresses so
        return True
    return words[0].startswith(b'"') or b"@" in words[-1] or (words[-1][:1] == b"[" and len(words) == 2)


def _is_weekday(word: bytes) -> bool:
    return word.removesuffix(b",").lower() in _WEEKDAYS


def _month(word: bytes) -> int:
    lower = word.lower()
    return _MONTHS.index(lower) + 1 if lower in _MONTHS else 0


def _is_zone(word: bytes) -> bool:
    return bool(_OFFSET.fullmatch(word) or _ZONE_NAME.fullmatch(word))


def _seconds(year: bytes, month: int, day: bytes, clock: bytes, zones: list[bytes]) -> int | None:
    hour, minute, second = (int(part) for part in (*clock.split(b":"), b"0")[:3])
    years, days = int(year), int(day)
    if years < 1970 or hour > 23 or minute > 59 or second > 60:
        return None
    if not 1 <= days <= calendar.monthrange(years, month)[1]:
        return None
    return calendar.timegm((years, month, days, hour, minute, second)) - _zone_seconds(zones)


def _zone_seconds(zones: list[bytes]) -> int:
    for zone in zones:
        offset = _OFFSET.fullmatch(zone)
        if offset:
            seconds = int(offset[2]) * 3600 + int(offset[3]) * 60
            return -seconds if offset[1] == b"-" else seconds
    return sum(_ZONE_HOURS.get(zone.strip(b"()"), 0) for zone in zones[:1]) * 3600

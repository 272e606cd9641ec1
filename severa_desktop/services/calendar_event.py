"""One activity as an entry of a calendar (RFC 5545 `VEVENT`). Loaded for exports only: the library takes a while.

An e-mail is a moment: the entry has a start and no duration, and keeps nobody busy. People are named in its text and
not as organiser and attendees: a client that reads the file has nobody to send an invitation to.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from icalendar import Calendar, Event

from severa_desktop.core.model import Activity, ProjectLink
from severa_desktop.sentences import kind_words
from severa_desktop.services.setting_words import status_words
from severa_desktop.texts import _

_LONGEST_BODY = 4_000
"""Letters of a mail's text that an entry shows; the whole stays with the activity."""
_UNSAFE = dict.fromkeys({*range(0x20), 0x7F, *range(0xD800, 0xE000)} - set(b"\t\n"))
"""Control characters that iCalendar's text may not hold, and halves of characters."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands in a calendar's file before and after its entries."""

    head: bytes
    foot: bytes


def frame() -> Frame:
    """Return the frame of a calendar's file. Its method is left out: nothing in it is a request (RFC 5546)."""
    calendar = Calendar()
    calendar.add("PRODID", "-//Severa Desktop//Activities//EN")
    calendar.add("VERSION", "2.0")
    calendar.add("CALSCALE", "GREGORIAN")
    head, end, rest = calendar.to_ical().partition(b"END:VCALENDAR")
    return Frame(head, end + rest)


def event(activity: Activity, digest: bytes, now: int) -> bytes:
    """Return an activity as an entry's lines; `digest` is the SHA-256 of its first original, `now` seconds since 1970.

    The entry is known by that mail's bytes: exported again it takes its own place, and two activities never share it.
    """
    entry = Event()
    entry.add("UID", f"{digest.hex()}@severa-desktop")
    entry.add("DTSTAMP", _time(now))
    entry.add("DTSTART", _time(activity.started_at))
    entry.add("SUMMARY", _text(activity.subject))
    entry.add("DESCRIPTION", _text("\n".join(_description(activity))))
    entry.add("CATEGORIES", [_text(activity.type)])
    entry.add("STATUS", "CONFIRMED")
    entry.add("TRANSP", "TRANSPARENT")
    lines: bytes = entry.to_ical()
    return lines


def _time(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _text(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(_UNSAFE)


def _description(activity: Activity) -> Iterator[str]:
    """Yield the lines that say who and what the activity is about, then the mail's text."""
    owner, customer, project = activity.owner, activity.customer, activity.project
    yield _line(_("Owner"), _person(owner.name, owner.email))
    for one in activity.participants:
        yield _line(kind_words(one.kind).capitalize(), _person(one.name, one.email))
    if customer is not None:
        yield _line(_("Customer"), customer.name)
    if project is not None:
        yield _line(_project_title(project), f"{project.number} {project.name}")
    yield _line(_("Status"), status_words(activity.status))
    body = activity.body.strip()
    if body:
        yield ""
        yield body if len(body) <= _LONGEST_BODY else f"{body[:_LONGEST_BODY].rstrip()}…"


def _line(title: str, value: str) -> str:
    return f"{title}: {' '.join(value.split())}"


def _person(name: str, email: str) -> str:
    return email if name == email else f"{name} <{email}>"


def _project_title(project: ProjectLink) -> str:
    return _("Sales case") if project.kind == "sales_case" else _("Project")

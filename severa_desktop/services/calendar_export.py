"""Activities as a calendar's file (iCalendar, RFC 5545): those whose type calendars show, and no others."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from severa_desktop.core.rules.calendar import types_in_calendars
from severa_desktop.services.activities import Wanted, query_of
from severa_desktop.services.directory_text import shown_path
from severa_desktop.services.errors import UserError
from severa_desktop.services.setup import SetupService
from severa_desktop.services.whole_files import replacing
from severa_desktop.store.records import State
from severa_desktop.texts import _

if TYPE_CHECKING:
    from severa_desktop.core.model import Activity
    from severa_desktop.store.reader import Reader
    from severa_desktop.store.store import Store

_GREATEST_ID = 2**63 - 1
_CHUNK = 500


class NothingForCalendarsError(UserError):
    """None of the activities has a type that calendars show: no file was written."""


@dataclass(frozen=True, slots=True)
class CalendarExport:
    """What was written."""

    path: Path
    exported: int
    left_out: int
    """Activities whose type calendars do not show."""


class CalendarService:
    """Exports activities of one store."""

    def __init__(self, store: "Store", now: Callable[[], int]) -> None:
        self._store = store
        self._now = now

    def export_ids(self, ids: Sequence[int], target: Path) -> CalendarExport:
        """Write these activities to a file, over an existing one; raises UserError, and then nothing is written."""
        with self._store.reading() as reader:
            return self._export(reader, _by_id(reader, list(dict.fromkeys(ids))), target)

    def export_wanted(self, wanted: Wanted, target: Path) -> CalendarExport:
        """Write the activities that a person asks for to a file, as `export_ids` does."""
        query = query_of(wanted)
        with self._store.reading() as reader:
            found = () if query is None else (stored.activity for stored in reader.activities(query))
            return self._export(reader, iter(found), target)

    def _export(self, reader: "Reader", found: "Iterator[Activity]", target: Path) -> CalendarExport:
        setup = SetupService(self._store).setup()
        shown = types_in_calendars(setup.activity_types, setup.excluded)
        wanted: list[tuple[int, int]] = []
        left_out = 0
        for activity in found:
            if activity.type in shown:
                wanted.append((activity.started_at, activity.id or 0))
            else:
                left_out += 1
        if not wanted:
            raise NothingForCalendarsError(_nothing(left_out))
        try:
            self._write(reader, [activity_id for _time, activity_id in sorted(wanted)], target)
        except OSError as error:
            sentence = _("{file} cannot be written ({error}). Give another file.")
            raise UserError(sentence.format(file=shown_path(target), error=error.strerror or error)) from None
        return CalendarExport(target, len(wanted), left_out)

    def _write(self, reader: "Reader", ids: Sequence[int], target: Path) -> None:
        """Write entries one after the other, the oldest first, so that memory holds one of them."""
        # The library takes a while to load, and only exports need it.
        from severa_desktop.services.calendar_event import event, frame  # noqa: PLC0415

        around, now = frame(), self._now()
        with replacing(target) as file:
            file.write(around.head)
            for activity_id in ids:
                stored = reader.activity(activity_id)
                if stored is not None:
                    file.write(event(stored.activity, reader.copies_of(activity_id)[0].sha256, now))
            file.write(around.foot)


def _by_id(reader: "Reader", ids: Sequence[int]) -> "Iterator[Activity]":
    for start in range(0, len(ids), _CHUNK):
        chunk = ids[start : start + _CHUNK]
        found = reader.activities_by_id([one for one in chunk if 1 <= one <= _GREATEST_ID])
        for activity_id in chunk:
            stored = found.get(activity_id)
            if stored is None or stored.state is not State.LIVE:
                sentence = _("There is no activity {id}. See them with: severa-desktop activities")
                raise UserError(sentence.format(id=activity_id))
            yield stored.activity


def _nothing(left_out: int) -> str:
    if not left_out:
        return _("No activity was found, so that no calendar was written.")
    return _(
        "No activity among these has a type that is synchronised with calendars, so that no calendar was written. "
        "Which types are, the directory says; those that were excluded never are."
    )

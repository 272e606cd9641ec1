"""The tables of an export that people read: activities and what belongs to them as CSV files.

Text from mails stands in them, which a spreadsheet must not take for a formula: such a cell begins with an apostrophe.
The exact values are in the export's records.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from severa_desktop.services.moving_form import TABLES, mail_name

if TYPE_CHECKING:
    from severa_desktop.store.reader import Reader
    from severa_desktop.store.records import StoredActivity, StoredCopy

Cell = str | int | None

_COLUMNS: Mapping[str, Sequence[str]] = {
    "activities": (
        *("id", "started_at", "subject", "type", "status", "owner", "owner_email", "customer", "project"),
        *("project_name", "warnings", "attachments", "state", "edited", "message_id", "mails"),
    ),
    "participants": ("activity_id", "name", "email", "kind", "contact_or_user"),
    "attachments": ("activity_id", "name", "media_type", "size", "sha256", "mail", "part"),
    "not_imported": ("id", "outcome", "reason", "subject", "sender", "received_at", "source", "dismissed", "mails"),
    "history": ("at", "action", "what", "undone", "activity_id", "not_imported_id", "field", "before", "after"),
}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_AT_ONCE = 500
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class _Writer(Protocol):
    def writerow(self, row: Iterable[Cell], /) -> object: ...


def write_tables(reader: "Reader", folder: Path) -> None:
    """Write the CSV files into an export's folder; raises OSError."""
    (folder / TABLES).mkdir(mode=0o700)
    with ExitStack() as stack:
        writers: dict[str, _Writer] = {}
        for name, columns in _COLUMNS.items():
            path = folder / TABLES / f"{name}.csv"
            # With a mark, as Excel takes other files for the system's own charset.
            file = stack.enter_context(path.open("x", encoding="utf-8-sig", errors="replace", newline=""))
            writers[name] = csv.writer(file)
            writers[name].writerow(columns)
        for stored, copies in _activities(reader):
            _write_activity(writers, stored, copies)
        for row in _not_imported(reader):
            writers["not_imported"].writerow(map(_cell, row))
        for row in _history(reader):
            writers["history"].writerow(map(_cell, row))


def _activities(reader: "Reader") -> Iterator[tuple["StoredActivity", Sequence["StoredCopy"]]]:
    ids = (_number(row["id"]) for row in reader.table_rows("activities"))
    while chunk := list(islice(ids, _AT_ONCE)):
        found = reader.activities_by_id(chunk)
        copies = reader.copies_of_all(chunk)
        for activity_id in chunk:
            yield found[activity_id], copies.get(activity_id, ())


def _write_activity(writers: Mapping[str, _Writer], stored: "StoredActivity", copies: Sequence["StoredCopy"]) -> None:
    activity = stored.activity
    project, customer = activity.project, activity.customer
    mails = [mail_name(copy.original_id) for copy in copies]
    row: tuple[Cell, ...] = (
        *(activity.id, _time(activity.started_at), activity.subject, activity.type, activity.status),
        *(activity.owner.name, activity.owner.email, None if customer is None else customer.name),
        *((None, None) if project is None else (project.number, project.name)),
        *(" ".join(stored.warnings), "; ".join(each.name for each in activity.attachments), stored.state.value),
        *(" ".join(sorted(stored.edited)), activity.message_id, " ".join(dict.fromkeys(mails))),
    )
    writers["activities"].writerow(map(_cell, row))
    for each in activity.participants:
        person = (activity.id, each.name, each.email, each.kind.value, each.key)
        writers["participants"].writerow(map(_cell, person))
    for file in activity.attachments:
        first = mails[0] if mails else None
        attached = (activity.id, file.name, file.media_type, file.size, file.sha256, first, file.part)
        writers["attachments"].writerow(map(_cell, attached))


def _not_imported(reader: "Reader") -> Iterator[tuple[Cell, ...]]:
    for entry in reader.table_rows("refusals"):
        refusal = reader.refusals_by_id([_number(entry["id"])])[_number(entry["id"])]
        mails = [mail_name(copy.original_id) for copy in reader.copies_of_refusal(refusal.id)]
        received = None if refusal.received_at is None else _time(refusal.received_at)
        dismissed = "true" if entry["dismissed"] else "false"
        yield (
            *(refusal.id, refusal.outcome.value, refusal.reason.value, refusal.subject, refusal.sender, received),
            *(refusal.source, dismissed, " ".join(dict.fromkeys(mails))),
        )


def _history(reader: "Reader") -> Iterator[tuple[Cell, ...]]:
    actions = {row["id"]: row for row in reader.table_rows("actions")}
    for row in reader.table_rows("history"):
        action = actions[row["action_id"]]
        yield (
            _time(_number(action["at"])),
            *(str(action["kind"]), str(action["what"]), "true" if action["undone"] else "false"),
            *(_number_or_none(row["activity_id"]), _number_or_none(row["refusal_id"]), str(row["field"])),
            *(_words(row["before"]), _words(row["after"])),
        )


def _words(value: object) -> str:
    """Return a changed value in one cell."""
    if isinstance(value, dict | list):
        parts = value.values() if isinstance(value, dict) else value
        return "; ".join(filter(None, map(_words, parts)))
    return "" if value is None else str(value)


def _number(value: object) -> int:
    if not isinstance(value, int):
        raise TypeError(value)
    return value


def _number_or_none(value: object) -> int | None:
    return None if value is None else _number(value)


def _time(seconds: int) -> str:
    try:
        return (_EPOCH + timedelta(seconds=seconds)).isoformat()
    except OverflowError:
        return str(seconds)


def _cell(value: Cell) -> str:
    if value is None:
        return ""
    text = str(value).replace("\x00", "")
    return f"'{text}" if isinstance(value, str) and text.startswith(_FORMULA) else text

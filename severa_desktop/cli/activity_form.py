"""One activity with its reasons, warnings and route: in JSON, and in words for people."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from severa_desktop.cli.json_form import Json, activity_object, reasons_list, time_text
from severa_desktop.cli.times import delay_words, local_time, size_words
from severa_desktop.core.directory import ProjectKind
from severa_desktop.core.model import Activity
from severa_desktop.printable import lines, one_line
from severa_desktop.sentences import kind_words, reason_sentence
from severa_desktop.services.setting_words import status_words
from severa_desktop.texts import _

if TYPE_CHECKING:
    from severa_desktop.services.activities import StoredActivity
    from severa_desktop.services.correcting import HistoryEntry
    from severa_desktop.services.routes import Hop

_LABEL_WIDTH = 13


def shown_object(stored: "StoredActivity", route: "Sequence[Hop]", *, with_body: bool) -> Json:
    """Return an activity with its reasons, warnings and route."""
    return {
        **activity_object(stored.activity, with_body=with_body),
        "reasons": reasons_list(stored.reasons),
        "warnings": [warning.value for warning in stored.warnings],
        "route": [_hop_object(hop) for hop in route],
    }


def shown_lines(stored: "StoredActivity", history: "Sequence[HistoryEntry]", route: "Sequence[Hop]") -> Iterator[str]:
    """Yield the printable lines that tell a person everything about an activity."""
    activity = stored.activity
    yield one_line(activity.subject)
    yield one_line(f"{local_time(activity.started_at)} · {activity.type} · {status_words(activity.status)}")
    yield ""
    yield from _labelled(_("Owner"), [f"{activity.owner.name} <{activity.owner.email}>"])
    yield from _labelled(
        _("Participants"), (f"{one.name} <{one.email}>, {kind_words(one.kind)}" for one in activity.participants)
    )
    yield from _labelled(_("Customer"), [activity.customer.name] if activity.customer else [])
    yield from _labelled(_("Project"), _project(activity))
    files = _("Files") if activity.project else _("Attachments")
    yield from _labelled(files, (f"{one.name} ({size_words(one.size)})" for one in activity.attachments))
    yield from _labelled(_("Message-ID"), [activity.message_id] if activity.message_id else [])
    warnings = set(stored.warnings)
    yield from _section(_("Needs a look"), (reason_sentence(one) for one in stored.reasons if one.code in warnings))
    yield from _section(_("Why"), (reason_sentence(one) for one in stored.reasons if one.code not in warnings))
    yield from _section(_("Changed"), map(change_line, history))
    yield from _section(_("Way"), map(_hop_words, route))
    if activity.body.strip():
        yield ""
        yield lines(activity.body).rstrip("\n")


def change_line(entry: "HistoryEntry") -> str:
    """Return what was changed on an activity and when, as a printable line."""
    from severa_desktop.services.change_words import history_sentence

    return one_line(f"{local_time(entry.at)}  {history_sentence(entry)}")


def _project(activity: Activity) -> list[str]:
    project = activity.project
    if project is None:
        return []
    kind = _("sales case") if project.kind == ProjectKind.SALES_CASE else _("project")
    return [f"{project.number} {project.name} ({kind})"]


def _labelled(label: str, values: Iterable[str]) -> Iterator[str]:
    for number, value in enumerate(values):
        yield one_line(f"{'' if number else label:<{_LABEL_WIDTH}} {value}")


def _section(heading: str, sentences: Iterable[str]) -> Iterator[str]:
    for number, sentence in enumerate(sentences):
        if not number:
            yield ""
            yield heading
        yield one_line(f"  - {sentence}")


def _hop_object(hop: "Hop") -> Json:
    return {
        "from": hop.from_ or None,
        "by": hop.by or None,
        "for": hop.for_ or None,
        "time": None if hop.time is None else time_text(hop.time),
        "delay": hop.delay,
    }


def _hop_words(hop: "Hop") -> str:
    unknown = _("unknown")
    way = _("{host} to {other}").format(host=hop.from_ or unknown, other=hop.by or unknown)
    when = "" if hop.time is None else _("at {time}").format(time=local_time(hop.time))
    return " ".join(filter(None, (way, when, delay_words(hop.delay) if hop.delay else "")))

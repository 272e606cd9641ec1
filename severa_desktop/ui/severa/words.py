"""How the exchange with Severa is doing, in words, for the settings and the status bar alike."""

from collections.abc import Mapping
from dataclasses import dataclass

from severa_desktop.core.severa import PushMode, RecordKind
from severa_desktop.services.severa.events import Failed, Fetched, Sent
from severa_desktop.services.severa.result_words import done_words
from severa_desktop.services.severa.standing import Standing
from severa_desktop.texts import N_, _, ngettext
from severa_desktop.ui import times
from severa_desktop.ui.severa.controller import SeveraController

_LISTS = {
    RecordKind.ACTIVITY_TYPES: N_("activity types"),
    RecordKind.USERS: N_("users"),
    RecordKind.CUSTOMERS: N_("customers"),
    RecordKind.CONTACTS: N_("contact persons"),
    RecordKind.PROJECTS: N_("projects and sales cases"),
}
_MODES = {
    PushMode.OFF: N_("Send nothing"),
    PushMode.BY_HAND: N_("Send when I say so"),
    PushMode.AUTOMATIC: N_("Send by itself"),
}
_MEANINGS = {
    PushMode.OFF: N_("Activities stay on this computer; only the directory is fetched."),
    PushMode.BY_HAND: N_("New and corrected activities wait until you press “Send now”."),
    PushMode.AUTOMATIC: N_("New and corrected activities are sent some seconds later, while the program runs."),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A few words for the status bar."""

    words: str
    is_trouble: bool = False


def mode_words(mode: PushMode) -> str:
    """Return what a way of sending is called."""
    return _(_MODES[mode])


def mode_meaning(mode: PushMode) -> str:
    """Return what a way of sending means."""
    return _(_MEANINGS[mode])


def status_line(severa: SeveraController) -> Line | None:
    """Return how things are, None while Severa is not connected."""
    standing = severa.standing
    if standing is None:
        return None
    if severa.is_fetching:
        return Line(_("Severa: fetching …"))
    if severa.is_sending:
        return Line(_("Severa: sending …"))
    trouble = trouble_words(severa)
    if trouble:
        return Line(_("Severa: {sentence}").format(sentence=trouble), is_trouble=True)
    if standing.outbox.waiting:
        text = ngettext("Severa: {count} to be sent", "Severa: {count} to be sent", standing.outbox.waiting)
        return Line(text.format(count=times.number(standing.outbox.waiting)))
    if standing.connection.pulled_at is None:
        return Line(_("Severa: not fetched yet"))
    return Line(_("Severa: fetched {time}").format(time=times.shortest(standing.connection.pulled_at)))


def trouble_words(severa: SeveraController) -> str:
    """Return what keeps the exchange from going on, empty for nothing."""
    if severa.failure is not None:
        return severa.failure.sentence
    return "" if severa.standing is None else severa.standing.connection.error


def fetched_words(standing: Standing) -> str:
    """Return when the directory was fetched, and when it will be again."""
    connection = standing.connection
    if connection.pulled_at is None:
        return _("The directory was not fetched yet.")
    last = _("Fetched: {time}.").format(time=times.short(connection.pulled_at))
    if connection.next_pull is None:
        return last
    following = _("Next: {time}.").format(time=times.short(connection.next_pull))
    return f"{last} {following}"


def outbox_words(standing: Standing) -> str:
    """Return how many activities are in Severa, wait, or are held."""
    outbox = standing.outbox
    parts = [_("{count} in Severa").format(count=times.number(outbox.sent))]
    if outbox.waiting:
        parts.append(_("{count} to be sent").format(count=times.number(outbox.waiting)))
    if outbox.to_check:
        parts.append(_("{count} to be looked at").format(count=times.number(outbox.to_check)))
    return " · ".join(parts)


def progress_words(severa: SeveraController) -> str:
    """Return how far what is being done is."""
    if severa.is_cancelling:
        return _("Being cancelled …")
    if severa.is_sending:
        text = ngettext("{count} activity dealt with", "{count} activities dealt with", severa.activities)
        return text.format(count=times.number(severa.activities)) if severa.activities else _("Sending …")
    if severa.is_fetching:
        return read_words(severa.read)
    return _("Trying …")


def read_words(read: Mapping[str, int]) -> str:
    """Return how many records were read so far."""
    parts = [
        _("{count} {what}").format(count=times.number(read[kind]), what=_(words))
        for kind, words in _LISTS.items()
        if read.get(kind)
    ]
    return ", ".join(parts) if parts else _("Fetching …")


def result_words(event: object) -> str:
    """Return what fetching or sending did, as a sentence; what did not come about is said elsewhere."""
    match event:
        case Fetched() | Sent() if words := done_words(event, times.number):
            return words
        case Sent() if not event.error and not event.refused:
            return _("There was nothing to send.")
        case Failed() if event.is_stopped or event.is_busy:
            return event.sentence
        case _:
            return ""

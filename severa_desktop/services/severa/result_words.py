"""What fetching and sending came to, in words, for a window and a processor without one alike."""

from collections.abc import Callable

from severa_desktop.services.severa.events import Event, Fetched, Sent
from severa_desktop.texts import _, ngettext


def done_words(event: Event, number: Callable[[int], str]) -> str:
    """Return what was done as a sentence, with numbers as this writes them; empty for what did not come about."""
    match event:
        case Fetched() if event.changed_anything:
            return _("Fetched from Severa: {what}.").format(what=", ".join(_changes(event, number)))
        case Fetched():
            return _("Fetched from Severa: nothing has changed.")
        case Sent() if event.activities:
            text = ngettext("{count} activity sent to Severa.", "{count} activities sent to Severa.", event.activities)
            return text.format(count=number(event.activities))
        case _:
            return ""


def _changes(event: Fetched, number: Callable[[int], str]) -> list[str]:
    parts = (
        (_("{count} new"), event.added),
        (_("{count} changed"), event.changed),
        (_("{count} no longer active"), event.deactivated),
    )
    return [text.format(count=number(count)) for text, count in parts if count]

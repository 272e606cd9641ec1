"""What there is to say of exchanging that nobody watches: each result, and each trouble once."""

from severa_desktop.services.severa.events import Event, Failed, Fetch, Fetched, Send, Sent
from severa_desktop.services.severa.result_words import done_words
from severa_desktop.texts import _, ngettext, number


class News:
    """Makes sentences of how jobs ended; what is no news is not said again. None has content of mails."""

    def __init__(self) -> None:
        self._troubles: dict[type[Fetch | Send], str] = {}
        self._clashes = self._stuck = 0

    def of(self, job: Fetch | Send, event: Event) -> list[str]:
        """Return what there is to say of a job."""
        if isinstance(event, Failed) and (event.is_busy or event.is_stopped):
            return []
        sentences = [done_words(event, number)]
        if isinstance(event, Fetched):
            sentences.append(self._clash_words(event))
        if isinstance(event, Sent):
            sentences += [_refused_words(event), self._stuck_words(event)]
        trouble = event.sentence if isinstance(event, Failed) else event.error if isinstance(event, Sent) else ""
        if trouble and trouble != self._troubles.get(type(job)):
            sentences.append(_("Severa: {sentence}").format(sentence=trouble))
        self._troubles[type(job)] = trouble
        return [one for one in sentences if one]

    def _clash_words(self, event: Fetched) -> str:
        before, self._clashes = self._clashes, event.clashes
        if event.clashes <= before:
            return ""
        words = ngettext(
            "{count} record of Severa clashes with one made by hand.",
            "{count} records of Severa clash with ones made by hand.",
            event.clashes,
        )
        more = _("See them with: severa-desktop severa clashes")
        return f"{words.format(count=number(event.clashes))} {more}"

    def _stuck_words(self, event: Sent) -> str:
        before, self._stuck = self._stuck, event.left.stuck
        if event.left.stuck <= before:
            return ""
        words = ngettext(
            "{count} activity does not get to Severa, and is still being tried.",
            "{count} activities do not get to Severa, and are still being tried.",
            event.left.stuck,
        )
        return f"{words.format(count=number(event.left.stuck))} {_see_why()}"


def _refused_words(event: Sent) -> str:
    if not event.refused:
        return ""
    words = ngettext(
        "{count} activity cannot be sent as it is.", "{count} activities cannot be sent as they are.", event.refused
    )
    return f"{words.format(count=number(event.refused))} {_see_why()}"


def _see_why() -> str:
    return _("See why with: severa-desktop severa held")

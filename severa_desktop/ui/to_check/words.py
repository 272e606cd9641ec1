"""Words and signs for what there is to check."""

from collections.abc import Iterable

from severa_desktop.core.model import Outcome
from severa_desktop.core.reasons import Reason
from severa_desktop.sentences import reason_sentence, refusal_words, warning_words
from severa_desktop.services.activities import ActivityLine
from severa_desktop.services.checking import CheckEntry, CheckKind, Refusal
from severa_desktop.texts import _

TONES = {
    CheckKind.REJECTED: ("circle-x", "error"),
    CheckKind.FAILED: ("circle-alert", "error"),
    CheckKind.WARNING: ("triangle-alert", "warning"),
    CheckKind.NOT_SENT: ("upload", "error"),
}
"""The sign of each kind, and its colour."""


def kind_words(kind: CheckKind) -> str:
    """Return what kind of thing it is."""
    return {
        CheckKind.REJECTED: _("Not imported"),
        CheckKind.FAILED: _("Not readable"),
        CheckKind.WARNING: _("With warnings"),
        CheckKind.NOT_SENT: _("Not in Severa"),
    }[kind]


def title_words(what: ActivityLine | Refusal) -> str:
    """Return what an entry is called: its subject, or the file's name of what could not be read."""
    if not what.subject and isinstance(what, Refusal) and what.outcome is Outcome.FAILED:
        return file_name(what.source)
    return what.subject or _("No subject")


def file_name(source: str) -> str:
    """Return the last part of where a mail came from."""
    return source.rpartition("/")[2]


def short_words(entry: CheckEntry) -> str:
    """Return why an entry is to be checked, in a few words."""
    if entry.kind is CheckKind.NOT_SENT:
        return entry.error
    codes = dict.fromkeys(reason.code for reason in entry.reasons)
    say = warning_words if entry.kind is CheckKind.WARNING else refusal_words
    return ", ".join(map(say, codes))


def reason_words(entry: CheckEntry) -> str:
    """Return why an entry is to be checked, a line each reason."""
    return "\n".join(filter(None, (entry.error, *sentences(entry.reasons))))


def sentences(reasons: Iterable[Reason]) -> list[str]:
    """Return reasons in words, what is said twice once."""
    return list(dict.fromkeys(map(reason_sentence, reasons)))

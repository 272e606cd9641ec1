"""Why an activity is as it is, and what belongs to it, as rich text: reasons, warnings, history, conversation.

Everything that comes from a mail or the directory is escaped here.
"""

from collections.abc import Iterable, Sequence
from html import escape

from severa_desktop.core.reasons import WARNINGS
from severa_desktop.sentences import reason_sentence
from severa_desktop.services.activities import StoredActivity
from severa_desktop.services.correcting import HistoryEntry
from severa_desktop.services.viewing import ThreadMail
from severa_desktop.texts import _
from severa_desktop.ui import theme, times
from severa_desktop.ui.changes import history_sentence

OPEN = "activity:"
"""Links to another activity, followed by its id."""


def why_html(opened: StoredActivity, history: Sequence[HistoryEntry], thread: Sequence[ThreadMail]) -> str:
    """Return reasons, changes by people, and the other mails of the conversation."""
    warning = theme.colours().warning
    sentences = dict.fromkeys(reason_sentence(reason) for reason in opened.reasons if reason.code in WARNINGS)
    reasons = dict.fromkeys(reason_sentence(reason) for reason in opened.reasons if reason.code not in WARNINGS)
    lines = [f'<span style="color:{warning}">⚠ {escape(sentence)}</span>' for sentence in sentences]
    lines += map(escape, reasons)
    parts = [_section(_("Why"), lines)]
    if history:
        lines = [f"{escape(history_sentence(one))} · {escape(times.short(one.at))}" for one in history]
        parts.append(_section(_("Changes"), lines))
    others = [one for one in thread if one.id != opened.activity.id]
    if others:
        parts.append(_section(_("Conversation"), map(_thread_line, others)))
    return "".join(parts)


def _thread_line(mail: ThreadMail) -> str:
    about = f"{times.short(mail.started_at)} · {mail.owner}"
    return f'<a href="{OPEN}{mail.id}">{escape(mail.subject)}</a> · {escape(about)}'


def _section(title: str, lines: Iterable[str]) -> str:
    rows = "".join(f'<p style="margin:0 0 4px 0">{line}</p>' for line in lines)
    return f'<p style="margin:8px 0 4px 0"><b>{escape(title)}</b></p>{rows}'

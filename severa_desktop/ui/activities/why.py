"""Why an activity is as it is, and what belongs to it: reasons, warnings, history, conversation, the mail's route.

Everything that comes from a mail or the directory is escaped here.
"""

from collections.abc import Iterable, Sequence
from html import escape

from PySide6.QtCore import QEvent, QSize, QUrl, Signal
from PySide6.QtWidgets import QTextBrowser, QWidget

from severa_desktop.core.reasons import WARNINGS
from severa_desktop.sentences import reason_sentence
from severa_desktop.services.activities import StoredActivity
from severa_desktop.services.correcting import HistoryEntry
from severa_desktop.services.routes import Hop
from severa_desktop.services.viewing import ThreadMail
from severa_desktop.texts import _
from severa_desktop.ui import theme, times
from severa_desktop.ui.background import Lane
from severa_desktop.ui.changes import history_sentence
from severa_desktop.ui.context import Context

_OPEN = "activity:"
"""Links to another activity, followed by its id."""
_ROUTE = "route:"
_HINT = 8 * theme.UNIT
_MINUTE, _HOUR = 60, 3_600


class WhyView(QTextBrowser):
    """Explains the activity that is shown; reads the mail's route when somebody asks for it."""

    open_activity = Signal(int)

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._stored: StoredActivity | None = None
        self._history: Sequence[HistoryEntry] = ()
        self._thread: Sequence[ThreadMail] = ()
        self._html = ""
        self._unfolded = False
        self._route: tuple[Hop, ...] | None = None
        """None until it was read."""
        self.setAccessibleName(_("Why"))
        self.setOpenLinks(False)
        self.document().setDocumentMargin(2 * theme.UNIT)
        self.anchorClicked.connect(self._follow)

    def sizeHint(self) -> QSize:
        """Ask for little, as the mail's text does."""
        return QSize(super().sizeHint().width(), _HINT)

    def show_why(self, stored: StoredActivity, history: Sequence[HistoryEntry], thread: Sequence[ThreadMail]) -> None:
        """Explain an activity; the same one keeps its route in sight."""
        is_other = self._stored is None or self._stored.activity.id != stored.activity.id
        if is_other:
            self._unfolded, self._route = False, None
        self._stored, self._history, self._thread = stored, history, thread
        self._write()
        if is_other:
            self.verticalScrollBar().setValue(0)

    def changeEvent(self, event: QEvent) -> None:
        """Write in the colours of the other mode."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._stored is not None:
            self._write()

    def _write(self) -> None:
        if self._stored is None:
            return
        html = why_html(self._stored, self._history, self._thread) + self._route_html()
        if html == self._html:
            # What a person selected, or the link the keyboard is on, stays.
            return
        self._html = html
        place = self.verticalScrollBar().value()
        self.setHtml(html)
        self.verticalScrollBar().setValue(place)

    def _route_html(self) -> str:
        title = _link(_ROUTE, _("Route of the mail") + (" ▾" if self._unfolded else " ▸"))
        if not self._unfolded:
            lines: Iterable[str] = ()
        elif self._route is None:
            lines = [escape(_("Reading the mail …"))]
        else:
            lines = route_lines(self._route)
        return _section(title, lines)

    def turn_route(self) -> None:
        """Show the mail's route, or do not any more."""
        if self._stored is None or not self.isVisible():
            return
        self._unfolded = not self._unfolded
        self._write()
        if self._unfolded:
            self.verticalScrollBar().setValue(self.verticalScrollBar().maximum())
            if self._route is None:
                self._read_route(self._stored.activity.id or 0)

    def _read_route(self, activity_id: int) -> None:
        def show(route: tuple[Hop, ...]) -> None:
            if self._stored is not None and self._stored.activity.id == activity_id:
                self._route = route
                self._write()
                self.verticalScrollBar().setValue(self.verticalScrollBar().maximum())

        self._context.background.run(
            self, lambda services: services.routes.route(activity_id), show, subject="route", lane=Lane.SLOW
        )

    def _follow(self, link: QUrl) -> None:
        text = link.toString()
        if text.startswith(_OPEN):
            self.open_activity.emit(int(text.removeprefix(_OPEN)))
        elif text.startswith(_ROUTE):
            self.turn_route()


def why_html(opened: StoredActivity, history: Sequence[HistoryEntry], thread: Sequence[ThreadMail]) -> str:
    """Return reasons, changes by people, and the other mails of the conversation."""
    warning = theme.colours().warning
    sentences = dict.fromkeys(reason_sentence(reason) for reason in opened.reasons if reason.code in WARNINGS)
    reasons = dict.fromkeys(reason_sentence(reason) for reason in opened.reasons if reason.code not in WARNINGS)
    lines = [f'<span style="color:{warning}">⚠ {escape(sentence)}</span>' for sentence in sentences]
    lines += map(escape, reasons)
    parts = [_section(escape(_("Why")), lines)]
    if history:
        lines = [f"{escape(history_sentence(one))} · {escape(times.short(one.at))}" for one in history]
        parts.append(_section(escape(_("Changes")), lines))
    others = [one for one in thread if one.id != opened.activity.id]
    if others:
        parts.append(_section(escape(_("Conversation")), map(_thread_line, others)))
    return "".join(parts)


def route_lines(route: Sequence[Hop]) -> list[str]:
    """Return the servers that a mail passed as lines of rich text, the first one first."""
    if not route:
        return [escape(_("The mail names no server that it passed."))]
    return [f"{number}. {escape(_hop_words(hop))}" for number, hop in enumerate(route, 1)]


def _hop_words(hop: Hop) -> str:
    hosts = " → ".join(one for one in (hop.from_, hop.by) if one) or _("unknown server")
    when = "" if hop.time is None else times.full(hop.time)
    return " · ".join(one for one in (hosts, hop.for_, when, _delay_words(hop.delay)) if one)


def _delay_words(seconds: int) -> str:
    if seconds <= 0:
        return ""
    if seconds < _MINUTE:
        return _("after {count} s").format(count=times.number(seconds))
    if seconds < _HOUR:
        return _("after {count} min").format(count=times.number(round(seconds / _MINUTE)))
    return _("after {count} h").format(count=times.number(round(seconds / _HOUR)))


def _thread_line(mail: ThreadMail) -> str:
    about = f"{times.short(mail.started_at)} · {mail.owner}"
    return f"{_link(f'{_OPEN}{mail.id}', mail.subject)} · {escape(about)}"


def _link(target: str, text: str) -> str:
    return f'<a href="{target}" style="color:{theme.colours().accent}; text-decoration:none">{escape(text)}</a>'


def _section(title: str, lines: Iterable[str]) -> str:
    rows = "".join(f'<p style="margin:0 0 4px 0">{line}</p>' for line in lines)
    return f'<p style="margin:8px 0 4px 0"><b>{title}</b></p>{rows}'

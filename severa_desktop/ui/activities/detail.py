"""One activity beside the list: what the mail says, who is on it, what it is linked to, and why."""

from collections.abc import Callable
from dataclasses import dataclass
from html import escape

from PySide6.QtCore import QPoint, Qt, QUrl, Signal
from PySide6.QtGui import QAction, QCursor
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QMenu,
    QSizePolicy,
    QSplitter,
    QStackedWidget,
    QTextBrowser,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from severa_desktop.bootstrap import Application
from severa_desktop.core.model import ParticipantKind
from severa_desktop.sentences import warning_words
from severa_desktop.services.activities import StoredActivity
from severa_desktop.services.correcting import HistoryEntry
from severa_desktop.services.viewing import ThreadMail
from severa_desktop.texts import _
from severa_desktop.ui import theme, times
from severa_desktop.ui.actions import icon_button
from severa_desktop.ui.activities.attachments import AttachmentList
from severa_desktop.ui.activities.body import MailBody
from severa_desktop.ui.activities.correcting import Corrections
from severa_desktop.ui.activities.why import OPEN, why_html
from severa_desktop.ui.context import Context
from severa_desktop.ui.page import EmptyState, secondary, toned

_PERSON = "person:"
_CUSTOMER = "customer:"
_PROJECT = "project:"


@dataclass(frozen=True, slots=True)
class Opened:
    """What the panel shows of one activity."""

    stored: StoredActivity
    history: tuple[HistoryEntry, ...]
    thread: tuple[ThreadMail, ...]


class ActivityDetail(QStackedWidget):
    """Shows the chosen activity, or says what choosing one would show."""

    filter_customer = Signal(str)
    filter_project = Signal(int, str)
    filter_person = Signal(str)
    open_activity = Signal(int)

    def __init__(self, context: Context, corrections: Corrections) -> None:
        super().__init__()
        self._context = context
        self._corrections = corrections
        self._shown: Opened | None = None
        self._empty = EmptyState("mail")
        self.addWidget(self._empty)
        self._panel = self._make_panel()
        self.addWidget(self._panel)
        self.show_none()

    def show_none(self) -> None:
        """Show that nothing is chosen."""
        self._shown = None
        self._empty.say(_("Choose an activity to read it and to see why it is linked as it is."))
        self.setCurrentWidget(self._empty)

    def show_many(self, count: int) -> None:
        """Show that several are chosen, and what can be done with all of them."""
        self._shown = None
        can = self._corrections
        self._empty.say(
            _("{count} activities chosen").format(count=times.number(count)),
            *((one.text(), one.trigger) for one in (can.link_project, can.link_customer, can.change_owner, can.delete)),
        )
        self.setCurrentWidget(self._empty)

    def show_activity(self, activity_id: int) -> None:
        """Show an activity as soon as it is read."""
        self._context.background.run(
            self, lambda services: _opened(services, activity_id), self._show, failed=self._gone, subject="opened"
        )

    def focus_body(self) -> None:
        """Let the arrow keys scroll the mail."""
        self._body.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _make_panel(self) -> QWidget:
        head = QFrame()
        head.setProperty("surface", "base")
        column = QVBoxLayout(head)
        column.setContentsMargins(2 * theme.UNIT, 2 * theme.UNIT, 2 * theme.UNIT, theme.UNIT)
        column.setSpacing(theme.UNIT)
        self._subject = QLabel()
        self._subject.setFont(theme.title_font(self._subject.font()))
        self._subject.setTextFormat(Qt.TextFormat.PlainText)
        self._subject.setWordWrap(True)
        self._subject.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        top = QHBoxLayout()
        top.addWidget(self._subject, 1)
        top.addWidget(self._more_button(), 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(top)
        self._about = secondary()
        self._warning = toned("", "warning")
        column.addWidget(self._about)
        column.addWidget(self._warning)
        column.addLayout(self._make_links())
        self._attachments = AttachmentList(self._context)
        column.addWidget(self._attachments)
        panel = QFrame()
        panel.setProperty("surface", "base")
        whole = QVBoxLayout(panel)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(head)
        whole.addWidget(self._make_texts(), 1)
        return panel

    def _make_links(self) -> QGridLayout:
        """Make the rows of people, customer and project, each with its buttons."""
        self._owner, self._people, self._customer, self._project = (self._line() for _position in range(4))
        can = self._corrections
        rows = (
            (_("Owner"), self._owner, (can.change_owner,)),
            (_("Participants"), self._people, (can.add_participant,)),
            (_("Customer"), self._customer, (can.link_customer, can.unlink_customer)),
            (_("Project"), self._project, (can.link_project, can.unlink_project)),
        )
        grid = QGridLayout()
        grid.setHorizontalSpacing(2 * theme.UNIT)
        grid.setVerticalSpacing(theme.UNIT // 2)
        grid.setColumnStretch(1, 1)
        for row, (title, value, buttons) in enumerate(rows):
            name = secondary(title)
            name.setWordWrap(False)
            grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(value, row, 1)
            for column, button in enumerate(buttons, 2):
                grid.addWidget(icon_button(button), row, column, Qt.AlignmentFlag.AlignTop)
        return grid

    def _make_texts(self) -> QSplitter:
        self._body = MailBody(self._context)
        self._why = QTextBrowser()
        self._why.setAccessibleName(_("Why"))
        self._why.setOpenLinks(False)
        self._why.document().setDocumentMargin(2 * theme.UNIT)
        self._why.anchorClicked.connect(self._follow)
        texts = QSplitter(Qt.Orientation.Vertical)
        texts.addWidget(self._body)
        texts.addWidget(self._why)
        texts.setStretchFactor(0, 3)
        texts.setStretchFactor(1, 2)
        texts.setChildrenCollapsible(False)
        return texts

    def _line(self) -> QLabel:
        label = QLabel()
        label.setTextFormat(Qt.TextFormat.RichText)
        label.setWordWrap(True)
        label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        label.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        label.linkActivated.connect(lambda link: self._follow(QUrl(link)))
        return label

    def _more_button(self) -> QToolButton:
        button = QToolButton()
        button.setProperty("kind", "quiet")
        button.setText("⋯")
        button.setAccessibleName(_("More actions"))
        button.setToolTip(_("More actions"))
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(button)
        menu.addActions(self._corrections.of_one())
        button.setMenu(menu)
        return button

    def _show(self, opened: Opened) -> None:
        former = self._shown
        self._shown = opened
        activity = opened.stored.activity
        self._subject.setText(activity.subject)
        status = status_words(activity.status)
        self._about.setText(f"{times.day(activity.started_at)} · {activity.type} · {status}")
        self._about.setToolTip(times.full(activity.started_at))
        self._warning.setText("⚠ " + " · ".join(map(warning_words, opened.stored.warnings)))
        self._warning.setVisible(bool(opened.stored.warnings))
        self._owner.setText(_link(_PERSON, activity.owner.email, activity.owner.name))
        self._owner.setToolTip(activity.owner.email)
        self._people.setText(_people(opened.stored))
        self._customer.setText(
            _("none") if activity.customer is None else _link(_CUSTOMER, activity.customer.name, activity.customer.name)
        )
        project = activity.project
        self._project.setText(
            _("none")
            if project is None
            else _link(_PROJECT, str(project.number), f"{project.number} {project.name}") + _kind_words(project.kind)
        )
        self._corrections.unlink_customer.setEnabled(activity.customer is not None)
        self._corrections.unlink_project.setEnabled(project is not None)
        if former is None or former.stored.activity.id != activity.id:
            self._attachments.show_all(activity.id or 0, activity.attachments)
            self._body.show_body(activity.id or 0, activity.body)
        self._why.setHtml(why_html(opened.stored, opened.history, opened.thread))
        self.setCurrentWidget(self._panel)

    def _gone(self, _error: Exception) -> None:
        self.show_none()

    def _follow(self, link: QUrl) -> None:
        text = link.toString(QUrl.ComponentFormattingOption.FullyDecoded)
        if text.startswith(_CUSTOMER):
            self.filter_customer.emit(text.removeprefix(_CUSTOMER))
        elif text.startswith(_PROJECT) and self._shown and self._shown.stored.activity.project:
            project = self._shown.stored.activity.project
            self.filter_project.emit(project.number, project.name)
        elif text.startswith(_PERSON):
            self._person_menu(text.removeprefix(_PERSON))
        elif text.startswith(OPEN):
            self.open_activity.emit(int(text.removeprefix(OPEN)))

    def _person_menu(self, address: str) -> None:
        if self._shown is None:
            return
        menu = QMenu(self)
        heading = menu.addAction(address)
        heading.setEnabled(False)
        _add(menu, _("Show everything with this address"), lambda: self.filter_person.emit(address))
        _add(menu, _("Copy address"), lambda: self._corrections.copy(address))
        if any(one.email == address for one in self._shown.stored.activity.participants):
            _add(menu, _("Remove from this activity"), lambda: self._corrections.remove_participant(address))
        menu.popup(QCursor.pos() + QPoint(0, theme.UNIT))


def status_words(status: str) -> str:
    """Return the status of an activity in words."""
    return {
        "not_started": _("Not started"),
        "in_progress": _("In progress"),
        "in_review": _("In review"),
        "done": _("Done"),
    }.get(status, status)


def _opened(services: Application, activity_id: int) -> Opened:
    return Opened(
        services.activities.activity(activity_id),
        services.correcting.history(activity_id),
        services.viewing.thread(activity_id),
    )


def _people(stored: StoredActivity) -> str:
    groups = {
        ParticipantKind.USER: _("Users"),
        ParticipantKind.CONTACT: _("Contact persons"),
        ParticipantKind.EXTERNAL: _("External"),
    }
    lines = []
    for kind, title in groups.items():
        names = [_link(_PERSON, one.email, one.name) for one in stored.activity.participants if one.kind is kind]
        if names:
            grey = theme.colours().secondary
            lines.append(f'<span style="color:{grey}">{escape(title)}</span> {", ".join(names)}')
    return "<br>".join(lines) or escape(_("none"))


def _link(scheme: str, target: str, text: str) -> str:
    encoded = QUrl.toPercentEncoding(target).toStdString()
    colour = theme.colours().accent
    return f'<a href="{scheme}{encoded}" style="color:{colour}; text-decoration:none">{escape(text)}</a>'


def _kind_words(kind: str) -> str:
    return f" · {escape(_('sales case'))}" if kind == "sales_case" else ""


def _add(menu: QMenu, text: str, done: Callable[[], object]) -> None:
    one = QAction(text, menu)
    one.triggered.connect(lambda _checked=False: done())
    menu.addAction(one)

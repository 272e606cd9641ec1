"""One activity beside the list: what the mail says, who is on it, what it is linked to, and why."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QMenu, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from severa_desktop.bootstrap import Application
from severa_desktop.services.activities import StoredActivity, sort_id
from severa_desktop.services.correcting import HistoryEntry
from severa_desktop.services.errors import UserError
from severa_desktop.services.viewing import ThreadMail
from severa_desktop.texts import _
from severa_desktop.ui import times
from severa_desktop.ui.actions import action
from severa_desktop.ui.activities.attachments import AttachmentBox
from severa_desktop.ui.activities.body import MailBody
from severa_desktop.ui.activities.correcting import Corrections
from severa_desktop.ui.activities.heading import Heading
from severa_desktop.ui.activities.question import Question
from severa_desktop.ui.activities.why import WhyView
from severa_desktop.ui.context import Context
from severa_desktop.ui.fitting import FittingArea
from severa_desktop.ui.page import EmptyState


@dataclass(frozen=True, slots=True)
class Opened:
    """What the panel shows of one activity."""

    stored: StoredActivity
    is_checked: bool
    """A person saw its warnings."""
    history: tuple[HistoryEntry, ...]
    thread: tuple[ThreadMail, ...]

    @property
    def sort_id(self) -> int:
        """What its row in a list is known by."""
        return sort_id(self.stored.activity.started_at, self.stored.activity.id or 0)


class ActivityDetail(QWidget):
    """Shows the chosen activity, or says what choosing one would show."""

    opened = Signal(object)
    """What is shown now, an `Opened`."""
    filter_person = Signal(str)
    open_activity = Signal(int)
    left = Signal()
    """The person goes back to the list."""

    def __init__(self, context: Context, corrections: Corrections) -> None:
        super().__init__()
        self._context = context
        self._corrections = corrections
        self._shown: Opened | None = None
        self._search = ""
        self.question = Question(_("Erase for good"), _("Keep"))
        corrections.asking.connect(self.question.ask)
        self.question.answered.connect(self.left)
        action(self, _("Back to the list"), self._leave, keys="Escape")
        self.heading = Heading(corrections)
        self.heading.chose_person.connect(self._person_menu)
        self.attachments = AttachmentBox(context)
        self.body = MailBody(context)
        turn = corrections.add(_("Show as sent"), self.body.as_sent.click, "Alt+L")
        self.body.as_sent.setToolTip(f"{self.body.as_sent.toolTip()} ({turn.shortcut().toString()})")
        self.why = WhyView(context, corrections)
        self.why.open_activity.connect(self.open_activity)
        self._empty = EmptyState("mail")
        self._panel = self._make_panel()
        self._stack = QStackedWidget()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._panel)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.question)
        column.addWidget(self._stack, 1)
        self.show_none()

    @property
    def shown(self) -> Opened | None:
        """What is shown, None where it is no activity."""
        return self._shown

    def show_none(self) -> None:
        """Show that nothing is chosen."""
        self._say(_("Choose an activity to read it and to see why it is linked as it is."))

    def show_many(self, count: int) -> None:
        """Show that several are chosen, and what can be done with all of them."""
        can = self._corrections
        self._say(
            _("{count} activities chosen").format(count=times.number(count)),
            *((one.text(), one.trigger) for one in (can.link_project, can.link_customer, can.change_owner, can.delete)),
        )

    def show_activity(self, activity_id: int) -> None:
        """Show an activity as soon as it is read."""
        self._context.background.run(
            self, lambda services: _opened(services, activity_id), self._show, failed=self._fail, subject="opened"
        )

    def mark(self, search: str) -> None:
        """Mark these words from now on, in what is shown too."""
        self._search = search
        self.heading.mark(search)
        self.body.mark(search)

    def focus_body(self) -> None:
        """Let the arrow keys scroll the mail."""
        if self._shown is not None:
            self.body.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _make_panel(self) -> QWidget:
        head = QFrame()
        head.setProperty("surface", "base")
        rows = QVBoxLayout(head)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self.heading)
        rows.addWidget(self.attachments)
        area = FittingArea(head)
        texts = QSplitter(Qt.Orientation.Vertical)
        texts.addWidget(self.body)
        texts.addWidget(self.why)
        texts.setStretchFactor(0, 3)
        texts.setStretchFactor(1, 2)
        texts.setChildrenCollapsible(False)
        panel = QFrame()
        panel.setProperty("surface", "base")
        whole = QVBoxLayout(panel)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(area)
        whole.addWidget(texts, 1)
        return panel

    def _say(self, sentence: str, *actions: tuple[str, Callable[[], object]]) -> None:
        self._forget_request()
        self._shown = None
        self._empty.say(sentence, *actions)
        self._stack.setCurrentWidget(self._empty)

    def _leave(self) -> None:
        self.question.hide()
        self.left.emit()

    def _forget_request(self) -> None:
        """Let nothing that was asked for before take the place of what is said now."""
        self._context.background.run(self, lambda _services: None, subject="opened")

    def _show(self, opened: Opened) -> None:
        former = self._shown
        self._shown = opened
        activity = opened.stored.activity
        self.heading.show_activity(opened.stored, self._search, is_checked=opened.is_checked)
        if former is None or former.stored.activity.id != activity.id:
            self.attachments.show_all(activity.id or 0, activity.attachments)
            self.body.show_body(activity.id or 0, activity.body)
        self.why.show_why(opened.stored, opened.history, opened.thread)
        self._stack.setCurrentWidget(self._panel)
        self.opened.emit(opened)

    def _fail(self, error: Exception) -> None:
        if isinstance(error, UserError):
            self._say(_("This activity is not there any more. It was deleted or erased."))
        else:
            self.show_none()
            self._context.went_wrong.emit(error)

    def _person_menu(self, address: str, place: QPoint) -> None:
        if self._shown is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        heading = menu.addAction(address)
        heading.setEnabled(False)
        _add(menu, _("Show everything with this address"), lambda: self.filter_person.emit(address))
        _add(menu, _("Copy address"), lambda: self._corrections.copy(address))
        if any(one.email == address for one in self._shown.stored.activity.participants):
            _add(menu, _("Remove from this activity"), lambda: self._corrections.remove_participant(address))
        menu.popup(place)


def _opened(services: Application, activity_id: int) -> Opened:
    return Opened(
        services.activities.activity(activity_id),
        services.correcting.is_checked(activity_id),
        services.correcting.history(activity_id),
        services.viewing.thread(activity_id),
    )


def _add(menu: QMenu, text: str, done: Callable[[], object]) -> None:
    one = QAction(text, menu)
    one.triggered.connect(lambda _checked=False: done())
    menu.addAction(one)

"""One activity beside the list: what the mail says, who is on it, what it is linked to, and why."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QStackedWidget, QVBoxLayout, QWidget

from severa_desktop.bootstrap import Application
from severa_desktop.services.errors import UserError
from severa_desktop.texts import _
from severa_desktop.ui import times
from severa_desktop.ui.actions import action
from severa_desktop.ui.activities.correcting import Corrections
from severa_desktop.ui.activities.question import Question
from severa_desktop.ui.context import Context
from severa_desktop.ui.page import EmptyState

if TYPE_CHECKING:
    from severa_desktop.ui.activities.panel import ActivityPanel, Opened


class ActivityDetail(QWidget):
    """Shows the chosen activity, or says what choosing one would show."""

    opened = Signal(object)
    """What is shown now, an `Opened`."""
    filter_customer = Signal(str)
    filter_project = Signal(int, str)
    """A project's number, and its number and name."""
    filter_person = Signal(str)
    open_activity = Signal(int)
    left = Signal()
    """The person goes back to the list."""

    def __init__(self, context: Context, corrections: Corrections, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._corrections = corrections
        self._shown: Opened | None = None
        self._search = ""
        self._question: Question | None = None
        self._panel: ActivityPanel | None = None
        corrections.asking.connect(self._ask)
        action(self, _("Back to the list"), self._leave, keys="Escape")
        # Of the page, so that they are known before there is a panel.
        self._more = corrections.add(_("More actions"), self._show_more, "Alt+M")
        self._as_sent = corrections.add(_("Show as sent"), self._turn_layout, "Alt+L")
        self._route = corrections.add(_("Show the mail's route"), self._turn_route, "Alt+R")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._stack = QStackedWidget(self)
        self._column.addWidget(self._stack, 1)
        self._empty = EmptyState("mail")
        self._stack.addWidget(self._empty)
        self.show_none()

    @property
    def question(self) -> Question:
        """What is asked in place; made when the first question is."""
        if self._question is None:
            self._question = Question(_("Erase for good"), _("Keep"))
            self._question.answered.connect(self.left)
            self._column.insertWidget(0, self._question)
        return self._question

    @property
    def panel(self) -> "ActivityPanel":
        """What shows an activity; made when the first one is shown, or somewhat before."""
        if self._panel is None:
            # The window opens without it.
            from severa_desktop.ui.activities.panel import ActivityPanel, ReadingKeys  # noqa: PLC0415

            keys = ReadingKeys(self._more, self._as_sent, self._route)
            self._panel = ActivityPanel(self._context, self._corrections, keys, self._stack)
            self._stack.addWidget(self._panel)
            self._panel.heading.filter_customer.connect(self.filter_customer)
            self._panel.heading.filter_project.connect(self.filter_project)
            self._panel.heading.chose_person.connect(self._person_menu)
            self._panel.why.open_activity.connect(self.open_activity)
            self._panel.mark(self._search)
        return self._panel

    def prepare(self) -> None:
        """Have the panel ready before somebody chooses the first activity."""
        if self._panel is None:
            self._context.background.run(self, _load_panel, lambda _loaded: self.panel)

    def take_question_back(self) -> None:
        """Ask nothing any more."""
        if self._question is not None:
            self._question.hide()

    @property
    def shown(self) -> "Opened | None":
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
        if self._panel is not None:
            self._panel.mark(search)

    def focus_body(self) -> None:
        """Let the arrow keys scroll the mail."""
        if self._shown is not None:
            self.panel.body.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _say(self, sentence: str, *actions: tuple[str, Callable[[], object]]) -> None:
        self._forget_request()
        self._shown = None
        self._empty.say(sentence, *actions)
        self._stack.setCurrentWidget(self._empty)

    def _ask(self, sentence: str, then: Callable[[], object]) -> None:
        self.question.ask(sentence, then)

    def _leave(self) -> None:
        self.take_question_back()
        self.left.emit()

    def _show_more(self) -> None:
        if self._shown is not None:
            self.panel.heading.more.showMenu()

    def _turn_layout(self) -> None:
        if self._shown is not None:
            self.panel.body.as_sent.click()

    def _turn_route(self) -> None:
        if self._shown is not None:
            self.panel.why.turn_route()

    def _forget_request(self) -> None:
        """Let nothing that was asked for before take the place of what is said now."""
        self._context.background.run(self, lambda _services: None, subject="opened")

    def _show(self, opened: "Opened") -> None:
        self._shown = opened
        self.panel.show_opened(opened, self._search)
        self._stack.setCurrentWidget(self.panel)
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


def _load_panel(_services: Application) -> None:
    """Load what the panel is made of; in a worker's thread, as it takes a while."""
    import severa_desktop.ui.activities.panel  # noqa: F401, PLC0415


def _opened(services: Application, activity_id: int) -> "Opened":
    from severa_desktop.ui.activities.panel import Opened  # noqa: PLC0415

    return Opened(
        services.activities.activity(activity_id),
        services.correcting.is_checked(activity_id),
        services.correcting.history(activity_id),
        services.viewing.thread(activity_id),
        services.severa.standings.of_activity(activity_id),
    )


def _add(menu: QMenu, text: str, done: Callable[[], object]) -> None:
    one = QAction(text, menu)
    one.triggered.connect(lambda _checked=False: done())
    menu.addAction(one)

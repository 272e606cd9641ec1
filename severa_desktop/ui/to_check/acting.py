"""What can be done about what is chosen: one action each, with its keys, for buttons and menus alike."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from severa_desktop.core.model import ProjectLink
from severa_desktop.core.reasons import Named
from severa_desktop.services.checking import OpenedRefusal, activity_id_in, refusal_id_in
from severa_desktop.services.directory_search import Kind
from severa_desktop.services.suggesting import Advice, NewPerson, Suggestion
from severa_desktop.texts import _
from severa_desktop.ui.actions import action
from severa_desktop.ui.context import Context, Destination
from severa_desktop.ui.page import Page
from severa_desktop.ui.picker import pick
from severa_desktop.ui.places import ACTIVITIES
from severa_desktop.ui.to_check.again import HandingIn
from severa_desktop.ui.to_check.people import NewPeople
from severa_desktop.ui.to_check.sending import Sending
from severa_desktop.ui.to_check.strangers import StrangerList
from severa_desktop.ui.to_check.table import CheckTable


class Acts(QObject):
    """Acts on the entries that are chosen when an action is triggered."""

    problem = Signal(str)
    """Something could not be done: why."""

    def __init__(self, context: Context, page: Page, listed: CheckTable) -> None:
        """Act on what is chosen in a list, with keys that work on its whole page."""
        super().__init__(page)
        self._context = context
        self._page = page
        self._list = listed
        self._chosen = listed.keys
        self._advice = Advice()
        self._refusal: OpenedRefusal | None = None
        self._has_warnings = False
        self.beneath: QWidget | None = None
        """What a search field opens under, once it is there to be seen; else under the row that is chosen."""
        self.handing_in = HandingIn(context, self)
        self.handing_in.problem.connect(self.problem)
        self.handing_in.began.connect(page.take_focus)
        self.handing_in.changed.connect(self.update)
        self.sending = Sending(context, page, lambda: self._activities(listed.held()))
        self._people = NewPeople(context, self)
        self._people.problem.connect(self.problem)
        self.strangers = StrangerList(context, self.add)
        self.mark_checked = action(page, _("Mark as checked"), self._mark_checked, keys="Ctrl+M", picture="check")
        self.dismiss = action(
            page,
            _("Dismiss"),
            self._dismiss,
            keys="Del",
            picture="x",
            tip=_("Dismiss: off this list, the mail is kept"),
        )
        self.import_again = action(page, _("Import again"), self._again, keys="Ctrl+R", picture="refresh-cw")
        self.try_again = action(page, _("Try again"), self._again, keys="Ctrl+R", picture="refresh-cw")
        self.add_person = action(page, _("Add to directory …"), self.strangers.ask, keys="Ctrl+D", picture="user-plus")
        self.choose_project = action(
            page, _("Choose project …"), self._pick_project, keys="Ctrl+P", picture="briefcase"
        )
        self.choose_customer = action(
            page, _("Choose customer …"), self._pick_customer, keys="Ctrl+K", picture="building-2"
        )
        self.open_activity = action(
            page, _("Open the activity"), self._open, keys="Ctrl+Return", picture="external-link"
        )
        self.update()

    def in_place(self) -> tuple[QAction, ...]:
        """Return the actions that stand beside the mail."""
        return (
            self.import_again,
            self.try_again,
            self.sending.again,
            self.sending.leave,
            self.choose_project,
            self.choose_customer,
            self.add_person,
            self.open_activity,
        )

    def usable(self) -> list[QAction]:
        """Return the actions that can be used now, for a menu."""
        return [
            one for one in (self.mark_checked, self.dismiss, *self.in_place()) if one.isVisible() and one.isEnabled()
        ]

    def hand_in(self, ids: Sequence[int]) -> None:
        """Hand entries of "Not imported" in once more."""
        self._context.background.run(
            self, lambda services: services.checking.again(ids), self.handing_in.hand_in, subject="again"
        )

    def forget(self) -> None:
        """Act on what is chosen now, of which nothing is known yet."""
        self._refusal, self._advice, self._has_warnings = None, Advice(), False
        self.strangers.show_all(())
        self.update()

    def opened(self, refusal: OpenedRefusal | None, *, has_warnings: bool) -> None:
        """Act from now on about this mail that was not imported, or about an activity or several."""
        self._refusal, self._has_warnings = refusal, has_warnings
        self.update()

    def advise(self, advice: Advice) -> None:
        """Take what may be done about the one that is chosen."""
        if advice != self._advice:
            self._advice = advice
            self.strangers.show_all(advice.strangers)
            self.update()

    def update(self) -> None:
        """Let those actions be used that fit what is chosen."""
        keys = self._chosen()
        # Only the ends are looked at: there may be a hundred thousand between them.
        activities = bool(keys) and activity_id_in(max(keys)) is not None
        refusals = bool(keys) and refusal_id_in(min(keys)) is not None
        held = self._list.held()
        # Those that are held need not have warnings; of one alone it is known.
        warned = activities and (not held or self._has_warnings or len(held) < sum(key > 0 for key in keys))
        failed = self._refusal is not None and self._refusal.is_failed
        can_be_handed_in = self._refusal is None or self._refusal.can_be_handed_in
        for made, fits in (
            (self.mark_checked, warned),
            (self.sending.again, bool(held)),
            (self.sending.leave, bool(held)),
            (self.dismiss, refusals),
            (self.import_again, refusals and not failed),
            (self.try_again, refusals and failed and can_be_handed_in),
            (self.choose_project, activities),
            (self.choose_customer, activities),
            (self.add_person, len(keys) == 1 and bool(self._advice.strangers)),
            (self.open_activity, len(keys) == 1 and activities),
        ):
            made.setVisible(fits)
            made.setEnabled(fits)
        if not self.handing_in.is_usable:
            self.import_again.setEnabled(False)
            self.try_again.setEnabled(False)

    def add(self, person: NewPerson) -> None:
        """Add somebody to the directory."""
        self._page.take_focus()
        self._people.add(person)

    def carry_out(self, suggestion: Suggestion) -> None:
        """Do what was suggested for the one that is chosen; its button goes, so that the list has the focus again."""
        self._page.take_focus()
        match suggestion.target:
            case NewPerson():
                self.add(suggestion.target)
            case ProjectLink(number=number):
                self._link_project(number)
            case Named(key=key):
                self._link_customer(key)

    def _mark_checked(self) -> None:
        ids = self._activities(self._chosen())
        self._context.changes.make(lambda services: services.correcting.mark_checked(ids))

    def _dismiss(self) -> None:
        ids = self._refusals(self._chosen())
        self._context.changes.make(lambda services: services.correcting.dismiss(ids))

    def _again(self) -> None:
        self.hand_in(self._refusals(self._chosen()))

    def _open(self) -> None:
        for activity_id in self._activities(self._chosen())[:1]:
            self._context.go(Destination(ACTIVITIES, activity_id=activity_id))

    def _pick_project(self) -> None:
        hint = _("Number or name of the project or sales case")
        pick(self._context, [Kind.PROJECT], hint, self._where(), lambda found: self._link_project(found.number))

    def _pick_customer(self) -> None:
        hint = _("Name of the customer")
        pick(self._context, [Kind.CUSTOMER], hint, self._where(), lambda found: self._link_customer(found.key))

    def _where(self) -> QWidget:
        shown = self.beneath
        return self._list if shown is None or not shown.isVisible() else shown

    def _link_project(self, number: int | None) -> None:
        ids = self._activities(self._chosen())
        self._context.changes.make(lambda services: services.correcting.link_project(ids, number, answering=True))

    def _link_customer(self, key: str) -> None:
        ids = self._activities(self._chosen())
        self._context.changes.make(lambda services: services.correcting.link_customer(ids, key, answering=True))

    def _activities(self, keys: Sequence[int]) -> list[int]:
        return [found for key in keys if (found := activity_id_in(key)) is not None]

    def _refusals(self, keys: Sequence[int]) -> list[int]:
        return [found for key in keys if (found := refusal_id_in(key)) is not None]


def stand_while_fitting(button: QWidget, made: QAction) -> None:
    """Let a button be there only while its action fits what is chosen."""
    button.setVisible(made.isVisible())
    made.visibleChanged.connect(lambda: button.setVisible(made.isVisible()))

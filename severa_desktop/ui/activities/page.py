"""The page of activities: search and filters over the list, the chosen activity or figures of all beside it."""

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtWidgets import QApplication, QMenu, QSplitter, QStackedWidget, QToolButton, QVBoxLayout

from severa_desktop.bootstrap import Application
from severa_desktop.services.wanted import Wanted
from severa_desktop.texts import _
from severa_desktop.ui.actions import action
from severa_desktop.ui.activities.correcting import Corrections
from severa_desktop.ui.activities.detail import ActivityDetail
from severa_desktop.ui.activities.filters import FilterBar
from severa_desktop.ui.activities.model import ActivitiesModel
from severa_desktop.ui.activities.table import ActivityTable
from severa_desktop.ui.context import Context, Destination, Reopening
from severa_desktop.ui.icons import icon
from severa_desktop.ui.page import EmptyState, Page
from severa_desktop.ui.places import IMPORT
from severa_desktop.ui.turns import once_painted

if TYPE_CHECKING:
    from severa_desktop.ui.activities.panel import Opened
    from severa_desktop.ui.overview.bar import Narrowing
    from severa_desktop.ui.overview.panel import OverviewPanel

_SHARES = (3_000, 2_000)
"""How list and detail share the width at first."""
_TYPED_MS = 200
"""After which somebody who typed a letter does not go on in the same word."""


class ActivitiesPage(Page):
    """Looks activities up, shows one, and lets a person correct it."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._opened_id: int | None = None
        """The activity that is shown although no row is selected."""
        # Each part is made within the one that holds it: moving it there later would style it once more.
        self.filters = FilterBar(context, self)
        self._splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self._lists, self._sides = QStackedWidget(self._splitter), QStackedWidget(self._splitter)
        self.model = ActivitiesModel(context.background, self)
        self.table = ActivityTable(self.model, self._lists)
        self.corrections = Corrections(context, self, self.chosen_ids)
        self._save_list = self.corrections.add(
            _("Save the whole list for the calendar …"), self._save_list_for_calendar, "Ctrl+Shift+T", "calendar"
        )
        self.detail = ActivityDetail(context, self.corrections, self._sides)
        self._marking = QTimer(self)
        """Marks in the open mail what is searched for, once a person has typed it: a mail may be long."""
        self._marking.setSingleShot(True)
        self._marking.setInterval(_TYPED_MS)
        self._marking.timeout.connect(lambda: self.detail.mark(self.filters.wanted.search))
        self._overview: OverviewPanel | None = None
        self.empty = EmptyState("mails")
        self._overview_button = self._make_overview_button()
        self._lay_out()
        self._restore()
        self._connect()
        self._turn_overview(on=context.state.flag("activities/overview"))

    @property
    def overview(self) -> "OverviewPanel":
        """The figures; made when somebody first looks at them."""
        if self._overview is None:
            # The window opens without it.
            from severa_desktop.ui.overview.panel import OverviewPanel  # noqa: PLC0415

            self._overview = OverviewPanel(self.context)
            self._overview.narrowed.connect(self._narrow)
            self._sides.addWidget(self._overview)
        return self._overview

    def refresh(self) -> None:
        """Look again, keeping what is chosen."""
        self.model.refresh()
        self._show_figures()

    def take_focus(self) -> None:
        """Let the arrow keys move in the list."""
        target = self.filters.search if self._lists.currentWidget() is self.empty else self.table
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def visit(self, destination: Destination) -> None:
        """Show the activities, or the one, that somebody came for."""
        if destination.wanted is not None:
            self.filters.set_wanted(destination.wanted)
        if destination.activity_id is not None:
            self.open_activity(destination.activity_id)

    def open_activity(self, activity_id: int) -> None:
        """Show an activity beside the list, wherever it stands in it."""
        self._opened_id = activity_id
        self.table.follow(-1)
        self._turn_overview(on=False)
        self.detail.show_activity(activity_id)

    def chosen_ids(self) -> list[int]:
        """Return the ids of the activities that an action is for."""
        ids = [one for span in self.table.spans() for one in self.model.ids_of(*span)]
        return ids or ([] if self._opened_id is None else [self._opened_id])

    def remember(self) -> None:
        """Keep columns, order, filters and the place of the divider."""
        state = self.context.state
        self._stop_counting()
        self.model.stop()
        self.table.remember(state)
        self.filters.remember(state)
        state.set_data("activities/divider", self._splitter.saveState())
        state.set_flag("activities/overview", value=self._overview_button.isChecked())

    def _make_overview_button(self) -> QToolButton:
        button = QToolButton()
        button.setProperty("kind", "button")
        button.setIcon(icon("chart-column"))
        button.setAccessibleName(_("Overview"))
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setCheckable(True)
        turn = action(self, _("Overview"), button.click, keys="Ctrl+Shift+O")
        button.setToolTip(turn.toolTip())
        return button

    def _lay_out(self) -> None:
        self._lists.addWidget(self.table)
        self._lists.addWidget(self.empty)
        self._sides.addWidget(self.detail)
        self._splitter.setStretchFactor(0, 3)
        self._splitter.setStretchFactor(1, 2)
        self._splitter.setChildrenCollapsible(False)
        self.filters.add_tool(self._overview_button)
        self.filters.add_tool(self.table.columns_button())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.filters)
        column.addWidget(self._splitter, 1)

    def _restore(self) -> None:
        state = self.context.state
        self.table.restore(state)
        self.filters.restore(state)
        self.model.wanted = self.filters.wanted
        divider = state.data("activities/divider")
        if divider.isEmpty() or not self._splitter.restoreState(divider):
            self._splitter.setSizes(_SHARES)

    def _connect(self) -> None:
        filters, detail = self.filters, self.detail
        filters.changed.connect(self._ask)
        filters.search.left.connect(self._enter_list)
        self.model.loaded.connect(self._loaded)
        self.table.chosen.connect(self._show_chosen)
        self.table.doubleClicked.connect(lambda _index: self._read())
        self.table.customContextMenuRequested.connect(self._menu)
        self._overview_button.toggled.connect(lambda on: self._turn_overview(on=on))
        detail.filter_customer.connect(lambda name: filters.set_wanted(replace(filters.wanted, customer=name)))
        detail.filter_project.connect(
            lambda number, name: filters.set_wanted(replace(filters.wanted, project=number), project_name=name)
        )
        detail.filter_person.connect(lambda address: filters.set_wanted(Wanted(search=address)))
        detail.open_activity.connect(self.open_activity)
        detail.opened.connect(self._choose_opened)
        # The table's own, or it would take Enter away from attachments and links.
        action(self.table, _("Read"), self._read, keys="Return")
        detail.left.connect(self.take_focus)

    def _ask(self) -> None:
        self._opened_id = None
        self.table.mark(self.filters.wanted.search)
        self._marking.start()
        self.model.ask(self.filters.wanted, self.model.order)
        self._show_figures()

    def _narrow(self, to: "Narrowing") -> None:
        self.filters.set_wanted(to.wanted, owner_name=to.owner_name, project_name=to.project_name)

    def _show_figures(self) -> None:
        if self._overview_button.isChecked():
            self.overview.show_figures(self.filters.wanted)

    def _stop_counting(self) -> None:
        if self._overview is not None:
            self._overview.stop()

    def _turn_overview(self, *, on: bool) -> None:
        """Show the figures beside the list, or what is chosen in it."""
        if on != self._overview_button.isChecked():
            # Which comes back here.
            self._overview_button.setChecked(on)
            return
        self._sides.setCurrentWidget(self.overview if on else self.detail)
        self._show_sides()
        if on:
            self._show_figures()
        else:
            self._stop_counting()

    def _loaded(self) -> None:
        count = self.model.rowCount()
        self.filters.show_count(count if self.model.is_whole else None)
        if count == 0:
            self._say_empty()
        former, focus = self._lists.currentWidget(), QApplication.focusWidget()
        self._lists.setCurrentWidget(self.table if count else self.empty)
        if self._lists.currentWidget() is not former and focus is not None and self._lists.isAncestorOf(focus):
            self.take_focus()
        self._show_sides()
        if not self.table.is_looking:
            self._show_row()
        if count:
            once_painted(self.detail, self.detail.prepare)

    def _show_sides(self) -> None:
        """Hide what stands beside an empty list: there is nothing to choose, only perhaps what was opened by a link."""
        has_rows = self._lists.currentWidget() is self.table
        self._sides.setVisible(has_rows or self._opened_id is not None or self._overview_button.isChecked())

    def _say_empty(self) -> None:
        wanted, filters = self.filters.wanted, self.filters
        if wanted == Wanted():
            self.context.background.run(self, _is_set_up, self._say_first)
        elif not wanted.search:
            self.empty.say(_("No activity fits these filters."), (_("Clear filters"), filters.clear))
        elif wanted == Wanted(search=wanted.search):
            self.empty.say(
                _("No activity has all these words. Each word may be the beginning of one."),
                (_("Clear the search"), filters.clear),
            )
        else:
            self.empty.say(
                _("No activity that fits the filters has all these words."),
                (_("Search all activities"), filters.clear_filters),
                (_("Clear the search"), filters.clear_search),
            )

    def _say_first(self, ready: bool) -> None:  # noqa: FBT001 - an answer
        if ready:
            self.empty.say(
                _("No activities yet. Drag e-mails into this window, or choose them."),
                (_("Import e-mails"), lambda: self.context.go(Destination(IMPORT))),
            )
        else:
            self.empty.say(
                _("Welcome. Have a look at the sample company first, or set up your own."),
                (_("Try the sample company"), lambda: self.context.reopening.emit(Reopening.SAMPLE)),
                (_("Set up"), self.context.setting_up.emit),
            )

    def _show_chosen(self) -> None:
        """Show what a person chose in the list."""
        self._opened_id = None
        self.detail.take_question_back()
        if self.table.count_chosen():
            self._turn_overview(on=False)
        self._show_row()

    def _show_row(self) -> None:
        """Show in the detail what is selected, or what was opened, as it is now."""
        count = self.table.count_chosen()
        if count > 1:
            self.detail.show_many(count)
        elif count == 1:
            self.detail.show_activity(*self.chosen_ids())
        elif self._opened_id is not None:
            self.detail.show_activity(self._opened_id)
        else:
            self.detail.show_none()

    def _choose_opened(self, opened: "Opened") -> None:
        """Select the row of what was opened from elsewhere, if the list has one."""
        row = self.model.row_of(opened.sort_id)
        if opened.stored.activity.id == self._opened_id and row >= 0:
            self._opened_id = None
            self.table.follow(row)

    def _enter_list(self) -> None:
        """Go from the search to what was found."""
        self.take_focus()
        if self.table.hasFocus() and not self.table.count_chosen() and self.model.rowCount():
            self.table.choose(0)

    def _read(self) -> None:
        if self.table.count_chosen() == 1:
            self._turn_overview(on=False)
            self.detail.focus_body()

    def _save_list_for_calendar(self) -> None:
        from severa_desktop.ui.activities.calendar_file import save_for_calendar  # noqa: PLC0415 - as for the figures

        wanted = self.filters.wanted
        save_for_calendar(self.context, self, lambda services, to: services.calendar.export_wanted(wanted, to))

    def _menu(self, place: QPoint) -> None:
        if self.table.count_chosen():
            menu = QMenu(self)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.addActions(self.corrections.of_many())
            menu.addSeparator()
            menu.addAction(self._save_list)
            menu.popup(self.table.viewport().mapToGlobal(place))


def _is_set_up(services: Application) -> bool:
    return services.setup.settings().address is not None

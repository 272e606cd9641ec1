"""The page of activities: search and filters over the list, the chosen activity beside it."""

from dataclasses import replace

from PySide6.QtCore import QItemSelectionModel, QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QMenu,
    QSplitter,
    QStackedWidget,
    QTableView,
    QToolButton,
    QVBoxLayout,
)

from severa_desktop.bootstrap import Application
from severa_desktop.services.activities import SortColumn, Wanted, activity_id_of
from severa_desktop.texts import _
from severa_desktop.ui import theme
from severa_desktop.ui.actions import action
from severa_desktop.ui.activities.correcting import Corrections
from severa_desktop.ui.activities.delegate import ActivityDelegate
from severa_desktop.ui.activities.detail import ActivityDetail
from severa_desktop.ui.activities.filters import FilterBar
from severa_desktop.ui.activities.model import COLUMNS, ActivitiesModel, column_title
from severa_desktop.ui.context import Context, Destination, Reopening
from severa_desktop.ui.icons import icon
from severa_desktop.ui.page import EmptyState, Page
from severa_desktop.ui.places import IMPORT, SETTINGS

_WIDTHS = {
    SortColumn.DATE: 15,
    SortColumn.SUBJECT: 34,
    SortColumn.CUSTOMER: 20,
    SortColumn.PROJECT: 20,
    SortColumn.OWNER: 16,
    SortColumn.ATTACHMENTS: 6,
    SortColumn.WARNINGS: 20,
}
"""Of columns at first, in steps of the grid."""


class ActivitiesPage(Page):
    """Looks activities up, shows one, and lets a person correct it."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._opened_id: int | None = None
        """The activity that is shown although it may stand in no row."""
        self._reopen: int | None = None
        """The sort id of the row to choose again once the list was read anew."""
        self.filters = FilterBar(context)
        self.filters.changed.connect(self._ask)
        self.model = ActivitiesModel(context.background, self)
        self.model.loaded.connect(self._loaded)
        self._delegate = ActivityDelegate()
        self.table = self._make_table()
        self.corrections = Corrections(context, self, self._chosen_ids)
        self.detail = ActivityDetail(context, self.corrections)
        self._connect_detail()
        self._empty = EmptyState("mails")
        self._lists = QStackedWidget()
        self._lists.addWidget(self.table)
        self._lists.addWidget(self._empty)
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.addWidget(self._lists)
        self._splitter.addWidget(self.detail)
        self._splitter.setStretchFactor(0, 3)
        self._splitter.setStretchFactor(1, 2)
        self._splitter.setChildrenCollapsible(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.filters)
        column.addWidget(self._splitter, 1)
        self._columns_button()
        action(self, _("Read"), self.detail.focus_body, keys="Return")
        self._restore()

    def refresh(self) -> None:
        """Look again, keeping what is chosen."""
        self._reopen = self._current_sort_id()
        self.model.refresh()

    def take_focus(self) -> None:
        """Let the arrow keys move in the list."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def visit(self, destination: Destination) -> None:
        """Show the activities, or the one, that somebody came for."""
        if destination.wanted is not None:
            self.filters.set_wanted(destination.wanted)
        if destination.activity_id is not None:
            self.open_activity(destination.activity_id)

    def open_activity(self, activity_id: int) -> None:
        """Show an activity beside the list, wherever it stands in it."""
        self.table.clearSelection()
        self._opened_id = activity_id
        self.detail.show_activity(activity_id)

    def remember(self) -> None:
        """Keep columns, order, filters and the place of the divider."""
        state = self.context.state
        state.set_data("activities/columns", self.table.horizontalHeader().saveState())
        state.set_data("activities/divider", self._splitter.saveState())

    def _make_table(self) -> QTableView:
        table = QTableView()
        table.setAccessibleName(_("Activities"))
        table.setModel(self.model)
        table.setItemDelegate(self._delegate)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setTabKeyNavigation(False)
        table.verticalHeader().hide()
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        table.verticalHeader().setDefaultSectionSize(max(theme.ROW, table.fontMetrics().height() + 14))
        header = table.horizontalHeader()
        header.setSectionsMovable(True)
        header.setHighlightSections(False)
        header.setSortIndicatorShown(True)
        header.setSortIndicator(COLUMNS.index(SortColumn.DATE), Qt.SortOrder.DescendingOrder)
        header.setSectionsClickable(True)
        header.sortIndicatorChanged.connect(self.model.sort)
        header.setMinimumSectionSize(6 * theme.UNIT)
        for position, column in enumerate(COLUMNS):
            table.setColumnWidth(position, _WIDTHS[column] * theme.UNIT)
        header.setSectionResizeMode(COLUMNS.index(SortColumn.SUBJECT), QHeaderView.ResizeMode.Stretch)
        table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        table.customContextMenuRequested.connect(self._menu)
        table.selectionModel().selectionChanged.connect(lambda _new, _old: self._show_chosen())
        return table

    def _connect_detail(self) -> None:
        detail, filters = self.detail, self.filters
        detail.filter_customer.connect(lambda name: filters.set_wanted(replace(filters.wanted, customer=name)))
        detail.filter_project.connect(
            lambda number, name: filters.set_wanted(replace(filters.wanted, project=number), project_name=name)
        )
        detail.filter_person.connect(lambda address: filters.set_wanted(Wanted(search=address)))
        detail.open_activity.connect(self.open_activity)

    def _columns_button(self) -> None:
        button = QToolButton()
        button.setIcon(icon("columns-3"))
        button.setProperty("kind", "button")
        button.setToolTip(_("Columns"))
        button.setAccessibleName(_("Columns"))
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(button)
        for position, column in enumerate(COLUMNS):
            one = QAction(column_title(column), menu)
            one.setCheckable(True)
            one.setChecked(True)
            one.setEnabled(column is not SortColumn.SUBJECT)
            one.toggled.connect(lambda shown, position=position: self.table.setColumnHidden(position, not shown))
            menu.addAction(one)
        menu.aboutToShow.connect(lambda: self._tick_columns(menu))
        button.setMenu(menu)
        self.filters.add_button(button)

    def _tick_columns(self, menu: QMenu) -> None:
        for position, one in enumerate(menu.actions()):
            one.setChecked(not self.table.isColumnHidden(position))

    def _restore(self) -> None:
        state = self.context.state
        columns = state.data("activities/columns")
        if not columns.isEmpty():
            self.table.horizontalHeader().restoreState(columns)
        divider = state.data("activities/divider")
        if divider.isEmpty() or not self._splitter.restoreState(divider):
            self._splitter.setSizes([3 * 100, 2 * 100])

    def _ask(self) -> None:
        self._delegate.search = self.filters.wanted.search
        self.model.ask(self.filters.wanted, self.model.order)

    def _loaded(self) -> None:
        if self.model.rowCount() == 0:
            self._say_empty()
            self._lists.setCurrentWidget(self._empty)
            self.detail.show_none()
            return
        self._lists.setCurrentWidget(self.table)
        row = -1 if self._reopen is None else self.model.row_of(self._reopen)
        self._reopen = None
        if row >= 0 and row != self.table.currentIndex().row():
            self._choose_row(row)
        elif self._opened_id is not None or self._chosen_rows():
            self._show_chosen()
        elif self.filters.wanted.search:
            self.table.scrollToTop()

    def _say_empty(self) -> None:
        wanted = self.filters.wanted
        if wanted.search:
            self._empty.say(
                _("No activity has all these words. Each word may be the beginning of one."),
                (_("Search everything"), self.filters.clear),
            )
        elif wanted != Wanted():
            self._empty.say(_("No activity fits these filters."), (_("Clear filters"), self.filters.clear))
        else:
            self.context.background.run(self, _is_set_up, self._say_first)

    def _say_first(self, ready: bool) -> None:  # noqa: FBT001 - an answer
        if ready:
            self._empty.say(
                _("No activities yet. Drag e-mails into this window, or choose them."),
                (_("Import e-mails"), lambda: self.context.go(Destination(IMPORT))),
            )
        else:
            self._empty.say(
                _("Welcome. Have a look at the sample company first, or set up your own."),
                (_("Try the sample company"), lambda: self.context.reopening.emit(Reopening.SAMPLE)),
                (_("Set up"), lambda: self.context.go(Destination(SETTINGS))),
            )

    def _show_chosen(self) -> None:
        rows = self._chosen_rows()
        if len(rows) > 1:
            self._opened_id = None
            self.detail.show_many(len(rows))
        elif rows:
            line = self.model.line(rows[0])
            self._opened_id = self._id_of(rows[0]) if line is None else line.id
            self.detail.show_activity(self._opened_id)
        elif self._opened_id is not None:
            self.detail.show_activity(self._opened_id)
        else:
            self.detail.show_none()

    def _choose_row(self, row: int) -> None:
        index = self.model.index(row, 0)
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.table.selectionModel().setCurrentIndex(index, flags)

    def _chosen_rows(self) -> list[int]:
        rows: list[int] = []
        spans = self.table.selectionModel().selection()
        for position in range(spans.count()):
            span = spans.at(position)
            rows.extend(range(span.top(), span.bottom() + 1))
        return rows

    def _chosen_ids(self) -> list[int]:
        ids = [self._id_of(row) for row in self._chosen_rows()]
        return ids or ([] if self._opened_id is None else [self._opened_id])

    def _id_of(self, row: int) -> int:
        return activity_id_of(self.model.sort_id(row))

    def _current_sort_id(self) -> int | None:
        index = self.table.currentIndex()
        return self.model.sort_id(index.row()) if index.isValid() and index.row() < self.model.rowCount() else None

    def _menu(self, place: QPoint) -> None:
        if self._chosen_rows():
            menu = QMenu(self)
            menu.addActions(self.corrections.of_many())
            menu.exec(self.table.viewport().mapToGlobal(place))


def _is_set_up(services: Application) -> bool:
    return services.setup.settings().address is not None

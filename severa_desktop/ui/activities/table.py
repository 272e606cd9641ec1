"""The list of activities: its columns as wide as there is room, those a person chose, and what is selected in it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QItemSelection, QItemSelectionModel, QItemSelectionRange, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView, QToolButton, QWidget

from severa_desktop.services.wanted import Order, SortColumn
from severa_desktop.texts import _
from severa_desktop.ui import theme
from severa_desktop.ui.actions import action
from severa_desktop.ui.activities.delegate import ActivityDelegate
from severa_desktop.ui.activities.model import COLUMNS, ActivitiesModel, column_title
from severa_desktop.ui.drawn_rows import seen
from severa_desktop.ui.icons import icon
from severa_desktop.ui.state import WindowState

if TYPE_CHECKING:
    from severa_desktop.ui.activities.waiting import WaitingSign

_LEAST: Mapping[SortColumn, int] = {
    SortColumn.SUBJECT: 20,
    SortColumn.DATE: 13,
    SortColumn.CUSTOMER: 16,
    SortColumn.ATTACHMENTS: 6,
    SortColumn.PROJECT: 16,
    SortColumn.OWNER: 14,
    SortColumn.WARNINGS: 18,
}
"""Steps of the grid that a column needs, the most important one first: those for which there is no room are left out,
until a person chooses columns."""
_GROWS: Mapping[SortColumn, int] = {
    SortColumn.SUBJECT: 5,
    SortColumn.CUSTOMER: 2,
    SortColumn.PROJECT: 2,
    SortColumn.OWNER: 1,
    SortColumn.WARNINGS: 1,
}
"""How columns share the room that is left."""
_PATIENCE_MS = 300
"""Nobody calls less waiting."""
_MOST_KEPT = 1_000
"""Selected rows that are found again when the list changes; nobody looks at more one by one."""


@dataclass(frozen=True, slots=True)
class _Place:
    """What a person sees of the list, in sort ids."""

    chosen: tuple[int, ...] = ()
    first_row: int = -1
    """Of those chosen."""
    top: int | None = None
    """In the first row; None where that is the list's first, so that newer ones show above it."""


class ActivityTable(QTableView):
    """Shows the rows of the model."""

    chosen = Signal()
    """Other rows are selected now, by a person."""

    def __init__(self, model: ActivitiesModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._activities = model
        self._delegate = ActivityDelegate(model)
        self._columns: frozenset[SortColumn] | None = None
        """Those a person chose; None: as many as there is room for."""
        self._widths: dict[SortColumn, int] = {}
        """Those a person drew, in pixels."""
        self._fitting = self._restoring = False
        self._kept = _Place()
        self.is_looking = False
        """Whether what was selected may still come with the rows that follow."""
        # Made here: to hand over one that it made itself, Qt would load all kinds of widgets, for a tenth of the start.
        self._surface = QWidget(self)
        self._surface.setBackgroundRole(QPalette.ColorRole.Base)
        self._surface.setAutoFillBackground(True)
        self.setViewport(self._surface)
        self.setAccessibleName(_("Activities"))
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self._set_behaviour()
        self._set_header()
        self.selectionModel().selectionChanged.connect(self._tell)
        self._waiting: WaitingSign | None = None
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(_PATIENCE_MS)
        self._patience.timeout.connect(self._say_waiting)
        model.sorting.connect(self._patience.start)
        model.loaded.connect(self._end_waiting)
        model.replacing.connect(self._keep_place)
        model.replaced.connect(self._take_place)
        model.rowsInserted.connect(lambda _parent, _first, _last: self._look_further())

    def mark(self, search: str) -> None:
        """Mark these words in the rows from now on."""
        self._delegate.search = search

    def spans(self) -> Iterator[tuple[int, int]]:
        """Yield the first and the last row of each run of selected rows."""
        selection = self.selectionModel().selection()
        for position in range(selection.count()):
            span = selection.at(position)
            yield span.top(), span.bottom()

    def count_chosen(self) -> int:
        """Return how many rows are selected; never goes through them."""
        return sum(last - first + 1 for first, last in self.spans())

    def choose(self, row: int) -> None:
        """Select a row, as if a person had."""
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.selectionModel().setCurrentIndex(self.model().index(row, COLUMNS.index(SortColumn.SUBJECT)), flags)

    def follow(self, row: int) -> None:
        """Select the row of what is shown already, or none for -1."""
        self._restoring = True
        if row >= 0:
            self._select([row])
            self.scrollTo(self.currentIndex())
        else:
            self.clearSelection()
        self._restoring = False

    def columns_button(self) -> QToolButton:
        """Return a button with a menu of the columns."""
        button = QToolButton()
        button.setProperty("kind", "button")
        button.setIcon(icon("columns-3"))
        button.setAccessibleName(_("Columns"))
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(button)
        for column in COLUMNS:
            one = QAction(column_title(column), menu)
            one.setCheckable(True)
            one.setEnabled(column is not SortColumn.SUBJECT)
            one.triggered.connect(lambda shown, column=column: self._choose_column(column, shown=shown))
            menu.addAction(one)
        menu.addSeparator()
        menu.addAction(_("As many as fit"), self._forget_columns)
        menu.aboutToShow.connect(lambda: self._tick(menu))
        button.setMenu(menu)
        opens = action(self, _("Columns"), button.showMenu, keys="Alt+C")
        button.setToolTip(opens.toolTip())
        return button

    def remember(self, state: WindowState) -> None:
        """Keep order, places and widths of the columns."""
        state.set_data("activities/columns", self.horizontalHeader().saveState())
        shown = "" if self._columns is None else ",".join(sorted(self._columns))
        state.set_text("activities/chosen_columns", shown)
        widths = ",".join(f"{column}={width}" for column, width in sorted(self._widths.items()))
        state.set_text("activities/widths", widths)

    def restore(self, state: WindowState) -> None:
        """Show the columns as they were when the window was closed."""
        columns = state.data("activities/columns")
        names = {name for name in state.text("activities/chosen_columns").split(",") if name in set(SortColumn)}
        self._columns = frozenset(map(SortColumn, names)) | {SortColumn.SUBJECT} if names else None
        for drawn in state.text("activities/widths").split(","):
            name, _equals, width = drawn.partition("=")
            if name in set(SortColumn) and width.isascii() and width.isdecimal():
                self._widths[SortColumn(name)] = int(width)
        if not columns.isEmpty():
            self._restore_header(columns)
        self.fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the rows."""
        painter = QPainter(self._surface)
        rows = seen(self, event.rect())
        if rows is not None:
            self._delegate.draw(painter, rows)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the new room out."""
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """Show the columns that were chosen or that there is room for, and fill the width with them."""
        if self._fitting:
            return
        self._fitting = True
        # As wide as the viewport, which itself is not asked: that would load every kind of widget there is.
        room = self.maximumViewportSize().width()
        shown = self._fitting_columns(room) if self._columns is None else self._columns
        widths = {column: self._width(column) for column in shown}
        grows = {column: _GROWS.get(column, 0) for column in shown if column not in self._widths}
        left, parts = room - sum(widths.values()), sum(grows.values())
        if left > 0 and parts:
            for column, part in grows.items():
                widths[column] += left * part // parts
            # What rounding left over, so that no strip stays empty.
            widths[SortColumn.SUBJECT] += room - sum(widths.values()) if SortColumn.SUBJECT in grows else 0
        for position, column in enumerate(COLUMNS):
            self.setColumnHidden(position, column not in shown)
            if column in shown:
                self.setColumnWidth(position, widths[column])
        self._delegate.signs = SortColumn.WARNINGS not in shown
        self._fitting = False

    def _set_behaviour(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        # Else the width for the columns would change with the number of rows.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(max(theme.ROW, self.fontMetrics().height() + 14))

    def _set_header(self) -> None:
        header = self.horizontalHeader()
        # Its own, in which nothing is selected: it would go through all rows to draw whether a whole column is.
        header.setSelectionModel(QItemSelectionModel(self._activities, header))
        header.setSectionsMovable(True)
        header.setHighlightSections(False)
        header.setSortIndicatorShown(True)
        header.setSectionsClickable(True)
        header.setMinimumSectionSize(5 * theme.UNIT)
        header.setSortIndicator(COLUMNS.index(SortColumn.DATE), Qt.SortOrder.DescendingOrder)
        header.sortIndicatorChanged.connect(self._activities.sort)
        header.sectionResized.connect(self._drawn)

    def _restore_header(self, columns: QByteArray) -> None:
        """Take over order and places of columns, without asking for the rows: the page does, once."""
        header = self.horizontalHeader()
        header.blockSignals(True)  # noqa: FBT003 - Qt's own
        header.restoreState(columns)
        header.blockSignals(False)  # noqa: FBT003
        position, order = header.sortIndicatorSection(), header.sortIndicatorOrder()
        if 0 <= position < len(COLUMNS):
            self._activities.order = Order(COLUMNS[position], order is Qt.SortOrder.DescendingOrder)

    def _fitting_columns(self, room: int) -> frozenset[SortColumn]:
        shown: list[SortColumn] = []
        used = 0
        for column in _LEAST:
            used += self._width(column)
            if shown and used > room:
                break
            shown.append(column)
        return frozenset(shown)

    def _width(self, column: SortColumn) -> int:
        if column in self._widths:
            return self._widths[column]
        # With the system's font at its usual size this is the grid's step.
        return max(_LEAST[column] * theme.UNIT, _LEAST[column] * self.fontMetrics().averageCharWidth())

    def _drawn(self, position: int, former: int, width: int) -> None:
        """Keep the width that a person gave a column by hand."""
        if not self._fitting and former and width:
            self._widths[COLUMNS[position]] = width

    def _choose_column(self, column: SortColumn, *, shown: bool) -> None:
        now = frozenset(one for position, one in enumerate(COLUMNS) if not self.isColumnHidden(position))
        self._columns = now | {column} if shown else now - {column}
        self.fit()

    def _forget_columns(self) -> None:
        self._columns = None
        self._widths.clear()
        self.fit()

    def _tick(self, menu: QMenu) -> None:
        for position, one in enumerate(menu.actions()[: len(COLUMNS)]):
            one.setChecked(not self.isColumnHidden(position))

    def _say_waiting(self) -> None:
        if self._waiting is None:
            # Few wait so long.
            from severa_desktop.ui.activities.waiting import WaitingSign  # noqa: PLC0415

            self._waiting = WaitingSign(self)
        self._waiting.say()

    def _end_waiting(self) -> None:
        self._patience.stop()
        if self._waiting is not None:
            self._waiting.hide()

    def _tell(self) -> None:
        if not self._restoring:
            self.chosen.emit()

    def _keep_place(self) -> None:
        """Note what is selected and what stands at the top, before other rows take the place of these."""
        model = self._activities
        spans = list(self.spans()) if self.count_chosen() <= _MOST_KEPT else []
        top = self.rowAt(0)
        self._kept = _Place(
            chosen=tuple(model.sort_id(row) for first, last in spans for row in range(first, last + 1)),
            first_row=min((first for first, _last in spans), default=-1),
            top=model.sort_id(top) if top > 0 else None,
        )

    def _take_place(self, same_question: bool) -> None:  # noqa: FBT001 - a signal's
        """Select the same activities again and leave them where they were; where they are gone, the next one."""
        self._restoring = True
        kept, model = self._kept, self._activities
        rows = model.rows_of(kept.chosen)
        self.is_looking = bool(kept.chosen) and not rows and not model.is_whole
        if not rows and same_question and kept.chosen and model.rowCount():
            rows = [min(kept.first_row, model.rowCount() - 1)]
        top = -1 if kept.top is None or not same_question else model.row_of(kept.top)
        if top >= 0:
            self.verticalScrollBar().setValue(top)
        elif not same_question:
            self.scrollToTop()
        self._select(rows)
        self._restoring = False

    def _look_further(self) -> None:
        """Select what was selected before, where it was not among the first rows."""
        if self.is_looking:
            self.is_looking = False
            if not self.count_chosen():
                self._restoring = True
                self._select(self._activities.rows_of(self._kept.chosen))
                self._restoring = False

    def _select(self, rows: Sequence[int]) -> None:
        if not rows:
            return
        model, column = self._activities, COLUMNS.index(SortColumn.SUBJECT)
        keep = QItemSelectionModel.SelectionFlag.NoUpdate
        self.selectionModel().setCurrentIndex(model.index(rows[0], column), keep)
        selection = QItemSelection()
        for row in rows:
            selection.append(QItemSelectionRange(model.index(row, 0), model.index(row, len(COLUMNS) - 1)))
        self.selectionModel().select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)

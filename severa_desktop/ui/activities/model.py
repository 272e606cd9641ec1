"""The rows of the list: ordered ids in one compact array, lines fetched a window of them at a time.

A million activities cost eight bytes each here. Nothing is ever fetched in the window's thread.
"""

import threading
from array import array
from bisect import bisect_left
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from operator import neg

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from severa_desktop.bootstrap import Application
from severa_desktop.services.wanted import ActivityLine, Order, SortColumn, Wanted, activity_id_of
from severa_desktop.texts import _
from severa_desktop.ui import times
from severa_desktop.ui.background import Background, Lane
from severa_desktop.ui.icons import icon
from severa_desktop.ui.lines import Lines
from severa_desktop.ui.tips import plain_tip
from severa_desktop.ui.turns import once_painted

COLUMNS = (
    SortColumn.DATE,
    SortColumn.SUBJECT,
    SortColumn.CUSTOMER,
    SortColumn.PROJECT,
    SortColumn.OWNER,
    SortColumn.ATTACHMENTS,
    SortColumn.WARNINGS,
)
FIRST = 64
"""Lines that come with the ids, so that the first screen fills at once."""
NONE = "–"
"""Stands where there is no customer or project."""
LINE = Qt.ItemDataRole.UserRole
"""The role under which a row's `ActivityLine` is found, None while it is being fetched."""

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_CENTRE = Qt.AlignmentFlag.AlignCenter
_Found = tuple["array[int]", Mapping[int, ActivityLine]]


@dataclass(frozen=True, slots=True, eq=False)
class _Question:
    """What is asked for, until something else is."""

    wanted: Wanted
    order: Order
    stop: threading.Event = field(default_factory=threading.Event)


class ActivitiesModel(QAbstractTableModel):
    """The activities that are asked for, in the order asked for."""

    loaded = Signal()
    """What was asked for is there, the first rows at least; once more when all of them are."""
    sorting = Signal()
    """All rows have to be gone through before the first ones of what was asked for are known."""
    replacing = Signal()
    """Other rows are about to take the place of these."""
    replaced = Signal(bool)
    """Other rows took the place; whether they are an answer to the same question, as the store has changed."""

    def __init__(self, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self._lines: Lines[ActivityLine] = Lines(
            background, self, lambda services, ids: services.activities.lines(ids), self._tell_fetched
        )
        self.wanted = Wanted()
        self.order = Order()
        self.is_whole = True
        """Whether all rows are there; if not, the first ones are, and the others follow."""
        self._asked = _Question(self.wanted, self.order)
        self._answered: tuple[Wanted, Order] | None = None

    def ask(self, wanted: Wanted, order: Order) -> None:
        """Show these activities in this order as soon as they are known.

        The newest of many are known long before all of them are, so that these are shown first.
        """
        self.wanted, self.order = wanted, order
        self.stop()
        question = self._asked = _Question(wanted, order)
        if order == Order() and (wanted, order) != self._answered:
            self._background.run(
                self,
                lambda services: _first(services, wanted),
                lambda found: self._take_first(question, *found),
                subject="first",
            )
        else:
            if (wanted, order) != self._answered:
                self.sorting.emit()
            self._ask_for_all(question)

    def stop(self) -> None:
        """Give up what was asked for and is not there yet."""
        self._asked.stop.set()

    def refresh(self) -> None:
        """Ask for the same again: the store has changed."""
        self.ask(self.wanted, self.order)

    def sort_id(self, row: int) -> int:
        """Return what identifies a row's activity in the store's order."""
        return self._lines.keys[row]

    def row_of(self, sort_id: int) -> int:
        """Return the row in which an activity stands, -1 if it is not in the list."""
        rows = self.rows_of((sort_id,))
        return rows[0] if rows else -1

    def rows_of(self, sort_ids: Collection[int]) -> list[int]:
        """Return the rows in which activities stand, in order; those that are not in the list are left out."""
        if not sort_ids:
            return []
        order = self._asked.order if self._answered is None else self._answered[1]
        if order.column is SortColumn.DATE:
            # Sorted by what is looked for: no need to go through a million.
            found = (self._row_by_date(one, descending=order.descending) for one in sort_ids)
            return sorted(row for row in found if row >= 0)
        wanted = set(sort_ids)
        return [row for row, one in enumerate(self._lines.keys) if one in wanted]

    def ids_of(self, first: int, last: int) -> list[int]:
        """Return the ids of the activities in these rows, the last one included."""
        return list(map(activity_id_of, self._lines.keys[first : last + 1]))

    def line(self, row: int) -> ActivityLine | None:
        """Return what is shown in a row, None while it is being fetched; what may have changed is fetched again."""
        return self._lines.line(row)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Return the number of activities found."""
        return 0 if parent.isValid() else len(self._lines.keys)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Return the number of columns there are, shown or not."""
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what a cell shows, its tooltip, its accessible text, or the row's `ActivityLine`."""
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _CENTRE if COLUMNS[index.column()] is SortColumn.ATTACHMENTS else _LEFT
        if role not in {
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.ToolTipRole,
            Qt.ItemDataRole.AccessibleTextRole,
            LINE,
        }:
            return None
        line = self.line(index.row())
        if line is None or role == LINE:
            return line
        column = COLUMNS[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return shown(line, column)
        spoken = _spoken(line, column)
        return plain_tip(spoken) if role == Qt.ItemDataRole.ToolTipRole else spoken

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a column's title; a narrow one has a picture, and its title in the tooltip."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        column = COLUMNS[section]
        is_narrow = column is SortColumn.ATTACHMENTS
        if role == Qt.ItemDataRole.DisplayRole:
            return "" if is_narrow else column_title(column)
        if role in {Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole}:
            return column_title(column)
        if role == Qt.ItemDataRole.DecorationRole and is_narrow:
            return icon("paperclip", "secondary")
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Ask for the same activities in another order."""
        self.ask(self.wanted, Order(COLUMNS[column], order is Qt.SortOrder.DescendingOrder))

    def _row_by_date(self, sort_id: int, *, descending: bool) -> int:
        row = bisect_left(self._lines.keys, -sort_id if descending else sort_id, key=neg if descending else None)
        return row if row < len(self._lines.keys) and self._lines.keys[row] == sort_id else -1

    def _ask_for_all(self, question: "_Question") -> None:
        self._background.run(
            self,
            lambda services: _all(services, question),
            lambda found: self._take(question, *found),
            lane=Lane.SLOW,
        )

    def _ask_for_the_rest(self, question: "_Question") -> None:
        if question is self._asked and not question.stop.is_set():
            self._ask_for_all(question)

    def _take_first(self, question: "_Question", ids: "array[int]", lines: Mapping[int, ActivityLine]) -> None:
        if question is not self._asked:
            return
        self.is_whole = len(ids) < FIRST
        self._replace(question, ids, lines)
        self.loaded.emit()
        if not self.is_whole:
            once_painted(self, lambda: self._ask_for_the_rest(question))

    def _take(self, question: "_Question", ids: "array[int]", lines: Mapping[int, ActivityLine]) -> None:
        if question is not self._asked or question.stop.is_set():
            return
        count = self.rowCount()
        if not self.is_whole and len(ids) > count and ids[:count] == self._lines.keys:
            self.is_whole = True
            self.beginInsertRows(_NOWHERE, count, len(ids) - 1)
            self._lines.grow(ids)
            self.endInsertRows()
        else:
            self.is_whole = True
            self._replace(question, ids, lines)
        self.loaded.emit()

    def _replace(self, question: "_Question", ids: "array[int]", lines: Mapping[int, ActivityLine]) -> None:
        answered = (question.wanted, question.order)
        same_question, self._answered = answered == self._answered, answered
        if ids == self._lines.keys:
            # The same activities: their lines may have changed, the place in the list has not.
            self._lines.begin(ids, lines)
            if ids:
                self._tell_fetched(0, len(ids) - 1)
            return
        self.replacing.emit()
        self.beginResetModel()
        self._lines.begin(ids, lines)
        self.endResetModel()
        self.replaced.emit(same_question)

    def _tell_fetched(self, first: int, last: int) -> None:
        self.dataChanged.emit(self.index(first, 0), self.index(last, len(COLUMNS) - 1))


def column_title(column: SortColumn) -> str:
    """Return what a column is called."""
    return {
        SortColumn.DATE: _("Date"),
        SortColumn.SUBJECT: _("Subject"),
        SortColumn.CUSTOMER: _("Customer"),
        SortColumn.PROJECT: _("Project"),
        SortColumn.OWNER: _("Owner"),
        SortColumn.ATTACHMENTS: _("Attachments"),
        SortColumn.WARNINGS: _("Warnings"),
    }[column]


def _first(services: Application, wanted: Wanted) -> _Found:
    newest = services.newest.lines(FIRST) if wanted == Wanted() else None
    if newest is not None:
        # Told before the store is opened.
        return array("q", newest), newest
    ids = services.activities.sort_ids(replace(wanted, limit=FIRST), Order())
    return ids, services.activities.lines(ids)


def _all(services: Application, question: _Question) -> _Found:
    ids = services.activities.sort_ids(question.wanted, question.order, question.stop)
    return ids, services.activities.lines(ids[:FIRST])


def shown(line: ActivityLine, column: SortColumn) -> str:
    """Return what a cell shows of an activity, as far as there is room."""
    match column:
        case SortColumn.DATE:
            return times.short(line.started_at)
        case SortColumn.SUBJECT:
            return line.subject
        case SortColumn.CUSTOMER:
            return line.customer or NONE
        case SortColumn.PROJECT:
            return line.project or NONE
        case SortColumn.OWNER:
            return line.owner
        case SortColumn.ATTACHMENTS:
            return times.number(line.attachments) if line.attachments else ""
        case SortColumn.WARNINGS:
            return ", ".join(_warning_words(line)) if line.warnings else ""


def _warning_words(line: ActivityLine) -> list[str]:
    # The sentences take a while to load, and few rows have any of them.
    from severa_desktop.sentences import warning_words  # noqa: PLC0415

    return list(map(warning_words, line.warnings))


def _spoken(line: ActivityLine, column: SortColumn) -> str:
    """Return the whole of what a cell may show cut off: its tooltip, and what a screen reader says."""
    match column:
        case SortColumn.DATE:
            return times.full(line.started_at)
        case SortColumn.SUBJECT if line.warnings:
            return "\n".join((line.subject, *(f"⚠ {words}" for words in _warning_words(line))))
        case SortColumn.CUSTOMER if not line.customer:
            return _("Linked to no customer")
        case SortColumn.PROJECT if not line.project:
            return _("Linked to no project")
        case _:
            return shown(line, column)

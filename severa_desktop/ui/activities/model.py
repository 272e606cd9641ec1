"""The rows of the list: ordered ids in one compact array, lines fetched a window of them at a time.

A million activities cost eight bytes each here. Nothing is ever fetched in the window's thread.
"""

from array import array
from collections import OrderedDict
from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from severa_desktop.bootstrap import Application
from severa_desktop.sentences import warning_words
from severa_desktop.services.activities import ActivityLine, Order, SortColumn, Wanted
from severa_desktop.texts import _
from severa_desktop.ui import times
from severa_desktop.ui.background import Background

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
_WINDOW = 64
_KEPT = 64
"""Windows of lines that stay in memory: about 4,000 lines."""
LINE = Qt.ItemDataRole.UserRole
"""The role under which a row's `ActivityLine` is found, None while it is being fetched."""

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class ActivitiesModel(QAbstractTableModel):
    """The activities that are asked for, in the order asked for."""

    loaded = Signal()
    """What was asked for is there (the first rows at least)."""

    def __init__(self, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self._ids: array[int] = array("q")
        self._windows: OrderedDict[int, list[ActivityLine | None]] = OrderedDict()
        self._asked: set[int] = set()
        self._generation = 0
        self.wanted = Wanted()
        self.order = Order()

    def ask(self, wanted: Wanted, order: Order) -> None:
        """Show these activities in this order as soon as they are known."""
        self.wanted, self.order = wanted, order
        self._background.run(self, lambda services: _found(services, wanted, order), self._take, subject="ids")

    def refresh(self) -> None:
        """Ask for the same again: the store has changed."""
        self.ask(self.wanted, self.order)

    def sort_id(self, row: int) -> int:
        """Return what identifies a row's activity in the store's order."""
        return self._ids[row]

    def row_of(self, sort_id: int) -> int:
        """Return the row in which an activity stands, -1 if it is not in the list."""
        try:
            return self._ids.index(sort_id)
        except ValueError:
            return -1

    def line(self, row: int) -> ActivityLine | None:
        """Return what is shown in a row, None while it is being fetched."""
        position, offset = divmod(row, _WINDOW)
        window = self._windows.get(position)
        if window is None:
            self._fetch(position)
            return None
        self._windows.move_to_end(position)
        return window[offset] if offset < len(window) else None

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Return the number of activities found."""
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Return the number of columns there are, shown or not."""
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what a cell shows, its tooltip, its accessible text, or the row's `ActivityLine`."""
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            centred = COLUMNS[index.column()] is SortColumn.ATTACHMENTS
            return (Qt.AlignmentFlag.AlignHCenter if centred else Qt.AlignmentFlag.AlignLeft) | (
                Qt.AlignmentFlag.AlignVCenter
            )
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
            return _shown(line, column)
        return _spoken(line, column)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a column's title."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return column_title(COLUMNS[section])
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Ask for the same activities in another order."""
        self.ask(self.wanted, Order(COLUMNS[column], order is Qt.SortOrder.DescendingOrder))

    def _take(self, found: "tuple[array[int], list[ActivityLine | None]]") -> None:
        ids, first = found
        self._generation += 1
        self._asked.clear()
        if ids == self._ids:
            # The same activities: their lines may have changed, the place in the list has not.
            self._windows.clear()
            self._windows[0] = first
            if ids:
                self.dataChanged.emit(self.index(0, 0), self.index(len(ids) - 1, len(COLUMNS) - 1))
        else:
            self.beginResetModel()
            self._ids = ids
            self._windows.clear()
            self._windows[0] = first
            self.endResetModel()
        self.loaded.emit()

    def _fetch(self, position: int) -> None:
        if position in self._asked:
            return
        self._asked.add(position)
        generation = self._generation
        wanted = self._ids[position * _WINDOW : (position + 1) * _WINDOW]
        self._background.run(
            self,
            lambda services: _lines(services, wanted),
            lambda lines: self._keep(generation, position, lines),
        )

    def _keep(self, generation: int, position: int, lines: "list[ActivityLine | None]") -> None:
        if generation != self._generation:
            return
        self._asked.discard(position)
        self._windows[position] = lines
        while len(self._windows) > _KEPT:
            self._windows.popitem(last=False)
        first = position * _WINDOW
        self.dataChanged.emit(self.index(first, 0), self.index(first + len(lines) - 1, len(COLUMNS) - 1))


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


def _found(services: Application, wanted: Wanted, order: Order) -> "tuple[array[int], list[ActivityLine | None]]":
    ids = services.activities.sort_ids(wanted, order)
    return ids, _lines(services, ids[:FIRST])


def _lines(services: Application, ids: Sequence[int]) -> "list[ActivityLine | None]":
    lines = services.activities.lines(ids)
    return [lines.get(one) for one in ids]


def _shown(line: ActivityLine, column: SortColumn) -> str:
    match column:
        case SortColumn.DATE:
            return times.short(line.started_at)
        case SortColumn.SUBJECT:
            return line.subject
        case SortColumn.CUSTOMER:
            return line.customer or "–"
        case SortColumn.PROJECT:
            return line.project or "–"
        case SortColumn.OWNER:
            return line.owner
        case SortColumn.ATTACHMENTS:
            return times.number(line.attachments) if line.attachments else ""
        case SortColumn.WARNINGS:
            return ", ".join(map(warning_words, line.warnings))


def _spoken(line: ActivityLine, column: SortColumn) -> str:
    """Return the whole of what a cell may show cut off: its tooltip, and what a screen reader says."""
    match column:
        case SortColumn.DATE:
            return times.full(line.started_at)
        case SortColumn.CUSTOMER if not line.customer:
            return _("Linked to no customer")
        case SortColumn.PROJECT if not line.project:
            return _("Linked to no project")
        case _:
            return _shown(line, column)

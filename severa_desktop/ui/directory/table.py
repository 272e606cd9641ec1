"""The table of one section: its columns, what is selected in it, and that this stays while the rows change."""

from collections.abc import Mapping, Sequence
from itertools import chain, islice

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QItemSelectionRange, Qt, Signal
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView

from severa_desktop.services.directory_schema import Section
from severa_desktop.ui import theme
from severa_desktop.ui.cells import CellTable
from severa_desktop.ui.directory.model import COLUMNS, RecordsModel
from severa_desktop.ui.directory.words import section_title
from severa_desktop.ui.runs import runs
from severa_desktop.ui.state import WindowState

_WIDTHS = {
    "number": 12,
    "emails": 28,
    "customer": 24,
    "kind": 14,
    "active": 12,
    "closed": 12,
    "category": 18,
    "calendar_synced": 16,
}
"""Of columns at first, in steps of the grid; the name takes what is left."""
_LEAST = {
    "number": 11,
    "name": 16,
    "emails": 20,
    "customer": 16,
    "kind": 12,
    "active": 10,
    "closed": 10,
    "category": 14,
    "calendar_synced": 16,
}
"""What they give way to, so that the name can be read, before the last of them are left out."""
_GOING = ("active", "closed", "kind", "calendar_synced", "category", "customer", "emails", "number")
"""In which order columns are left out; those who are not active are grey, too."""
_ALWAYS = 2
"""Columns that are shown in any case."""
_MOST_KEPT = 1_000
"""Selected rows that are found again when the rows change; nobody looks at more one by one."""


class RecordTable(CellTable):
    """Shows the rows of the model, one section after the other."""

    chosen = Signal()
    """Other rows are selected now."""
    ordered = Signal(str, bool)
    """A person wants the rows by this field, descending or not."""

    def __init__(self, model: RecordsModel, state: WindowState) -> None:
        super().__init__(model)
        self._records = model
        self._state = state
        self._section: Section | None = None
        self._widths: dict[Section, dict[str, int]] = {}
        """Those that a person gave columns, in pixels."""
        self._kept: tuple[str, ...] = ()
        self._first_kept = -1
        self._wanted = ""
        self._replacing = self._fitting = False
        self._set_behaviour()
        self.selectionModel().selectionChanged.connect(self._tell)
        model.replacing.connect(self._keep)
        model.loaded.connect(self._loaded)

    def chosen_rows(self) -> list[range]:
        """Return the selected rows, those that were selected together as one."""
        selection = self.selectionModel().selection()
        spans = (selection.at(position) for position in range(selection.count()))
        return sorted((range(span.top(), span.bottom() + 1) for span in spans), key=lambda rows: rows.start)

    def choose(self, key: str) -> None:
        """Select a record, now or as soon as it is in the table."""
        row = self._records.row_of(key)
        self._wanted = key if row < 0 else ""
        if row >= 0:
            self._select([row])
            self.scrollTo(self._records.index(row, 0))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the new room out."""
        super().resizeEvent(event)
        self._fit()

    def remember(self) -> None:
        """Keep the widths that a person gave columns."""
        for section, widths in self._widths.items():
            text = ",".join(f"{name}={width}" for name, width in widths.items())
            self._state.set_text(_widths_name(section), text)

    def _set_behaviour(self) -> None:
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header = self.horizontalHeader()
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(True)
        header.setMinimumSectionSize(8 * theme.UNIT)
        header.sortIndicatorChanged.connect(self._order)
        header.sectionResized.connect(self._draw_width)

    def _order(self, column: int, order: Qt.SortOrder) -> None:
        names = COLUMNS[self._records.shown.section]
        if 0 <= column < len(names):
            self.ordered.emit(names[column], order is Qt.SortOrder.DescendingOrder)

    def _draw_width(self, column: int, _former: int, width: int) -> None:
        """Keep the width of a column that a person draws."""
        names = COLUMNS[self._records.shown.section]
        drawn = not self._fitting and self.isVisible() and QGuiApplication.mouseButtons() & Qt.MouseButton.LeftButton
        if drawn and self._section is not None and column < len(names) and names[column] in _WIDTHS:
            self._widths[self._section][names[column]] = width
            self._fit()

    def _keep(self) -> None:
        """Note what is selected before other rows take the place of these."""
        self._replacing = True
        rows = self.chosen_rows()
        self._first_kept = rows[0].start if rows else -1
        self._kept = tuple(map(self._records.key, islice(chain.from_iterable(rows), _MOST_KEPT)))

    def _loaded(self) -> None:
        if self._records.shown.section is not self._section:
            self._show_section(self._records.shown.section)
        self._show_order()
        rows = [row for key in self._kept if (row := self._records.row_of(key)) >= 0]
        wanted = self._records.row_of(self._wanted)
        self._wanted = ""
        if wanted >= 0:
            rows = [wanted]
        if not rows and self._records.rowCount():
            # What was selected is gone from the table: the next one, or at first the first one.
            rows = [min(max(self._first_kept, 0), self._records.rowCount() - 1)]
        self._select(rows)
        if wanted >= 0:
            self.scrollTo(self._records.index(wanted, 0))
        self._replacing = False
        self._tell()

    def _show_section(self, section: Section) -> None:
        self._section = section
        self._kept, self._first_kept = (), -1
        self.setAccessibleName(section_title(section))
        self._widths.setdefault(section, _widths_in(self._state.text(_widths_name(section))))
        header = self.horizontalHeader()
        for position, name in enumerate(COLUMNS[section]):
            modes = QHeaderView.ResizeMode
            header.setSectionResizeMode(position, modes.Stretch if name == "name" else modes.Interactive)
        self._fit()
        self.scrollToTop()

    def _fit(self) -> None:
        """Give the name its room: other columns give way, and where that is not enough the last ones go."""
        section, room = self._section, self.viewport().width()
        if section is None or self._fitting:
            return
        self._fitting = True
        names = COLUMNS[section]
        widths = _fitting_widths(names, self._widths[section], room // theme.UNIT * theme.UNIT)
        for position, name in enumerate(names):
            self.setColumnHidden(position, name not in widths)
            if name in widths and name != "name":
                self.setColumnWidth(position, widths[name])
        self._fitting = False

    def _show_order(self) -> None:
        shown = self._records.shown
        order = Qt.SortOrder.DescendingOrder if shown.descending else Qt.SortOrder.AscendingOrder
        header = self.horizontalHeader()
        header.blockSignals(True)  # noqa: FBT003 - Qt's own
        header.setSortIndicator(COLUMNS[shown.section].index(shown.order), order)
        header.blockSignals(False)  # noqa: FBT003

    def _select(self, rows: list[int]) -> None:
        if not rows:
            return
        last = self._records.columnCount() - 1
        self.selectionModel().setCurrentIndex(
            self._records.index(rows[0], 0), QItemSelectionModel.SelectionFlag.NoUpdate
        )
        selection = QItemSelection()
        for top, bottom in runs(sorted(rows)):
            selection.append(QItemSelectionRange(self._records.index(top, 0), self._records.index(bottom, last)))
        self.selectionModel().select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def _tell(self) -> None:
        if not self._replacing:
            self.chosen.emit()


def _fitting_widths(names: Sequence[str], drawn: Mapping[str, int], room: int) -> dict[str, int]:
    """Return the widths of those columns for which there is room, in pixels; that of the name is its least."""
    shown = list(names)
    for name in (one for one in _GOING if one in names):
        if sum(_LEAST[one] * theme.UNIT for one in shown) <= room or len(shown) <= _ALWAYS:
            break
        shown.remove(name)
    wanted = {name: drawn.get(name, _WIDTHS.get(name, _LEAST[name]) * theme.UNIT) for name in shown}
    least = {name: min(_LEAST[name] * theme.UNIT, wanted[name]) for name in shown}
    over = max(sum(wanted.values()) - room, 0)
    gives = {name: wanted[name] - least[name] for name in shown}
    share = min(over / max(sum(gives.values()), 1), 1.0)
    return {name: wanted[name] - round(gives[name] * share) for name in shown}


def _widths_name(section: Section) -> str:
    return f"directory/widths/{section}"


def _widths_in(text: str) -> dict[str, int]:
    """Return the widths that were remembered as a text."""
    pairs = (each.partition("=") for each in text.split(","))
    return {
        name: int(width) for name, _equals, width in pairs if name in _WIDTHS and width.isascii() and width.isdecimal()
    }

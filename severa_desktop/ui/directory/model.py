"""The rows of a section's table: as many as there are, each a record that is in memory once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QIcon

from severa_desktop.bootstrap import Application
from severa_desktop.giving_way import giving_way
from severa_desktop.services.directory_listing import Line, Listing
from severa_desktop.services.directory_merge import field_value, record_key
from severa_desktop.services.directory_schema import Section
from severa_desktop.texts import _
from severa_desktop.ui.background import Background
from severa_desktop.ui.cells import NOWHERE, Cell, CellModel, Index
from severa_desktop.ui.directory.words import NOTHING, field_title, severas_words, state_words, value_words
from severa_desktop.ui.icons import icon
from severa_desktop.ui.tips import plain_tip

COLUMNS: Mapping[Section, tuple[str, ...]] = {
    Section.USERS: ("name", "emails", "active"),
    Section.CUSTOMERS: ("name", "active"),
    Section.CONTACTS: ("name", "emails", "customer", "active"),
    Section.PROJECTS: ("number", "name", "kind", "customer", "closed"),
    Section.ACTIVITY_TYPES: ("name", "category", "calendar_synced"),
}
"""The fields that a table shows."""
LINE = Qt.ItemDataRole.UserRole
"""The role under which a row's `Line` is found."""
_ROLES = frozenset((Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole, LINE))


@dataclass(frozen=True, slots=True)
class _Found:
    lines: tuple[Line, ...]
    rows: Mapping[str, int]
    """By key."""
    any_severas: bool
    """Whether one of them comes from Severa."""


class RecordsModel(CellModel):
    """The records of one section that are asked for, in the order asked for."""

    replacing = Signal()
    """Other rows are about to take the place of these."""
    loaded = Signal()
    """What was asked for is there."""

    def __init__(self, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self._found = _Found((), {}, any_severas=False)
        self._severas, self._no_sign = icon("link", "secondary"), QIcon()
        self.shown = Listing(Section.USERS)
        """What the rows are the answer to."""

    def ask(self, wanted: Listing) -> None:
        """Show these records as soon as they are known."""
        self._background.run(
            self, lambda services: _found(services, wanted), lambda found: self._take(wanted, found), subject="lines"
        )

    def line(self, row: int) -> Line:
        """Return what is shown in a row."""
        return self._found.lines[row]

    def lines(self, rows: range) -> Sequence[Line]:
        """Return what is shown in rows that follow each other."""
        return self._found.lines[rows.start : rows.stop]

    def key(self, row: int) -> str:
        """Return the key of a row's record."""
        return record_key(self.line(row).record)

    def row_of(self, key: str) -> int:
        """Return the row in which a record stands, -1 if it is not in the table."""
        return self._found.rows.get(key, -1)

    def rowCount(self, parent: Index = NOWHERE) -> int:
        """Return the number of records found."""
        return 0 if parent.isValid() else len(self._found.lines)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        """Return the number of fields that are shown."""
        return 0 if parent.isValid() else len(COLUMNS[self.shown.section])

    def cell(self, row: int, column: int) -> Cell:
        """Return what is shown of a cell."""
        line, name = self.line(row), COLUMNS[self.shown.section][column]
        is_first = line.is_active and name in {"name", "number"}
        sign = None
        if name == "name" and self._found.any_severas:
            # Without one there is room for it all the same: names stand below each other.
            sign = self._severas if line.is_severas else self._no_sign
        return Cell(self._shown(line, name), "text" if is_first else "secondary", sign)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what a cell shows, its tooltip, its accessible text, or the row's `Line`."""
        if not index.isValid() or role not in _ROLES:
            return super().data(index, role)
        line, name = self.line(index.row()), COLUMNS[self.shown.section][index.column()]
        if role == LINE:
            return line
        shown, spoken = self._shown(line, name), ""
        if name == "name" and line.is_severas:
            spoken = severas_words(self.shown.section)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(f"{shown}\n{spoken}" if spoken else shown)
        return f"{field_title(name)}: {shown}. {spoken}" if spoken else f"{field_title(name)}: {shown}"

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a column's title."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            name = COLUMNS[self.shown.section][section]
            return _("State") if name in {"active", "closed"} else field_title(name)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def _shown(self, line: Line, name: str) -> str:
        if name in {"active", "closed"}:
            return state_words(line.record, self.shown.section)
        if name == "calendar_synced":
            return value_words(name, field_value(line.record, name)) if field_value(line.record, name) else ""
        return value_words(name, field_value(line.record, name), line.customer) or NOTHING

    def _take(self, wanted: Listing, found: _Found) -> None:
        self.replacing.emit()
        self.beginResetModel()
        self.shown, self._found = wanted, found
        self.endResetModel()
        self.loaded.emit()


def _found(services: Application, wanted: Listing) -> _Found:
    lines = services.directory_listing.lines(wanted)
    rows = {record_key(line.record): row for row, line in enumerate(giving_way(lines))}
    return _Found(lines, rows, any_severas=any(line.is_severas for line in lines))

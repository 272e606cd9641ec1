"""The rows of a look at an import: what happens to each record, field by field, errors at their cells."""

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QIcon

from severa_desktop.services.directory_preview import Change, Preview, PreviewLine, PreviewSheet
from severa_desktop.texts import _
from severa_desktop.ui import times
from severa_desktop.ui.cells import NOWHERE, Cell, CellModel, Index
from severa_desktop.ui.directory.import_words import change_words
from severa_desktop.ui.directory.words import NOTHING, capitalised, field_title, value_words
from severa_desktop.ui.icons import icon
from severa_desktop.ui.tips import plain_tip

CHANGE, PLACE = range(2)
FIRST_FIELD = 2
LINE = Qt.ItemDataRole.UserRole
"""The role under which a row's `PreviewLine` is found."""
_PICTURES = {
    Change.WRONG: ("circle-alert", "error"),
    Change.UPDATED: ("pencil", "accent"),
    Change.ADDED: ("plus", "success"),
    Change.DEACTIVATED: ("user-minus", "warning"),
    Change.UNCHANGED: ("check", "secondary"),
}


class PreviewModel(CellModel):
    """The records of one sheet of a file."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._lines: tuple[PreviewLine, ...] = ()
        self._preview: Preview | None = None
        self.fields: tuple[str, ...] = ()
        """Those that have a column here."""
        self._icons = {change: icon(*picture) for change, picture in _PICTURES.items()}

    def show_sheet(self, preview: Preview, sheet: PreviewSheet) -> None:
        """Show one sheet of a look."""
        self.beginResetModel()
        self._preview, self._lines = preview, sheet.lines
        self.fields = sheet.fields
        self.endResetModel()

    def clear(self) -> None:
        """Show nothing."""
        self.beginResetModel()
        self._preview, self._lines, self.fields = None, (), ()
        self.endResetModel()

    def line(self, row: int) -> PreviewLine:
        """Return what happens to the record in a row."""
        return self._lines[row]

    def rowCount(self, parent: Index = NOWHERE) -> int:
        """Return the number of records."""
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        """Return the number of columns."""
        return 0 if parent.isValid() else FIRST_FIELD + len(self.fields)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a column's title."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return (_("What happens"), _("Line"), *map(field_title, self.fields))[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def cell(self, row: int, column: int) -> Cell:
        """Return what is shown of a cell."""
        line = self.line(row)
        changes = column >= FIRST_FIELD and line.changes(self.fields[column - FIRST_FIELD])
        return Cell(self._shown(line, column), self._ink(line, column), self._sign(line, column), changes)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what a cell shows, its tooltip and accessible text, or the row's `PreviewLine`."""
        if not index.isValid():
            return None
        line, column = self.line(index.row()), index.column()
        match role:
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip(self._shown(line, column))
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._spoken(line, column)
            case _:
                return line if role == LINE else super().data(index, role)

    def _shown(self, line: PreviewLine, column: int) -> str:
        if column == CHANGE:
            return change_words(line.change, line.section)
        if column == PLACE:
            number = None if line.place is None else line.place.line
            return NOTHING if number is None else times.number(number)
        name = self.fields[column - FIRST_FIELD]
        problem = line.problem(name)
        if problem:
            return capitalised(problem)
        value = self._words(line, name, former=False)
        if line.changes(name):
            return f"{self._words(line, name, former=True) or NOTHING} → {value or NOTHING}"
        return value

    def _words(self, line: PreviewLine, name: str, *, former: bool) -> str:
        value = line.former(name) if former else line.value(name)
        customers = {} if self._preview is None else self._preview.customers
        customer = customers.get(value, "") if name == "customer" and isinstance(value, str) else ""
        return value_words(name, value, customer)

    def _spoken(self, line: PreviewLine, column: int) -> str:
        shown = self._shown(line, column)
        return shown if column < FIRST_FIELD else f"{field_title(self.fields[column - FIRST_FIELD])}: {shown}"

    def _sign(self, line: PreviewLine, column: int) -> QIcon | None:
        if column == CHANGE:
            return self._icons[line.change]
        if column >= FIRST_FIELD and line.problem(self.fields[column - FIRST_FIELD]):
            return self._icons[Change.WRONG]
        return None

    def _ink(self, line: PreviewLine, column: int) -> str:
        if column == CHANGE:
            return _PICTURES[line.change][1]
        if column >= FIRST_FIELD and line.problem(self.fields[column - FIRST_FIELD]):
            return "error"
        if column == PLACE or line.change is Change.UNCHANGED:
            return "secondary"
        return "text"

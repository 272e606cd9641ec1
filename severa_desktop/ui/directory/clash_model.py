"""The rows of records of Severa that are not in the directory as they are there, and why."""

from PySide6.QtCore import QObject, Qt

from severa_desktop.services.severa.joining import Waiting
from severa_desktop.services.severa.words import kind_words, why_words
from severa_desktop.texts import _
from severa_desktop.ui.cells import NOWHERE, Cell, CellModel, Index
from severa_desktop.ui.directory.words import NOTHING, capitalised
from severa_desktop.ui.icons import icon
from severa_desktop.ui.tips import plain_tip

SEVERAS, KIND, OURS, WHY = range(4)


class ClashModel(CellModel):
    """Clashes first, then what nobody here can join."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._lines: tuple[Waiting, ...] = ()
        self._clash, self._left_out = icon("triangle-alert", "warning"), icon("info", "secondary")

    def show_all(self, lines: tuple[Waiting, ...]) -> None:
        """Show these."""
        self.beginResetModel()
        self._lines = lines
        self.endResetModel()

    def line(self, row: int) -> Waiting:
        """Return what waits in a row."""
        return self._lines[row]

    def rowCount(self, parent: Index = NOWHERE) -> int:
        """Return the number of records."""
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        """Return the number of columns."""
        return 0 if parent.isValid() else 4

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a column's title."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return (_("In Severa"), _("Kind"), _("Made by hand"), _("Why"))[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def cell(self, row: int, column: int) -> Cell:
        """Return what is shown of a cell."""
        line = self._lines[row]
        sign = None
        if column == SEVERAS:
            sign = self._clash if line.record is not None else self._left_out
        return Cell(_shown(line, column), "text" if column in {SEVERAS, OURS} else "secondary", sign)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what a cell shows, its tooltip, or its accessible text."""
        if not index.isValid() or role not in {Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole}:
            return super().data(index, role)
        shown = _shown(self._lines[index.row()], index.column())
        return plain_tip(shown) if role == Qt.ItemDataRole.ToolTipRole else shown


def _shown(line: Waiting, column: int) -> str:
    match column:
        case 0:
            return line.clash.pulled.name or NOTHING
        case 1:
            return capitalised(kind_words(line.clash.kind))
        case 2:
            return line.record.name if line.record is not None else NOTHING
        case _:
            return why_words(line)

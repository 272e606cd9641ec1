"""What became of each mail of an import, as rows: problems first, then the others, each in the order handed over."""

from collections.abc import Sequence
from pathlib import PurePath

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QIcon

from severa_desktop.core.model import Outcome
from severa_desktop.core.reasons import WARNINGS
from severa_desktop.sentences import change_words, reason_sentence
from severa_desktop.services.import_process import ImportLine
from severa_desktop.texts import _
from severa_desktop.ui.cells import NOWHERE, Box, Cell, CellModel, Index
from severa_desktop.ui.icons import icon
from severa_desktop.ui.tips import plain_tip

LINE = Qt.ItemDataRole.UserRole
OUTCOME, MAIL, WHAT = range(3)
_PROBLEMS = frozenset({Outcome.REJECTED, Outcome.FAILED})
_PICTURES = {
    Outcome.ACTIVITY: ("circle-check", "success"),
    Outcome.DUPLICATE: ("copy", "secondary"),
    Outcome.REJECTED: ("circle-x", "error"),
    Outcome.FAILED: ("circle-alert", "error"),
}


class ResultsModel(CellModel):
    """The lines of one import, or of a look at what it would do."""

    ticked = Signal()
    """Other mails are ticked now."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._problems: list[ImportLine] = []
        self._others: list[ImportLine] = []
        self._unticked: set[str] = set()
        self._with_ticks = False
        self._icons = {outcome: icon(*picture) for outcome, picture in _PICTURES.items()}
        self._warned = icon("triangle-alert", "warning")

    def begin(self, *, with_ticks: bool) -> None:
        """Be empty; with ticks, mails can be chosen."""
        self.beginResetModel()
        self._problems, self._others, self._unticked = [], [], set()
        self._with_ticks = with_ticks
        self.endResetModel()

    def add(self, lines: Sequence[ImportLine]) -> None:
        """Add what became of some more mails."""
        problems = [line for line in lines if line.outcome in _PROBLEMS]
        others = [line for line in lines if line.outcome not in _PROBLEMS]
        for listed, new, first in ((self._problems, problems, len(self._problems)), (self._others, others, -1)):
            if new:
                at = first if first >= 0 else self.rowCount()
                self.beginInsertRows(NOWHERE, at, at + len(new) - 1)
                listed.extend(new)
                self.endInsertRows()

    def line(self, row: int) -> ImportLine:
        """Return what became of the mail in a row."""
        problems = len(self._problems)
        return self._problems[row] if row < problems else self._others[row - problems]

    @property
    def is_all_ticked(self) -> bool:
        """Whether nobody took a tick away."""
        return not self._unticked

    def chosen_sources(self) -> frozenset[str]:
        """Return the sources of the mails that are ticked."""
        return frozenset(
            line.source for line in self._others if brings_something(line) and line.source not in self._unticked
        )

    def rowCount(self, parent: Index = NOWHERE) -> int:
        """Return the number of mails so far."""
        return 0 if parent.isValid() else len(self._problems) + len(self._others)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        """Return the number of columns."""
        return 0 if parent.isValid() else 3

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a column's title."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return (_("Result"), _("Mail"), _("What happened, and why"))[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Return that rows can be chosen, and ticked where that is wanted."""
        flags = super().flags(index)
        if index.column() == OUTCOME and self._has_tick(self.line(index.row())):
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        return flags

    def cell(self, row: int, column: int) -> Cell:
        """Return what is shown of a cell."""
        line = self.line(row)
        if column != OUTCOME:
            return Cell(_shown(line, column))
        ink = "error" if line.outcome in _PROBLEMS else "text"
        return Cell(_shown(line, column), ink, self._icon(line), box=self._box(line))

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what a cell shows, its tooltip, or the row's line."""
        if index.isValid() and role == Qt.ItemDataRole.ToolTipRole:
            return _tip(self.line(index.row()), index.column())
        return self.line(index.row()) if index.isValid() and role == LINE else super().data(index, role)

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Tick a mail or not."""
        if role != Qt.ItemDataRole.CheckStateRole or not index.isValid() or not self._has_tick(self.line(index.row())):
            return False
        source = self.line(index.row()).source
        if Qt.CheckState(value) is Qt.CheckState.Checked:
            self._unticked.discard(source)
        else:
            self._unticked.add(source)
        self.dataChanged.emit(index, index, [Qt.ItemDataRole.CheckStateRole])
        self.ticked.emit()
        return True

    def _box(self, line: ImportLine) -> Box:
        if not self._with_ticks:
            return Box.NONE
        if not brings_something(line):
            return Box.ROOM
        return Box.EMPTY if line.source in self._unticked else Box.TICKED

    def _has_tick(self, line: ImportLine) -> bool:
        return self._with_ticks and brings_something(line)

    def _icon(self, line: ImportLine) -> QIcon:
        return self._warned if line.outcome is Outcome.ACTIVITY and line.warnings else self._icons[line.outcome]


def brings_something(line: ImportLine) -> bool:
    """Tell whether a mail becomes an activity, or adds to one."""
    return line.outcome is Outcome.ACTIVITY or (line.outcome is Outcome.DUPLICATE and bool(line.changes))


def outcome_words(outcome: Outcome) -> str:
    """Return what became of a mail in a word or two."""
    return {
        Outcome.ACTIVITY: _("Activity"),
        Outcome.DUPLICATE: _("Known already"),
        Outcome.REJECTED: _("Not imported"),
        Outcome.FAILED: _("Not readable"),
    }[outcome]


def why(line: ImportLine) -> str:
    """Return what happened to a mail and why, in words."""
    if line.outcome in _PROBLEMS:
        reasons = [reason for reason in line.reasons if reason.code is line.reason] or line.reasons
        return " ".join(dict.fromkeys(reason_sentence(reason) for reason in reasons))
    parts = []
    if line.outcome is Outcome.DUPLICATE:
        changes = ", ".join(change_words(change) for change in line.changes)
        parts.append(_("Added to its activity: {changes}.").format(changes=changes) if changes else _("Nothing new."))
    links = [name for name in (line.customer, line.project) if name]
    parts.append(" · ".join(links) if links else _("Linked to no customer and no project"))
    parts += dict.fromkeys(reason_sentence(reason) for reason in line.reasons if reason.code in WARNINGS)
    return "  ".join(parts)


def _shown(line: ImportLine, column: int) -> str:
    if column == OUTCOME:
        return outcome_words(line.outcome)
    if column == MAIL:
        return line.subject or PurePath(line.source).name
    return why(line)


def _tip(line: ImportLine, column: int) -> str:
    """Return a cell's tooltip: its words whole, of a mail also where it lies and what happened to it."""
    lines = [_shown(line, column)]
    if column == MAIL:
        lines += [line.source, why(line)]
    return plain_tip("\n".join(dict.fromkeys(lines)))

"""The rows of what there is to check: keys in one compact array, lines fetched around those that are shown.

Read anew, only the rows that came or went change: what is chosen and where one looks stay.
"""

from array import array
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, Signal

from severa_desktop.bootstrap import Application
from severa_desktop.services.checking import CheckCounts, CheckEntry, CheckKind
from severa_desktop.texts import _
from severa_desktop.ui import times
from severa_desktop.ui.background import Background
from severa_desktop.ui.cells import NOWHERE, Cell, CellModel, Index
from severa_desktop.ui.icons import icon
from severa_desktop.ui.lines import Lines
from severa_desktop.ui.tips import plain_tip
from severa_desktop.ui.to_check.differences import nearest, steps
from severa_desktop.ui.to_check.words import TONES, kind_words, reason_words, short_words, title_words

REASON, SUBJECT, FROM, DATE = range(4)
ENTRY = Qt.ItemDataRole.UserRole
"""The role under which a row's `CheckEntry` is found, None while it is being fetched."""
_FIRST = 64


@dataclass(frozen=True, slots=True)
class Found:
    """What there is to check, and how much of each kind; all kinds, whichever are shown."""

    counts: CheckCounts
    has_mails: bool
    """Whether any mail was ever taken in."""
    keys: "array[int]"
    held: frozenset[int]
    """Keys of those that a person decides about before they are wholly in Severa."""
    first: Mapping[int, CheckEntry]


class ToCheckModel(CellModel):
    """What there is to check of some kinds, newest first."""

    loaded = Signal(object)
    """What was asked for is there: what was `Found`."""

    def __init__(self, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self._lines: Lines[CheckEntry] = Lines(background, self, _entries, self._redraw)
        self.is_changing = False
        """Rows are going and coming just now."""
        self.held: frozenset[int] = frozenset()
        """Keys of the entries that are not in Severa, or not wholly, until a person decides."""
        self.place = 0
        """The key of the entry where somebody is; once that goes, of the one after it."""
        self._icons = {kind: icon(*picture) for kind, picture in TONES.items()}

    def ask(self, kinds: Collection[CheckKind]) -> None:
        """Show what there is to check of these kinds as soon as it is known."""
        wanted = frozenset(kinds)
        self._background.run(self, lambda services: _found(services, wanted), self._take, subject="keys")

    def key(self, row: int) -> int:
        """Return the key of a row's entry."""
        return self._lines.keys[row]

    def keys(self, first: int, last: int) -> "array[int]":
        """Return the keys of the entries in these rows, the last one too."""
        return self._lines.keys[first : last + 1]

    def row_of(self, key: int) -> int:
        """Return the row in which an entry stands, -1 if it is not in the list."""
        try:
            return self._lines.keys.index(key)
        except ValueError:
            return -1

    def rowCount(self, parent: Index = NOWHERE) -> int:
        """Return the number of entries."""
        return 0 if parent.isValid() else len(self._lines.keys)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        """Return the number of columns."""
        return 0 if parent.isValid() else 4

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a column's title."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return (_("What is to check"), _("Subject"), _("From"), _("Date"))[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def cell(self, row: int, column: int) -> Cell | None:
        """Return what is shown of a cell, None while it is being fetched."""
        entry = self._lines.line(row)
        if entry is None:
            return None
        sign = self._icons[entry.kind] if column == REASON else None
        return Cell(_shown(entry, column), _ink(entry, column), sign)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what a cell shows, its tooltip and accessible text, or the row's entry."""
        if not index.isValid() or role not in _ROLES:
            return super().data(index, role)
        entry = self._lines.line(index.row())
        if entry is None or role == ENTRY:
            return entry
        spoken = _spoken(entry, index.column())
        return plain_tip(spoken) if role == Qt.ItemDataRole.ToolTipRole else spoken

    def _take(self, found: Found) -> None:
        before, after = self._lines.keys, found.keys
        self.held = found.held
        self.place = nearest(self.place, before, after)
        self.is_changing = True
        for step in steps(before, after):
            keys = self._lines.keys
            if step.gone:
                self.beginRemoveRows(NOWHERE, step.first, step.first + step.gone - 1)
                self._lines.keys = keys[: step.first] + keys[step.first + step.gone :]
                self.endRemoveRows()
            else:
                self.beginInsertRows(NOWHERE, step.first, step.first + len(step.new) - 1)
                self._lines.keys = keys[: step.first] + step.new + keys[step.first :]
                self.endInsertRows()
        self._lines.begin(after, found.first)
        self.is_changing = False
        self._redraw(0, len(after) - 1)
        self.loaded.emit(found)

    def _redraw(self, first: int, last: int) -> None:
        if last >= first:
            self.dataChanged.emit(self.index(first, 0), self.index(last, DATE))


_ROLES = frozenset((Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole, ENTRY))


def _found(services: Application, kinds: Collection[CheckKind]) -> Found:
    checking = services.checking
    keys = checking.keys(kinds or frozenset(CheckKind))
    has_mails = services.status.status().last_mail is not None
    return Found(checking.count(), has_mails, keys, checking.held(), checking.entries(keys[:_FIRST]))


def _entries(services: Application, keys: Sequence[int]) -> Mapping[int, CheckEntry]:
    return services.checking.entries(keys)


def _shown(entry: CheckEntry, column: int) -> str:
    match column:
        case 0:
            return short_words(entry)
        case 1:
            return title_words(entry.what)
        case 2:
            return entry.sender or "–"
        case _:
            return times.short(entry.at)


def _spoken(entry: CheckEntry, column: int) -> str:
    match column:
        case 0:
            return f"{kind_words(entry.kind)}\n{reason_words(entry)}"
        case 2 if not entry.sender:
            return _("Nobody is known to have sent it")
        case 3:
            return times.full(entry.at)
        case _:
            return _shown(entry, column)


def _ink(entry: CheckEntry, column: int) -> str:
    match column:
        case 0:
            return TONES[entry.kind][1]
        case 2 | 3:
            return "secondary"
        case _:
            return "text" if entry.what.subject else "secondary"

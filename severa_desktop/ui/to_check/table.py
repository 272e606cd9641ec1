"""The list of what there is to check: as many columns as there is room for, and what is chosen in it."""

from array import array

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView

from severa_desktop.texts import _
from severa_desktop.ui import theme
from severa_desktop.ui.cells import CellTable
from severa_desktop.ui.to_check.model import DATE, FROM, REASON, SUBJECT, ToCheckModel

_WIDTHS = {REASON: 24, FROM: 18, DATE: 13}
"""Of columns at first, in steps of the grid; the subject has the rest."""
_LEAST = {DATE: 52, FROM: 66}
"""Widths of the list, in steps of the grid, below which a column is left out."""


class CheckTable(CellTable):
    """Shows the rows of the model."""

    def __init__(self, model: ToCheckModel) -> None:
        super().__init__(model)
        self._entries = model
        self.setAccessibleName(_("To check"))
        self.setMinimumWidth(32 * theme.UNIT)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._set_header()

    def spans(self) -> list[tuple[int, int]]:
        """Return the first and last row of what is chosen without a gap: all of a long list is one span."""
        chosen = self.selectionModel().selection()
        spans = (chosen.at(position) for position in range(chosen.count()))
        return [(span.top(), span.bottom()) for span in spans]

    def keys(self) -> "array[int]":
        """Return the keys of what is chosen."""
        found = array("q")
        for first, last in self.spans():
            found += self._entries.keys(first, last)
        return found

    def held(self) -> "array[int]":
        """Return the keys of those chosen that are not in Severa, or not wholly, until a person decides."""
        held = self._entries.held
        return array("q", filter(held.__contains__, self.keys())) if held else array("q")

    def choose(self, row: int) -> None:
        """Choose one row."""
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.selectionModel().setCurrentIndex(self._entries.index(row, REASON), flags)

    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """Let Home and End go to the first and the last row, not within a row."""
        last = self._entries.rowCount() - 1
        if action is QAbstractItemView.CursorAction.MoveHome and last >= 0:
            return self._entries.index(0, REASON)
        if action is QAbstractItemView.CursorAction.MoveEnd and last >= 0:
            return self._entries.index(last, REASON)
        return super().moveCursor(action, modifiers)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what there is no room for, so that the subject can be read."""
        super().resizeEvent(event)
        for column, least in _LEAST.items():
            self.setColumnHidden(column, self.width() < least * theme.UNIT)

    def _set_header(self) -> None:
        header = self.horizontalHeader()
        header.setMinimumSectionSize(6 * theme.UNIT)
        for column, width in _WIDTHS.items():
            self.setColumnWidth(column, width * theme.UNIT)
        header.setSectionResizeMode(SUBJECT, QHeaderView.ResizeMode.Stretch)

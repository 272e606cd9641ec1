"""The list of records that clash: as many columns as there is room for."""

from PySide6.QtCore import QItemSelectionModel
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHeaderView

from severa_desktop.texts import _
from severa_desktop.ui import theme
from severa_desktop.ui.cells import CellTable
from severa_desktop.ui.directory.clash_model import KIND, OURS, SEVERAS, WHY, ClashModel

_KIND = 20 * theme.UNIT
_NAME = 26 * theme.UNIT
_WIDE = 2 * _NAME + _KIND + 32 * theme.UNIT
"""From which width on there is room for why; it is said below the list, too."""


class ClashTable(CellTable):
    """Shows the rows of the model."""

    def __init__(self, model: ClashModel) -> None:
        super().__init__(model)
        self.setAccessibleName(_("Records that clash"))
        self.setColumnWidth(KIND, _KIND)
        self.horizontalHeader().setSectionResizeMode(WHY, QHeaderView.ResizeMode.Stretch)

    def choose(self, row: int) -> None:
        """Choose one row, whichever keys are held."""
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(self.model().index(row, 0), flags.ClearAndSelect | flags.Rows)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the new room out."""
        super().resizeEvent(event)
        is_wide = self.viewport().width() >= _WIDE
        self.setColumnHidden(WHY, not is_wide)
        modes = QHeaderView.ResizeMode
        for column in (SEVERAS, OURS):
            self.horizontalHeader().setSectionResizeMode(column, modes.Interactive if is_wide else modes.Stretch)
            if is_wide:
                self.setColumnWidth(column, _NAME)

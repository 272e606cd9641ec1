"""The list of sources that are entered so far and do not run yet, to choose one from."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem

from severa_desktop.core.source_settings import Condition, ListedSource
from severa_desktop.services.source_words import condition_words, kind_words, source_address
from severa_desktop.texts import _
from severa_desktop.ui import theme
from severa_desktop.ui.icons import icon
from severa_desktop.ui.tips import plain_tip

_MOST_ROWS = 6
_PICTURES = {
    Condition.WAITING: ("circle-check", "success"),
    Condition.WORKING: ("refresh-cw", "accent"),
    Condition.RETRYING: ("triangle-alert", "warning"),
    Condition.STOPPED: ("circle-alert", "error"),
}


class SourceChoice(QListWidget):
    """As high as its rows, as long as they are few."""

    chosen = Signal(int)
    """Another source is chosen: its id, 0 for none."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_("Sources"))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setUniformItemSizes(True)
        self.setIconSize(QSize(16, 16))
        self.currentItemChanged.connect(lambda _new, _old: self.chosen.emit(self.source_id))

    @property
    def source_id(self) -> int:
        """The id of the source that is chosen, 0 for none."""
        row = self.currentRow()
        return 0 if row < 0 else int(self.item(row).data(Qt.ItemDataRole.UserRole))

    def show_sources(self, listed: Sequence[ListedSource]) -> None:
        """Show these; the one that was chosen stays chosen if it is among them, else the first is."""
        former = self.source_id
        self.blockSignals(True)  # noqa: FBT003 - Qt's own
        self.clear()
        row_height = max(theme.ROW, self.fontMetrics().height() + 14)
        for one in listed:
            item = QListWidgetItem(_words(one))
            item.setIcon(icon(*_PICTURES[one.state.condition]))
            item.setToolTip(plain_tip(one.state.error or item.text()))
            item.setData(Qt.ItemDataRole.UserRole, one.source.id)
            item.setSizeHint(QSize(0, row_height))
            self.addItem(item)
        ids = [one.source.id for one in listed]
        if ids:
            self.setCurrentRow(ids.index(former) if former in ids else 0)
        self.setFixedHeight(min(len(ids), _MOST_ROWS) * row_height + 2 * self.frameWidth() + 2)
        self.blockSignals(False)  # noqa: FBT003
        self.chosen.emit(self.source_id)

    def choose(self, source_id: int) -> None:
        """Choose a source, if it is there."""
        for row in range(self.count()):
            if self.item(row).data(Qt.ItemDataRole.UserRole) == source_id:
                self.setCurrentRow(row)


def _words(listed: ListedSource) -> str:
    source, state = listed.source, listed.state
    return f"{kind_words(source.settings)}  {source_address(source.settings)} · {condition_words(state.condition)}"

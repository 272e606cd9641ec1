"""Says what a sheet holds and which column each field stands in, one box a field."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from severa_desktop.services.directory_columns import REQUIRED, ColumnMatch, columns_of, matched, with_column
from severa_desktop.services.directory_preview import PreviewSheet
from severa_desktop.services.directory_schema import FIELDS, Section
from severa_desktop.services.directory_tables import Table
from severa_desktop.texts import _
from severa_desktop.ui import theme
from severa_desktop.ui.boxes import ChoiceBox
from severa_desktop.ui.directory.search import SECTIONS
from severa_desktop.ui.directory.words import field_title, section_title
from severa_desktop.ui.flow import FlowLayout
from severa_desktop.ui.page import secondary
from severa_desktop.ui.settings.fields import mark

_WIDTH = 22 * theme.UNIT
_SECTION_WIDTH = 26 * theme.UNIT


class ColumnMatching(QWidget):
    """The match of one sheet, to be corrected; hidden for what needs none."""

    changed = Signal(object)
    """A person wants another `ColumnMatch`."""

    def __init__(self) -> None:
        super().__init__()
        self._table: Table | None = None
        self._match = ColumnMatch(None)
        self.boxes: Mapping[str, ChoiceBox] = {}
        """By field."""
        self.section = _box(_("This sheet holds"), _SECTION_WIDTH)
        self.section.addItem(_("Nothing to import"), "")
        for section in SECTIONS:
            self.section.addItem(section_title(section), section.value)
        self.section.activated.connect(lambda _index: self._choose_section())
        self._row = FlowLayout(spacing=2 * theme.UNIT)
        self._row.addWidget(_labelled(_("This sheet holds"), self.section, needed=False))
        self._fields: list[QWidget] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._row)

    def show_sheet(self, sheet: PreviewSheet) -> None:
        """Show the match of a sheet."""
        self.setVisible(sheet.table is not None)
        if sheet.table is None:
            return
        same = sheet.table is self._table and sheet.match.section is self._match.section
        self._table, self._match = sheet.table, sheet.match
        section = sheet.match.section
        self.section.setCurrentIndex(self.section.findData("" if section is None else section.value))
        if not same:
            self._fill(sheet.table, section)
        missing = sheet.match.missing()
        for name, box in self.boxes.items():
            box.setCurrentIndex(max(box.findData(sheet.match.columns.get(name, "")), 0))
            mark(box, wrong=name in missing)

    def _fill(self, table: Table, section: Section | None) -> None:
        for widget in self._fields:
            self._row.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self._fields = []
        columns = [column.name for column in columns_of(table)]
        boxes = {name: self._field_box(name, columns) for name in (FIELDS[section] if section else ())}
        for name, box in boxes.items():
            needed = section is not None and name in REQUIRED[section]
            self._fields.append(_labelled(field_title(name), box, needed=needed))
            self._row.addWidget(self._fields[-1])
        self.boxes = boxes

    def _field_box(self, name: str, columns: Sequence[str]) -> ChoiceBox:
        box = _box(field_title(name), _WIDTH)
        box.addItem(_("No column"), "")
        for column in columns:
            box.addItem(column, column)
        box.activated.connect(lambda _index: self._choose_column(name, box))
        return box

    def _choose_section(self) -> None:
        value = self.section.currentData()
        if self._table is not None:
            self.changed.emit(matched(self._table, Section(value)) if value else ColumnMatch(None))

    def _choose_column(self, name: str, box: ChoiceBox) -> None:
        self.changed.emit(with_column(self._match, name, str(box.currentData()) or None))


def _box(title: str, width: int) -> ChoiceBox:
    box = ChoiceBox()
    box.setAccessibleName(title)
    box.setFixedWidth(width)
    return box


def _labelled(title: str, box: ChoiceBox, *, needed: bool) -> QWidget:
    label = secondary(_("{field} (needed)").format(field=title)) if needed else secondary(title)
    label.setWordWrap(False)
    label.setBuddy(box)
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(theme.UNIT // 2)
    column.addWidget(label)
    column.addWidget(box)
    return made

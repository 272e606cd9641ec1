"""Importing a directory: what a file would change, looked at and corrected in place, then made so or left."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from severa_desktop.services.directory_columns import (
    ColumnMatch,
    guessed,
    match_text,
    remembered_match,
    signature,
)
from severa_desktop.services.directory_import import DirectoryChangedError
from severa_desktop.services.directory_preview import Preview, PreviewLine, PreviewSheet
from severa_desktop.services.directory_schema import DirectoryRefusedError, Section
from severa_desktop.services.directory_tables import Source, Table
from severa_desktop.services.errors import UserError
from severa_desktop.texts import _
from severa_desktop.ui import theme
from severa_desktop.ui.actions import action, main_button, push_button
from severa_desktop.ui.background import Lane
from severa_desktop.ui.cells import CellTable
from severa_desktop.ui.context import Context
from severa_desktop.ui.directory.import_words import (
    empty_words,
    imported_sentence,
    needs_a_look,
    problem_words,
    summary_words,
    tab_words,
)
from severa_desktop.ui.directory.matching import ColumnMatching
from severa_desktop.ui.directory.preview_model import CHANGE, FIRST_FIELD, LINE, PLACE, PreviewModel
from severa_desktop.ui.directory.words import capitalised
from severa_desktop.ui.page import EmptyState, PageHeader, secondary
from severa_desktop.ui.settings.section import Remark
from severa_desktop.ui.tips import plain_tip

_COLUMNS = "directory/match"
_WIDTHS = {"key": 14, "name": 28, "emails": 32, "customer": 28, "number": 12}
_WIDTH = 18
_TAB_EDGE = 12
"""Pixels beside a tab's words."""
_MOST_WORDS = 5
"""Errors of one record that are told below the table."""


class ImportPanel(QWidget):
    """Shows what importing a file would do, and does it."""

    closed = Signal()
    """A person is done with it; nothing more was changed."""
    imported = Signal(object)
    """What the file has was taken over: the `Section` to show."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._path = Path()
        self._preferred = Section.USERS
        self._source: Source | None = None
        self._matches: list[ColumnMatch] = []
        self._preview: Preview | None = None
        self.apply = action(self, _("Import"), self._apply, keys="Ctrl+Return", picture="check")
        self.cancel = action(self, _("Cancel"), self._close, keys="Esc", picture="x")
        self.again = action(self, _("Look again"), self._read, keys="F5", picture="refresh-cw")
        self.replace = QCheckBox(_("Deactivate what the file does not have"))
        self.replace.setToolTip(_("Projects are closed, activity types removed unless they are in use."))
        self.replace.toggled.connect(lambda _on: self._look())
        self.file = secondary()
        self.problem = Remark("circle-alert", "error")
        self.summary = QLabel()
        self.summary.setFont(theme.strong_font(self.summary.font()))
        self._busy = QProgressBar()
        self._busy.setTextVisible(False)
        self._busy.setAccessibleName(_("Progress"))
        self._busy.setRange(0, 0)
        self.sheets = QTabBar()
        self.sheets.setAccessibleName(_("Sheets"))
        self.sheets.setDrawBase(False)
        self.sheets.setExpanding(False)
        self.sheets.currentChanged.connect(lambda _sheet: self._show_sheet())
        self.matching = ColumnMatching()
        self.matching.changed.connect(self._correct)
        self.model = PreviewModel(self)
        self.table = self._make_table()
        self.details = Remark("circle-alert", "error")
        self._empty = EmptyState("file-spreadsheet")
        self._blank = QWidget()
        self._lists = QStackedWidget()
        self._lay_out()
        self._clear()

    def open(self, path: Path, preferred: Section) -> None:
        """Look at a file or folder; where it does not say what it holds, it is the preferred section."""
        self._preferred = preferred
        self.file.setText(path.name)
        self.file.setToolTip(plain_tip(str(path)))
        self.replace.blockSignals(True)  # noqa: FBT003 - Qt's own
        self.replace.setChecked(False)
        self.replace.blockSignals(False)  # noqa: FBT003
        self._forget()
        self._path = path
        self._read()

    @property
    def is_open(self) -> bool:
        """Whether there is a file that a person looks at."""
        return self._path != Path()

    def refresh(self) -> None:
        """Look again at what the file would change: the directory may be another one."""
        if self.cancel.isEnabled():
            self._look()

    def take_focus(self) -> None:
        """Begin at the records."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _make_table(self) -> CellTable:
        table = CellTable(self.model)
        table.setAccessibleName(_("What the import would change"))
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.horizontalHeader().setStretchLastSection(True)
        table.selectionModel().currentRowChanged.connect(lambda _new, _old: self._show_details())
        return table

    def _lay_out(self) -> None:
        buttons = (push_button(self.again), push_button(self.cancel), main_button(self.apply))
        options = QHBoxLayout()
        options.setSpacing(2 * theme.UNIT)
        options.addWidget(self.summary)
        options.addStretch()
        options.addWidget(self.replace)
        above, parts = QVBoxLayout(), (QVBoxLayout(), QHBoxLayout(), QVBoxLayout())
        above.setContentsMargins(0, 0, 0, theme.UNIT)
        above.setSpacing(2 * theme.UNIT)
        for part in parts:
            part.setSpacing(2 * theme.UNIT)
            part.setContentsMargins(3 * theme.UNIT, 0, 3 * theme.UNIT, 0)
            above.addLayout(part)
        head, tabs, rest = parts
        for widget in (self.file, self._busy, self.problem):
            head.addWidget(widget)
        # Their words stand below the title, as on the page itself.
        tabs.setContentsMargins(3 * theme.UNIT - _TAB_EDGE, 0, theme.UNIT, 0)
        tabs.addWidget(self.sheets)
        rest.addWidget(self.matching)
        rest.addLayout(options)
        self._below = QFrame()
        inner = QVBoxLayout(self._below)
        inner.setContentsMargins(3 * theme.UNIT, theme.UNIT, 3 * theme.UNIT, 2 * theme.UNIT)
        inner.addWidget(self.details)
        for shown in (self._blank, self.table, self._empty):
            self._lists.addWidget(shown)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(PageHeader(_("Import into the directory"), buttons))
        column.addLayout(above)
        column.addWidget(self._lists, 1)
        column.addWidget(self._below)
        self._say_details("")

    def _read(self) -> None:
        path = self._path
        self._begin(_("Reading …"))
        self._context.background.run(
            self,
            lambda services: services.directory_import.read(path),
            self._take,
            failed=self._refuse,
            subject="look",
            lane=Lane.SLOW,
        )

    def _take(self, source: Source) -> None:
        """Take what was read, and the columns as a person corrected them before."""
        if not self.is_open:
            return
        former = self._source
        self._source = source
        if former is None or [table.columns for table in former.tables] != [table.columns for table in source.tables]:
            # Of several sheets none has to be what the person came for.
            preferred = self._preferred if len(source.tables) == 1 else None
            self._matches = [self._match(table, preferred) for table in source.tables]
        self._look()

    def _match(self, table: Table, preferred: Section | None) -> ColumnMatch:
        text = self._context.state.text(f"{_COLUMNS}/{signature(table)}")
        remembered = remembered_match(text, table) if text else None
        return guessed(table, preferred) if remembered is None else remembered

    def _look(self) -> None:
        source, matches, replacing = self._source, tuple(self._matches), self.replace.isChecked()
        if source is None:
            return
        self._begin(_("Comparing with the directory …"))
        self._context.background.run(
            self,
            lambda services: services.directory_import.look(source, matches, replacing=replacing),
            self._show,
            failed=self._refuse,
            subject="look",
            lane=Lane.SLOW,
        )

    def _begin(self, words: str) -> None:
        self.apply.setEnabled(False)
        self.summary.setText(words)
        self._busy.show()

    def _refuse(self, error: Exception) -> None:
        """Say why the file cannot be read; there is nothing to see of it then."""
        if not isinstance(error, UserError):
            self._context.went_wrong.emit(error)
            self._close()
            return
        self._clear()
        refusals = error.refusals if isinstance(error, DirectoryRefusedError) else ()
        self.problem.say(capitalised(refusals[0].within() if refusals else str(error)))
        self._empty.say(_("Nothing was imported. Mend the file and look again."), (self.again.text(), self._read))
        self._lists.setCurrentWidget(self._empty)

    def _show(self, preview: Preview) -> None:
        if not self.is_open:
            return
        self._preview = preview
        self._busy.hide()
        self.problem.say(problem_words(preview))
        self.summary.setText(summary_words(preview))
        self.apply.setEnabled(preview.is_right and preview.changes_anything)
        self.replace.show()
        self._show_tabs(preview.sheets)
        self._show_sheet()

    def _show_tabs(self, sheets: Sequence[PreviewSheet]) -> None:
        self.sheets.blockSignals(True)  # noqa: FBT003 - Qt's own
        current = self.sheets.currentIndex()
        while self.sheets.count() > len(sheets):
            self.sheets.removeTab(self.sheets.count() - 1)
        for position, sheet in enumerate(sheets):
            if position >= self.sheets.count():
                self.sheets.addTab("")
            self.sheets.setTabText(position, tab_words(sheet).replace("&", "&&"))
        if not 0 <= current < len(sheets):
            # At first the one with something wrong in it.
            self.sheets.setCurrentIndex(next((at for at, sheet in enumerate(sheets) if needs_a_look(sheet)), 0))
        self.sheets.blockSignals(False)  # noqa: FBT003
        self.sheets.setVisible(len(sheets) > 1)

    def _show_sheet(self) -> None:
        preview, position = self._preview, self.sheets.currentIndex()
        if preview is None or not 0 <= position < len(preview.sheets):
            return
        sheet = preview.sheets[position]
        self.matching.show_sheet(sheet)
        self.model.show_sheet(preview, sheet)
        self._set_widths()
        if self.model.rowCount():
            self._lists.setCurrentWidget(self.table)
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
            self.table.selectionModel().setCurrentIndex(self.model.index(0, CHANGE), flags)
        else:
            self._empty.say(empty_words(sheet))
            self._lists.setCurrentWidget(self._empty)
        self._show_details()

    def _set_widths(self) -> None:
        self.table.setColumnWidth(CHANGE, 16 * theme.UNIT)
        self.table.setColumnWidth(PLACE, 8 * theme.UNIT)
        for position, name in enumerate(self.model.fields, FIRST_FIELD):
            self.table.setColumnWidth(position, _WIDTHS.get(name, _WIDTH) * theme.UNIT)

    def _show_details(self) -> None:
        line = self.table.currentIndex().data(LINE)
        problems = line.problems[:_MOST_WORDS] if isinstance(line, PreviewLine) else ()
        self._say_details("\n".join(capitalised(one.within()) for one in problems))

    def _say_details(self, sentence: str) -> None:
        """Say what is wrong with the record that is chosen; the place for it is there only then."""
        self.details.say(sentence)
        self._below.setVisible(bool(sentence))

    def _correct(self, match: ColumnMatch) -> None:
        """Use the match that a person chose for the sheet that is shown, and remember it for such tables."""
        position = self.sheets.currentIndex()
        self._matches[position] = match
        if self._source is not None:
            name = f"{_COLUMNS}/{signature(self._source.tables[position])}"
            self._context.state.set_text(name, match_text(match))
        self._look()

    def _apply(self) -> None:
        preview = self._preview
        if preview is None:
            return
        self._begin(_("Importing …"))
        # From here on it is done or not done; in between there is nothing to cancel.
        self.cancel.setEnabled(False)
        self._context.background.run(
            self,
            lambda services: services.directory_import.apply(preview),
            lambda _counts: self._tell(preview),
            failed=self._refuse_changes,
            lane=Lane.SLOW,
        )

    def _tell(self, preview: Preview) -> None:
        shown = preview.sheets[max(self.sheets.currentIndex(), 0)].match.section
        sections = [sheet.match.section for sheet in preview.sheets if sheet.match.section]
        self._forget()
        self._context.say(imported_sentence(preview.totals))
        self._context.changed.emit()
        self.imported.emit(shown or sections[0])

    def _refuse_changes(self, error: Exception) -> None:
        self.cancel.setEnabled(True)
        if isinstance(error, DirectoryChangedError):
            self._context.say(str(error))
            self._look()
        else:
            self._refuse(error)

    def _close(self) -> None:
        self._forget()
        self.closed.emit()

    def _forget(self) -> None:
        self._path, self._source, self._matches = Path(), None, []
        self.cancel.setEnabled(True)
        while self.sheets.count():
            self.sheets.removeTab(0)
        self._clear()

    def _clear(self) -> None:
        """Show nothing of any file."""
        self._preview = None
        self._busy.hide()
        self.summary.clear()
        self.problem.say("")
        self._say_details("")
        self.model.clear()
        for widget in (self.sheets, self.matching, self.replace):
            widget.hide()
        self._lists.setCurrentWidget(self._blank)

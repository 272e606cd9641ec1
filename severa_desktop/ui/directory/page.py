"""The page of the directory: a table a section, one record beside it, importing and exporting."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFileDialog, QMenu, QPushButton, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from severa_desktop.services.directory_editing import Edited
from severa_desktop.services.directory_export import ExportForm
from severa_desktop.services.directory_listing import Line
from severa_desktop.services.directory_merge import record_key
from severa_desktop.services.directory_schema import Section
from severa_desktop.texts import _
from severa_desktop.ui import theme
from severa_desktop.ui.actions import action, main_button, push_button
from severa_desktop.ui.activities.saving import ask_for_file, ask_for_folder
from severa_desktop.ui.background import Lane
from severa_desktop.ui.context import Context
from severa_desktop.ui.directory.acts import Acts
from severa_desktop.ui.directory.clash_bar import ClashBar
from severa_desktop.ui.directory.detail import RecordDetail
from severa_desktop.ui.directory.edits import DirectoryEdits
from severa_desktop.ui.directory.form import Draft, RecordForm
from severa_desktop.ui.directory.model import RecordsModel
from severa_desktop.ui.directory.search import SearchBar
from severa_desktop.ui.directory.table import RecordTable
from severa_desktop.ui.directory.words import add_words, first_words, severas_words
from severa_desktop.ui.page import EmptyState, Page, PageHeader
from severa_desktop.ui.turns import once_painted

if TYPE_CHECKING:
    from severa_desktop.ui.directory.clashes import ClashPanel
    from severa_desktop.ui.directory.importing import ImportPanel

_DIVIDER = "directory/divider"
_LEAST_SIDE = 30 * theme.UNIT


class DirectoryPage(Page):
    """Looks records up, lets a person add and change them, and takes lists over."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._records = QWidget()
        """All but the import: its keys do nothing while that is looked at."""
        self.edits = DirectoryEdits(context, self)
        self.edits.done.connect(self._edited)
        self.model = RecordsModel(context.background, self)
        self.table = RecordTable(self.model, context.state)
        self.bar = SearchBar(context, self._records)
        self.acts = Acts(context, self._records, self.edits, self.selected, self.change)
        self.add = action(self._records, add_words(self.bar.section), self._add, keys="Ctrl+N", picture="plus")
        self.open_file = action(self._records, _("Import file …"), self._ask_file, keys="Ctrl+O", picture="file")
        self.open_folder = action(
            self._records, _("Import folder of CSV files …"), self._ask_folder, keys="Ctrl+Shift+O", picture="folder"
        )
        self._lists, self._side, self._views = QStackedWidget(), QStackedWidget(), QStackedWidget()
        self.detail = RecordDetail(context, self.acts, self._side)
        self._form: RecordForm | None = None
        self._importing: ImportPanel | None = None
        self._clashes: ClashPanel | None = None
        self.clash_bar = ClashBar(context, self._records, self.show_clashes)
        self._blank = QWidget()
        """Shown until it is known what there is."""
        self._empty = EmptyState("users")
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._lay_out()
        self._connect()
        self._restore()

    def refresh(self) -> None:
        """Look again, keeping what is selected and what a person is entering."""
        self._ask()
        self.clash_bar.refresh()
        if self._clashes is not None and self._views.currentWidget() is self._clashes:
            self._clashes.refresh()
        if self._importing is not None and self._importing.is_open:
            self._importing.refresh()

    def take_focus(self) -> None:
        """Let the arrow keys move in the table, or Enter fill it, unless a person is entering something."""
        if self._importing is not None and self._views.currentWidget() is self._importing:
            self._importing.take_focus()
        elif self._clashes is not None and self._views.currentWidget() is self._clashes:
            self._clashes.take_focus()
        elif self._lists.currentWidget() is self._empty:
            self._empty.take_focus()
        elif not self._is_entering:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def remember(self) -> None:
        """Keep section, order, columns and the place of the divider."""
        self.bar.remember()
        self.table.remember()
        self.context.state.set_data(_DIVIDER, self._splitter.saveState())

    @property
    def importing(self) -> "ImportPanel":
        """Where a file is looked at before it is imported; made when it is first needed."""
        if self._importing is None:
            # Most often people look records up, and for that the page is to be there at once.
            from severa_desktop.ui.directory.importing import ImportPanel  # noqa: PLC0415

            self._importing = ImportPanel(self.context)
            self._importing.closed.connect(self._show_records)
            self._importing.imported.connect(self._imported)
            self._views.addWidget(self._importing)
        return self._importing

    @property
    def clashes(self) -> "ClashPanel":
        """Where records that clash are listed; made when somebody looks at them."""
        if self._clashes is None:
            from severa_desktop.ui.directory.clashes import ClashPanel  # noqa: PLC0415

            self._clashes = ClashPanel(self.context)
            self._clashes.closed.connect(self._show_records)
            self._views.addWidget(self._clashes)
        return self._clashes

    def show_clashes(self) -> None:
        """List the records of Severa that clash with records made by hand."""
        self.clashes.refresh()
        self._views.setCurrentWidget(self.clashes)

    @property
    def is_whole(self) -> bool:
        """Whether all is there that the page has from its beginning: some of it follows the table."""
        return self._form is not None

    @property
    def form(self) -> RecordForm:
        """Where a record is entered; made when the first one is."""
        if self._form is None:
            self._form = RecordForm(self.context, self._side)
            self._form.sent.connect(self._save)
            self._form.cancelled.connect(self._cancel)
            self._side.addWidget(self._form)
        return self._form

    @property
    def _is_entering(self) -> bool:
        return self._form is not None and self._side.currentWidget() is self._form

    def selected(self) -> list[Line]:
        """Return what is selected in the table."""
        return [line for rows in self.table.chosen_rows() for line in self.model.lines(rows)]

    def change(self) -> None:
        """Let a person change the selected record."""
        lines = self.selected()
        if len(lines) != 1:
            return
        if self.acts.change.isEnabled():
            self._begin(self.model.shown.section, lines[0])
        else:
            self.context.say(severas_words(self.model.shown.section))

    def import_from(self, path: Path) -> None:
        """Look at what a file or folder would change."""
        self.importing.open(path, self.bar.section)
        self._views.setCurrentWidget(self.importing)
        self.importing.take_focus()

    def export_to(self, path: Path, form: ExportForm) -> None:
        """Write the directory where a person wants it."""
        self.context.background.run(
            self,
            lambda services: services.directory.export(path, form),
            lambda _done: self.context.say(_("The directory was written to {path}.").format(path=path)),
            lane=Lane.SLOW,
        )

    def event(self, event: QEvent) -> bool:
        """Keep the keys of undo and redo for what was changed here."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and _is_undo(event) is not None
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Undo and redo."""
        undo = _is_undo(event)
        if undo is None:
            super().keyPressEvent(event)
        elif undo:
            self.edits.undo()
        else:
            self.edits.redo()

    def _lay_out(self) -> None:
        self._side.addWidget(self.detail)
        for shown in (self._blank, self.table, self._empty):
            self._lists.addWidget(shown)
        self._splitter.addWidget(self._lists)
        self._splitter.addWidget(self._side)
        self._side.setMinimumWidth(_LEAST_SIDE)
        self._side.hide()
        self._splitter.setStretchFactor(0, 5)
        self._splitter.setStretchFactor(1, 3)
        self._splitter.setChildrenCollapsible(False)
        buttons = (self._menu_button(_("Export …"), self._export_menu(), "Ctrl+Shift+E"), self._import_button())
        column = QVBoxLayout(self._records)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.clash_bar)
        column.addWidget(PageHeader(_("Directory"), (*buttons, main_button(self.add))))
        column.addWidget(self.bar)
        column.addWidget(self._splitter, 1)
        self._views.addWidget(self._records)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._views)

    def _connect(self) -> None:
        self.bar.changed.connect(self._ask)
        self.bar.search.returnPressed.connect(self.table.setFocus)
        self.model.loaded.connect(self._loaded)
        self.table.chosen.connect(self._show_selected)
        self.table.ordered.connect(self.bar.order)
        self.table.doubleClicked.connect(lambda _index: self.change())
        self.table.customContextMenuRequested.connect(self._menu)
        action(self.table, _("Change …"), self.change, keys="Return")
        self.detail.look_up.connect(self.bar.show_section)

    def _restore(self) -> None:
        divider = self.context.state.data(_DIVIDER)
        if divider.isEmpty() or not self._splitter.restoreState(divider):
            self._splitter.setSizes([500, 300])

    def _import_button(self) -> QPushButton:
        menu = QMenu(self)
        menu.addActions([self.open_file, self.open_folder])
        return self._menu_button(_("Import …"), menu, "Ctrl+Shift+I")

    def _export_menu(self) -> QMenu:
        menu = QMenu(self)
        menu.addAction(_("Excel workbook …"), lambda: self._ask_target(ExportForm.XLSX))
        menu.addAction(_("JSON file …"), lambda: self._ask_target(ExportForm.JSON))
        menu.addAction(_("CSV files in a folder …"), lambda: self._ask_target(ExportForm.CSV))
        return menu

    def _menu_button(self, text: str, menu: QMenu, keys: str) -> QPushButton:
        def show() -> None:
            menu.popup(button.mapToGlobal(QPoint(0, button.height() + 2)))

        button = push_button(action(self._records, text, show, keys=keys))
        return button

    def _ask(self) -> None:
        self.add.setText(add_words(self.bar.section))
        self.model.ask(self.bar.wanted)

    def _loaded(self) -> None:
        first = self._lists.currentWidget() is self._blank
        if self.model.rowCount():
            self._lists.setCurrentWidget(self.table)
        else:
            self._say_empty()
            self._lists.setCurrentWidget(self._empty)
        self._show_side()
        if first:
            once_painted(self, self._make_rest)
        if first and self.isVisible():
            self.take_focus()

    def _make_rest(self) -> None:
        """Make what is shown later, in turns of their own; its keys are known then, as those of everything else."""
        self.detail.prepare()
        once_painted(self, lambda: self.form)

    def _say_empty(self) -> None:
        shown = self.model.shown
        if shown.search:
            self._empty.say(
                _("Nobody and nothing here has all these words. Each word may be the beginning of one."),
                (_("Clear search"), self.bar.clear),
                with_main=False,
            )
        elif not shown.with_inactive:
            show_all = (_("Show inactive ones too"), self.bar.clear)
            self._empty.say(_("Nothing here is active."), show_all, with_main=False)
        else:
            self._empty.say(
                first_words(shown.section),
                (_("Import file …"), self._ask_file),
                (add_words(shown.section), self._add),
                with_main=False,
            )

    def _show_selected(self) -> None:
        lines = self.selected()
        self.acts.update(self.model.shown.section)
        if self._is_entering:
            if self.form.is_changed:
                return
            self._side.setCurrentWidget(self.detail)
        self._show_side()
        if len(lines) == 1:
            self.detail.show_line(self.model.shown.section, lines[0])
        elif lines:
            self.detail.show_many(len(lines))
        else:
            self.detail.show_none()

    def _show_side(self) -> None:
        """Show what stands beside the table, if there is anything to say of."""
        self._side.setVisible(bool(self.model.rowCount()) or self._is_entering)

    def _add(self) -> None:
        self._begin(self.bar.section, None)

    def _begin(self, section: Section, before: Line | None, draft: Draft | None = None) -> None:
        if self._is_entering and self.form.is_changed:
            self.form.hold()
            return
        self._side.setCurrentWidget(self.form)
        self._show_side()
        self.form.begin(section, before, draft)

    def _save(self) -> None:
        draft = self.form.draft()
        before = None if draft.before is None else draft.before.record
        self.edits.save(draft.section, before, draft.typed, self._leave_form, self.form.refuse)

    def _cancel(self) -> None:
        draft = self.form.draft()
        changed = self.form.is_changed
        self._leave_form()
        if changed:
            self.context.say(
                _("What you entered was not saved."), lambda: self._begin(draft.section, draft.before, draft)
            )

    def _leave_form(self) -> None:
        self._side.setCurrentWidget(self.detail)
        self._show_selected()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _edited(self, edited: Edited) -> None:
        """Show what was added or changed, also where it does not fit the search."""
        if len(edited.after) == 1 and edited.section is self.bar.section:
            self.table.choose(record_key(edited.after[0]))
            if not edited.before:
                self.bar.search.clear()

    def _show_records(self) -> None:
        self._views.setCurrentWidget(self._records)
        self.take_focus()

    def _imported(self, section: Section) -> None:
        self.bar.show_section(section)
        self._show_records()

    def _ask_file(self) -> None:
        dialog = QFileDialog(self, _("Import into the directory"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        kinds = _("Excel, CSV and JSON")
        dialog.setNameFilters([f"{kinds} (*.xlsx *.csv *.json)", _("All files") + " (*)"])
        dialog.fileSelected.connect(lambda path: self.import_from(Path(path)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _ask_folder(self) -> None:
        ask_for_folder(self, _("Import the CSV files of a folder"), self.import_from)

    def _ask_target(self, form: ExportForm) -> None:
        if form is ExportForm.CSV:
            ask_for_folder(self, _("Export CSV files to a folder"), lambda path: self.export_to(path, form))
            return
        file_name = _("directory")
        name = f"{file_name}.{form}"

        def export(path: Path) -> None:
            self.export_to(path if path.suffix else path.with_suffix(f".{form}"), form)

        ask_for_file(self, _("Export the directory"), name, export)

    def _menu(self, place: QPoint) -> None:
        if self.selected():
            menu = QMenu(self)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.addActions(self.acts.usable())
            menu.popup(self.table.viewport().mapToGlobal(place))


def _is_undo(event: QKeyEvent) -> bool | None:
    """Tell whether keys mean undo or redo; None for others."""
    if event.matches(QKeySequence.StandardKey.Undo):
        return True
    pressed = QKeySequence(event.keyCombination())
    if event.matches(QKeySequence.StandardKey.Redo) or pressed == QKeySequence("Ctrl+Shift+Z"):
        return False
    return None

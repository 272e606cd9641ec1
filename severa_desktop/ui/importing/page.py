"""The page on which mails are handed over, and where their results stand, problems first."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QFileDialog,
    QMenu,
    QStackedWidget,
    QVBoxLayout,
)

from severa_desktop.core.model import Outcome
from severa_desktop.services.handover import Missing
from severa_desktop.services.import_process import Finished, ImportLine, Refused
from severa_desktop.texts import _, ngettext
from severa_desktop.ui import theme, times
from severa_desktop.ui.actions import action, be_main, main_button, push_button
from severa_desktop.ui.cells import CellTable
from severa_desktop.ui.context import Context, Destination
from severa_desktop.ui.importing.dropping import Dropped
from severa_desktop.ui.importing.progress import RunProgress
from severa_desktop.ui.importing.results import LINE, MAIL, OUTCOME, ResultsModel
from severa_desktop.ui.page import EmptyState, Page, PageHeader
from severa_desktop.ui.places import ACTIVITIES, SETTINGS

_REFUSED = frozenset({Outcome.REJECTED, Outcome.FAILED})
_OUTCOME_WIDTH, _MAIL_WIDTH = 23 * theme.UNIT, 40 * theme.UNIT


class ImportPage(Page):
    """Hands mails over and shows what became of them."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._imports = context.imports
        self._make_actions()
        self._preview = QCheckBox(_("Show first what would happen"))
        self._preview.setChecked(context.previews)
        self._preview.toggled.connect(self._choose_preview)
        self.model = ResultsModel(self)
        self.model.ticked.connect(self._show_buttons)
        self.table = self._make_table()
        self._empty = EmptyState("download")
        self._lists = QStackedWidget()
        self._lists.addWidget(self._empty)
        self._lists.addWidget(self.table)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._choose_button = main_button(self._choose_files)
        buttons = (self._preview, push_button(self._choose_folder), self._choose_button)
        column.addWidget(PageHeader(_("Import"), buttons))
        self._progress = RunProgress([self._buttons[one] for one in self._buttons])
        column.addWidget(self._progress)
        column.addWidget(self._lists, 1)
        self._connect()
        self._begin()

    def take_focus(self) -> None:
        """Begin at the results, or where there are none at choosing what to import."""
        has_results = self._lists.currentWidget() is self.table
        (self.table if has_results else self._choose_button).setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave at least as much room for what happened as for the mail's name."""
        super().resizeEvent(event)
        self.table.setColumnWidth(MAIL, min(_MAIL_WIDTH, (self.width() - _OUTCOME_WIDTH) // 2))

    def _make_actions(self) -> None:
        self._choose_files = action(self, _("Choose e-mails …"), self._ask_files, keys="Ctrl+O", picture="mail")
        self._choose_folder = action(
            self, _("Choose folder …"), self._ask_folder, keys="Ctrl+Shift+O", picture="folder"
        )
        self._open_one = action(self, _("Open the activity"), self._open, keys="Ctrl+Return", picture="mail")
        self._again = action(self, _("Try again"), self._try_again, keys="Ctrl+R", picture="refresh-cw")
        self._cancel = action(self, _("Cancel"), self._imports.cancel, keys="Esc", picture="x")
        self._undo = action(self, _("Undo this import"), self._undo_import, keys="Ctrl+Shift+U", picture="undo-2")
        self._go = action(self, _("Import these"), self._import_ticked, keys="Ctrl+I", picture="check")
        # In the order in which they stand; each is shown when it can be used.
        self._buttons = {one: push_button(one) for one in (self._open_one, self._again, self._cancel, self._undo)}
        self._buttons[self._go] = main_button(self._go)

    def _make_table(self) -> CellTable:
        table = CellTable(self.model)
        table.setAccessibleName(_("Results"))
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.horizontalHeader().setStretchLastSection(True)
        table.setColumnWidth(OUTCOME, _OUTCOME_WIDTH)
        table.doubleClicked.connect(lambda _index: self._open())
        action(table, _("Open the activity"), self._open, keys="Return")
        table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        table.customContextMenuRequested.connect(self._menu)
        table.selectionModel().selectionChanged.connect(lambda _new, _old: self._show_buttons())
        return table

    def _connect(self) -> None:
        imports = self._imports
        imports.began.connect(self._begin)
        imports.progressed.connect(self._take_lines)
        imports.ended.connect(self._show_run)
        imports.refused.connect(self._refuse)
        imports.crashed.connect(self._say_problem)
        imports.problems.connect(self._say_problems)

    def _ask_files(self) -> None:
        kinds = _("E-mails") + " (*.eml *.msg *.mbox *.mbx *.zip);;" + _("All files") + " (*)"
        paths, _kind = QFileDialog.getOpenFileNames(self, _("Choose e-mails"), "", kinds)
        self._take(paths)

    def _ask_folder(self) -> None:
        path = QFileDialog.getExistingDirectory(self, _("Choose a folder of e-mails"))
        self._take([path] if path else [])

    def _take(self, paths: Sequence[str]) -> None:
        if paths:
            self._imports.take(Dropped(tuple(paths)), preview=self.context.previews)

    def _choose_preview(self, wanted: bool) -> None:  # noqa: FBT001 - a signal's
        self.context.previews = wanted

    def _begin(self) -> None:
        run = self._imports.current
        self._progress.say_problem("")
        self.model.begin(with_ticks=run is not None and run.is_preview)
        if run is not None:
            self.model.add(run.lines)
        self._show_run()
        if run is not None and self.isVisible():
            # The button that was pressed for it may be gone, and what comes is to be looked through.
            self.take_focus()

    def _take_lines(self, lines: Sequence[ImportLine]) -> None:
        self.model.add(lines)
        self._show_run()

    def _say_problem(self, sentence: str) -> None:
        self._progress.say_problem(sentence)
        self._show_run()

    def _say_problems(self, sentences: Sequence[str]) -> None:
        self._say_problem("\n".join(sentences))

    def _refuse(self, refused: Refused) -> None:
        words = {
            Missing.SETUP: _("The integration is not set up yet: give its e-mail address and the activity type first."),
            Missing.ACTIVE: _(
                "The integration is inactive, so nothing was imported. Your e-mails are where they were."
            ),
            Missing.TYPE: _("The default activity type is not in the directory. Choose another in the settings."),
        }
        self._empty.say(words[refused.missing], (_("Open settings"), lambda: self.context.go(Destination(SETTINGS))))
        self._show_empty()
        if self._choose_button.hasFocus():
            self._empty.take_focus()

    def _show_run(self) -> None:
        run = self._imports.current
        self._progress.show_run(run)
        if self.model.rowCount() or self._imports.is_running:
            self._lists.setCurrentWidget(self.table)
        else:
            self._empty.say(
                _("Drag e-mails or folders anywhere into this window, paste them, or choose them here."),
                (self._choose_files.text(), self._choose_files.trigger),
                (self._choose_folder.text(), self._choose_folder.trigger),
                with_main=False,
            )
            self._show_empty()
        self._show_buttons()

    def _show_empty(self) -> None:
        """Show that there are no results; the keyboard does not wander off to what comes next in the window."""
        had_keyboard = self.table.hasFocus()
        self._lists.setCurrentWidget(self._empty)
        if had_keyboard:
            self.take_focus()

    def _show_buttons(self) -> None:
        run, running, line = self._imports.current, self._imports.is_running, self._line()
        finished = run is not None and isinstance(run.ended, Finished)
        previewed = run is not None and run.is_preview and not running
        self._can(self._open_one, line is not None and line.activity_id is not None)
        self._can(self._again, line is not None and line.outcome in _REFUSED and not running and not previewed)
        self._can(self._cancel, running)
        self._can(self._undo, finished and run is not None and run.import_id is not None)
        count = len(self.model.chosen_sources()) if previewed else 0
        self._can(self._go, previewed and self.model.rowCount() > 0)
        self._go.setEnabled(count > 0)
        # One main action at a time.
        be_main(self._choose_button, wanted=not previewed)
        text = ngettext("Import {count} mail", "Import {count} mails", count)
        self._go.setText(text.format(count=times.number(count)))

    def _can(self, one: QAction, usable: bool) -> None:  # noqa: FBT001 - what is said of it
        one.setEnabled(usable)
        self._buttons[one].setVisible(usable)

    def _import_ticked(self) -> None:
        run = self._imports.current
        if run is not None and run.handover is not None:
            chosen = self.model.chosen_sources()
            only = None if self.model.is_all_ticked else chosen
            self._imports.run(replace(run.handover, dry_run=False, only=only))

    def _undo_import(self) -> None:
        run = self._imports.current
        if run is not None and run.import_id is not None:
            import_id = run.import_id
            run.import_id = None
            self._show_buttons()
            self.context.changes.make(
                lambda services: services.correcting.undo_import(import_id),
                _("There is nothing left to undo of this import."),
            )

    def _line(self) -> ImportLine | None:
        line = self.table.currentIndex().data(LINE) if self.table.selectionModel().hasSelection() else None
        return line if isinstance(line, ImportLine) else None

    def _open(self) -> None:
        line = self._line()
        if line is not None and line.activity_id is not None:
            self.context.go(Destination(ACTIVITIES, activity_id=line.activity_id))

    def _try_again(self) -> None:
        """Hand the same over once more, and of it this mail only: it may lie in a container."""
        run, line = self._imports.current, self._line()
        if run is not None and run.handover is not None and line is not None:
            self._imports.run(replace(run.handover, dry_run=False, only=frozenset([line.source])))

    def _menu(self, place: QPoint) -> None:
        if self._line() is not None:
            menu = QMenu(self)
            menu.addActions([self._open_one, self._again])
            menu.exec(self.table.viewport().mapToGlobal(place))

"""The page on which mails are handed over, and where their results stand, problems first."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QMenu,
    QProgressBar,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from severa_desktop.core.model import Outcome
from severa_desktop.services.import_process import ImportLine, Refused
from severa_desktop.services.importing import Missing
from severa_desktop.texts import _, ngettext
from severa_desktop.ui import theme, times
from severa_desktop.ui.actions import action, main_button, push_button
from severa_desktop.ui.background import Lane
from severa_desktop.ui.context import Context, Destination
from severa_desktop.ui.importing.dropping import Dropped
from severa_desktop.ui.importing.results import LINE, MAIL, OUTCOME, ResultsModel
from severa_desktop.ui.page import EmptyState, Page, PageHeader, toned
from severa_desktop.ui.places import ACTIVITIES, SETTINGS


class ImportPage(Page):
    """Hands mails over and shows what became of them."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._imports = context.imports
        self._choose_files = action(self, _("Choose e-mails …"), self._ask_files, keys="Ctrl+O", picture="mail")
        self._choose_folder = action(
            self, _("Choose folder …"), self._ask_folder, keys="Ctrl+Shift+O", picture="folder"
        )
        self._cancel = action(self, _("Cancel"), self._imports.cancel, keys="Esc", picture="x")
        self._undo = action(self, _("Undo this import"), self._undo_import, picture="undo-2")
        self._go = action(self, _("Import these"), self._import_ticked, keys="Ctrl+Return", picture="check")
        self._preview = QCheckBox(_("Show first what would happen"))
        self._preview.setChecked(context.previews)
        self._preview.toggled.connect(self._choose_preview)
        self.model = ResultsModel(self)
        self.model.ticked.connect(self._say_ticked)
        self.table = self._make_table()
        self._empty = EmptyState("download")
        self._lists = QStackedWidget()
        self._lists.addWidget(self._empty)
        self._lists.addWidget(self.table)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        header = PageHeader(
            _("Import"), (self._preview, push_button(self._choose_folder), main_button(self._choose_files))
        )
        column.addWidget(header)
        column.addWidget(self._make_status())
        column.addWidget(self._lists, 1)
        self._connect()
        self._begin()

    def take_focus(self) -> None:
        """Begin at the results, if there are any."""
        if self.model.rowCount():
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _make_table(self) -> QTableView:
        table = QTableView()
        table.setAccessibleName(_("Results"))
        table.setModel(self.model)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setTabKeyNavigation(False)
        table.verticalHeader().hide()
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        table.verticalHeader().setDefaultSectionSize(max(theme.ROW, table.fontMetrics().height() + 14))
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setStretchLastSection(True)
        table.setColumnWidth(OUTCOME, 20 * theme.UNIT)
        table.setColumnWidth(MAIL, 40 * theme.UNIT)
        table.doubleClicked.connect(lambda _index: self._open())
        action(table, _("Open the activity"), self._open, keys="Return")
        table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        table.customContextMenuRequested.connect(self._menu)
        return table

    def _make_status(self) -> QWidget:
        """Make the place for progress, the summary, and what could not be delivered."""
        self._words = QLabel()
        self._words.setFont(theme.strong_font(self._words.font()))
        self._details = QLabel()
        self._details.setProperty("tone", "secondary")
        self._problem = toned("", "error")
        self._problem.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(_("Progress"))
        self._cancel_button = push_button(self._cancel)
        self._undo_button = push_button(self._undo)
        self._go_button = main_button(self._go)
        row = QHBoxLayout()
        row.setSpacing(2 * theme.UNIT)
        row.addWidget(self._words)
        row.addWidget(self._details, 1)
        for button in (self._cancel_button, self._undo_button, self._go_button):
            row.addWidget(button)
        self._status = QFrame()
        column = QVBoxLayout(self._status)
        column.setContentsMargins(3 * theme.UNIT, theme.UNIT, 3 * theme.UNIT, theme.UNIT)
        column.setSpacing(theme.UNIT)
        column.addLayout(row)
        column.addWidget(self._bar)
        column.addWidget(self._problem)
        return self._status

    def _connect(self) -> None:
        imports = self._imports
        imports.began.connect(self._begin)
        imports.progressed.connect(self._progress)
        imports.ended.connect(self._end)
        imports.refused.connect(self._refuse)
        imports.crashed.connect(self._problem.setText)
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
            self._problem.clear()
            self._imports.take(Dropped(tuple(paths)), preview=self.context.previews)

    def _begin(self) -> None:
        run = self._imports.current
        self._problem.clear()
        self.model.begin(with_ticks=run is not None and run.is_preview)
        if run is not None:
            self.model.add(run.lines)
        self._show_run()

    def _say_problems(self, sentences: Sequence[str]) -> None:
        self._problem.setText("\n".join(sentences))
        self._show_run()

    def _choose_preview(self, wanted: bool) -> None:  # noqa: FBT001 - a signal's
        self.context.previews = wanted

    def _progress(self, lines: Sequence[ImportLine]) -> None:
        self.model.add(lines)
        self._show_run()

    def _end(self) -> None:
        self._show_run()

    def _refuse(self, refused: Refused) -> None:
        words = {
            Missing.SETUP: _("The integration is not set up yet: give its e-mail address and the activity type first."),
            Missing.ACTIVE: _(
                "The integration is inactive, so nothing was imported. Your e-mails are where they were."
            ),
            Missing.TYPE: _("The default activity type is not in the directory. Choose another in the settings."),
        }
        self._empty.say(words[refused.missing], (_("Open settings"), lambda: self.context.go(Destination(SETTINGS))))
        self._lists.setCurrentWidget(self._empty)

    def _show_run(self) -> None:
        run = self._imports.current
        running = self._imports.is_running
        done = run is not None and not running
        self._status.setVisible(run is not None or bool(self._problem.text()))
        self._problem.setVisible(bool(self._problem.text()))
        self._bar.setVisible(running)
        self._cancel.setEnabled(running)
        self._cancel_button.setVisible(running)
        can_undo = run is not None and run.ended is not None and run.ended.import_id is not None and not run.is_preview
        self._undo.setEnabled(can_undo)
        self._undo_button.setVisible(can_undo)
        can_go = run is not None and done and run.is_preview and self.model.rowCount() > 0
        self._go.setEnabled(can_go)
        self._go_button.setVisible(can_go)
        if self.model.rowCount():
            self._lists.setCurrentWidget(self.table)
        elif run is None:
            self._empty.say(
                _("Drag e-mails or folders anywhere into this window, paste them, or choose them here."),
                (self._choose_files.text(), self._choose_files.trigger),
                (self._choose_folder.text(), self._choose_folder.trigger),
            )
            self._lists.setCurrentWidget(self._empty)
        if run is None:
            return
        if running:
            self._bar.setMaximum(run.expected or 0)
            self._bar.setValue(min(run.done, run.expected or 0))
            self._words.setText(self._running_words())
            self._details.setText(self._pace_words())
        else:
            self._words.setText(self._summary())
            self._details.setText(self._ended_words())
        self._say_ticked()

    def _running_words(self) -> str:
        run = self._imports.current
        if run is None or not run.done:
            return _("Reading e-mails …")
        if run.expected is None:
            return ngettext("{done} mail", "{done} mails", run.done).format(done=times.number(run.done))
        return _("{done} of {expected} mails").format(
            done=times.number(run.done), expected=times.number(max(run.expected, run.done))
        )

    def _pace_words(self) -> str:
        run = self._imports.current
        if run is None or run.done < 20:
            return ""
        words = _("{rate} a second").format(rate=times.number(round(run.rate)))
        left = run.seconds_left
        return words if left is None else f"{words} · {_left_words(left)}"

    def _summary(self) -> str:
        counts = dict.fromkeys(Outcome, 0)
        for row in range(self.model.rowCount()):
            counts[self.model.line(row).outcome] += 1
        words = {
            Outcome.ACTIVITY: ngettext("{count} activity", "{count} activities", counts[Outcome.ACTIVITY]),
            Outcome.DUPLICATE: _("{count} known already"),
            Outcome.REJECTED: _("{count} not imported"),
            Outcome.FAILED: _("{count} not readable"),
        }
        parts = [words[outcome].format(count=times.number(count)) for outcome, count in counts.items() if count]
        return " · ".join(parts) or _("No e-mail was found.")

    def _ended_words(self) -> str:
        run = self._imports.current
        if run is None or run.ended is None:
            return ""
        parts = []
        if run.is_preview:
            parts.append(_("Nothing was imported yet."))
        elif run.ended.cancelled:
            parts.append(_("Cancelled. What was done stays."))
        if run.ended.skipped:
            parts.append(
                ngettext("{count} other file skipped.", "{count} other files skipped.", run.ended.skipped).format(
                    count=times.number(run.ended.skipped)
                )
            )
        return " ".join(parts)

    def _say_ticked(self) -> None:
        count = len(self.model.chosen_sources())
        self._go.setText(
            ngettext("Import {count} mail", "Import {count} mails", count).format(count=times.number(count))
        )

    def _import_ticked(self) -> None:
        run = self._imports.current
        if run is not None and run.handover is not None:
            chosen = self.model.chosen_sources()
            everything = len(chosen) == self.model.rowCount()
            self._imports.run(replace(run.handover, dry_run=False, only=None if everything else chosen))

    def _undo_import(self) -> None:
        run = self._imports.current
        if run is None or run.ended is None or run.ended.import_id is None:
            return
        import_id = run.ended.import_id
        self.context.background.run(
            self, lambda services: services.correcting.undo_import(import_id), self._undone, lane=Lane.SLOW
        )

    def _undone(self, done: object) -> None:
        self._undo.setEnabled(False)
        if done is None:
            self.context.say(_("There is nothing left to undo of this import."))
        else:
            self.context.say(_("The import was undone."), self.context.changes.undo)
        self.context.changed.emit()

    def _open(self) -> None:
        line = self.table.currentIndex().data(LINE)
        if isinstance(line, ImportLine) and line.activity_id is not None:
            self.context.go(Destination(ACTIVITIES, activity_id=line.activity_id))

    def _menu(self, place: QPoint) -> None:
        line = self.table.currentIndex().data(LINE)
        if not isinstance(line, ImportLine):
            return
        menu = QMenu(self)
        opening = menu.addAction(_("Open the activity"), self._open)
        opening.setEnabled(line.activity_id is not None)
        again = menu.addAction(_("Try again"), lambda: self._take([line.source]))
        again.setEnabled(line.outcome in {Outcome.REJECTED, Outcome.FAILED} and not self._imports.is_running)
        menu.exec(self.table.viewport().mapToGlobal(place))


def _left_words(seconds: float) -> str:
    if seconds < 60:
        return ngettext("{count} second left", "{count} seconds left", round(seconds)).format(count=round(seconds))
    minutes = round(seconds / 60)
    return ngettext("{count} minute left", "{count} minutes left", minutes).format(count=minutes)

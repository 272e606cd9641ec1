"""The section of backups and of moving everything to another computer, and back."""

import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QFrame, QLabel, QProgressBar, QVBoxLayout, QWidget

from severa_desktop.services.errors import UserError, sentence_for
from severa_desktop.texts import _, ngettext
from severa_desktop.ui import theme, times
from severa_desktop.ui.actions import action, push_button
from severa_desktop.ui.background import Lane
from severa_desktop.ui.context import Context
from severa_desktop.ui.settings.section import Remark, Section, beside

if TYPE_CHECKING:
    from severa_desktop.bootstrap import Application
    from severa_desktop.services.moving import Prepared

Result = TypeVar("Result")
_EDGE = 2 * theme.UNIT
_STEPS = 1000


class StoppedError(Exception):
    """The person, or the end of the window, stopped the work."""


class RestoreLook(QFrame):
    """What a backup holds and what taking it back means, before it is done."""

    def __init__(self, page: QWidget, restore: Callable[[], object], leave: Callable[[], object]) -> None:
        super().__init__()
        self.setProperty("surface", "raised")
        self.title = _plain()
        self.title.setFont(theme.strong_font(self.title.font()))
        self.words = _plain()
        self.restore = action(page, _("Restore"), restore, keys="Ctrl+Shift+Return", picture="check")
        self.leave = action(page, _("Leave it"), leave, keys="Ctrl+Shift+X", picture="x")
        column = QVBoxLayout(self)
        column.setContentsMargins(_EDGE, _EDGE, _EDGE, _EDGE)
        column.setSpacing(theme.UNIT)
        column.addWidget(self.title)
        column.addWidget(self.words)
        column.addLayout(beside(push_button(self.restore), push_button(self.leave)))
        self.close_look()

    def show_look(self, path: Path, prepared: "Prepared") -> None:
        """Show what is there to be taken back."""
        held = prepared.contents
        activities = ngettext("{count} activity", "{count} activities", held.activities)
        parts = [activities.format(count=times.number(held.activities))]
        if held.not_imported:
            parts.append(_("{count} not imported").format(count=times.number(held.not_imported)))
        if held.last_taken_at is not None:
            parts.append(_("the last mail from {when}").format(when=times.day(held.last_taken_at)))
        self.title.setText(_("{file}: {what}").format(file=path.name, what=", ".join(parts)))
        self.words.setText(
            _("This takes the place of all that is here now. What is here now is kept in a file beside it.")
        )
        for made in (self.restore, self.leave):
            made.setEnabled(True)
        self.show()

    def close_look(self) -> None:
        """Show nothing."""
        for made in (self.restore, self.leave):
            made.setEnabled(False)
        self.hide()


class _Telling(QObject):
    """Carries how far the work is from its thread to the window's."""

    told = Signal(int, int)


class BackupSection(Section):
    """Backs up and exports while everything goes on, and takes either back after a look."""

    def __init__(self, context: Context, page: QWidget) -> None:
        super().__init__(
            _("Backup and move"),
            _(
                "A backup is one file with everything. An export is a folder that other programs can read, too. Either "
                "can be taken back, here or on another computer. Passwords are in neither."
            ),
        )
        self._context = context
        self._prepared: Prepared | None = None
        self._stopping = threading.Event()
        self.back_up_to = action(page, _("Back up …"), self._ask_backup, keys="Ctrl+B", picture="save")
        self.restore_from = action(
            page, _("Restore a backup …"), self._ask_restore, keys="Ctrl+Shift+B", picture="refresh-cw"
        )
        self.export_to = action(page, _("Export everything …"), self._ask_export, keys="Ctrl+Shift+E", picture="upload")
        self.take_over_from = action(
            page, _("Take over an export …"), self._ask_take_over, keys="Ctrl+Shift+T", picture="download"
        )
        self.stop = action(page, _("Stop"), self._stop, keys="Ctrl+.", picture="x")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(_("Progress"))
        self._bar.setFixedWidth(30 * theme.UNIT)
        self._working = QWidget()
        row = beside(self._bar, push_button(self.stop))
        row.setContentsMargins(0, 0, 0, 0)
        self._working.setLayout(row)
        self.problem = Remark("circle-alert", "error")
        self.look = RestoreLook(page, self._restore, self._leave)
        self.add_row(push_button(self.back_up_to), push_button(self.restore_from))
        self.add_row(push_button(self.export_to), push_button(self.take_over_from))
        for widget in (self._working, self.problem, self.look):
            self.add(widget)
        self._show_working(working=False)

    def back_up(self, path: Path) -> None:
        """Write a backup to a file."""

        def tell(size: int) -> None:
            self._context.say(_("{file} holds everything now ({size}).").format(file=path.name, size=times.size(size)))

        self._work(lambda services, told: services.moving.back_up(path, told), tell)

    def export(self, folder: Path) -> None:
        """Write everything to a folder."""

        def tell(mails: int) -> None:
            words = ngettext("{count} mail is in {folder}", "{count} mails are in {folder}", mails)
            self._context.say(words.format(count=times.number(mails), folder=folder.name))

        self._work(lambda services, told: services.moving.export(folder, told), tell)

    def look_at(self, path: Path) -> None:
        """Look through a backup or an export, and show what taking it back would mean."""

        def show(prepared: "Prepared") -> None:
            self._prepared = prepared
            self.look.show_look(path, prepared)

        self._work(lambda services, told: services.moving.prepare(path, told), show)

    def _work(
        self,
        work: "Callable[[Application, Callable[[int, int], object]], Result]",
        then: Callable[[Result], object],
    ) -> None:
        self._leave()
        self.problem.say("")
        self._stopping = stopping = threading.Event()
        closing = self._context.background.is_closing
        # Lives as long as the work may: this section may be made anew in another language.
        telling = _Telling(self._context)
        telling.told.connect(self._show_progress)

        def told(done: int, total: int) -> None:
            if stopping.is_set() or closing.is_set():
                raise StoppedError
            telling.told.emit(done, total)

        def finish(result: Result) -> None:
            telling.deleteLater()
            self._show_working(working=False)
            then(result)

        def fail(error: Exception) -> None:
            telling.deleteLater()
            self._show_working(working=False)
            self._say_problem(error)

        self._show_working(working=True)
        self._context.background.run(self, lambda services: work(services, told), finish, failed=fail, lane=Lane.LONG)

    def _show_working(self, *, working: bool) -> None:
        self._working.setVisible(working)
        self._bar.setRange(0, 0)
        self.stop.setEnabled(working)
        for made in (self.back_up_to, self.restore_from, self.export_to, self.take_over_from):
            made.setEnabled(not working)

    def _show_progress(self, done: int, total: int) -> None:
        # Both may be more than Qt’s numbers hold.
        self._bar.setRange(0, _STEPS)
        self._bar.setValue(done * _STEPS // max(total, 1))

    def _stop(self) -> None:
        self._stopping.set()

    def _restore(self) -> None:
        prepared, self._prepared = self._prepared, None
        self.look.close_look()
        if prepared is not None:
            self._context.restoring.emit(prepared)

    def _leave(self) -> None:
        prepared, self._prepared = self._prepared, None
        self.look.close_look()
        if prepared is not None:
            self._context.background.run(self._context, lambda _services: prepared.discard(), lane=Lane.LONG)

    def _say_problem(self, error: Exception) -> None:
        if isinstance(error, StoppedError):
            self._context.say(_("Stopped. Nothing of it was kept."))
        elif isinstance(error, UserError):
            self.problem.say(str(error))
        elif (sentence := sentence_for(error)) is not None:
            self.problem.say(sentence)
        else:
            self._context.went_wrong.emit(error)

    def _ask_backup(self) -> None:
        name = f"severa-desktop-{date.today().isoformat()}.sqlite"  # noqa: DTZ011 - the person's own day
        path, _kind = QFileDialog.getSaveFileName(self, _("Back up"), name, _("Backups") + " (*.sqlite)")
        if path:
            self.back_up(Path(path))

    def _ask_restore(self) -> None:
        kinds = _("Backups") + " (*.sqlite *.sqlite.before-*);;" + _("All files") + " (*)"
        path, _kind = QFileDialog.getOpenFileName(self, _("Restore a backup"), "", kinds)
        if path:
            self.look_at(Path(path))

    def _ask_export(self) -> None:
        parent = QFileDialog.getExistingDirectory(self, _("Export everything into a new folder in"))
        if parent:
            self.export(Path(parent) / f"severa-desktop-{date.today().isoformat()}")  # noqa: DTZ011 - as above

    def _ask_take_over(self) -> None:
        path = QFileDialog.getExistingDirectory(self, _("Take over an exported folder"))
        if path:
            self.look_at(Path(path))


def _plain() -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label

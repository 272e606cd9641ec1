"""Handing mails in once more, and saying what came of it."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from severa_desktop.core.model import Outcome
from severa_desktop.services.checking import Again
from severa_desktop.services.handover import Handover
from severa_desktop.services.import_process import Crashed, ImportLine
from severa_desktop.texts import _, ngettext
from severa_desktop.ui import times
from severa_desktop.ui.context import Context
from severa_desktop.ui.importing.controller import Run

_IN = frozenset((Outcome.ACTIVITY, Outcome.DUPLICATE))


class HandingIn(QObject):
    """Starts imports from this page, and hears of those alone."""

    changed = Signal()
    """It can be used now, or not while an import is under way."""
    began = Signal()
    """It is under way; `changed` and `problem` follow, or the mails are gone from the list."""
    problem = Signal(str)
    """It came to nothing: why."""

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._imports = context.imports
        self._retry: Run | None = None
        self._handover: Handover | None = None
        self._imports.began.connect(self.changed)
        self._imports.ended.connect(self._end)
        self._imports.refused.connect(self._refuse)

    @property
    def is_usable(self) -> bool:
        """Whether mails can be handed in now."""
        return not self._imports.is_running

    def hand_in(self, again: Again) -> None:
        """Decide anew on what is kept, and read anew what could not be read."""
        if not self.is_usable:
            return
        if again.ids:
            self._imports.retry(again.ids)
            self._retry = self._imports.current
        if again.files:
            self._handover = Handover(again.files)
            self._imports.run(self._handover)
        if again.ids or again.files:
            self.began.emit()
        else:
            self.problem.emit(_("Nothing of it is there any more. Drag the e-mail into this window again."))

    def _end(self) -> None:
        run = self._imports.current
        if run is not None and self._was_ours(run):
            if isinstance(run.ended, Crashed):
                self.problem.emit(run.ended.sentence)
            else:
                self._say(run)
        self.changed.emit()

    def _was_ours(self, run: Run) -> bool:
        if run is self._retry:
            self._retry = None
            return True
        if run.handover is not None and run.handover is self._handover:
            self._handover = None
            return True
        return False

    def _say(self, run: Run) -> None:
        taken_in = sum(line.outcome in _IN for line in run.lines)
        if not taken_in:
            self.problem.emit(_still_not(run.lines))
            return
        import_id = run.import_id

        def undo() -> None:
            if import_id is not None:
                self._context.changes.make(lambda services: services.correcting.undo_import(import_id))

        self._context.say(_taken_in_words(taken_in, len(run.lines)), undo if import_id is not None else None)

    def _refuse(self) -> None:
        if self._retry is not None or self._handover is not None:
            self._retry = self._handover = None
            self.problem.emit(
                _("The integration is inactive or not set up, so nothing was imported. See the settings.")
            )


def _taken_in_words(taken_in: int, handed_in: int) -> str:
    if taken_in == handed_in:
        text = ngettext("{count} mail imported.", "{count} mails imported.", taken_in)
    else:
        text = _("{count} of {all} mails imported. The others still stand here.")
    return text.format(count=times.number(taken_in), all=times.number(handed_in))


def _still_not(lines: Sequence[ImportLine]) -> str:
    return _("Still not imported.") if len(lines) == 1 else _("None of them can be imported yet.")

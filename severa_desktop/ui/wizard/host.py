"""Brings setting up step by step into the window, in the place of all else, and takes it away again."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QAction, QKeySequence

from severa_desktop.bootstrap import DraftApplication
from severa_desktop.services.setup_draft import Finished
from severa_desktop.texts import _
from severa_desktop.ui.context import Context
from severa_desktop.ui.window import SET_UP_OFFERED
from severa_desktop.ui.wizard.wizard import Wizard

if TYPE_CHECKING:
    from severa_desktop.ui.window import MainWindow

_LEFT = tuple(map(QKeySequence, ("Ctrl+Z", "F1", "Ctrl+W", "Ctrl+Q")))
"""Keys of the window that do the same while the wizard is there: undo what was said, list keys, close, quit."""


class WizardHost(QObject):
    """The wizard of one window. Cancelling it can be taken back until another one is begun."""

    def __init__(self, context: Context, window: "MainWindow") -> None:
        super().__init__(window)
        self._context = context
        self._window = window
        self._draft: DraftApplication | None = None
        self._stilled: list[QAction] = []
        self._beginning = False
        self.wizard: Wizard | None = None
        self.is_open = False
        """Whether the wizard stands in the window."""

    def open(self) -> None:
        """Begin to set up, from what is stored."""
        if self.is_open or self._beginning:
            return
        self._beginning = True
        self._forget()
        self._context.background.run(self, lambda services: services.begin_draft(), self._begin, failed=self._not_begun)

    def _begin(self, draft: DraftApplication) -> None:
        self._draft = draft
        self.wizard = Wizard(self._context, draft)
        self.wizard.finished.connect(self._finished)
        self.wizard.cancelled.connect(self._cancelled)
        # Made and shown in two turns: either takes a while.
        QTimer.singleShot(0, self, self._show)

    def _not_begun(self, error: Exception) -> None:
        self._beginning = False
        self._context.went_wrong.emit(error)

    def leave(self) -> None:
        """Cancel, if the wizard stands in the window: somebody wants to see something else."""
        if self.is_open:
            self._cancelled()

    def _show(self) -> None:
        self._beginning = False
        if self.wizard is None or self.is_open:
            return
        self.is_open = True
        # Its keys are there once it is furnished. What most of them do, they would do behind the wizard.
        _furniture = self._window.furniture
        self._stilled = [made for made in self._window.actions() if made.shortcut() not in _LEFT and made.isEnabled()]
        for made in self._stilled:
            made.setEnabled(False)
        self._window.show_alone(self.wizard)
        self.wizard.take_focus()

    def _hide(self) -> None:
        self.is_open = False
        self._context.state.set_flag(SET_UP_OFFERED, value=True)
        for made in self._stilled:
            made.setEnabled(True)
        self._stilled = []
        if self.wizard is not None:
            self._window.show_pages(self.wizard)

    def _finished(self, finished: Finished) -> None:
        self._hide()
        self._forget()
        self._context.changed.emit()
        said = _("All of it is kept.") if finished.changed_anything else _("Nothing was changed: it is all as it was.")
        self._context.say(said)

    def _cancelled(self) -> None:
        self._hide()
        wizard = self.wizard
        self._context.say(_("Nothing was changed."), lambda: self._resume(wizard))

    def _resume(self, wizard: Wizard | None) -> None:
        if wizard is not None and wizard is self.wizard:
            self._show()

    def _forget(self) -> None:
        """Let go of a wizard that was finished or cancelled."""
        if self.wizard is not None:
            self.wizard.close_draft()
            self.wizard.deleteLater()
            self.wizard = None
        draft, self._draft = self._draft, None
        if draft is not None:
            self._context.background.run(self, lambda services: services.end_draft(draft))

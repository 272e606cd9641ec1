"""What a person changes: carried out in the background, said in words, taken back and done again."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from severa_desktop.services.change_words import action_sentence, history_sentence
from severa_desktop.services.correcting import Action
from severa_desktop.texts import _
from severa_desktop.ui import times
from severa_desktop.ui.background import Background, Lane

if TYPE_CHECKING:
    from severa_desktop.bootstrap import Application

__all__ = ["Changes", "history_sentence"]


class Changes(QObject):
    """The one way in which pages change activities and entries of "Not imported"."""

    said = Signal(str, object)
    """What was done, and the callable that takes it back or None."""
    made = Signal()
    """The store was changed."""

    def __init__(self, background: Background) -> None:
        super().__init__()
        self._background = background

    def make(self, work: "Callable[[Application], Action | None]", nothing: str = "") -> None:
        """Carry an action out and say it; `nothing` is said where nothing changed (else: that it is so already)."""
        self._run(work, nothing or _("Nothing to change: it is so already."))

    def undo(self) -> None:
        """Take the last change back."""
        self._run(lambda services: services.correcting.undo(), _("There is nothing to undo."), undone=True)

    def redo(self) -> None:
        """Do again what was undone last."""
        self._run(lambda services: services.correcting.redo(), _("There is nothing to redo."))

    def _run(self, work: "Callable[[Application], Action | None]", nothing: str, *, undone: bool = False) -> None:
        def tell(done: Action | None) -> None:
            if done is None:
                self.said.emit(nothing, None)
                return
            sentence = action_sentence(done, times.number)
            if undone:
                self.said.emit(_("Undone: {what}").format(what=sentence), None)
            else:
                self.said.emit(sentence, self.undo)
            self.made.emit()

        self._background.run(self, work, tell, lane=Lane.SLOW)

"""What a person changes in the directory: carried out in the background, said in words, taken back and done again."""

from collections.abc import Callable, Collection

from PySide6.QtCore import QObject, Signal

from severa_desktop.bootstrap import Application
from severa_desktop.services.directory_editing import Edited, Typed
from severa_desktop.services.directory_merge import Record
from severa_desktop.services.directory_schema import Section
from severa_desktop.services.errors import UserError
from severa_desktop.texts import _
from severa_desktop.ui.background import Lane
from severa_desktop.ui.context import Context
from severa_desktop.ui.directory.words import capitalised, edited_sentence

Work = Callable[[Application], Edited | None]
Failed = Callable[[UserError | None], object]
"""Hears why something was not done; None where that was said already."""


class DirectoryEdits(QObject):
    """Changes records; knows what can be undone and redone since the window was opened."""

    done = Signal(object)
    """An `Edited`."""

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._undo: list[Edited] = []
        self._redo: list[Edited] = []

    def save(
        self, section: Section, before: Record | None, typed: Typed, then: Callable[[], object], failed: Failed
    ) -> None:
        """Add a record, or change the one that was there before; `then` is called where it is stored so now."""

        def work(services: Application) -> Edited | None:
            if before is None:
                return services.directory_editing.add(section, typed)
            return services.directory_editing.change(section, before, typed)

        def tell(edited: Edited | None) -> None:
            self._tell(edited)
            then()

        self._run(work, tell, failed)

    def set_active(self, section: Section, keys: Collection[str], *, active: bool) -> None:
        """Deactivate records or activate them again."""
        self._run(
            lambda services: services.directory_editing.set_active(section, keys, active=active), self._tell, self._say
        )

    def remove_types(self, names: Collection[str]) -> None:
        """Remove activity types."""
        self._run(lambda services: services.directory_editing.remove_types(names), self._tell, self._say)

    def undo(self) -> None:
        """Take the last change back."""
        if self._undo:
            self._take_back(self._undo[-1])
        else:
            self._context.say(_("There is nothing to undo."))

    def redo(self) -> None:
        """Do again what was undone last."""
        if not self._redo:
            self._context.say(_("There is nothing to redo."))
            return
        turned = self._redo[-1]

        def tell(edited: Edited | None) -> None:
            self._redo = [one for one in self._redo if one is not turned]
            self._tell(edited, keep_redo=True)

        self._run(lambda services: services.directory_editing.take_back(turned), tell, self._say)

    def _take_back(self, edited: Edited) -> None:
        def tell(turned: Edited | None) -> None:
            self._undo = [one for one in self._undo if one is not edited]
            if turned is not None:
                self._redo.append(turned)
                self._context.say(_("Undone: {what}").format(what=edited_sentence(edited)))
                self._made(turned)

        self._run(lambda services: services.directory_editing.take_back(edited), tell, self._say)

    def _tell(self, edited: Edited | None, *, keep_redo: bool = False) -> None:
        if edited is None:
            return
        self._undo.append(edited)
        if not keep_redo:
            self._redo.clear()
        self._context.say(edited_sentence(edited), lambda: self._take_back(edited))
        self._made(edited)

    def _made(self, edited: Edited) -> None:
        self.done.emit(edited)
        self._context.changed.emit()

    def _say(self, error: UserError | None) -> None:
        if error is not None:
            self._context.say(capitalised(str(error)))

    def _run(self, work: Work, then: Callable[[Edited | None], object], failed: Failed) -> None:
        def fail(error: Exception) -> None:
            if isinstance(error, UserError):
                failed(error)
            else:
                failed(None)
                self._context.went_wrong.emit(error)

        self._context.background.run(self, work, then, failed=fail, lane=Lane.SLOW)

"""What a person changes: carried out in the background, said in words, taken back and done again."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from severa_desktop.services.correcting import Action, ActionKind, HistoryEntry
from severa_desktop.texts import _
from severa_desktop.ui import times
from severa_desktop.ui.background import Background, Lane

if TYPE_CHECKING:
    from severa_desktop.bootstrap import Application


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
            sentence = action_sentence(done)
            if undone:
                self.said.emit(_("Undone: {what}").format(what=sentence), None)
            else:
                self.said.emit(sentence, self.undo)
            self.made.emit()

        self._background.run(self, work, tell, lane=Lane.SLOW)


def action_sentence(done: Action) -> str:
    """Return what an action did, in one sentence."""
    text = _of_many(done.kind) if done.count > 1 else _of_one(done.kind)
    return text.format(what=done.what, count=times.number(done.count))


def _of_many(kind: ActionKind) -> str:
    return {
        ActionKind.LINK_PROJECT: _("{count} activities linked to project {what}."),
        ActionKind.UNLINK_PROJECT: _("Project unlinked from {count} activities."),
        ActionKind.LINK_CUSTOMER: _("{count} activities linked to customer {what}."),
        ActionKind.UNLINK_CUSTOMER: _("Customer unlinked from {count} activities."),
        ActionKind.CHANGE_OWNER: _("{what} owns {count} activities now."),
        ActionKind.ADD_PARTICIPANT: _("{what} added to {count} activities."),
        ActionKind.REMOVE_PARTICIPANT: _("{what} removed from {count} activities."),
        ActionKind.MARK_CHECKED: _("{count} activities marked as checked."),
        ActionKind.DISMISS: _("{count} mails dismissed."),
        ActionKind.DELETE: _("{count} activities deleted."),
        ActionKind.UNDO_IMPORT: _("Import undone: {count} mails."),
        ActionKind.IMPORT: _("Later copies changed {count} activities."),
    }[kind]


def _of_one(kind: ActionKind) -> str:
    return {
        ActionKind.LINK_PROJECT: _("Linked to project {what}."),
        ActionKind.UNLINK_PROJECT: _("Project unlinked."),
        ActionKind.LINK_CUSTOMER: _("Linked to customer {what}."),
        ActionKind.UNLINK_CUSTOMER: _("Customer unlinked."),
        ActionKind.CHANGE_OWNER: _("{what} is the owner now."),
        ActionKind.ADD_PARTICIPANT: _("{what} added."),
        ActionKind.REMOVE_PARTICIPANT: _("{what} removed."),
        ActionKind.MARK_CHECKED: _("Marked as checked."),
        ActionKind.DISMISS: _("Mail dismissed."),
        ActionKind.DELETE: _("Activity deleted."),
        ActionKind.UNDO_IMPORT: _("Import undone."),
        ActionKind.IMPORT: _("A later copy changed it."),
    }[kind]


def history_sentence(entry: HistoryEntry) -> str:
    """Return what was changed on one activity, with what it was before."""
    fields = {
        "project": _("Project"),
        "customer": _("Customer"),
        "owner": _("Owner"),
        "participants": _("Participants"),
        "checked": _("Checked"),
        "state": _("Deleted"),
    }
    return _("{field}: {before} → {after}").format(
        field=fields.get(entry.field, entry.field), before=entry.before or "–", after=entry.after or "–"
    )

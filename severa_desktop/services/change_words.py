"""What people changed, in words: for whoever did it, for the history, and for what undo takes back."""

from collections.abc import Callable, Mapping

from severa_desktop.services.correcting import Action, ActionKind, Field, HistoryEntry
from severa_desktop.texts import N_, _

_ONE: Mapping[ActionKind, str] = {
    ActionKind.LINK_PROJECT: N_("Linked to project {what}."),
    ActionKind.UNLINK_PROJECT: N_("Project unlinked."),
    ActionKind.LINK_CUSTOMER: N_("Linked to customer {what}."),
    ActionKind.UNLINK_CUSTOMER: N_("Customer unlinked."),
    ActionKind.CHANGE_OWNER: N_("{what} is the owner now."),
    ActionKind.ADD_PARTICIPANT: N_("{what} added."),
    ActionKind.REMOVE_PARTICIPANT: N_("{what} removed."),
    ActionKind.MARK_CHECKED: N_("Marked as checked."),
    ActionKind.DISMISS: N_("Mail dismissed."),
    ActionKind.DELETE: N_("Activity deleted."),
    ActionKind.UNDO_IMPORT: N_("Import undone."),
    ActionKind.IMPORT: N_("A later copy changed it."),
}

_MANY: Mapping[ActionKind, str] = {
    ActionKind.LINK_PROJECT: N_("{count} activities linked to project {what}."),
    ActionKind.UNLINK_PROJECT: N_("Project unlinked from {count} activities."),
    ActionKind.LINK_CUSTOMER: N_("{count} activities linked to customer {what}."),
    ActionKind.UNLINK_CUSTOMER: N_("Customer unlinked from {count} activities."),
    ActionKind.CHANGE_OWNER: N_("{what} owns {count} activities now."),
    ActionKind.ADD_PARTICIPANT: N_("{what} added to {count} activities."),
    ActionKind.REMOVE_PARTICIPANT: N_("{what} removed from {count} activities."),
    ActionKind.MARK_CHECKED: N_("{count} activities marked as checked."),
    ActionKind.DISMISS: N_("{count} mails dismissed."),
    ActionKind.DELETE: N_("{count} activities deleted."),
    ActionKind.UNDO_IMPORT: N_("Import undone: {count} mails."),
    ActionKind.IMPORT: N_("Later copies changed {count} activities."),
}

_FIELDS: Mapping[Field, str] = {
    Field.PROJECT: N_("Project"),
    Field.CUSTOMER: N_("Customer"),
    Field.OWNER: N_("Owner"),
    Field.PARTICIPANTS: N_("Participants"),
}

_NOTHING = "–"


def action_sentence(done: Action, number: Callable[[int], str]) -> str:
    """Return what an action did, in one sentence; `number` writes a number as people there do."""
    words = _(_MANY[done.kind] if done.count > 1 else _ONE[done.kind])
    return words.format(what=done.what, count=number(done.count))


def history_sentence(entry: HistoryEntry) -> str:
    """Return what was changed on one activity, with what it was before."""
    if entry.field not in _FIELDS:
        return _(_ONE[entry.kind])
    return _("{field}: {before} → {after}").format(
        field=_(_FIELDS[entry.field]), before=entry.before or _NOTHING, after=entry.after or _NOTHING
    )

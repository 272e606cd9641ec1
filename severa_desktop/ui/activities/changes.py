"""What a person did to activities, in words: for the notice, for the history, and for what undo takes back."""

from severa_desktop.services.correcting import Action, ActionKind, HistoryEntry
from severa_desktop.texts import _
from severa_desktop.ui import times


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

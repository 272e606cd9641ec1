"""What a person changes on activities: links, owner, participants, deleting, erasing; with undo and redo.

Each call is one action in one transaction. A later copy of a mail never overwrites what was changed here.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from severa_desktop.core.directory import Directory
from severa_desktop.core.model import Activity, Owner, Participant, ParticipantKind
from severa_desktop.core.reasons import ASK_FOR_CUSTOMER, ASK_FOR_PROJECT, Code
from severa_desktop.mail.address_form import normalise_address
from severa_desktop.services.errors import UserError
from severa_desktop.store.records import Action, ActionKind, Edit, EditValue, Field, State, StoredActivity, value_of
from severa_desktop.texts import _

if TYPE_CHECKING:
    from severa_desktop.store.store import Store
    from severa_desktop.store.writer import Reader, Writer

__all__ = ["Action", "ActionKind", "CorrectingService", "Field", "HistoryEntry"]

_OF_ACTIVITY = frozenset({Field.OWNER, Field.PARTICIPANTS, Field.CUSTOMER, Field.PROJECT, Field.STATE})

_NOTHING = frozenset[Code]()
_AT_A_TIME = 1_000
"""Activities that are in memory together, or edits."""
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One change of an activity, in names as they are today."""

    at: int
    """Seconds since 1970 in UTC."""
    kind: ActionKind
    field: Field
    before: str
    after: str


class CorrectingService:
    """Changes the activities of one store as a person wants them."""

    def __init__(self, store: "Store", now: Callable[[], int]) -> None:
        self._store = store
        self._now = now

    def link_project(self, ids: Sequence[int], number: int | None, *, answering: bool = False) -> Action | None:
        """Link activities to the project or sales case with this number, or to none.

        With `answering`, activities whose warnings all ask for that choice are marked as checked in the same action.
        This and the others: one action, None where nothing changed; UserError, and then nothing is changed,
        where an activity or what it is to be linked to is not there.
        """
        with self._store.writing() as writer:
            if number is None:
                return self._edit(writer, ids, ActionKind.UNLINK_PROJECT, "", _linker(Field.PROJECT, None))
            project = writer.directory().project_numbered(number)
            if project is None:
                raise UserError(_("There is no project {number} in the directory.").format(number=number))
            what = f"{project.number} {project.name}"
            answered = ASK_FOR_PROJECT if answering else _NOTHING
            change = _linker(Field.PROJECT, project.key)
            return self._edit(writer, ids, ActionKind.LINK_PROJECT, what, change, answered)

    def link_customer(self, ids: Sequence[int], key: str | None, *, answering: bool = False) -> Action | None:
        """Link activities to the customer with this key, or to none; `answering` as for a project."""
        with self._store.writing() as writer:
            if key is None:
                return self._edit(writer, ids, ActionKind.UNLINK_CUSTOMER, "", _linker(Field.CUSTOMER, None))
            name = next((one.name for one in writer.directory().customers if one.key == key), None)
            if name is None:
                raise UserError(_("This customer is not in the directory any more."))
            answered = ASK_FOR_CUSTOMER if answering else _NOTHING
            change = _linker(Field.CUSTOMER, key)
            return self._edit(writer, ids, ActionKind.LINK_CUSTOMER, name, change, answered)

    def change_owner(self, ids: Sequence[int], user_key: str) -> Action | None:
        """Make a user the owner; the former owner becomes a participant."""
        with self._store.writing() as writer:
            user = next((one for one in writer.directory().users if one.key == user_key), None)
            if user is None or not user.active or not user.emails:
                raise UserError(_("This user is not active, or not in the directory any more."))
            owner = Owner(user.key, user.name, user.emails[0])

            def change(stored: StoredActivity) -> Iterator[tuple[Field, EditValue]]:
                former = stored.activity.owner
                if former.key == owner.key:
                    return
                others = [one for one in stored.activity.participants if not _is_user(one, owner.key)]
                as_participant = Participant(former.name, former.email, ParticipantKind.USER, former.key)
                yield Field.OWNER, owner
                yield Field.PARTICIPANTS, (as_participant, *others)

            return self._edit(writer, ids, ActionKind.CHANGE_OWNER, user.name, change)

    def add_participant(self, ids: Sequence[int], address: str, name: str = "") -> Action | None:
        """Add somebody: as user or contact person where the directory knows the address, else as external."""
        compared = normalise_address(address.strip())
        if compared is None:
            raise UserError(_("“{address}” is no e-mail address.").format(address=address))
        with self._store.writing() as writer:
            person = _person(compared, " ".join(name.split()), writer.directory())

            def change(stored: StoredActivity) -> Iterator[tuple[Field, EditValue]]:
                if not _is_on(stored.activity, person):
                    yield Field.PARTICIPANTS, (*stored.activity.participants, person)

            return self._edit(writer, ids, ActionKind.ADD_PARTICIPANT, person.name, change)

    def remove_participant(self, ids: Sequence[int], address: str) -> Action | None:
        """Take somebody off."""
        with self._store.writing() as writer:
            found: list[str] = []

            def change(stored: StoredActivity) -> Iterator[tuple[Field, EditValue]]:
                people = stored.activity.participants
                left = tuple(one for one in people if one.email != address)
                if len(left) < len(people):
                    found.extend(one.name for one in people if one.email == address)
                    yield Field.PARTICIPANTS, left

            edits = [edit for activities in _live(writer, ids) for edit in _edits(activities, change)]
            return self._do(writer, ActionKind.REMOVE_PARTICIPANT, found[0] if found else address, edits)

    def mark_checked(self, ids: Sequence[int]) -> Action | None:
        """Note that a person saw the warnings of activities."""
        with self._store.writing() as writer:
            return self._do(writer, ActionKind.MARK_CHECKED, "", _checks(writer, ids))

    def is_checked(self, activity_id: int) -> bool:
        """Return whether a person saw the warnings of an activity; False where there is none."""
        with self._store.reading() as reader:
            return reader.checked([activity_id]).get(activity_id, False)

    def dismiss(self, refusal_ids: Sequence[int]) -> Action | None:
        """Take entries off "Not imported"; their mails are kept."""
        with self._store.writing() as writer:
            now = writer.dismissed(refusal_ids)
            edits = [
                Edit(None, one, Field.DISMISSED, before=False, after=True)
                for one in refusal_ids
                if now.get(one) is False
            ]
            return self._do(writer, ActionKind.DISMISS, "", edits)

    def delete(self, ids: Sequence[int]) -> Action | None:
        """Delete activities: gone from lists and search, not made again by a source, brought back by undo."""
        with self._store.writing() as writer:
            return self._edit(writer, ids, ActionKind.DELETE, "", _linker(Field.STATE, State.DELETED.value))

    def erase(self, ids: Sequence[int]) -> int:
        """Erase activities for good, deleted ones too: original, text, names and index entries. Returns how many.

        A fingerprint stays, so that no source brings the mail back. Cannot be undone.
        """
        with self._store.erasing() as writer:
            found: list[int] = []
            for part in _parts(list(dict.fromkeys(ids))):
                there = writer.activities_by_id(part)
                found += [one for one, stored in there.items() if stored.state is not State.ERASED]
            _check_all_there(ids, frozenset(found))
            writer.erase(found)
            return len(found)

    def undo_import(self, import_id: int) -> Action | None:
        """Delete what an import made, and take back what it changed on older activities; undone as any action."""
        with self._store.writing() as writer:
            made, refused = writer.made_by_import(import_id)
            edits = [Edit(one, None, Field.STATE, State.LIVE.value, State.DELETED.value) for one in made]
            edits += [Edit(None, one, Field.DISMISSED, before=False, after=True) for one in refused]
            back = [
                edit for edit in map(_reversed, writer.changes_of_import(import_id)) if edit.activity_id not in made
            ]
            edits += _still_fitting(writer, back)
            return self._do(writer, ActionKind.UNDO_IMPORT, "", edits)

    def undo(self) -> Action | None:
        """Take the last action back; None if there is none."""
        with self._store.writing() as writer:
            last = writer.last_action(undone=False)
            return None if last is None else _turn(writer, last, undone=True)

    def redo(self) -> Action | None:
        """Do the action again that was undone last; None if there is none."""
        with self._store.writing() as writer:
            first = writer.last_action(undone=True)
            return None if first is None else _turn(writer, first, undone=False)

    def undo_action(self, action_id: int) -> Action:
        """Take one action back; raises UserError if there is none, or it is undone already."""
        with self._store.writing() as writer:
            action = writer.action(action_id)
            if action is None or action.undone or action.kind is ActionKind.IMPORT:
                raise UserError(_("There is no action {id} that could be undone.").format(id=action_id))
            return _turn(writer, action, undone=True)

    def last_undoable(self) -> Action | None:
        """Return what `undo` would take back."""
        with self._store.reading() as reader:
            return reader.last_action(undone=False)

    def next_redoable(self) -> Action | None:
        """Return what `redo` would do again."""
        with self._store.reading() as reader:
            return reader.last_action(undone=True)

    def history(self, activity_id: int) -> tuple[HistoryEntry, ...]:
        """Return what people and later copies changed on an activity, the latest first."""
        with self._store.reading() as reader:
            rows = reader.history(activity_id)
            if not rows:
                return ()
            names = _Names(reader.directory())
        return tuple(
            HistoryEntry(
                row.at,
                row.kind,
                row.edit.field,
                names.of(row.edit, row.edit.before),
                names.of(row.edit, row.edit.after),
            )
            for row in rows
        )

    def _edit(
        self,
        writer: "Writer",
        ids: Sequence[int],
        kind: ActionKind,
        what: str,
        change: Callable[[StoredActivity], Iterator[tuple[Field, EditValue]]],
        answered: frozenset[Code] = _NOTHING,
    ) -> Action | None:
        """Change activities; `answered` are warnings that need no look any more then."""
        edits: list[Edit] = []
        asked: list[int] = []
        for activities in _live(writer, ids):
            edits += _edits(activities, change)
            asked += [one.activity.id or 0 for one in activities if one.warnings and answered.issuperset(one.warnings)]
        return self._do(writer, kind, what, edits + _checks(writer, asked))

    def _do(self, writer: "Writer", kind: ActionKind, what: str, edits: Sequence[Edit]) -> Action | None:
        return writer.do(self._now(), kind, what, edits) if edits else None


def _live(reader: "Reader", ids: Sequence[int]) -> Iterator[list[StoredActivity]]:
    """Yield these activities, some at a time: a person may have chosen a hundred thousand."""
    for part in _parts(list(dict.fromkeys(ids))):
        found = {one: stored for one, stored in reader.activities_by_id(part).items() if stored.state is State.LIVE}
        _check_all_there(part, found)
        yield [found[one] for one in part]


def _parts(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    for start in range(0, len(items), _AT_A_TIME):
        yield items[start : start + _AT_A_TIME]


def _check_all_there(ids: Sequence[int], found: Collection[int]) -> None:
    missing = [one for one in ids if one not in found]
    if missing:
        raise UserError(_("There is no activity {id}. Nothing was changed.").format(id=missing[0]))


def _edits(
    activities: Sequence[StoredActivity], change: Callable[[StoredActivity], Iterator[tuple[Field, EditValue]]]
) -> list[Edit]:
    return [
        Edit(stored.activity.id, None, field, value_of(stored, field), after)
        for stored in activities
        for field, after in change(stored)
        if value_of(stored, field) != after
    ]


def _checks(reader: "Reader", ids: Sequence[int]) -> list[Edit]:
    now = reader.checked(ids)
    return [Edit(one, None, Field.CHECKED, before=False, after=True) for one in ids if now.get(one) is False]


def _linker(field: Field, value: EditValue) -> Callable[[StoredActivity], Iterator[tuple[Field, EditValue]]]:
    return lambda _stored: iter([(field, value)])


def _turn(writer: "Writer", action: Action, *, undone: bool) -> Action:
    """Undo or redo an action: each field that still is what the action, or its undoing, left."""
    edits = writer.edits_of(action.id)
    wanted = [_reversed(edit) for edit in reversed(edits)] if undone else edits
    return writer.set_undone(action.id, _still_fitting(writer, wanted), undone=undone)


def _reversed(edit: Edit) -> Edit:
    return replace(edit, before=edit.after, after=edit.before)


def _still_fitting(reader: "Reader", edits: Sequence[Edit]) -> list[Edit]:
    """Return the edits whose fields still have the value before: what was changed since stays."""
    return [edit for part in _parts(edits) for edit in _fitting(reader, part)]


def _fitting(reader: "Reader", edits: Sequence[Edit]) -> list[Edit]:
    activity_ids = [edit.activity_id for edit in edits if edit.activity_id is not None]
    stored = reader.activities_by_id(activity_ids)
    checked = reader.checked(activity_ids)
    dismissed = reader.dismissed([edit.refusal_id for edit in edits if edit.refusal_id is not None])

    def now(edit: Edit) -> EditValue:
        if edit.field is Field.DISMISSED and edit.refusal_id is not None:
            return dismissed.get(edit.refusal_id)
        if edit.activity_id is None or edit.activity_id not in stored:
            return None
        if edit.field is Field.CHECKED:
            return checked.get(edit.activity_id)
        return value_of(stored[edit.activity_id], edit.field)

    return [edit for edit in edits if now(edit) == edit.before]


def _person(address: str, name: str, directory: Directory) -> Participant:
    user = directory.user_at(address)
    if user is not None:
        return Participant(user.name, address, ParticipantKind.USER, user.key)
    contacts = directory.contacts_at(address)
    if contacts:
        return Participant(contacts[0].name, address, ParticipantKind.CONTACT, contacts[0].key)
    return Participant(name or address, address, ParticipantKind.EXTERNAL)


def _is_on(activity: Activity, person: Participant) -> bool:
    if person.kind is ParticipantKind.USER and activity.owner.key == person.key:
        return True
    return any(
        one.email == person.email or (one.key is not None and (one.kind, one.key) == (person.kind, person.key))
        for one in activity.participants
    )


def _is_user(participant: Participant, key: str) -> bool:
    return participant.kind is ParticipantKind.USER and participant.key == key


class _Names:
    """Names of what fields hold, as the directory has them today."""

    def __init__(self, directory: Directory) -> None:
        self._customers = {one.key: one.name for one in directory.customers}
        self._projects = {one.key: f"{one.number} {one.name}" for one in directory.projects}

    def of(self, edit: Edit, value: EditValue) -> str:
        """Return a field's value in names."""
        if isinstance(value, Owner):
            return value.name
        if isinstance(value, tuple):
            return ", ".join(one.name for one in value)
        if edit.field is Field.CUSTOMER:
            return self._customers.get(str(value), "") if value else ""
        if edit.field is Field.PROJECT:
            return self._projects.get(str(value), "") if value else ""
        return str(value)

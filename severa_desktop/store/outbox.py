"""What is still to be done in Severa, a row a step, and which activities are there already."""

import json
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    bindparam,
    case,
    delete,
    exists,
    false,
    func,
    insert,
    literal,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.dialects.sqlite import insert as upsert

from severa_desktop.core.model import ParticipantKind
from severa_desktop.core.severa import (
    LOOK_AFTER,
    TELL_AFTER,
    OutboxCounts,
    OutboxRow,
    RecordKind,
    SentActivity,
    SeveraRecord,
    Step,
    StepState,
)
from severa_desktop.store.codec import storable
from severa_desktop.store.copy_rows import in_chunks
from severa_desktop.store.records import State
from severa_desktop.store.tables import (
    activities,
    counters,
    customers,
    participants,
    projects,
    severa_activities,
    severa_outbox,
)

_PLANNED = "severa_planned"
"""The counter that holds the id of the last activity that got its row."""
_LOOKED_AT = "severa_directory"
"""The counter that holds the directory's version with which what was blocked was looked at last."""
_IN_DOUBT = "severa_in_doubt"
"""The counter that holds when the store was restored from a backup."""
_A_DAY = 86_400
_STUCK = and_(
    severa_outbox.c.state == StepState.WAITING.value,
    # What was tried has a time from which on it may be tried again: so the index leaves all else aside.
    severa_outbox.c.not_before > 0,
    severa_outbox.c.attempts >= TELL_AFTER,
)
TO_CHECK = or_(severa_outbox.c.state.in_((StepState.REFUSED.value, StepState.BLOCKED.value)), _STUCK)
"""The rows that a person should know of, as `OutboxRow.is_to_check` says."""
# Nearly all are live. SQLite is to find them in another way than by that: so this keeps it from using the index of it.
_IS_LIVE = func.coalesce(activities.c.state, "") == State.LIVE.value
_IS_GONE = activities.c.state.in_([state.value for state in State if state is not State.LIVE])
_GONE = severa_outbox.c.activity_id.in_(select(activities.c.id).where(_IS_GONE))
LIVE = exists().where(activities.c.id == severa_outbox.c.activity_id, activities.c.state == State.LIVE.value)
_KEYS = select(func.json_each(bindparam("keys")).table_valued("value").c.value)
_LINKED = {
    RecordKind.CUSTOMERS: select(activities.c.id).join(customers).where(customers.c.key.in_(_KEYS)),
    RecordKind.PROJECTS: select(activities.c.id).join(projects).where(projects.c.key.in_(_KEYS)),
    RecordKind.USERS: select(participants.c.activity_id).where(
        participants.c.kind == ParticipantKind.USER.value, participants.c.key.in_(_KEYS)
    ),
    RecordKind.CONTACTS: select(participants.c.activity_id).where(
        participants.c.kind == ParticipantKind.CONTACT.value, participants.c.key.in_(_KEYS)
    ),
}
"""The activities that are linked to records with some keys."""
_ROWS = select(severa_outbox).order_by(severa_outbox.c.id)


class OutboxReader:
    """Reads what there is to be done, within the transaction of whoever made it."""

    def __init__(self, rows: Connection) -> None:
        self._rows = rows

    def open_rows(self, after: int, now: int, most: int, *, again: bool = False) -> list[OutboxRow]:
        """Return the next rows behind this id that may be tried now, of activities that are not deleted.

        Either those that were not tried yet, or those that are tried `again`, as they did not work.
        """
        own = severa_outbox
        statement = _ROWS.where(
            own.c.id > after,
            own.c.state == StepState.WAITING.value,
            own.c.not_before <= now,
            own.c.attempts > 0 if again else own.c.attempts == 0,
            LIVE,
        )
        return [_row(row) for row in self._rows.execute(statement.limit(most))]

    def next_at(self, activity_ids: Collection[int] | None = None) -> int | None:
        """Return when the next open row, of some activities or of all, may be tried; None if there is none."""
        own = severa_outbox
        statement = select(func.min(own.c.not_before)).where(own.c.state == StepState.WAITING.value, LIVE)
        if activity_ids is None:
            first: int | None = self._rows.scalar(statement)
            return first
        found = (self._rows.scalar(statement.where(own.c.activity_id.in_(chunk))) for chunk in in_chunks(activity_ids))
        return min((one for one in found if one is not None), default=None)

    def send_at(self, directory_version: int) -> int | None:
        """Return when there is something to be done, 0 for at once, without planning it; None if there is nothing."""
        own = severa_outbox
        blocked = select(own.c.id).where(own.c.state == StepState.BLOCKED.value, LIVE).limit(1)
        if (
            self.changed(0, 1)
            or self._rows.scalar(self._new().limit(1)) is not None
            or (self._noted(_LOOKED_AT) != directory_version and self._rows.scalar(blocked) is not None)
        ):
            return 0
        return self.next_at()

    def of_activities(self, activity_ids: Collection[int]) -> list[OutboxRow]:
        """Return the rows of these activities, in their order."""
        found = []
        for chunk in in_chunks(activity_ids):
            found += [_row(row) for row in self._rows.execute(_ROWS.where(severa_outbox.c.activity_id.in_(chunk)))]
        return found

    def open_activities(self, directory_version: int) -> list[int]:
        """Return the ids of the activities with rows that are to be tried by themselves, oldest first.

        If the directory is another one than the last time, those that it blocked are among them.
        """
        own = severa_outbox
        is_same = self._noted(_LOOKED_AT) == directory_version
        states = [StepState.WAITING.value] if is_same else [StepState.WAITING.value, StepState.BLOCKED.value]
        statement = select(own.c.activity_id).where(own.c.state.in_(states), LIVE).order_by(own.c.id)
        return list(dict.fromkeys(self._rows.scalars(statement)))

    def held(self) -> list[OutboxRow]:
        """Return the rows that a person should know of: refused, blocked by the directory, or stuck; oldest first."""
        return [_row(row) for row in self._rows.execute(_ROWS.where(TO_CHECK, LIVE))]

    def new_activities(self) -> list[int]:
        """Return the ids of the activities that came since rows were made, oldest first."""
        return list(self._rows.scalars(self._new()))

    def sent(self, activity_ids: Collection[int]) -> dict[int, SentActivity]:
        """Return those of these activities that are in Severa, by id."""
        found = {}
        for chunk in in_chunks(activity_ids):
            statement = select(severa_activities).where(severa_activities.c.activity_id.in_(chunk))
            for row in self._rows.execute(statement):
                found[row.activity_id] = SentActivity(row.activity_id, row.guid, row.told, row.changed)
        return found

    def changed(self, after: int, most: int) -> list[int]:
        """Return ids, behind this one, of activities in Severa that may be otherwise now."""
        own = severa_activities
        statement = select(own.c.activity_id).where(own.c.changed == true(), own.c.activity_id > after)
        return list(self._rows.scalars(statement.order_by(own.c.activity_id).limit(most)))

    def counts(self) -> OutboxCounts:
        """Return how much there is."""
        own = severa_outbox
        number = select(own.c.state, func.count(func.distinct(own.c.activity_id))).group_by(own.c.state)
        by_state = Counter[str](dict(map(tuple, self._rows.execute(number))))
        by_state.subtract(dict(map(tuple, self._rows.execute(number.where(_GONE)))))
        new = select(func.count()).where(activities.c.id > self._planned())
        stuck = select(func.count(func.distinct(own.c.activity_id))).where(_STUCK, LIVE)
        return OutboxCounts(
            self._number(select(func.count()).select_from(severa_activities)),
            by_state[StepState.WAITING] + self._number(new) - self._number(new.where(_IS_GONE)),
            by_state[StepState.BLOCKED],
            by_state[StepState.REFUSED],
            self._number(stuck),
        )

    def _in_doubt(self) -> ColumnElement[bool]:
        """Return which activities may have been sent and are not known to be: those of mails from before a restore."""
        restored = self._noted(_IN_DOUBT)
        return false() if restored is None else activities.c.started_at < restored + _A_DAY

    def _new(self) -> Select[int]:
        """Return the ids of the activities that came since rows were made, oldest first."""
        own = activities
        return select(own.c.id).where(own.c.id > self._planned(), _IS_LIVE).order_by(own.c.id)

    def _planned(self) -> int:
        return self._noted(_PLANNED) or 0

    def _number(self, statement: Select[int]) -> int:
        return self._rows.scalar(statement) or 0

    def _noted(self, name: str) -> int | None:
        return self._rows.scalar(select(counters.c.value).where(counters.c.name == name))


class OutboxWriter(OutboxReader):
    """Reads and writes it, within the one transaction that may write."""

    def plan_new(self) -> None:
        """Let all activities that came since the last time be made in Severa, oldest first."""
        planned = self._planned()
        newest = self._rows.scalar(select(func.max(activities.c.id))) or 0
        if newest <= planned:
            return
        wanted = (
            select(
                activities.c.id,
                literal(Step.CREATE.value),
                literal(""),
                literal(StepState.WAITING.value),
                self._in_doubt(),
                literal(0),
                literal(0),
                literal(""),
            )
            .where(activities.c.id > planned, activities.c.state != State.ERASED.value)
            .order_by(activities.c.id)
        )
        names = ["activity_id", "step", "what", "state", "asked", "attempts", "not_before", "error"]
        self._rows.execute(insert(severa_outbox).from_select(names, wanted))
        self._note(_PLANNED, newest)

    def doubt(self, at: int) -> None:
        """Let what is from before now be looked for in Severa first: more may have been sent than is known here.

        Also where nothing was sent yet: it may have been connected after the backup was made.
        """
        self._note(_IN_DOUBT, at)
        self._rows.execute(update(severa_outbox).values(asked=True))

    def begin_anew(self, at: int) -> None:
        """Let nothing be known to be in Severa, as it is another company's: all is to be sent, once looked for there.

        It may have been connected before.
        """
        for table in (severa_outbox, severa_activities):
            self._rows.execute(delete(table))
        self._note(_PLANNED, 0)
        self.doubt(at)

    def add(self, activity_id: int, steps: Iterable[tuple[Step, str]]) -> None:
        """Add steps of an activity."""
        asked = self._rows.scalar(select(self._in_doubt()).where(activities.c.id == activity_id))
        new = [
            {
                "activity_id": activity_id,
                "step": step.value,
                "what": what,
                "state": StepState.WAITING.value,
                "asked": bool(asked),
                "attempts": 0,
                "not_before": 0,
                "error": "",
            }
            for step, what in steps
        ]
        if new:
            self._rows.execute(insert(severa_outbox), new)

    def change(self, new: OutboxRow) -> None:
        """Let a row be this; nothing if it is gone."""
        self._update(new, {"state": new.state.value})

    def note(self, new: OutboxRow) -> None:
        """Keep how far a row is, but its state: a person may have let it be meanwhile."""
        self._update(new, {})

    def _update(self, new: OutboxRow, more: dict[str, str]) -> None:
        values = {
            "what": new.what,
            "asked": new.asked,
            "attempts": new.attempts,
            "not_before": new.not_before,
            "error": storable(new.error),
        }
        self._rows.execute(update(severa_outbox).where(severa_outbox.c.id == new.id).values({**values, **more}))

    def mark_asked(self, row: OutboxRow, what: str, now: int) -> None:
        """Note that a row is asked for now: soon it may be looked whether it was done."""
        self.note(replace(row, what=what, asked=True, not_before=now + LOOK_AFTER, error=""))

    def hold(self, row: OutboxRow, state: StepState, error: str) -> None:
        """Let a row wait for a person, or for another directory."""
        self.change(replace(row, state=state, error=error))

    def remove(self, ids: Collection[int]) -> None:
        """Remove rows that were answered, or are not wanted any more."""
        for chunk in in_chunks(ids):
            self._rows.execute(delete(severa_outbox).where(severa_outbox.c.id.in_(chunk)))

    def open_again(self, states: Collection[StepState], activity_ids: Collection[int] | None = None) -> None:
        """Let rows in these states, of some activities or of all, be tried again."""
        statement = update(severa_outbox).where(severa_outbox.c.state.in_([one.value for one in states]))
        values = {"state": StepState.WAITING.value, "not_before": 0, "attempts": 0}
        if activity_ids is None:
            self._rows.execute(statement.values(values))
            return
        for chunk in in_chunks(activity_ids):
            self._rows.execute(statement.where(severa_outbox.c.activity_id.in_(chunk)).values(values))

    def hurry(self, now: int, activity_ids: Collection[int] | None = None) -> None:
        """Let what waits to be tried again be tried now, of some activities or of all.

        What was asked for and not answered is looked for some seconds later: Severa may still be at work on it.
        """
        own = severa_outbox
        soon = case((own.c.asked, now + LOOK_AFTER), else_=now)
        statement = update(own).where(own.c.state == StepState.WAITING.value, own.c.not_before > soon)
        if activity_ids is None:
            self._rows.execute(statement.values(not_before=soon))
            return
        for chunk in in_chunks(activity_ids):
            self._rows.execute(statement.where(own.c.activity_id.in_(chunk)).values(not_before=soon))

    def save_sent(self, new: SentActivity) -> None:
        """Keep what Severa was told of an activity."""
        values = {"guid": new.guid, "told": new.told, "changed": new.changed}
        statement = upsert(severa_activities).values(activity_id=new.activity_id, **values)
        self._rows.execute(statement.on_conflict_do_update(index_elements=["activity_id"], set_=values))

    def note_changed(self, activity_ids: Collection[int]) -> None:
        """Note that activities are otherwise now: what Severa refused of them is tried again."""
        own = severa_activities
        for chunk in in_chunks(activity_ids):
            self._rows.execute(update(own).where(own.c.activity_id.in_(chunk)).values(changed=True))
        self.open_again((StepState.BLOCKED, StepState.REFUSED, StepState.LEFT), activity_ids)

    def note_linked(self, new: Iterable[SeveraRecord]) -> None:
        """Note that activities in Severa may be linked otherwise now, as these records have become Severa's."""
        keys: dict[RecordKind, list[str]] = {}
        for one in new:
            keys.setdefault(one.kind, []).append(one.key)
        own = severa_activities
        if not keys or self._rows.scalar(select(own.c.activity_id).limit(1)) is None:
            return
        for kind, linked in _LINKED.items():
            if kind in keys:
                self._rows.execute(
                    update(own).where(own.c.activity_id.in_(linked)).values(changed=True),
                    {"keys": json.dumps(keys[kind])},
                )

    def unblock(self, directory_version: int) -> None:
        """Let what was blocked be tried again if the directory is another one than the last time."""
        if self._noted(_LOOKED_AT) != directory_version:
            self.open_again((StepState.BLOCKED,))
            self._note(_LOOKED_AT, directory_version)

    def forget(self, activity_ids: Collection[int]) -> None:
        """Keep nothing of activities that are erased."""
        for chunk in in_chunks(activity_ids):
            for table in (severa_outbox, severa_activities):
                self._rows.execute(delete(table).where(table.c.activity_id.in_(chunk)))

    def leave(self, activity_ids: Collection[int]) -> None:
        """Let what a person should know of be, of these activities."""
        statement = update(severa_outbox).where(TO_CHECK)
        for chunk in in_chunks(activity_ids):
            chosen = severa_outbox.c.activity_id.in_(chunk)
            self._rows.execute(statement.where(chosen).values(state=StepState.LEFT.value))

    def _note(self, name: str, value: int) -> None:
        noted = upsert(counters).values(name=name, value=value)
        self._rows.execute(noted.on_conflict_do_update(index_elements=["name"], set_={"value": value}))


def _row(row: Row[Any]) -> OutboxRow:
    return OutboxRow(
        row.id,
        row.activity_id,
        Step(row.step),
        row.what,
        StepState(row.state),
        row.asked,
        row.attempts,
        row.not_before,
        row.error,
    )

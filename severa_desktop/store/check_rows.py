"""What a person has to look at: activities with warnings, and entries of "Not imported"; in narrow statements.

Activities are named by their sort id here, entries by their id.
"""

from array import array
from collections.abc import Collection

from sqlalchemy import Connection, and_, exists, func, not_, or_, select, text, union_all

from severa_desktop.core.model import Outcome
from severa_desktop.core.reasons import Code, Reason
from severa_desktop.store.codec import load_reasons
from severa_desktop.store.copy_rows import in_chunks
from severa_desktop.store.outbox import LIVE, TO_CHECK
from severa_desktop.store.records import State
from severa_desktop.store.sorting import first_at, second_of
from severa_desktop.store.tables import activities, activity_texts, copies, refusals, severa_outbox

_PAGE = 500

# Written as the partial indexes are, or SQLite would not use them.
_UNCHECKED = text("activities.checked = 0 AND activities.state = 'live' AND activities.warnings <> ''")
_WAITING = text("refusals.dismissed = 0")

_COUNT_ACTIVITIES = select(func.count()).select_from(activities).where(_UNCHECKED)
_COUNT_REFUSALS = select(refusals.c.outcome, func.count()).where(_WAITING).group_by(refusals.c.outcome)
_MOMENT = func.coalesce(refusals.c.received_at, refusals.c.taken_at)
_LAST_SECOND = second_of(first_at(1 << 40))
_ACTIVITY_KEYS = select(activities.c.sort_id.label("key"), activities.c.sort_id.label("place")).where(_UNCHECKED)
# Where an activity of that time would stand.
_PLACE = func.min(func.max(_MOMENT, 0), _LAST_SECOND) * first_at(1)
_HELD = activities.c.id.in_(select(severa_outbox.c.activity_id).where(TO_CHECK))
# From what is held to its activity: asked for live activities, SQLite would look at each of them.
_IS_ITS = activities.c.id == severa_outbox.c.activity_id
_COUNT_HELD = select(func.count(func.distinct(severa_outbox.c.activity_id))).where(TO_CHECK)
_ITS_SORT_ID = select(activities.c.sort_id).where(_IS_ITS).scalar_subquery()
_HELD_KEYS = select(_ITS_SORT_ID.label("key"), _ITS_SORT_ID.label("place")).where(TO_CHECK, LIVE).distinct()
_REFUSAL_KEYS = select((-refusals.c.id).label("key"), _PLACE.label("place")).where(_WAITING)
_REFUSALS = select(refusals.c.id, _MOMENT.label("moment")).where(_WAITING)
_WITHOUT_USER = (
    select(refusals.c.id, func.max(copies.c.id).label("copy"))
    .join(copies, copies.c.refusal_id == refusals.c.id)
    .where(_WAITING, refusals.c.outcome == Outcome.REJECTED.value, refusals.c.reason == Code.NO_SEVERA_USER.value)
    .group_by(refusals.c.id)
)


def unchecked(connection: Connection) -> int:
    """Return how many activities have warnings that nobody has checked."""
    return connection.scalar(_COUNT_ACTIVITIES) or 0


def waiting(connection: Connection) -> dict[Outcome, int]:
    """Return how many entries of "Not imported" there are that nobody dismissed, by outcome."""
    return {Outcome(outcome): number for outcome, number in connection.execute(_COUNT_REFUSALS)}


def held(connection: Connection) -> int:
    """Return of how many activities a step is held or stuck, so that they are not wholly in Severa."""
    return connection.scalar(_COUNT_HELD.where(LIVE)) or 0


def held_and_unchecked(connection: Connection) -> int:
    """Return how many of these have warnings, too, that nobody has looked at."""
    return connection.scalar(_COUNT_HELD.where(exists().where(_IS_ITS, _UNCHECKED))) or 0


def keys(
    connection: Connection, outcomes: Collection[Outcome], *, warnings: bool, held: bool, sends: bool
) -> "array[int]":
    """Return what is to be checked, newest first: sort ids of activities, ids of entries below zero.

    While activities are sent to Severa, those that are held do not count as having warnings. SQLite sorts them, as
    other threads go on meanwhile. It is given all before it sorts any: asked for activities in order, it would read all
    of them instead of the index.
    """
    wanted = [_REFUSAL_KEYS.where(refusals.c.outcome.in_([one.value for one in outcomes]))] if outcomes else []
    if warnings:
        wanted.append(_ACTIVITY_KEYS.where(not_(_HELD)) if sends else _ACTIVITY_KEYS)
    if held and sends:
        wanted.append(_HELD_KEYS)
    if not wanted:
        return array("q")
    everything = union_all(*wanted).subquery()
    in_order = select(everything.c.key).order_by(everything.c.place.desc(), everything.c.key)
    found = array("q")
    for part in connection.execute(in_order).scalars().partitions(_PAGE):
        found.extend(part)
    return found


def waiting_ids(connection: Connection, outcomes: Collection[Outcome]) -> list[tuple[int, int]]:
    """Return time (the mail's, else of taking in) and id of entries with these outcomes, newest first."""
    statement = _REFUSALS.where(refusals.c.outcome.in_([one.value for one in outcomes]))
    return sorted(((row.moment, row.id) for row in connection.execute(statement)), reverse=True)


def without_user(connection: Connection) -> list[tuple[int, int]]:
    """Return id and newest copy's id of the mails that wait because no user is on them, oldest first."""
    return [(row.id, row.copy) for row in connection.execute(_WITHOUT_USER.order_by(refusals.c.id))]


def reasons(connection: Connection, activity_ids: Collection[int]) -> dict[int, tuple[Reason, ...]]:
    """Return the reasons of activities, by id."""
    found = {}
    for chunk in in_chunks(activity_ids):
        statement = select(activity_texts.c.activity_id, activity_texts.c.reasons)
        for row in connection.execute(statement.where(activity_texts.c.activity_id.in_(chunk))):
            found[row.activity_id] = load_reasons(row.reasons)
    return found


def without_link(connection: Connection, most: int) -> list[int]:
    """Return the ids of the newest activities that lack a link or have unchecked warnings, newest first."""
    statement = (
        select(activities.c.id)
        .where(
            activities.c.state == State.LIVE.value,
            or_(activities.c.customer_id.is_(None), activities.c.project_id.is_(None), and_(_UNCHECKED)),
        )
        .order_by(activities.c.sort_id.desc())
        .limit(most)
    )
    return list(connection.execute(statement).scalars())

"""Sending activities to Severa: what is to be done stands in the outbox, a row a step, until Severa has answered.

Before a request goes out its row says so, on the disk. What was asked for and not answered is never just repeated:
Severa is asked first whether it is done. So neither a crash nor a lost answer leads to a second activity or a lost one.
"""

import threading
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from severa_desktop.core.severa import LOOK_AFTER, OutboxCounts, OutboxRow, Step, StepState
from severa_desktop.services.errors import UserError
from severa_desktop.services.severa.alone import alone
from severa_desktop.services.severa.connecting import SeveraConnecting
from severa_desktop.services.severa.failing import NotConnectedError
from severa_desktop.services.severa.interrupting import uninterrupted
from severa_desktop.services.severa.planning import CurrentGuids, plan, planned, waiting
from severa_desktop.services.severa.stepping import Done, Later, Stepper
from severa_desktop.severa.clock import Clock, SystemClock
from severa_desktop.severa.errors import SeveraError, StoppedError
from severa_desktop.texts import _

if TYPE_CHECKING:
    from severa_desktop.store.store import Store

_PAUSES = (60, 300, 900, 3600)
_LOOKS = 4
"""How many times longer each pause is before it is looked for again what became of a request."""
_WAITED_FOR = 30
"""Seconds that a push waits for what is to be looked at soon, instead of leaving it to the next one."""
_AT_ONCE = 100
_MOST_FAILURES = 3
"""Steps one after the other that did not work, after which it is found out whether Severa is down."""


@dataclass(frozen=True, slots=True)
class Pushed:
    """What became of an activity's steps in one push."""

    activity_id: int
    subject: str
    done: tuple[Step, ...]
    left: int
    """Steps that are still to be done."""
    error: str
    """Why a step was refused, cannot be asked for, or did not work; empty if nothing is the matter."""
    is_refused: bool
    """Whether a person has to do something about it."""


@dataclass(frozen=True, slots=True)
class PushResult:
    """What one push did."""

    done: Mapping[Step, int]
    left: OutboxCounts
    error: str = ""
    """Why it ended early; empty if it came to the end."""


@dataclass(frozen=True, slots=True)
class Held:
    """An activity for which a step waits for a person, or does not work again and again."""

    activity_id: int
    subject: str
    step: Step
    why: str
    by_severa: bool
    """Whether Severa said no, or does not answer; else the directory stands in the way."""
    is_tried: bool = False
    """Whether it is tried again by itself."""


Told = Callable[[Pushed], object]
"""Is told what became of an activity, as soon as that is so."""


class SeveraPushing:
    """Sends the activities of one store."""

    def __init__(self, store: "Store", connecting: SeveraConnecting, clock: Clock | None = None) -> None:
        self._store = store
        self._connecting = connecting
        self._clock = clock or SystemClock()

    def counts(self) -> OutboxCounts:
        """Return how much is in Severa, and how many activities wait; cheap enough to ask after every change."""
        with self._store.reading() as reader:
            return reader.outbox.counts()

    def preview(self) -> Iterator[Pushed]:
        """Yield what a push would do, activity by activity, without asking Severa anything. Nothing is kept.

        Raises UserError where Severa is not connected, or sending is off.
        """
        self._check_mode()
        current = CurrentGuids()
        with self._store.reading() as reader:
            ids = tuple(waiting(reader))
        for activity_id in ids:
            with self._store.reading() as reader:
                found = planned(reader, activity_id, current.of(reader))
            if found is not None and found.steps:
                steps = tuple(step for step, _what in found.all_steps)
                subject = found.stored.activity.subject
                yield Pushed(activity_id, subject, steps, len(steps), found.blocked, is_refused=bool(found.blocked))

    def push(
        self, told: Told | None = None, stop: threading.Event | None = None, only: Collection[int] | None = None
    ) -> PushResult:
        """Do what is to be done in Severa, of all activities or only of those with these ids.

        Raises UserError where Severa is not connected, sending is off, or another process is talking with Severa;
        what goes wrong later is in the result.
        """
        stop = stop or threading.Event()
        self._check_mode()
        with alone(self._store.path), self._connecting.reach(stop) as severa:
            current = CurrentGuids()
            stepper = Stepper(self._store, severa, current, self._now)
            wanted = None if only is None else frozenset(only)
            run = _Run(
                self._store, stepper, current, self._clock, stop, told or _tell_nobody, severa.check_answers, wanted
            )
            return uninterrupted(run.result, stop)

    def held(self) -> tuple[Held, ...]:
        """Return what waits for a person, or does not work again and again: activity by activity, oldest first."""
        with self._store.reading() as reader:
            rows = {row.activity_id: row for row in reversed(reader.outbox.held())}
            subjects = {one: stored.activity.subject for one in rows if (stored := reader.activity(one)) is not None}
        return tuple(
            Held(one, subject, row.step, row.error, row.state is not StepState.BLOCKED, row.is_stuck)
            for one, subject in sorted(subjects.items())
            for row in (rows[one],)
        )

    def _now(self) -> int:
        return int(self._clock.now())

    def _check_mode(self) -> None:
        connection = self._connecting.connection()
        if connection is None:
            raise NotConnectedError
        if not connection.sends:
            raise UserError(
                _("Sending to Severa is off. Allow it in the settings, or with: severa-desktop severa sending by-hand")
            )


def _tell_nobody(_pushed: Pushed) -> None:
    """Tell nobody."""


@dataclass(slots=True)
class _Run:
    """One push."""

    store: "Store"
    stepper: Stepper
    current: CurrentGuids
    clock: Clock
    stop: threading.Event
    told: Told
    check_answers: Callable[[], None]
    """Raises SeveraError if Severa is down."""
    only: frozenset[int] | None = None
    """The activities that are sent, None for all."""
    done: Counter[Step] = field(default_factory=Counter)
    failures: int = 0
    error: str = ""

    def result(self) -> PushResult:
        """Do what is to be done."""
        try:
            while self._pass():
                pass
        except SeveraError as error:
            self.error = str(error)
        with self.store.reading() as reader:
            return PushResult(self.done, reader.outbox.counts(), self.error)

    def _pass(self) -> bool:
        """Go through the outbox once; returns whether to go through it again."""
        plan(self.store, self.current)
        any_done = False
        # What did not work before comes last: else those that never work would keep all others waiting.
        for again in (False, True):
            after = 0
            while rows := self._open(after, again=again):
                for activity_id in dict.fromkeys(row.activity_id for row in rows):
                    any_done |= self._activity(activity_id)
                after = rows[-1].id
        return any_done or self._waited()

    def _open(self, after: int, *, again: bool) -> list[OutboxRow]:
        now = self._now()
        with self.store.reading() as reader:
            if self.only is None:
                return reader.outbox.open_rows(after, now, _AT_ONCE, again=again)
            rows = reader.outbox.of_activities(self.only)
        due = (row for row in rows if row.id > after and row.is_open and row.not_before <= now)
        return [row for row in due if (row.attempts > 0) is again]

    def _activity(self, activity_id: int) -> bool:
        """Do what is to be done for an activity now; returns whether anything was."""
        done: list[Step] = []
        try:
            while outcome := self.stepper.next_step(activity_id):
                if self.stop.is_set():
                    raise StoppedError
                if isinstance(outcome, Done):
                    done.append(outcome.step)
                if isinstance(outcome, Later):
                    self._put_off(outcome)
                else:
                    self.failures = 0
        finally:
            self.done.update(done)
            self.told(self._pushed(activity_id, tuple(done)))
        return bool(done)

    def _put_off(self, outcome: Later) -> None:
        """Let a step wait; raises SeveraError where nothing gets there any more."""
        row = outcome.row
        if row.asked:
            pause = LOOK_AFTER * _LOOKS ** min(row.attempts, _LOOKS)
        else:
            pause = _PAUSES[min(row.attempts, len(_PAUSES) - 1)]
        later = replace(row, attempts=row.attempts + 1, not_before=self._now() + pause, error=outcome.why)
        with self.store.writing() as writer:
            writer.outbox.note(later)
        self.failures += 1
        if self.failures >= _MOST_FAILURES:
            # These may be activities that never work: others do not wait for them.
            self.check_answers()
            self.failures = 0

    def _waited(self) -> bool:
        """Wait for what is to be looked at soon; returns whether there is any."""
        with self.store.reading() as reader:
            at = reader.outbox.next_at(self.only)
        now = self._now()
        if at is None or at > now + _WAITED_FOR:
            return False
        self.clock.wait(max(0, at - now), self.stop)
        return True

    def _pushed(self, activity_id: int, done: tuple[Step, ...]) -> Pushed:
        with self.store.reading() as reader:
            rows = reader.outbox.of_activities([activity_id])
            stored = reader.activity(activity_id)
        error = next((row.error for row in rows if row.error), "")
        refused = any(not row.is_open for row in rows)
        return Pushed(activity_id, stored.activity.subject if stored else "", done, len(rows), error, refused)

    def _now(self) -> int:
        return int(self.clock.now())

"""One step of the outbox at a time: asked for in Severa, looked for there first where it may be done already."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from severa_desktop.core.severa import OutboxRow, SentActivity, Step, StepState
from severa_desktop.services.directory_schema import quoted
from severa_desktop.services.severa.planning import CurrentGuids, Planned, planned, replan
from severa_desktop.services.severa.wishes import FileWish, Told, Wish, corrections, told
from severa_desktop.severa.errors import RefusedError, ScopeError, SeveraError, UnansweredError, UnreachableError
from severa_desktop.store.errors import StoreDamagedError
from severa_desktop.store.records import State
from severa_desktop.texts import _

if TYPE_CHECKING:
    from severa_desktop.severa.client import Severa
    from severa_desktop.store.store import Store

_Found = TypeVar("_Found")


@dataclass(frozen=True, slots=True)
class Done:
    """Severa has answered."""

    step: Step


@dataclass(frozen=True, slots=True)
class Refused:
    """Severa does not do it, or it cannot be asked for: the row says why."""

    step: Step


@dataclass(frozen=True, slots=True)
class Later:
    """It is to be tried again, or to be looked for: no answer came, or Severa was not reached."""

    row: OutboxRow
    why: str


Outcome = Done | Refused | Later


@dataclass(frozen=True, slots=True)
class _Work:
    """A step, with what is known of its activity."""

    row: OutboxRow
    activity_id: int
    wish: Wish
    guid: str
    """Of the activity in Severa, empty if it is not there."""
    told: Told | None


class _HeldUpError(SeveraError):
    """A step cannot be asked for, and whether it is done is as unknown as before; the message says why."""


class Stepper:
    """Carries out the steps of one store's outbox."""

    def __init__(self, store: "Store", severa: "Severa", current: CurrentGuids, now: Callable[[], int]) -> None:
        self._store = store
        self._severa = severa
        self._current = current
        self._now = now

    def next_step(self, activity_id: int) -> Outcome | None:
        """Carry out an activity's next step, None if there is none now.

        Raises the SeveraErrors that concern all steps: credentials, scopes, being cancelled.
        """
        with self._store.reading() as reader:
            rows = reader.outbox.of_activities([activity_id])
            row = next((one for one in rows if one.is_open and one.not_before <= self._now()), None)
            found = planned(reader, activity_id, self._current.of(reader)) if row else None
        if row is None or found is None:
            return None
        if found.wish is None:
            return self._held(row, StepState.BLOCKED, found.blocked)
        return self._carried_out(row, found, found.wish)

    def _carried_out(self, row: OutboxRow, found: Planned, wish: Wish) -> Outcome:
        sent = found.sent
        work = _Work(row, row.activity_id, wish, sent.guid if sent else "", found.was_told)
        try:
            match row.step:
                case Step.CREATE:
                    self._create(work)
                case Step.CHANGE:
                    self._change(work)
                case Step.ADD_PARTICIPANT:
                    self._add_participant(work)
                case Step.REMOVE_PARTICIPANT:
                    self._remove_participant(work)
                case Step.ADD_FILE:
                    self._add_file(work)
        except UnansweredError as error:
            return Later(self._stored(row), str(error))
        except UnreachableError as error:
            # Nothing went out: it is as it was before.
            self._keep(row)
            return Later(row, str(error))
        except ScopeError as error:
            if row.step in {Step.CREATE, Step.CHANGE}:
                self._keep(row)
                raise
            return self._held(replace(row, asked=False), StepState.REFUSED, str(error))
        except _HeldUpError as error:
            return self._held(row, StepState.REFUSED, str(error))
        except RefusedError as error:
            is_gone = error.is_missing and row.step is not Step.CREATE
            why = _gone(row.step) if is_gone else error.reason
            return self._held(replace(row, asked=False), StepState.REFUSED, why)
        return Done(row.step)

    def _create(self, work: _Work) -> None:
        if work.row.asked:
            before = Told.loaded(work.row.what) if work.row.what else told(work.wish.form)
            # Where it is in doubt whether it was ever asked for, it may even have got another owner there.
            guid = _looked(
                work.row,
                lambda: self._severa.find_activity(
                    before.form, work.wish.marker, before.at, of_anybody=not work.row.what
                ),
            )
            if guid is not None:
                self._answered(work, guid, replace(before, at=None))
                return
        now = told(work.wish.form)
        self._note_asked(work.row, replace(now, at=self._now()).dumped())
        self._answered(work, self._severa.create_activity(work.wish.form), now)

    def _change(self, work: _Work) -> None:
        if work.told is None:
            return
        self._severa.change_activity(work.guid, corrections(work.told, work.wish))
        self._answered(work, work.guid, replace(work.told, form=told(work.wish.form).form))

    def _add_participant(self, work: _Work) -> None:
        kind = work.wish.participants.get(work.row.what)
        # One who is not wanted any more may be there all the same, and has to be taken off then.
        is_there = work.row.asked and self._record_of(work) is not None
        if work.told is None or (kind is None and not is_there):
            self._drop(work.row)
            return
        if kind is not None and not is_there:
            self._note_asked(work.row, work.row.what)
            self._severa.add_participant(work.guid, work.row.what, kind)
        self._answered(work, work.guid, replace(work.told, participants=work.told.participants | {work.row.what}))

    def _remove_participant(self, work: _Work) -> None:
        if work.told is None:
            return
        record = self._record_of(work)
        if record is not None:
            self._severa.remove_participant(work.guid, record)
        self._answered(work, work.guid, replace(work.told, participants=work.told.participants - {work.row.what}))

    def _add_file(self, work: _Work) -> None:
        file = work.wish.file(work.row.what)
        # One that is not wanted there any more may be there all the same: it is not filed there once more then.
        is_there = work.row.asked and self._is_filed(work)
        if work.told is None or (file is None and not is_there):
            self._drop(work.row)
            return
        if file is not None and not is_there:
            content = self._content(work.activity_id, file)
            self._note_asked(work.row, work.row.what)
            name, description = file.attachment.name, work.wish.description(file)
            self._severa.add_file(file.project, name, description, content)
        self._answered(work, work.guid, replace(work.told, files=work.told.files | {work.row.what}))

    def _record_of(self, work: _Work) -> str | None:
        present = _looked(work.row, lambda: self._severa.participants(work.guid))
        return next((one.record for one in present if one.participant == work.row.what), None)

    def _is_filed(self, work: _Work) -> bool:
        part, project = FileWish.read(work.row.what)
        mark = work.wish.mark_of(part)
        present = _looked(work.row, lambda: self._severa.project_files(project))
        return any(mark in one.description for one in present)

    def _content(self, activity_id: int, file: FileWish) -> bytes:
        # Reading mails takes a while to load, and is needed for attachments only.
        from severa_desktop.mail.reader import ContainerError, part_content  # noqa: PLC0415

        try:
            with self._store.reading() as reader:
                original = reader.original(activity_id)
            return part_content(original or b"", file.attachment.part)
        except (LookupError, ContainerError, StoreDamagedError):
            sentence = _("The attachment {name} cannot be read any more.")
            raise _HeldUpError(sentence.format(name=quoted(file.attachment.name))) from None

    def _note_asked(self, row: OutboxRow, what: str) -> None:
        with self._store.writing() as writer:
            writer.outbox.mark_asked(row, what, self._now())

    def _stored(self, row: OutboxRow) -> OutboxRow:
        with self._store.reading() as reader:
            return next((one for one in reader.outbox.of_activities([row.activity_id]) if one.id == row.id), row)

    def _keep(self, row: OutboxRow) -> None:
        with self._store.writing() as writer:
            writer.outbox.note(row)

    def _drop(self, row: OutboxRow) -> None:
        """Let go of a step that is not wanted any more, as the activity changed."""
        with self._store.writing() as writer:
            writer.outbox.remove([row.id])
            writer.outbox.note_changed([row.activity_id])

    def _held(self, row: OutboxRow, state: StepState, why: str) -> Refused:
        with self._store.writing() as writer:
            writer.outbox.hold(row, state, why)
        return Refused(row.step)

    def _answered(self, work: _Work, guid: str, now: Told) -> None:
        """Keep that a step is done, with what is to be done next."""
        with self._store.writing() as writer:
            writer.outbox.remove([work.row.id])
            stored = writer.activity(work.activity_id)
            # Nothing is kept of what was erased meanwhile.
            if stored is not None and stored.state is not State.ERASED:
                writer.outbox.save_sent(SentActivity(work.activity_id, guid, now.dumped()))
                replan(writer, work.activity_id, self._current.of(writer))


def _looked(row: OutboxRow, look: Callable[[], _Found]) -> _Found:
    """Return what looking for something found; raises _HeldUpError where Severa does not let us look."""
    try:
        return look()
    except ScopeError as error:
        raise _HeldUpError(str(error)) from None
    except RefusedError as error:
        raise _HeldUpError(_gone(row.step) if error.is_missing else error.reason) from None


def _gone(step: Step) -> str:
    """Return that there is no such thing any more as a step is done with."""
    if step is Step.ADD_FILE:
        return _("The project is not in Severa any more.")
    return _("The activity is not in Severa any more.")

"""“To check”: mails not imported, activities with unseen warnings, those that Severa refused; newest first.

What is done about them, `correcting` and `retrying` do; what may be done, `suggesting` says.
"""

import threading
from array import array
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from severa_desktop.core.model import Attachment, Mailbox, Outcome
from severa_desktop.core.reasons import Code, Reason
from severa_desktop.core.severa import OutboxRow
from severa_desktop.services.errors import UserError
from severa_desktop.services.importable import Importable
from severa_desktop.services.kept_mails import read_copies
from severa_desktop.services.severa.standing import held_errors, held_words, is_sending
from severa_desktop.store.lines import ActivityLine
from severa_desktop.store.records import Refusal
from severa_desktop.store.sorting import activity_id_of
from severa_desktop.texts import _

if TYPE_CHECKING:
    from severa_desktop.store.store import Store

__all__ = [
    "Again",
    "CheckCounts",
    "CheckEntry",
    "CheckKind",
    "CheckingService",
    "OpenedRefusal",
    "Refusal",
    "activity_id_in",
    "refusal_id_in",
]


class CheckKind(StrEnum):
    """What there is to check."""

    REJECTED = "rejected"
    FAILED = "failed"
    WARNING = "warning"
    NOT_SENT = "not_sent"
    """An activity that Severa refused, that cannot be sent as the directory is, or that does not get there though it is
    tried again and again; with warnings or without."""


_ALL = frozenset(CheckKind)
_PAGE = 500
"""Entries that are read at once."""
_WHO = frozenset(
    (Code.OWNER_IS_SENDER, Code.USER_IS_PARTICIPANT, Code.CONTACT_IS_PARTICIPANT, Code.EXTERNAL_PARTICIPANT)
)
"""Reasons that name everybody on a mail, each with the header."""
_OUTCOMES = {CheckKind.REJECTED: Outcome.REJECTED, CheckKind.FAILED: Outcome.FAILED}


@dataclass(frozen=True, slots=True)
class CheckCounts:
    """How much there is to check."""

    rejected: int
    failed: int
    warnings: int
    not_sent: int = 0

    @property
    def total(self) -> int:
        """All of it: each activity counts once."""
        return self.rejected + self.failed + self.warnings + self.not_sent


@dataclass(frozen=True, slots=True)
class CheckEntry:
    """One line of the list: of an activity, or of an entry of "Not imported"."""

    key: int
    """What names it in the list."""
    kind: CheckKind
    at: int
    """The mail's time, else that of taking it in; seconds since 1970 in UTC."""
    reasons: tuple[Reason, ...]
    """The warnings, or why it was not imported."""
    sender: str
    """The sender's address; empty if it is not known."""
    what: ActivityLine | Refusal
    error: str = ""
    """Why it was not sent to Severa; `reasons` are its warnings all the same."""


@dataclass(frozen=True, slots=True)
class OpenedRefusal:
    """A mail that was not imported, to be read; people, body and attachments only where it could be read."""

    refusal: Refusal
    file: str | None = None
    """The file or folder that it came from, if that is there to be read again."""
    date: int | None = None
    senders: tuple[Mailbox, ...] = ()
    recipients: tuple[Mailbox, ...] = ()
    body: str = ""
    attachments: tuple[Attachment, ...] = ()

    @property
    def why(self) -> Reason:
        """Why it was not imported."""
        return _why(self.refusal)

    @property
    def is_failed(self) -> bool:
        """Whether it could not be read."""
        return self.refusal.outcome is Outcome.FAILED

    @property
    def can_be_handed_in(self) -> bool:
        """Whether there is anything to hand in once more."""
        return self.refusal.has_original or self.file is not None


@dataclass(frozen=True, slots=True)
class Again:
    """How entries of "Not imported" are handed in once more."""

    ids: tuple[int, ...]
    """Entries whose mail is kept: to be decided anew."""
    files: tuple[str, ...]
    """What could not be read and is still there: to be read anew."""


class CheckingService:
    """Lists what there is to check in one store."""

    def __init__(self, store: "Store") -> None:
        self._store = store
        self._importable = Importable(store)

    def count(self) -> CheckCounts:
        """Return how much there is to check; cheap enough to ask after every change."""
        with self._store.reading() as reader:
            waiting = reader.waiting()
            warnings, held = reader.unchecked(), 0
            if is_sending(reader):
                held = reader.held_count()
                warnings -= reader.held_unchecked()
        return CheckCounts(waiting.get(Outcome.REJECTED, 0), waiting.get(Outcome.FAILED, 0), warnings, held)

    def held(self) -> frozenset[int]:
        """Return the keys of the activities that a person has to decide about before they are wholly in Severa."""
        return frozenset(self.keys({CheckKind.NOT_SENT}))

    def keys(self, kinds: Collection[CheckKind] = _ALL) -> "array[int]":
        """Return what the list of these kinds is made of, newest first, eight bytes each; `entries` gives the rest.

        An activity's key is its sort id, an entry of "Not imported" has its id below zero.
        """
        outcomes = [_OUTCOMES[kind] for kind in kinds if kind in _OUTCOMES]
        with self._store.reading() as reader:
            return reader.to_check(
                outcomes,
                warnings=CheckKind.WARNING in kinds,
                held=CheckKind.NOT_SENT in kinds,
                sends=is_sending(reader),
            )

    def entries(self, keys: Sequence[int]) -> dict[int, CheckEntry]:
        """Return the lines of a page of the list by their keys; those that are gone are left out."""
        with self._store.reading() as reader:
            lines = reader.lines([key for key in keys if key > 0])
            ids = [line.id for line in lines.values()]
            reasons = reader.reasons(ids)
            held = held_errors(reader, ids)
            refusals = reader.refusals_by_id([-key for key in keys if key < 0])
        found = {key: _of_activity(key, line, reasons[line.id], held.get(line.id)) for key, line in lines.items()}
        return found | {-number: _of_refusal(refusal) for number, refusal in refusals.items()}

    def now_importable(
        self, progress: Callable[[int, int], None] | None = None, stop: threading.Event | None = None
    ) -> tuple[int, ...]:
        """Return the ids of the rejected mails that today's directory and settings would accept, oldest first.

        The first time, each rejected mail is read, which `progress` is told of (read, all); later only what is
        new, so that asking again after a change of the directory is quick. Nothing once `stop` is set.
        """
        return self._importable.ids(progress, stop or threading.Event())

    def again(self, refusal_ids: Sequence[int]) -> Again:
        """Return how entries are handed in once more; those left out that there is nothing of any more."""
        ids: list[int] = []
        files: dict[str, None] = {}
        for start in range(0, len(refusal_ids), _PAGE):
            with self._store.reading() as reader:
                found = reader.refusals_by_id(refusal_ids[start : start + _PAGE])
            for refusal in found.values():
                file = _file(refusal) if refusal.outcome is Outcome.FAILED else None
                if file is not None:
                    files[file] = None
                elif refusal.has_original:
                    ids.append(refusal.id)
        return Again(tuple(sorted(ids)), tuple(files))

    def opened_refusal(self, refusal_id: int) -> OpenedRefusal:
        """Return a mail that was not imported, to be read; raises UserError where there is none with this id."""
        with self._store.reading() as reader:
            refusal = reader.refusal(refusal_id)
            if refusal is None:
                raise UserError(_("This mail is not among those that were not imported any more."))
            copies = read_copies(reader, reader.copies_of_refusal(refusal_id)[:1])
        file = _file(refusal)
        if not copies:
            return OpenedRefusal(refusal, file)
        mail = copies[0].mail
        date = mail.received if mail.date is None else mail.date
        return OpenedRefusal(refusal, file, date, mail.senders, mail.recipients, mail.body, mail.attachments)


def _file(refusal: Refusal) -> str | None:
    """Return what an entry came from, if it is there. A relative path was one of whoever imported it: who knows."""
    path = Path(refusal.source)
    try:
        return refusal.source if path.is_absolute() and path.exists() else None
    except OSError:
        return None


def activity_id_in(key: int) -> int | None:
    """Return the id of the activity that a key of the list names, None for an entry of "Not imported"."""
    return activity_id_of(key) if key > 0 else None


def refusal_id_in(key: int) -> int | None:
    """Return the id of the entry of "Not imported" that a key of the list names, None for an activity."""
    return -key if key < 0 else None


def _of_activity(key: int, line: ActivityLine, reasons: Sequence[Reason], held: OutboxRow | None) -> CheckEntry:
    warnings = tuple(reason for reason in reasons if reason.code in line.warnings)
    sender = next((one.address for one in reasons if one.header == "From" and one.code in _WHO), None) or ""
    kind = CheckKind.WARNING if held is None else CheckKind.NOT_SENT
    return CheckEntry(key, kind, line.started_at, warnings, sender, line, _why_held(held))


def _why_held(held: OutboxRow | None) -> str:
    return "" if held is None else held_words(held.error, is_tried=held.is_stuck)


def _of_refusal(refusal: Refusal) -> CheckEntry:
    at = refusal.taken_at if refusal.received_at is None else refusal.received_at
    kind = CheckKind(refusal.outcome.value)
    return CheckEntry(-refusal.id, kind, at, (_why(refusal),), refusal.sender, refusal)


def _why(refusal: Refusal) -> Reason:
    found = (reason for reason in refusal.reasons if reason.code is refusal.reason)
    return next(found, Reason(refusal.reason, text=refusal.text or None))

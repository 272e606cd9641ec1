"""New mails as rows that wait to be written, in the order of their tables' columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from severa_desktop.core.model import Attachment, Outcome, Participant
from severa_desktop.core.query import people_terms
from severa_desktop.core.reasons import Code
from severa_desktop.store import tables
from severa_desktop.store.codec import dump_codes, dump_origin, dump_reasons, hash_of, storable
from severa_desktop.store.compression import Compressed
from severa_desktop.store.copy_rows import key_hash
from severa_desktop.store.directory_rows import ids_by_key
from severa_desktop.store.pending import Pending, PendingCopy, Value
from severa_desktop.store.records import NewActivity, NewFailure, NewRefusal, State
from severa_desktop.store.sorting import sort_id

FIRST = 0
"""Position of the first copy."""


@dataclass(frozen=True, slots=True)
class Links:
    """Row ids of the directory's records by their keys."""

    users: Mapping[str, int]
    customers: Mapping[str, int]
    projects: Mapping[str, int]


def read_links(connection: Connection) -> Links:
    """Return the row ids as the directory is now."""
    return Links(
        users=ids_by_key(connection, tables.users),
        customers=ids_by_key(connection, tables.customers),
        projects=ids_by_key(connection, tables.projects),
    )


class LinkCache:
    """Row ids of a committed directory, read again only when that has changed."""

    def __init__(self) -> None:
        self._version = -1
        self._links: Links | None = None

    def links(self, connection: Connection, version: int) -> Links:
        """Return the row ids of this version of the directory, for a transaction that has not changed it itself."""
        if self._links is None or version != self._version:
            self._version, self._links = version, read_links(connection)
        return self._links


def add_activity(pending: Pending, new: NewActivity, activity_id: int, links: Links) -> None:
    """Let an activity wait to be written, with its original and its entry in the search index."""
    activity, identity = new.activity, new.identity
    row_id = sort_id(activity.started_at, activity_id)
    identity_hash = key_hash(identity.key)
    subject = storable(activity.subject)
    identity_subject = storable(identity.subject)
    pending.activities.append(
        (
            row_id,
            activity_id,
            activity.started_at,
            State.LIVE.value,
            subject,
            storable(activity.type),
            activity.status,
            links.users[activity.owner.key],
            storable(activity.owner.name),
            storable(activity.owner.email),
            None if activity.customer is None else links.customers[activity.customer.key],
            None if activity.project is None else links.projects[activity.project.key],
            storable(activity.message_id),
            dump_codes(new.warnings),
            "",
            identity_hash,
            storable(identity.key),
            storable(identity.sender),
            identity.date,
            None if identity_subject == subject else identity_subject,
            identity.is_list,
            thread_hash(new.in_reply_to),
            len(activity.attachments),
            False,
        )
    )
    pending.hashes.add(identity_hash)
    pending.texts.append((activity_id, dump_reasons(new.reasons), new.body))
    pending.participants += participant_rows(activity_id, activity.participants)
    pending.attachments += _attachment_rows(activity_id, activity.attachments)
    pending.entries.append((row_id, f"{new.search_text} {people_terms(activity)}"))
    origin = dump_origin(new.origin)
    pending.keep(
        new.original,
        PendingCopy(activity_id, None, new.original.sha256, FIRST, origin, new.import_id, new.taken_at),
    )


def add_refusal(pending: Pending, new: NewRefusal, refusal_id: int) -> None:
    """Let a rejected mail wait to be written, with its original."""
    identity = new.identity
    identity_hash = key_hash(identity.key)
    pending.refusals.append(
        (
            refusal_id,
            Outcome.REJECTED.value,
            new.reason.value,
            storable(new.origin.source),
            "",
            storable(new.subject),
            storable(new.sender),
            new.received_at,
            dump_reasons(new.reasons),
            new.taken_at,
            identity_hash,
            storable(identity.key),
            storable(identity.sender),
            identity.date,
            storable(identity.subject),
            identity.is_list,
            None,
            False,
        )
    )
    pending.hashes.add(identity_hash)
    origin = dump_origin(new.origin)
    pending.keep(
        new.original,
        PendingCopy(None, refusal_id, new.original.sha256, FIRST, origin, new.import_id, new.taken_at),
    )


def add_failure(pending: Pending, new: NewFailure, refusal_id: int, failure: int) -> None:
    """Let a mail that could not be read wait to be written, with its bytes if they are there."""
    pending.refusals.append(
        (
            refusal_id,
            Outcome.FAILED.value,
            new.reason.value,
            storable(new.origin.source),
            storable(new.text),
            "",
            "",
            None,
            dump_reasons(new.reasons),
            new.taken_at,
            None,
            "",
            "",
            None,
            "",
            False,
            failure,
            False,
        )
    )
    pending.hashes.add(failure)
    if new.original is not None:
        origin = dump_origin(new.origin)
        pending.keep(
            new.original,
            PendingCopy(None, refusal_id, new.original.sha256, FIRST, origin, new.import_id, new.taken_at),
        )


def failure_hash(new: NewFailure) -> int:
    """Return what tells one failure from another: its bytes, or its source and reason where they were not kept."""
    if new.original is not None:
        return _hash_of_bytes(new.original)
    return _hash_of_source(new.reason, new.origin.source)


def ended_failure_hashes(original: Compressed, source: str) -> tuple[int, ...]:
    """Return the hashes of the failures that are over once these bytes were read from this source."""
    sources = (_hash_of_source(reason, source) for reason in (Code.TOO_LARGE, Code.UNREADABLE))
    return _hash_of_bytes(original), *sources


def _hash_of_bytes(original: Compressed) -> int:
    return hash_of(b"bytes:" + original.sha256)


def _hash_of_source(reason: Code, source: str) -> int:
    return hash_of(f"{reason.value}:{source}".encode("utf-8", "surrogatepass"))


def thread_hash(in_reply_to: Sequence[str]) -> int | None:
    """Return the hash of the mail that began the thread, None for a mail that answers none.

    `In-Reply-To` (one, as a rule) stands before `References`, whose first is where the thread began.
    """
    if not in_reply_to:
        return None
    root = in_reply_to[1] if len(in_reply_to) > 1 else in_reply_to[0]
    return key_hash(f"id:{root.lower()}")


def participant_rows(activity_id: int, people: Sequence[Participant]) -> list[tuple[Value, ...]]:
    """Return the rows of an activity's participants."""
    return [
        (activity_id, position, storable(each.name), storable(each.email), each.kind.value, each.key)
        for position, each in enumerate(people)
    ]


def _attachment_rows(activity_id: int, attachments: Sequence[Attachment]) -> list[tuple[Value, ...]]:
    return [
        (
            activity_id,
            position,
            each.part,
            storable(each.name),
            storable(each.media_type),
            each.size,
            each.sha256,
        )
        for position, each in enumerate(attachments)
    ]

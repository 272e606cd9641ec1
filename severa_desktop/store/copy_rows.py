"""Copies and originals in their tables, and what recognises a mail that was taken in before."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TypeVar

from sqlalchemy import Connection, Executable, bindparam, select

from severa_desktop.core.rules.identity import Identity, fingerprint_key
from severa_desktop.store.codec import digest_hash, hash_of, load_origin, storable
from severa_desktop.store.compression import Compressed, DamagedFrameError, decompress
from severa_desktop.store.records import Known, State, StoredCopy
from severa_desktop.store.tables import activities, copies, originals, refusals

_CHUNK = 500
"""Values looked up by one statement."""
_Item = TypeVar("_Item")

_KNOWN_ACTIVITIES = (
    select(
        activities.c.id,
        activities.c.state,
        activities.c.subject,
        activities.c.identity_key,
        activities.c.identity_sender,
        activities.c.identity_date,
        activities.c.identity_subject,
        activities.c.is_list,
    )
    .where(activities.c.identity_hash.in_(bindparam("hashes", expanding=True)))
    .order_by(activities.c.id)
)
_ANY_ERASED = select(activities.c.id).where(activities.c.state == State.ERASED.value).limit(1)
_KNOWN_REFUSALS = (
    select(
        refusals.c.id,
        refusals.c.identity_key,
        refusals.c.identity_sender,
        refusals.c.identity_date,
        refusals.c.identity_subject,
        refusals.c.is_list,
    )
    .where(refusals.c.identity_hash.in_(bindparam("hashes", expanding=True)))
    .order_by(refusals.c.id)
)
_COPIES = (
    select(
        copies.c.id,
        copies.c.activity_id,
        copies.c.refusal_id,
        copies.c.original_id,
        copies.c.origin,
        copies.c.differs,
        copies.c.taken_at,
        copies.c.import_id,
        originals.c.sha256,
        originals.c.size,
    )
    .join_from(copies, originals)
    .order_by(copies.c.position, copies.c.id)
)
_COPIES_OF_ACTIVITIES = _COPIES.where(copies.c.activity_id.in_(bindparam("owners", expanding=True)))
_COPIES_OF_REFUSALS = _COPIES.where(copies.c.refusal_id.in_(bindparam("owners", expanding=True)))
_ORIGINALS_BY_HASH = select(originals.c.id, originals.c.sha256).where(
    originals.c.digest_hash.in_(bindparam("hashes", expanding=True))
)
_ORIGINAL = select(originals.c.sha256, originals.c.size, originals.c.content).where(originals.c.id == bindparam("id"))


def in_chunks(items: Iterable[_Item]) -> Iterator[list[_Item]]:
    """Yield items in lists that one statement can take."""
    iterator = iter(items)
    while chunk := list(islice(iterator, _CHUNK)):
        yield chunk


def key_hash(identity_key: str) -> int:
    """Return the narrow hash that identity keys are indexed by."""
    return hash_of(identity_key.encode("utf-8", "surrogatepass"))


def known_by(connection: Connection, identity_keys: Collection[str]) -> Mapping[str, tuple[Known, ...]]:
    """Return the activities (whatever their state) and refusals of each key that has any, oldest first."""
    wanted = {storable(key): key for key in identity_keys}
    hashes = set(map(key_hash, identity_keys))
    if connection.scalar(_ANY_ERASED):
        prints = {fingerprint_key(key): key for key in identity_keys}
        wanted |= prints
        hashes |= set(map(key_hash, prints))
    found: dict[str, list[Known]] = defaultdict(list)
    for chunk in in_chunks(hashes):
        rows = connection.execute(_KNOWN_ACTIVITIES, {"hashes": chunk}).all()
        held = copies_of_activities(connection, [row.id for row in rows])
        for row in rows:
            if row.identity_key in wanted:
                state = State(row.state)
                subject = row.subject if row.identity_subject is None else row.identity_subject
                own_key = wanted[row.identity_key]
                key = row.identity_key if state is State.ERASED else own_key
                identity = Identity(key, row.identity_sender, row.identity_date, subject, row.is_list)
                found[own_key].append(Known(identity, row.id, None, state, held.get(row.id, ())))
        for known in _known_refusals(connection, chunk, wanted):
            found[known.identity.key].append(known)
    return {key: tuple(known) for key, known in found.items()}


def copies_of_activities(connection: Connection, ids: Sequence[int]) -> Mapping[int, tuple[StoredCopy, ...]]:
    """Return the copies of each of these activities, in the order in which they came."""
    found: dict[int, list[StoredCopy]] = defaultdict(list)
    for chunk in in_chunks(ids):
        for owner, copy in _copies(connection, _COPIES_OF_ACTIVITIES, chunk):
            found[owner].append(copy)
    return {owner: tuple(listed) for owner, listed in found.items()}


def copies_of_refusals(connection: Connection, ids: Sequence[int]) -> Mapping[int, tuple[StoredCopy, ...]]:
    """Return the copies of each of these refusals, in the order in which they came."""
    found: dict[int, list[StoredCopy]] = defaultdict(list)
    for chunk in in_chunks(ids):
        for owner, copy in _copies(connection, _COPIES_OF_REFUSALS, chunk):
            found[owner].append(copy)
    return {owner: tuple(listed) for owner, listed in found.items()}


def _known_refusals(connection: Connection, hashes: Sequence[int], wanted: Mapping[str, str]) -> Iterator[Known]:
    rows = connection.execute(_KNOWN_REFUSALS, {"hashes": hashes}).all()
    held = copies_of_refusals(connection, [row.id for row in rows])
    for row in rows:
        if row.identity_key in wanted:
            identity = Identity(
                wanted[row.identity_key],
                row.identity_sender,
                row.identity_date,
                row.identity_subject,
                row.is_list,
            )
            yield Known(identity, None, row.id, State.LIVE, held.get(row.id, ()))


def _copies(connection: Connection, statement: Executable, owners: Sequence[int]) -> Iterator[tuple[int, StoredCopy]]:
    for row in connection.execute(statement, {"owners": owners}):
        yield (
            row.refusal_id if row.activity_id is None else row.activity_id,
            StoredCopy(
                id=row.id,
                original_id=row.original_id,
                sha256=row.sha256,
                size=row.size,
                origin=load_origin(row.origin),
                differs=row.differs,
                taken_at=row.taken_at,
                import_id=row.import_id,
            ),
        )


def original(connection: Connection, original_id: int) -> Compressed:
    """Return an original as it is kept; raises LookupError if there is none with this id."""
    row = connection.execute(_ORIGINAL, {"id": original_id}).one_or_none()
    if row is None:
        raise LookupError(f"no original {original_id}")
    return Compressed(row.sha256, row.size, row.content)


def original_ids(connection: Connection, digests: Collection[bytes]) -> dict[bytes, int]:
    """Return the ids of the originals there are with these SHA-256s."""
    found = {}
    for chunk in in_chunks({digest_hash(digest) for digest in digests}):
        for row in connection.execute(_ORIGINALS_BY_HASH, {"hashes": chunk}):
            if row.sha256 in digests:
                found[row.sha256] = row.id
    return found


def unreadable_originals(connection: Connection) -> Iterator[int]:
    """Yield the ids of originals that cannot be unpacked to the bytes they were made from."""
    statement = select(originals.c.id).order_by(originals.c.id)
    for original_id in connection.execute(statement).scalars():
        try:
            decompress(original(connection, original_id))
        except DamagedFrameError:
            yield original_id

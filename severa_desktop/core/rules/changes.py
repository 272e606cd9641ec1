"""What a later copy changes on an activity that exists (matching rules, "Duplicates").

Only what the new copy itself brings is changed: what the directory's records have become since, and what a
person edited, stays. So three values meet: the stored one, what the rules make of the earlier copies today,
and what they make of all copies today.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace

from severa_desktop.core.model import Activity, Change, ChangeCode, Owner, Participant, ParticipantKind
from severa_desktop.core.reasons import Reason


def merge(stored: Activity, before: Activity, after: Activity, edited: Collection[str]) -> Activity:
    """Return the stored activity with what differs between `before` and `after` carried over.

    `edited` names the fields a person changed (`owner`, `customer`, `project`, `participants`): they stay.
    """
    owner = stored.owner if "owner" in edited or before.owner == after.owner else after.owner
    customer = stored.customer if "customer" in edited or before.customer == after.customer else after.customer
    keeps_project = "project" in edited or stored.project is not None or before.project == after.project
    participants = stored.participants if "participants" in edited else _merge_participants(stored, before, after)
    return replace(
        stored,
        owner=owner,
        customer=customer,
        project=stored.project if keeps_project else after.project,
        participants=tuple(one for one in participants if not _is_owner(one, owner)),
    )


def changes_between(stored: Activity, merged: Activity) -> tuple[Change, ...]:
    """Return what the merge changed, in the order of the activity."""
    changes = []
    if stored.project is None and merged.project is not None:
        changes.append(Change(ChangeCode.PROJECT_ADDED, number=merged.project.number))
    former = _by_identity(stored.participants)
    addresses = {one.email: one for one in stored.participants}
    for one in merged.participants:
        was = former.get(_identity(one)) or addresses.get(one.email)
        if was is None:
            changes.append(Change(ChangeCode.PARTICIPANT_ADDED, address=one.email, kind=one.kind))
        elif was != one:
            changes.append(Change(ChangeCode.PARTICIPANT_CHANGED, address=one.email, kind=one.kind))
    if stored.customer != merged.customer:
        changes.append(Change(ChangeCode.CUSTOMER_CHANGED))
    return tuple(changes)


def _merge_participants(stored: Activity, before: Activity, after: Activity) -> tuple[Participant, ...]:
    if before.participants == after.participants:
        return stored.participants
    held = _by_identity(stored.participants)
    earlier = _by_identity(before.participants)
    merged: dict[str, Participant] = {}
    for one in after.participants:
        identity = _identity(one)
        if identity not in earlier:
            merged[identity] = one
        elif identity in held:
            unchanged = earlier[identity] == one
            merged[identity] = held[identity] if unchanged else replace(one, name=held[identity].name)
    for identity, one in held.items():
        if identity not in earlier:
            merged.setdefault(identity, one)
    return tuple(merged.values())


def _is_owner(participant: Participant, owner: Owner) -> bool:
    same_record = participant.kind is ParticipantKind.USER and participant.key == owner.key
    return same_record or participant.email == owner.email


def _by_identity(participants: tuple[Participant, ...]) -> dict[str, Participant]:
    return {_identity(one): one for one in participants}


def _identity(participant: Participant) -> str:
    """A key is unique among users or contact persons only; a contact person may count as external."""
    if participant.key is None:
        return participant.email
    return f"{participant.kind is ParticipantKind.USER}:{participant.key}"


def merge_reasons(stored: Sequence[Reason], before: Sequence[Reason], after: Sequence[Reason]) -> tuple[Reason, ...]:
    """Return the stored reasons without those that the new copy ended, and with those that it brought."""
    ended = [reason for reason in before if reason not in after]
    kept = [reason for reason in stored if reason not in ended]
    return (*kept, *(reason for reason in after if reason not in before and reason not in kept))

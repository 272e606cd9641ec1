"""Everybody on an activity but its owner (matching rules, "Participants and customer")."""

from collections.abc import Sequence

from severa_desktop.core.model import Participant, ParticipantKind
from severa_desktop.core.reasons import Code, Named, Reason
from severa_desktop.core.rules.people import Person

_CODES = {
    ParticipantKind.USER: Code.USER_IS_PARTICIPANT,
    ParticipantKind.CONTACT: Code.CONTACT_IS_PARTICIPANT,
    ParticipantKind.EXTERNAL: Code.EXTERNAL_PARTICIPANT,
}


def list_participants(
    people: Sequence[Person], owner: Person, *, several_customers: bool
) -> tuple[tuple[Participant, ...], tuple[Reason, ...]]:
    """Return the participants in the order of the mail, and one reason for each."""
    participants = []
    reasons = []
    for person in people:
        if person is owner:
            continue
        kind = _kind(person, several_customers=several_customers)
        record = person.user or person.contact
        participants.append(Participant(person.name, person.mailbox.address, kind, record.key if record else None))
        reasons.append(
            Reason(
                _CODES[kind],
                header=person.mailbox.header,
                address=person.mailbox.address,
                contacts=tuple(Named(contact.key, contact.name) for contact in person.sharers),
            )
        )
    return tuple(participants), tuple(reasons)


def _kind(person: Person, *, several_customers: bool) -> ParticipantKind:
    if person.user:
        return ParticipantKind.USER
    if person.contact and not several_customers:
        return ParticipantKind.CONTACT
    return ParticipantKind.EXTERNAL

"""Which user an activity belongs to (matching rules, "Owner")."""

from collections.abc import Sequence

from severa_desktop.core.model import Owner
from severa_desktop.core.reasons import Code, Reason
from severa_desktop.core.rules.people import Person

_SENDER_HEADERS = ("From", "Sender")


def choose_owner(people: Sequence[Person]) -> tuple[Person, Owner, Reason]:
    """Return the owner as person, as link, and why: the first user among senders, else among recipients.

    `people` stand in the order of the mail and hold at least one user (the guard has seen to it).
    """
    person, user = next((person, person.user) for person in people if person.user)
    is_sender = person.mailbox.header in _SENDER_HEADERS
    code = Code.OWNER_IS_SENDER if is_sender else Code.OWNER_IS_RECIPIENT
    owner = Owner(user.key, user.name, person.mailbox.address)
    return person, owner, Reason(code, header=person.mailbox.header, address=person.mailbox.address)

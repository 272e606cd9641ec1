"""Only a mail with an active user on it becomes an activity (matching rules, "The user guard")."""

from collections.abc import Iterable, Sequence

from severa_desktop.core.directory import Directory
from severa_desktop.core.model import Mail
from severa_desktop.core.reasons import Code, Reason
from severa_desktop.core.rules.integration import Use, use_of
from severa_desktop.core.rules.people import Person
from severa_desktop.core.settings import IntegrationAddress


def refuse_without_user(mail: Mail, people: Sequence[Person]) -> Reason | None:
    """Return the reason for refusing the mail, naming its sender, or None when a user is on it."""
    if any(person.user for person in people):
        return None
    sender = mail.senders[0] if mail.senders else None
    return Reason(
        Code.NO_SEVERA_USER,
        header=sender.header if sender else None,
        address=sender.address if sender else None,
    )


def is_user_among(addresses: Iterable[str], integration: IntegrationAddress, directory: Directory) -> bool:
    """Tell whether a mail with these senders and recipients would pass the guard, without deciding on all of it."""
    return any(
        directory.user_at(address) and use_of(address, integration, directory).use is Use.ORDINARY
        for address in addresses
    )

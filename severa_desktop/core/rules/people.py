"""Who the addresses on a mail are: users, contact persons, others; each person once.

Matching rules, "Addresses and recipients", "The user guard" (users win) and "Participants and customer" (one
address of two contact persons).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from severa_desktop.core.directory import Contact, Directory, User
from severa_desktop.core.model import ADDRESSED_HEADERS, Mailbox

_NAMED_BY_HEADER = frozenset(("From", *ADDRESSED_HEADERS))
"""Headers in which an unknown address is a person; elsewhere it is a list's or system's."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on a mail, at the first place where they stand."""

    mailbox: Mailbox
    name: str
    user: User | None = None
    contact: Contact | None = None
    sharers: tuple[Contact, ...] = ()
    """All active contact persons with this address, the chosen one among them; empty for others."""


def identify(mailboxes: Sequence[Mailbox], directory: Directory) -> tuple[Person, ...]:
    """Return everybody on the mail in order of their first place; unknown technical addresses are nobody."""
    reached = _reached_contacts(mailboxes, directory)
    names = _display_names(mailboxes)
    people: dict[tuple[str, str], Person] = {}
    for mailbox in mailboxes:
        address = mailbox.address
        user = directory.user_at(address)
        if user:
            people.setdefault(("user", user.key), Person(mailbox, user.name, user=user))
            continue
        sharers = directory.contacts_at(address)
        if sharers:
            contact = _chosen(sharers, address, reached)
            people.setdefault(("contact", contact.key), Person(mailbox, contact.name, None, contact, sharers))
        elif mailbox.header in _NAMED_BY_HEADER:
            people.setdefault(("address", address), Person(mailbox, names.get(address, address)))
    return tuple(people.values())


def _chosen(sharers: Sequence[Contact], address: str, reached: Mapping[str, set[str]]) -> Contact:
    """Return the sharer who is on the mail by another address too, else the first by name, then key."""
    if len(sharers) == 1:
        return sharers[0]
    elsewhere = [contact for contact in sharers if reached[contact.key] - {address}]
    return (elsewhere or sharers)[0]


def _reached_contacts(mailboxes: Iterable[Mailbox], directory: Directory) -> Mapping[str, set[str]]:
    """Return, by contact person's key, the addresses by which they are on the mail."""
    reached = defaultdict(set)
    for mailbox in mailboxes:
        if directory.user_at(mailbox.address) is None:
            for contact in directory.contacts_at(mailbox.address):
                reached[contact.key].add(mailbox.address)
    return reached


def _display_names(mailboxes: Iterable[Mailbox]) -> Mapping[str, str]:
    names: dict[str, str] = {}
    for mailbox in mailboxes:
        if mailbox.name:
            names.setdefault(mailbox.address, mailbox.name)
    return names

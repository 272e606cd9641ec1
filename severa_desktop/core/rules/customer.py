"""Which customer the contact persons on a mail give (matching rules, "Participants and customer")."""

from collections.abc import Sequence
from dataclasses import dataclass

from severa_desktop.core.directory import Contact, Directory
from severa_desktop.core.reasons import Code, Named, Reason
from severa_desktop.core.rules.people import Person


@dataclass(frozen=True, slots=True)
class CustomerOfContacts:
    """What the contact persons say about the customer."""

    customer: Named | None = None
    several: bool = False
    """Contact persons of several customers: no customer, whatever the project says."""
    reasons: tuple[Reason, ...] = ()


def customer_of_contacts(people: Sequence[Person], directory: Directory) -> CustomerOfContacts:
    """Return the one customer of all contact persons on the mail, or that they have several, or neither."""
    contacts: dict[str, Contact] = {}
    for person in people:
        for contact in person.sharers:
            contacts.setdefault(contact.key, contact)
    if not contacts:
        return CustomerOfContacts()
    keys = dict.fromkeys(contact.customer for contact in contacts.values())
    customers = tuple(Named(key, directory.customer(key).name) for key in keys)
    named = tuple(Named(contact.key, contact.name) for contact in contacts.values())
    first = next(person.mailbox for person in people if person.sharers)
    several = len(customers) > 1
    code = Code.CONTACTS_OF_SEVERAL_CUSTOMERS if several else Code.CUSTOMER_FROM_CONTACTS
    reason = Reason(code, header=first.header, address=first.address, customers=customers, contacts=named)
    return CustomerOfContacts(None if several else customers[0], several, (reason,))

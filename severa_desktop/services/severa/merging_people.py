"""Takes Severa's customers, users and contact persons over into the directory's."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import TypeVar

from severa_desktop.core.directory import Contact, Customer, User
from severa_desktop.core.severa import ClashWhy, PulledContact, PulledCustomer, PulledUser
from severa_desktop.services.severa.section import SectionMerge

_Person = TypeVar("_Person", User, Customer, Contact)


def merge_customers(
    section: SectionMerge[Customer], wanted: Mapping[str, PulledCustomer], *, full: bool, apart: Collection[str]
) -> Mapping[str, str]:
    """Take customers over; return for each guid the key of the record that stands for it.

    One with the name of an active customer made by hand waits, unless it is to be kept apart; that one stands in.
    """
    names: dict[str, str] = {}
    for one in section.by_hand():
        if one.active:
            names.setdefault(one.name.casefold(), one.key)
    for guid in sorted(wanted):
        pulled = wanted[guid]
        key = names.get(pulled.name.casefold(), "") if pulled.active else ""
        if key and section.stored(guid) is None and guid not in apart:
            section.wait(pulled, ClashWhy.NAME, pulled.name, key)
        else:
            section.put(guid, Customer(section.key(guid), pulled.name, pulled.active))
    if full:
        _deactivate(section, wanted)
    return {**{guid: clash.key for guid, clash in section.waiting.items()}, **section.key_of}


def merge_users(section: SectionMerge[User], wanted: Mapping[str, PulledUser], *, full: bool) -> None:
    """Take users over. A new active one with an address of an active user made by hand waits.

    Else nobody has an address that another active user has: one made by hand keeps it, of Severa's the first by guid.
    """
    taken = {address: one.key for one in section.by_hand() if one.active for address in one.emails}
    for guid in sorted(wanted):
        pulled = wanted[guid]
        shared = next((address for address in pulled.emails if address in taken), "")
        if pulled.active and shared and section.stored(guid) is None:
            section.wait(pulled, ClashWhy.ADDRESS, shared, taken[shared])
    claimed = set(taken)
    for guid in sorted(wanted):
        if guid not in section.waiting:
            _put_user(section, wanted[guid], claimed)
    if full:
        _deactivate(section, wanted)


def _put_user(section: SectionMerge[User], pulled: PulledUser, claimed: set[str]) -> None:
    emails = pulled.emails
    free = tuple(address for address in emails if address not in claimed) if pulled.active else emails
    before = section.stored(pulled.guid)
    if free != emails or not free:
        lost = next((address for address in emails if address not in free), "")
        section.wait(pulled, ClashWhy.ADDRESS, lost)
    active = pulled.active and bool(free)
    if not free:
        # A user needs an address: without any, a new one would be of no use, and a known one is not found any more.
        if before is None:
            return
        free = before.emails
    if active:
        claimed.update(free)
    section.put(pulled.guid, User(section.key(pulled.guid), pulled.name, free, active))


def merge_contacts(
    section: SectionMerge[Contact],
    wanted: Mapping[str, PulledContact],
    customers: Mapping[str, str],
    *,
    full: bool,
    apart: Collection[str],
) -> None:
    """Take contact persons over. A new active one with an address of an active one made by hand waits, unless it is to
    be kept apart; one whose customer is not known is left out.
    """
    taken = _addresses(section.by_hand())
    for guid in sorted(wanted):
        pulled = wanted[guid]
        before = section.stored(guid)
        customer = customers.get(pulled.customer)
        if customer is None:
            section.wait(pulled, ClashWhy.CUSTOMER, pulled.customer)
            if before is None:
                continue
            customer = before.customer
        shared = next((address for address in pulled.emails if address in taken), "") if pulled.active else ""
        if shared and before is None and guid not in apart:
            section.wait(pulled, ClashWhy.ADDRESS, shared, taken[shared])
            continue
        contact = Contact(section.key(guid), pulled.name, pulled.emails, customer, pulled.active)
        section.put(guid, contact, customer=pulled.customer)
    if full:
        _deactivate(section, wanted)


def _addresses(contacts: Iterable[Contact]) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in contacts:
        if one.active:
            for address in one.emails:
                found.setdefault(address, one.key)
    return found


def _deactivate(section: SectionMerge[_Person], wanted: Mapping[str, object]) -> None:
    for guid in section.gone(wanted):
        key = section.key_of[guid]
        section.records[key] = replace(section.records[key], active=False)

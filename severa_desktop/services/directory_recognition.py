"""Finds the stored records that rows of people's own lists mean, where these have no keys.

A customer is recognised by its name, a user by an address, a contact person by customer and address or name, a project
by its number; a customer that a row names may be named by key or by name. What is not recognised is new.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from severa_desktop.core.directory import Contact, Customer, Directory, User
from severa_desktop.core.folding import fold
from severa_desktop.mail.address_form import normalise_address
from severa_desktop.services.directory_keys import new_key
from severa_desktop.services.directory_merge import record_key, records_of
from severa_desktop.services.directory_schema import RawDirectory, RawRecord, Refusals, Section, key_field, quoted
from severa_desktop.texts import _

_Person = TypeVar("_Person", User, Customer, Contact)
_Sign = tuple[str, ...]
"""What a record is recognised by."""


def recognised(raw: RawDirectory, stored: Directory, refusals: Refusals) -> RawDirectory:
    """Return the records with keys, and with customers by key; collects what could mean several records.

    Of rows that say the same of the same record, the first one stays.
    """
    customers = _Customers(stored, raw.sections.get(Section.CUSTOMERS, ()))
    sections: dict[Section, tuple[RawRecord, ...]] = {}
    # Customers first: the others name them.
    for section in sorted(raw.sections, key=lambda one: one is not Section.CUSTOMERS):
        records = [customers.resolved(record, refusals) for record in raw.sections[section]]
        keyed = _Keys(section, stored).given_to(records, refusals)
        if section is Section.CUSTOMERS:
            customers.learn(keyed)
        sections[section] = tuple(keyed)
    return RawDirectory({section: sections[section] for section in raw.sections})


class _Customers:
    """The customers there are and will be, by key and by name."""

    def __init__(self, stored: Directory, records: Sequence[RawRecord]) -> None:
        self._keys = {one.key for one in stored.customers}
        self._by_name: dict[str, dict[str, None]] = defaultdict(dict)
        """Keys by folded name; inactive ones only where no active one has the name."""
        for customer in _active_first(stored.customers):
            known = self._by_name[fold(customer.name)]
            if customer.active or not known:
                known[customer.key] = None
        self.learn(records)

    def learn(self, records: Iterable[RawRecord]) -> None:
        """Know the customers of the file too."""
        for record in records:
            if "key" in record.values:
                key = str(record.values["key"])
                self._keys.add(key)
                self._by_name[_folded(record.values.get("name"))][key] = None

    def resolved(self, record: RawRecord, refusals: Refusals) -> RawRecord:
        """Return a record with its customer's key in the place of its name."""
        named = record.values.get("customer")
        if not isinstance(named, str) or named in self._keys:
            return record
        found = self._by_name.get(_folded(named), {})
        if len(found) > 1:
            sentence = _("several customers are called {name}. Give the key instead of the name: {keys}.")
            refusals.add(record, "customer", sentence.format(name=quoted(named), keys=", ".join(sorted(found))))
        return replace(record, values={**record.values, "customer": next(iter(found))}) if found else record


class _Keys:
    """The keys of one section's records by what these are recognised by."""

    def __init__(self, section: Section, stored: Directory) -> None:
        self._section = section
        self._taken = {record_key(one) for one in records_of(stored, section)}
        self._by_sign: dict[_Sign, dict[str, None]] = defaultdict(dict)
        for sign, key, active in _stored_signs(section, stored):
            known = self._by_sign[sign]
            if active or not known:
                known[key] = None
        self._seen: dict[str, RawRecord] = {}

    def given_to(self, records: Iterable[RawRecord], refusals: Refusals) -> list[RawRecord]:
        """Return the records, each with a key."""
        kept: list[RawRecord] = []
        for record in records:
            if key_field(self._section) != "key" or "key" in record.columns:
                kept.append(record)
                continue
            keyed = self._keyed(record, refusals)
            if keyed is not None:
                kept.append(keyed)
        return kept

    def _keyed(self, record: RawRecord, refusals: Refusals) -> RawRecord | None:
        """Return a record with a key; None if an earlier row said the same."""
        signs = _signs(self._section, record.values)
        found = next((keys for sign in signs if (keys := self._by_sign.get(sign))), {})
        if len(found) > 1:
            sentence = _("several records have this: {keys}. Add a column with their keys.")
            refusals.add(record, _field_of(self._section), sentence.format(keys=", ".join(sorted(found))))
        key = next(iter(found), "")
        first = self._seen.get(key)
        if first is not None and first.values == record.values:
            return None
        if first is not None:
            sentence = _("this stands twice, first at {place}. Keep one, or add a column with keys.")
            refusals.add(record, _field_of(self._section), sentence.format(place=first.place))
        if not key or first is not None:
            key = new_key(self._taken)
        self._seen[key] = record
        # A person's name alone does not tell two rows of a file apart.
        for sign in signs[:-1] if self._section is Section.CONTACTS and len(signs) > 1 else signs:
            self._by_sign.setdefault(sign, {key: None})
        return replace(record, values={**record.values, "key": key})


def _stored_signs(section: Section, stored: Directory) -> Iterable[tuple[_Sign, str, bool]]:
    match section:
        case Section.CUSTOMERS:
            return [((fold(one.name),), one.key, one.active) for one in _active_first(stored.customers)]
        case Section.USERS:
            return [((address,), one.key, one.active) for one in _active_first(stored.users) for address in one.emails]
        case Section.PROJECTS:
            return [((str(one.number),), one.key, True) for one in stored.projects]
        case Section.CONTACTS:
            return [
                ((one.customer, sign), one.key, one.active)
                for one in _active_first(stored.contacts)
                for sign in (*one.emails, fold(one.name))
            ]
        case Section.ACTIVITY_TYPES:
            return []


def _signs(section: Section, values: Mapping[str, object]) -> list[_Sign]:
    """Return what a row's record is recognised by, the surest first."""
    name = _folded(values.get("name"))
    match section:
        case Section.CUSTOMERS:
            return [(name,)] if name else []
        case Section.USERS:
            return [(address,) for address in _addresses(values)]
        case Section.PROJECTS:
            return [(str(values["number"]),)] if "number" in values else []
        case Section.CONTACTS:
            customer = str(values.get("customer"))
            return [(customer, sign) for sign in (*_addresses(values), name) if sign]
        case Section.ACTIVITY_TYPES:
            return []


def _field_of(section: Section) -> str:
    """Return the field at which a record that could be several is told."""
    return {Section.USERS: "emails", Section.PROJECTS: "number"}.get(section, "name")


def _addresses(values: Mapping[str, object]) -> list[str]:
    written = values.get("emails")
    if not isinstance(written, list):
        return []
    return [address for one in written if (address := normalise_address(str(one))) is not None]


def _folded(value: object) -> str:
    return fold(" ".join(str(value or "").split()))


def _active_first(records: Iterable[_Person]) -> list[_Person]:
    return sorted(records, key=lambda one: not one.active)

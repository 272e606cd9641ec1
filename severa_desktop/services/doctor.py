"""Checks that all is well with the store, the settings and the directory, and says what to do where not.

Repairs nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from severa_desktop.core.directory import Contact, Directory, Project, User
from severa_desktop.core.settings import Settings, missing_settings
from severa_desktop.mail.address_form import normalise_address
from severa_desktop.services.directory_schema import quoted
from severa_desktop.store.errors import StoreError
from severa_desktop.store.reader import Reader
from severa_desktop.store.store import Store

_RESTORE = "Copy the data folder to a safe place, then put back the last backup of the file."
_MOST_NAMED = 5
_WORDS = {"address": "the integration address", "activity_type": "the default activity type"}
_OPTIONS = {"address": "--address mijnbedrijf@severamail.com", "activity_type": "--activity-type NAME"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not well: a stable code, what it is, and what to do about it."""

    code: str
    text: str
    advice: str


def examine(store_file: Path) -> Iterator[Finding]:
    """Yield everything that is not well; nothing if all is. Reads every original, so it may take a while."""
    try:
        store = Store.open(store_file)
    except StoreError as error:
        yield Finding("store_unusable", str(error), "Do what this says; nothing was changed.")
        return
    try:
        with store.reading() as reader:
            yield from _store_findings(reader)
            settings, directory = reader.settings(), reader.directory()
        yield from _settings_findings(settings, directory)
        yield from _directory_findings(settings, directory)
    except StoreError as error:
        yield Finding("store_damaged", str(error), _RESTORE)
    finally:
        store.close()


def _store_findings(reader: Reader) -> Iterator[Finding]:
    faults = reader.integrity()
    if faults:
        yield Finding("store_damaged", f"The store’s file is damaged: {_some(faults)}.", _RESTORE)
    unreadable = list(reader.originals_unreadable())
    if unreadable:
        what = "original e-mail cannot" if len(unreadable) == 1 else "original e-mails cannot"
        yield Finding("originals_unreadable", f"{len(unreadable):,} {what} be read any more.", _RESTORE)
    search = reader.search_out_of_step()
    if search.missing or search.extra or search.damaged:
        yield Finding(
            "search_out_of_step",
            f"Search is out of step: {search.missing:,} activities missing, {search.extra:,} extra.",
            "Searching misses some activities; nothing else is affected. Put back the last backup, or report this.",
        )


def _settings_findings(settings: Settings, directory: Directory) -> Iterator[Finding]:
    missing = missing_settings(settings)
    if missing:
        wanted = " and ".join(_WORDS[name] for name in missing)
        options = " ".join(_OPTIONS[name] for name in missing)
        yield Finding(
            "not_set_up",
            f"The integration is not set up: {wanted} {'is' if len(missing) == 1 else 'are'} missing.",
            f"Run: severa-desktop setup {options}",
        )
    known = {kind.name for kind in directory.activity_types}
    if settings.activity_type is not None and settings.activity_type not in known:
        yield Finding(
            "activity_type_unknown",
            f"The directory has no activity type {quoted(settings.activity_type)}, the default one.",
            "Import the types, or choose another with: severa-desktop setup --activity-type NAME",
        )


def _directory_findings(settings: Settings, directory: Directory) -> Iterator[Finding]:
    if not any(user.active and user.emails for user in directory.users):
        yield Finding(
            "no_active_user",
            "The directory has no active user with an e-mail address, so that every mail would be rejected.",
            "Import your users with: severa-desktop directory import PATH",
        )
    contradictions = [
        *_shared_addresses(directory),
        *_wrong_addresses(directory),
        *_lost_customers(directory),
    ]
    if contradictions:
        yield Finding(
            "directory_contradiction",
            f"The directory contradicts itself: {_some(contradictions)}.",
            "Mend these records in a file and read it with: severa-desktop directory import PATH",
        )
    own = None if settings.address is None else str(settings.address)
    people = [person for person in _people(directory) if person.active and own in person.emails]
    if own is not None and people:
        yield Finding(
            "integration_address_of_person",
            f"{own} is the integration address and also an address of {quoted(people[0].name)}.",
            "Take it off that person: the integration address never counts as a person’s.",
        )


def _people(directory: Directory) -> tuple[User | Contact, ...]:
    return (*directory.users, *directory.contacts)


def _shared_addresses(directory: Directory) -> Iterator[str]:
    seen: dict[str, str] = {}
    for user in directory.users:
        for address in user.emails if user.active else ():
            other = seen.setdefault(address, user.key)
            if other != user.key:
                yield f"{address} belongs to the active users {quoted(other)} and {quoted(user.key)}"


def _wrong_addresses(directory: Directory) -> Iterator[str]:
    for person in _people(directory):
        for address in person.emails:
            if normalise_address(address) != address:
                yield f"{quoted(address)} of {quoted(person.key)} is no e-mail address"


def _lost_customers(directory: Directory) -> Iterator[str]:
    known = {customer.key for customer in directory.customers}
    linked: tuple[Contact | Project, ...] = (*directory.contacts, *directory.projects)
    for record in linked:
        if record.customer is not None and record.customer not in known:
            yield f"{quoted(record.key)} names the customer {quoted(record.customer)}, who does not exist"


def _some(words: list[str]) -> str:
    shown = "; ".join(islice(words, _MOST_NAMED))
    return shown if len(words) <= _MOST_NAMED else f"{shown}; and {len(words) - _MOST_NAMED:,} more"

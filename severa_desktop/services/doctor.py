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
from severa_desktop.store.upgrade import UpgradeTold
from severa_desktop.texts import N_, _, ngettext, number

_RESTORE = N_("Copy the data folder to a safe place, then put back the last backup of the file.")
_MOST_NAMED = 5
_WORDS = {"address": N_("the integration address"), "activity_type": N_("the default activity type")}
_OPTIONS = {"address": "--address mijnbedrijf@severamail.com", "activity_type": "--activity-type NAME"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not well: a stable code, what it is, and what to do about it."""

    code: str
    text: str
    advice: str


def examine(store_file: Path, told: UpgradeTold | None = None) -> Iterator[Finding]:
    """Yield everything that is not well; nothing if all is. Reads every original, so it may take a while."""
    try:
        store = Store.open(store_file, told=told)
    except StoreError as error:
        yield Finding("store_unusable", str(error), _("Do what this says; nothing was changed."))
        return
    try:
        with store.reading() as reader:
            yield from _store_findings(reader)
            settings, directory = reader.settings(), reader.directory()
        yield from _settings_findings(settings, directory)
        yield from _directory_findings(settings, directory)
    except StoreError as error:
        yield Finding("store_damaged", str(error), _(_RESTORE))
    finally:
        store.close()


def _store_findings(reader: Reader) -> Iterator[Finding]:
    faults = reader.integrity()
    if faults:
        sentence = _("The store’s file is damaged: {faults}.")
        yield Finding("store_damaged", sentence.format(faults=_some(faults)), _(_RESTORE))
    unreadable = list(reader.originals_unreadable())
    if unreadable:
        sentence = ngettext(
            "{count} original e-mail cannot be read any more.",
            "{count} original e-mails cannot be read any more.",
            len(unreadable),
        )
        yield Finding("originals_unreadable", sentence.format(count=number(len(unreadable))), _(_RESTORE))
    search = reader.search_out_of_step()
    if search.missing or search.extra or search.damaged:
        yield Finding(
            "search_out_of_step",
            _("Search is out of step: {missing} activities missing, {extra} extra.").format(
                missing=number(search.missing), extra=number(search.extra)
            ),
            _("Searching misses some activities; nothing else is affected. Put back the last backup, or report this."),
        )


def _settings_findings(settings: Settings, directory: Directory) -> Iterator[Finding]:
    missing = missing_settings(settings)
    if missing:
        wanted = _(" and ").join(_(_WORDS[name]) for name in missing)
        options = " ".join(_OPTIONS[name] for name in missing)
        yield Finding(
            "not_set_up",
            ngettext(
                "The integration is not set up: {wanted} is missing.",
                "The integration is not set up: {wanted} are missing.",
                len(missing),
            ).format(wanted=wanted),
            _("Run: severa-desktop setup {options}").format(options=options),
        )
    known = {kind.name for kind in directory.activity_types}
    if settings.activity_type is not None and settings.activity_type not in known:
        yield Finding(
            "activity_type_unknown",
            _("The directory has no activity type {kind}, the default one.").format(
                kind=quoted(settings.activity_type)
            ),
            _("Import the types, or choose another with: severa-desktop setup --activity-type NAME"),
        )


def _directory_findings(settings: Settings, directory: Directory) -> Iterator[Finding]:
    if not any(user.active and user.emails for user in directory.users):
        yield Finding(
            "no_active_user",
            _("The directory has no active user with an e-mail address, so that every mail would be rejected."),
            _("Import your users with: severa-desktop directory import PATH"),
        )
    contradictions = [
        *_shared_addresses(directory),
        *_wrong_addresses(directory),
        *_lost_customers(directory),
    ]
    if contradictions:
        yield Finding(
            "directory_contradiction",
            _("The directory contradicts itself: {faults}.").format(faults=_some(contradictions)),
            _("Mend these records in a file and read it with: severa-desktop directory import PATH"),
        )
    own = None if settings.address is None else str(settings.address)
    people = [person for person in _people(directory) if person.active and own in person.emails]
    if own is not None and people:
        yield Finding(
            "integration_address_of_person",
            _("{address} is the integration address and also an address of {name}.").format(
                address=own, name=quoted(people[0].name)
            ),
            _("Take it off that person: the integration address never counts as a person’s."),
        )


def _people(directory: Directory) -> tuple[User | Contact, ...]:
    return (*directory.users, *directory.contacts)


def _shared_addresses(directory: Directory) -> Iterator[str]:
    seen: dict[str, str] = {}
    for user in directory.users:
        for address in user.emails if user.active else ():
            other = seen.setdefault(address, user.key)
            if other != user.key:
                sentence = _("{address} belongs to the active users {one} and {other}")
                yield sentence.format(address=address, one=quoted(other), other=quoted(user.key))


def _wrong_addresses(directory: Directory) -> Iterator[str]:
    for person in _people(directory):
        for address in person.emails:
            if normalise_address(address) != address:
                sentence = _("{address} of {person} is no e-mail address")
                yield sentence.format(address=quoted(address), person=quoted(person.key))


def _lost_customers(directory: Directory) -> Iterator[str]:
    known = {customer.key for customer in directory.customers}
    linked: tuple[Contact | Project, ...] = (*directory.contacts, *directory.projects)
    for record in linked:
        if record.customer is not None and record.customer not in known:
            sentence = _("{record} names the customer {customer}, who does not exist")
            yield sentence.format(record=quoted(record.key), customer=quoted(record.customer))


def _some(words: list[str]) -> str:
    shown = "; ".join(islice(words, _MOST_NAMED))
    if len(words) <= _MOST_NAMED:
        return shown
    return _("{some}; and {count} more").format(some=shown, count=number(len(words) - _MOST_NAMED))

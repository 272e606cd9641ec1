"""What a person may want to do about an activity or a rejected mail, each with its reason; best first.

Hints only: nothing here is ever carried out by itself, and nothing is suggested that is so already.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from severa_desktop.core.company_domains import CompanyDomains, domain_of
from severa_desktop.core.directory import Directory, Project
from severa_desktop.core.model import Activity, Mailbox, ParticipantKind, ProjectLink
from severa_desktop.core.reasons import Named, Reason
from severa_desktop.core.rules.forwarded import OriginalSender
from severa_desktop.core.rules.subject_numbers import subject_numbers
from severa_desktop.core.suggestions import Evidence, NewPerson, Suggestion, SuggestionKind, SuggestionReason

_MOST_PEOPLE = 5
_MOST_CUSTOMERS = 3
_LEAST_PEOPLE = 3
"""Fewer contact persons have no "all but one"."""
_ROBOTS = frozenset(("noreply", "no-reply", "donotreply", "do-not-reply", "mailer-daemon", "postmaster", "bounce"))
_STRENGTH = {reason: rank for rank, reason in enumerate(SuggestionReason)}


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands around an activity."""

    thread: Sequence[tuple[int, str]] = ()
    """Ids and keys of the projects of other mails of the thread, the newest first."""
    forwarded: Sequence[OriginalSender] = ()
    """Who sent the mails forwarded in it; addresses in compared form."""
    numbered: Sequence[Reason] = ()
    """The warnings that say which projects the mail names by their addresses, where these are several."""


def suggestions_for_activity(
    activity: Activity, around: Surroundings, directory: Directory, domains: CompanyDomains
) -> tuple[Suggestion, ...]:
    """Return what an activity may be linked to, and who on it may belong into the directory."""
    strangers = [
        NewPerson(one.email, one.name)
        for one in activity.participants
        if one.kind is ParticipantKind.EXTERNAL and not directory.knows(one.email)
    ]
    found: list[Suggestion] = []
    if activity.project is None:
        found += _projects(activity, around, directory)
    if activity.customer is None:
        found += _customers(activity, around, directory, domains)
        found += _customers_of_domains(strangers, domains)
    found += _new_people(strangers, directory, domains)
    return _best(found)


def suggestions_for_refusal(
    people: Sequence[Mailbox], directory: Directory, domains: CompanyDomains
) -> tuple[Suggestion, ...]:
    """Return who on a mail without a user may belong into the directory."""
    senders = {one.address for one in people if one.header == "From"}
    unknown = [NewPerson(one.address, one.name or one.address) for one in people if not directory.knows(one.address)]
    found = _new_people(unknown, directory, domains)
    return _best(one for one in found if one.kind is SuggestionKind.ADD_USER or one.why.address in senders)


def _best(found: Iterable[Suggestion]) -> tuple[Suggestion, ...]:
    """Return suggestions by the strength of their reasons, each thing once."""
    best: dict[tuple[SuggestionKind, str], Suggestion] = {}
    for one in sorted(found, key=lambda one: _STRENGTH[one.why.reason]):
        best.setdefault((one.kind, _key(one.target)), one)
    return tuple(best.values())


def _key(target: Named | ProjectLink | NewPerson) -> str:
    return target.address if isinstance(target, NewPerson) else target.key


def _projects(activity: Activity, around: Surroundings, directory: Directory) -> Iterator[Suggestion]:
    for reason in around.numbered:
        project = None if reason.number is None else directory.project_numbered(reason.number)
        if project:
            yield _link(
                project, Evidence(SuggestionReason.NUMBER_IN_ADDRESS, reason.address or "", number=project.number)
            )
    for number in subject_numbers(activity.subject):
        project = directory.project_numbered(number)
        if project:
            yield _link(project, Evidence(SuggestionReason.NUMBER_IN_SUBJECT, number=number))
    for activity_id, key in around.thread:
        why = Evidence(SuggestionReason.SAME_THREAD, activity_id=activity_id)
        yield _link(directory.project(key), why)
    if activity.customer:
        open_projects = directory.open_projects_of(activity.customer.key)
        if len(open_projects) == 1:
            why = Evidence(SuggestionReason.ONLY_OPEN_PROJECT, customers=(activity.customer,))
            yield _link(open_projects[0], why)


def _link(project: Project, why: Evidence) -> Suggestion:
    target = ProjectLink(project.key, project.number, project.name, project.kind.value)
    return Suggestion(SuggestionKind.LINK_PROJECT, target, why)


def _customers(
    activity: Activity, around: Surroundings, directory: Directory, domains: CompanyDomains
) -> Iterator[Suggestion]:
    yield from _customer_of_contacts(activity, directory)
    project = directory.project(activity.project.key) if activity.project else None
    if project and project.customer:
        of_project = _named(project.customer, directory)
        yield _link_customer(of_project, Evidence(SuggestionReason.CUSTOMER_OF_PROJECT, number=project.number))
    for sender in around.forwarded:
        customers = _customers_of(sender.address, directory)
        domain = ""
        if not customers and not directory.user_at(sender.address):
            domain = domain_of(sender.address)
            customers = domains.customers_at(domain)
        if len(customers) == 1:
            why = Evidence(SuggestionReason.FORWARDED_FROM, sender.address, domain)
            yield _link_customer(customers[0], why)
            return


def _customer_of_contacts(activity: Activity, directory: Directory) -> Iterator[Suggestion]:
    """Yield the one customer that all contact persons share, or all but one; as the directory is today."""
    of_address = {
        one.email: customers
        for one in activity.participants
        if not directory.user_at(one.email) and (customers := _customers_of(one.email, directory))
    }
    everyone = tuple(dict.fromkeys(customer for customers in of_address.values() for customer in customers))
    missing = {one: [address for address, has in of_address.items() if one not in has] for one in everyone}
    shared = [one for one in everyone if not missing[one]]
    if len(shared) == 1:
        yield _link_customer(shared[0], Evidence(SuggestionReason.SHARED_CUSTOMER, customers=everyone))
    most = [one for one in everyone if len(missing[one]) == 1]
    if not shared and len(most) == 1 and len(of_address) >= _LEAST_PEOPLE:
        (apart,) = missing[most[0]]
        yield _link_customer(most[0], Evidence(SuggestionReason.ALL_BUT_ONE, apart, customers=everyone))


def _customers_of(address: str, directory: Directory) -> tuple[Named, ...]:
    keys = dict.fromkeys(contact.customer for contact in directory.contacts_at(address))
    return tuple(_named(key, directory) for key in keys)


def _customers_of_domains(strangers: Iterable[NewPerson], domains: CompanyDomains) -> Iterator[Suggestion]:
    for one in strangers:
        domain = domain_of(one.address)
        for customer in domains.customers_at(domain)[:_MOST_CUSTOMERS]:
            yield _link_customer(customer, Evidence(SuggestionReason.COMPANY_DOMAIN, one.address, domain))


def _link_customer(customer: Named, why: Evidence) -> Suggestion:
    return Suggestion(SuggestionKind.LINK_CUSTOMER, customer, why)


def _named(key: str, directory: Directory) -> Named:
    return Named(key, directory.customer(key).name)


def _new_people(unknown: Iterable[NewPerson], directory: Directory, domains: CompanyDomains) -> list[Suggestion]:
    """Return who may be added: colleagues of users and of contact persons; not who left, and no robots."""
    found: dict[str, Suggestion] = {}
    for one in unknown:
        if one.address not in found and not directory.left(one.address) and not _is_robot(one.address):
            suggestion = _new_person(one, domains)
            if suggestion:
                found[one.address] = suggestion
    return list(found.values())[:_MOST_PEOPLE]


def _new_person(one: NewPerson, domains: CompanyDomains) -> Suggestion | None:
    domain = domain_of(one.address)
    if domains.is_own(domain):
        return Suggestion(SuggestionKind.ADD_USER, one, Evidence(SuggestionReason.OWN_DOMAIN, one.address, domain))
    customers = domains.customers_at(domain)
    if len(customers) != 1:
        return None
    why = Evidence(SuggestionReason.COMPANY_DOMAIN, one.address, domain)
    return Suggestion(SuggestionKind.ADD_CONTACT, replace(one, customer=customers[0]), why)


def _is_robot(address: str) -> bool:
    return address.rpartition("@")[0] in _ROBOTS

"""Which project the numbered addresses name, and the customer it brings.

Matching rules, "Project and files".
"""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass

from severa_desktop.core.directory import Directory, Project
from severa_desktop.core.model import Copy
from severa_desktop.core.reasons import Code, Named, Reason
from severa_desktop.core.rules.customer import CustomerOfContacts
from severa_desktop.core.rules.integration import Use, use_of
from severa_desktop.core.rules.recipients import NumberedAddress, recipients_of
from severa_desktop.core.settings import IntegrationAddress


@dataclass(frozen=True, slots=True)
class ProjectChoice:
    """The project that the mail is linked to, if any, and why or why not."""

    project: Project | None
    reasons: tuple[Reason, ...]


def choose_project(
    numbered: Sequence[NumberedAddress], established: Project | None, directory: Directory
) -> ProjectChoice:
    """Return the one project that all numbered addresses together name.

    `established` is the link that the earlier copies of the mail made: it stays, whatever comes later.
    """
    known = _known_projects(numbered, directory)
    if len(known) > 1:
        several = tuple(_evidence(Code.SEVERAL_PROJECT_NUMBERS, one) for one in _first_places(numbered, known))
        if established is None:
            return ProjectChoice(None, several)
        return ProjectChoice(established, (*_linked(established, numbered), *several))
    unknown = tuple(
        _evidence(Code.PROJECT_NUMBER_UNKNOWN, one)
        for one in _first_of_each(numbered)
        if one.number is None or one.number not in known
    )
    if not known:
        return ProjectChoice(None, unknown)
    project = next(iter(known.values()))
    return ProjectChoice(project, (*_linked(project, numbered), *unknown))


def established_project(
    copies: Sequence[Copy], integration: IntegrationAddress, directory: Directory
) -> Project | None:
    """Return the link that the copies before the last made: the first moment at which they named one."""
    numbers: list[NumberedAddress] = []
    for copy in copies[:-1]:
        for mailbox in recipients_of(copy):
            found = use_of(mailbox.address, integration, directory)
            if found.use is Use.NUMBERED:
                numbers.append(NumberedAddress(mailbox, found.number))
        known = _known_projects(numbers, directory)
        if len(known) == 1:
            return next(iter(known.values()))
    return None


def choose_customer(
    of_contacts: CustomerOfContacts, project: Project | None, directory: Directory
) -> tuple[Named | None, tuple[Reason, ...]]:
    """Return the activity's customer: the contact persons', else the project's; and why."""
    if of_contacts.several or project is None or project.customer is None:
        return of_contacts.customer, ()
    of_project = Named(project.customer, directory.customer(project.customer).name)
    if of_contacts.customer is None:
        return of_project, (Reason(Code.CUSTOMER_FROM_PROJECT, number=project.number, customers=(of_project,)),)
    if of_contacts.customer.key == of_project.key:
        return of_contacts.customer, ()
    differing = (of_contacts.customer, of_project)
    return of_contacts.customer, (
        Reason(Code.CUSTOMER_DIFFERS_FROM_PROJECT, number=project.number, customers=differing),
    )


def _known_projects(numbered: Iterable[NumberedAddress], directory: Directory) -> dict[int, Project]:
    known = {}
    for one in numbered:
        project = directory.project_numbered(one.number) if one.number is not None else None
        if project:
            known[project.number] = project
    return known


def _linked(project: Project, numbered: Sequence[NumberedAddress]) -> tuple[Reason, ...]:
    place = next(one for one in numbered if one.number == project.number)
    linked = _evidence(Code.PROJECT_FROM_ADDRESS, place)
    return (linked, _evidence(Code.PROJECT_CLOSED, place)) if project.closed else (linked,)


def _first_places(numbered: Sequence[NumberedAddress], known: Container[int | None]) -> list[NumberedAddress]:
    return [one for one in _first_of_each(numbered) if one.number in known]


def _first_of_each(numbered: Iterable[NumberedAddress]) -> list[NumberedAddress]:
    firsts: dict[int | str, NumberedAddress] = {}
    for one in numbered:
        firsts.setdefault(one.mailbox.address if one.number is None else one.number, one)
    return list(firsts.values())


def _evidence(code: Code, one: NumberedAddress) -> Reason:
    return Reason(code, header=one.mailbox.header, address=one.mailbox.address, number=one.number)

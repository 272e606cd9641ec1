"""Users, customers, contact persons, projects and activity types, and the look-ups the rules need.

The records are values; reading them from files and checking them is not done here. Addresses are in
their compared form already.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property


class ProjectKind(StrEnum):
    """Projects and sales cases take their numbers from one series."""

    PROJECT = "project"
    SALES_CASE = "sales_case"


class ActivityCategory(StrEnum):
    """Severa's categories of activity types."""

    CALENDAR_ENTRY = "calendar_entry"
    TO_DO = "to_do"
    PROJECT_TASK = "project_task"
    PERSONAL = "personal"
    ABSENCE = "absence"


@dataclass(frozen=True, slots=True)
class ActivityType:
    """An activity type; its name is its key."""

    name: str
    category: ActivityCategory = ActivityCategory.TO_DO
    calendar_synced: bool = False


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who works in Severa."""

    key: str
    name: str
    emails: tuple[str, ...]
    active: bool = True


@dataclass(frozen=True, slots=True)
class Customer:
    """A company or person that projects are done for."""

    key: str
    name: str
    active: bool = True


@dataclass(frozen=True, slots=True)
class Contact:
    """A contact person of exactly one customer (its key)."""

    key: str
    name: str
    emails: tuple[str, ...]
    customer: str
    active: bool = True


@dataclass(frozen=True, slots=True)
class Project:
    """A project or a sales case; `customer` is a key or None."""

    key: str
    number: int
    name: str
    kind: ProjectKind = ProjectKind.PROJECT
    customer: str | None = None
    closed: bool = False


@dataclass(frozen=True)
class Directory:
    """The company's records, in any order: no rule depends on it."""

    activity_types: tuple[ActivityType, ...] = ()
    users: tuple[User, ...] = ()
    customers: tuple[Customer, ...] = ()
    contacts: tuple[Contact, ...] = ()
    projects: tuple[Project, ...] = ()

    def user_at(self, address: str) -> User | None:
        """Return the active user with this address; at most one has it."""
        return self._users_by_address.get(address)

    def contacts_at(self, address: str) -> tuple[Contact, ...]:
        """Return the active contact persons with this address, by name, then key."""
        return self._contacts_by_address.get(address, ())

    def knows(self, address: str) -> bool:
        """Tell whether an active user or contact person has this address."""
        return address in self._users_by_address or address in self._contacts_by_address

    def project_numbered(self, number: int) -> Project | None:
        """Return the project or sales case with this number, closed ones too."""
        return self._projects_by_number.get(number)

    def customer(self, key: str) -> Customer:
        """Return the customer with this key; a record that names it guarantees that it exists."""
        return self._customers_by_key[key]

    def project(self, key: str) -> Project:
        """Return the project with this key; a record that names it guarantees that it exists."""
        return self._projects_by_key[key]

    def open_projects_of(self, customer: str) -> tuple[Project, ...]:
        """Return the open projects and sales cases of the customer with this key."""
        return tuple(self._open_projects_by_customer.get(customer, ()))

    def left(self, address: str) -> bool:
        """Tell whether an inactive user or contact person has this address."""
        return address in self._addresses_left

    @cached_property
    def _users_by_address(self) -> Mapping[str, User]:
        return {address: user for user in self.users if user.active for address in user.emails}

    @cached_property
    def _contacts_by_address(self) -> Mapping[str, tuple[Contact, ...]]:
        return _by_address(contact for contact in self.contacts if contact.active)

    @cached_property
    def _projects_by_number(self) -> Mapping[int, Project]:
        return {project.number: project for project in self.projects}

    @cached_property
    def _projects_by_key(self) -> Mapping[str, Project]:
        return {project.key: project for project in self.projects}

    @cached_property
    def _open_projects_by_customer(self) -> Mapping[str, Sequence[Project]]:
        found = defaultdict(list)
        for project in self.projects:
            if project.customer is not None and not project.closed:
                found[project.customer].append(project)
        return found

    @cached_property
    def _addresses_left(self) -> frozenset[str]:
        people: tuple[User | Contact, ...] = (*self.users, *self.contacts)
        return frozenset(address for one in people if not one.active for address in one.emails)

    @cached_property
    def _customers_by_key(self) -> Mapping[str, Customer]:
        return {customer.key: customer for customer in self.customers}


def _by_address(contacts: Iterable[Contact]) -> Mapping[str, tuple[Contact, ...]]:
    found = defaultdict(list)
    for contact in contacts:
        for address in dict.fromkeys(contact.emails):
            found[address].append(contact)
    return {
        # Nearly all are one person's, and a large directory has many.
        address: tuple(people if len(people) == 1 else sorted(people, key=lambda one: (one.name, one.key)))
        for address, people in found.items()
    }

"""A Severa's content: made by chance from a seed, so always the same, and changed by tests."""

import threading
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from tests.severa.server_records import (
    Activity,
    ActivityType,
    Contact,
    Customer,
    Project,
    ProjectFile,
    Record,
    Rows,
    TakingPart,
    User,
    set_fields,
)

_MADE = 1_750_000_000.0
"""When everything was entered, June 2025: long before any test reads what changed."""
_FIRST_NUMBER = 1001
_TYPES = (
    ("E-mail", "SalesEvent"), ("Afspraak", "CalendarEntry"), ("Telefoongesprek", "SalesEvent"),
    ("Projecttaak", "Task"), ("Privé", "Personal"), ("Verlof", "Absences"),
)  # fmt: skip
_FIRST = (
    "Anna", "Bram", "Chloë", "Daan", "Eva", "Fleur", "Guus", "Hanneke", "Ilse", "Jeroen", "Koen", "Lotte", "Maartje",
    "Noor", "Oscar", "Pieter", "Rianne", "Sjoerd", "Tjitske", "Wouter", "Yasmin", "Zoë",
)  # fmt: skip
_LAST = (
    "de Vries", "van den Berg", "Bakker", "Jansen", "Visser", "Smit", "Meijer", "de Boer", "Mulder", "Dekker",
    "van ’t Hof", "Brouwer", "Dijkstra", "Öztürk", "El Idrissi", "IJzerman", "Kuipers", "Vermeulen", "Postma",
)  # fmt: skip
_KINDS = ("Bakkerij", "Installatiebedrijf", "Advocatenkantoor", "Drukkerij", "Bouwbedrijf", "Stichting", "Gemeente")
_FORMS = ("B.V.", "N.V.", "V.O.F.", "Groep", "& Zonen", "Nederland B.V.")
_WORKS = ("Nieuwbouw", "Onderhoud", "Website", "Advies", "Verhuizing", "Dakrenovatie", "Licenties", "Inkoop")
_TOWNS = ("Utrecht", "Den Haag", "Groningen", "Zwolle", "’s-Hertogenbosch", "Súdwest-Fryslân", "Breda", "Almere")


@dataclass(frozen=True)
class Size:
    """How many of each there are."""

    customers: int = 12
    contacts: int = 30
    projects: int = 15
    users: int = 5


SMALL = Size()
"""Less than a page of each."""
FULL = Size(customers=10_000, contacts=30_000, projects=5_000, users=200)
"""What the figures are measured with."""


class World:
    """All that Severa holds. Hold `lock` where several things are changed while somebody reads."""

    def __init__(self, size: Size = SMALL, seed: int = 1) -> None:
        self.lock = threading.RLock()
        self.ahead = 0.0
        """Seconds by which this server's clock is ahead."""
        self.types: Rows[ActivityType] = Rows()
        self.users: Rows[User] = Rows()
        self.customers: Rows[Customer] = Rows()
        self.contacts: Rows[Contact] = Rows()
        self.projects: Rows[Project] = Rows()
        self.activities: Rows[Activity] = Rows()
        self.taking_part: Rows[TakingPart] = Rows()
        self.files: Rows[ProjectFile] = Rows()
        self.made: list[Record] = []
        """What was asked to be made, in its order, also what was removed afterwards."""
        self._chance = Random(seed)
        self.kinds = {"EmailAddress": self.guid(), "Phone": self.guid()}
        """The guids of the types of addresses."""
        self._filled = False
        self._fill(size)
        self._filled = True

    def now(self) -> float:
        return time.time() + self.ahead if self._filled else _MADE

    def guid(self) -> str:
        return str(uuid.UUID(int=self._chance.getrandbits(128), version=4))

    def add_type(self, name: str, category: str = "SalesEvent", *, active: bool = True) -> ActivityType:
        return self.types.add(
            ActivityType(guid=self.guid(), changed=self.now(), name=name, category=category, active=active)
        )

    def add_user(self, first: str, last: str, email: str | None) -> User:
        return self.users.add(User(guid=self.guid(), changed=self.now(), first=first, last=last, email=email))

    def add_customer(self, name: str, at: int | None = None) -> Customer:
        customer = Customer(guid=self.guid(), changed=self.now(), name=name, number=len(self.customers) + 1)
        return self.customers.add(customer, at)

    def add_contact(
        self, first: str, last: str, emails: Sequence[str], customer: Customer, at: int | None = None
    ) -> Contact:
        now = self.now()
        contact = Contact(
            guid=self.guid(), changed=now, first=first, last=last, emails=tuple(emails), customer=customer,
            addresses_changed=now,
        )  # fmt: skip
        return self.contacts.add(contact, at)

    def add_project(
        self, number: int | None, name: str, customer: Customer | None, *, in_sale: bool = False, at: int | None = None
    ) -> Project:
        project = Project(
            guid=self.guid(), changed=self.now(), number=number, name=name, customer=customer, phase=self.guid(),
            in_sale=in_sale,
        )  # fmt: skip
        return self.projects.add(project, at)

    def change(self, record: Record, **values: object) -> None:
        """Give fields of a record other values: it is among those that changed then."""
        set_fields(record, {**values, "changed": self.now()})

    def change_addresses(self, contact: Contact, *emails: str) -> None:
        """Give a contact person other addresses, which is no change of the contact person."""
        set_fields(contact, {"emails": emails, "addresses_changed": self.now()})

    def end_sale(self, project: Project) -> None:
        """Make a project of a sales case, which is no change of the project, but of its sales status."""
        set_fields(project, {"in_sale": False, "was_in_sale": True, "sale_changed": self.now()})

    def close_project(self, project: Project) -> None:
        """Close a project, which is no change of the project, but of its status."""
        set_fields(project, {"closed": True, "status_changed": self.now()})

    def phase(self, guid: str) -> Project | None:
        """Return the project with this root phase."""
        return next((one for one in self.projects if one.phase == guid), None)

    def made_of(self, kind: type[Record]) -> list[Record]:
        """Return what was asked to be made of a kind."""
        return [one for one in self.made if isinstance(one, kind)]

    def _fill(self, size: Size) -> None:
        pick = self._chance.choice
        for name, category in _TYPES:
            self.add_type(name, category)
        for number in range(size.users):
            first, last = pick(_FIRST), pick(_LAST)
            self.add_user(first, last, f"{_plain(first)}.{_plain(last)}{number}@ons-bedrijf.example")
        for number in range(size.customers):
            customer = self.add_customer(f"{pick(_KINDS)} {pick(_LAST)} {pick(_FORMS)} {number}")
            customer.active = number % 50 != 49
        for number in range(size.contacts):
            self._fill_contact(number, self.customers[number % size.customers])
        for number in range(size.projects):
            name = f"{pick(_WORKS)} {pick(_TOWNS)} {number}"
            customer_of = self.customers[self._chance.randrange(size.customers)]
            project = self.add_project(_FIRST_NUMBER + number, name, customer_of, in_sale=number % 10 == 9)
            project.was_in_sale = number % 3 == 0
            project.closed = number % 7 == 6

    def _fill_contact(self, number: int, customer: Customer) -> None:
        first, last = self._chance.choice(_FIRST), self._chance.choice(_LAST)
        host = f"klant-{customer.number}.example"
        emails = [f"{_plain(first)}.{_plain(last)}.{number}@{host}"]
        if number % 5 == 4:
            emails.append(f"{first[0]}{number}@{host.upper()}")
        contact = self.add_contact(first, last, [] if number % 20 == 19 else emails, customer)
        contact.phones = (f"+31 30 {1_000_000 + number}",)
        contact.active = number % 40 != 39


def _plain(name: str) -> str:
    return "".join(letter for letter in name.lower() if letter.isascii() and letter.isalpha())

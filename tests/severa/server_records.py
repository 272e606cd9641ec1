"""What the tests' Severa knows: its records, each with the fields that are answered."""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from typing import Generic, TypeVar

from tests.severa.server_rules import Json, description


def written(seconds: float) -> str:
    """Return a time as Severa writes it."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@dataclass(kw_only=True, eq=False)
class Record:
    """Anything with a guid."""

    guid: str
    changed: float
    """When it was made or changed last, in seconds since 1970."""

    def told(self) -> Json:
        """Return it as it is answered, without the fields that it leaves empty."""
        raise NotImplementedError

    def dated(self) -> Json:
        return {"guid": self.guid, "createdDateTime": written(0), "lastUpdatedDateTime": written(self.changed)}


@dataclass(kw_only=True, eq=False)
class ActivityType(Record):
    name: str
    category: str
    active: bool = True

    def told(self) -> Json:
        told: Json = {"name": self.name, "category": self.category, "isActive": self.active, "isDefault": False}
        return description().blank("ActivityTypeModel") | self.dated() | told


@dataclass(kw_only=True, eq=False)
class User(Record):
    first: str
    last: str
    email: str | None
    active: bool = True

    def told(self) -> Json:
        told: Json = {
            "firstName": self.first, "lastName": self.last, "email": self.email, "isActive": self.active,
            "title": "Adviseur", "code": self.guid[:4],
        }  # fmt: skip
        return description().blank("UserOutputModel") | self.dated() | told


@dataclass(kw_only=True, eq=False)
class Customer(Record):
    name: str
    number: int
    active: bool = True

    def told(self) -> Json:
        told: Json = {
            "name": self.name, "number": self.number, "isActive": self.active, "isInternal": False,
            "website": f"https://klant-{self.number}.example", "kvkNumber": str(10_000_000 + self.number),
        }  # fmt: skip
        return description().blank("CustomerModel") | self.dated() | told


@dataclass(kw_only=True, eq=False)
class Contact(Record):
    first: str
    last: str
    emails: tuple[str, ...]
    customer: Customer
    active: bool = True
    deleted: bool = False
    phones: tuple[str, ...] = ()
    addresses_changed: float
    """When an e-mail address or phone number changed last, which is no change of the contact person."""

    def told(self) -> Json:
        told: Json = {
            "firstName": self.first, "lastName": self.last, "name": f"{self.first} {self.last}",
            "emails": list(self.emails), "phoneNumbers": list(self.phones),
            "customer": {"guid": self.customer.guid, "name": self.customer.name, "number": self.customer.number},
            "isActive": self.active, "isDeleted": self.deleted, "isEmailAllowed": True, "jobTitle": "Inkoper",
        }  # fmt: skip
        return description().blank("ContactModel") | self.dated() | told

    def communications(self, kinds: dict[str, str]) -> Iterator[Json]:
        """Return what each address and number is answered as; `kinds` are the guids of their types."""
        values = [(one, "EmailAddress") for one in self.emails] + [(one, "Phone") for one in self.phones]
        for number, (value, kind) in enumerate(values):
            told: Json = {
                "guid": f"{self.guid}-{number}", "value": value, "isForbiddenToUse": False,
                "lastUpdatedDateTime": written(self.addresses_changed),
                "contact": {"guid": self.guid, "name": f"{self.first} {self.last}"},
                "communicationType": {"guid": kinds[kind], "name": kind, "type": kind, "isActive": True},
            }  # fmt: skip
            yield description().blank("ContactCommunicationModel") | told


@dataclass(kw_only=True, eq=False)
class Project(Record):
    number: int | None
    name: str
    customer: Customer | None
    closed: bool = False
    phase: str
    """The guid of its root phase."""
    locked: bool = False
    """Whether Severa refuses activities and files for it."""
    in_sale: bool = False
    """Whether it is listed among the sales cases."""
    was_in_sale: bool = False
    """Whether it has a sales status, which it keeps when the sale is over."""
    sale_changed: float = 0.0
    status_changed: float = 0.0

    def told(self) -> Json:
        customer = self.customer
        told: Json = {
            "number": self.number, "name": self.name, "isClosed": self.closed, "isInternal": False,
            "customer": customer and {"guid": customer.guid, "name": customer.name, "number": customer.number},
            "rootPhase": {"guid": self.phase, "name": self.name},
            "projectStatus": {"guid": "status-1", "name": "Loopt"},
            "salesStatus": {"guid": "sale-1", "name": "Offerte"} if self.in_sale or self.was_in_sale else None,
        }  # fmt: skip
        return description().blank("ProjectOutputModel") | self.dated() | told


@dataclass(kw_only=True, eq=False)
class Activity(Record):
    name: str
    start: float
    end: float | None
    type: ActivityType
    owner: User
    customer: Customer | None
    phase: Project | None
    closed: bool
    notes: str | None
    location: str | None = None
    locked: bool = False
    """Whether Severa refuses to change it."""

    def told(self) -> Json:
        customer, phase = self.customer, self.phase
        told: Json = {
            "name": self.name, "startDateTime": written(self.start), "isClosed": self.closed, "notes": self.notes,
            "endDateTime": None if self.end is None else written(self.end), "location": self.location,
            "activityType": {"guid": self.type.guid, "name": self.type.name, "category": self.type.category},
            "ownerUser": {"guid": self.owner.guid, "name": f"{self.owner.first} {self.owner.last}"},
            "customer": customer and {"guid": customer.guid, "name": customer.name, "number": customer.number},
            "phase": phase and {"guid": phase.phase, "name": phase.name, "projectGuid": phase.guid,
                                "projectName": phase.name, "projectNumber": phase.number, "isLocked": phase.locked},
            "recurrenceType": "None",
        }  # fmt: skip
        return description().blank("ActivityModel") | self.dated() | told


@dataclass(kw_only=True, eq=False)
class TakingPart(Record):
    activity: Activity
    person: User | Contact

    @property
    def type(self) -> str:
        return "User" if isinstance(self.person, User) else "Contact"

    def told(self) -> Json:
        person = self.person
        email = person.email if isinstance(person, User) else next(iter(person.emails), None)
        told: Json = {
            "guid": self.guid, "name": f"{person.first} {person.last}", "type": self.type, "status": "Unknown",
            "participantGuid": person.guid, "activityGuid": self.activity.guid, "email": email, "isActive": True,
        }  # fmt: skip
        return description().blank("ActivityParticipantModel") | told


@dataclass(kw_only=True, eq=False)
class ProjectFile(Record):
    project: Project
    name: str
    description: str | None
    content_type: str
    content: bytes = field(repr=False)

    def told(self) -> Json:
        told: Json = {
            "name": self.name, "description": self.description, "size": float(len(self.content)),
            "contentType": self.content_type, "category": "Projects", "projectGuid": self.project.guid,
            "fileGuid": f"{self.guid}-data", "isReadOnly": False,
        }  # fmt: skip
        return description().blank("ProjectFileModel") | self.dated() | told


AnyRecord = TypeVar("AnyRecord", bound=Record)


class Rows(Generic[AnyRecord]):
    """Records in the order in which they are answered, and by guid."""

    def __init__(self) -> None:
        self._rows: list[AnyRecord] = []
        self._by_guid: dict[str, AnyRecord] = {}

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[AnyRecord]:
        return iter(self._rows)

    def __getitem__(self, at: int) -> AnyRecord:
        return self._rows[at]

    def get(self, guid: str) -> AnyRecord | None:
        return self._by_guid.get(guid)

    def add(self, record: AnyRecord, at: int | None = None) -> AnyRecord:
        """Put a record at the end, or before the one that stands there."""
        self._rows.insert(len(self._rows) if at is None else at, record)
        self._by_guid[record.guid] = record
        return record

    def remove(self, record: AnyRecord) -> None:
        self._rows.remove(record)
        del self._by_guid[record.guid]


def set_fields(record: Record, values: dict[str, object]) -> None:
    """Give fields other values; a name that is none is an error of the test."""
    known = {one.name for one in fields(record)}
    assert values.keys() <= known, values.keys() - known
    for name, value in values.items():
        setattr(record, name, value)

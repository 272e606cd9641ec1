"""How a record of Severa that waits is written into a column, and read from it again."""

import json
from typing import TypedDict, cast

from severa_desktop.core.directory import ActivityCategory, ProjectKind
from severa_desktop.core.severa import (
    PulledContact,
    PulledCustomer,
    PulledProject,
    PulledRecord,
    PulledType,
    PulledUser,
    RecordKind,
)

_encode = json.JSONEncoder(separators=(",", ":")).encode


class _Entry(TypedDict, total=False):
    guid: str
    name: str
    active: bool
    """Of a project: that it is not closed."""
    category: str
    emails: list[str]
    customer: str
    number: int
    kind: str
    phase: str


def dump_pulled(pulled: PulledRecord) -> str:
    """Return a record of Severa as JSON; equal records give equal texts."""
    active = not pulled.closed if isinstance(pulled, PulledProject) else pulled.active
    entry = _Entry(guid=pulled.guid, name=pulled.name, active=active)
    match pulled:
        case PulledType():
            entry["category"] = pulled.category.value
        case PulledUser():
            entry["emails"] = list(pulled.emails)
        case PulledCustomer():
            pass
        case PulledContact():
            entry["emails"] = list(pulled.emails)
            entry["customer"] = pulled.customer
        case PulledProject():
            entry["number"] = pulled.number
            entry["kind"] = pulled.kind.value
            if pulled.customer is not None:
                entry["customer"] = pulled.customer
            if pulled.phase is not None:
                entry["phase"] = pulled.phase
    return _encode(entry)


def load_pulled(kind: RecordKind, text: str) -> PulledRecord:
    """Return the record that `dump_pulled` wrote, one of this kind."""
    entry = cast("_Entry", json.loads(text))
    guid, name, active = entry["guid"], entry["name"], entry["active"]
    match kind:
        case RecordKind.ACTIVITY_TYPES:
            return PulledType(guid, name, ActivityCategory(entry["category"]), active)
        case RecordKind.USERS:
            return PulledUser(guid, name, tuple(entry["emails"]), active)
        case RecordKind.CUSTOMERS:
            return PulledCustomer(guid, name, active)
        case RecordKind.CONTACTS:
            return PulledContact(guid, name, tuple(entry["emails"]), entry["customer"], active)
        case RecordKind.PROJECTS:
            return PulledProject(
                guid,
                entry["number"],
                name,
                ProjectKind(entry["kind"]),
                entry.get("customer"),
                entry.get("phase"),
                closed=not active,
            )

"""Reads Severa's lists, each by its kind of pages and since when it changed."""

from collections.abc import Generator, Iterator
from typing import TypeVar
from urllib.parse import quote

from severa_desktop.core.severa import (
    PulledContact,
    PulledCustomer,
    PulledProject,
    PulledRecord,
    PulledType,
    PulledUser,
    RecordKind,
)
from severa_desktop.severa import values
from severa_desktop.severa.asking import Ask
from severa_desktop.severa.errors import RefusedError
from severa_desktop.severa.forms import written_time
from severa_desktop.severa.models import (
    ActivityTypeModel,
    ContactCommunicationModel,
    ContactModel,
    CustomerModel,
    ModelWithName,
    ProjectOutputModel,
    UserOutputModel,
)
from severa_desktop.severa.paging import AHEAD, ROWS, AnyRow, by_rows, by_token
from severa_desktop.severa.session import Session
from severa_desktop.severa.values import AddressForm

T = TypeVar("T")
Query = tuple[tuple[str, str], ...]

_AT_ONCE = 20
"""Projects that are named in one address: it may not grow long."""
_SINGLY = 100
"""Contact persons that are asked for one by one; if it were more, the whole list is read."""
_EMAIL = "EmailAddress"

PATHS = {
    RecordKind.ACTIVITY_TYPES: ("/v1/activitytypes", "settings:read"),
    RecordKind.USERS: ("/v1/users", "users:read"),
    RecordKind.CUSTOMERS: ("/v1/customers", "customers:read"),
    RecordKind.CONTACTS: ("/v1/contactpersons", "customers:read"),
    RecordKind.PROJECTS: ("/v1/projects", "projects:read"),
}
"""Where each list is, and what the credentials must allow to read it."""


class Lists:
    """Reads the directory's lists."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._by_token_now: set[str] = set()
        """The lists of page tokens that are being read, by their paths: of each one page can be asked for at a time."""

    def activity_types(self, since: int | None) -> Generator[PulledType, None, None]:
        """Read the activity types."""
        for row in self._by_token(*PATHS[RecordKind.ACTIVITY_TYPES], tuple[ActivityTypeModel, ...], _since(since)):
            yield from _if_any(values.pulled_type(row))

    def users(self, since: int | None, address_form: AddressForm) -> Generator[PulledUser, None, None]:
        """Read the users."""
        for row in self._by_token(*PATHS[RecordKind.USERS], tuple[UserOutputModel, ...], _since(since)):
            yield from _if_any(values.pulled_user(row, address_form))

    def customers(self, since: int | None) -> Generator[PulledCustomer, None, None]:
        """Read the customers."""
        for row in self._by_token(*PATHS[RecordKind.CUSTOMERS], tuple[CustomerModel, ...], _since(since)):
            yield from _if_any(values.pulled_customer(row))

    def contacts(self, since: int | None, address_form: AddressForm) -> Generator[PulledContact, None, None]:
        """Read the contact persons; who got or lost an address may not count as changed, so addresses are read too."""
        read = set()
        for row in self._contact_rows(_since(since)):
            read.add(row.guid)
            yield from _if_any(values.pulled_contact(row, address_form))
        if since is None:
            return
        others = self._with_changed_addresses(since) - read
        if len(others) > _SINGLY:
            rows: Iterator[ContactModel | None] = (row for row in self._contact_rows(()) if row.guid in others)
        else:
            rows = (self._one(RecordKind.CONTACTS, guid, ContactModel) for guid in sorted(others))
        for row in filter(None, rows):
            yield from _if_any(values.pulled_contact(row, address_form))

    def projects(self, since: int | None) -> Generator[PulledProject, None, None]:
        """Read projects and sales cases.

        A project is a sales case as long as Severa lists it among those: the field that a project has for its sales
        status does not say whether the sale is still in progress.
        """
        if since is None:
            cases = {
                row.guid for row in self._by_token("/v1/salescases", "projects:read", tuple[ModelWithName, ...], ())
            }
            rows = self._by_token(*PATHS[RecordKind.PROJECTS], tuple[ProjectOutputModel, ...], ())
        else:
            changed = self._changed_projects(since)
            cases = self._cases_among([row.guid for row in changed if row.guid and row.sales_status])
            rows = iter(changed)
        for row in rows:
            yield from _if_any(values.pulled_project(row, is_sales_case=row.guid in cases))

    def record(self, kind: RecordKind, guid: str, address_form: AddressForm) -> PulledRecord | None:
        """Read one record."""
        match kind:
            case RecordKind.ACTIVITY_TYPES:
                found = self._one(kind, guid, ActivityTypeModel)
                return values.pulled_type(found) if found else None
            case RecordKind.USERS:
                user = self._one(kind, guid, UserOutputModel)
                return values.pulled_user(user, address_form) if user else None
            case RecordKind.CUSTOMERS:
                customer = self._one(kind, guid, CustomerModel)
                return values.pulled_customer(customer) if customer else None
            case RecordKind.CONTACTS:
                contact = self._one(kind, guid, ContactModel)
                return values.pulled_contact(contact, address_form) if contact else None
            case RecordKind.PROJECTS:
                project = self._one(kind, guid, ProjectOutputModel)
                return self._project(project) if project else None

    def _project(self, row: ProjectOutputModel) -> PulledProject | None:
        cases = self._cases_among([row.guid] if row.guid and row.sales_status else [])
        return values.pulled_project(row, is_sales_case=row.guid in cases)

    def _contact_rows(self, query: Query) -> Iterator[ContactModel]:
        return self._by_rows(*PATHS[RecordKind.CONTACTS], tuple[ContactModel, ...], query)

    def _with_changed_addresses(self, since: int) -> set[str]:
        """Return the guids of the contact persons with an address that was added or changed."""
        kind = tuple[ContactCommunicationModel, ...]
        rows = self._by_rows("/v1/contactcommunications", "customers:read", kind, _since(since))
        return {
            row.contact.guid
            for row in rows
            if row.contact
            and row.contact.guid
            and (row.communication_type is None or row.communication_type.type in (None, _EMAIL))
        }

    def _changed_projects(self, since: int) -> list[ProjectOutputModel]:
        """Return the projects that changed, or whose status did: the API takes these for different things."""
        found: dict[str | None, ProjectOutputModel] = {}
        for what in ("changedSince", "salesStatusChangedSince", "projectStatusChangedSince"):
            query = ((what, written_time(since)),)
            for row in self._by_token(*PATHS[RecordKind.PROJECTS], tuple[ProjectOutputModel, ...], query):
                found[row.guid] = row
        return list(found.values())

    def _cases_among(self, projects: list[str]) -> set[str | None]:
        """Return which of some projects are sales cases."""
        cases: set[str | None] = set()
        for at in range(0, len(projects), _AT_ONCE):
            query = tuple(("projectGuids", guid) for guid in projects[at : at + _AT_ONCE])
            rows = self._by_token("/v1/salescases", "projects:read", tuple[ModelWithName, ...], query)
            cases.update(row.guid for row in rows)
        return cases

    def _one(self, kind: RecordKind, guid: str, model: type[T]) -> T | None:
        path, scope = PATHS[kind]
        try:
            return self._session.read(Ask("GET", f"{path}/{quote(guid, safe='')}", scope), model)
        except RefusedError as error:
            if error.is_missing:
                return None
            raise

    def _by_token(self, path: str, scope: str, kind: type[tuple[AnyRow, ...]], query: Query) -> Iterator[AnyRow]:
        def fetch(token: str | None) -> tuple[tuple[AnyRow, ...], str | None]:
            place = (("pageToken", token),) if token else ()
            ask = Ask("GET", path, scope, (*query, ("rowCount", str(ROWS)), *place))
            answer = self._session.ask(ask)
            return self._session.taken(ask, answer, kind), answer.headers.get("nextpagetoken")

        self._by_token_now.add(path)
        try:
            for rows in by_token(fetch):
                yield from rows
        finally:
            self._by_token_now.discard(path)

    def _by_rows(self, path: str, scope: str, kind: type[tuple[AnyRow, ...]], query: Query) -> Iterator[AnyRow]:
        def fetch(first: int) -> tuple[AnyRow, ...]:
            place = (("firstRow", str(first)), ("rowCount", str(ROWS)))
            return self._session.read(Ask("GET", path, scope, (*query, *place)), kind)

        # If it took the others' turns, one of these would be read alone at the end, slower than the pace allows.
        for rows in by_rows(fetch, lambda: max(1, AHEAD - len(self._by_token_now))):
            yield from rows


def _since(since: int | None) -> Query:
    return () if since is None else (("changedSince", written_time(since)),)


def _if_any(record: T | None) -> tuple[T, ...]:
    return () if record is None else (record,)

"""Settings and directory in their tables.

Records are inserted or updated by key and never removed, as activities name them; only activity types are.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import TypeVar

from sqlalchemy import Connection, Table, bindparam, delete, select, update
from sqlalchemy.dialects.sqlite import Insert, insert

from severa_desktop.core.directory import (
    ActivityCategory,
    ActivityType,
    Contact,
    Customer,
    Directory,
    Project,
    ProjectKind,
    User,
)
from severa_desktop.core.settings import ActivityStatus, IntegrationAddress, IntegrationStatus, Settings
from severa_desktop.giving_way import giving_way
from severa_desktop.store import tables
from severa_desktop.store.codec import dump_strings, load_strings

_Record = TypeVar("_Record")
_VERSION = "directory"
_VERSION_NOW = select(tables.counters.c.value).where(tables.counters.c.name == _VERSION)
_USERS = select(tables.users.c.key, tables.users.c.name, tables.users.c.emails, tables.users.c.active).order_by(
    tables.users.c.key
)
_CUSTOMERS = select(tables.customers.c.key, tables.customers.c.name, tables.customers.c.active).order_by(
    tables.customers.c.key
)
_CONTACTS = select(
    tables.contacts.c.key,
    tables.contacts.c.name,
    tables.contacts.c.emails,
    tables.contacts.c.customer_id,
    tables.contacts.c.active,
).order_by(tables.contacts.c.key)
_PROJECTS = select(
    tables.projects.c.key,
    tables.projects.c.number,
    tables.projects.c.name,
    tables.projects.c.kind,
    tables.projects.c.customer_id,
    tables.projects.c.closed,
).order_by(tables.projects.c.key)
Value = str | int | bool | None
Row = dict[str, Value]


def version(connection: Connection) -> int:
    """Return a number that is another one after every change of directory or settings."""
    return connection.scalar(_VERSION_NOW) or 0


def read_settings(connection: Connection) -> Settings:
    """Return the settings; what was never set has its default."""
    stored = {row.name: row.value for row in connection.execute(select(tables.settings))}
    default = Settings()
    return Settings(
        address=_address(stored["address"]) if "address" in stored else None,
        activity_type=stored.get("activity_type"),
        status=IntegrationStatus(stored.get("status", default.status)),
        activity_status=ActivityStatus(stored.get("activity_status", default.activity_status)),
        max_size=int(stored.get("max_size", default.max_size)),
    )


def write_settings(connection: Connection, settings: Settings) -> None:
    """Write all settings, and note that they changed."""
    values = {
        "address": None if settings.address is None else str(settings.address),
        "activity_type": settings.activity_type,
        "status": settings.status.value,
        "activity_status": settings.activity_status.value,
        "max_size": str(settings.max_size),
    }
    unset = [name for name, value in values.items() if value is None]
    connection.execute(delete(tables.settings).where(tables.settings.c.name.in_(unset)))
    _upsert(
        connection,
        tables.settings,
        "name",
        [{"name": n, "value": v} for n, v in values.items() if v is not None],
    )
    note_change(connection)


def write_preference(connection: Connection, name: str, value: str) -> None:
    """Write a small thing to remember."""
    _upsert(connection, tables.preferences, "name", [{"name": name, "value": value}])


def read_activity_types(connection: Connection) -> tuple[ActivityType, ...]:
    """Return the activity types alone, by name."""
    return tuple(
        ActivityType(row.name, ActivityCategory(row.category), row.calendar_synced)
        for row in connection.execute(select(tables.activity_types).order_by(tables.activity_types.c.name))
    )


def read_directory(connection: Connection) -> Directory:
    """Return all records, each section by key."""
    customer_keys = {
        row.id: row.key for row in giving_way(connection.execute(select(tables.customers.c.id, tables.customers.c.key)))
    }
    return Directory(
        activity_types=read_activity_types(connection),
        users=tuple(
            User(key, name, load_strings(emails), active)
            for key, name, emails, active in giving_way(connection.execute(_USERS).all())
        ),
        customers=tuple(
            Customer(key, name, active) for key, name, active in giving_way(connection.execute(_CUSTOMERS).all())
        ),
        contacts=tuple(
            Contact(key, name, load_strings(emails), customer_keys[customer], active)
            for key, name, emails, customer, active in giving_way(connection.execute(_CONTACTS).all())
        ),
        projects=tuple(
            Project(key, number, name, ProjectKind(kind), customer_keys.get(customer), closed)
            for key, number, name, kind, customer, closed in giving_way(connection.execute(_PROJECTS).all())
        ),
    )


def write_directory(connection: Connection, directory: Directory, stored: Directory) -> None:
    """Make the stored directory this one, writing what differs. Records it does not have stay; types go."""
    types = {each.name for each in directory.activity_types}
    gone = [each.name for each in stored.activity_types if each.name not in types]
    connection.execute(delete(tables.activity_types).where(tables.activity_types.c.name.in_(gone)))
    _write(
        connection,
        tables.activity_types,
        "name",
        map(_type_row, only_among(directory.activity_types, stored.activity_types)),
        {each.name for each in stored.activity_types},
    )
    _write(
        connection, tables.users, "key", map(_user_row, only_among(directory.users, stored.users)), _keys(stored.users)
    )
    _write(
        connection,
        tables.customers,
        "key",
        map(_customer_row, only_among(directory.customers, stored.customers)),
        _keys(stored.customers),
    )
    customers = ids_by_key(connection, tables.customers)
    _write(
        connection,
        tables.contacts,
        "key",
        [_contact_row(each, customers) for each in only_among(directory.contacts, stored.contacts)],
        _keys(stored.contacts),
    )
    _write_projects(connection, only_among(directory.projects, stored.projects), customers, _keys(stored.projects))
    note_change(connection)


def ids_by_key(connection: Connection, table: Table) -> Mapping[str, int]:
    """Return the row ids of a section's records by their keys."""
    return {row.key: row.id for row in connection.execute(select(table.c.key, table.c.id))}


def only_among(these: Iterable[_Record], others: Collection[_Record]) -> list[_Record]:
    """Return those of these records that are not among the others."""
    # Those that are the same object need no comparing, and nearly all of a large directory are.
    same = {id(record) for record in others}
    left = [record for record in these if id(record) not in same]
    if not left or not others:
        return left
    known = set(others)
    return [record for record in left if record not in known]


def _keys(records: Iterable[User | Customer | Contact | Project]) -> set[str]:
    return {each.key for each in records}


def _write_projects(
    connection: Connection, changed: Sequence[Project], customers: Mapping[str, int], known: Collection[str]
) -> None:
    # Two projects may have exchanged their numbers: the old ones are put out of the way first.
    projects = tables.projects
    for start in range(0, len(changed), 500):
        keys = [each.key for each in changed[start : start + 500]]
        connection.execute(update(projects).where(projects.c.key.in_(keys)).values(number=-projects.c.id))
    _write(connection, projects, "key", [_project_row(each, customers) for each in changed], known)


def _write(connection: Connection, table: Table, key: str, rows: Iterable[Row], known: Collection[str]) -> None:
    """Insert rows, or update those whose keys are known: SQLite needs half the time where it need not find out."""
    listed = list(rows)
    new = [row for row in listed if row[key] not in known]
    if new:
        _execute(connection, insert(table).values({name: bindparam(name) for name in new[0]}), new)
    _upsert(connection, table, key, (row for row in listed if row[key] in known))


def _upsert(connection: Connection, table: Table, key: str, rows: Iterable[Row]) -> None:
    listed = list(rows)
    if listed:
        names = list(listed[0])
        statement = insert(table).values({name: bindparam(name) for name in names})
        changes = {name: statement.excluded[name] for name in names if name != key}
        _execute(connection, statement.on_conflict_do_update(index_elements=[key], set_=changes), listed)


def _execute(connection: Connection, statement: Insert, rows: Sequence[Row]) -> None:
    compiled = statement.compile(dialect=connection.dialect)
    values = itemgetter(*compiled.positiontup or ())
    # Of tens of thousands, to let each be brought into its form takes as long as to write them.
    connection.exec_driver_sql(str(compiled), [values(row) for row in rows])


def note_change(connection: Connection) -> None:
    """Let `version` return another number."""
    statement = insert(tables.counters).values(name=_VERSION, value=1)
    connection.execute(
        statement.on_conflict_do_update(index_elements=["name"], set_={"value": tables.counters.c.value + 1})
    )


def _address(text: str) -> IntegrationAddress:
    prefix, _, domain = text.rpartition("@")
    return IntegrationAddress(prefix, domain)


def _type_row(each: ActivityType) -> Row:
    return {"name": each.name, "category": each.category.value, "calendar_synced": each.calendar_synced}


def _user_row(each: User) -> Row:
    return {"key": each.key, "name": each.name, "emails": dump_strings(each.emails), "active": each.active}


def _customer_row(each: Customer) -> Row:
    return {"key": each.key, "name": each.name, "folded_name": each.name.casefold(), "active": each.active}


def _contact_row(each: Contact, customers: Mapping[str, int]) -> Row:
    return {
        "key": each.key,
        "name": each.name,
        "emails": dump_strings(each.emails),
        "customer_id": customers[each.customer],
        "active": each.active,
    }


def _project_row(each: Project, customers: Mapping[str, int]) -> Row:
    return {
        "key": each.key,
        "number": each.number,
        "name": each.name,
        "kind": each.kind.value,
        "customer_id": None if each.customer is None else customers[each.customer],
        "closed": each.closed,
    }

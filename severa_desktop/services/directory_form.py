"""Writes the directory in its JSON form: what “directory show” prints and an exported setup holds."""

from severa_desktop.core.directory import ActivityType, Contact, Customer, Directory, Project, User
from severa_desktop.services.directory_merge import Record, records_of
from severa_desktop.services.directory_schema import Section


def directory_object(directory: Directory) -> dict[str, list[dict[str, object]]]:
    """Return the directory in its JSON form, each section in the order of the directory."""
    return {section.value: [record_object(one) for one in records_of(directory, section)] for section in Section}


def record_object(record: Record) -> dict[str, object]:
    """Return a record in its JSON form, every field of it."""
    match record:
        case ActivityType():
            return {
                "name": record.name,
                "category": record.category.value,
                "calendar_synced": record.calendar_synced,
            }
        case User():
            return {"key": record.key, "name": record.name, "emails": list(record.emails), "active": record.active}
        case Customer():
            return {"key": record.key, "name": record.name, "active": record.active}
        case Contact():
            return {
                "key": record.key,
                "name": record.name,
                "emails": list(record.emails),
                "customer": record.customer,
                "active": record.active,
            }
        case Project():
            return {
                "key": record.key,
                "number": record.number,
                "name": record.name,
                "kind": record.kind.value,
                "customer": record.customer,
                "closed": record.closed,
            }

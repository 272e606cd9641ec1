"""Writes the directory in its JSON form: what “directory show” prints and an exported setup holds."""

from severa_desktop.core.directory import Directory
from severa_desktop.services.directory_schema import Section


def directory_object(directory: Directory) -> dict[str, list[dict[str, object]]]:
    """Return the directory in its JSON form, each section in the order of the directory."""
    return {
        Section.ACTIVITY_TYPES.value: [
            {"name": one.name, "category": one.category.value, "calendar_synced": one.calendar_synced}
            for one in directory.activity_types
        ],
        Section.USERS.value: [
            {"key": one.key, "name": one.name, "emails": list(one.emails), "active": one.active}
            for one in directory.users
        ],
        Section.CUSTOMERS.value: [
            {"key": one.key, "name": one.name, "active": one.active} for one in directory.customers
        ],
        Section.CONTACTS.value: [
            {
                "key": one.key,
                "name": one.name,
                "emails": list(one.emails),
                "customer": one.customer,
                "active": one.active,
            }
            for one in directory.contacts
        ],
        Section.PROJECTS.value: [
            {
                "key": one.key,
                "number": one.number,
                "name": one.name,
                "kind": one.kind.value,
                "customer": one.customer,
                "closed": one.closed,
            }
            for one in directory.projects
        ],
    }

"""What sections, fields, values and changes of the directory are called."""

from severa_desktop.core.directory import ActivityCategory, ProjectKind
from severa_desktop.services.directory_editing import Edited
from severa_desktop.services.directory_listing import is_active
from severa_desktop.services.directory_merge import FieldValue, Record
from severa_desktop.services.directory_schema import Section
from severa_desktop.texts import _
from severa_desktop.ui import times

NOTHING = "–"


def section_title(section: Section) -> str:
    """Return what a section is called."""
    return {
        Section.ACTIVITY_TYPES: _("Activity types"),
        Section.USERS: _("Users"),
        Section.CUSTOMERS: _("Customers"),
        Section.CONTACTS: _("Contact persons"),
        Section.PROJECTS: _("Projects and sales cases"),
    }[section]


def section_picture(section: Section) -> str:
    """Return the name of a section's icon."""
    return {
        Section.ACTIVITY_TYPES: "tag",
        Section.USERS: "users",
        Section.CUSTOMERS: "building-2",
        Section.CONTACTS: "user",
        Section.PROJECTS: "briefcase",
    }[section]


def add_words(section: Section) -> str:
    """Return what adding one record is called."""
    return {
        Section.ACTIVITY_TYPES: _("Add activity type"),
        Section.USERS: _("Add user"),
        Section.CUSTOMERS: _("Add customer"),
        Section.CONTACTS: _("Add contact person"),
        Section.PROJECTS: _("Add project"),
    }[section]


def first_words(section: Section) -> str:
    """Return what is said where a section has no records, and what to do then."""
    return {
        Section.USERS: _("No users yet. Only mails of or to a user are imported: import your list, or add them here."),
        Section.CUSTOMERS: _("No customers yet. Import your list, or add them here."),
        Section.CONTACTS: _(
            "No contact persons yet. By their addresses mails find their customer: import your list, or add them here."
        ),
        Section.PROJECTS: _("No projects and sales cases yet. Import your list, or add them here."),
        Section.ACTIVITY_TYPES: _("No activity types yet. Import your list, or add them here."),
    }[section]


def field_title(name: str) -> str:
    """Return what a field is called."""
    return {
        "key": _("Key"),
        "name": _("Name"),
        "emails": _("E-mail addresses"),
        "active": _("Active"),
        "customer": _("Customer"),
        "number": _("Number"),
        "kind": _("Kind"),
        "closed": _("Closed"),
        "category": _("Category"),
        "calendar_synced": _("In calendars"),
    }[name]


def kind_words(kind: str) -> str:
    """Return what a kind of project is called."""
    return {ProjectKind.PROJECT.value: _("Project"), ProjectKind.SALES_CASE.value: _("Sales case")}.get(kind, kind)


def category_words(category: str) -> str:
    """Return what a category of activity types is called."""
    return {
        ActivityCategory.CALENDAR_ENTRY.value: _("Calendar entry"),
        ActivityCategory.TO_DO.value: _("To do"),
        ActivityCategory.PROJECT_TASK.value: _("Project task"),
        ActivityCategory.PERSONAL.value: _("Personal"),
        ActivityCategory.ABSENCE.value: _("Absence"),
    }.get(category, category)


def value_words(name: str, value: FieldValue, customer: str = "") -> str:
    """Return the value of a field in words, empty for none; `customer` is the name of the one it names."""
    match value:
        case None:
            return ""
        case bool():
            return _("Yes") if value else _("No")
        case tuple():
            return ", ".join(value)
        case _ if name == "customer":
            return customer or str(value)
        case _ if name == "kind":
            return kind_words(str(value))
        case _ if name == "category":
            return category_words(str(value))
        case _:
            return str(value)


def state_words(record: Record, section: Section) -> str:
    """Return words for a record that is not active or not open, empty for others."""
    if is_active(record):
        return ""
    return _("Closed") if section is Section.PROJECTS else _("Inactive")


def severas_words(section: Section) -> str:
    """Return what being Severa's means for a record."""
    if section is Section.ACTIVITY_TYPES:
        return _("Comes from Severa, and is changed there: only whether it is in calendars is said here.")
    return _("Comes from Severa, and is changed there.")


def edited_sentence(edited: Edited) -> str:
    """Return what one change did."""
    records = edited.after or edited.before
    if len(records) == 1:
        return _of_one(edited).format(name=records[0].name)
    return _of_many(edited).format(count=times.number(len(records)))


def capitalised(sentence: str) -> str:
    """Return a sentence that stands alone."""
    return sentence[:1].upper() + sentence[1:]


def _of_one(edited: Edited) -> str:
    if not edited.before:
        return _("“{name}” added.")
    if not edited.after:
        return _("“{name}” removed.")
    was, now = is_active(edited.before[0]), is_active(edited.after[0])
    if was == now:
        return _("“{name}” changed.")
    if edited.section is Section.PROJECTS:
        return _("“{name}” reopened.") if now else _("“{name}” closed.")
    return _("“{name}” is active again.") if now else _("“{name}” is inactive now.")


def _of_many(edited: Edited) -> str:
    if not edited.before:
        return _("{count} records added.")
    if not edited.after:
        return _("{count} records removed.")
    now = is_active(edited.after[0])
    if edited.section is Section.PROJECTS:
        return _("{count} projects reopened.") if now else _("{count} projects closed.")
    return _("{count} records are active again.") if now else _("{count} records are inactive now.")

"""Checks what the records of a directory must agree on: addresses, numbers, and customers that exist.

Looks at the directory as it would be after an import, so that neither the order of rows nor that of
imports matters; what is wrong is told at the file's record.
"""

from severa_desktop.core.directory import Contact, Directory, Project
from severa_desktop.services.directory_records import FileRecords
from severa_desktop.services.directory_schema import Refusals, Section, quoted
from severa_desktop.texts import _


def find_contradictions(directory: Directory, file: FileRecords, refusals: Refusals) -> None:
    """Collect each record of the file that contradicts another, stored or not."""
    _check_addresses(directory, file, refusals)
    _check_customers(directory, file, refusals)
    _check_numbers(directory, file, refusals)


def _check_addresses(directory: Directory, file: FileRecords, refusals: Refusals) -> None:
    """Two active users cannot share an address."""
    owner: dict[str, str] = {}
    names = {user.key: user.name for user in directory.users}
    # Stored users first, so that the file's record is the one that is wrong.
    users = sorted(directory.users, key=lambda user: _position(file, Section.USERS, user.key))
    for user in users:
        for address in user.emails if user.active else ():
            other = owner.setdefault(address, user.key)
            record = file.raw.get((Section.USERS, user.key))
            if other != user.key and record is not None:
                sentence = _("{address} is an address of the active user {who}, too. Give it to one.")
                words = sentence.format(address=quoted(address), who=_who(file, names[other], other))
                refusals.add(record, "emails", words)


def _who(file: FileRecords, name: str, key: str) -> str:
    record = file.raw.get((Section.USERS, key))
    if record is None:
        return _("{name} (key {key})").format(name=quoted(name), key=quoted(key))
    return _("{name} (key {key}, {place})").format(name=quoted(name), key=quoted(key), place=record.place)


def _check_customers(directory: Directory, file: FileRecords, refusals: Refusals) -> None:
    known = {customer.key for customer in directory.customers}
    # A customer whose own row is wrong is told there, and not at each of its contact persons again.
    known |= {key for section, key in file.raw if section is Section.CUSTOMERS}
    linked: tuple[tuple[Section, tuple[Contact | Project, ...]], ...] = (
        (Section.CONTACTS, file.contacts),
        (Section.PROJECTS, file.projects),
    )
    for section, records in linked:
        for one in records:
            if one.customer is not None and one.customer not in known:
                sentence = _("there is no customer {key}. Add that customer or mend the key.")
                refusals.add(file.raw[section, one.key], "customer", sentence.format(key=quoted(one.customer)))


def _check_numbers(directory: Directory, file: FileRecords, refusals: Refusals) -> None:
    """A number names one project or sales case."""
    holder: dict[int, Project] = {}
    projects = sorted(directory.projects, key=lambda one: _position(file, Section.PROJECTS, one.key))
    for project in projects:
        other = holder.setdefault(project.number, project)
        record = file.raw.get((Section.PROJECTS, project.key))
        if other is not project and record is not None:
            known = _("{name} (key {key})").format(name=quoted(other.name), key=quoted(other.key))
            sentence = _("{number} is the number of {known} already. Mend one of them.")
            refusals.add(record, "number", sentence.format(number=project.number, known=known))


def _position(file: FileRecords, section: Section, key: str) -> int:
    record = file.raw.get((section, key))
    return -1 if record is None else record.place.position

"""Severa's records in this program's own values; None where one lacks what makes it usable here."""

from collections.abc import Callable, Iterable

from severa_desktop.core.directory import ActivityCategory, ProjectKind
from severa_desktop.core.severa import PulledContact, PulledCustomer, PulledProject, PulledType, PulledUser
from severa_desktop.printable import one_line
from severa_desktop.severa.models import (
    ActivityTypeModel,
    ContactModel,
    CustomerModel,
    ProjectOutputModel,
    UserOutputModel,
)

AddressForm = Callable[[str], str | None]
"""Brings an address into its compared form, None if it is none: `mail.address_form.normalise_address`."""

CATEGORIES = {
    "CalendarEntry": ActivityCategory.CALENDAR_ENTRY,
    "SalesEvent": ActivityCategory.TO_DO,
    "Task": ActivityCategory.PROJECT_TASK,
    "Personal": ActivityCategory.PERSONAL,
    "Absences": ActivityCategory.ABSENCE,
}
"""Severa's categories of activity types; one that is none of them is taken as its to-do."""


def pulled_type(row: ActivityTypeModel) -> PulledType | None:
    """Return an activity type."""
    name = _line(row.name)
    if not row.guid or not name:
        return None
    category = CATEGORIES.get(row.category or "", ActivityCategory.TO_DO)
    return PulledType(row.guid, name, category, row.is_active is not False)


def pulled_user(row: UserOutputModel, address_form: AddressForm) -> PulledUser | None:
    """Return a user; their address is one at most."""
    if not row.guid:
        return None
    emails = _addresses([row.email], address_form)
    name = _name(None, row.first_name, row.last_name, emails) or row.guid
    return PulledUser(row.guid, name, emails, row.is_active is not False)


def pulled_customer(row: CustomerModel) -> PulledCustomer | None:
    """Return a customer."""
    if not row.guid:
        return None
    return PulledCustomer(row.guid, _line(row.name) or row.guid, row.is_active is not False)


def pulled_contact(row: ContactModel, address_form: AddressForm) -> PulledContact | None:
    """Return a contact person; one without a customer belongs to nobody here."""
    customer = row.customer.guid if row.customer else None
    if not row.guid or not customer:
        return None
    emails = _addresses(row.emails or (), address_form)
    name = _name(row.name, row.first_name, row.last_name, emails) or row.guid
    return PulledContact(row.guid, name, emails, customer, row.is_active is not False and not row.is_deleted)


def pulled_project(row: ProjectOutputModel, *, is_sales_case: bool) -> PulledProject | None:
    """Return a project; one without a number cannot be named in a mail."""
    if not row.guid or row.number is None:
        return None
    return PulledProject(
        guid=row.guid,
        number=row.number,
        name=_line(row.name) or str(row.number),
        kind=ProjectKind.SALES_CASE if is_sales_case else ProjectKind.PROJECT,
        customer=(row.customer.guid if row.customer else None) or None,
        phase=(row.root_phase.guid if row.root_phase else None) or None,
        closed=row.is_closed is True,
    )


def _name(whole: str | None, first: str | None, last: str | None, emails: tuple[str, ...]) -> str:
    return _line(whole) or _line(f"{first or ''} {last or ''}") or next(iter(emails), "")


def _line(text: str | None) -> str:
    return " ".join(one_line(text or "").split())


def _addresses(written: Iterable[str | None], address_form: AddressForm) -> tuple[str, ...]:
    """Return the addresses among what stands in fields for them, each once."""
    formed = [address_form(one) for one in written if one]
    return tuple(dict.fromkeys(one for one in formed if one is not None))

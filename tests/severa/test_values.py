"""Records of Severa in the program's own values, and what Severa is told."""

from dataclasses import replace

import pytest

from severa_desktop.core.directory import ActivityCategory, ProjectKind
from severa_desktop.core.severa import PulledContact, PulledCustomer, PulledProject, PulledType, PulledUser
from severa_desktop.mail.address_form import normalise_address
from severa_desktop.severa import values
from severa_desktop.severa.forms import FieldChange, changes, written_time
from severa_desktop.severa.models import (
    ActivityTypeModel,
    ContactCustomer,
    ContactModel,
    CustomerModel,
    ModelWithName,
    ProjectCustomerSubModel,
    ProjectOutputModel,
    UserOutputModel,
)
from tests.severa.talking import FORM


def test_an_activity_type() -> None:
    row = ActivityTypeModel(guid="t", name=" E-mail\n", category="SalesEvent")
    assert values.pulled_type(row) == PulledType("t", "E-mail", ActivityCategory.TO_DO)
    inactive = ActivityTypeModel(guid="t", name="x", category="New one", is_active=False)
    assert values.pulled_type(inactive) == PulledType("t", "x", ActivityCategory.TO_DO, active=False)
    assert values.pulled_type(ActivityTypeModel(guid="t", name=" ")) is None
    assert values.pulled_type(ActivityTypeModel(name="x")) is None


def test_a_user() -> None:
    row = UserOutputModel(guid="u", first_name="Anna", last_name=" de Vries", email=" Anna@DAK.example ")
    assert values.pulled_user(row, normalise_address) == PulledUser("u", "Anna de Vries", ("anna@dak.example",))
    nameless = UserOutputModel(guid="u", email="not an address", is_active=False)
    assert values.pulled_user(nameless, normalise_address) == PulledUser("u", "u", (), active=False)
    assert values.pulled_user(UserOutputModel(guid=""), normalise_address) is None


def test_a_customer() -> None:
    assert values.pulled_customer(CustomerModel(guid="c", name="Dak\t& Zn")) == PulledCustomer("c", "Dak & Zn")
    assert values.pulled_customer(CustomerModel(guid="c", is_active=None)) == PulledCustomer("c", "c")
    assert values.pulled_customer(CustomerModel(name="x")) is None


def test_a_contact_person() -> None:
    row = ContactModel(
        guid="p",
        name="Bram Dak",
        emails=("Bram@dak.example", "bram@DAK.example", "bram.dak@home.example", ""),
        customer=ContactCustomer(guid="c"),
    )
    both = ("bram@dak.example", "bram.dak@home.example")
    assert values.pulled_contact(row, normalise_address) == PulledContact("p", "Bram Dak", both, "c")
    bare = ContactModel(guid="p", emails=("bram@dak.example",), customer=ContactCustomer(guid="c"), is_deleted=True)
    made = PulledContact("p", "bram@dak.example", ("bram@dak.example",), "c", active=False)
    assert values.pulled_contact(bare, normalise_address) == made
    assert values.pulled_contact(ContactModel(guid="p"), normalise_address) is None
    assert values.pulled_contact(ContactModel(guid="p", customer=ContactCustomer()), normalise_address) is None


def test_a_project() -> None:
    row = ProjectOutputModel(
        guid="r",
        number=1001,
        name="Roof",
        customer=ProjectCustomerSubModel(guid="c"),
        root_phase=ModelWithName(guid="f"),
        is_closed=True,
    )
    made = PulledProject("r", 1001, "Roof", ProjectKind.PROJECT, "c", "f", closed=True)
    assert values.pulled_project(row, is_sales_case=False) == made
    bare = ProjectOutputModel(guid="r", number=7)
    case = PulledProject("r", 7, "7", ProjectKind.SALES_CASE, None, None)
    assert values.pulled_project(bare, is_sales_case=True) == case
    assert values.pulled_project(ProjectOutputModel(guid="r", name="x"), is_sales_case=False) is None


@pytest.mark.parametrize(
    ("seconds", "written"),
    [
        (0, "1970-01-01T00:00:00Z"),
        (1_790_000_000, "2026-09-21T14:13:20Z"),
        (-1, "1969-12-31T23:59:59Z"),
        (-(10**15), "0001-01-01T00:00:00Z"),
        (10**15, "9999-12-31T23:59:59Z"),
    ],
)
def test_times_are_written_in_utc(seconds: int, written: str) -> None:
    assert written_time(seconds) == written


def test_what_changed_is_told_and_nothing_else() -> None:
    assert changes(FORM, FORM) == ()
    after = replace(FORM, customer="c", closed=False, notes="")
    assert changes(FORM, after) == (
        FieldChange("/customer/guid", "c"),
        FieldChange("/isClosed", "false"),
        FieldChange("/notes", ""),
    )
    assert changes(after, FORM)[0] == FieldChange("/customer/guid", None)
    every = replace(FORM, name="n", start=1, type="t", owner="o", customer="c", phase="p", closed=False, notes="x")
    assert len(changes(FORM, every)) == 8

"""Taking over what was pulled, rule by rule."""

from dataclasses import replace

import pytest

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
from severa_desktop.core.severa import (
    Clash,
    ClashWhy,
    Pulled,
    PulledContact,
    PulledCustomer,
    PulledProject,
    PulledType,
    PulledUser,
    RecordKind,
    SeveraRecord,
)
from severa_desktop.services.directory_merge import SectionCount
from severa_desktop.services.severa.known import Known, active_without
from severa_desktop.services.severa.merging import TypesInUse, merge

TYPE = PulledType("t", "E-mail", ActivityCategory.CALENDAR_ENTRY)
ANNA = PulledUser("u", "Anna", ("anna@acme.example", "a@acme.example"))
BAKERY = PulledCustomer("c", "Bakkerij Jansen")
PIET = PulledContact("p", "Piet", ("piet@bakery.example",), "c")
SHOP = PulledProject("j", 1001, "Webshop", ProjectKind.SALES_CASE, "c", "phase")
ALL = Pulled(True, (TYPE,), (ANNA,), (BAKERY,), (PIET,), (SHOP,))


def after(known: Known, pulled: Pulled, in_use: TypesInUse | None = None) -> Known:
    return merge(known, pulled, in_use).known


def waiting(known: Known) -> list[tuple[str, str, ClashWhy, str]]:
    return [(one.pulled.guid, one.key, one.why, one.what) for one in known.clashes]


def test_everything_is_taken_over_under_its_guid() -> None:
    merged = merge(Known(), ALL)

    assert merged.known == Known(
        Directory(
            (ActivityType("E-mail", ActivityCategory.CALENDAR_ENTRY),),
            (User("u", "Anna", ("anna@acme.example", "a@acme.example")),),
            (Customer("c", "Bakkerij Jansen"),),
            (Contact("p", "Piet", ("piet@bakery.example",), "c"),),
            (Project("j", 1001, "Webshop", ProjectKind.SALES_CASE, "c"),),
        ),
        (
            SeveraRecord(RecordKind.ACTIVITY_TYPES, "t", "E-mail"),
            SeveraRecord(RecordKind.CONTACTS, "p", "p", customer="c"),
            SeveraRecord(RecordKind.CUSTOMERS, "c", "c"),
            SeveraRecord(RecordKind.PROJECTS, "j", "j", "phase", "c"),
            SeveraRecord(RecordKind.USERS, "u", "u"),
        ),
    )
    assert set(merged.counts.values()) == {SectionCount(added=1)}


def test_changes_are_taken_over_and_all_else_stays() -> None:
    known = after(Known(), ALL)

    merged = merge(
        known,
        Pulled(
            full=False,
            users=(replace(ANNA, name="Anna de Vries", active=False),),
            customers=(BAKERY,),
            projects=(replace(SHOP, closed=True, phase="other"),),
        ),
    )

    directory = merged.known.directory
    assert directory.users == (User("u", "Anna de Vries", ANNA.emails, active=False),)
    assert directory.projects[0].closed
    assert SeveraRecord(RecordKind.PROJECTS, "j", "j", "other", "c") in merged.known.records
    assert (directory.customers, directory.contacts) == (known.directory.customers, known.directory.contacts)
    assert merged.counts == {
        RecordKind.ACTIVITY_TYPES: SectionCount(),
        RecordKind.USERS: SectionCount(deactivated=1),
        RecordKind.CUSTOMERS: SectionCount(unchanged=1),
        RecordKind.CONTACTS: SectionCount(),
        RecordKind.PROJECTS: SectionCount(deactivated=1),
    }


def test_only_a_full_pull_deactivates_what_is_gone() -> None:
    known = after(Known(), ALL)

    assert after(known, Pulled(full=False)) == known
    merged = merge(known, Pulled(full=True))

    directory = merged.known.directory
    assert not directory.users[0].active
    assert not directory.customers[0].active
    assert not directory.contacts[0].active
    assert directory.projects[0].closed
    assert directory.activity_types == ()
    assert set(merged.counts.values()) == {SectionCount(deactivated=1)}


def test_what_comes_back_is_active_again() -> None:
    known = after(Known(), ALL)

    assert after(after(known, Pulled(full=True)), ALL) == known


def test_what_a_full_pull_lacks_is_told_to_be_asked_for() -> None:
    known = after(Known(), ALL)

    assert set(active_without(known, replace(ALL, users=(), projects=()))) == {
        (RecordKind.USERS, "u"),
        (RecordKind.PROJECTS, "j"),
    }
    assert active_without(after(known, Pulled(full=True)), Pulled(full=True)) == []


# --------------------------------------------------------------------------------------- clashes


@pytest.mark.parametrize(
    ("by_hand", "clash"),
    [
        pytest.param(
            Directory(users=(User("h", "Ann", ("a@acme.example",)),)),
            Clash(RecordKind.USERS, ANNA, "h", ClashWhy.ADDRESS, "a@acme.example"),
            id="user",
        ),
        pytest.param(
            Directory(customers=(Customer("h", "BAKKERIJ jansen"),)),
            Clash(RecordKind.CUSTOMERS, BAKERY, "h", ClashWhy.NAME, "Bakkerij Jansen"),
            id="customer",
        ),
        pytest.param(
            Directory(customers=(Customer("x", "X"),), contacts=(Contact("h", "P", PIET.emails, "x"),)),
            Clash(RecordKind.CONTACTS, PIET, "h", ClashWhy.ADDRESS, "piet@bakery.example"),
            id="contact person",
        ),
        pytest.param(
            Directory(projects=(Project("h", 1001, "Old", closed=True),)),
            Clash(RecordKind.PROJECTS, SHOP, "h", ClashWhy.NUMBER, "1001"),
            id="project, also a closed one",
        ),
    ],
)
def test_a_record_waits_where_one_made_by_hand_has_its_place(by_hand: Directory, clash: Clash) -> None:
    known = after(Known(by_hand), ALL)

    assert known.clashes == (clash,)
    assert (clash.kind, clash.pulled.guid) not in {(one.kind, one.guid) for one in known.records}
    joined = after(
        replace(known, records=(*known.records, SeveraRecord(clash.kind, clash.pulled.guid, "h"))), Pulled(full=False)
    )
    assert joined.clashes == ()
    assert "h" in {one.key for one in joined.records if one.kind is clash.kind}
    assert len(joined.records) == 5
    assert after(joined, ALL) == joined


@pytest.mark.parametrize(
    "by_hand",
    [
        pytest.param(Directory(users=(User("h", "Ann", ("a@acme.example",), active=False),)), id="an inactive user"),
        pytest.param(Directory(customers=(Customer("h", "Bakkerij Jansen", active=False),)), id="an inactive customer"),
        pytest.param(
            Directory(customers=(Customer("x", "X"),), contacts=(Contact("h", "P", PIET.emails, "x", active=False),)),
            id="an inactive contact person",
        ),
    ],
)
def test_what_is_inactive_takes_no_place(by_hand: Directory) -> None:
    assert after(Known(by_hand), ALL).clashes == ()


def test_what_is_inactive_in_severa_does_not_wait() -> None:
    by_hand = Directory(users=(User("h", "Ann", ("a@acme.example",)),), customers=(Customer("k", "Bakkerij Jansen"),))

    known = after(
        Known(by_hand),
        Pulled(True, users=(replace(ANNA, active=False),), customers=(replace(BAKERY, active=False),)),
    )

    assert known.clashes == ()
    assert len(known.directory.users) == len(known.directory.customers) == 2


def test_the_customer_made_by_hand_stands_in_for_the_one_that_waits() -> None:
    by_hand = Directory(customers=(Customer("h", "Bakkerij Jansen"),))

    known = after(Known(by_hand), ALL)

    assert known.directory.contacts[0].customer == known.directory.projects[0].customer == "h"
    apart = merge(known, Pulled(full=False), apart={(RecordKind.CUSTOMERS, "c")}).known
    assert apart.directory.contacts[0].customer == apart.directory.projects[0].customer == "c"
    assert [one.key for one in apart.directory.customers] == ["c", "h"]
    assert after(apart, ALL) == apart


def test_a_contact_person_is_kept_apart_for_good() -> None:
    by_hand = Directory(customers=(Customer("x", "X"),), contacts=(Contact("h", "P", PIET.emails, "x"),))
    known = after(Known(by_hand), ALL)

    apart = merge(known, Pulled(full=False), apart={(RecordKind.CONTACTS, "p")}).known

    assert [one.key for one in apart.directory.contacts] == ["h", "p"]
    assert after(apart, ALL) == apart


def test_a_clash_ends_when_the_reason_does() -> None:
    known = after(Known(Directory(users=(User("h", "Ann", ("a@acme.example",)),))), ALL)
    elsewhere = replace(ANNA, emails=("anna@acme.example",))

    assert waiting(after(known, Pulled(full=False, users=(elsewhere,)))) == []


# ------------------------------------------------------------------ what Severa itself contradicts


def test_of_two_users_with_one_address_the_first_has_it() -> None:
    other = PulledUser("v", "Vera", ("a@acme.example", "vera@acme.example"))
    third = PulledUser("w", "Wim", ("a@acme.example",))

    known = after(Known(), Pulled(True, users=(third, other, ANNA)))

    assert [(one.key, one.emails) for one in known.directory.users] == [
        ("u", ANNA.emails),
        ("v", ("vera@acme.example",)),
    ]
    assert waiting(known) == [
        ("v", "", ClashWhy.ADDRESS, "a@acme.example"),
        ("w", "", ClashWhy.ADDRESS, "a@acme.example"),
    ]
    freed = after(known, Pulled(full=False, users=(replace(ANNA, active=False),)))
    assert [one.emails for one in freed.directory.users if one.active] == [other.emails]


def test_a_user_who_lost_the_only_address_is_not_found_any_more() -> None:
    known = after(Known(), Pulled(True, users=(ANNA, PulledUser("v", "Vera", ("vera@acme.example",)))))

    known = after(known, Pulled(full=False, users=(replace(ANNA, emails=(*ANNA.emails, "vera@acme.example")),)))

    assert known.directory.users[1] == User("v", "Vera", ("vera@acme.example",), active=False)
    assert known.directory.user_at("vera@acme.example") == known.directory.users[0]


def test_a_user_without_address_is_left_out() -> None:
    known = after(Known(), Pulled(True, users=(replace(ANNA, emails=()),)))

    assert known.directory.users == ()
    assert waiting(known) == [("u", "", ClashWhy.ADDRESS, "")]


def test_of_two_projects_with_one_number_the_second_is_left_out() -> None:
    known = after(Known(), replace(ALL, projects=(replace(SHOP, guid="k"), SHOP)))

    assert [one.key for one in known.directory.projects] == ["j"]
    assert waiting(known) == [("k", "", ClashWhy.NUMBER, "1001")]


@pytest.mark.parametrize("number", [0, -3, 10**18])
def test_a_number_that_is_none_is_left_out(number: int) -> None:
    known = after(Known(), replace(ALL, projects=(replace(SHOP, number=number),)))

    assert known.directory.projects == ()
    assert waiting(known) == [("j", "", ClashWhy.NUMBER, str(number))]


def test_projects_exchange_numbers() -> None:
    other = replace(SHOP, guid="k", number=1002)
    known = after(Known(), replace(ALL, projects=(SHOP, other)))

    changed = (replace(SHOP, number=1002), replace(other, number=1003), replace(SHOP, guid="l", number=1001))
    known = after(known, Pulled(full=False, projects=changed))

    assert {one.key: one.number for one in known.directory.projects} == {"j": 1002, "k": 1003, "l": 1001}


def test_a_project_keeps_its_number_where_the_new_one_is_taken_and_so_do_those_behind_it() -> None:
    by_hand = Directory(projects=(Project("h", 5, "By hand"),))
    known = after(Known(by_hand), replace(ALL, projects=(replace(SHOP, number=6), replace(SHOP, guid="k", number=7))))

    changed = (replace(SHOP, number=5), replace(SHOP, guid="k", number=6))
    known = after(known, Pulled(full=False, projects=changed))

    assert {one.key: one.number for one in known.directory.projects} == {"h": 5, "j": 6, "k": 7}
    assert waiting(known) == [("j", "", ClashWhy.NUMBER, "5"), ("k", "", ClashWhy.NUMBER, "6")]


def test_the_number_of_a_removed_project_can_be_another_ones() -> None:
    known = after(Known(), ALL)

    known = after(known, replace(ALL, projects=(replace(SHOP, guid="k", name="New"),)))

    assert known.directory.projects == (Project("j", 1001, "Webshop", ProjectKind.SALES_CASE, "c", closed=True),)
    assert waiting(known) == [("k", "j", ClashWhy.NUMBER, "1001")]


def test_what_names_an_unknown_customer_waits_for_it() -> None:
    known = after(Known(), replace(ALL, customers=()))

    assert known.directory.contacts == ()
    assert known.directory.projects[0].customer is None
    assert waiting(known) == [("p", "", ClashWhy.CUSTOMER, "c"), ("j", "", ClashWhy.CUSTOMER, "c")]
    assert after(known, Pulled(full=False, customers=(BAKERY,))) == after(Known(), ALL)


# ------------------------------------------------------------------------------------ activity types


def test_a_type_of_the_same_name_is_the_same_type() -> None:
    known = Known(Directory((ActivityType("E-mail", ActivityCategory.PERSONAL, calendar_synced=True),)))

    merged = merge(known, Pulled(True, types=(TYPE,)))

    assert merged.known.directory.activity_types == (
        ActivityType("E-mail", ActivityCategory.CALENDAR_ENTRY, calendar_synced=True),
    )
    assert merged.known.records == (SeveraRecord(RecordKind.ACTIVITY_TYPES, "t", "E-mail"),)


def test_a_type_that_activities_have_stays_under_its_name() -> None:
    known = after(Known(), Pulled(True, types=(TYPE, PulledType("s", "Call", ActivityCategory.TO_DO))))

    gone = merge(known, Pulled(full=True), TypesInUse(frozenset({"Call"})))

    assert [one.name for one in gone.known.directory.activity_types] == ["Call"]
    assert gone.known.records == ()
    assert after(gone.known, Pulled(True, types=(TYPE, PulledType("s", "Call", ActivityCategory.TO_DO)))) == known


def test_an_inactive_type_goes() -> None:
    known = after(Known(), ALL)

    assert after(known, Pulled(full=False, types=(replace(TYPE, active=False),))).directory.activity_types == ()


def test_the_default_type_goes_along_when_severa_gives_it_another_name() -> None:
    known = after(Known(Directory((ActivityType("E-mail", calendar_synced=True),))), Pulled(True, types=(TYPE,)))
    renamed = Pulled(full=False, types=(replace(TYPE, name="Mail"),))

    merged = merge(known, renamed, TypesInUse(default="E-mail"))

    assert merged.default_type == "Mail"
    assert merged.known.directory.activity_types == (
        ActivityType("Mail", ActivityCategory.CALENDAR_ENTRY, calendar_synced=True),
    )
    kept = merge(known, renamed, TypesInUse(frozenset({"E-mail"}), "E-mail"))
    assert [one.name for one in kept.known.directory.activity_types] == ["E-mail", "Mail"]


def test_of_two_types_with_one_name_the_first_is_taken() -> None:
    known = after(Known(), Pulled(True, types=(replace(TYPE, guid="z", category=ActivityCategory.PERSONAL), TYPE)))

    assert known.directory.activity_types[0].category is ActivityCategory.CALENDAR_ENTRY
    assert waiting(known) == [("z", "", ClashWhy.NAME, "E-mail")]


# --------------------------------------------------------------------------------------------- forms


@pytest.mark.parametrize(
    ("name", "kept"),
    [(" Bakkerij\t Jansen\n", "Bakkerij Jansen"), ("Bak\x00kerij", "Bakkerij"), ("\x1b", "c"), ("  ", "c")],
)
def test_names_are_lines_that_can_be_shown(name: str, kept: str) -> None:
    assert after(Known(), Pulled(True, customers=(replace(BAKERY, name=name),))).directory.customers[0].name == kept


def test_a_key_that_is_taken_by_a_joined_record_is_not_given_again() -> None:
    joined = Known(
        Directory(customers=(Customer("c", "By hand"),)), (SeveraRecord(RecordKind.CUSTOMERS, "other", "c"),)
    )

    known = after(joined, Pulled(True, customers=(BAKERY, PulledCustomer("other", "Joined"))))

    assert [(one.key, one.name) for one in known.directory.customers] == [("c", "Joined"), ("c-2", "Bakkerij Jansen")]

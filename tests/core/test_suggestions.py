"""What is suggested, why, in which order, and what never is."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from severa_desktop.core.company_domains import CompanyDomains
from severa_desktop.core.directory import Contact, Customer, Directory, Project, User
from severa_desktop.core.model import Activity, Mailbox, Owner, Participant, ParticipantKind, ProjectLink
from severa_desktop.core.reasons import Code, Named, Reason
from severa_desktop.core.rules.forwarded import OriginalSender
from severa_desktop.core.rules.suggestions import Surroundings, suggestions_for_activity, suggestions_for_refusal
from severa_desktop.core.suggestions import Evidence, NewPerson, Suggestion, SuggestionKind, SuggestionReason
from tests.core.made import ANNA, ANNAS, DIRECTORY, OLD, PIETS, SHOP, SOFIES, TILL

BAKERY, CAFE = Named("c1", "Bakery"), Named("c2", "Café")
LINK_CUSTOMER, LINK_PROJECT = SuggestionKind.LINK_CUSTOMER, SuggestionKind.LINK_PROJECT
NEW = "new@bakery.example"


def link(project: Project) -> ProjectLink:
    return ProjectLink(project.key, project.number, project.name, project.kind.value)


def activity(
    *people: str,
    subject: str = "Offer",
    customer: Named | None = None,
    project: Project | None = None,
    directory: Directory = DIRECTORY,
) -> Activity:
    """Return an activity of Anna's with these people on it."""
    return Activity(
        id=1,
        subject=subject,
        type="E-mail",
        status="done",
        owner=Owner(ANNA.key, ANNA.name, ANNAS),
        participants=tuple(
            Participant(f"N {one}", one, ParticipantKind.USER if directory.user_at(one) else ParticipantKind.EXTERNAL)
            for one in people
        ),
        customer=customer,
        project=link(project) if project else None,
        started_at=0,
        attachments=(),
        message_id="",
        body="",
    )


def suggested(
    one: Activity,
    directory: Directory = DIRECTORY,
    *,
    thread: Sequence[tuple[int, str]] = (),
    forwarded: Sequence[str] = (),
    numbered: Sequence[Reason] = (),
) -> tuple[Suggestion, ...]:
    around = Surroundings(thread, [OriginalSender(address, "") for address in forwarded], numbered)
    return suggestions_for_activity(one, around, directory, domains_of(directory))


def domains_of(directory: Directory) -> CompanyDomains:
    return CompanyDomains(directory.users, directory.customers, directory.contacts)


def with_contacts(*contacts: Contact) -> Directory:
    return replace(DIRECTORY, contacts=(*DIRECTORY.contacts, *contacts))


def contact(key: str, address: str, customer: str = "c1") -> Contact:
    return Contact(key, f"N {key}", (address,), customer)


def test_nothing_is_suggested_where_nothing_points_anywhere() -> None:
    assert suggested(activity()) == ()
    assert suggested(activity("x@else.example")) == ()
    assert suggested(activity("bram@acme.example")) == ()


def test_nothing_that_is_so_already() -> None:
    one = activity(PIETS, subject="1001", customer=BAKERY, project=SHOP)
    assert suggested(one, thread=[(2, "j2")], forwarded=[SOFIES]) == ()


def test_the_number_in_the_subject() -> None:
    assert suggested(activity(subject="Re: 1001 web shop")) == (
        Suggestion(LINK_PROJECT, link(SHOP), Evidence(SuggestionReason.NUMBER_IN_SUBJECT, number=1001)),
    )
    assert suggested(activity(subject="Re: 4711")) == ()


def test_the_projects_that_the_mail_went_to() -> None:
    several = Code.SEVERAL_PROJECT_NUMBERS
    at_shop, at_till = "1001.acme@severamail.com", "1002.acme@severamail.com"
    numbered = [
        Reason(several, address=at_shop, number=1001),
        Reason(several, address=at_till, number=1002),
        Reason(several, number=4711),
        Reason(several),
    ]
    why = SuggestionReason.NUMBER_IN_ADDRESS
    assert suggested(activity(subject="1002"), numbered=numbered) == (
        Suggestion(LINK_PROJECT, link(SHOP), Evidence(why, at_shop, number=1001)),
        Suggestion(LINK_PROJECT, link(TILL), Evidence(why, at_till, number=1002)),
    )
    assert suggested(activity(customer=BAKERY, project=SHOP), numbered=numbered) == ()


def test_the_projects_of_the_thread_each_once() -> None:
    assert suggested(activity(), thread=[(7, "j2"), (6, "j2"), (5, "j3")]) == (
        Suggestion(LINK_PROJECT, link(TILL), Evidence(SuggestionReason.SAME_THREAD, activity_id=7)),
        Suggestion(LINK_PROJECT, link(OLD), Evidence(SuggestionReason.SAME_THREAD, activity_id=5)),
    )


def test_the_customers_only_open_project() -> None:
    why = Evidence(SuggestionReason.ONLY_OPEN_PROJECT, customers=(BAKERY,))
    one = activity(customer=BAKERY)
    assert suggested(one) == (Suggestion(LINK_PROJECT, link(SHOP), why),)
    another = Project("j9", 1009, "More", customer="c1")
    assert suggested(one, replace(DIRECTORY, projects=(*DIRECTORY.projects, another))) == ()
    assert suggested(one, replace(DIRECTORY, projects=(OLD,))) == ()


def test_the_strongest_reason_for_the_same_thing() -> None:
    one = activity(subject="[1001]", customer=BAKERY)
    (only,) = suggested(one, thread=[(7, "j1")])
    assert only.why.reason is SuggestionReason.NUMBER_IN_SUBJECT


def test_the_customer_that_all_contact_persons_share() -> None:
    both = with_contacts(contact("p8", "info@both.example"), contact("p9", "info@both.example", "c2"))
    why = Evidence(SuggestionReason.SHARED_CUSTOMER, customers=(BAKERY, CAFE))
    assert suggested(activity(PIETS, "info@both.example"), both) == (Suggestion(LINK_CUSTOMER, BAKERY, why),)
    assert suggested(activity("info@both.example"), both) == ()
    assert suggested(activity(PIETS, SOFIES)) == ()


def test_a_contact_person_who_came_into_the_directory_later() -> None:
    why = Evidence(SuggestionReason.SHARED_CUSTOMER, customers=(BAKERY,))
    assert suggested(activity(PIETS)) == (Suggestion(LINK_CUSTOMER, BAKERY, why),)


def test_the_customer_of_all_contact_persons_but_one() -> None:
    why = Evidence(SuggestionReason.ALL_BUT_ONE, SOFIES, customers=(BAKERY, CAFE))
    one = activity(PIETS, SOFIES, "karin@bakery.example")
    assert suggested(one) == (Suggestion(LINK_CUSTOMER, BAKERY, why),)
    assert suggested(activity(PIETS, SOFIES, "karin@bakery.example", "x@c3.example"), THREE) == ()


THREE = replace(
    with_contacts(contact("p9", "x@c3.example", "c3")),
    customers=(*DIRECTORY.customers, Customer("c3", "Third")),
)


def test_the_customer_of_the_linked_project() -> None:
    why = Evidence(SuggestionReason.CUSTOMER_OF_PROJECT, number=1001)
    assert suggested(activity(PIETS, SOFIES, project=SHOP)) == (Suggestion(LINK_CUSTOMER, BAKERY, why),)
    internal = DIRECTORY.project("j4")
    assert suggested(activity(PIETS, SOFIES, project=internal)) == ()


@pytest.mark.parametrize(
    ("forwarded", "expected"),
    [
        ([PIETS], Evidence(SuggestionReason.FORWARDED_FROM, PIETS)),
        ([NEW], Evidence(SuggestionReason.FORWARDED_FROM, NEW, "bakery.example")),
        (["bram@acme.example", "x@acme.example", "x@else.example", PIETS, SOFIES], None),
        (["x@gmail.com"], None),
    ],
)
def test_the_customer_of_the_original_sender(forwarded: list[str], expected: Evidence | None) -> None:
    found = suggested(activity(), forwarded=forwarded)
    if expected is None:
        assert [one.target for one in found] == [BAKERY] * (PIETS in forwarded)
    else:
        assert found == (Suggestion(LINK_CUSTOMER, BAKERY, expected),)


def test_the_customer_at_the_same_company_domain_and_the_new_contact_person() -> None:
    why = Evidence(SuggestionReason.COMPANY_DOMAIN, NEW, "bakery.example")
    assert suggested(activity(NEW, "x@else.example")) == (
        Suggestion(LINK_CUSTOMER, BAKERY, why),
        Suggestion(SuggestionKind.ADD_CONTACT, NewPerson(NEW, f"N {NEW}", BAKERY), why),
    )


def test_two_customers_at_a_domain_are_both_suggested_and_nobody_is_added() -> None:
    shared = with_contacts(contact("p8", "a@cafe.example"), contact("p9", "b@cafe.example"))
    found = suggested(activity("new@cafe.example"), shared)
    assert [(one.kind, one.target) for one in found] == [(LINK_CUSTOMER, BAKERY), (LINK_CUSTOMER, CAFE)]


def test_a_colleague_without_a_record_may_be_added_as_user() -> None:
    why = Evidence(SuggestionReason.OWN_DOMAIN, "new@acme.example", "acme.example")
    person = NewPerson("new@acme.example", "N new@acme.example")
    assert suggested(activity("new@acme.example")) == (Suggestion(SuggestionKind.ADD_USER, person, why),)


@pytest.mark.parametrize(
    "address",
    ["carla@acme.example", "otto@bakery.example", "noreply@bakery.example", "x@home.example.org", "x@example"],
)
def test_who_left_robots_and_strangers_are_not_added(address: str) -> None:
    assert [one for one in suggested(activity(address)) if one.kind is not LINK_CUSTOMER] == []


def test_a_rejected_mail() -> None:
    people = [
        Mailbox(NEW, "", "From"),
        Mailbox("other@bakery.example", "Other", "To"),
        Mailbox(PIETS, "", "Cc"),
        Mailbox("new@acme.example", "New", "Delivered-To"),
        Mailbox("new@acme.example", "", "Received"),
    ]
    own = Evidence(SuggestionReason.OWN_DOMAIN, "new@acme.example", "acme.example")
    bakery = Evidence(SuggestionReason.COMPANY_DOMAIN, NEW, "bakery.example")
    assert suggestions_for_refusal(people, DIRECTORY, domains_of(DIRECTORY)) == (
        Suggestion(SuggestionKind.ADD_USER, NewPerson("new@acme.example", "New"), own),
        Suggestion(SuggestionKind.ADD_CONTACT, NewPerson(NEW, NEW, BAKERY), bakery),
    )


def domains(user: str, *contacts: tuple[str, str]) -> CompanyDomains:
    customers = {customer for _, customer in contacts}
    return CompanyDomains(
        users=(User("u", "U", (f"u@{user}",)), User("g", "Gone", ("g@gone.example",), active=False)),
        customers=(Customer(one, one, active=one != "inactive") for one in sorted(customers)),
        contacts=(
            Contact(str(number), "N", (f"{number}@{domain}", f"again@{domain}"), customer)
            for number, (domain, customer) in enumerate(contacts)
        ),
    )


@pytest.mark.parametrize(
    ("known", "asked", "related"),
    [
        ("x.nl", "x.nl", True),
        ("x.nl", "mail.x.nl", True),
        ("mail.x.nl", "x.nl", True),
        ("a.x.nl", "b.x.nl", False),
        ("x.co.uk", "y.co.uk", False),
        ("x.co.uk", "co.uk", False),
        ("x.co.uk", "mail.x.co.uk", True),
        ("x.nl", "nl", False),
        ("gmail.com", "gmail.com", False),
        ("ziggo.nl", "ziggo.nl", False),
        ("yahoo.co.uk", "yahoo.co.uk", False),
        ("a.onmicrosoft.com", "b.onmicrosoft.com", False),
        ("a.onmicrosoft.com", "a.onmicrosoft.com", True),
        ("onmicrosoft.com", "a.onmicrosoft.com", False),
        ("x.nl", "xx.nl", False),
        ("x.nl", "x.nl.evil.example", False),
        ("[192.0.2.1]", "[192.0.2.1]", False),
    ],
)
def test_which_domains_are_one_companys(known: str, asked: str, related: bool) -> None:
    found = domains("own.example", (known, "c"))
    assert found.customers_at(asked) == ((Named("c", "c"),) if related else ())
    assert domains(known).is_own(asked) is related


def test_the_customer_with_most_people_at_the_domain_stands_first() -> None:
    found = domains("own.example", ("x.nl", "b"), ("x.nl", "a"), ("x.nl", "b"), ("y.nl", "a"), ("x.nl", "inactive"))
    assert [one.key for one in found.customers_at("x.nl")] == ["b", "a"]


def test_the_users_own_domain_is_no_customers_and_who_left_counts_for_nothing() -> None:
    found = domains("own.example", ("own.example", "c"))
    assert found.customers_at("own.example") == ()
    assert not found.is_own("gone.example")


ADDRESSES = st.sampled_from(
    [
        ANNAS,
        "bram@acme.example",
        "carla@acme.example",
        "new@acme.example",
        PIETS,
        SOFIES,
        NEW,
        "karin@bakery.example",
        "otto@bakery.example",
        "a@gmail.com",
        "a@b.cafe.example",
        "noreply@cafe.example",
    ]
)


@given(
    st.lists(ADDRESSES, unique=True),
    st.sampled_from(["Offer", "[1001] 1002", "project 1003"]),
    st.sampled_from([None, BAKERY, CAFE]),
    st.sampled_from([None, SHOP, TILL, OLD]),
    st.lists(st.tuples(st.integers(2, 9), st.sampled_from(["j1", "j2", "j3"]))),
    st.lists(ADDRESSES),
)
def test_whatever_is_suggested_can_be_done(
    people: list[str],
    subject: str,
    customer: Named | None,
    project: Project | None,
    thread: list[tuple[int, str]],
    forwarded: list[str],
) -> None:
    one = activity(*people, subject=subject, customer=customer, project=project)
    found = suggested(one, thread=thread, forwarded=forwarded)
    assert len({(each.kind, each.target) for each in found}) == len(found)
    ranks = [list(SuggestionReason).index(each.why.reason) for each in found]
    assert ranks == sorted(ranks)
    for each in found:
        if isinstance(each.target, NewPerson):
            assert not DIRECTORY.knows(each.target.address)
            assert each.target.address in people
            assert (each.kind is SuggestionKind.ADD_CONTACT) == (each.target.customer is not None)
        elif isinstance(each.target, ProjectLink):
            assert each.kind is LINK_PROJECT
            assert project is None
        else:
            assert each.kind is LINK_CUSTOMER
            assert customer is None

"""Guard, owner, participants and customer (matching rules 5 to 7)."""

from dataclasses import replace

from severa_desktop.core.directory import Contact
from severa_desktop.core.model import Mailbox
from severa_desktop.core.reasons import Code, Named
from tests.core.made import (
    ANNA,
    ANNAS,
    DIRECTORY,
    KARIN,
    PIET,
    PIETS,
    SOFIES,
    box,
    copy,
    customer,
    decided,
    mail,
    owner,
    participants,
    the,
)


def test_a_mail_without_user_is_refused_naming_its_sender() -> None:
    decision = decided(mail("x@else.example", PIETS))
    assert (decision.refusal, decision.activity) == (Code.NO_SEVERA_USER, None)
    assert the(decision, Code.NO_SEVERA_USER).address == "x@else.example"


def test_a_mail_without_sender_and_user_is_refused() -> None:
    assert the(decided(mail("", PIETS)), Code.NO_SEVERA_USER).address is None


def test_an_inactive_user_does_not_open_the_door() -> None:
    assert decided(mail("carla@acme.example", "x@else.example")).refusal is Code.NO_SEVERA_USER


def test_an_inactive_user_is_external_or_the_contact_person_with_that_address() -> None:
    assert participants(decided(mail(ANNAS, "carla@acme.example"))) == [("carla@acme.example", "external")]
    carla = Contact("p9", "Carla", ("carla@acme.example",), "c2")
    directory = replace(DIRECTORY, contacts=(*DIRECTORY.contacts, carla))
    assert participants(decided(mail(ANNAS, "carla@acme.example"), directory=directory)) == [
        ("carla@acme.example", "contact")
    ]


def test_users_win_over_contact_persons() -> None:
    double = Contact("p9", "Bram elsewhere", ("bram@acme.example",), "c2")
    directory = replace(DIRECTORY, contacts=(*DIRECTORY.contacts, double))
    decision = decided(mail(ANNAS, "bram@acme.example"), directory=directory)
    assert participants(decision) == [("bram@acme.example", "user")]
    assert customer(decision) is None


def test_owner_is_the_first_user_in_from_then_in_sender_then_the_first_recipient() -> None:
    first = mail(senders=(box("x@else.example", "From"), box("bram@acme.example", "From"), box(ANNAS, "Sender")))
    assert owner(decided(first)) == "u2"
    assert participants(decided(first)) == [("x@else.example", "external"), (ANNAS, "user")]
    by_sender = mail("x@else.example", ANNAS)
    by_sender = replace(by_sender, senders=(*by_sender.senders, box("bram@acme.example", "Sender")))
    assert owner(decided(by_sender)) == "u2"
    assert the(decided(by_sender), Code.OWNER_IS_SENDER).header == "Sender"
    assert owner(decided(mail("x@else.example", "bram@acme.example", Cc=ANNAS))) == "u2"


def test_the_owner_is_never_a_participant_by_another_address() -> None:
    decision = decided(mail("bram@acme.example", "b.bakker@acme.example"))
    assert decision.activity
    assert (decision.activity.owner.email, participants(decision)) == ("bram@acme.example", [])


def test_an_unknown_sender_header_is_nobody_but_a_contact_there_counts() -> None:
    one = mail(senders=(box(ANNAS, "From"), box("list@else.example", "Sender"), box(PIETS, "Sender")))
    assert participants(decided(one)) == [(PIETS, "contact")]


def test_an_unknown_sender_who_is_addressed_too_is_a_participant() -> None:
    one = mail(ANNAS, "list@else.example")
    one = replace(one, senders=(*one.senders, box("list@else.example", "Sender")))
    assert participants(decided(one)) == [("list@else.example", "external")]


def test_one_person_stands_once_at_the_first_place_with_that_address() -> None:
    decision = decided(mail(ANNAS, "piet@home.example", PIETS, Cc=["x@else.example", "x@else.example"]))
    assert participants(decision) == [("piet@home.example", "contact"), ("x@else.example", "external")]


def test_a_contact_person_gives_the_customer_as_recipient_and_as_sender() -> None:
    assert customer(decided(mail(ANNAS, PIETS))) == "c1"
    incoming = decided(mail(SOFIES, ANNAS))
    assert (customer(incoming), participants(incoming)) == ("c2", [(SOFIES, "contact")])
    assert the(incoming, Code.CUSTOMER_FROM_CONTACTS).customers == (Named("c2", "Café"),)


def test_an_inactive_contact_person_is_external_and_gives_no_customer() -> None:
    decision = decided(mail(ANNAS, "otto@bakery.example"))
    assert (customer(decision), participants(decision)) == (None, [("otto@bakery.example", "external")])


def test_contacts_of_several_customers_are_external_and_give_none() -> None:
    decision = decided(mail(ANNAS, PIETS, SOFIES, "1001.acme@severamail.com"))
    assert customer(decision) is None
    assert participants(decision) == [(PIETS, "external"), (SOFIES, "external")]
    assert the(decision, Code.CONTACTS_OF_SEVERAL_CUSTOMERS).customers == (
        Named("c1", "Bakery"),
        Named("c2", "Café"),
    )
    assert decision.activity
    assert decision.activity.participants[0].name == "Piet Jansen"


def test_one_address_of_contacts_of_two_customers_is_such_a_case() -> None:
    shared = (
        Contact("p8", "Zoë", ("zoe@free.example",), "c1"),
        Contact("p9", "Zoë at the café", ("zoe@free.example",), "c2"),
    )
    directory = replace(DIRECTORY, contacts=shared)
    decision = decided(mail(ANNAS, "zoe@free.example"), directory=directory)
    assert (customer(decision), participants(decision)) == (None, [("zoe@free.example", "external")])
    assert len(the(decision, Code.CONTACTS_OF_SEVERAL_CUSTOMERS).contacts) == 2


def test_one_address_of_two_contacts_of_one_customer_is_the_first_by_name_then_key() -> None:
    people = (
        Contact("b", "Shop", ("shop@bakery.example",), "c1"),
        Contact("a", "Shop", ("shop@bakery.example", "a@bakery.example"), "c1"),
        Contact("0", "Zed", ("shop@bakery.example", "zed@bakery.example"), "c1"),
    )
    directory = replace(DIRECTORY, contacts=people)
    decision = decided(mail(ANNAS, "shop@bakery.example"), directory=directory)
    assert decision.activity
    assert decision.activity.participants[0].key == "a"
    assert [one.key for one in the(decision, Code.CONTACT_IS_PARTICIPANT).contacts] == ["a", "b", "0"]
    other = decided(mail(ANNAS, "shop@bakery.example", "zed@bakery.example"), directory=directory)
    assert other.activity
    assert [(one.key, one.email) for one in other.activity.participants] == [("0", "shop@bakery.example")]


def test_names_come_from_the_directory_else_from_the_first_display_name_else_the_address() -> None:
    one = mail(ANNAS, "Baas <piet@bakery.example>", "nameless@else.example", "second@else.example")
    later = (Mailbox("second@else.example", "Second", "Cc"), Mailbox("second@else.example", "Other", "Bcc"))
    decision = decided(replace(one, recipients=(*one.recipients, *later)))
    assert decision.activity
    assert [one.name for one in decision.activity.participants] == [
        "Piet Jansen",
        "nameless@else.example",
        "Second",
    ]


def test_the_order_of_rows_in_the_directory_changes_nothing() -> None:
    turned = replace(
        DIRECTORY,
        users=DIRECTORY.users[::-1],
        contacts=DIRECTORY.contacts[::-1],
        customers=DIRECTORY.customers[::-1],
        projects=DIRECTORY.projects[::-1],
    )
    one = mail(ANNAS, PIETS, KARIN.emails[0], SOFIES, "1001.acme@severamail.com", Cc="bram@acme.example")
    assert decided(one) == decided(one, directory=turned)
    assert ANNA.active
    assert PIET.active


def test_a_later_copy_brings_people_and_the_customer() -> None:
    one = mail(ANNAS, "x@else.example")
    decision = decided(one, mail(ANNAS, "x@else.example", Bcc=PIETS))
    assert (customer(decision), participants(decision)[-1]) == ("c1", (PIETS, "contact"))
    known = decided(one, copy(one, envelope=["bram@acme.example"]))
    assert participants(known)[-1] == ("bram@acme.example", "user")

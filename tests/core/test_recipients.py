"""Who counts as a recipient, and in which order (matching rules, "Addresses and recipients")."""

import pytest

from severa_desktop.core.model import ADDRESSED_HEADERS, DELIVERY_HEADERS, RECIPIENT_ORDER
from severa_desktop.core.reasons import Code
from severa_desktop.core.rules.integration import LONGEST_NUMBER, ORDINARY, AddressUse, Use, use_of
from severa_desktop.core.settings import IntegrationAddress
from tests.core.made import (
    ANNAS,
    DIRECTORY,
    OWN_DOMAIN,
    PIETS,
    SETTINGS,
    box,
    copy,
    customer,
    decided,
    mail,
    number,
    owner,
    participants,
    the,
)

UNCLEAR = AddressUse(Use.UNCLEAR)
HERE = IntegrationAddress("acme", "severamail.com")
OWN = IntegrationAddress("severa", "acme.example")


@pytest.mark.parametrize(
    ("address", "integration", "use"),
    [
        ("acme@severamail.com", HERE, AddressUse(Use.INTEGRATION)),
        ("1001.acme@severamail.com", HERE, AddressUse(Use.NUMBERED, 1001)),
        ("01001.acme@severamail.com", HERE, AddressUse(Use.NUMBERED, 1001)),
        ("0.acme@severamail.com", HERE, AddressUse(Use.NUMBERED, 0)),
        (f"{'9' * 65}.acme@severamail.com", HERE, AddressUse(Use.NUMBERED, None)),
        (f"{'0' * 99}7.acme@severamail.com", HERE, AddressUse(Use.NUMBERED, 7)),
        ("１.acme@severamail.com", HERE, UNCLEAR),
        ("1.2.acme@severamail.com", HERE, UNCLEAR),
        ("1001acme@severamail.com", HERE, UNCLEAR),
        (".acme@severamail.com", HERE, UNCLEAR),
        ("abc.acme@severamail.com", HERE, UNCLEAR),
        ("acme+1001@severamail.com", HERE, UNCLEAR),
        ("1001-acme@severamail.com", HERE, UNCLEAR),
        ("other@severamail.com", HERE, UNCLEAR),
        ("1001.other@severamail.com", HERE, UNCLEAR),
        ("acme@example.com", HERE, ORDINARY),
        ("1001.acme@example.com", HERE, ORDINARY),
        ("acme@sub.severamail.com", HERE, ORDINARY),
        ("severa@acme.example", OWN, AddressUse(Use.INTEGRATION)),
        ("7.severa@acme.example", OWN, AddressUse(Use.NUMBERED, 7)),
        ("x.severa@acme.example", OWN, UNCLEAR),
        ("severa_7@acme.example", OWN, UNCLEAR),
        ("severa-7@acme.example", OWN, UNCLEAR),
        ("severance@acme.example", OWN, ORDINARY),
        ("perseverance@acme.example", OWN, ORDINARY),
        ("stranger@acme.example", OWN, ORDINARY),
        ("anna@acme.example", OWN, ORDINARY),
        ("severa@severamail.com", OWN, ORDINARY),
    ],
)
def test_use_of_an_address(address: str, integration: IntegrationAddress, use: AddressUse) -> None:
    assert LONGEST_NUMBER == 64
    assert use_of(address, integration, DIRECTORY) == use


def test_nobody_at_the_integrations_addresses_is_a_participant() -> None:
    decision = decided(mail(ANNAS, "acme@severamail.com", "1001.acme@severamail.com", "x@else.example"))
    assert participants(decision) == [("x@else.example", "external")]


def test_a_sender_at_a_numbered_address_is_nobody_and_names_no_project() -> None:
    decision = decided(mail("1001.acme@severamail.com", ANNAS))
    assert (participants(decision), number(decision)) == ([], None)


def test_an_unclear_address_is_nobody_and_warns_once() -> None:
    decision = decided(mail(ANNAS, "acme+1001@severamail.com", Cc="acme+1001@severamail.com"))
    assert participants(decision) == []
    assert decision.warnings == (Code.INTEGRATION_ADDRESS_UNCLEAR,)
    reason = the(decision, Code.INTEGRATION_ADDRESS_UNCLEAR)
    assert (reason.header, reason.address) == ("To", "acme+1001@severamail.com")


def test_an_unclear_address_in_a_delivery_header_warns_too() -> None:
    decision = decided(mail(ANNAS, X_Original_To="1001-acme@severamail.com"))
    assert the(decision, Code.INTEGRATION_ADDRESS_UNCLEAR).header == "X-Original-To"


def test_at_a_domain_of_its_own_others_are_ordinary_people() -> None:
    decision = decided(mail(ANNAS, "info@acme.example", "x.severa@acme.example"), settings=OWN_DOMAIN)
    assert participants(decision) == [("info@acme.example", "external")]
    assert decision.warnings == (Code.INTEGRATION_ADDRESS_UNCLEAR,)


@pytest.mark.parametrize("header", [*ADDRESSED_HEADERS, *DELIVERY_HEADERS])
def test_a_user_in_any_header_opens_the_door(header: str) -> None:
    one = mail("x@else.example", recipients=(box(ANNAS, header),))
    decision = decided(one)
    assert owner(decision) == "u1"
    assert the(decision, Code.OWNER_IS_RECIPIENT).header == header


@pytest.mark.parametrize("header", DELIVERY_HEADERS)
def test_a_delivery_header_counts_for_numbers_and_contacts_but_unknown_people_are_nobody(header: str) -> None:
    places = ("1004.acme@severamail.com", PIETS, "system@list.example")
    decision = decided(mail(ANNAS, recipients=tuple(box(one, header) for one in places)))
    assert number(decision) == 1004
    assert customer(decision) == "c1"
    assert participants(decision) == [(PIETS, "contact")]


def test_order_is_to_cc_bcc_envelope_then_delivery_headers_over_all_copies() -> None:
    first = mail(
        "x@else.example",
        recipients=(box("t@e.example"), box("b@e.example", "Bcc"), box(PIETS, "Delivered-To")),
    )
    second = mail("x@else.example", recipients=(box("t2@e.example"), box("c@e.example", "Cc"), box(ANNAS, "Received")))
    decision = decided(first, copy(second, envelope=["bram@acme.example"]))
    assert owner(decision) == "u2"
    assert the(decision, Code.OWNER_IS_RECIPIENT).header == "Envelope"
    assert [address for address, _ in participants(decision)] == [
        "x@else.example", "t@e.example", "t2@e.example", "c@e.example", "b@e.example", PIETS, ANNAS,
    ]  # fmt: skip
    assert RECIPIENT_ORDER[:4] == ("To", "Cc", "Bcc", "Envelope")


def test_an_unknown_envelope_recipient_is_nobody() -> None:
    decision = decided(copy(mail(ANNAS), envelope=["someone@else.example"]))
    assert participants(decision) == []


def test_the_accounts_own_address_counts_only_where_it_was_addressed() -> None:
    delivered = mail("x@else.example", Delivered_To=ANNAS)
    assert decided(copy(delivered, account=[ANNAS])).refusal is Code.NO_SEVERA_USER
    assert decided(copy(delivered)).refusal is None
    addressed = mail("x@else.example", ANNAS, Delivered_To=ANNAS)
    assert owner(decided(copy(addressed, account=[ANNAS]))) == "u1"


def test_senders_of_a_later_copy_do_not_count() -> None:
    decision = decided(mail("x@else.example", ANNAS), mail("list@else.example", ANNAS))
    assert participants(decision) == [("x@else.example", "external")]


def test_settings_must_be_complete() -> None:
    with pytest.raises(ValueError, match="missing_settings"):
        decided(mail(), settings=type(SETTINGS)())

"""Project, its customer and its files (matching rules, "Project and files")."""

import pytest

from severa_desktop.core.reasons import Code, Named
from tests.core.made import ANNAS, PDF, PIETS, SOFIES, copy, customer, decided, mail, number, the

ACME = "acme@severamail.com"


@pytest.mark.parametrize(
    ("numbers", "linked", "warnings"),
    [
        (["1001"], 1001, []),
        (["01001", "1001"], 1001, []),
        (["100"], None, ["project_number_unknown"]),
        (["10010"], None, ["project_number_unknown"]),
        (["0"], None, ["project_number_unknown"]),
        (["9" * 70], None, ["project_number_unknown"]),
        (["1001", "4711"], 1001, ["project_number_unknown"]),
        (["1001", "1002"], None, ["several_project_numbers"]),
        (["1001", "1002", "4711"], None, ["several_project_numbers"]),
        (["1003"], 1003, ["project_closed"]),
        (["4711", "4712"], None, ["project_number_unknown"]),
    ],
)
def test_numbers(numbers: list[str], linked: int | None, warnings: list[str]) -> None:
    decision = decided(mail(ANNAS, *(f"{one}.{ACME}" for one in numbers)))
    assert number(decision) == linked
    assert list(decision.warnings) == warnings


def test_each_unknown_number_has_its_reason_once() -> None:
    decision = decided(mail(ANNAS, f"4711.{ACME}", f"04711.{ACME}", Cc=[f"4712.{ACME}", f"{'9' * 70}.{ACME}"]))
    found = [one for one in decision.reasons if one.code is Code.PROJECT_NUMBER_UNKNOWN]
    assert [(one.number, one.header) for one in found] == [(4711, "To"), (4712, "Cc"), (None, "Cc")]


def test_the_link_names_its_first_place() -> None:
    reason = the(decided(mail(ANNAS, Bcc=f"1001.{ACME}", Received=f"1001.{ACME}")), Code.PROJECT_FROM_ADDRESS)
    assert (reason.header, reason.number) == ("Bcc", 1001)


def test_the_projects_customer_is_taken_without_contact_persons() -> None:
    decision = decided(mail(ANNAS, f"1002.{ACME}", "x@else.example"))
    assert customer(decision) == "c2"
    assert the(decision, Code.CUSTOMER_FROM_PROJECT).customers == (Named("c2", "Café"),)


def test_a_project_without_customer_gives_none() -> None:
    assert customer(decided(mail(ANNAS, f"1004.{ACME}"))) is None
    assert customer(decided(mail(ANNAS, f"1004.{ACME}", PIETS))) == "c1"


def test_agreement_and_disagreement_with_the_contact_persons() -> None:
    agreeing = decided(mail(ANNAS, PIETS, f"1001.{ACME}"))
    assert (customer(agreeing), agreeing.warnings) == ("c1", ())
    differing = decided(mail(ANNAS, PIETS, f"1002.{ACME}"))
    assert (customer(differing), number(differing)) == ("c1", 1002)
    assert differing.warnings == (Code.CUSTOMER_DIFFERS_FROM_PROJECT,)


def test_contacts_of_several_customers_give_no_customer_with_a_project() -> None:
    decision = decided(mail(ANNAS, PIETS, SOFIES, f"1001.{ACME}"))
    assert (customer(decision), number(decision), decision.warnings) == (None, 1001, ())


def test_attachments_become_files_of_the_linked_project() -> None:
    linked = decided(mail(ANNAS, f"1001.{ACME}", attachments=(PDF,)))
    assert linked.activity
    assert linked.activity.files == ("offer.pdf",)
    assert the(linked, Code.ATTACHMENTS_FILED).text == "offer.pdf"
    unlinked = decided(mail(ANNAS, attachments=(PDF,)))
    assert unlinked.activity
    assert (unlinked.activity.attachments, unlinked.activity.files) == ((PDF,), ())


def test_a_later_copy_adds_a_project_but_never_takes_it_away() -> None:
    plain, first, second = mail(ANNAS), mail(ANNAS, f"1001.{ACME}"), mail(ANNAS, f"1002.{ACME}")
    assert number(decided(plain, first)) == 1001
    both = decided(plain, first, second)
    assert (number(both), both.warnings) == (1001, (Code.SEVERAL_PROJECT_NUMBERS,))
    assert number(decided(second, plain, first)) == 1002


def test_two_numbers_from_the_start_stay_unlinked() -> None:
    both = mail(ANNAS, f"1001.{ACME}", f"1002.{ACME}")
    assert number(decided(both, mail(ANNAS, f"1001.{ACME}"))) is None


def test_an_envelope_recipient_names_the_project() -> None:
    decision = decided(copy(mail(ANNAS), envelope=[f"1001.{ACME}"]))
    assert the(decision, Code.PROJECT_FROM_ADDRESS).header == "Envelope"

"""Numbers in subjects that may be projects', and the many that are something else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from severa_desktop.core.rules.subject_numbers import subject_numbers


@pytest.mark.parametrize(
    ("subject", "numbers"),
    [
        ("1001", (1001,)),
        ("Re: 1001 web shop", (1001,)),
        ("Web shop (1001)", (1001,)),
        ("1001-webshop", (1001,)),
        ("1001 - webshop", (1001,)),
        ("Webshop 1001, fase 2", (1001,)),
        ("Webshop 1001.", (1001,)),
        ("#7 test", (7,)),
        ("Re: [7] test", (7,)),
        ("[#1001] test", (1001,)),
        ("Project 7", (7,)),
        ("project: 2024", (2024,)),
        ("projectnummer 01001", (1001,)),
        ("Projectnr. 7", (7,)),
        ("Project no. 7", (7,)),
        ("PROJECT #7", (7,)),
        ("Sales case 1002", (1002,)),
        ("verkoopkans 1002", (1002,)),
        ("1003 en project 7", (7, 1003)),
        ("1001 and [1001]", (1001,)),
    ],
)
def test_a_project_number_is_found(subject: str, numbers: tuple[int, ...]) -> None:
    assert subject_numbers(subject) == numbers


@pytest.mark.parametrize(
    "subject",
    [
        "",
        "Planning 2026",
        "7 dingen",
        "42",
        "€ 1001",
        "€1001",
        "EUR 1001",
        "1001 euro",
        "1001,50",
        "1001.50",
        "1001,-",
        "1.001",
        "1001%",
        "1001 stuks",
        "Factuur 1001",
        "factuurnr. 1001",
        "Invoice no. 1001",
        "ordernummer: 1001",
        "INV-1001",
        "PO1001",
        "1001AB Amsterdam",
        "1001 AB Amsterdam",
        "020 1234567",
        "06-12345678",
        "+31201234567",
        "2026-03-102",
        "1001/2",
        "http://x.example/1001",
        "project 1001,5",
        "project 10010000000000000000000",
        "# 1001 CD",
        "١٠٠١",
    ],
)
def test_other_numbers_are_none(subject: str) -> None:
    assert subject_numbers(subject) == ()


@given(st.text(st.sampled_from("project #[]0123456789 .,-€AB"), max_size=60))
def test_only_numbers_that_stand_there_are_found(subject: str) -> None:
    for number in subject_numbers(subject):
        assert str(number) in subject
        assert number > 0


def test_a_huge_subject_costs_little() -> None:
    assert subject_numbers("project " * 1_000_000) == ()
    assert subject_numbers("1" * 1_000_000) == ()

"""Which mails are the same (matching rules, "Duplicates")."""

from dataclasses import replace

import pytest

from severa_desktop.core.model import Mail
from severa_desktop.core.reasons import Code
from severa_desktop.core.rules.identity import fingerprint, identity_of, is_same_mail
from tests.core.made import ANNAS, PDF, PIETS, box, decided, mail, participants

WRITTEN = 1_772_439_300


def same(one: Mail, other: Mail) -> bool:
    there = is_same_mail(identity_of(one), identity_of(other))
    assert there == is_same_mail(identity_of(other), identity_of(one))
    return there


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, True),
        ({"message_id": " 1@ACME.example "}, True),
        ({"message_id": "<1@acme.example>"}, True),
        ({"message_id": "2@acme.example"}, False),
        ({"date": WRITTEN + 300}, True),
        ({"date": WRITTEN - 301}, False),
        ({"date": None}, False),
        ({"senders": (box("other@else.example", "From"),)}, False),
        ({"senders": ()}, False),
        ({"senders": (box("other@else.example", "From"),), "is_list": True}, True),
        ({"senders": (box("other@else.example", "From"),), "is_list": True, "subject": "Else"}, False),
        ({"subject": "Else", "body": "Else", "recipients": ()}, True),
    ],
)
def test_with_a_message_id(changed: dict[str, object], expected: bool) -> None:
    one = mail(ANNAS, PIETS)
    assert same(one, replace(one, **changed)) is expected  # type: ignore[arg-type]


def test_without_date_on_either_they_are_the_same() -> None:
    assert same(mail(date=None), mail(date=None))


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, True),
        ({"body": "Hello  \r\n"}, True),
        ({"body": "Hello\n\n"}, True),
        ({"body": "Hello you"}, False),
        ({"date": WRITTEN + 1}, False),
        ({"subject": "Else"}, False),
        ({"recipients": (box(PIETS, "Cc"),)}, False),
        ({"recipients": (box(PIETS), box("b@else.example", "Bcc"))}, True),
        ({"message_id": "1@acme.example"}, False),
        ({"message_id": " <> "}, True),
        ({"senders": ()}, False),
    ],
)
def test_without_a_message_id(changed: dict[str, object], expected: bool) -> None:
    one = mail(ANNAS, PIETS, message_id="")
    assert same(one, replace(one, **changed)) is expected  # type: ignore[arg-type]


def test_without_message_id_an_unreadable_date_counts_as_its_text() -> None:
    one = mail(message_id="", date=None, date_text="yesterday")
    assert same(one, replace(one))
    assert not same(one, replace(one, date_text="today"))


@pytest.mark.parametrize(
    ("changed", "counts"),
    [
        ({"body": "  He llo\n"}, True),
        ({"body": "Hello and a footer"}, True),
        ({"body": "ell"}, True),
        ({"body": ""}, True),
        ({"body": "Good bye"}, False),
        ({"attachments": (PDF,)}, False),
    ],
)
def test_a_copy_with_other_content_adds_nothing(changed: dict[str, object], counts: bool) -> None:
    first, later = mail(ANNAS), mail(ANNAS, Bcc=PIETS)
    decision = decided(first, replace(later, **changed))  # type: ignore[arg-type]
    assert participants(decision) == ([(PIETS, "contact")] if counts else [])
    assert decision.warnings == (() if counts else (Code.COPY_DIFFERS,))


def test_the_same_attachments_in_another_order_are_the_same() -> None:
    other = replace(PDF, part=3, sha256="cd" * 32)
    first = mail(ANNAS, attachments=(PDF, other))
    assert decided(first, replace(first, attachments=(other, PDF))).warnings == ()


@pytest.mark.parametrize("message_id", ["1@acme.example", ""])
def test_the_fingerprint_of_an_erased_mail_recognises_it_and_tells_nothing(message_id: str) -> None:
    one = identity_of(mail(ANNAS, PIETS, message_id=message_id))
    kept = fingerprint(one)
    assert is_same_mail(kept, fingerprint(identity_of(mail(ANNAS, PIETS, message_id=message_id))))
    assert not is_same_mail(kept, fingerprint(identity_of(mail(ANNAS, PIETS, message_id="2@acme.example"))))
    assert not any(word in f"{kept}" for word in ("acme", "Offer", "anna"))

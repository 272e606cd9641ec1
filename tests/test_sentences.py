"""Every code has words, with all of its evidence and with none."""

from dataclasses import replace

import pytest

from severa_desktop.core.model import Change, ChangeCode, ParticipantKind, ProjectLink
from severa_desktop.core.reasons import WARNINGS, Code, Named, Reason
from severa_desktop.core.suggestions import Evidence, NewPerson, Suggestion, SuggestionKind, SuggestionReason
from severa_desktop.sentences import (
    TEMPLATES,
    change_words,
    reason_sentence,
    refusal_words,
    suggestion_words,
    warning_words,
    why_suggested,
)
from severa_desktop.texts import set_language

FULL = Reason(
    Code.OWNER_IS_SENDER,
    header="Cc",
    address="a@x.example",
    number=1001,
    customers=(Named("c1", "Bakkerij {0}"),),
    contacts=(Named("p1", "Piet"),),
    activity_id=3,
    text="100 % {text}",
)


@pytest.mark.parametrize("code", list(Code))
def test_every_code_has_a_sentence(code: Code) -> None:
    bare = reason_sentence(Reason(code))
    full = reason_sentence(replace(FULL, code=code))
    for sentence in (bare, full):
        assert sentence != code.value
        assert "None" not in sentence
    assert bare.endswith(".")
    assert "{" not in bare
    assert len(TEMPLATES[code]) == 1 or bare != full


def test_what_evidence_says_is_never_taken_for_a_template() -> None:
    assert reason_sentence(replace(FULL, code=Code.UNREADABLE)) == "100 % {text}"
    assert "Bakkerij {0}" in reason_sentence(replace(FULL, code=Code.CUSTOMER_FROM_CONTACTS))


@pytest.mark.parametrize("code", list(ChangeCode))
def test_every_change_has_words(code: ChangeCode) -> None:
    words = change_words(Change(code, 1001, "a@x.example", ParticipantKind.CONTACT))
    assert words
    assert "None" not in words


def test_people_and_fields_have_words_of_the_language() -> None:
    became = Change(ChangeCode.PARTICIPANT_CHANGED, None, "a@x.example", ParticipantKind.CONTACT)
    reasons = [Reason(Code.EXTERNAL_PARTICIPANT, header, "a@x.example") for header in ("To", "Delivered-To")]
    unreadable = Reason(Code.ADDRESS_UNREADABLE, "From")
    assert change_words(became) == "a@x.example is contact person now"
    try:
        set_language("nl")
        assert change_words(became) == "a@x.example is nu contactpersoon"
        assert [reason_sentence(reason) for reason in reasons] == [
            "a@x.example (Aan) staat niet in de stamgegevens.",
            "a@x.example (Delivered-To) staat niet in de stamgegevens.",
        ]
        assert reason_sentence(unreadable) == "In het veld Van is geen adres te lezen."
    finally:
        set_language("en")
    assert reason_sentence(reasons[0]) == "a@x.example (To) is not in the directory."


@pytest.mark.parametrize("code", WARNINGS)
def test_every_warning_has_short_words(code: Code) -> None:
    assert 1 <= len(warning_words(code).split()) <= 3


@pytest.mark.parametrize(
    "code",
    [
        Code.SUBJECT_MISSING,
        Code.NO_SEVERA_USER,
        Code.NOT_AN_EMAIL,
        Code.TOO_LARGE,
        Code.UNREADABLE,
    ],
)
def test_every_refusal_has_short_words(code: Code) -> None:
    assert 1 <= len(refusal_words(code).split()) <= 4


@pytest.mark.parametrize("reason", list(SuggestionReason))
def test_every_reason_for_a_suggestion_has_a_sentence(reason: SuggestionReason) -> None:
    full = Evidence(reason, "a@x.example", "x.example", 1001, (Named("c1", "Bakkerij {0}"),), 7)
    for why in (full, replace(full, domain="")) if reason is SuggestionReason.FORWARDED_FROM else (full,):
        sentence = why_suggested(why)
        assert sentence.endswith(".")
        assert "None" not in sentence


@pytest.mark.parametrize(
    ("kind", "target", "words"),
    [
        (SuggestionKind.LINK_CUSTOMER, Named("c1", "B{0}"), "Link to customer B{0}"),
        (SuggestionKind.LINK_PROJECT, ProjectLink("j1", 1001, "Web", "project"), "Link to project 1001 Web"),
        (SuggestionKind.ADD_USER, NewPerson("a@x.example", "A"), "Add a@x.example as user"),
        (
            SuggestionKind.ADD_CONTACT,
            NewPerson("a@x.example", "A", Named("c1", "B")),
            "Add a@x.example as contact person of B",
        ),
    ],
)
def test_every_suggestion_has_words(kind: SuggestionKind, target: Named | ProjectLink | NewPerson, words: str) -> None:
    assert suggestion_words(Suggestion(kind, target, Evidence(SuggestionReason.OWN_DOMAIN))) == words

"""Every code has words, with all of its evidence and with none."""

from dataclasses import replace

import pytest

from severa_desktop.sentences import TEMPLATES, change_words, reason_sentence, warning_words
from severa_desktop.core.model import Change, ChangeCode, ParticipantKind
from severa_desktop.core.reasons import WARNINGS, Code, Named, Reason

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


@pytest.mark.parametrize("code", WARNINGS)
def test_every_warning_has_short_words(code: Code) -> None:
    assert 1 <= len(warning_words(code).split()) <= 3

"""What was changed, in words."""

import pytest

from severa_desktop.services.change_words import action_sentence, history_sentence
from severa_desktop.services.correcting import Action, ActionKind, Field, HistoryEntry


@pytest.mark.parametrize("kind", list(ActionKind))
def test_every_action_has_a_sentence_for_one_and_for_many(kind: ActionKind) -> None:
    one, many = (action_sentence(Action(1, 0, kind, "W{0}", count, undone=False), str) for count in (1, 1234))
    assert one != many
    assert "1234" in many
    for sentence in (one, many):
        assert sentence.endswith(".")
    assert ("W{0}" in one) == ("W{0}" in many)


@pytest.mark.parametrize(
    ("kind", "field", "before", "after", "sentence"),
    [
        (ActionKind.LINK_PROJECT, Field.PROJECT, "", "1 A", "Project: – → 1 A"),
        (ActionKind.UNLINK_CUSTOMER, Field.CUSTOMER, "A", "", "Customer: A → –"),
        (ActionKind.CHANGE_OWNER, Field.OWNER, "A", "B", "Owner: A → B"),
        (ActionKind.IMPORT, Field.PARTICIPANTS, "A", "A, B", "Participants: A → A, B"),
        (ActionKind.MARK_CHECKED, Field.CHECKED, "False", "True", "Marked as checked."),
        (ActionKind.DELETE, Field.STATE, "live", "deleted", "Activity deleted."),
    ],
)
def test_history_says_what_was_before(kind: ActionKind, field: Field, before: str, after: str, sentence: str) -> None:
    assert history_sentence(HistoryEntry(0, kind, field, before, after)) == sentence

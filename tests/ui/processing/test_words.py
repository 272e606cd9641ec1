"""How sources are doing, in words: each state, and all of them in one line."""

import pytest

from severa_desktop.core.source_settings import (
    Condition,
    FolderSettings,
    ImapSettings,
    ListedSource,
    LmtpSettings,
    Source,
    SourceState,
)
from severa_desktop.services.processing.process import Standing
from severa_desktop.ui.processing.words import Act, Surroundings, counts_words, look_of, sources_words

FOLDER = FolderSettings("/inbox")
IMAP = ImapSettings("mail.example", "anna", 993)
WELL = Surroundings()


def listed(
    condition: Condition = Condition.WAITING, error: str = "", settings: FolderSettings | ImapSettings = FOLDER
) -> ListedSource:
    return ListedSource(Source(1, settings), SourceState(condition, error))


@pytest.mark.parametrize(
    ("source", "around", "expected"),
    [
        (listed(), WELL, ("waiting", "success", Act.NOTHING)),
        (listed(Condition.WORKING), WELL, ("working", "success", Act.NOTHING)),
        (listed(Condition.RETRYING, "No network."), WELL, ("trying again", "warning", Act.TRY_AGAIN)),
        (listed(Condition.STOPPED, "A defect."), WELL, ("stopped", "error", Act.TRY_AGAIN)),
        (listed(Condition.STOPPED, "Refused.", IMAP), WELL, ("stopped", "error", Act.GIVE_PASSWORD)),
        (
            listed(Condition.STOPPED, "None.", IMAP),
            Surroundings(standing=Standing(without_password=frozenset({1}))),
            ("password needed", "error", Act.GIVE_PASSWORD),
        ),
        (
            listed(),
            Surroundings(standing=Standing(elsewhere=frozenset({1}))),
            ("at work elsewhere", "secondary", Act.NOTHING),
        ),
        (listed(Condition.RETRYING, "Not now."), Surroundings(is_paused=True), ("paused", "secondary", Act.NOTHING)),
        (listed(Condition.RETRYING, "Not now."), Surroundings(is_active=False), ("inactive", "secondary", Act.NOTHING)),
        (listed(Condition.STOPPED, "A defect."), Surroundings(is_paused=True), ("stopped", "error", Act.TRY_AGAIN)),
    ],
)
def test_each_state_has_words_a_tone_and_what_can_be_done(
    source: ListedSource, around: Surroundings, expected: tuple[str, str, Act]
) -> None:
    look = look_of(source, around)
    assert (look.words, look.tone, look.act) == expected
    assert bool(look.sentence) == (look.words not in {"waiting", "working", "paused"})


def test_all_sources_in_one_line() -> None:
    waiting = listed()
    working = ListedSource(Source(2, IMAP), SourceState(Condition.WORKING))
    stopped = ListedSource(Source(3, IMAP), SourceState(Condition.STOPPED, "Refused."))
    retrying = ListedSource(Source(4, LmtpSettings("/socket")), SourceState(Condition.RETRYING, "No folder."))
    assert sources_words([], WELL) == ("", None)
    assert sources_words([waiting], WELL) == ("Watched folder: waiting", None)
    assert sources_words([waiting, waiting], WELL) == ("2 sources: waiting", None)
    assert sources_words([waiting, working], WELL) == ("2 sources: working", None)
    line, trouble = sources_words([waiting, retrying, stopped, working], WELL)
    assert line == "Mailbox: stopped – Refused. (+1)"
    assert trouble is not None


def test_what_a_source_brought() -> None:
    assert counts_words(listed()) == "0 taken in"
    state = SourceState(last_success=1_772_438_400, taken=1_234, not_imported=5, left_alone=6)
    words = counts_words(ListedSource(Source(1, FOLDER), state))
    assert words.startswith("Last success: ")
    assert words.endswith(" · 1,234 taken in · 5 not imported · 6 left alone")

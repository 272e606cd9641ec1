"""Subject, time and type of an activity (matching rules, "The activity")."""

import pytest

from severa_desktop.core.model import Origin
from severa_desktop.core.reasons import Code, Reason, warnings_among
from severa_desktop.core.rules.started import started_at
from severa_desktop.core.settings import ActivityStatus, IntegrationAddress, Settings
from tests.core.made import ANNAS, PIETS, decided, mail, the

DAY = 24 * 60 * 60
WRITTEN = 1_772_439_300


def test_no_subject_is_refused_before_the_user_guard() -> None:
    decision = decided(mail("x@else.example", subject=""))
    assert (decision.refusal, decision.activity) == (Code.SUBJECT_MISSING, None)


@pytest.mark.parametrize("subject", ["\u200e", "\u3164", " \u00ad\u2060", "\u2800", "\ufe0f", "\U000e0001", "\u034f"])
def test_a_subject_that_nobody_can_see_is_none(subject: str) -> None:
    assert decided(mail(ANNAS, subject=subject)).refusal is Code.SUBJECT_MISSING
    assert decided(mail(ANNAS, subject=f"{subject}.")).refusal is None


def test_type_and_status_come_from_the_settings() -> None:
    settings = Settings(IntegrationAddress("acme", "severamail.com"), "Call", activity_status=ActivityStatus.IN_REVIEW)
    decision = decided(mail(ANNAS), settings=settings)
    assert decision.activity
    assert (decision.activity.type, decision.activity.status) == ("Call", "in_review")
    assert decision.activity.message_id == "1@acme.example"


@pytest.mark.parametrize(
    ("date", "received", "started", "warning"),
    [
        (WRITTEN, None, WRITTEN, None),
        (WRITTEN, WRITTEN - DAY, WRITTEN, None),
        (WRITTEN, WRITTEN - DAY - 1, WRITTEN - DAY - 1, Code.DATE_IMPLAUSIBLE),
        (WRITTEN, WRITTEN + 99 * DAY, WRITTEN, None),
        (None, WRITTEN, WRITTEN, Code.DATE_MISSING),
        (None, None, 1_700_000_000, Code.DATE_MISSING),
    ],
)
def test_started_at(date: int | None, received: int | None, started: int, warning: Code | None) -> None:
    decision = decided(mail(ANNAS, date=date, received=received))
    assert decision.activity
    assert decision.activity.started_at == started
    assert decision.warnings == ((warning,) if warning else ())


@pytest.mark.parametrize(("file_time", "started"), [(-5, 0), (10**12, 4_133_980_799)])
def test_a_files_nonsense_time_stays_within_what_can_be_sorted(file_time: int, started: int) -> None:
    assert started_at(mail(date=None), Origin("a", file_time))[0] == started


def test_notes_of_reading_stand_with_accepted_and_refused_mails() -> None:
    note = Reason(Code.ADDRESS_UNREADABLE, header="To", text="???")
    assert decided(mail(ANNAS, notes=(note,))).warnings == (Code.ADDRESS_UNREADABLE,)
    assert the(decided(mail(PIETS, notes=(note,))), Code.ADDRESS_UNREADABLE) == note


def test_warnings_stand_once_in_a_fixed_order() -> None:
    reasons = [Reason(Code(code)) for code in ("date_missing", "project_closed", "date_missing", "owner_is_sender")]
    assert warnings_among(reasons) == (Code.PROJECT_CLOSED, Code.DATE_MISSING)

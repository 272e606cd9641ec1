"""What does not get to Severa again and again: people are told, it is tried on, and nothing else waits for it."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from severa_desktop.core.severa import TELL_AFTER, OutboxCounts, OutboxRow, Step, StepState
from severa_desktop.services.checking import CheckingService, CheckKind
from severa_desktop.services.severa.pushing import Held
from severa_desktop.services.severa.standing import ActivityStanding, Place, SeveraStandings
from severa_desktop.services.status import StatusService
from tests.services.severa.at_severa import AtSevera, at_severa
from tests.severa.server_faults import Fault, broken, cut, refusal
from tests.severa.server_records import ProjectFile
from tests.severa_server import serving

FILE = "POST /v1/projects/{projectGuid}/files"
WHY = "Severa has a fault at the moment (status 503)."


@pytest.fixture
def at(tmp_path: Path) -> Iterator[AtSevera]:
    """An activity whose file Severa never takes."""
    with serving() as server, at_severa(server, tmp_path) as made:
        made.take_in(made.mail_with_file(1))
        server.faults.plan(broken(), FILE, times=1_000)
        yield made


def step(at: AtSevera) -> OutboxRow:
    with at.store.reading() as reader:
        (row,) = reader.outbox.of_activities([1])
    return row


def try_in_vain(at: AtSevera) -> None:
    """Send, as time goes by, until people are told."""
    for _round in range(TELL_AFTER):
        at.pushing.push()
        if step(at).attempts >= TELL_AFTER:
            return
        at.clock.pass_by(4_000)
    raise AssertionError


def to_check(at: AtSevera) -> dict[int, str]:
    service = CheckingService(at.store)
    entries = service.entries(service.keys([CheckKind.NOT_SENT]))
    assert service.count().not_sent == len(entries)
    assert service.count().total == StatusService(at.store).status().to_check
    return {entry.what.id: entry.error for entry in entries.values()}


def test_people_are_told_after_some_attempts_and_it_goes_once_it_worked(at: AtSevera) -> None:
    standings = SeveraStandings(at.store)
    at.pushing.push()
    assert 0 < step(at).attempts < TELL_AFTER
    assert (at.pushing.held(), to_check(at)) == ((), {})
    assert standings.of_activity(1) == ActivityStanding(Place.CORRECTION_WAITS, WHY)

    began = at.clock.now()
    try_in_vain(at)
    assert at.clock.now() - began > 1_000
    assert at.pushing.held() == (Held(1, "Mail 1", Step.ADD_FILE, WHY, by_severa=True, is_tried=True),)
    assert to_check(at) == {1: f"{WHY} It is still being tried."}
    assert standings.of_activity(1) == ActivityStanding(Place.STUCK, WHY)
    assert at.pushing.counts() == OutboxCounts(1, 1, 0, 0, 1)

    at.server.faults.clear()
    at.clock.pass_by(4_000)
    at.pushing.push()
    assert (at.pushing.held(), to_check(at)) == ((), {})
    assert at.pushing.counts() == OutboxCounts(1, 0, 0, 0)
    assert len(at.server.world.made_of(ProjectFile)) == 1


def test_what_comes_meanwhile_does_not_wait_for_it(at: AtSevera) -> None:
    try_in_vain(at)
    at.take_in(at.mail(2))
    at.pushing.push()
    assert [one.name for one in at.server.world.activities] == ["Mail 1", "Mail 2"]
    attempts = step(at).attempts
    at.clock.pass_by(4_000)
    at.pushing.push()
    assert step(at).attempts > attempts


@pytest.mark.parametrize("fault", [broken(), cut()])
def test_some_that_never_work_are_not_taken_for_a_severa_that_is_down(at: AtSevera, fault: Fault) -> None:
    at.take_in(*(at.mail(number) for number in range(2, 8)))
    at.server.faults.clear()
    at.server.faults.plan(fault, "POST /v1/activities", times=5)
    assert at.pushing.push().error == ""
    # Those that did not work are tried again, after all others.
    assert [one.name for one in at.server.world.activities] == [f"Mail {number}" for number in (6, 7, *range(1, 6))]


def test_a_severa_that_says_no_is_not_down(at: AtSevera) -> None:
    at.take_in(*(at.mail(number) for number in range(2, 5)))
    at.server.faults.clear()
    at.server.faults.plan(broken(), "POST /v1/activities", times=3)
    at.server.faults.plan(refusal("No.", 403), "GET /v1/activities", times=1)
    assert at.pushing.push().error == ""
    assert at.server.world.activities[0].name == "Mail 4"


def test_a_person_can_have_it_tried_at_once(at: AtSevera) -> None:
    try_in_vain(at)
    at.server.faults.clear()
    at.pushing.push()
    assert to_check(at) != {}
    at.standings.try_again([1])
    assert to_check(at) != {}
    at.pushing.push(only=[1])
    assert to_check(at) == {}
    assert len(at.server.world.made_of(ProjectFile)) == 1


def test_a_command_can_have_it_tried_at_once(at: AtSevera) -> None:
    try_in_vain(at)
    at.server.faults.clear()
    at.standings.try_again()
    at.pushing.push()
    assert at.pushing.held() == ()


def test_a_person_can_let_it_be_and_take_that_back(at: AtSevera) -> None:
    try_in_vain(at)
    left = at.standings.leave([1])
    assert (at.pushing.held(), to_check(at)) == ((), {})
    assert at.standings.of_activity(1) == ActivityStanding(Place.LEFT, WHY)
    asked = at.server.asked[FILE]
    at.clock.pass_by(4_000)
    at.pushing.push()
    assert at.server.asked[FILE] == asked
    at.standings.hold_again(left)
    assert to_check(at) != {}


def test_what_is_let_be_while_it_is_tried_stays_so(at: AtSevera) -> None:
    try_in_vain(at)
    at.server.faults.clear()
    at.server.faults.plan(replace(broken(), first=lambda: at.standings.leave([1])), FILE)
    at.clock.pass_by(4_000)
    at.pushing.push()
    assert step(at).state is StepState.LEFT
    assert to_check(at) == {}

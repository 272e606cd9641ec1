"""What is exchanged by itself, and when; both clocks are handed in."""

import pytest

from severa_desktop.core.severa import PULL_EVERY, Connection, OutboxCounts, PushMode, SeveraSettings
from severa_desktop.services.severa.events import Event, Failed, Fetch, Fetched, Send, Sent
from severa_desktop.services.severa.timetable import Timetable
from tests.severa.clocks import HandedClock

NOTHING = OutboxCounts(0, 0, 0, 0)
FETCHED = Fetched(full=False, added=0, changed=0, deactivated=0, clashes=0)


@pytest.fixture
def clock() -> HandedClock:
    return HandedClock()


@pytest.fixture
def timetable(clock: HandedClock) -> Timetable:
    return Timetable(clock.now, clock.running)


Standing = tuple[Connection, int | None]


def sending(send_at: int | None, mode: PushMode = PushMode.AUTOMATIC, pulled_at: int | None = 1) -> Standing:
    return Connection(SeveraSettings("an-id", push=mode, pulls_by_itself=False), pulled_at=pulled_at), send_at


def fetching(pulled_at: int | None) -> Standing:
    return Connection(SeveraSettings("an-id"), pulled_at=pulled_at), None


def test_without_a_connection_nothing_is_due(timetable: Timetable) -> None:
    assert timetable.due(None, 0) is None


def test_the_directory_is_fetched_at_once_and_each_hour(timetable: Timetable, clock: HandedClock) -> None:
    assert timetable.due(*fetching(None)) == Fetch()
    pulled = fetching(int(clock.now()))
    assert timetable.due(*pulled) is None
    clock.pass_by(PULL_EVERY - 2)
    assert timetable.due(*pulled) is None
    clock.pass_by(2)
    assert timetable.due(*pulled) == Fetch()


@pytest.mark.parametrize("mode", PushMode)
@pytest.mark.parametrize("pulled_at", [None, 1])
@pytest.mark.parametrize("send_at", [None, 0])
def test_activities_are_sent_where_that_is_wanted(
    timetable: Timetable, mode: PushMode, pulled_at: int | None, send_at: int | None
) -> None:
    is_wanted = mode is PushMode.AUTOMATIC and pulled_at is not None and send_at is not None
    assert timetable.due(*sending(send_at, mode, pulled_at)) == (Send() if is_wanted else None)


def test_what_waits_for_its_time_is_sent_then(timetable: Timetable, clock: HandedClock) -> None:
    standing = sending(int(clock.now()) + 300)
    assert timetable.due(*standing) is None
    clock.pass_by(301)
    assert timetable.due(*standing) == Send()


@pytest.mark.parametrize(
    ("job", "standing", "event"),
    [
        (Fetch(), fetching(None), Failed("Severa is not reached.")),
        (Send(), sending(0), Failed("Another one is at it.", is_busy=True)),
        (Send(), sending(0), Sent(3, 0, NOTHING, "Severa is not reached.")),
    ],
)
def test_what_did_not_work_waits_longer_each_time(
    timetable: Timetable, clock: HandedClock, job: Fetch | Send, standing: Standing, event: Event
) -> None:
    for pause in (60, 300, 900, 3600, 3600):
        assert timetable.due(*standing) == job
        timetable.ended(job, event)
        clock.pass_by(pause - 1)
        assert timetable.due(*standing) is None
        clock.pass_by(1)
    timetable.ended(job, event)
    timetable.forget_failures()
    assert timetable.due(*standing) == job


def test_a_failure_is_forgotten_once_it_worked(timetable: Timetable, clock: HandedClock) -> None:
    for _time in range(3):
        timetable.ended(Fetch(), Failed("Severa is not reached."))
    timetable.ended(Fetch(), FETCHED)
    assert timetable.due(*fetching(None)) == Fetch()
    timetable.ended(Fetch(), Failed("Severa is not reached."))
    clock.pass_by(60)
    assert timetable.due(*fetching(None)) == Fetch()


def test_what_comes_does_not_wait_for_what_did_not_work(timetable: Timetable, clock: HandedClock) -> None:
    some_wait = OutboxCounts(5, 2, 0, 0, 1)
    for _time in range(10):
        timetable.ended(Send(), Sent(0, 0, some_wait))
    clock.pass_by(60)
    assert timetable.due(*sending(0)) == Send()
    timetable.ended(Send(), Sent(1, 0, some_wait))
    assert timetable.due(*sending(0)) == Send()


def test_sending_does_not_wait_for_fetching(timetable: Timetable) -> None:
    timetable.ended(Fetch(), Failed("Severa is not reached."))
    assert timetable.due(*sending(0)) == Send()

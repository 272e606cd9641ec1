"""What is sent again and when, and what is not: no real time passes here."""

import threading
import time
from collections.abc import Callable, Iterator
from email.utils import formatdate
from pathlib import Path

import pytest

from severa_desktop.severa.client import Severa
from severa_desktop.severa.clock import SystemClock
from severa_desktop.severa.errors import (
    RefusedError,
    ScopeError,
    SeveraError,
    StoppedError,
    UnansweredError,
    UnreachableError,
)
from severa_desktop.severa.forms import FieldChange, ParticipantKind
from tests.severa.clocks import HandedClock
from tests.severa.scripted import Reply, Scripted, refused, scripted, told
from tests.severa.talking import FORM, talking

MADE = told({"guid": "made-1"}, 201)
LOST = Reply(is_lost=True)
BUSY = told({}, 429)

Act = Callable[[Severa], object]


def read(severa: Severa) -> object:
    return list(severa.customers())


def change(severa: Severa) -> None:
    severa.change_activity("a", (FieldChange("/name", "new"),))


def remove(severa: Severa) -> None:
    severa.remove_participant("a", "b")


def create(severa: Severa) -> object:
    return severa.create_activity(FORM)


def add(severa: Severa) -> object:
    return severa.add_participant("a", "b", ParticipantKind.USER)


def file(severa: Severa) -> object:
    return severa.add_file("p", "roof.pdf", "", b"content")


REPEATABLE = pytest.mark.parametrize("act", [read, change, remove], ids=["read", "change", "remove"])
ONCE = pytest.mark.parametrize("act", [create, add, file], ids=["create", "add", "file"])
ANY = pytest.mark.parametrize(
    "act", [read, change, remove, create, add], ids=["read", "change", "remove", "make", "add"]
)


class Trial:
    """A server, a clock and what came of asking."""

    def __init__(self, server: Scripted, folder: Path) -> None:
        self.server = server
        self.clock = HandedClock()
        self._folder = folder

    def run(self, act: Act, *replies: Reply) -> object:
        self.server.replies.extend(replies)
        with talking(self.server.url, self._folder, self.clock) as severa:
            return act(severa)


@pytest.fixture
def trial(tmp_path: Path) -> Iterator[Trial]:
    with scripted() as server:
        yield Trial(server, tmp_path)


@ANY
def test_what_is_refused_for_being_too_much_is_sent_again(trial: Trial, act: Act) -> None:
    trial.run(act, BUSY, BUSY, MADE if act in (create, add) else told([]))
    assert len(trial.server.asked()) == 3


@pytest.mark.parametrize("status", [429, 503])
def test_a_pause_that_is_asked_for_in_seconds_is_kept(trial: Trial, status: int) -> None:
    trial.run(read, told({}, status, Retry_After="7"))
    assert trial.clock.pauses == [pytest.approx(7, abs=0.01)]


def test_a_pause_that_is_asked_for_by_date_is_kept_by_the_clock_of_the_server(trial: Trial) -> None:
    far_off = 1_600_000_000.0
    there = {"Date": formatdate(far_off, usegmt=True), "Retry-After": formatdate(far_off + 9, usegmt=True)}
    trial.server.dates = False
    trial.run(read, Reply(429, b"", there))
    assert trial.clock.pauses == [pytest.approx(9, abs=0.01)]


def test_a_date_without_the_time_there_is_compared_with_the_time_here(trial: Trial) -> None:
    trial.server.dates = False
    trial.run(read, Reply(429, b"", {"Retry-After": formatdate(trial.clock.now() + 20, usegmt=True)}))
    assert trial.clock.pauses == [pytest.approx(20, abs=1.5)]


@pytest.mark.parametrize("asked", ["soon", "-5", "", "1e9", "Mon, 99 Foo 2026 00:00:00 GMT"])
def test_a_pause_that_nobody_understands_is_one_of_our_own(trial: Trial, asked: str) -> None:
    trial.run(read, told({}, 429, Retry_After=asked))
    assert len(trial.clock.pauses) == 1
    assert 0.5 <= trial.clock.pauses[0] <= 1


def test_pauses_grow(trial: Trial) -> None:
    with pytest.raises(UnreachableError, match="too much to do"):
        trial.run(read, *[BUSY] * 6)
    assert len(trial.server.asked()) == 6
    lowest = [0.5, 1, 2, 4, 8]
    for pause, least in zip(trial.clock.pauses, lowest, strict=False):
        assert least - 0.01 <= pause <= 2 * least + 0.01


def test_a_long_pause_is_left_for_later(trial: Trial) -> None:
    with pytest.raises(UnreachableError, match="a pause of 30 minutes"):
        trial.run(read, told({}, 429, Retry_After="1800"))
    with pytest.raises(UnreachableError, match="a pause of 30 minutes"):
        trial.run(read)
    assert len(trial.server.asked()) == 1
    trial.clock.pass_by(1801)
    trial.run(read)
    assert len(trial.server.asked()) == 2


@REPEATABLE
def test_after_a_fault_there_what_can_be_repeated_is_repeated(trial: Trial, act: Act) -> None:
    trial.run(act, told({}, 500), told({}, 502), Reply(503, b"<html>busy</html>"), told([]))
    assert len(trial.server.asked()) == 4
    assert len(trial.clock.pauses) == 3


def test_patience_has_an_end(trial: Trial) -> None:
    with pytest.raises(UnreachableError, match="fault at the moment"):
        trial.run(read, *[told({}, 500)] * 9)
    assert len(trial.server.asked()) == 6
    assert sum(trial.clock.pauses) < 60


@ONCE
@pytest.mark.parametrize("reply", [LOST, told({}, 500), told({}, 504)], ids=["lost", "500", "504"])
def test_what_makes_something_is_not_sent_twice(trial: Trial, act: Act, reply: Reply) -> None:
    with pytest.raises(UnansweredError):
        trial.run(act, reply)
    assert len(trial.server.asked()) == 1
    assert trial.clock.pauses == []


@ONCE
def test_a_pause_is_kept_by_all_that_comes_after_what_is_not_sent_twice(trial: Trial, act: Act) -> None:
    with pytest.raises(UnansweredError):
        trial.run(act, told({}, 503, Retry_After="7"))
    assert trial.clock.pauses == []
    trial.run(read)
    assert trial.clock.pauses == [pytest.approx(7, abs=0.01)]


@ANY
@pytest.mark.parametrize("reply", [Reply(413, b"<html>Request Entity Too Large</html>"), Reply(413, b"")])
def test_what_is_too_large_is_refused_whoever_says_so(trial: Trial, act: Act, reply: Reply) -> None:
    with pytest.raises(RefusedError, match="as large as this"):
        trial.run(act, reply)
    assert len(trial.server.asked()) == 1


@ONCE
@pytest.mark.parametrize("body", [b"", b"<html>", b"{}", b"[]", b"null", b'{"guid": ""}'])
def test_an_answer_that_does_not_say_what_was_made_leaves_it_open(trial: Trial, act: Act, body: bytes) -> None:
    with pytest.raises(UnansweredError, match="not Severa’s API"):
        trial.run(act, Reply(201, body))
    assert len(trial.server.asked()) == 1


@REPEATABLE
def test_a_lost_answer_is_asked_for_again(trial: Trial, act: Act) -> None:
    trial.run(act, LOST, LOST, told([]))
    assert len(trial.server.asked()) == 3


@ANY
def test_where_nobody_answers_everything_can_be_tried_later(tmp_path: Path, act: Act) -> None:
    with scripted() as server:
        url = server.url
    clock = HandedClock()
    with talking(url, tmp_path, clock) as severa, pytest.raises(UnreachableError, match="does not take connections"):
        act(severa)
    assert len(clock.pauses) == 5


@ONCE
def test_what_could_not_be_sent_is_sent_later(trial: Trial, act: Act) -> None:
    # The connection that is kept open is found to be closed, and nothing was sent by it.
    trial.server.replies.append(told([], Connection="close"))
    with talking(trial.server.url, trial._folder, trial.clock) as severa:
        read(severa)
        trial.server.replies.append(told([{"guid": "made-1"}], 201) if act is file else MADE)
        assert act(severa) == "made-1"
    assert len(trial.server.asked()) == 2


@ANY
@pytest.mark.parametrize("status", [400, 402, 409, 422])
def test_a_refusal_is_not_sent_again_and_says_why(trial: Trial, act: Act, status: int) -> None:
    with pytest.raises(RefusedError) as caught:
        trial.run(act, refused(status, "The project is\n closed.\x1b[2J"))
    assert caught.value.status == status
    assert caught.value.reason == str(caught.value) == "The project is closed.\N{REPLACEMENT CHARACTER}[2J"
    assert not caught.value.is_missing
    assert len(trial.server.asked()) == 1


def test_a_refusal_without_words_says_at_least_that(trial: Trial) -> None:
    with pytest.raises(RefusedError, match="gave no reason"):
        trial.run(create, Reply(400, b""))


def test_a_long_reason_is_cut(trial: Trial) -> None:
    with pytest.raises(RefusedError) as caught:
        trial.run(create, refused(400, "why " * 10_000))
    assert len(caught.value.reason) < 400


def test_what_is_not_there_is_missing(trial: Trial) -> None:
    with pytest.raises(RefusedError) as caught:
        trial.run(change, Reply(404, b""))
    assert caught.value.is_missing
    trial.run(remove, Reply(404, b""))


@pytest.mark.parametrize(
    ("act", "scope"), [(read, "customers:read"), (create, "activities:write"), (remove, "activities:delete")]
)
@pytest.mark.parametrize("reply", [Reply(403, b""), refused(403, "No.", "InsufficientApiScope"), told({}, 403)])
def test_a_scope_that_lacks_is_named(trial: Trial, act: Act, scope: str, reply: Reply) -> None:
    with pytest.raises(ScopeError, match=f"the scope {scope}") as caught:
        trial.run(act, reply)
    assert caught.value.scope == scope


def test_not_all_that_is_forbidden_is_a_scope(trial: Trial) -> None:
    with pytest.raises(RefusedError, match="The trial has expired"):
        trial.run(read, refused(403, "The trial has expired.", "TrialExpired"))


@ANY
@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_nobody_is_sent_elsewhere(trial: Trial, act: Act, status: int) -> None:
    with scripted() as elsewhere:
        with pytest.raises(UnreachableError, match="not Severa’s API"):
            trial.run(act, Reply(status, b"", {"Location": f"{elsewhere.url}/v1/customers"}))
        assert elsewhere.heard == []
    assert len(trial.server.asked()) == 1


@pytest.mark.parametrize(
    "reply",
    [
        Reply(200, b"<html>Log in to the hotel's network</html>", {"Content-Type": "text/html"}),
        Reply(403, b"<html>blocked by the proxy</html>"),
        Reply(404, b"<!DOCTYPE html>"),
        Reply(400, b"\xff\xfe"),
        Reply(200, b'[{"guid": 5}]'),
        Reply(200, b'{"guid": "a"}'),
        Reply(200, b'[{"guid": "a", "name"'),
        Reply(200, b"[" * 100_000),
        Reply(200, b""),
    ],
    ids=["hotel", "proxy", "page", "bytes", "number", "object", "cut", "deep", "empty"],
)
def test_what_is_no_answer_of_severa_is_taken_for_none(trial: Trial, reply: Reply) -> None:
    with pytest.raises(UnreachableError, match="not Severa’s API"):
        trial.run(read, reply)


def test_fields_that_nobody_knows_do_not_matter(trial: Trial) -> None:
    rows = [{"guid": "c1", "name": "Dak & Zn", "isActive": True, "loyalty": {"tier": [1, None]}, "number": "12"}]
    found = trial.run(read, told(rows))
    assert [(one.guid, one.name, one.active) for one in found] == [("c1", "Dak & Zn", True)]  # type: ignore[attr-defined]


class CancelledClock(SystemClock):
    """The computer's own, and somebody cancels a moment after a long pause has begun."""

    def wait(self, seconds: float, stop: threading.Event) -> None:
        if seconds > 50:
            threading.Timer(0.1, stop.set).start()
        super().wait(seconds, stop)


def test_cancelling_ends_each_pause(tmp_path: Path) -> None:
    stop = threading.Event()
    with scripted() as server, talking(server.url, tmp_path, CancelledClock(), stop) as severa:
        server.replies.append(told({}, 429, Retry_After="100"))
        began = time.monotonic()
        with pytest.raises(StoppedError):
            read(severa)
        assert time.monotonic() - began < 60
        with pytest.raises(SeveraError, match="Cancelled"):
            create(severa)
    assert len(server.asked()) == 1

"""Logging in, and staying so."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from severa_desktop.severa.errors import (
    AddressError,
    CredentialsError,
    ScopeError,
    UnansweredError,
    UnreachableError,
)
from severa_desktop.severa.forms import PULL_SCOPES, SCOPES
from tests.e2e.waiting import until
from tests.severa.clocks import HandedClock
from tests.severa.scripted import Reply, Scripted, refused, scripted, told
from tests.severa.talking import CLIENT, FORM, SECRET, talking

REFUSED = refused(401, "", "AuthenticationRequired")


@pytest.fixture
def server() -> Iterator[Scripted]:
    with scripted() as one:
        yield one


def carried(server: Scripted) -> list[str]:
    """Return the tokens that requests carried."""
    return [one.headers["Authorization"].removeprefix("Bearer ") for one in server.asked()]


def test_one_token_serves_many_requests(server: Scripted, tmp_path: Path) -> None:
    with talking(server.url, tmp_path, HandedClock()) as severa:
        for _time in range(3):
            list(severa.customers())
    (asked,) = server.asked(tokens=True)
    assert asked.path == "/api/v1/token"
    assert json.loads(asked.body) == {
        "client_id": CLIENT,
        "client_secret": SECRET,
        "scope": ",".join(scope.name for scope in SCOPES),
    }
    assert "Authorization" not in asked.headers
    assert carried(server) == ["access-1-Dahlem"] * 3
    assert {one.headers["Client_Id"] for one in server.heard} == {CLIENT}


def test_many_threads_fetch_one_token(server: Scripted, tmp_path: Path) -> None:
    with talking(server.url, tmp_path, HandedClock()) as severa:
        threads = [threading.Thread(target=lambda: list(severa.customers())) for _one in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
    assert len(server.asked()) == 8
    assert len(server.asked(tokens=True)) == 1


def test_a_token_is_renewed_a_minute_before_it_ends(server: Scripted, tmp_path: Path) -> None:
    clock = HandedClock()
    with talking(server.url, tmp_path, clock) as severa:
        list(severa.customers())
        clock.pass_by(3600 - 75)
        list(severa.customers())
        assert len(server.asked(tokens=True)) == 1
        clock.pass_by(20)
        list(severa.customers())
    _first, renewed = server.asked(tokens=True)
    assert renewed.path == "/api/v1/refreshtoken"
    assert json.loads(renewed.body) == "refresh-1-Dahlem"
    assert carried(server) == ["access-1-Dahlem", "access-1-Dahlem", "access-2-Dahlem"]


def test_a_token_that_holds_for_less_than_that_is_used_all_the_same(server: Scripted, tmp_path: Path) -> None:
    server.lasts = 30
    clock = HandedClock()
    with talking(server.url, tmp_path, clock) as severa:
        list(severa.customers())
        clock.pass_by(10)
        list(severa.customers())
    assert len(server.asked(tokens=True)) == 1


@pytest.mark.parametrize("reply", [refused(400, "unknown"), REFUSED, Reply(200, b"<html>"), told({}, 200)])
def test_where_renewing_is_refused_another_token_is_fetched(server: Scripted, tmp_path: Path, reply: Reply) -> None:
    clock = HandedClock()
    with talking(server.url, tmp_path, clock) as severa:
        list(severa.customers())
        clock.pass_by(3590)
        server.tokens.append(reply)
        list(severa.customers())
    assert [one.path for one in server.asked(tokens=True)] == ["/api/v1/token", "/api/v1/refreshtoken", "/api/v1/token"]
    assert carried(server)[-1] == "access-3-Dahlem"


def test_a_refresh_token_that_ended_too_is_not_even_tried(server: Scripted, tmp_path: Path) -> None:
    clock = HandedClock()
    with talking(server.url, tmp_path, clock) as severa:
        list(severa.customers())
        clock.pass_by(36_000)
        list(severa.customers())
    assert [one.path for one in server.asked(tokens=True)] == ["/api/v1/token", "/api/v1/token"]


def test_a_token_that_ends_early_is_fetched_anew_once(server: Scripted, tmp_path: Path) -> None:
    with talking(server.url, tmp_path, HandedClock()) as severa:
        list(severa.customers())
        server.replies.extend([REFUSED, told({"guid": "made-1"}, 201)])
        # Nothing was made yet, so that this is no second time.
        assert severa.create_activity(FORM) == "made-1"
    assert carried(server) == ["access-1-Dahlem", "access-1-Dahlem", "access-2-Dahlem"]


def test_who_is_not_let_in_with_a_new_token_either_is_not_let_in(server: Scripted, tmp_path: Path) -> None:
    with talking(server.url, tmp_path, HandedClock()) as severa:
        server.replies.extend([REFUSED, REFUSED])
        with pytest.raises(CredentialsError, match="not ask anything"):
            list(severa.customers())
    assert len(server.asked()) == 2


def test_many_threads_with_a_token_that_ended_fetch_one(server: Scripted, tmp_path: Path) -> None:
    with talking(server.url, tmp_path, HandedClock()) as severa:
        list(severa.customers())
        gate = threading.Event()
        server.replies.extend([Reply(401, b"", after=gate)] * 4)
        threads = [threading.Thread(target=lambda: list(severa.customers())) for _one in range(4)]
        for thread in threads:
            thread.start()
        # Whoever hears it first is let in again: by then all must have asked with the token that ended.
        until(lambda: len(server.asked()) == 5, "all have asked")
        gate.set()
        for thread in threads:
            thread.join(60)
    assert len(server.asked(tokens=True)) == 2


@pytest.mark.parametrize("reply", [REFUSED, Reply(401, b""), refused(400, "Invalid client."), Reply(403, b"")])
def test_a_wrong_secret_is_said_to_be_one(server: Scripted, tmp_path: Path, reply: Reply) -> None:
    server.tokens.append(reply)
    with (
        talking(server.url, tmp_path, HandedClock()) as severa,
        pytest.raises(CredentialsError, match="does not accept the client id or the secret") as caught,
    ):
        severa.test()
    assert SECRET not in str(caught.value)
    assert ("Invalid client." in str(caught.value)) == (reply.status == 400)
    assert len(server.heard) == 1


@pytest.mark.parametrize("client", ["", "with blank", "größe", "two\nlines", "x\r\nX-Odd: 1"])
def test_what_is_no_client_id_is_not_sent(server: Scripted, tmp_path: Path, client: str) -> None:
    with (
        talking(server.url, tmp_path, HandedClock(), client=client) as severa,
        pytest.raises(CredentialsError, match="no client id"),
    ):
        severa.test()
    assert server.heard == []


def test_what_is_no_token_is_not_sent_either(server: Scripted, tmp_path: Path) -> None:
    server.tokens.append(told({"access_token": "x\r\nX-Odd: 1"}))
    with talking(server.url, tmp_path, HandedClock()) as severa, pytest.raises(UnreachableError):
        severa.test()
    assert server.asked() == []


def test_whoever_tries_the_connection_need_not_wait_long(server: Scripted, tmp_path: Path) -> None:
    server.tokens.extend([told({}, 500)] * 9)
    clock = HandedClock()
    with talking(server.url, tmp_path, clock) as severa:
        with pytest.raises(UnreachableError):
            severa.test()
        assert len(server.heard) == 2
        assert sum(clock.pauses) <= 1
        # Whatever else is asked for has more patience.
        with pytest.raises(UnreachableError):
            list(severa.customers())
        assert len(server.heard) == 8


def wishes(server: Scripted) -> list[str]:
    """Return the scopes that were asked for."""
    return [json.loads(one.body)["scope"] for one in server.asked(tokens=True)]


def test_scopes_that_the_credentials_lack_are_left_out(server: Scripted, tmp_path: Path) -> None:
    server.tokens.append(refused(400, "Scope files:write is not allowed."))
    server.tokens.append(refused(403, "files:read, activities:delete", "InsufficientApiScope"))
    with talking(server.url, tmp_path, HandedClock()) as severa:
        list(severa.customers())
        server.replies.append(refused(401, ""))
        list(severa.customers())
    every = [scope.name for scope in SCOPES]
    fewer = [name for name in every if name not in ("files:write", "files:read", "activities:delete")]
    # What turned out not to be allowed is not asked for again.
    assert wishes(server) == [",".join(every), ",".join(every[:-1]), ",".join(fewer), ",".join(fewer)]


def test_where_it_is_not_said_which_ones_lack_what_fetching_needs_is_asked_for(
    server: Scripted, tmp_path: Path
) -> None:
    server.tokens.append(refused(400, "invalid_scope"))
    with talking(server.url, tmp_path, HandedClock()) as severa:
        list(severa.customers())
    assert wishes(server)[1] == ",".join(PULL_SCOPES)


@pytest.mark.parametrize("said", ["invalid_scope", f"No such scope: {', '.join(PULL_SCOPES)}"])
def test_where_even_that_is_not_allowed_it_is_the_scopes_that_lack(server: Scripted, tmp_path: Path, said: str) -> None:
    server.tokens.extend([refused(400, "invalid_scope"), refused(400, said)])
    with talking(server.url, tmp_path, HandedClock()) as severa, pytest.raises(ScopeError, match="users:read"):
        severa.test()
    assert len(server.heard) == 2


@pytest.mark.parametrize(
    ("reply", "kind", "words"),
    [
        (Reply(404, b""), AddressError, "no API of Severa at this address"),
        (Reply(404, b"<html>"), AddressError, "no API of Severa at this address"),
        (Reply(200, b"<html>log in"), UnreachableError, "not Severa’s API"),
        (told({"access_token": ""}), UnreachableError, "not Severa’s API"),
        (Reply(400, b"<html>bad"), UnreachableError, "not Severa’s API"),
        (Reply(302, b""), UnreachableError, "not Severa’s API"),
        (Reply(308, b"{}"), UnreachableError, "not Severa’s API"),
    ],
)
def test_what_is_not_severa_is_not_the_credentials_fault(
    server: Scripted, tmp_path: Path, reply: Reply, kind: type[Exception], words: str
) -> None:
    server.tokens.append(reply)
    with talking(server.url, tmp_path, HandedClock()) as severa, pytest.raises(kind, match=words):
        severa.test()


def test_logging_in_is_patient_too(server: Scripted, tmp_path: Path) -> None:
    clock = HandedClock()
    server.tokens.extend([Reply(is_lost=True), told({}, 429, Retry_After="3"), told({}, 500)])
    with talking(server.url, tmp_path, clock) as severa:
        assert severa.create_activity is not None
        list(severa.customers())
    assert len(server.asked(tokens=True)) == 4
    assert len(clock.pauses) == 3


def test_where_logging_in_fails_nothing_was_made(server: Scripted, tmp_path: Path) -> None:
    server.tokens.extend([told({}, 500)] * 6)
    with talking(server.url, tmp_path, HandedClock()) as severa:
        with pytest.raises(UnreachableError):
            severa.create_activity(FORM)
        server.replies.append(Reply(is_lost=True))
        with pytest.raises(UnansweredError):
            severa.create_activity(FORM)


def test_trying_reads_a_row_of_each_list(server: Scripted, tmp_path: Path) -> None:
    with talking(server.url, tmp_path, HandedClock()) as severa:
        answer = severa.test()
    assert answer.missing == ()
    assert answer.can_pull
    assert answer.can_push
    assert sorted((one.path, one.query) for one in server.asked()) == [
        (f"/api/v1/{name}", "rowCount=1")
        for name in ("activities", "activitytypes", "contactpersons", "customers", "projects", "users")
    ]


def test_trying_tells_what_is_not_allowed(server: Scripted, tmp_path: Path) -> None:
    server.replies.extend([told([]), refused(403, "no", "InsufficientApiScope"), *[told([])] * 4])
    with talking(server.url, tmp_path, HandedClock()) as severa:
        answer = severa.test()
    assert [scope.name for scope in answer.missing] == ["users:read"]
    assert not answer.can_pull
    assert not answer.can_push


@pytest.mark.parametrize("join", [",", " ", ", "])
def test_trying_believes_what_the_token_was_given(server: Scripted, tmp_path: Path, join: str) -> None:
    given = [scope.name for scope in SCOPES if scope.name not in ("files:read", "files:write", "users:read")]
    server.tokens.append(told({"access_token": "x", "scope": join.join(given)}))
    with talking(server.url, tmp_path, HandedClock()) as severa:
        answer = severa.test()
    # Users were read all the same.
    assert [scope.name for scope in answer.missing] == ["files:read", "files:write"]
    assert answer.can_pull
    assert not answer.can_push


def test_trying_is_no_success_where_something_else_is_wrong(server: Scripted, tmp_path: Path) -> None:
    server.replies.extend([told([]), Reply(200, b"<html>")])
    with talking(server.url, tmp_path, HandedClock()) as severa, pytest.raises(UnreachableError):
        severa.test()


def test_the_names_of_scopes_stand_once_and_fetching_needs_the_first() -> None:
    names = [scope.name for scope in SCOPES]
    assert len(set(names)) == len(names)
    assert set(PULL_SCOPES) == {"users:read", "customers:read", "projects:read", "settings:read"}
    assert str(ScopeError(names[0])).count(names[0]) == 1

"""A wrong password is tried once, whoever is started how often, until a person acts; the server's own log counts."""

from pathlib import Path

import pytest

from severa_desktop.bootstrap import Application, open_application
from severa_desktop.core.source_settings import Condition
from severa_desktop.paths import Folders
from severa_desktop.services.errors import UserError
from severa_desktop.services.processing.clock import SystemClock
from severa_desktop.services.processing.service import Listener, ProcessingService, Stop
from severa_desktop.services.sources import NewSource
from severa_desktop.sources.intake import NoPasswordError
from tests.cli.program import Program, mail
from tests.sources.imap.dovecot import PASSWORD, Dovecot, wait_until

VARIABLE = "SEVERA_DESKTOP_PASSWORD_1"


class _NoneError(UserError, NoPasswordError):
    pass


@pytest.fixture
def program(tmp_path: Path, dovecot: Dovecot, user: str) -> Program:
    program = Program(tmp_path)
    program.set_up()
    dovecot.deliver(user, mail(1, Cc="acme@severamail.com"))
    application = _open(program)
    application.sources.add(NewSource(dovecot.settings(user)))
    application.close()
    return program


def tries(dovecot: Dovecot, user: str) -> int:
    """Return how many passwords the server refused to a user."""
    lines = dovecot.log.read_text(encoding="utf-8").splitlines()
    return sum(f"user=<{user}>" in line and "auth failed" in line for line in lines)


def test_a_refused_password_is_not_tried_again_by_the_next_process(
    program: Program, dovecot: Dovecot, user: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, "wrong")
    first = program.run("process", "--once")
    assert (first.code, "refused user and password" in first.err) == (1, True)
    wait_until("the server logs it", lambda: tries(dovecot, user) == 1)
    for _start in range(3):
        again = program.run("process", "--once")
        assert again.code == 1
        assert "not tried again until you give another password" in again.err
    assert tries(dovecot, user) == 1

    # The person saw to it, and says so.
    monkeypatch.setenv(VARIABLE, PASSWORD)
    assert program.run("process", "--once").code == 1
    program.well("source", "test", "1")
    assert program.well("process", "--once", "--json").rows[0]["outcome"] == "activity"


def test_a_password_that_is_given_lets_a_running_process_begin_again(
    program: Program, dovecot: Dovecot, user: str
) -> None:
    passwords = {"now": "wrong"}
    stops: list[Stop] = []
    application = _open(program)
    service = ProcessingService(
        application._store,
        SystemClock(),
        lambda _source: passwords["now"],
        Listener(stopped=lambda _source, why, _sentence: stops.append(why)),
    )
    try:
        service.start()
        wait_until("it stops", lambda: stops == [Stop.REFUSED])
        service.start()
        passwords["now"] = PASSWORD
        application.sources.try_again(1)
        wait_until("it begins again", lambda: service.start() and _taken(application) == 1)
    finally:
        service.close()
        application.close()
    assert stops == [Stop.REFUSED]
    wait_until("the server logs it", lambda: tries(dovecot, user) == 1)


def test_without_a_password_no_server_is_asked_and_the_next_process_tries(
    program: Program, dovecot: Dovecot, user: str
) -> None:
    def none(_source: object) -> str:
        raise _NoneError("There is none.")

    application = _open(program)
    for _start in range(2):
        stops: list[tuple[Stop, str]] = []
        listener = Listener(stopped=lambda _source, why, sentence: stops.append((why, sentence)))  # noqa: B023
        service = ProcessingService(application._store, SystemClock(), none, listener)
        service.start(once=True)
        service.wait()
        service.close()
        assert stops == [(Stop.NO_PASSWORD, "There is none.")]
    assert application.sources.source(1).state.condition is Condition.STOPPED
    application.close()
    assert tries(dovecot, user) == 0


def _open(program: Program) -> Application:
    return open_application(Folders(program.data, program.data / "logs"))


def _taken(application: Application) -> int:
    return application.sources.source(1).state.taken

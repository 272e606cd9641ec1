"""Faults that a person or a server mends: once that is done, each mail is an activity, and none twice."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from severa_desktop.core.source_settings import AfterMail, Condition, Security
from tests.services.company import message
from tests.sources.imap.authority import Authority
from tests.sources.imap.books import Hands
from tests.sources.imap.conftest import MakeDovecot
from tests.sources.imap.desk import Desk
from tests.sources.imap.dovecot import Dovecot, wait_until
from tests.sources.imap.proxy import Proxy


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    opened = Desk(tmp_path / "store.sqlite")
    yield opened
    opened.close()


def addressed(number: int | str) -> bytes:
    return message(number, Bcc="acme@severamail.com")


@pytest.mark.parametrize("side", ["before it is heard", "before it is answered"])
@pytest.mark.parametrize("after", list(AfterMail))
def test_a_connection_cut_at_every_command_in_turn(
    dovecot: Dovecot, user: str, desk: Desk, side: str, after: AfterMail
) -> None:
    expected, said = 0, b""
    with Proxy(dovecot.plain_port) as proxy:
        for command in range(1, 100):
            own = f"{user}-{command}"
            dovecot.deliver(own, *(addressed(f"{own}.{number}") for number in range(3)), message(f"{own}.private"))
            expected += 3
            heard: list[bytes] = []

            def breaks(words: bytes, heard: list[bytes] = heard, command: int = command) -> bool:
                heard.append(words)
                return len(heard) == command

            proxy.breaks_at, proxy.hears_before_it_breaks = breaks, side == "before it is answered"
            source = desk.add(dovecot.settings(own, after=after, security=Security.NONE, port=proxy.port))
            desk.run(source)
            said += b"".join(heard[command - 1 : command])
            proxy.breaks_at = lambda _said: False
            assert desk.run(source), desk.states[-1]
            assert desk.activities() == expected
            assert len(dovecot.mails(own, "Severa/Imported")) == (3 if after is AfterMail.MOVE else 0)
            if len(heard) < command:
                break
        else:
            pytest.fail("the connection was always cut")
    wanted = {b"AUTHENTICATE", b"UID FETCH", b"UID SEARCH", b"EXAMINE" if after is AfterMail.LEAVE else b"SELECT"}
    wanted |= {AfterMail.MOVE: {b"UID MOVE", b"CREATE"}, AfterMail.FLAG: {b"UID STORE"}}.get(after, set())
    assert all(one in said for one in wanted), said


@pytest.mark.parametrize("fault", ["expired", "another name", "nobody's"])
def test_a_certificate_that_is_not_trusted_costs_no_mail(
    make_dovecot: MakeDovecot, authority: Authority, desk: Desk, tmp_path: Path, fault: str
) -> None:
    issuer = Authority(tmp_path / "nobody") if fault == "nobody's" else authority
    name = "DNS:imap.far.example" if fault == "another name" else "DNS:localhost"
    server = make_dovecot(its_certificate=issuer.issue(name, expired=fault == "expired"))
    server.deliver("anna", *(addressed(number) for number in range(5)))
    source = desk.add(server.settings("anna"))
    assert not desk.run(source)
    assert desk.activities() == 0
    assert desk.states[-1].condition is Condition.RETRYING
    assert "<anna>" not in server.log.read_text()
    server.kill()
    server.take(authority.issue("DNS:localhost"))
    server.start()
    assert desk.run(source)
    assert desk.run(source)
    assert desk.activities() == len(desk.results) == 5


def test_a_wrong_password_is_tried_once_and_the_right_one_brings_each_mail_once(
    make_dovecot: MakeDovecot, desk: Desk
) -> None:
    server = make_dovecot()
    server.deliver("anna", *(addressed(number) for number in range(5)))
    source = desk.add(server.settings("anna"))
    clock = Hands()
    assert not desk.run(source, clock, password="wrong")
    assert clock.pauses == []
    assert desk.states[-1].condition is Condition.STOPPED
    assert desk.activities() == 0
    assert desk.run(source)
    assert desk.activities() == len(desk.results) == 5
    wait_until("it is in the log", lambda: "auth failed" in server.log.read_text())
    assert server.log.read_text().count("auth failed") == server.log.read_text().count("auth failed, 1 attempts") == 1


def test_another_uidvalidity_brings_no_mail_twice(dovecot: Dovecot, user: str, desk: Desk) -> None:
    dovecot.deliver(user, *(addressed(number) for number in range(5)))
    source = desk.add(dovecot.settings(user))
    assert desk.run(source)
    (dovecot.maildir(user) / "dovecot-uidlist").unlink()
    for left in dovecot.maildir(user).glob("dovecot.index*"):
        left.unlink()
    dovecot.deliver(user, addressed("new"))
    assert desk.run(source)
    assert desk.activities() == 6
    assert [result.outcome.value for result in desk.results].count("activity") == 6


def test_five_thousand_mails_that_wait_are_all_taken_once(dovecot: Dovecot, user: str, desk: Desk) -> None:
    dovecot.deliver(user, *(addressed(number) for number in range(5000)))
    dovecot.deliver(user, message("private"))
    source = desk.add(dovecot.settings(user))
    assert desk.run(source)
    assert desk.run(source)
    assert desk.activities() == len(desk.results) == 5000


def test_where_move_is_not_offered_each_mail_is_taken_once(make_dovecot: MakeDovecot, desk: Desk) -> None:
    server = make_dovecot("imap_capability = IMAP4rev1 LITERAL+ NAMESPACE IDLE\n")
    server.deliver("anna", *(addressed(number) for number in range(5)))
    settings = server.settings("anna", after=AfterMail.MOVE)
    for source in (desk.add(settings), desk.add(replace(settings, user="anna"))):
        # The second one remembers nothing of what the first one did.
        assert desk.run(source)
        assert desk.run(source)
    assert desk.activities() == len(server.mails("anna", "Severa/Imported")) == len(server.mails("anna")) == 5


def test_a_folder_that_is_missing_is_read_once_it_is_made(dovecot: Dovecot, user: str, desk: Desk) -> None:
    dovecot.deliver(user, *(addressed(number) for number in range(3)))
    source = desk.add(dovecot.settings(user, folders=("Later", "INBOX")))
    assert not desk.run(source)
    assert desk.states[-1].error.startswith("The folder Later cannot be opened. Make it in the mailbox")
    assert desk.activities() == 3
    dovecot.deliver(user, *(addressed(f"later {number}") for number in range(3)), folder="Later")
    assert desk.run(source)
    assert desk.activities() == len(desk.results) == 6

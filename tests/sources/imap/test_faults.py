"""Mails in, activities out: none lost and none twice, whatever breaks."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from severa_desktop.core.model import Outcome
from severa_desktop.core.source_settings import AfterMail, Condition, Security
from severa_desktop.sources.intake import NotNowError, Taken
from severa_desktop.sources.items import MailBytes, NotRead
from tests.services.company import message
from tests.sources.imap.books import Books, Hands, Running, mail, once
from tests.sources.imap.conftest import MakeDovecot
from tests.sources.imap.desk import Desk
from tests.sources.imap.dovecot import Dovecot, wait_until
from tests.sources.imap.proxy import Proxy

MAILS = 8


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    opened = Desk(tmp_path / "store.sqlite")
    yield opened
    opened.close()


def addressed(number: int | str, body: str = "Hello\n") -> bytes:
    return message(number, body, Bcc="acme@severamail.com")


@pytest.mark.parametrize("side", ["from_server", "from_client"])
@pytest.mark.parametrize("after", [AfterMail.LEAVE, AfterMail.MOVE])
def test_a_connection_cut_anywhere_loses_nothing_and_doubles_nothing(
    dovecot: Dovecot, user: str, desk: Desk, side: str, after: AfterMail
) -> None:
    expected = 0
    limit, step = 1, 211 if side == "from_server" else 17
    with Proxy(dovecot.plain_port) as proxy:
        for number in range(1000):
            own = f"{user}-{number}"
            mails = [addressed(f"{own}.{one}", "Hello\n" * 20) for one in range(MAILS)]
            dovecot.deliver(own, *mails, message(f"{own}.private"))
            expected += MAILS
            source = desk.add(dovecot.settings(own, after=after, security=Security.NONE, port=proxy.port))
            setattr(proxy, side, limit)
            proxy.connections = 0
            was_cut = not desk.run(source) or proxy.connections > 1
            assert desk.run(source), desk.states[-1]
            assert desk.activities() == expected
            assert len(dovecot.mails(own, "Severa/Imported")) == (MAILS if after is AfterMail.MOVE else 0)
            if not was_cut:
                assert number > 10
                break
            limit += step
        else:
            pytest.fail("the connection was always cut")


def test_a_cut_encrypted_connection_is_one_like_any_other(dovecot: Dovecot, user: str, desk: Desk) -> None:
    dovecot.deliver(user, *(addressed(number) for number in range(50)))
    with Proxy(dovecot.tls_port) as proxy:
        source = desk.add(dovecot.settings(user, port=proxy.port))
        for limit in range(500, 20_000, 1_000):
            proxy.from_server = limit
            desk.run(source)
        assert desk.run(source)
    assert desk.activities() == 50


@pytest.mark.parametrize("after", [AfterMail.LEAVE, AfterMail.MOVE])
def test_a_server_killed_in_the_middle_of_a_fetch_is_waited_for(
    make_dovecot: MakeDovecot, desk: Desk, after: AfterMail
) -> None:
    server = make_dovecot()
    server.deliver("anna", *(addressed(number, "Hello\n" * 500) for number in range(150)))
    # Twice it is tried in vain, then it is there again.
    clock, stop = Hands(lambda: None, lambda: None, server.start), threading.Event()
    with Proxy(server.plain_port) as proxy:
        # That is in the second or third batch of whole mails.
        proxy.from_server, proxy.then = 350_000, server.kill
        settings = server.settings("anna", after=after, security=Security.NONE, port=proxy.port)
        source = desk.add(settings)
        thread = threading.Thread(target=desk.run, args=(source, clock, stop))
        thread.start()
        try:
            wait_until("all mails are there", lambda: desk.activities() == 150)
        finally:
            stop.set()
            thread.join()
        assert desk.run(source)
    assert desk.activities() == len(desk.results) == 150
    # It had got further when the server went, so the pauses begin anew.
    assert clock.pauses[:3] == [5.0, 15.0, 60.0]
    assert any(state.condition is Condition.RETRYING for state in desk.states)
    assert len(server.mails("anna", "Severa/Imported")) == (150 if after is AfterMail.MOVE else 0)


def test_pauses_grow_while_nothing_answers(make_dovecot: MakeDovecot) -> None:
    server = make_dovecot()
    server.kill()
    books = Books()
    clock = Hands(*[lambda: None] * 5, books.stop.set)
    with Running(server.settings("anna"), books, clock) as running:
        running.join()
    assert clock.pauses == [5.0, 15.0, 60.0, 300.0, 300.0, 300.0]
    assert books.states[-1].error.startswith("No mail server answers at port")
    assert not running.went_well


def test_a_mail_that_breaks_the_connection_is_set_aside_after_three_tries(dovecot: Dovecot, user: str) -> None:
    dovecot.deliver(user, *(mail(number) for number in range(1, 6)))
    asked: list[bytes] = []

    def breaks(said: bytes) -> bool:
        uids = said.partition(b"UID FETCH ")[2].partition(b" ")[0]
        if b"BODY.PEEK[])" in said and b"3" in uids.split(b","):
            asked.append(uids)
            return True
        return False

    books = Books()
    with Proxy(dovecot.plain_port) as proxy:
        proxy.breaks_at = breaks
        settings = dovecot.settings(user, security=Security.NONE, port=proxy.port)
        assert once(settings, books)
    assert [part for part in asked if part == b"3"] == [b"3"] * 3
    assert sorted(books.contents()) == [b"", mail(1), mail(2), mail(4), mail(5)]
    told = next(item for item in books.taken if isinstance(item, NotRead))
    assert told.origin.source.endswith("/;UID=3")
    assert told.code.value == "unreadable"


def test_a_mail_that_the_server_cannot_read_does_not_hold_up_others(dovecot: Dovecot, user: str) -> None:
    dovecot.deliver(user, mail(1))
    dovecot.deliver(user, mail(2))
    dovecot.deliver(user, mail(3))
    unreadable = sorted((dovecot.maildir(user) / "new").iterdir())[1]
    unreadable.chmod(0)
    books = Books()
    clock = Hands()
    assert once(dovecot.settings(user), books, clock)
    assert books.contents() == [mail(1), mail(3), b""]
    assert set(clock.pauses) == {5.0}
    assert once(dovecot.settings(user), books)
    assert len(books.taken) == 3


def test_a_mail_that_the_server_can_read_later_is_taken_then(dovecot: Dovecot, user: str) -> None:
    dovecot.deliver(user, mail(1), mail(2))
    unreadable = min((dovecot.maildir(user) / "new").iterdir())
    unreadable.chmod(0)

    def mend() -> None:
        next(dovecot.maildir(user).glob(f"*/{unreadable.name}*")).chmod(0o644)

    books = Books()
    assert once(dovecot.settings(user), books, Hands(lambda: None, lambda: None, mend))
    assert books.contents() == [mail(2), mail(1)]


def test_what_cannot_be_stored_now_stays_unmarked_and_comes_again(dovecot: Dovecot, user: str) -> None:
    dovecot.deliver(user, *(mail(number) for number in range(3)))
    full = [True, True]

    def rule(_item: MailBytes | NotRead) -> Taken:
        if full:
            full.pop()
            raise NotNowError("There is no room on the disk.")
        return Taken(Outcome.ACTIVITY)

    books = Books(rule=rule)
    settings = dovecot.settings(user, after=AfterMail.FLAG)
    for _attempt in range(2):
        assert not once(settings, books)
        assert books.states[-1].error == "There is no room on the disk."
        assert set(dovecot.mails(user).values()) == {""}
        assert books.memory == {}
    assert once(settings, books)
    assert len(books.taken) == 3


def test_while_nothing_is_taken_in_nobody_logs_in(dovecot: Dovecot, user: str) -> None:
    class Closed(Books):
        def check_ready(self) -> None:
            raise NotNowError("The integration is switched off.")

    books = Closed()
    assert not once(dovecot.settings(user), books)
    assert books.states[-1].error == "The integration is switched off."
    assert f"<{user}>" not in dovecot.log.read_text()


def test_mails_that_cannot_be_moved_keep_no_others_waiting(dovecot: Dovecot, user: str) -> None:
    dovecot.deliver(user, *(mail(number) for number in range(200)))
    # Where the folder is to be, there is a file that is no folder.
    (dovecot.maildir(user) / ".Severa.Imported").write_text("")
    books = Books()
    settings = dovecot.settings(user, after=AfterMail.MOVE)
    assert not once(settings, books)
    assert books.states[-1].condition is Condition.RETRYING
    assert len(books.taken) == len(dovecot.mails(user)) == 200
    (dovecot.maildir(user) / ".Severa.Imported").unlink()
    assert once(settings, books)
    assert len(books.taken) == len(dovecot.mails(user, "Severa/Imported")) == 200

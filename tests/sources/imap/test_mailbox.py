"""A mailbox: what is wanted is taken in once, then left, flagged or moved; nothing else is touched, nothing deleted."""

import threading
import time

import pytest

from severa_desktop.core.model import Outcome
from severa_desktop.core.source_settings import AfterMail, Condition, Security
from severa_desktop.sources.imap.mailbox import ImapMailbox
from severa_desktop.sources.intake import Taken
from severa_desktop.sources.items import MailBytes, NotRead
from tests.sources.imap.books import Books, Running, mail, once
from tests.sources.imap.conftest import MakeDovecot
from tests.sources.imap.dovecot import PASSWORD, Dovecot, wait_until
from tests.sources.imap.proxy import Proxy


def test_what_waits_is_taken_once_and_left_as_it_was(dovecot: Dovecot, user: str) -> None:
    mails = [mail(number) for number in range(300)]
    dovecot.deliver(user, *mails)
    books = Books()
    assert once(dovecot.settings(user), books)
    assert books.contents() == mails
    assert once(dovecot.settings(user), books)
    assert len(books.taken) == 300
    assert set(dovecot.mails(user).values()) <= {""}
    assert books.states[-1].condition is Condition.WAITING
    assert books.states[-1].last_success is not None


def test_a_mail_is_named_by_where_it_is_and_has_the_servers_time(dovecot: Dovecot, user: str) -> None:
    dovecot.deliver(user, mail(1))
    books = Books()
    once(dovecot.settings(user), books)
    origin = books.taken[0].origin
    assert origin.source == f"imap://{user}@localhost:{dovecot.tls_port}/INBOX/;UID=1"
    assert abs(origin.file_time - time.time()) < 600
    assert not origin.by_hand


def test_unwanted_mails_are_never_fetched_whole_and_counted(dovecot: Dovecot, user: str) -> None:
    for number in range(20):
        dovecot.deliver(user, mail(number, "acme@severamail.com" if number % 5 == 0 else "piet@bakery.example"))
    books = Books()
    once(dovecot.settings(user, after=AfterMail.MOVE), books)
    assert len(books.taken) == 4
    assert books.left == 16
    assert not any(b"Hello" in header for header in books.headers)
    assert len(dovecot.mails(user)) == 16
    assert set(dovecot.mails(user).values()) == {""}


def test_where_all_mails_are_wanted_no_header_is_fetched_first(dovecot: Dovecot, user: str) -> None:
    dovecot.deliver(user, *(mail(number, "piet@bakery.example") for number in range(3)))
    books = Books(picks=lambda _header: True)
    once(dovecot.settings(user), books)
    assert len(books.taken) == 3
    assert set(books.headers) == {b""}


def test_mails_are_flagged_without_being_read(dovecot: Dovecot, user: str) -> None:
    dovecot.deliver(user, mail(1), mail(2, "piet@bakery.example"))
    once(dovecot.settings(user, after=AfterMail.FLAG), Books())
    flags = dovecot.mails(user)
    assert flags[mail(1)] == "a"  # the first keyword of the folder
    assert flags[mail(2, "piet@bakery.example")] == ""
    assert "$SeveraImported" in (dovecot.maildir(user) / "dovecot-keywords").read_text()


def test_mails_are_moved_to_a_folder_that_is_made(dovecot: Dovecot, user: str) -> None:
    mails = [mail(number) for number in range(150)]
    dovecot.deliver(user, *mails)
    books = Books()
    assert once(dovecot.settings(user, after=AfterMail.MOVE), books)
    assert dovecot.mails(user) == {}
    assert sorted(dovecot.mails(user, "Severa/Imported")) == sorted(mails)
    dovecot.deliver(user, mail("later"))
    assert once(dovecot.settings(user, after=AfterMail.MOVE), books)
    assert len(dovecot.mails(user, "Severa/Imported")) == 151


def test_what_was_not_imported_stays_where_it_is(dovecot: Dovecot, user: str) -> None:
    dovecot.deliver(user, mail(1), mail(2, body="Refuse"))

    def rule(item: MailBytes | NotRead) -> Taken:
        return Taken(Outcome.REJECTED if b"Refuse" in (item.content or b"") else Outcome.ACTIVITY)

    once(dovecot.settings(user, after=AfterMail.MOVE), Books(rule=rule))
    assert list(dovecot.mails(user)) == [mail(2, body="Refuse")]


def test_a_folder_is_written_as_the_server_writes_it(make_dovecot: MakeDovecot) -> None:
    server = make_dovecot("namespace inbox {\n  separator = .\n  prefix = INBOX.\n}\n")
    server.deliver("anna", mail(1))
    assert once(server.settings("anna", after=AfterMail.MOVE), Books())
    assert list(server.mails("anna", "Severa/Imported")) == [mail(1)]


def test_without_move_mails_are_copied_and_marked_and_none_twice(make_dovecot: MakeDovecot) -> None:
    server = make_dovecot("imap_capability = IMAP4rev1 LITERAL+ NAMESPACE\n")
    server.deliver("anna", mail(1), mail(2))
    settings = server.settings("anna", after=AfterMail.MOVE)
    assert once(settings, Books())
    assert once(settings, Books())  # remembers nothing: all is looked at again
    assert sorted(server.mails("anna")) == sorted(server.mails("anna", "Severa/Imported")) == [mail(1), mail(2)]
    assert set(server.mails("anna").values()) == {"a"}
    assert len(list(server.maildir("anna", "Severa/Imported").glob("*/*.test*"))) == 0
    assert sum(len(list((server.maildir("anna", "Severa/Imported") / part).iterdir())) for part in ("new", "cur")) == 2


def test_several_folders_are_read_and_a_missing_one_keeps_none_waiting(dovecot: Dovecot, user: str) -> None:
    dovecot.deliver(user, mail(1))
    dovecot.deliver(user, mail(2), folder="Sent")
    books = Books()
    assert not once(dovecot.settings(user, folders=("INBOX", "Nowhere", "Sent")), books)
    assert books.contents() == [mail(1), mail(2)]
    assert books.states[-1].condition is Condition.RETRYING
    assert books.states[-1].error.startswith("The folder Nowhere cannot be opened. Make it in the mailbox")


def test_a_folder_with_a_name_of_other_letters_is_read(dovecot: Dovecot, user: str) -> None:
    dovecot.deliver(user, mail(1), folder="Envoy&AOk-s")
    books = Books()
    assert once(dovecot.settings(user, folders=("Envoyés",)), books)
    assert books.taken[0].origin.source.endswith("/Envoy%C3%A9s/;UID=1")


def test_after_another_uidvalidity_all_mails_are_looked_at_again(dovecot: Dovecot, user: str) -> None:
    dovecot.deliver(user, mail(1), mail(2))
    books = Books()
    once(dovecot.settings(user), books)
    (dovecot.maildir(user) / "dovecot-uidlist").unlink()
    for left in dovecot.maildir(user).glob("dovecot.index*"):
        left.unlink()
    before = books.memory["INBOX"]
    assert once(dovecot.settings(user), books)
    assert books.memory["INBOX"].split()[0] != before.split()[0]
    assert books.contents() == [mail(1), mail(2)] * 2


def test_too_large_a_mail_is_told_without_being_fetched(dovecot: Dovecot, user: str) -> None:
    large = mail("large", body="x" * 60_000_000)
    dovecot.deliver(user, mail(1), large, mail("private", "piet@bakery.example", "x" * 2_000_000), mail(2))
    books = Books()
    assert once(dovecot.settings(user), books, limit=1_000_000)
    assert books.contents() == [mail(1), b"", mail(2)]
    told = books.taken[1]
    assert isinstance(told, NotRead)
    assert told.code.value == "too_large"
    assert books.left == 1


def test_garbage_between_good_mails_is_handed_on_as_it_is(dovecot: Dovecot, user: str) -> None:
    garbage = bytes(range(1, 256)).replace(b"\r", b"").replace(b"\n", b"") * 2000
    dovecot.deliver(user, mail(1), garbage, b"", mail(2))
    books = Books()
    assert once(dovecot.settings(user), books)
    assert books.contents()[0] == mail(1)
    assert books.contents()[-1] == mail(2)
    assert garbage in books.contents()[1]


def test_large_mails_come_one_by_one(dovecot: Dovecot, user: str) -> None:
    batches: list[int] = []

    class Counting(Books):
        def take(self, items: object) -> list[Taken]:
            assert isinstance(items, list)
            batches.append(sum(len(item.content) for item in items))
            return super().take(items)

    dovecot.deliver(user, *(mail(number, body="x" * 3_000_000) for number in range(4)), mail(5))
    assert once(dovecot.settings(user), Counting())
    assert len(batches) == 4
    assert max(batches) < 4 * 1024 * 1024


@pytest.mark.parametrize("security", list(Security))
def test_each_way_of_encryption_works(dovecot: Dovecot, user: str, security: Security) -> None:
    dovecot.deliver(user, mail(1))
    books = Books()
    settings = dovecot.settings(user, security=security)
    assert ImapMailbox(settings, lambda: PASSWORD).check() is None
    assert once(settings, books)
    assert len(books.taken) == 1


@pytest.mark.parametrize("folders", [("INBOX",), ("INBOX", "Sent")])
def test_a_mail_is_taken_as_it_arrives(dovecot: Dovecot, user: str, folders: tuple[str, ...]) -> None:
    dovecot.deliver(user, mail("sent"), folder="Sent")
    books = Books()
    with Running(dovecot.settings(user, folders=folders), books):
        wait_until("it waits", lambda: any(state.condition is Condition.WAITING for state in books.states))
        for number in range(3):
            start = time.monotonic()
            dovecot.deliver(user, mail(number))
            wait_until("it is taken", lambda number=number: mail(number) in books.contents())
            assert time.monotonic() - start < 50
        start = time.monotonic()
    assert time.monotonic() - start < 50


def test_a_mail_that_arrives_while_others_are_put_away_is_taken_at_once(dovecot: Dovecot, user: str) -> None:
    late, said = mail("late"), list[bytes]()

    def arrives_meanwhile(command: bytes) -> bool:
        """Let a mail come before the server moves the one taken in: it tells of it with that, and never again."""
        if b" MOVE " in command and not said:
            dovecot.deliver(user, late)
            said.append(command)
        return False

    dovecot.deliver(user, mail(1))
    books = Books()
    with Proxy(dovecot.plain_port) as proxy:
        proxy.breaks_at = arrives_meanwhile
        settings = dovecot.settings(user, after=AfterMail.MOVE, security=Security.NONE, port=proxy.port)
        with Running(settings, books):
            wait_until("both are taken", lambda: books.contents() == [mail(1), late])
            wait_until("both are moved", lambda: len(dovecot.mails(user, "Severa/Imported")) == 2)
    assert said != []


def test_without_idle_the_folder_is_looked_at_each_minute(make_dovecot: MakeDovecot) -> None:
    server = make_dovecot("imap_capability = IMAP4rev1 LITERAL+\n")
    server.deliver("anna", mail(1))
    books = Books()

    class Minutes:
        """Each wait brings a mail, and the third one the end."""

        def __init__(self) -> None:
            self.pauses: list[float] = []

        def now(self) -> int:
            return 1_800_000_000

        def monotonic(self) -> float:
            return 0.0

        def wait(self, stop: threading.Event, seconds: float) -> bool:
            self.pauses.append(seconds)
            server.deliver("anna", mail(f"after {len(self.pauses)}"))
            if len(self.pauses) == 3:
                books.stop.set()
            return stop.is_set()

    clock = Minutes()
    with Running(server.settings("anna"), books, clock) as running:
        running.join()
    assert books.contents() == [mail(1), mail("after 1"), mail("after 2")]
    assert clock.pauses == [60.0] * 3
    assert running.went_well

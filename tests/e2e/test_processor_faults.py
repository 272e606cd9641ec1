"""Mails in, activities out, on all three ways at once: none lost and none twice, whatever happens to the processor."""

import os
import shutil
import signal
import smtplib
import socket
import threading
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import mkdtemp

import pytest

from severa_desktop.core.source_settings import AfterMail, Security
from tests.cli.program import mail
from tests.e2e.processor import ADDRESS, Company
from tests.e2e.waiting import DEADLINE, until
from tests.servers import started
from tests.sources.imap.authority import Authority
from tests.sources.imap.dovecot import Dovecot
from tests.sources.imap.proxy import Proxy

WAYS = ("folder", "mailbox", "lmtp")


@pytest.fixture(scope="module")
def dovecot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dovecot]:
    authority = Authority(tmp_path_factory.mktemp("authority") / "ca")
    with started(Dovecot(authority, authority.issue("DNS:localhost"))) as server:
        yield server


class Office:
    """A company to which mails come by a folder, a mailbox and LMTP."""

    def __init__(self, folder: Path, short: Path, dovecot: Dovecot, port: int | None = None) -> None:
        self.company = Company(folder)
        self.inbox = folder / "inbox"
        self.inbox.mkdir()
        self.place = short / "lmtp"
        self.user = folder.name
        self._dovecot = dovecot
        self.company.add_folder(self.inbox, "--after", "move")
        security = Security.TLS if port is None else Security.NONE
        dovecot.deliver(self.user)
        self.company.add_mailbox(dovecot.settings(self.user, after=AfterMail.MOVE, security=security, port=port))
        self.company.add_listener(f"unix:{self.place}")

    def put(self, content: bytes, name: str) -> None:
        """Put a mail into the folder."""
        part = self.inbox / f"{name}.part"
        part.write_bytes(content)
        part.rename(self.inbox / f"{name}.eml")

    def deliver(self, content: bytes) -> None:
        """Hand a mail over by LMTP; raises what a mail server would have to deal with."""
        with smtplib.LMTP(str(self.place), timeout=DEADLINE) as client:
            client.sendmail("anna@acme.example", [ADDRESS], content)

    def deliver_at_last(self, content: bytes) -> None:
        """Hand a mail over as mail servers do: again and again until it is accepted."""

        def is_accepted() -> bool:
            try:
                self.deliver(content)
            except (OSError, smtplib.SMTPException):
                return False
            return True

        until(is_accepted, "a mail is accepted", 10 * DEADLINE)

    def bring(self, *numbers: int, body: str = "Hallo\n") -> threading.Thread:
        """Let as many mails come each way, those by LMTP beside; returns what does that."""
        for number in numbers:
            self.put(addressed(f"folder {number}", body), str(number))
            self._dovecot.deliver(self.user, addressed(f"mailbox {number}", body))
        mails = [addressed(f"lmtp {number}", body) for number in numbers]

        def deliver() -> None:
            for content in mails:
                self.deliver_at_last(content)

        server = threading.Thread(target=deliver)
        server.start()
        return server

    def is_listening(self) -> bool:
        with socket.socket(socket.AF_UNIX) as one:
            return one.connect_ex(str(self.place)) == 0

    def is_all_put_away(self, count: int) -> bool:
        """Tell whether so many mails were taken in from the folder, and so many from the mailbox."""
        imported = len(list((self.inbox / "imported").glob("*.eml")))
        return imported == len(self._dovecot.mails(self.user, "Severa/Imported")) == count

    def expect_each_once(self, numbers: Iterable[int]) -> None:
        """Look whether there is one activity for each mail."""
        found = Counter(str(activity["subject"]) for activity in self.company.activities())
        assert found == Counter(f"Mail {way} {number}" for way in WAYS for number in numbers)
        assert self.company.is_sound()


def addressed(number: int | str, body: str = "Hallo\n") -> bytes:
    return mail(number, body, Message_ID=f"<{str(number).replace(' ', '.')}@acme.example>", Cc=ADDRESS)


@pytest.fixture
def short() -> Iterator[Path]:
    """A folder with a short path, as a socket's must be."""
    folder = Path(mkdtemp(prefix="lmtp"))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def office(tmp_path: Path, short: Path, dovecot: Dovecot) -> Office:
    return Office(tmp_path, short, dovecot)


def test_killed_again_and_again_while_mails_arrive_each_is_an_activity_once(office: Office) -> None:
    servers = []
    for first in range(0, 60, 20):
        with office.company.processor() as processor:
            servers.append(office.bring(*range(first, first + 20)))
            processor.wait_for(10)
    with office.company.processor() as processor:
        for server in servers:
            server.join()
        until(lambda: office.is_all_put_away(60), "all is put away")
        assert processor.stop() == 0
    office.expect_each_once(range(60))


def test_of_two_processors_one_works_and_the_other_takes_over_as_it_is_killed(office: Office) -> None:
    with office.company.processor() as first:
        until(office.is_listening, "it listens")
        with office.company.processor() as second:
            until(lambda: len(second.said) == 3, "it says for each source that another one works on it")
            assert all("Another process of this program works on it" in line for line in second.said)
            office.bring(*range(5)).join()
            until(lambda: office.is_all_put_away(5), "all is put away")
            first.wait_for(15)
            assert (len(first.results), len(second.results)) == (15, 0)
            first.kill()
            office.bring(*range(5, 10)).join()
            until(lambda: office.is_all_put_away(10), "all is put away")
            assert second.stop() == 0
    office.expect_each_once(range(10))


def deliver_until_refused(office: Office) -> tuple[int, int]:
    """Return how many mails were accepted by LMTP, and how the next one was answered."""
    for number in range(1, 100):
        try:
            office.deliver(addressed(f"lmtp {number}", os.urandom(15_000).hex() + "\n"))
        except smtplib.SMTPDataError as refused:
            return number - 1, refused.smtp_code
    pytest.fail("the disk is never full")


def test_on_a_full_disk_nothing_is_lost_and_a_mail_server_is_told_to_come_again(office: Office) -> None:
    body = os.urandom(15_000).hex() + "\n"
    with office.company.processor() as processor:
        until(office.is_listening, "it listens")
        office.bring(0, body=body).join()
        until(lambda: office.is_all_put_away(1), "all is put away")
        files = office.company.data.glob("*.sqlite*")
        processor.limit_files(max(path.stat().st_size for path in files) + 100_000)
        accepted, code = deliver_until_refused(office)
        assert code == 451
        assert len(office.company.activities()) == 3 + accepted
        server = office.bring(*range(accepted + 1, accepted + 6), body=body)
        until(lambda: any(source["state"] == "retrying" for source in office.company.sources()), "it says so")
        processor.limit_files(-1)
        server.join()
        # The pauses between tries grow while there is no room.
        until(lambda: office.is_all_put_away(6), "all is put away", 10 * DEADLINE)
        assert processor.stop() == 0
    found = Counter(str(activity["subject"]) for activity in office.company.activities())
    later = range(accepted + 1, accepted + 6)
    expected = [f"Mail lmtp {number}" for number in range(accepted + 6)]
    expected += [f"Mail {way} {number}" for way in ("folder", "mailbox") for number in (0, *later)]
    assert found == Counter(expected)
    assert office.company.is_sound()


def test_huge_mails_and_garbage_between_good_ones_cost_only_themselves(office: Office, dovecot: Dovecot) -> None:
    garbage = bytes(range(1, 256)).replace(b"\r", b"").replace(b"\n", b"") * 100
    huge = addressed("huge", "x" * 79 + "\n") + (b"x" * 79 + b"\n") * 750_000
    with office.company.processor() as processor:
        until(office.is_listening, "it listens")
        office.bring(0).join()
        office.put(huge, "huge")
        dovecot.deliver(office.user, huge)
        with pytest.raises(smtplib.SMTPSenderRefused) as refused:
            office.deliver(huge)
        assert refused.value.smtp_code == 552
        office.put(garbage, "garbage")
        dovecot.deliver(office.user, garbage)
        office.deliver(garbage)
        office.bring(1).join()
        until(lambda: office.is_all_put_away(2), "the good ones are put away")
        until(lambda: len(list((office.inbox / "not-imported").glob("*.txt"))) == 2, "the others are told of")
        assert processor.stop() == 0
    office.expect_each_once(range(2))
    sources = office.company.sources()
    counts = [tuple(source[name] for name in ("kind", "taken", "not_imported", "left_alone")) for source in sources]
    # Nobody can say for whom garbage in a mailbox is.
    assert counts == [("folder", 2, 2, 0), ("imap", 2, 1, 1), ("lmtp", 2, 1, 0)]


def set_ahead(ahead: Path, seconds: int) -> None:
    """Set the processor's clock; whole at once, as it may look at any moment."""
    part = ahead.with_name("part")
    part.write_text(str(seconds))
    part.replace(ahead)


def test_after_a_days_sleep_and_with_a_clock_set_back_mails_arrive_once(
    tmp_path: Path, short: Path, dovecot: Dovecot
) -> None:
    ahead = tmp_path / "ahead"
    set_ahead(ahead, 0)
    with Proxy(dovecot.plain_port) as proxy:
        office = Office(tmp_path, short, dovecot, proxy.port)
        with office.company.processor_with_clock(ahead) as processor:
            until(office.is_listening, "it listens")
            office.bring(0).join()
            until(lambda: office.is_all_put_away(1), "all is put away")

            processor.send(signal.SIGSTOP)
            proxy.falls_asleep()
            server = office.bring(1)
            set_ahead(ahead, 86400)
            processor.send(signal.SIGCONT)
            server.join()
            until(lambda: office.is_all_put_away(2), "all is put away")

            set_ahead(ahead, -86400)
            office.bring(2).join()
            until(lambda: office.is_all_put_away(3), "all is put away")
            processor.wait_for(9)
            assert processor.outcomes() == ["activity"] * 9
            assert processor.stop() == 0
    office.expect_each_once(range(3))

"""Mails that a mail server delivers become activities by themselves: a real Postfix where it can be started.

How soon they do is measured by `make bench-processor`.
"""

import os
import shutil
import smtplib
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from email.message import EmailMessage
from email.utils import formatdate
from pathlib import Path
from pwd import getpwnam
from tempfile import mkdtemp

import pytest

from severa_desktop.core.source_settings import AfterMail
from tests.cli.program import Json
from tests.e2e.postfix import CAN_START, NUMBERED, OURS, OWNER, Postfix
from tests.e2e.processor import Company
from tests.e2e.waiting import until
from tests.servers import started
from tests.sources.imap.authority import Authority
from tests.sources.imap.dovecot import Dovecot, free_ports

MakePostfix = Callable[..., Postfix]


@pytest.fixture
def company(tmp_path: Path) -> Company:
    return Company(tmp_path)


@pytest.fixture
def make_postfix() -> Iterator[MakePostfix]:
    with ExitStack() as running:
        yield lambda route="": running.enter_context(started(Postfix(route)))


@pytest.fixture(scope="module")
def dovecot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dovecot]:
    """A server with one mailbox, into which all mails go that it is handed."""
    authority = Authority(tmp_path_factory.mktemp("authority") / "ca")
    with started(Dovecot(authority, authority.issue("DNS:localhost"), catch_all="catchall")) as server:
        yield server


@pytest.fixture
def place() -> Iterator[Path]:
    """A place for the listener's socket file that the mail server's user can get to."""
    folder = Path(mkdtemp(prefix="lmtp"))
    folder.chmod(0o755)
    yield folder / "socket"
    shutil.rmtree(folder)


def mail(number: int = 1) -> EmailMessage:
    """A mail of Piet's to Anna; nobody but its envelope knows that we were copied on it."""
    made = EmailMessage()
    made["From"] = "Piet Jansen <piet@bakery.example>"
    made["To"] = "Anna de Vries <anna@acme.example>"
    made["Bcc"] = NUMBERED
    made["Subject"] = f"Broodjes {number}"
    made["Date"] = formatdate(1_772_439_300)
    made["Message-ID"] = f"<broodjes-{number}@bakery.example>"
    made.set_content("Twaalf broodjes, graag.\n")
    return made


def expect_the_right_activity(company: Company, number: int = 1) -> None:
    found = {activity["subject"]: activity for activity in company.activities()}[f"Broodjes {number}"]
    customer, project, owner, people = (found[name] for name in ("customer", "project", "owner", "participants"))
    assert customer == {"key": "c1", "name": "Bakkerij Jansen BV"}
    assert project == {"number": 1001, "name": "Webshop", "kind": "project"}
    assert owner == {"name": "Anna de Vries", "email": "anna@acme.example"}
    assert people == [{"name": "Piet Jansen", "email": "piet@bakery.example", "kind": "contact"}]
    assert found["type"] == "E-mail"
    assert found["started_at"] == "2026-03-02T08:15:00+00:00"


def listens(place: Path | int) -> bool:
    """Tell whether somebody listens at a socket file, or a port of this computer."""
    family = socket.AF_INET if isinstance(place, int) else socket.AF_UNIX
    with socket.socket(family) as one:
        return one.connect_ex(("127.0.0.1", place) if isinstance(place, int) else str(place)) == 0


def evidence(result: Json) -> object:
    reasons = result["reasons"]
    assert isinstance(reasons, list)
    (header,) = [one["header"] for one in reasons if one["code"] == "project_from_address"]
    return header


if CAN_START:

    def test_a_mail_through_postfix_to_our_socket_becomes_an_activity(
        company: Company, make_postfix: MakePostfix, place: Path
    ) -> None:
        company.add_listener(f"unix:{place}")
        postfix = make_postfix(f"lmtp:unix:{place}")
        with company.processor() as processor:
            until(lambda: listens(place), "it listens")
            # Only its owner may connect; here that is to be Postfix, which does not work as root.
            os.chown(place, getpwnam(OWNER).pw_uid, -1)
            postfix.send(mail())
            (result,) = processor.wait_for(1)
            assert evidence(result) == "Envelope"
            expect_the_right_activity(company)
            until(lambda: postfix.mails_of("anna"), "Anna has her mail")
            assert processor.stop() == 0
        (hers,) = postfix.mails_of("anna")
        assert NUMBERED.encode() not in hers
        until(lambda: "status=sent (250 2.0.0 Stored)" in postfix.said(), "it says so in its log")

    def test_what_postfix_is_told_to_keep_for_now_comes_again(company: Company, make_postfix: MakePostfix) -> None:
        (port,) = free_ports(1)
        company.add_listener(f"127.0.0.1:{port}")
        postfix = make_postfix(f"lmtp:inet:127.0.0.1:{port}")
        postfix.send(mail(1))
        until(lambda: "Connection refused" in postfix.said(), "nobody listens yet")
        with company.processor() as processor:
            processor.wait_for(1)
            company.set_up("--status", "inactive")
            postfix.send(mail(2))
            until(lambda: "451 4.3.0" in postfix.said(), "nothing is taken in now")
            assert len(processor.results) == 1
            company.set_up("--status", "active")
            processor.wait_for(2)
        assert processor.outcomes() == ["activity"] * 2
        expect_the_right_activity(company, 1)
        expect_the_right_activity(company, 2)

    def test_postfix_is_told_for_good_that_an_address_is_not_ours(company: Company, make_postfix: MakePostfix) -> None:
        (port,) = free_ports(1)
        company.add_listener(f"127.0.0.1:{port}")
        postfix = make_postfix(f"lmtp:inet:127.0.0.1:{port}")
        wrong = mail()
        wrong.replace_header("Bcc", f"abc.{OURS}")
        with company.processor() as processor:
            until(lambda: listens(port), "it listens")
            postfix.send(wrong)
            until(lambda: "status=bounced" in postfix.said(), "it is bounced")
            assert processor.results == []
        refusal = f"550 5.1.1 abc.{OURS} is not quite an address of this program"
        until(lambda: refusal in postfix.said(), "it says why")

    def test_a_mail_through_postfix_to_a_mailbox_becomes_an_activity(
        company: Company, make_postfix: MakePostfix, dovecot: Dovecot
    ) -> None:
        company.add_mailbox(dovecot.settings("catchall", after=AfterMail.MOVE))
        postfix = make_postfix(f"lmtp:inet:127.0.0.1:{dovecot.lmtp_port}")
        with company.processor() as processor:
            until(lambda: company.sources()[0]["last_success"], "it waits for mails")
            postfix.send(mail())
            (result,) = processor.wait_for(1)
            assert evidence(result) == "Delivered-To"
            until(lambda: dovecot.mails("catchall", "Severa/Imported"), "it is moved")
            assert processor.stop() == 0
        expect_the_right_activity(company)
        until(lambda: dovecot.mails("catchall") == {}, "it is not in its former place any more")

    def test_a_mail_through_postfix_to_a_folder_becomes_an_activity(
        company: Company, make_postfix: MakePostfix
    ) -> None:
        postfix = make_postfix()
        postfix.ours.mkdir()
        os.chown(postfix.ours, getpwnam(OWNER).pw_uid, getpwnam(OWNER).pw_gid)
        company.add_folder(postfix.ours, "--after", "move")
        with company.processor() as processor:
            until(lambda: company.sources()[0]["last_success"], "it watches the folder")
            postfix.send(mail())
            (result,) = processor.wait_for(1)
            assert evidence(result) == "Delivered-To"
            until(lambda: list((postfix.ours / "imported").glob("*")), "it is moved")
            assert processor.stop() == 0
        expect_the_right_activity(company)

else:

    def test_a_mail_of_a_plain_lmtp_client_becomes_an_activity_where_no_postfix_can_be_started(
        company: Company, place: Path
    ) -> None:
        company.add_listener(f"unix:{place}")
        with company.processor() as processor:
            until(lambda: listens(place), "it listens")
            with smtplib.LMTP(str(place), timeout=60) as client:
                client.send_message(mail(), to_addrs=[NUMBERED])
                expect_the_right_activity(company)
            (result,) = processor.wait_for(1)
            assert evidence(result) == "Envelope"
            assert processor.stop() == 0

    def test_a_mail_that_is_put_into_a_mailbox_becomes_an_activity_where_no_postfix_can_be_started(
        company: Company, dovecot: Dovecot
    ) -> None:
        company.add_mailbox(dovecot.settings("catchall", after=AfterMail.MOVE))
        with company.processor() as processor:
            until(lambda: company.sources()[0]["last_success"], "it waits for mails")
            with smtplib.LMTP("127.0.0.1", dovecot.lmtp_port, timeout=60) as client:
                client.send_message(mail(), to_addrs=[NUMBERED])
            processor.wait_for(1)
            until(lambda: dovecot.mails("catchall", "Severa/Imported"), "it is moved")
            assert processor.stop() == 0
        expect_the_right_activity(company)

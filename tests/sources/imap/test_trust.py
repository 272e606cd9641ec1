"""Who is trusted with a password, and what is said where somebody is not."""

import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from severa_desktop.core.source_settings import Condition, ImapSettings, Security
from severa_desktop.sources.imap.mailbox import ImapMailbox
from severa_desktop.sources.intake import NoPasswordError
from tests.sources.imap.authority import Authority
from tests.sources.imap.books import Books, Hands, Running
from tests.sources.imap.conftest import MakeDovecot
from tests.sources.imap.dovecot import PASSWORD, Dovecot, free_ports, wait_until


def problem(settings: ImapSettings, password: str = PASSWORD) -> str:
    """Return what a test of the connection says, which is what a mailbox at work says too."""
    said = ImapMailbox(settings, lambda: password).check()
    books = Books()
    assert not ImapMailbox(settings, lambda: password).run(books.work())
    assert books.states[-1].error == said
    assert said is not None
    assert said.isprintable()
    assert password not in said
    return said


@contextmanager
def speaking(*lines: bytes) -> Iterator[int]:
    """A server that says these things whatever it hears, one for each line it hears; gives its port.

    TAG stands for the tag of what it heard last.
    """
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            while True:
                try:
                    client, _address = listener.accept()
                except OSError:
                    return
                with client, client.makefile("rb") as heard:
                    tag = b""
                    for line in lines:
                        client.sendall(line.replace(b"TAG", tag))
                        if not (tag := heard.readline().partition(b" ")[0]):
                            break

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            thread.join(120)


def answers(port: int) -> bool:
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0


def local(port: int, security: Security = Security.NONE) -> ImapSettings:
    return ImapSettings("localhost", "anna", port, security)


def test_a_certificate_of_nobody_known_is_not_trusted(dovecot: Dovecot, user: str) -> None:
    said = problem(replace(dovecot.settings(user), ca_file=None))
    assert said.startswith("The certificate of localhost was issued by nobody whom this computer trusts.")
    assert f"<{user}>" not in dovecot.log.read_text()


def test_a_certificate_for_another_name_is_not_trusted(make_dovecot: MakeDovecot, authority: Authority) -> None:
    server = make_dovecot(its_certificate=authority.issue("DNS:imap.far.example"))
    assert problem(server.settings("anna")).startswith("The certificate that answers at localhost is for another name")
    assert problem(server.settings("anna", security=Security.STARTTLS)).startswith("The certificate that answers at")
    assert "<anna>" not in server.log.read_text()


def test_an_expired_certificate_is_not_trusted(make_dovecot: MakeDovecot, authority: Authority) -> None:
    server = make_dovecot(its_certificate=authority.issue("DNS:localhost", expired=True))
    assert problem(server.settings("anna")).startswith("The certificate of localhost has expired")


def test_old_encryption_is_refused(authority: Authority) -> None:
    certificate = authority.issue("DNS:localhost")
    (port,) = free_ports(1)
    server = subprocess.Popen(
        ["openssl", "s_server", "-accept", f"127.0.0.1:{port}", "-cert", certificate.certificate,
         "-key", certificate.key, "-tls1_1", "-cipher", "ALL:@SECLEVEL=0", "-quiet"],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        wait_until("openssl answers", lambda: answers(port))
        settings = ImapSettings("localhost", "anna", port, ca_file=str(authority.ca_file))
        assert problem(settings).startswith("localhost offers only encryption older than TLS 1.2")
    finally:
        server.kill()
        server.wait()


def test_a_ca_file_that_is_none_is_said(dovecot: Dovecot, user: str) -> None:
    settings = replace(dovecot.settings(user), ca_file=str(dovecot.folder / "dovecot.conf"))
    assert problem(settings).endswith("Give a file in PEM form.")


def test_a_port_without_tls_is_said(dovecot: Dovecot, user: str) -> None:
    said = problem(dovecot.settings(user, port=dovecot.plain_port))
    assert (
        said
        == f"Port {dovecot.plain_port} of localhost does not speak TLS. Use port 993, or choose STARTTLS with port 143."
    )


def test_no_password_is_sent_where_starttls_is_not_offered(make_dovecot: MakeDovecot) -> None:
    server = make_dovecot("ssl = no\n")
    said = problem(server.settings("anna", security=Security.STARTTLS))
    assert "offers no STARTTLS" in said
    assert "<anna>" not in server.log.read_text()


def test_what_was_slipped_in_before_encryption_is_not_believed() -> None:
    with speaking(
        b"* OK hello\r\n",
        b"* CAPABILITY IMAP4rev1 STARTTLS\r\nTAG OK done\r\n",
        b"TAG OK begin\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n",
    ) as port:
        said = problem(local(port, Security.STARTTLS))
    assert said.startswith("localhost broke off as encryption began (the server sent more before encryption began)")


def test_without_encryption_only_this_computer_is_talked_to() -> None:
    said = problem(replace(local(143), host="imap.far.example"))
    assert said.startswith("Without encryption, anybody on the way to imap.far.example could read the password.")


def test_a_wrong_password_is_tried_once_and_then_never_again(make_dovecot: MakeDovecot) -> None:
    server = make_dovecot("passdb {\n  driver = static\n  args = password=another\n}\n")
    asked: list[str] = []

    def password() -> str:
        asked.append("asked")
        return "wrong"

    books, clock = Books(), Hands()
    assert not ImapMailbox(server.settings("anna"), password).run(books.work(clock, once=False))
    assert asked == ["asked"]
    assert clock.pauses == []
    assert [state.condition for state in books.states] == [Condition.STOPPED]
    assert "refused user and password of anna" in books.states[0].error
    assert "app password" in books.states[0].error
    assert "wrong" not in books.states[0].error
    wait_until("it is in the log", lambda: "auth failed" in server.log.read_text())
    log = server.log.read_text()
    assert log.count("auth failed, 1 attempts") == log.count("auth failed") == 1


def test_a_server_that_cannot_look_at_the_password_now_is_asked_again() -> None:
    later = b"TAG NO [UNAVAILABLE] Try again later\r\n"
    books = Books()
    clock = Hands(lambda: None, books.stop.set)
    with speaking(b"* OK hello\r\n", b"* CAPABILITY IMAP4rev1\r\nTAG OK done\r\n", later) as port:
        assert not ImapMailbox(local(port), lambda: PASSWORD).run(books.work(clock, once=False))
    assert clock.pauses == [5.0, 15.0]
    assert {state.condition for state in books.states} == {Condition.RETRYING}
    assert books.states[-1].error.startswith("localhost cannot let anybody log in now")


@pytest.mark.parametrize("name", ["anna de vries", 'a"b\\c', "ännä"])
def test_users_and_passwords_of_all_letters_arrive_as_they_are(make_dovecot: MakeDovecot, name: str) -> None:
    server = make_dovecot("auth_username_chars =\n")
    assert ImapMailbox(server.settings(name), lambda: PASSWORD).check() is None


def test_without_a_password_it_stops(dovecot: Dovecot, user: str) -> None:
    def password() -> str:
        raise NoPasswordError("The keyring has none.")

    books = Books()
    assert not ImapMailbox(dovecot.settings(user), password).run(books.work(once=False))
    assert [(state.condition, state.error) for state in books.states] == [(Condition.STOPPED, "The keyring has none.")]
    with pytest.raises(NoPasswordError):
        ImapMailbox(dovecot.settings(user), password).check()


def test_where_nobody_answers_or_nobody_is_it_is_said() -> None:
    (port,) = free_ports(1)
    assert problem(local(port)).startswith(f"No mail server answers at port {port} of localhost.")
    assert "nowhere.invalid" in problem(replace(local(port, Security.TLS), host="nowhere.invalid"))


@pytest.mark.parametrize(
    "said", [b"* BYE \x1b[31mgo\xff away\r\n", b"220 mail.example ESMTP\r\n", b"* OK\r\n* \x80\r\n", b"\r\n"]
)
def test_whatever_a_server_says_is_told_in_plain_letters(said: bytes) -> None:
    with speaking(said) as port:
        assert "localhost" in problem(local(port))


def test_a_silent_server_does_not_keep_the_program_from_ending() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        books = Books()
        with Running(local(listener.getsockname()[1]), books):
            connection, _address = listener.accept()
            start = time.monotonic()
        connection.close()
    assert time.monotonic() - start < 50

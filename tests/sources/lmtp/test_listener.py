"""Deliveries by LMTP: stored before they are answered, only for our addresses, by this computer only."""

import smtplib
import socket
import stat
import threading
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from ipaddress import ip_address
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP

from severa_desktop.core.settings import IntegrationStatus
from severa_desktop.core.source_settings import LmtpSettings, Source, SourceState
from severa_desktop.services.activities import ActivitiesService, Order, Wanted
from severa_desktop.services.processing.clock import SystemClock
from severa_desktop.services.processing.intake import Intake
from severa_desktop.services.recording import Recorder
from severa_desktop.sources.intake import Work
from severa_desktop.sources.lmtp.listener import LmtpListener, _Connection
from severa_desktop.store.errors import StoreFullError
from severa_desktop.store.store import Store
from tests.services.company import SETTINGS, company, message
from tests.sources.imap.books import Books, Hands
from tests.sources.imap.dovecot import free_ports, wait_until

LIMIT = 2_000_000
PATIENCE = 120
"""Seconds after which a test gives up: the machine may be doing other work."""
HERE = "acme@severamail.com"
NUMBERED = "1001.acme@severamail.com"


class NoMemory:
    def recall(self, place: str) -> str:
        return place[:0]

    def remember(self, place: str, what: str) -> None:
        raise AssertionError((place, what))


@dataclass
class Listening:
    store: Store
    path: Path
    states: list[SourceState]

    def client(self) -> smtplib.LMTP:
        return smtplib.LMTP(str(self.path), timeout=PATIENCE)

    def raw(self) -> socket.socket:
        raw = socket.socket(socket.AF_UNIX)
        raw.settimeout(PATIENCE)
        raw.connect(str(self.path))
        return raw

    def live(self) -> int:
        return len(ActivitiesService(self.store).sort_ids(Wanted(), Order()))


class Accepting(Books):
    def refuse_recipient(self, address: str) -> str:
        return address[:0]


@pytest.fixture
def listening(tmp_path: Path) -> Iterator[Listening]:
    store = company(tmp_path / "store.sqlite")
    with store.writing() as writer:
        number = writer.add_source(LmtpSettings(socket="x"))
    settings = LmtpSettings(socket=str(tmp_path / "lmtp"))
    intake = Intake(store, SystemClock().now)
    stop, states = threading.Event(), list[SourceState]()
    listens = threading.Event()

    def report(state: SourceState) -> None:
        states.append(state)
        listens.set()

    work = Work(intake.of(Source(number, settings)), NoMemory(), SystemClock(), report, stop, LIMIT)
    thread = threading.Thread(target=LmtpListener(settings).run, args=(work,))
    thread.start()
    assert listens.wait(PATIENCE)
    yield Listening(store, tmp_path / "lmtp", states)
    stop.set()
    thread.join(PATIENCE)
    assert not thread.is_alive()
    assert not (tmp_path / "lmtp").exists()
    intake.close()
    store.close()


def test_a_mail_is_stored_before_it_is_answered(listening: Listening) -> None:
    with listening.client() as client:
        client.sendmail("anna@acme.example", [NUMBERED], message(1))
        assert listening.live() == 1
    with listening.store.reading() as reader:
        stored = reader.activity(1)
    assert stored is not None
    assert stored.activity.project is not None
    assert stored.activity.project.number == 1001


def test_only_its_owner_may_deliver_through_the_socket(listening: Listening) -> None:
    assert stat.S_IMODE(listening.path.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("somebody@acme.example", "no address of this program"),
        ("acme+1001@severamail.com", "not quite an address"),
        ("acme@elsewhere.example", "no address of this program"),
    ],
)
def test_other_addresses_are_refused_for_good(listening: Listening, address: str, words: str) -> None:
    with listening.client() as client, pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        client.sendmail("anna@acme.example", [address], message(1))
    code, text = refused.value.recipients[address]
    assert code == 550
    assert words in text.decode()
    assert listening.live() == 0


@pytest.mark.parametrize(
    "parameters", ["", " SIZE=10 BODY=8BITMIME", "SIZE=10", "  X", " (a comment) X=1", " \N{SNOWMAN}=1"]
)
@pytest.mark.parametrize(
    "path",
    [
        "<>",
        "<a@b.c>",
        " <a@b.c>",
        "<a@b>",
        "<1001.acme+x=y@severa-mail.com>",
        "<a!b%c@d.e>",
        "<a..b@c.d>",
        "<.a@b.c>",
        "<a@b.>",
        "<a@@b>",
        "<a>",
        "<a b@c.d>",
        '<"a b"@c.d>',
        "<a(b)@c.d>",
        "<=?utf-8?q?x?=@b.c>",
        "<@x.y:a@b.c>",
        "<a@[127.0.0.1]>",
        "<café@b.c>",
        "<a@b.c",
        "a@b.c",
        "",
    ],
)
def test_an_address_is_what_the_library_takes_it_for(path: str, parameters: str) -> None:
    connection = _Connection.__new__(_Connection)
    address, rest = connection._getaddr(path + parameters)
    wanted, wanted_rest = SMTP._getaddr(connection, path + parameters)
    assert (address, rest and rest.split()) == (wanted, wanted_rest and wanted_rest.split())


def test_each_recipient_is_answered(listening: Listening) -> None:
    with listening.raw() as raw:
        file = raw.makefile("rwb")
        said = [f"LHLO x\r\nMAIL FROM:<a@acme.example>\r\nRCPT TO:<{HERE}>\r\nRCPT TO:<{NUMBERED}>\r\nDATA\r\n"]
        file.write(said[0].encode())
        file.flush()
        while not file.readline().startswith(b"354"):
            pass
        file.write(message(1) + b"\r\n.\r\nQUIT\r\n")
        file.flush()
        answers = [file.readline()[:3] for _answer in range(3)]
    assert answers == [b"250", b"250", b"221"]


def test_while_inactive_it_says_later(listening: Listening) -> None:
    with listening.store.writing() as writer:
        writer.save_settings(replace(SETTINGS, status=IntegrationStatus.INACTIVE))
    with listening.client() as client, pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        client.sendmail("anna@acme.example", [HERE], message(1))
    assert refused.value.recipients[HERE][0] == 451


def test_a_full_disk_says_later_and_keeps_nothing_half(listening: Listening, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_recorder: Recorder, _mails: object) -> None:
        raise StoreFullError("There is no room on the disk.")

    with listening.client() as client, monkeypatch.context() as patch:
        patch.setattr(Recorder, "record", full)
        with pytest.raises(smtplib.SMTPDataError) as refused:
            client.sendmail("anna@acme.example", [HERE], message(1))
        assert refused.value.smtp_code == 451
        assert b"no room" in refused.value.smtp_error
    assert listening.live() == 0
    with listening.client() as client:
        client.sendmail("anna@acme.example", [HERE], message(1))
    assert listening.live() == 1


def test_a_mail_over_the_limit_is_refused(listening: Listening) -> None:
    with listening.client() as client:
        client.ehlo_or_helo_if_needed()
        assert client.esmtp_features["size"] == str(LIMIT)
        assert client.docmd("MAIL", f"FROM:<a@acme.example> SIZE={LIMIT + 1}")[0] == 552
        # Whoever does not say how large it is hears it afterwards.
        assert client.docmd("MAIL", "FROM:<a@acme.example>")[0] == 250
        client.rcpt(HERE)
        assert client.data(message(1, ("x" * 78 + "\r\n") * (LIMIT // 80 + 1)))[0] == 552
    assert listening.live() == 0


def broke_after(raw: socket.socket, piece: bytes, *, pieces: int, pause: float = 0) -> int:
    """Send something again and again, at most so often; return how often it could be sent."""
    between = threading.Event()
    for number in range(pieces):
        try:
            raw.sendall(piece)
        except (BrokenPipeError, ConnectionResetError):
            return number
        between.wait(pause)
    return pieces


def test_what_has_no_end_is_cut_off(listening: Listening) -> None:
    with listening.raw() as raw:
        raw.sendall(f"LHLO x\r\nMAIL FROM:<a@acme.example>\r\nRCPT TO:<{HERE}>\r\nDATA\r\n".encode())
        assert broke_after(raw, b"x" * 65536, pieces=1000) < 1000
    with listening.client() as client:
        client.sendmail("anna@acme.example", [HERE], message(1))


def test_only_so_many_may_connect_at_a_time(listening: Listening) -> None:
    with ExitStack() as stack:
        for _connection in range(50):
            one = stack.enter_context(listening.raw())
            assert one.recv(3) == b"220"
        with listening.raw() as one_more:
            assert one_more.makefile("rb").read().startswith(b"421 4.3.2 Too many connections")

    def is_taken() -> bool:
        # It may take a moment until it sees that the others are gone.
        with suppress(smtplib.SMTPConnectError), listening.client() as client:
            client.sendmail("anna@acme.example", [HERE], message(1))
            return True
        return False

    wait_until("there is room again", is_taken)
    assert listening.live() == 1


@pytest.mark.parametrize("said", [b"", b"LHLO x\r\n", b"DATA"])
def test_whoever_says_nothing_for_long_is_hung_up_on(
    listening: Listening, monkeypatch: pytest.MonkeyPatch, said: bytes
) -> None:
    monkeypatch.setattr("severa_desktop.sources.lmtp.listener._TIMEOUT", 0.3)
    if said == b"DATA":
        said = f"LHLO x\r\nMAIL FROM:<a@acme.example>\r\nRCPT TO:<{HERE}>\r\nDATA\r\nSubject: x\r\n".encode()
    # It may hang up before it has read what is said.
    with listening.raw() as raw, suppress(BrokenPipeError, ConnectionResetError):
        raw.sendall(said)
        # The end, and no time-out of this side.
        while raw.recv(4096):
            pass
    assert listening.live() == 0


def test_whoever_gives_a_mail_letter_by_letter_is_hung_up_on(
    listening: Listening, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("severa_desktop.sources.lmtp.listener._TIMEOUT", 0.5)
    with listening.raw() as raw:
        raw.sendall(f"LHLO x\r\nMAIL FROM:<a@acme.example>\r\nRCPT TO:<{HERE}>\r\nDATA\r\n".encode())
        assert broke_after(raw, b"x\r\n", pieces=4000, pause=0.01) < 4000
    assert listening.live() == 0


def test_a_mail_cannot_end_itself_and_begin_another(listening: Listening) -> None:
    smuggled = f"MAIL FROM:<a@acme.example>\r\nRCPT TO:<{NUMBERED}>\r\nDATA\r\n".encode() + message(2)
    with listening.raw() as raw:
        file = raw.makefile("rwb")
        file.write(f"LHLO x\r\nMAIL FROM:<a@acme.example>\r\nRCPT TO:<{HERE}>\r\nDATA\r\n".encode())
        file.flush()
        while not file.readline().startswith(b"354"):
            pass
        for end in (b"\n.\n", b"\n.\r\n", b"\r.\r", b"\r\n..\r\n"):
            file.write(message(1) + end + smuggled)
        file.write(b"\r\n.\r\nQUIT\r\n")
        file.flush()
        assert [file.readline()[:3] for _answer in range(2)] == [b"250", b"221"]
    assert listening.live() == 1
    with listening.store.reading() as reader:
        stored = reader.activity(1)
    assert stored is not None
    assert stored.activity.project is None


def test_what_stands_in_a_header_is_no_recipient(listening: Listening) -> None:
    names = ("To", "Cc", "Bcc", "Delivered-To", "X-Original-To", "Envelope", "Envelope-To", "X-Severa-Envelope")
    forged = message(1, **dict.fromkeys((name.replace("-", "_") for name in names), NUMBERED))
    with listening.client() as client:
        client.sendmail("anna@acme.example", [HERE], forged)
    with listening.store.reading() as reader:
        (copy,) = reader.copies_of(1)
    assert copy.origin.envelope == (HERE,)


def test_a_header_cannot_forge_the_envelope(listening: Listening) -> None:
    forged = message(1, X_Envelope_To=NUMBERED + "\r\nEnvelope: 1002.acme@severamail.com")
    with listening.client() as client:
        client.sendmail("anna@acme.example", [HERE], forged)
    with listening.store.reading() as reader:
        stored = reader.activity(1)
    assert stored is not None
    assert [(one.header, one.number) for one in stored.reasons if one.number] == [("X-Envelope-To", 1001)]


@pytest.mark.parametrize("in_pieces", [False, True])
@pytest.mark.parametrize("is_asked", [True, False])
@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        (
            b"Subject: x\r\n\r\n..\r\n.. a\r\n.b\r\n...\r\nend\r\n.\r\n",
            b"Subject: x\r\n\r\n.\r\n. a\r\nb\r\n..\r\nend\r\n",
        ),
        (b"..first\r\n\r\n\r\n\r\n.\r\n", b".first\r\n\r\n\r\n\r\n"),
        (b"a\n.\nb\r.\rc\r\n.\r\n", b"a\n.\nb\r.\rc\r\n"),
        (b".\r\n", b""),
    ],
)
def test_a_mail_is_taken_as_it_was_before_it_was_sent(
    tmp_path: Path, sent: bytes, kept: bytes, is_asked: bool, in_pieces: bool
) -> None:
    books, stop, listens = Accepting(), threading.Event(), threading.Event()
    work = Work(books, books, SystemClock(), lambda _state: listens.set(), stop, LIMIT)
    path = tmp_path / "lmtp"
    thread = threading.Thread(target=LmtpListener(LmtpSettings(socket=str(path))).run, args=(work,))
    thread.start()
    try:
        assert listens.wait(PATIENCE)
        with socket.socket(socket.AF_UNIX) as raw:
            raw.settimeout(PATIENCE)
            raw.connect(str(path))
            file = raw.makefile("rb")
            begin = f"LHLO x\r\nMAIL FROM:<a@acme.example>\r\nRCPT TO:<{HERE}>\r\nDATA\r\n".encode()
            raw.sendall(begin if is_asked else begin + sent)
            while not file.readline().startswith(b"354"):
                pass
            if is_asked:
                for start in range(0, len(sent), 1 if in_pieces else len(sent)):
                    raw.sendall(sent[start : start + (1 if in_pieces else len(sent))])
            assert file.readline().startswith(b"250")
            raw.sendall(b"QUIT\r\n")
            assert file.readline().startswith(b"221")
    finally:
        stop.set()
        thread.join()
    assert books.contents() == [kept]


def test_long_lines_are_taken(listening: Listening) -> None:
    with listening.client() as client:
        client.sendmail("anna@acme.example", [HERE], message(1, "x" * 100_000))
    assert listening.live() == 1


def test_half_a_mail_is_nothing(listening: Listening) -> None:
    with listening.raw() as raw:
        raw.sendall(f"LHLO x\r\nMAIL FROM:<a@acme.example>\r\nRCPT TO:<{HERE}>\r\nDATA\r\n".encode() + message(1)[:60])
    with listening.client() as client:
        client.sendmail("anna@acme.example", [HERE], message(2))
    assert listening.live() == 1


def test_many_deliveries_at_once_are_all_there(listening: Listening) -> None:
    def deliver(part: int) -> None:
        with listening.client() as client:
            for number in range(25):
                client.sendmail("anna@acme.example", [HERE], message(f"{part}-{number}"))

    threads = [threading.Thread(target=deliver, args=(part,)) for part in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert listening.live() == 200


def test_other_computers_cannot_deliver(tmp_path: Path) -> None:
    assert "not this computer" in (LmtpListener(LmtpSettings(host="192.0.2.1", port=2424)).check() or "")
    (tmp_path / "file").write_text("x")
    assert "no socket" in (LmtpListener(LmtpSettings(socket=str(tmp_path / "file"))).check() or "")
    assert "There is no folder" in (LmtpListener(LmtpSettings(socket=str(tmp_path / "no" / "s"))).check() or "")


def test_a_socket_file_left_behind_is_no_hindrance(tmp_path: Path) -> None:
    path = tmp_path / "lmtp"
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(str(path))
    assert LmtpListener(LmtpSettings(socket=str(path))).check() is None


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "::", "fe80::1"])  # noqa: S104 - that it does not
def test_at_other_addresses_than_loopback_nobody_listens(host: str) -> None:
    (port,) = free_ports(1)
    books, stop = Books(), threading.Event()
    work = Work(books, books, Hands(stop.set), books.states.append, stop, LIMIT)
    assert not LmtpListener(LmtpSettings(host=host, port=port)).run(work)
    assert f"{host} is not this computer" in books.states[-1].error
    assert port not in (at for _address, at in listeners())


def test_a_port_is_bound_to_loopback_only() -> None:
    (port,) = free_ports(1)
    books, stop, listens = Books(), threading.Event(), threading.Event()
    work = Work(books, books, SystemClock(), lambda _state: listens.set(), stop, LIMIT)
    thread = threading.Thread(target=LmtpListener(LmtpSettings(port=port)).run, args=(work,))
    thread.start()
    try:
        assert listens.wait(PATIENCE)
        with smtplib.LMTP("127.0.0.1", port, timeout=PATIENCE) as client:
            assert client.noop()[0] == 250
        assert [address for address, at in listeners() if at == port] == ["127.0.0.1"]
    finally:
        stop.set()
        thread.join()


def listeners() -> list[tuple[str, int]]:
    """Return the addresses and ports of this computer at which somebody listens."""
    found = []
    for table in ("tcp", "tcp6"):
        for line in (Path("/proc/net") / table).read_text().splitlines()[1:]:
            local, state = line.split()[1], line.split()[3]
            if state == "0A":
                address, port = local.split(":")
                # As it stands there, the four bytes of an IPv4 address are the wrong way round.
                found.append((str(ip_address(bytes.fromhex(address)[::-1])), int(port, 16)))
    return found

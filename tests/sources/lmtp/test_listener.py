"""Deliveries by LMTP: stored before they are answered, only for our addresses, by this computer only."""

import smtplib
import socket
import stat
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from severa_desktop.core.settings import IntegrationStatus
from severa_desktop.core.source_settings import LmtpSettings, Source, SourceState
from severa_desktop.services.activities import ActivitiesService, Order, Wanted
from severa_desktop.services.processing.clock import SystemClock
from severa_desktop.services.processing.intake import Intake
from severa_desktop.services.recording import Recorder
from severa_desktop.sources.intake import Work
from severa_desktop.sources.lmtp.listener import LmtpListener
from severa_desktop.store.errors import StoreFullError
from severa_desktop.store.store import Store
from tests.services.company import SETTINGS, company, message

LIMIT = 2_000_000
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
    socket: Path
    states: list[SourceState]

    def client(self) -> smtplib.LMTP:
        return smtplib.LMTP(str(self.socket), timeout=20)

    def live(self) -> int:
        return len(ActivitiesService(self.store).sort_ids(Wanted(), Order()))


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
    assert listens.wait(20)
    yield Listening(store, tmp_path / "lmtp", states)
    stop.set()
    thread.join(20)
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
    assert stat.S_IMODE(listening.socket.stat().st_mode) == 0o600


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


def test_each_recipient_is_answered(listening: Listening) -> None:
    with socket.socket(socket.AF_UNIX) as raw:
        raw.settimeout(20)
        raw.connect(str(listening.socket))
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
        with pytest.raises(smtplib.SMTPException):
            client.sendmail("anna@acme.example", [HERE], message(1, "x" * (LIMIT + 1)))
    assert listening.live() == 0


def test_a_header_cannot_forge_the_envelope(listening: Listening) -> None:
    forged = message(1, X_Envelope_To=NUMBERED + "\r\nEnvelope: 1002.acme@severamail.com")
    with listening.client() as client:
        client.sendmail("anna@acme.example", [HERE], forged)
    with listening.store.reading() as reader:
        stored = reader.activity(1)
    assert stored is not None
    assert [(one.header, one.number) for one in stored.reasons if one.number] == [("X-Envelope-To", 1001)]


def test_long_lines_are_taken(listening: Listening) -> None:
    with listening.client() as client:
        client.sendmail("anna@acme.example", [HERE], message(1, "x" * 100_000))
    assert listening.live() == 1


def test_half_a_mail_is_nothing(listening: Listening) -> None:
    with socket.socket(socket.AF_UNIX) as raw:
        raw.settimeout(20)
        raw.connect(str(listening.socket))
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

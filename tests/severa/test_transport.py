"""The way to Severa: encrypted, to nobody else, within limits of size and time, and ended at once when cancelled."""

import gzip
import socket
import ssl
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from severa_desktop.core.severa import SeveraSettings
from severa_desktop.severa import calling, connecting, transport, watch
from severa_desktop.severa.address import checked_url
from severa_desktop.severa.client import Severa
from severa_desktop.severa.errors import AddressError, StoppedError, UnansweredError, UnreachableError
from severa_desktop.severa.pace import Pace
from tests.severa.clocks import HandedClock
from tests.severa.scripted import Reply, scripted, told
from tests.severa.talking import FORM, SECRET, talking
from tests.sources.imap.authority import Authority, Certificate


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority") / "ca")


@pytest.fixture
def certificate(authority: Authority) -> Certificate:
    return authority.issue("DNS:localhost")


@pytest.fixture
def trust(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let this computer trust the authority, as an administrator would."""
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.ca_file))


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def serving(certificate: Certificate) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate.certificate, certificate.key)
    return context


def read(url: str, folder: Path) -> list[object]:
    with talking(url, folder, HandedClock()) as severa:
        return list(severa.customers())


def refusal(url: str, folder: Path) -> str:
    with pytest.raises(UnreachableError) as caught:
        read(url, folder)
    assert SECRET not in str(caught.value)
    return str(caught.value)


@pytest.mark.usefixtures("trust")
def test_a_server_with_a_trusted_certificate_is_talked_with(certificate: Certificate, tmp_path: Path) -> None:
    with scripted(serving(certificate)) as server:
        server.replies.append(told([{"guid": "a", "name": "Dak & Zn"}]))
        assert len(read(server.url, tmp_path)) == 1


def test_a_server_that_nobody_vouches_for_hears_nothing(certificate: Certificate, tmp_path: Path) -> None:
    with scripted(serving(certificate)) as server:
        assert refusal(server.url, tmp_path).startswith("The certificate of localhost was issued by nobody whom this")
        clock = HandedClock()
        with talking(server.url, tmp_path, clock) as severa, pytest.raises(UnreachableError):
            severa.create_activity(FORM)
        # Trying again would make it no better.
        assert clock.pauses == []
        assert server.heard == []


@pytest.mark.usefixtures("trust")
def test_a_server_with_a_certificate_for_another_name_hears_nothing(authority: Authority, tmp_path: Path) -> None:
    with scripted(serving(authority.issue("DNS:elsewhere.example"))) as server:
        assert "is for another name" in refusal(server.url, tmp_path)
        assert server.heard == []


@pytest.mark.usefixtures("trust")
def test_a_server_whose_certificate_has_expired_hears_nothing(authority: Authority, tmp_path: Path) -> None:
    with scripted(serving(authority.issue("DNS:localhost", expired=True))) as server:
        assert "has expired" in refusal(server.url, tmp_path)
        assert server.heard == []


@pytest.mark.usefixtures("trust")
def test_encryption_that_is_too_old_is_refused(certificate: Certificate, tmp_path: Path) -> None:
    context = serving(certificate)
    context.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    with scripted(context) as server:
        assert "older than TLS 1.2" in refusal(server.url, tmp_path)
        assert server.heard == []


def test_a_server_without_encryption_hears_nothing(tmp_path: Path) -> None:
    with scripted() as server:
        said = refusal(server.url.replace("http://127.0.0.1", "https://localhost"), tmp_path)
        assert said.startswith("No encrypted connection to localhost came about")
        assert server.heard == []


@pytest.mark.parametrize(
    "url",
    [
        "http://api.severa.visma.com/rest-api",
        "http://192.168.1.5/rest-api",
        "http://localhost.example/rest-api",
        "ftp://api.severa.visma.com",
        "api.severa.visma.com",
        "https://",
        "https:///rest-api",
        "https://user:password@api.severa.visma.com",
        "https://api.severa.visma.com/rest-api?x=1",
        "https://api.severa.visma.com/#x",
        "https://api.severa.visma.com:99999/",
        "https://[::1/",
        "https://api severa",
        "https://api.severa.visma.com/\nHost: elsewhere",
        "",
    ],
)
def test_what_is_no_safe_address_is_refused_before_anything_is_sent(url: str, tmp_path: Path) -> None:
    with pytest.raises(AddressError):
        checked_url(url)
    with pytest.raises(AddressError):
        Severa(SeveraSettings("id", url), SECRET, Pace(tmp_path, "severa"))


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (" https://api.severa.visma.com/rest-api/ ", "https://api.severa.visma.com/rest-api"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("http://[::1]:8080/x", "http://[::1]:8080/x"),
        ("http://localhost/rest-api", "http://localhost/rest-api"),
    ],
)
def test_an_address_is_kept_in_one_form(written: str, kept: str) -> None:
    assert checked_url(written) == kept


def test_a_name_that_nobody_has_is_said_to_be_none(tmp_path: Path) -> None:
    assert refusal("https://severa.invalid/rest-api", tmp_path).startswith("There is no server severa.invalid")


def test_an_answer_larger_than_any_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "LARGEST_ANSWER", 100_000)
    with scripted() as server:
        server.replies.extend([Reply(200, b" " * 5_000_000)] * 6)
        assert "lost before it had answered" in refusal(server.url, tmp_path)


def test_nor_one_that_is_small_until_it_is_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "LARGEST_ANSWER", 100_000)
    packed = gzip.compress(b" " * 5_000_000)
    with scripted() as server:
        server.replies.extend([Reply(200, packed, {"Content-Encoding": "gzip"})] * 6)
        assert "lost before it had answered" in refusal(server.url, tmp_path)


def test_packed_answers_are_unpacked(tmp_path: Path) -> None:
    with scripted() as server:
        packed = gzip.compress(b'[{"guid": "a", "name": "Dak"}]')
        server.replies.append(Reply(200, packed, {"Content-Encoding": "gzip"}))
        assert len(read(server.url, tmp_path)) == 1
        assert server.heard[0].headers["Accept-Encoding"] == "gzip"


def test_an_answer_that_ends_early_is_lost(tmp_path: Path) -> None:
    with scripted() as server:
        server.replies.append(Reply(201, b'{"guid": "a"}', {"Content-Length": "500", "Connection": "close"}))
        with talking(server.url, tmp_path, HandedClock()) as severa, pytest.raises(UnansweredError):
            severa.create_activity(FORM)


@contextmanager
def dripping() -> Iterator[int]:
    """A server that sends a byte now and then for ever, whatever it hears; gives its port."""
    ended = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def drip(client: socket.socket) -> None:
            with client:
                try:
                    client.sendall(b"HTTP/1.1 200 OK\r\nX-Long: ")
                    while not ended.wait(0.05):
                        client.sendall(b"x")
                except OSError:
                    return

        def serve() -> None:
            while True:
                try:
                    client, _address = listener.accept()
                except OSError:
                    return
                threading.Thread(target=drip, args=(client,)).start()

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            ended.set()
            listener.shutdown(socket.SHUT_RDWR)
            thread.join(20)


def test_an_answer_that_never_ends_has_a_time_limit_as_a_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # One try, and time enough to ask: whatever ends earlier did not wait for the answer.
    monkeypatch.setattr(calling, "TRIES", 1)
    monkeypatch.setattr(transport, "_LONGEST", 1.5)
    with dripping() as port:
        assert "took too long to answer" in refusal(f"http://127.0.0.1:{port}", tmp_path)


@pytest.fixture
def limits_far_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever ends, ends as it was cancelled."""
    monkeypatch.setattr(transport, "_LONGEST", 600.0)
    monkeypatch.setattr(transport, "CONNECT_SECONDS", 600.0)
    monkeypatch.setattr(transport, "SILENCE_SECONDS", 600.0)
    monkeypatch.setattr(connecting, "CONNECT_SECONDS", 600.0)


@pytest.mark.usefixtures("trust", "limits_far_off")
@pytest.mark.parametrize("encrypted", [False, True])
def test_cancelling_ends_waiting_for_an_answer_at_once(
    certificate: Certificate, tmp_path: Path, *, encrypted: bool
) -> None:
    stop, never = threading.Event(), threading.Event()
    with scripted(serving(certificate) if encrypted else None) as server:
        server.replies.append(Reply(after=never))
        with talking(server.url, tmp_path, HandedClock(), stop) as severa:
            waiting = Waiting(severa)
            waiting.until(lambda: bool(server.asked()))
            stop.set()
            assert isinstance(waiting.ended(), StoppedError)
            never.set()


@pytest.mark.usefixtures("limits_far_off")
def test_cancelling_ends_waiting_for_encryption_at_once(tmp_path: Path) -> None:
    stop = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"https://localhost:{silent.getsockname()[1]}"
        with talking(url, tmp_path, HandedClock(), stop) as severa:
            waiting = Waiting(severa)
            client, _address = silent.accept()
            with client:
                client.recv(10)
                stop.set()
                assert isinstance(waiting.ended(), StoppedError)


@pytest.mark.usefixtures("limits_far_off")
def test_cancelling_ends_waiting_for_a_connection_at_once(tmp_path: Path) -> None:
    stop = threading.Event()
    with socket.socket() as full:
        # Who is not accepted waits, once this many others do.
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        others = [socket.socket() for _one in range(8)]
        for other in others:
            other.setblocking(False)
            other.connect_ex(full.getsockname())
        try:
            with talking(f"http://127.0.0.1:{full.getsockname()[1]}", tmp_path, HandedClock(), stop) as severa:
                waiting = Waiting(severa)
                waiting.until(lambda: bool(severa._session._transport._watch._exchanges))
                stop.set()
                assert isinstance(waiting.ended(), StoppedError)
        finally:
            for other in others:
                other.close()


class Waiting:
    """A thread that reads, and what came of it."""

    def __init__(self, severa: Severa) -> None:
        self._came: list[BaseException | None] = []
        self._thread = threading.Thread(target=self._run, args=(severa,))
        self._thread.start()

    def _run(self, severa: Severa) -> None:
        try:
            list(severa.customers())
        except BaseException as error:  # noqa: BLE001 - whatever came
            self._came.append(error)

    def until(self, holds: Callable[[], bool]) -> None:
        end = time.monotonic() + 120
        while not holds():
            assert time.monotonic() < end
            threading.Event().wait(0.01)

    def ended(self) -> BaseException | None:
        self._thread.join(60)
        assert not self._thread.is_alive()
        return self._came[0] if self._came else None


def test_a_connection_is_used_again(tmp_path: Path) -> None:
    with scripted() as server:
        with talking(server.url, tmp_path, HandedClock()) as severa:
            for _time in range(3):
                list(severa.customers())
        assert len({one.peer for one in server.heard}) == 1


def test_a_large_file_goes_out_whole(tmp_path: Path) -> None:
    content = bytes(range(256)) * 20_000
    with scripted() as server:
        server.replies.append(told([{"guid": "f"}], 201))
        with talking(server.url, tmp_path, HandedClock()) as severa:
            assert severa.add_file("p", "a.bin", "", content) == "f"
        assert content in server.asked()[0].body


@contextmanager
def proxy(target: int, heard: list[bytes]) -> Iterator[int]:
    """A proxy that connects whoever asks, whatever for, with this port; gives its own."""

    def pass_on(source: socket.socket, drain: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                drain.sendall(data)
            drain.shutdown(socket.SHUT_WR)

    def serve(listener: socket.socket) -> None:
        client, _address = listener.accept()
        with client, socket.create_connection(("127.0.0.1", target)) as server:
            asked = b""
            while b"\r\n\r\n" not in asked:
                asked += client.recv(65536)
            heard.append(asked)
            client.sendall(b"HTTP/1.1 200 Connected\r\n\r\n")
            back = threading.Thread(target=pass_on, args=(server, client))
            back.start()
            pass_on(client, server)
            back.join(20)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve, args=(listener,))
        thread.start()
        yield listener.getsockname()[1]
        thread.join(20)


@pytest.mark.usefixtures("trust")
def test_the_proxy_of_the_system_is_used_and_sees_nothing(
    authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[bytes] = []
    with scripted(serving(authority.issue("DNS:severa.invalid"))) as server, proxy(server.port, heard) as port:
        monkeypatch.setenv("https_proxy", f"http://anna:pass%20word@127.0.0.1:{port}")
        server.replies.append(told([{"guid": "a", "name": "Dak"}]))
        assert len(read("https://severa.invalid/api", tmp_path)) == 1
    assert heard[0].startswith(b"CONNECT severa.invalid:443 HTTP/1.")
    assert b"proxy-authorization: Basic YW5uYTpwYXNzIHdvcmQ=" in heard[0]
    assert b"lient_Id" not in heard[0]


def test_a_proxy_that_is_not_there_is_said_to_be_the_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with scripted() as server:
        port = server.port
    monkeypatch.setenv("https_proxy", f"127.0.0.1:{port}")
    assert refusal("https://severa.invalid/api", tmp_path).startswith("The proxy of this computer’s network")


def test_a_proxy_of_an_unknown_kind_is_not_passed_by(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "socks5://127.0.0.1:9")
    with pytest.raises(AddressError, match="socks5"):
        read("https://severa.invalid/api", tmp_path)


@pytest.mark.parametrize("named", ["http://[bad", "proxy:99999", "proxy:abc", "http://anna:Geheim-%e9@127.0.0.1:9"])
def test_what_is_no_address_of_a_proxy_is_said_to_be_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: str
) -> None:
    monkeypatch.setenv("https_proxy", named)
    with pytest.raises(AddressError, match="no address of one") as caught:
        read("https://severa.invalid/api", tmp_path)
    assert "Geheim" not in str(caught.value)


def test_this_computer_itself_is_never_talked_with_through_a_proxy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    with scripted() as server:
        read(server.url, tmp_path)
        assert len(server.heard) == 2


def test_exceptions_to_the_proxy_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", "severa.invalid")
    assert refusal("https://severa.invalid/api", tmp_path).startswith("There is no server")


def test_a_watch_ends_when_nobody_is_there_any_more(tmp_path: Path) -> None:
    with scripted() as server:
        read(server.url, tmp_path)
    end = time.monotonic() + 120
    while any(thread.name == "severa-watch" for thread in threading.enumerate()):
        assert time.monotonic() < end
        threading.Event().wait(watch._STEP)

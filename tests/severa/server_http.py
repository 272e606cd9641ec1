"""HTTP of the tests' Severa: takes requests, sends answers, ends connections in the middle."""

import gzip
import threading
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import msgspec

from tests.severa.server_asking import Heard, Told
from tests.severa.server_rules import PREFIX

_PATIENCE = 120.0
_WORTH_PACKING = 1000


@dataclass(frozen=True)
class Reply:
    """What becomes of a request."""

    told: Told
    is_lost: bool = False
    is_half: bool = False
    body: bytes | None = None
    """Sent instead of what is told."""
    until: threading.Event | None = None


class Listener:
    """Listens at a port of this computer until it is stopped; `reply` and `now` are called by its threads."""

    def __init__(self, reply: Callable[[Heard], Reply], now: Callable[[], float]) -> None:
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.reply = reply
        self._server.now = now
        self.port = self._server.server_port
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64
    reply: Callable[[Heard], Reply]
    now: Callable[[], float]

    def handle_error(self, request: object, client_address: object) -> None:
        """A connection that the other side ended is nothing to be told."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    """Head and content go out at once."""
    server: _Server  # type: ignore[mutable-override]  # it answers for no other

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""

    def date_time_string(self, timestamp: float | None = None) -> str:
        return formatdate(self.server.now() if timestamp is None else timestamp, usegmt=True)

    def _answer(self) -> None:
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        path = parts.path.removeprefix(PREFIX) if parts.path.startswith(f"{PREFIX}/") else f"outside{parts.path}"
        reply = self.server.reply(Heard(self.command, path, parts.query, dict(self.headers), body))
        if reply.until is not None:
            reply.until.wait(_PATIENCE)
        if reply.is_lost:
            self.close_connection = True
            return
        self._send(reply)

    def _send(self, reply: Reply) -> None:
        told = reply.told
        content = b"" if told.value is None else msgspec.json.encode(told.value)
        content = content if reply.body is None else reply.body
        self.send_response(told.status)
        if content:
            self.send_header("Content-Type", "application/json; charset=utf-8")
        if len(content) > _WORTH_PACKING and "gzip" in self.headers.get("Accept-Encoding", ""):
            self.send_header("Content-Encoding", "gzip")
            content = gzip.compress(content, 1)
        for name, text in told.headers.items():
            self.send_header(name, text)
        if told.status != 204:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if reply.is_half:
            content = content[: len(content) // 2]
            self.close_connection = True
        self.wfile.write(content)

    do_GET = do_POST = do_PATCH = do_DELETE = do_PUT = _answer  # noqa: N815 - the library calls them so

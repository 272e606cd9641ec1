"""A server that answers whatever a test wants, also what Severa never would: for everything below what is said.

What Severa answers is told by `server.py`.
"""

import json
import ssl
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

TOKENS = ("/v1/token", "/v1/refreshtoken")


@dataclass(frozen=True)
class Reply:
    """An answer."""

    status: int = 200
    body: bytes = b"[]"
    headers: Mapping[str, str] = field(default_factory=dict)
    is_lost: bool = False
    """The connection ends instead."""
    after: threading.Event | None = None
    """The answer waits for this."""


def told(value: object, status: int = 200, **headers: str) -> Reply:
    """An answer of JSON."""
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    return Reply(status, json.dumps(value).encode(), {"Content-Type": "application/json", **named})


def refused(status: int, message: str = "", kind: str = "InvalidRequest") -> Reply:
    """A refusal as the description has it."""
    details = [{"message": message}] if message else None
    return told({"error": {"httpStatusCode": status, "type": kind, "details": details}}, status)


@dataclass(frozen=True)
class Heard:
    """A request."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes
    peer: tuple[str, int]
    """The other end of the connection."""

    @property
    def asks(self) -> dict[str, list[str]]:
        """The query, taken apart."""
        return parse_qs(self.query, keep_blank_values=True)


class Scripted:
    """Gives the replies in their order, then what `otherwise` says; tokens hold for `lasts` seconds."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.replies: deque[Reply] = deque()
        self.tokens: deque[Reply] = deque()
        self.otherwise: Callable[[Heard], Reply] = lambda _heard: told([])
        """Answers once the replies are used up; is called by many threads."""
        self.lasts = 3600
        self.dates = True
        """Whether answers say what time it is."""
        self.heard: list[Heard] = []
        self._lock = threading.Lock()
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.scripted = self
        if tls is not None:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True, do_handshake_on_connect=False)
        self.port = self._server.server_port
        self.url = (
            f"{'http' if tls is None else 'https'}://{'127.0.0.1' if tls is None else 'localhost'}:{self.port}/api"
        )

    def asked(self, *, tokens: bool = False) -> list[Heard]:
        """Return the requests, those for tokens or the others."""
        return [one for one in self.heard if one.path.removeprefix("/api").startswith(TOKENS) == tokens]

    def reply(self, heard: Heard) -> Reply:
        with self._lock:
            self.heard.append(heard)
            is_for_token = heard.path.removeprefix("/api").startswith(TOKENS)
            replies = self.tokens if is_for_token else self.replies
            if replies:
                return replies.popleft()
            if is_for_token:
                return self._token()
        return self.otherwise(heard)

    def _token(self) -> Reply:
        number = len(self.asked(tokens=True))
        return told(
            {
                "access_token": f"access-{number}-Dahlem",
                "access_token_type": "Bearer",
                "access_token_expires_in": self.lasts,
                "refresh_token": f"refresh-{number}-Dahlem",
                "refresh_token_expires_in": self.lasts * 10,
                "scope": "",
            }
        )

    def start(self) -> None:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    scripted: Scripted

    def handle_error(self, request: object, client_address: object) -> None:
        """A connection that the other side ended is nothing to be told."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    """Head and content go out at once."""
    server: _Server  # type: ignore[mutable-override]  # it answers for no other

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""

    def _answer(self) -> None:
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        heard = Heard(self.command, parts.path, parts.query, dict(self.headers), body, self.client_address)
        reply = self.server.scripted.reply(heard)
        if reply.after is not None:
            reply.after.wait(120)
        if reply.is_lost:
            self.close_connection = True
            return
        (self.send_response if self.server.scripted.dates else self.send_response_only)(reply.status)
        for name, text in reply.headers.items():
            self.send_header(name, text)
        if "Content-Length" not in reply.headers:
            self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        self.wfile.write(reply.body)

    do_GET = do_POST = do_PATCH = do_DELETE = _answer  # noqa: N815 - the library calls them so


@contextmanager
def scripted(tls: ssl.SSLContext | None = None) -> Iterator[Scripted]:
    """Give such a server for as long as the block lasts."""
    server = Scripted(tls)
    server.start()
    try:
        yield server
    finally:
        server.stop()

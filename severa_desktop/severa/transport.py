"""One request to Severa and its answer, by HTTP: encrypted, limited in time and size, through the system's proxy."""

import logging
import ssl
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote, urlencode, urlsplit
from urllib.request import getproxies, proxy_bypass

from urllib3 import BaseHTTPResponse, HTTPConnectionPool, PoolManager, ProxyManager, Timeout, make_headers
from urllib3.exceptions import HTTPError
from urllib3.util import parse_url

from severa_desktop import VERSION
from severa_desktop.core.source_settings import is_loopback
from severa_desktop.severa.address import checked_url
from severa_desktop.severa.connecting import CONNECT_SECONDS, SILENCE_SECONDS, watched_pools
from severa_desktop.severa.errors import AddressError, StoppedError, UnansweredError, UnreachableError
from severa_desktop.severa.failures import connecting_sentence, is_distrust
from severa_desktop.severa.watch import Watch
from severa_desktop.texts import _

LARGEST_ANSWER = 32 * 1024 * 1024
"""Bytes of an answer, unpacked: a page of a hundred rows takes some hundred thousand."""
_LONGEST = 180.0
"""Seconds that a request and its answer may take as a whole, without what is sent along."""
_SLOWEST = 20_000
"""Bytes a second at which what is sent along has to go."""
_PIECE = 64 * 1024
_CONNECTIONS = 10

# The library's own log would name addresses with all that was asked for.
logging.getLogger("urllib3").setLevel(logging.CRITICAL)


class NotSentError(UnreachableError):
    """There was no connection: nothing of the request went out."""

    def __init__(self, sentence: str, *, stays: bool) -> None:
        super().__init__(sentence)
        self.stays = stays
        """It will not be otherwise in a moment: whoever answers is not trusted."""


class LostError(UnansweredError):
    """The request went out, all of it or a part, and no whole answer came."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered, whatever that was."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    """Names in lower case."""
    body: bytes = field(repr=False)


class Transport:
    """The way to one server, for any number of threads."""

    def __init__(self, url: str, stop: threading.Event) -> None:
        parts = urlsplit(checked_url(url))
        self.host = parts.hostname or ""
        self._base = parts.path
        self._watch = Watch(stop)
        self._manager = _manager(parts.scheme, self.host)
        self._manager.pool_classes_by_scheme = watched_pools(self._watch)
        self._pool: HTTPConnectionPool = self._manager.connection_from_url(url)

    def close(self) -> None:
        """Close all connections."""
        self._watch.close()
        self._pool.close()
        self._manager.clear()

    def exchange(
        self, method: str, path: str, query: Sequence[tuple[str, str]], headers: Mapping[str, str], body: bytes | None
    ) -> Answer:
        """Send a request, return its answer; raises NotSentError, LostError and StoppedError."""
        target = self._base + path + ("?" + urlencode(query) if query else "")
        named = {"User-Agent": f"severa-desktop/{VERSION}", "Accept": "application/json", "Accept-Encoding": "gzip"}
        seconds = _LONGEST + len(body or b"") / _SLOWEST
        with self._watch.exchange(seconds) as exchange:
            try:
                response = self._pool.urlopen(
                    method,
                    target,
                    body,
                    {**named, **headers},
                    retries=False,
                    redirect=False,
                    assert_same_host=False,
                    timeout=Timeout(connect=CONNECT_SECONDS, read=SILENCE_SECONDS),
                    preload_content=False,
                )
                answer = _answer(response)
                self._watch.check()
                if exchange.expired:
                    # What was cut off may look like an answer.
                    raise TimeoutError
                return answer
            except (HTTPError, OSError, ValueError) as error:
                if self._watch.stop.is_set():
                    raise StoppedError from None
                if exchange.sent:
                    raise LostError(_lost_sentence(self.host, expired=exchange.expired)) from None
                raise NotSentError(connecting_sentence(error, self.host), stays=is_distrust(error)) from None


def _answer(response: BaseHTTPResponse) -> Answer:
    """Read an answer to its end; raises ValueError if it is larger than any that is asked for."""
    body = bytearray()
    try:
        for piece in response.stream(_PIECE, decode_content=True):
            body += piece
            if len(body) > LARGEST_ANSWER:
                raise ValueError
    except BaseException:
        response.close()
        raise
    response.release_conn()
    return Answer(response.status, {name.lower(): value for name, value in response.headers.items()}, bytes(body))


def _manager(scheme: str, host: str) -> PoolManager:
    """Return what makes connections: directly, or through the proxy that the system names."""
    if scheme == "http":
        # This computer itself. Whom it trusts need not be loaded, and a proxy would read along.
        return PoolManager(1, maxsize=_CONNECTIONS)
    tls = ssl.create_default_context()
    tls.minimum_version = ssl.TLSVersion.TLSv1_2
    proxies = {} if is_loopback(host) or proxy_bypass(host) else getproxies()
    named = proxies.get(scheme) or proxies.get("all")
    if not named:
        return PoolManager(1, maxsize=_CONNECTIONS, ssl_context=tls)
    url, headers = _proxy(named)
    return ProxyManager(url, 1, proxy_headers=headers, maxsize=_CONNECTIONS, ssl_context=tls, proxy_ssl_context=tls)


def _proxy(named: str) -> tuple[str, Mapping[str, str] | None]:
    """Return the address of a proxy and what is told to it; raises AddressError."""
    try:
        proxy = parse_url(named if "://" in named else f"http://{named}")
        headers = make_headers(proxy_basic_auth=unquote(proxy.auth)) if proxy.auth else None
    except ValueError:
        # Not quoted: a password may stand in it.
        raise AddressError(
            _("What this computer’s settings name as the network’s proxy is no address of one. Correct it there.")
        ) from None
    if proxy.scheme not in ("http", "https"):
        raise AddressError(
            _("The network’s proxy is of a kind that this program does not know ({kind}).").format(kind=proxy.scheme)
        )
    return proxy._replace(auth=None).url, headers


def _lost_sentence(host: str, *, expired: bool) -> str:
    if expired:
        return _("{host} took too long to answer.").format(host=host)
    return _("The connection with {host} was lost before it had answered.").format(host=host)

"""Connections of the HTTP library that can be cancelled in each of their waits: for the name, the server, an answer."""

import os
import selectors
import socket
import threading
import time
from collections.abc import Iterable
from contextlib import suppress
from queue import Empty, SimpleQueue

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from severa_desktop.severa.watch import Watch

CONNECT_SECONDS = 10.0
SILENCE_SECONDS = 60.0
"""Seconds without a byte, in either direction, until the server counts as gone."""
_STEP = 0.1
"""Seconds between two looks whether to stop."""
_PIECE = 64 * 1024
"""Bytes that are sent at once: the time limit holds for each piece."""

_Address = tuple[socket.AddressFamily, socket.SocketKind, int, str, tuple[str, int] | tuple[str, int, int, int]]


class _Watched(HTTPConnection):
    """A connection that a Watch looks after."""

    watch: Watch
    _line: socket.socket | None = None
    _connecting = False

    def connect(self) -> None:
        """Connect, encrypted where that is asked for."""
        self._connecting = True
        try:
            super().connect()
        finally:
            self._connecting = False

    def send(self, data: object) -> None:
        """Send some of a request."""
        if self._line is None:
            self.connect()
        if self._line is not None:
            self.watch.uses(self._line)
        if not self._connecting:
            # What goes out before is for the proxy.
            self.watch.sends()
            self.sock.settimeout(SILENCE_SECONDS)
        for piece in _pieces(data):
            super().send(piece)

    def close(self) -> None:
        """Close the connection."""
        line, self._line = self._line, None
        if line is not None:
            line.close()
        super().close()

    def _new_conn(self) -> socket.socket:
        sock = _connected(self._dns_host, self.port or 0, self.watch)
        try:
            for option in self.socket_options or ():
                sock.setsockopt(*option)
            sock.settimeout(self.timeout)
            self._line = sock.dup()
            self.watch.uses(self._line)
        except BaseException:
            sock.close()
            raise
        return sock


class _WatchedTls(_Watched, HTTPSConnection):
    """As above, encrypted."""


def watched_pools(watch: Watch) -> dict[str, type[HTTPConnectionPool]]:
    """Return what makes connections that this one looks after, by scheme."""

    class Plain(_Watched):
        pass

    class Tls(_WatchedTls):
        pass

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain  # type: ignore[mutable-override]  # the library's own way to say so

    class TlsPool(HTTPSConnectionPool):
        ConnectionCls = Tls  # type: ignore[mutable-override]

    Plain.watch = Tls.watch = watch
    return {"http": PlainPool, "https": TlsPool}


def _pieces(data: object) -> Iterable[bytes | memoryview]:
    """Return what is to be sent in pieces; this program hands over nothing but bytes."""
    if not isinstance(data, bytes):
        raise TypeError(type(data))
    view = memoryview(data)
    return (view[at : at + _PIECE] for at in range(0, len(view), _PIECE))


def _connected(host: str, port: int, watch: Watch) -> socket.socket:
    """Return a socket to the first of the host's addresses that answers; raises OSError and StoppedError."""
    end = time.monotonic() + CONNECT_SECONDS
    failure = OSError("no address")
    for family, kind, protocol, _name, address in _looked_up(host.strip("[]"), port, end, watch):
        sock = socket.socket(family, kind, protocol)
        try:
            _connect(sock, address, end, watch)
        except OSError as error:
            sock.close()
            failure = error
        except BaseException:
            sock.close()
            raise
        else:
            return sock
    raise failure


def _connect(sock: socket.socket, address: object, end: float, watch: Watch) -> None:
    sock.setblocking(False)  # noqa: FBT003 - its only parameter
    with suppress(BlockingIOError):
        sock.connect(address)  # type: ignore[arg-type]  # as getaddrinfo gave it
    with selectors.DefaultSelector() as selector:
        selector.register(sock, selectors.EVENT_WRITE)
        while not selector.select(_STEP):
            watch.check()
            if time.monotonic() > end:
                raise TimeoutError
    number = sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
    if number:
        raise OSError(number, os.strerror(number))


def _looked_up(host: str, port: int, end: float, watch: Watch) -> list[_Address]:
    """Return the addresses of a host; a thread asks for them, as nothing can call the system off."""
    found: SimpleQueue[list[_Address] | OSError | UnicodeError] = SimpleQueue()

    def ask() -> None:
        try:
            found.put(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))  # type: ignore[arg-type]  # IP only
        except (OSError, UnicodeError) as error:
            found.put(error)

    threading.Thread(target=ask, name="severa-name", daemon=True).start()
    while True:
        with suppress(Empty):
            answer = found.get(timeout=_STEP)
            if isinstance(answer, OSError):
                raise answer
            if isinstance(answer, UnicodeError):
                raise socket.gaierror(socket.EAI_NONAME, "not a name")
            return answer
        watch.check()
        if time.monotonic() > end:
            raise TimeoutError

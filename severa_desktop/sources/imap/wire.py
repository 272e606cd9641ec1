"""The bytes between this program and an IMAP server: every wait has an end, and ends soon when the source stops.

The standard library's client reads through a file that is unusable after its first time-out; this one reads the
socket itself, so that it can wait for news in small steps.
"""

import imaplib
import os
import selectors
import socket
import ssl
import threading
import time

from severa_desktop.sources.imap.errors import StoppedError
from severa_desktop.texts import _

_PATIENCE = 60.0
"""Seconds without a byte, until the server counts as gone."""
_STEP = 0.25
"""Seconds between two looks whether to stop."""
_RECEIVED = 256 * 1024
_LONGEST_LINE = 16 * 1024 * 1024
"""Bytes; the ids of all mails of a folder come as one line."""


class Wire(imaplib.IMAP4):
    """One connection to an IMAP server, made when the object is; raises OSError and `IMAP4.error`."""

    def __init__(self, host: str, port: int, tls: ssl.SSLContext | None, stop: threading.Event, largest: int) -> None:
        self._tls = tls
        self._stop = stop
        self._largest = largest
        """Bytes of the largest thing that the server may send in one piece."""
        self._received = bytearray()
        self._idle_tag = b""
        self.has_news = False
        """The server told of a mail since that was last set to false: it may do so with any answer, and only once."""
        super().__init__(host, port)

    def open(self, host: str = "", port: int = 143, timeout: float | None = None) -> None:
        """Connect."""
        del timeout
        self.host, self.port = host, port
        self.sock = self._connected()
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        if self._tls is not None:
            self._encrypt(self._tls)

    def read(self, size: int) -> bytes:
        """Return so many bytes."""
        if size > self._largest:
            raise self.abort(_("the server sends {size} bytes at once").format(size=size))
        while len(self._received) < size:
            self._fill()
        return self._cut(size)

    def readline(self) -> bytes:
        """Return one line with its end."""
        looked_at = 0
        while (end := self._received.find(b"\n", looked_at)) < 0:
            looked_at = len(self._received)
            if looked_at > _LONGEST_LINE:
                raise self.abort(_("the server sends a line without an end"))
            self._fill()
        return self._cut(end + 1)

    def send(self, data: bytes) -> None:  # type: ignore[override]  # whatever has bytes, there
        """Send all of it."""
        if self._stop.is_set():
            raise StoppedError
        self.sock.settimeout(_PATIENCE)
        self.sock.sendall(data)

    def shutdown(self) -> None:
        """Close the connection."""
        self.sock.close()

    def starttls(self, ssl_context: ssl.SSLContext | None = None) -> tuple[str, list[bytes | None]]:  # type: ignore[override]
        """Encrypt the connection; raises `IMAP4.error` where the server does not want to."""
        if ssl_context is None:
            raise self.error("nothing to encrypt with")
        kind, answer = self._simple_command("STARTTLS")
        if kind != "OK":
            raise self.error(f"STARTTLS was refused: {answer!r}")
        if self._received:
            # Somebody on the way may have put it there, to be taken for what came encrypted.
            raise self.abort(_("the server sent more before encryption began"))
        self.untagged_responses.clear()
        self._encrypt(ssl_context)
        self._tls_established = True
        self._get_capabilities()
        return kind, answer

    def begin_idle(self) -> bool:
        """Ask the server to tell of new mails; returns whether it did so at once, or before."""
        self._idle_tag = self._command("IDLE")
        while self._get_response() is not None:
            if self.tagged_commands[self._idle_tag]:
                raise self.error("IDLE was refused")
        return self.has_news

    def hear(self, seconds: float) -> bool:
        """Wait so long for the server to tell of a new mail, while idle; returns whether it did."""
        if self._received or self._arrives(seconds):
            while self._received:
                self._get_response()
                if "BYE" in self.untagged_responses:
                    raise self.abort(_("the server ended the connection"))
        return self.has_news

    def end_idle(self) -> None:
        """Ask the server to take commands again."""
        self.send(b"DONE\r\n")
        self._command_complete("IDLE", self._idle_tag)

    def forget(self) -> None:
        """Forget what the server said unasked: nothing here goes by it, and it would pile up."""
        self.untagged_responses.clear()

    def _append_untagged(self, typ: str, dat: bytes) -> None:
        """Keep what the server said unasked, and note whether it was of a mail."""
        self.has_news = self.has_news or typ.upper() == "EXISTS"
        super()._append_untagged(typ, dat)  # type: ignore[misc]  # not public there, as is all that hears unasked things

    def _cut(self, size: int) -> bytes:
        part = bytes(self._received[:size])
        del self._received[:size]
        return part

    def _fill(self) -> None:
        """Receive something; raises TimeoutError, StoppedError."""
        if not self._arrives(_PATIENCE):
            raise TimeoutError(_("the server does not answer"))

    def _arrives(self, seconds: float) -> bool:
        """Receive what comes within so long; returns whether something did."""
        end = time.monotonic() + seconds
        while True:
            if self._stop.is_set():
                raise StoppedError
            self.sock.settimeout(max(0.001, min(_STEP, end - time.monotonic())))
            try:
                got = self.sock.recv(_RECEIVED)
            except TimeoutError:
                if time.monotonic() >= end:
                    return False
                continue
            if not got:
                raise self.abort(_("the server ended the connection"))
            self._received += got
            return True

    def _connected(self) -> socket.socket:
        """Return a socket to the first of the host's addresses that answers."""
        failure = OSError(_("{host} has no address").format(host=self.host))
        for family, kind, protocol, _name, address in socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM):
            sock = socket.socket(family, kind, protocol)
            try:
                self._connect_to(sock, address)
            except OSError as error:
                sock.close()
                failure = error
            except BaseException:
                sock.close()
                raise
            else:
                return sock
        raise failure

    def _connect_to(self, sock: socket.socket, address: tuple[object, ...]) -> None:
        sock.settimeout(0)
        sock.connect_ex(address)
        end = time.monotonic() + _PATIENCE
        with selectors.DefaultSelector() as selector:
            selector.register(sock, selectors.EVENT_WRITE)
            while not selector.select(_STEP):
                if self._stop.is_set():
                    raise StoppedError
                if time.monotonic() >= end:
                    raise TimeoutError(_("the server does not answer"))
        number = sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if number:
            raise OSError(number, os.strerror(number))

    def _encrypt(self, tls: ssl.SSLContext) -> None:
        plain = self.sock
        try:
            encrypted = tls.wrap_socket(plain, server_hostname=self.host, do_handshake_on_connect=False)
            # The plain socket is empty from now on; this one is what is to be closed.
            self.sock = encrypted
            self._shake_hands(encrypted)
        except BaseException:
            plain.close()
            self.sock.close()
            raise

    def _shake_hands(self, encrypted: ssl.SSLSocket) -> None:
        end = time.monotonic() + _PATIENCE
        while True:
            encrypted.settimeout(_STEP)
            try:
                encrypted.do_handshake()
            except TimeoutError:
                if self._stop.is_set():
                    raise StoppedError from None
                if time.monotonic() >= end:
                    raise
            else:
                return

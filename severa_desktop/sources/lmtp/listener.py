"""Listens for mails that a mail server on this computer delivers: on a socket file, or a loopback port.

Answers 250 once a mail is on the disk, 451 where it cannot be stored now, 550 where an address is not ours. What the
envelope says is exact, so that a Bcc is never lost; a mail's own header cannot change it.
"""

import asyncio
import os
import re
import socket
import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from ipaddress import ip_address
from pathlib import Path
from typing import TypeVar

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session

from severa_desktop.core.model import Origin
from severa_desktop.core.source_settings import Condition, LmtpSettings, SourceState
from severa_desktop.sources.intake import NotNowError, Work
from severa_desktop.sources.items import MailBytes
from severa_desktop.texts import _

_MOST_CONNECTIONS = 50
_TIMEOUT = 60.0
"""Seconds without a command after which a connection is closed."""
_STORING = 16
"""Mails that are stored at a time; those that wait together share a commit."""
_WITHOUT_ANSWER = 2
"""Times the largest mail: bytes that a connection may send without an answer. A mail server heard the limit."""
_MOST_COMMANDS = 2_000
"""Of one kind in one connection: mail servers send many mails through one."""
_PAUSES = (5.0, 15.0, 60.0, 300.0)
_WORDS = r"[A-Za-z0-9!#$%&'*+/=^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=^_`{|}~-]+)*"
_USUAL_PATH = re.compile(rf"(?:(<>)|<({_WORDS}@{_WORDS})>) *([A-Za-z0-9= -]*)")
"""No sender, or an address without quotes and comments; then the command's parameters."""
_LINE = b"\r\n"
_END = b"\r\n.\r\n"
_NOT_NOW = "451 4.3.0 Not now, try again later"
_DEFECT = "451 4.3.0 Not stored because of a defect here, try again later"

Result = TypeVar("Result")


class LmtpListener:
    """Takes mails in from a mail server."""

    def __init__(self, settings: LmtpSettings) -> None:
        self._settings = settings

    def check(self) -> str | None:
        """Return what keeps this program from listening and what to do, None if nothing does."""
        if self._settings.socket is None:
            if not ip_address(self._settings.host).is_loopback:
                sentence = _("{host} is not this computer’s own address. Give 127.0.0.1 with a port.")
                return sentence.format(host=self._settings.host)
            with socket.socket(_family(self._settings.host), socket.SOCK_STREAM) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    probe.bind((self._settings.host, self._settings.port or 0))
                except OSError as error:
                    sentence = _("Port {port} cannot be used ({why}). Choose another one.")
                    return sentence.format(port=self._settings.port, why=error.strerror)
            return None
        path = Path(self._settings.socket)
        if not path.parent.is_dir():
            sentence = _("There is no folder {folder} for the socket file. Make it, or choose another one.")
            return sentence.format(folder=path.parent)
        if path.exists() and not _is_socket(path):
            return _("{path} is a file already, and no socket. Choose another name.").format(path=path)
        if not os.access(path.parent, os.W_OK | os.X_OK):
            sentence = _("No file can be made in {folder} by this user. Choose another folder.")
            return sentence.format(folder=path.parent)
        return None

    def run(self, work: Work) -> bool:
        """Listen until stopped; see `sources.intake.RunningSource`. There is nothing to take where that is once."""
        if work.once:
            return True
        failures = 0
        while not work.stop.is_set():
            problem = self.check()
            if problem is None:
                try:
                    asyncio.run(self._listen(work))
                except OSError as error:
                    problem = _("This program cannot listen there ({why}).").format(why=error.strerror)
                else:
                    return True
            work.report(SourceState(Condition.RETRYING, problem))
            work.clock.wait(work.stop, _PAUSES[min(failures, len(_PAUSES) - 1)])
            failures += 1
        return False

    async def _listen(self, work: Work) -> None:
        loop = asyncio.get_running_loop()
        with ThreadPoolExecutor(_STORING, thread_name_prefix="severa-lmtp") as storing:
            handler = _Handler(work, storing)
            make = partial(_Connection, handler, work.max_bytes, loop)
            bound = self._bind()
            server = await (
                loop.create_server(make, sock=bound)
                if self._settings.socket is None
                else loop.create_unix_server(make, sock=bound)
            )
            try:
                work.report(SourceState(Condition.WAITING))
                await loop.run_in_executor(None, work.stop.wait)
            finally:
                server.close()
                self._unbind()

    def _bind(self) -> socket.socket:
        if self._settings.socket is None:
            bound = socket.socket(_family(self._settings.host), socket.SOCK_STREAM)
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            bound.bind((self._settings.host, self._settings.port or 0))
            return bound
        path = Path(self._settings.socket)
        # Left behind by a process that was killed; the source's lock says that no other one listens.
        path.unlink(missing_ok=True)
        bound = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        bound.bind(str(path))
        # Nobody can connect before it listens, so there is no moment in which others may deliver.
        path.chmod(0o600)
        return bound

    def _unbind(self) -> None:
        if self._settings.socket is not None:
            Path(self._settings.socket).unlink(missing_ok=True)


class _Connection(LMTP):
    """One connection of a mail server, with an answer for each recipient (RFC 2033, section 4.2)."""

    open = 0

    def __init__(self, handler: "_Handler", max_bytes: int, loop: asyncio.AbstractEventLoop) -> None:
        # Lines of real mails are longer than they should be; the mail's size is what bounds them.
        self.line_length_limit = max_bytes
        super().__init__(
            handler,
            data_size_limit=max_bytes,
            enable_SMTPUTF8=True,
            hostname="localhost",
            ident="Severa Desktop",
            timeout=_TIMEOUT,
            command_call_limit=_MOST_COMMANDS,
            loop=loop,
        )
        self._answers = 1
        self._unanswered = 0

    def data_received(self, data: bytes) -> None:
        """Receive something; end the connection where that is without end, as it is kept in memory."""
        self._unanswered += len(data)
        if self._unanswered <= _WITHOUT_ANSWER * self.line_length_limit:
            super().data_received(data)
        elif isinstance(self.transport, asyncio.WriteTransport):
            self.transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Refuse more connections than a mail server needs."""
        _Connection.open += 1
        if _Connection.open > _MOST_CONNECTIONS and isinstance(transport, asyncio.WriteTransport):
            transport.write(b"421 4.3.2 Too many connections, try again later\r\n")
            transport.close()
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        """Make room for another one."""
        _Connection.open -= 1
        super().connection_lost(error)

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 - named after the command
        """Take a mail, and answer once for each of its recipients."""
        if arg or self._reader._buffer or self.envelope is None or not self.envelope.rcpt_tos:  # type: ignore[attr-defined]  # noqa: SLF001
            # What is to be refused, or comes without waiting to be asked for, nobody needs to read fast.
            await super().smtp_DATA(arg)
        else:
            await self._take_mail(self.envelope)
        self._answers = 1

    async def _take_mail(self, envelope: Envelope) -> None:
        """Receive a mail as a whole: to read it line by line, as the library does, takes longer than all the rest."""
        # A line's end before the mail, so that a dot in its first line is one like any other.
        self._reader.feed_data(_LINE)
        await self.push("354 End data with <CR><LF>.<CR><LF>")
        try:
            content, is_too_large = await self._until_end()
        except asyncio.CancelledError:
            self._writer.close()
            raise
        if is_too_large or len(content) > self.line_length_limit:
            self._set_post_data_state()  # type: ignore[no-untyped-call]
            await self.push("552 5.3.4 This mail is too large")
            return
        envelope.content = envelope.original_content = content
        status = await self._call_handler_hook("DATA")
        self._set_post_data_state()  # type: ignore[no-untyped-call]
        await self.push(status)

    async def _until_end(self) -> tuple[bytes, bool]:
        """Return a mail without what was added for the way (RFC 5321, section 4.5.2), and whether it is too large."""
        is_too_large = False
        while True:
            try:
                received = await self._reader.readuntil(_END)
            except asyncio.LimitOverrunError as error:
                is_too_large = True
                await self._reader.read(error.consumed)
            else:
                lines = received[: -len(_END)].replace(_LINE + b".", _LINE) + _LINE
                return lines[len(_LINE) :], is_too_large

    def _getaddr(self, arg: str) -> tuple[str | None, str | None]:
        """Return address and parameters of a command; the usual ones at once, as the library's parser takes long."""
        usual = _USUAL_PATH.fullmatch(arg)
        return (usual[1] or usual[2], usual[3]) if usual else super()._getaddr(arg)

    async def push(self, status: str | bytes) -> None:
        """Answer; as often as there are recipients once the mail is there."""
        self._unanswered = 0
        text = status.decode("utf-8", "replace") if isinstance(status, bytes) else status
        await super().push("\r\n".join([text] * self._answers))
        if text.startswith("354"):
            self._answers = max(len(self.envelope.rcpt_tos), 1) if self.envelope is not None else 1


class _Handler:
    """Answers what a mail server says."""

    def __init__(self, work: Work, storing: ThreadPoolExecutor) -> None:
        self._work = work
        self._storing = storing
        self._number = 0

    async def handle_RCPT(  # noqa: N802 - named after the command
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Accept the integration's addresses only."""
        del server, session
        try:
            # Answered from what was read last, as a rule: to ask another thread takes longer than the answer.
            refusal = self._work.intake.refuse_recipient(address)
        except NotNowError as error:
            return f"451 4.3.0 {_line(str(error))}"
        except Exception:  # noqa: BLE001 - the mail server tries again
            return _NOT_NOW
        if refusal:
            return f"550 5.1.1 {_line(refusal)}"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - as above
        """Store a mail before it is answered."""
        del server, session
        self._number += 1
        now = self._work.clock.now()
        content = envelope.original_content or b""
        origin = Origin(f"lmtp:{now}-{self._number}", now, by_hand=False, envelope=tuple(envelope.rcpt_tos))
        try:
            await self._in_thread(partial(self._work.intake.take, [MailBytes(content, origin)]))
        except NotNowError as error:
            self._work.report(SourceState(Condition.RETRYING, str(error)))
            return f"451 4.3.0 {_line(str(error))}"
        except Exception:  # noqa: BLE001 - kept by the mail server, which tries again
            return _DEFECT
        self._work.report(SourceState(Condition.WAITING, last_success=now))
        return "250 2.0.0 Stored"

    async def _in_thread(self, work: Callable[[], Result]) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._storing, work)


def _line(text: str) -> str:
    """Return a sentence as it may stand in an answer: one line of printable ASCII."""
    return "".join(one if " " <= one <= "~" else "?" for one in " ".join(text.split()))[:400]


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ip_address(host).version == 6 else socket.AF_INET


def _is_socket(path: Path) -> bool:
    with suppress(OSError):
        return stat.S_ISSOCK(path.stat().st_mode)
    return False

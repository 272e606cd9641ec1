"""One conversation with an IMAP server, as far as mails are taken in: typed values, sentences where it fails."""

import imaplib
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from types import TracebackType
from typing import Self

from imapclient import IMAPClient
from imapclient.exceptions import CapabilityError, IMAPClientError

from severa_desktop.core.source_settings import ImapSettings, Security, is_loopback
from severa_desktop.sources.imap.errors import (
    LostError,
    PersonNeededError,
    RefusedError,
    TroubleError,
    connecting_sentence,
    quoted,
)
from severa_desktop.sources.imap.wire import Wire
from severa_desktop.texts import _

KEYWORD = b"$SeveraImported"
FLAGGED = b"\\Flagged"

_HEADER = 256 * 1024
"""Bytes of a header that are looked at; what is garbage may have no end of its header."""
_OVERHEAD = 1024 * 1024
"""Bytes by which what comes may exceed the size that the server stated."""
_TEMPORARY = ("[UNAVAILABLE]", "[INUSE]", "[LIMIT]", "[SERVERBUG]")
"""RFC 5530: the server cannot look at the password now."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A folder that is open now."""

    validity: int
    """UIDVALIDITY: the ids of mails hold as long as it is the same."""
    next_uid: int | None
    """The id that the next new mail gets, where the server says so."""
    mark: bytes | None
    """The flag that a mail taken in can be given, None if the server keeps none."""


@dataclass(frozen=True, slots=True)
class Head:
    """What is known of a mail before it is fetched."""

    size: int
    header: bytes | None
    is_whole: bool
    """The header was not too long to be fetched to its end."""
    time: int | None
    """When it came to the server, seconds since 1970 in UTC."""


class _Client(IMAPClient):
    """The library's client on this program's wire."""

    wire: Wire

    def __init__(self, settings: ImapSettings, tls: ssl.SSLContext | None, stop: threading.Event, largest: int) -> None:
        self._make: Callable[[], Wire] = partial(Wire, settings.host, settings.port, tls, stop, largest)
        super().__init__(settings.host, settings.port, ssl=False)
        # The library would word each line for a log that nobody keeps, the password among them.
        self.wire.debug = 0
        self.normalise_times = False

    def _create_IMAP4(self) -> Wire:  # noqa: N802 - the library calls it so
        self.wire = self._make()
        return self.wire


class Connection:
    """A conversation with a server, as long as the block lasts; raises TroubleError and StoppedError throughout."""

    def __init__(self, settings: ImapSettings, stop: threading.Event, max_bytes: int) -> None:
        self._settings = settings
        client = _connected(settings, stop, max_bytes + _OVERHEAD)
        self._client: IMAPClient = client
        self._wire = client.wire

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if error is None:
            # Where something went wrong, nobody waits for the server's goodbye.
            with suppress(Exception):
                self._client.logout()
        self._wire.shutdown()

    def log_in(self, password: str) -> None:
        """Log in, once; raises PersonNeededError where user or password are wrong."""
        user, host = self._settings.user, self._settings.host
        try:
            if "AUTH=PLAIN" in self._wire.capabilities:
                self._wire.authenticate("PLAIN", lambda _said: f"\0{user}\0{password}".encode())
            elif "LOGINDISABLED" in self._wire.capabilities or not _is_plain(user + password):
                sentence = _(
                    "{host} offers no way to log in with a password that this program knows. Microsoft’s mailboxes "
                    "ask for a sign-in (OAuth) that is not supported yet."
                )
                raise PersonNeededError(sentence.format(host=host))
            else:
                self._wire.login(_quote(user), password)
        except imaplib.IMAP4.abort as error:
            raise LostError(self._lost(error)) from None
        except OSError as error:
            raise LostError(self._lost(error)) from None
        except imaplib.IMAP4.error as error:
            said = str(error).removeprefix("b'")
            if said.startswith(_TEMPORARY):
                sentence = _("{host} cannot let anybody log in now ({said}).")
                raise TroubleError(sentence.format(host=host, said=quoted(said))) from None
            sentence = _(
                "{host} refused user and password of {user} ({said}). Check both and give the password again; "
                "until then nothing is tried. Google’s mailboxes need an app password; Microsoft’s ask for a sign-in "
                "(OAuth) that is not supported yet."
            )
            raise PersonNeededError(sentence.format(host=host, user=user, said=quoted(said))) from None
        with self._talking():
            self._client.capabilities()

    def can(self, what: str) -> bool:
        """Tell whether the server can do something beyond what all can."""
        with self._talking():
            return bool(self._client.has_capability(what))

    def open(self, folder: str, *, to_change: bool) -> Opened:
        """Open a folder; raises RefusedError where there is none such."""
        with self._talking():
            found = self._client.select_folder(folder, readonly=not to_change)
            # How many there are, each opened folder tells: what it tells from now on came since.
            self._wire.has_news = False
            allowed = found.get(b"PERMANENTFLAGS", (KEYWORD,))
            lower = {bytes(flag).lower() for flag in allowed}
            if b"\\*" in lower or KEYWORD.lower() in lower:
                mark: bytes | None = KEYWORD
            else:
                mark = FLAGGED if FLAGGED.lower() in lower else None
            next_uid = found.get(b"UIDNEXT")
            return Opened(
                int(found.get(b"UIDVALIDITY", 0)),
                int(next_uid) if next_uid is not None else None,
                mark,
            )

    def ids_from(self, first: int) -> list[int]:
        """Return the ids of all mails in the open folder from this one on, growing."""
        with self._talking():
            found = self._client.search(["UID", f"{first}:*"])
            # With nothing that new, the star stands for the last mail, whatever its id.
            return sorted({int(uid) for uid in found if int(uid) >= first})

    def heads(self, uids: Sequence[int], *, with_header: bool) -> Mapping[int, Head]:
        """Return what is known of mails before they are fetched; those that are gone are missing."""
        wanted = ["RFC822.SIZE", "INTERNALDATE"]
        if with_header:
            wanted.append(f"BODY.PEEK[HEADER]<0.{_HEADER}>")
        found = self._fetch(uids, wanted)
        with self._talking():
            return {uid: _head(values) for uid, values in found.items() if b"RFC822.SIZE" in values}

    def mails(self, uids: Sequence[int]) -> Mapping[int, bytes]:
        """Return whole mails; those that are gone or cannot be read there are missing."""
        mails = {}
        for uid, values in self._fetch(uids, ["BODY.PEEK[]"]).items():
            content = values.get(b"BODY[]")
            if isinstance(content, bytes):
                mails[uid] = content
        return mails

    def mark(self, uids: Sequence[int], flag: bytes) -> None:
        """Give mails in the open folder a flag."""
        with self._talking():
            self._client.add_flags(list(uids), [flag], silent=True)

    def marked(self, uids: Sequence[int], flag: bytes) -> frozenset[int]:
        """Return which mails in the open folder have a flag."""
        found = self._fetch(uids, ["FLAGS"])
        with self._talking():
            return frozenset(
                uid
                for uid, values in found.items()
                if flag.lower() in {bytes(one).lower() for one in _tuple(values.get(b"FLAGS"))}
            )

    def move(self, uids: Sequence[int], folder: str) -> None:
        """Move mails out of the open folder; raises RefusedError where there is no such folder."""
        with self._talking():
            self._client.move(list(uids), folder)

    def copy(self, uids: Sequence[int], folder: str) -> None:
        """Copy mails out of the open folder; raises RefusedError where there is no such folder."""
        with self._talking():
            self._client.copy(list(uids), folder)

    def create(self, folder: str) -> None:
        """Make a folder, and let mail programs show it; raises RefusedError."""
        with self._talking():
            self._client.create_folder(folder)
        with suppress(RefusedError), self._talking():
            self._client.subscribe_folder(folder)

    def name_there(self, folder: str) -> str:
        """Return the name of a folder of the user's, written with “/”, as the server writes it."""
        prefix, separator = "", "/"
        with self._talking():
            if self._client.has_capability("NAMESPACE"):
                own = self._client.namespace().personal
                if own:
                    prefix, separator = str(own[0][0]), str(own[0][1] or "-")
            else:
                for _flags, found, _name in self._client.list_folders("", ""):
                    separator = bytes(found).decode("ascii") if found else "-"
        name = folder.replace("/", separator)
        return name if name.startswith(prefix) else prefix + name

    def begin_idle(self) -> bool:
        """Ask to be told of new mails in the open folder; returns whether one came since it was opened."""
        with self._talking():
            self._wire.forget()
            return self._wire.begin_idle()

    def hear(self, seconds: float) -> bool:
        """Wait so long to be told of a new mail; returns whether that was so."""
        with self._talking():
            return self._wire.hear(seconds)

    def end_idle(self) -> None:
        """Take up the conversation again."""
        with self._talking():
            self._wire.end_idle()

    def _fetch(self, uids: Sequence[int], what: list[str]) -> dict[int, dict[bytes, object]]:
        with self._talking():
            self._wire.forget()
            found: dict[int, dict[bytes, object]] = self._client.fetch(list(uids), what)
            return found

    @contextmanager
    def _talking(self) -> Iterator[None]:
        """Turn everything that goes wrong in talking into LostError or RefusedError."""
        try:
            yield
        except (imaplib.IMAP4.abort, OSError) as error:
            raise LostError(self._lost(error)) from error
        except IMAPClientError as error:
            sentence = _("{host} refused: {said}")
            raise RefusedError(sentence.format(host=self._settings.host, said=quoted(error))) from error
        except (ValueError, TypeError, LookupError, AttributeError, AssertionError, RecursionError) as error:
            # Whatever the libraries stumble over in what a server says.
            sentence = _("{host} gave an answer that is not understood.")
            raise LostError(sentence.format(host=self._settings.host)) from error

    def _lost(self, error: Exception) -> str:
        sentence = _("The connection to {host} was lost ({why}). It is tried again.")
        return sentence.format(host=self._settings.host, why=quoted(error))


def _connected(settings: ImapSettings, stop: threading.Event, largest: int) -> _Client:
    """Return a client that may be told a password, as nobody on the way can hear it."""
    if settings.security is Security.NONE and not is_loopback(settings.host):
        sentence = _("Without encryption, anybody on the way to {host} could read the password. Use TLS or STARTTLS.")
        raise PersonNeededError(sentence.format(host=settings.host))
    tls = None if settings.security is Security.NONE else _tls(settings)
    try:
        client = _Client(settings, tls if settings.security is Security.TLS else None, stop, largest)
    except OSError as error:
        raise LostError(connecting_sentence(error, settings)) from error
    except imaplib.IMAP4.error as error:
        sentence = _(
            "{host} does not answer as an IMAP server at port {port} ({said}). "
            "Check the name, the port and the encryption."
        )
        raise LostError(sentence.format(host=settings.host, port=settings.port, said=quoted(error))) from error
    if settings.security is Security.STARTTLS:
        try:
            client.starttls(tls)
        except BaseException as error:
            client.wire.shutdown()
            if isinstance(error, CapabilityError | IMAPClientError) and not isinstance(error, imaplib.IMAP4.abort):
                sentence = _(
                    "{host} offers no STARTTLS at port {port}, so the password was not sent. Use TLS with port 993."
                )
                raise LostError(sentence.format(host=settings.host, port=settings.port)) from error
            if isinstance(error, OSError):
                raise LostError(connecting_sentence(error, settings)) from error
            if isinstance(error, imaplib.IMAP4.abort):
                sentence = _("{host} broke off as encryption began ({why}).")
                raise LostError(sentence.format(host=settings.host, why=quoted(error))) from error
            raise
    return client


def _tls(settings: ImapSettings) -> ssl.SSLContext:
    """Return what encryption must be like: certificate and host name checked, TLS 1.2 or newer."""
    try:
        context = ssl.create_default_context(cafile=settings.ca_file)
    except (OSError, ValueError) as error:
        sentence = _("The CA file {file} cannot be used ({why}). Give a file in PEM form.")
        raise TroubleError(sentence.format(file=settings.ca_file, why=quoted(error))) from error
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _head(values: Mapping[bytes, object]) -> Head:
    header = next((value for key, value in values.items() if key.startswith(b"BODY[HEADER]")), None)
    time = values.get(b"INTERNALDATE")
    size = values[b"RFC822.SIZE"]
    return Head(
        size if isinstance(size, int) else 0,
        header if isinstance(header, bytes) else None,
        isinstance(header, bytes) and len(header) < _HEADER,
        int(time.timestamp()) if isinstance(time, datetime) else None,
    )


def _tuple(value: object) -> tuple[bytes, ...]:
    return tuple(one for one in value if isinstance(one, bytes)) if isinstance(value, tuple) else ()


def _quote(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _is_plain(text: str) -> bool:
    """Tell whether LOGIN can carry a text."""
    return text.isascii() and text.isprintable()

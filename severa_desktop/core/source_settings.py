"""What is kept of a source: where mails come from by themselves, and what is done with them there afterwards.

Passwords are never part of it: they are in the keyring.
"""

import ipaddress
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias


class AfterFile(StrEnum):
    """What happens to a file in a watched folder once its mail is on the disk here."""

    LEAVE = "leave"
    MOVE = "move"


class AfterMail(StrEnum):
    """What happens to a mail in a mailbox once it is on the disk here. Nothing is ever deleted there."""

    LEAVE = "leave"
    FLAG = "flag"
    MOVE = "move"


class Security(StrEnum):
    """How the way to a mail server is protected."""

    TLS = "tls"
    STARTTLS = "starttls"
    NONE = "none"
    """Allowed to the loopback interface only."""


@dataclass(frozen=True, slots=True)
class FolderSettings:
    """A folder into which something puts mail files."""

    path: str
    after: AfterFile = AfterFile.LEAVE


@dataclass(frozen=True, slots=True)
class ImapSettings:
    """A mailbox on an IMAP server."""

    host: str
    user: str
    port: int
    security: Security = Security.TLS
    folders: tuple[str, ...] = ("INBOX",)
    after: AfterMail = AfterMail.LEAVE
    move_to: str = "Severa/Imported"
    ca_file: str | None = None
    """A company's own certificate authority; None for those of the system."""


@dataclass(frozen=True, slots=True)
class LmtpSettings:
    """A place at which this program takes mails from a mail server: a socket file, or a loopback port."""

    socket: str | None = None
    host: str = "127.0.0.1"
    port: int | None = None


SourceSettings: TypeAlias = FolderSettings | ImapSettings | LmtpSettings


class SourceKind(StrEnum):
    """The kinds of sources there are."""

    FOLDER = "folder"
    IMAP = "imap"
    LMTP = "lmtp"


def usual_port(security: Security) -> int:
    """Return the port at which an IMAP server is usually found."""
    return 993 if security is Security.TLS else 143


def is_loopback(host: str) -> bool:
    """Tell whether a host is this computer itself, by how it is written: nothing is looked up."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower().removesuffix(".") == "localhost"


@dataclass(frozen=True, slots=True)
class Source:
    """One source of one store."""

    id: int
    settings: SourceSettings
    dedicated: bool = False
    """Every mail in it counts as addressed to the integration."""
    account: tuple[str, ...] = ()
    """The account's own addresses, compared form: they never count where they stand in delivery headers only."""

    @property
    def kind(self) -> SourceKind:
        """Which kind of source it is."""
        return kind_of(self.settings)


def kind_of(settings: SourceSettings) -> SourceKind:
    """Return the kind of source that has such settings."""
    match settings:
        case FolderSettings():
            return SourceKind.FOLDER
        case ImapSettings():
            return SourceKind.IMAP
        case _:
            return SourceKind.LMTP


class Condition(StrEnum):
    """How a source is doing."""

    WAITING = "waiting"
    """All is well; nothing to do now."""
    WORKING = "working"
    RETRYING = "retrying"
    """Something failed and is tried again after a pause."""
    STOPPED = "stopped"
    """A person has to act: a wrong password is never tried twice."""


@dataclass(frozen=True, slots=True)
class SourceState:
    """What a person sees of a source."""

    condition: Condition = Condition.WAITING
    error: str = ""
    """What is wrong and what to do, as a sentence; empty where all is well."""
    last_success: int | None = None
    """Seconds since 1970 in UTC."""
    taken: int = 0
    not_imported: int = 0
    left_alone: int = 0


@dataclass(frozen=True, slots=True)
class ListedSource:
    """A source with how it is doing."""

    source: Source
    state: SourceState

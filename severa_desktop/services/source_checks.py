"""What a source can be: its settings brought into one form, or refused with the field and what to do about it."""

import os
import re
import socket
import ssl
import stat
import sys
from collections.abc import Iterable
from dataclasses import replace
from enum import StrEnum
from ipaddress import ip_address
from pathlib import Path

from severa_desktop.core.source_settings import (
    AfterFile,
    AfterMail,
    FolderSettings,
    ImapSettings,
    LmtpSettings,
    Security,
    SourceSettings,
    is_loopback,
)
from severa_desktop.mail.address_form import normalise_address
from severa_desktop.services.errors import UserError
from severa_desktop.texts import _

_GREATEST_PORT = 65535
_LONGEST_SOCKET = 103 if sys.platform == "darwin" else 107
"""Bytes of a socket's path that the system can hold."""
_CONTROL = re.compile("[\x00-\x1f\x7f]")
_UNIX = "unix:"


class SourceField(StrEnum):
    """The fields of a source's settings."""

    PATH = "path"
    HOST = "host"
    USER = "user"
    PORT = "port"
    SECURITY = "security"
    FOLDERS = "folders"
    MOVE_TO = "move_to"
    CA_FILE = "ca_file"
    PLACE = "place"
    ACCOUNT = "account"


class SourceRefusedError(UserError):
    """A source that cannot be; the message says why and what would be right, `field` where to say it."""

    def __init__(self, field: SourceField, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


def parse_lmtp_place(text: str) -> LmtpSettings:
    """Return the place that was typed, ``unix:PATH`` or ``127.0.0.1:PORT``; raises SourceRefusedError."""
    if text.startswith(_UNIX):
        return LmtpSettings(socket=text.removeprefix(_UNIX))
    host, colon, port = text.strip().rpartition(":")
    if not colon or not host or not re.fullmatch(r"[0-9]{1,5}", port):
        sentence = _("“{given}” is no place to listen at. Give unix:PATH for a socket file, or 127.0.0.1:PORT.")
        raise SourceRefusedError(SourceField.PLACE, sentence.format(given=text))
    return LmtpSettings(host=host.removeprefix("[").removesuffix("]"), port=int(port))


def checked_settings(settings: SourceSettings) -> SourceSettings:
    """Return settings in the form in which they are kept; raises SourceRefusedError."""
    match settings:
        case FolderSettings():
            return _folder(settings)
        case ImapSettings():
            return _imap(settings)
        case LmtpSettings():
            return _socket(settings.socket) if settings.socket is not None else _loopback_port(settings)


def checked_account(settings: SourceSettings, account: Iterable[str]) -> tuple[str, ...]:
    """Return the account's own addresses, a mailbox's user among them if that is one; raises SourceRefusedError."""
    own = normalise_address(settings.user) if isinstance(settings, ImapSettings) else None
    found = [] if own is None else [own]
    for given in account:
        address = normalise_address(given)
        if address is None:
            sentence = _("“{given}” is no e-mail address. Give one such as info@mijnbedrijf.nl.")
            raise SourceRefusedError(SourceField.ACCOUNT, sentence.format(given=given))
        found.append(address)
    return tuple(dict.fromkeys(found))


def has_same_account(settings: SourceSettings, other: SourceSettings) -> bool:
    """Tell whether what is remembered of the mails of one holds for the other: they come from the same place.

    Folders of a mailbox are remembered one by one, so that others of the same account change nothing of that. What a
    watched folder remembers are whole paths.
    """
    if isinstance(settings, ImapSettings) and isinstance(other, ImapSettings):
        return (settings.host, settings.user) == (other.host, other.user)
    return type(settings) is type(other)


def refuse_same(settings: SourceSettings, others: Iterable[tuple[int, SourceSettings]]) -> None:
    """Raise SourceRefusedError if another source (with its id) takes mails from the same place already."""
    places = _places(settings)
    for source_id, other in others:
        if not places.isdisjoint(_places(other)):
            sentence = _("Source {number} takes mails from there already. Remove it first, or choose another place.")
            raise SourceRefusedError(_place_field(settings), sentence.format(number=source_id))


def _folder(settings: FolderSettings) -> FolderSettings:
    path = _absolute(settings.path)
    if not path.is_dir():
        sentence = _("{path} is no folder. Make it, or give another one.")
        raise SourceRefusedError(SourceField.PATH, sentence.format(path=path))
    if not os.access(path, os.R_OK | os.X_OK):
        sentence = _("The folder {path} cannot be read. Let this user read it, or give another one.")
        raise SourceRefusedError(SourceField.PATH, sentence.format(path=path))
    if settings.after is AfterFile.MOVE and not os.access(path, os.W_OK):
        sentence = _(
            "Nothing can be moved within the folder {path}. Let this user write there, or leave mails in place."
        )
        raise SourceRefusedError(SourceField.PATH, sentence.format(path=path))
    return replace(settings, path=str(path))


def _imap(settings: ImapSettings) -> ImapSettings:
    host = _mail_server(settings.host)
    user = settings.user.strip()
    if not user or _CONTROL.search(user):
        raise SourceRefusedError(SourceField.USER, _("Give the name with which one logs in at the mail server."))
    _check_port(settings.port)
    if settings.security is Security.NONE and not is_loopback(host):
        sentence = _("Without encryption, anybody on the way to {host} could read the password. Use TLS or STARTTLS.")
        raise SourceRefusedError(SourceField.SECURITY, sentence.format(host=host))
    folders = tuple(dict.fromkeys(_mail_folder(name, SourceField.FOLDERS) for name in settings.folders))
    if not folders:
        raise SourceRefusedError(SourceField.FOLDERS, _("Name at least one folder of the mailbox, such as INBOX."))
    move_to = _mail_folder(settings.move_to, SourceField.MOVE_TO)
    if settings.after is AfterMail.MOVE and move_to in folders:
        sentence = _("Mails cannot be moved to {folder}, as they are read from there. Choose another folder.")
        raise SourceRefusedError(SourceField.MOVE_TO, sentence.format(folder=move_to))
    ca_file = None if settings.ca_file is None else _ca_file(settings.ca_file)
    return replace(settings, host=host, user=user, folders=folders, move_to=move_to, ca_file=ca_file)


def _mail_server(given: str) -> str:
    """Return a host's name in the form in which it is looked up, or its number."""
    text = given.strip().removeprefix("[").removesuffix("]")
    try:
        return str(ip_address(text))
    except ValueError:
        address = normalise_address(f"name@{text}")
    if address is None or "[" in address:
        sentence = _("“{given}” is no mail server. Give its name, such as imap.mijnbedrijf.nl.")
        raise SourceRefusedError(SourceField.HOST, sentence.format(given=given))
    return address.removeprefix("name@")


def _mail_folder(given: str, field: SourceField) -> str:
    if not given.strip() or _CONTROL.search(given):
        sentence = _("“{given}” is no folder of a mailbox. Give its name, such as INBOX.")
        raise SourceRefusedError(field, sentence.format(given=given))
    # RFC 3501: this name alone may be written in any case.
    return "INBOX" if given.upper() == "INBOX" else given


def _ca_file(given: str) -> str:
    path = _absolute(given)
    try:
        ssl.create_default_context(cafile=path)
    except (OSError, ValueError) as error:
        sentence = _("{path} cannot be used as the company’s own certificates ({why}). Give a file in PEM form.")
        why = (error.strerror if isinstance(error, OSError) else None) or error
        raise SourceRefusedError(SourceField.CA_FILE, sentence.format(path=path, why=why)) from None
    return str(path)


def _socket(given: str) -> LmtpSettings:
    path = _absolute(given)
    if not given or not hasattr(socket, "AF_UNIX"):
        sentence = _("There can be no socket file here. Give 127.0.0.1:PORT instead.")
    elif len(os.fsencode(path)) > _LONGEST_SOCKET:
        sentence = _("The path {path} is too long for a socket file. Give a shorter one.")
    elif not path.parent.is_dir():
        sentence = _("There is no folder for the socket file {path}. Make it, or give another path.")
    elif os.path.lexists(path) and not stat.S_ISSOCK(path.lstat().st_mode):
        sentence = _("{path} is there already, and is no socket file. Give another path.")
    else:
        return LmtpSettings(socket=str(path))
    raise SourceRefusedError(SourceField.PLACE, sentence.format(path=path))


def _loopback_port(settings: LmtpSettings) -> LmtpSettings:
    if not is_loopback(settings.host):
        sentence = _("Mails are taken from this computer only. Give 127.0.0.1:PORT, or unix:PATH for a socket file.")
        raise SourceRefusedError(SourceField.PLACE, sentence)
    _check_port(settings.port or 0)
    return settings


def _check_port(port: int) -> None:
    if not 1 <= port <= _GREATEST_PORT:
        raise SourceRefusedError(SourceField.PORT, _("A port is a number from 1 to 65535."))


def _absolute(given: str) -> Path:
    return Path(given).expanduser().absolute()


def _place_field(settings: SourceSettings) -> SourceField:
    match settings:
        case FolderSettings():
            return SourceField.PATH
        case ImapSettings():
            return SourceField.FOLDERS
        case LmtpSettings():
            return SourceField.PLACE


def _places(settings: SourceSettings) -> frozenset[tuple[object, ...]]:
    """Return what can be compared of the places that a source takes mails from."""
    match settings:
        case FolderSettings():
            return frozenset({(os.path.realpath(settings.path),)})
        case ImapSettings():
            return frozenset((settings.host, settings.port, settings.user, name) for name in settings.folders)
        case LmtpSettings():
            return frozenset({(settings.socket, settings.host, settings.port)})

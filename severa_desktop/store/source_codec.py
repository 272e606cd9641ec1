"""How the settings of a source are written into a column, and read from it again.

JSON leaves out what a source has none of; reading takes what is missing as its default.
"""

import json
from typing import TypedDict, cast

from severa_desktop.core.source_settings import (
    AfterFile,
    AfterMail,
    FolderSettings,
    ImapSettings,
    LmtpSettings,
    Security,
    SourceKind,
    SourceSettings,
)

_encode = json.JSONEncoder(separators=(",", ":")).encode


class _FolderEntry(TypedDict):
    path: str
    after: str


class _ImapEntry(TypedDict, total=False):
    host: str
    user: str
    port: int
    security: str
    folders: list[str]
    after: str
    move_to: str
    ca_file: str


class _LmtpEntry(TypedDict, total=False):
    socket: str
    host: str
    port: int


def dump_settings(settings: SourceSettings) -> str:
    """Return the settings of a source as JSON."""
    match settings:
        case FolderSettings():
            return _encode(_FolderEntry(path=settings.path, after=settings.after.value))
        case ImapSettings():
            return _encode(_imap_entry(settings))
        case LmtpSettings():
            return _encode(_lmtp_entry(settings))


def load_settings(kind: SourceKind, text: str) -> SourceSettings:
    """Return the settings that `dump_settings` wrote, of a source of this kind."""
    match kind:
        case SourceKind.FOLDER:
            folder = cast("_FolderEntry", json.loads(text))
            return FolderSettings(folder["path"], AfterFile(folder["after"]))
        case SourceKind.IMAP:
            return _imap(cast("_ImapEntry", json.loads(text)))
        case SourceKind.LMTP:
            entry = cast("_LmtpEntry", json.loads(text))
            return LmtpSettings(entry.get("socket"), entry.get("host", LmtpSettings().host), entry.get("port"))


def _imap_entry(settings: ImapSettings) -> _ImapEntry:
    entry = _ImapEntry(
        host=settings.host,
        user=settings.user,
        port=settings.port,
        security=settings.security.value,
        folders=list(settings.folders),
        after=settings.after.value,
        move_to=settings.move_to,
    )
    if settings.ca_file is not None:
        entry["ca_file"] = settings.ca_file
    return entry


def _imap(entry: _ImapEntry) -> ImapSettings:
    return ImapSettings(
        host=entry["host"],
        user=entry["user"],
        port=entry["port"],
        security=Security(entry["security"]),
        folders=tuple(entry["folders"]),
        after=AfterMail(entry["after"]),
        move_to=entry["move_to"],
        ca_file=entry.get("ca_file"),
    )


def _lmtp_entry(settings: LmtpSettings) -> _LmtpEntry:
    if settings.socket is not None:
        return _LmtpEntry(socket=settings.socket)
    entry = _LmtpEntry(host=settings.host)
    if settings.port is not None:
        entry["port"] = settings.port
    return entry

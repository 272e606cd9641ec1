"""Sources of mails in words: what they are, how they are doing, and what to know of well-known mail providers."""

from collections.abc import Mapping

from severa_desktop.core.source_settings import (
    Condition,
    FolderSettings,
    ImapSettings,
    LmtpSettings,
    SourceKind,
    SourceSettings,
    kind_of,
    usual_port,
)
from severa_desktop.texts import N_, _

_KINDS: Mapping[SourceKind, str] = {
    SourceKind.FOLDER: N_("Watched folder"),
    SourceKind.IMAP: N_("Mailbox"),
    SourceKind.LMTP: N_("LMTP listener"),
}

_CONDITIONS: Mapping[Condition, str] = {
    Condition.WAITING: N_("Waiting"),
    Condition.WORKING: N_("Working"),
    Condition.RETRYING: N_("Trying again"),
    Condition.STOPPED: N_("Stopped"),
}

_GOOGLE = ("gmail.com", "googlemail.com", "google.com")
_MICROSOFT = ("office365.com", "office.com", "outlook.com", "hotmail.com", "live.com")


def kind_words(settings: SourceSettings) -> str:
    """Return the name of a kind of source."""
    return _(_KINDS[kind_of(settings)])


def condition_words(condition: Condition) -> str:
    """Return how a source is doing, in a word or two."""
    return _(_CONDITIONS[condition])


def source_address(settings: SourceSettings) -> str:
    """Return where a source is, in one form for every face: a path, a user at a server, a socket or port.

    The port of a server is left out where it is the usual one.
    """
    match settings:
        case FolderSettings():
            return settings.path
        case ImapSettings():
            place = f"{settings.user}@{_host(settings.host)}"
            return place if settings.port == usual_port(settings.security) else f"{place}:{settings.port}"
        case LmtpSettings():
            if settings.socket is not None:
                return f"unix:{settings.socket}"
            return f"{_host(settings.host)}:{settings.port}"


def provider_advice(host: str) -> str:
    """Return what to know of the provider that a mail server belongs to, empty if nothing."""
    if _is_at(host, _GOOGLE):
        return _(
            "Google needs an app password here: switch on 2-Step Verification for the Google account, make an app "
            "password there and give that one, not the account’s own."
        )
    if _is_at(host, _MICROSOFT):
        return _(
            "Microsoft’s mailboxes ask for a sign-in (OAuth) that is not supported yet, and refuse passwords. Let "
            "mails be forwarded to another mailbox, or save them to a watched folder."
        )
    return ""


def _is_at(host: str, domains: tuple[str, ...]) -> bool:
    name = host.strip().lower()
    return any(name == domain or name.endswith(f".{domain}") for domain in domains)


def _host(host: str) -> str:
    return f"[{host}]" if ":" in host else host

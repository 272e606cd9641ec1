"""Sources of mails in words: what they are, how they are doing, and what to know of well-known mail providers."""

from collections.abc import Mapping

from severa_desktop.core.settings import SEVERA_DOMAIN
from severa_desktop.core.source_settings import (
    AfterFile,
    AfterMail,
    Condition,
    FolderSettings,
    ImapSettings,
    LmtpSettings,
    Security,
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

_AFTER_FILE: Mapping[AfterFile, str] = {
    AfterFile.LEAVE: N_("Leave the files where they are"),
    AfterFile.MOVE: N_("Move the files into the folders imported and not-imported"),
}

_AFTER_MAIL: Mapping[AfterMail, str] = {
    AfterMail.LEAVE: N_("Leave the mails as they are"),
    AfterMail.FLAG: N_("Flag the mails"),
    AfterMail.MOVE: N_("Move the mails to another folder"),
}

_SECURITY: Mapping[Security, str] = {
    Security.TLS: N_("TLS"),
    Security.STARTTLS: N_("STARTTLS"),
    Security.NONE: N_("None, to this computer only"),
}

_GOOGLE = ("gmail.com", "googlemail.com", "google.com")
_MICROSOFT = ("office365.com", "office.com", "outlook.com", "hotmail.com", "live.com")


def kind_words(settings: SourceSettings) -> str:
    """Return the name of a kind of source."""
    return _(_KINDS[kind_of(settings)])


def condition_words(condition: Condition) -> str:
    """Return how a source is doing, in a word or two."""
    return _(_CONDITIONS[condition])


def after_words(after: AfterFile | AfterMail) -> str:
    """Return what is done with mails that were taken in."""
    return _(_AFTER_FILE[after] if isinstance(after, AfterFile) else _AFTER_MAIL[after])


def security_words(security: Security) -> str:
    """Return how the way to a mail server is protected."""
    return _(_SECURITY[security])


def where_words(*, is_at_severa: bool) -> str:
    """Return where mail to the integration address goes."""
    if is_at_severa:
        return _("Mail to {domain} goes to Severa’s servers, never to this computer.").format(domain=SEVERA_DOMAIN)
    return _("Mail to this address goes to your company’s own mail server.")


def way_words(*, is_at_severa: bool) -> str:
    """Return where mail to the integration address goes, and the ways by which it comes into this program."""
    if is_at_severa:
        ways = _(
            "Into this program it comes in one of these ways: the program reads your own mailboxes, whose Sent folder "
            "keeps the Bcc and whose inbox has what colleagues were copied on; or you use an address of your own, such "
            "as severa@mijnbedrijf.nl, which your own mail server takes in. By hand it always works: drag mails into "
            "the window."
        )
    else:
        ways = _(
            "From there this program takes it: out of a mailbox that takes in the address with all numbers before it "
            "(a catch-all), or delivered to this computer by LMTP. By hand it always works: drag mails into the window."
        )
    return f"{where_words(is_at_severa=is_at_severa)} {ways}"


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

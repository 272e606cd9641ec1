"""Which class works on which kind of source; each is loaded when it is needed."""

from collections.abc import Callable

from severa_desktop.core.source_settings import FolderSettings, ImapSettings, LmtpSettings, Source
from severa_desktop.sources.intake import RunningSource


def running(source: Source, password: Callable[[], str]) -> RunningSource:
    """Return what works on a source; `password` is asked for it when it is needed, and may raise NoPasswordError."""
    match source.settings:
        case FolderSettings() as folder:
            from severa_desktop.sources.watched import WatchedFolder  # noqa: PLC0415

            return WatchedFolder(folder)
        case ImapSettings() as imap:
            from severa_desktop.sources.imap.mailbox import ImapMailbox  # noqa: PLC0415

            return ImapMailbox(imap, password)
        case LmtpSettings() as lmtp:
            from severa_desktop.sources.lmtp.listener import LmtpListener  # noqa: PLC0415

            return LmtpListener(lmtp)

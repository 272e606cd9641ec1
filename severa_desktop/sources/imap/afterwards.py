"""What is done in the mailbox with mails that are on the disk here: flagged, moved or left. Nothing is ever deleted."""

from collections.abc import Sequence
from contextlib import suppress

from severa_desktop.core.source_settings import AfterMail, ImapSettings
from severa_desktop.sources.imap.connection import KEYWORD, Connection, Opened
from severa_desktop.sources.imap.errors import RefusedError


def put_away(connection: Connection, settings: ImapSettings, opened: Opened, uids: Sequence[int]) -> None:
    """Do it with mails in the open folder; may be done again with the same ones. Raises TroubleError."""
    match settings.after:
        case AfterMail.LEAVE:
            return
        case AfterMail.FLAG:
            _mark(connection, opened, uids)
        case AfterMail.MOVE if connection.can("MOVE"):
            _into_folder(connection, settings, uids, by_moving=True)
        case AfterMail.MOVE:
            # Moving by hand would be to delete: so the originals stay, marked so that none is copied twice.
            done = connection.marked(uids, KEYWORD)
            left = [uid for uid in uids if uid not in done]
            if left:
                _into_folder(connection, settings, left, by_moving=False)
                _mark(connection, opened, left)


def _mark(connection: Connection, opened: Opened, uids: Sequence[int]) -> None:
    if opened.mark is not None:
        connection.mark(uids, opened.mark)


def _into_folder(connection: Connection, settings: ImapSettings, uids: Sequence[int], *, by_moving: bool) -> None:
    """Move or copy mails into the folder for them, which is made where it is missing."""
    folder = connection.name_there(settings.move_to)
    transfer = connection.move if by_moving else connection.copy
    try:
        transfer(uids, folder)
    except RefusedError:
        with suppress(RefusedError):  # it may be there: then the reason why nothing gets into it is what is told
            connection.create(folder)
        transfer(uids, folder)

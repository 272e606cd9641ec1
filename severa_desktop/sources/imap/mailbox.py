"""A mailbox on an IMAP server at work: connect, take in what is there, wait to be told of more, connect again.

A wrong password ends it at once, as a second try could lock the account; everything else is tried again, less and
less often.
"""

import threading
from collections.abc import Callable

from severa_desktop.core.source_settings import Condition, ImapSettings, SourceState
from severa_desktop.sources.imap.connection import Connection
from severa_desktop.sources.imap.errors import PersonNeededError, RefusedError, StoppedError, TroubleError
from severa_desktop.sources.imap.folder import FolderState, Look, open_folder
from severa_desktop.sources.imap.progress import Progress
from severa_desktop.sources.intake import NoPasswordError, NotNowError, Work

_PAUSES = (5.0, 15.0, 60.0, 300.0)
"""Seconds until a connection is tried again."""
_LOOK = 60.0
"""Seconds between two looks where the server does not tell of new mails."""
_IDLE = 10 * 60.0
"""Seconds after which the server is asked again to tell of new mails; RFC 2177 allows 29 minutes, routers fewer."""
_STEP = 1.0
_CHECK_BYTES = 1024 * 1024


class ImapMailbox:
    """Takes mails from the folders of one mailbox; `password` is asked for at each connection."""

    def __init__(self, settings: ImapSettings, password: Callable[[], str]) -> None:
        self._settings = settings
        self._password = password
        self._folders = [FolderState(name) for name in settings.folders]
        self._failures = 0

    def check(self) -> str | None:
        """Return what keeps mails from being taken in and what to do, None if nothing does; raises NoPasswordError."""
        password = self._password()
        try:
            with Connection(self._settings, threading.Event(), _CHECK_BYTES) as connection:
                connection.log_in(password)
                for folder in self._folders:
                    open_folder(connection, self._settings, folder.name)
        except (TroubleError, PersonNeededError) as error:
            return str(error)
        return None

    def run(self, work: Work) -> bool:
        """Take mails in until stopped; see `sources.intake.RunningSource`."""
        while not work.stop.is_set():
            before = self._progress()
            try:
                return self._converse(work)
            except StoppedError:
                return True
            except (PersonNeededError, NoPasswordError) as error:
                work.report(SourceState(Condition.STOPPED, str(error)))
                return False
            except NotNowError as error:
                got_further = False
                work.report(SourceState(Condition.RETRYING, str(error)))
            except TroubleError as error:
                got_further = before != self._progress()
                work.report(SourceState(Condition.RETRYING, str(error)))
            if work.once and not got_further:
                return False
            if got_further:
                self._failures = 0
            pause = _PAUSES[min(self._failures, len(_PAUSES) - 1)]
            self._failures += 1
            work.clock.wait(work.stop, pause)
        return False

    def _progress(self) -> list[Progress]:
        return [folder.progress for folder in self._folders]

    def _converse(self, work: Work) -> bool:
        """Connect, and take mails in until stopped or something fails; returns whether all folders are well."""
        work.intake.check_ready()
        password = self._password()
        problem = ""
        with Connection(self._settings, work.stop, work.max_bytes) as connection:
            connection.log_in(password)
            while not work.stop.is_set():
                work.intake.check_ready()
                well, problem = self._look(connection, work)
                has_failed = any(folder.progress.failed for folder in well)
                if work.once and not has_failed:
                    break
                if work.once:
                    work.clock.wait(work.stop, _PAUSES[0])
                else:
                    self._wait(connection, work, well)
        return not problem

    def _look(self, connection: Connection, work: Work) -> tuple[list[FolderState], str]:
        """Look through all folders; returns those that are well, and what is wrong with others.

        A folder that is not there does not keep mails in others waiting.
        """
        well, problem = list[FolderState](), ""
        for folder in self._folders:
            try:
                Look(self._settings, folder, connection, work).take_in()
            except RefusedError as error:
                problem = problem or str(error)
            else:
                well.append(folder)
                self._failures = 0
        if problem:
            work.report(SourceState(Condition.RETRYING, problem))
        else:
            work.report(SourceState(Condition.WAITING, last_success=work.clock.now()))
        return well, problem

    def _wait(self, connection: Connection, work: Work, well: list[FolderState]) -> None:
        """Wait until it is time to look again: something came, other folders are due, or the server wants to hear."""
        if not well or not connection.can("IDLE"):
            work.clock.wait(work.stop, _LOOK)
            return
        first = well[0]
        if len(self._folders) > 1:
            opened = open_folder(connection, self._settings, first.name)
            if opened.next_uid != first.next_uid:
                return
        is_only = len(self._folders) == 1 and not first.progress.failed
        seconds = _IDLE if is_only else _LOOK
        if not connection.begin_idle():
            _hear(connection, work, seconds)
        connection.end_idle()


def _hear(connection: Connection, work: Work, seconds: float) -> None:
    """Return when a mail came or so much time went by; the computer may have slept meanwhile."""
    start, start_by_calendar = work.clock.monotonic(), work.clock.now()
    while not connection.hear(_STEP):
        if work.clock.monotonic() - start >= seconds or abs(work.clock.now() - start_by_calendar) >= seconds:
            return

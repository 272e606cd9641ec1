"""Which rejected mails today's directory and settings would accept; nothing is written.

Only mails without a user on them can become acceptable, and for these the addresses on a mail say all there is to
know. So each original is read once, its header only; a changed directory is then a matter of looking them up.
"""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from severa_desktop.core.rules.copies import counting_copies
from severa_desktop.core.rules.guard import is_user_among
from severa_desktop.core.rules.recipients import counting_recipients, recipients_of
from severa_desktop.core.settings import IntegrationStatus
from severa_desktop.services.current_rules import Current, CurrentRules
from severa_desktop.services.kept_mails import read_copies

if TYPE_CHECKING:
    from severa_desktop.store.reader import Reader
    from severa_desktop.store.store import Store

_Entry = tuple[int, int]
"""An entry's id with its newest copy's: another copy may bring another recipient."""

_SLICE = 50
"""Entries that are read in one look at the store, so that none lasts long."""


class Importable:
    """Remembers the addresses on the rejected mails of one store. For one thread at a time."""

    def __init__(self, store: "Store") -> None:
        self._store = store
        self._rules = CurrentRules()
        self._addresses: dict[_Entry, frozenset[str]] = {}
        self._unread: deque[_Entry] = deque()
        """What was not read yet when somebody stopped; read on from there the next time."""
        self._accepted: dict[_Entry, bool] = {}
        self._accepted_by: Current | None = None

    def ids(self, progress: Callable[[int, int], None] | None, stop: threading.Event) -> tuple[int, ...]:
        """Return the ids of the entries that would be accepted, oldest first; none once `stop` is set.

        `progress` is told how many of how many mails were read, where any had to be.
        """
        with self._store.reading() as reader:
            if not reader.waiting_without_user():
                # A large directory takes a while to read, and there is nothing to look up in it.
                self._addresses.clear()
                self._unread.clear()
                return ()
            current = self._rules.of(reader)
        if not _takes_mails(current):
            return ()
        while not stop.is_set():
            if not self._unread:
                entries = self._listed()
                if not self._unread:
                    return self._among(entries, current)
            self._read(stop)
            if progress:
                progress(len(self._addresses), len(self._addresses) + len(self._unread))
        return ()

    def _listed(self) -> list[_Entry]:
        """Return all entries; forget those that are gone, and note those that are to be read."""
        with self._store.reading() as reader:
            entries = reader.waiting_without_user()
        self._addresses = {entry: self._addresses[entry] for entry in entries if entry in self._addresses}
        self._unread.extend(entry for entry in entries if entry not in self._addresses)
        return entries

    def _read(self, stop: threading.Event) -> None:
        with self._store.reading() as reader:
            for _number in range(min(_SLICE, len(self._unread))):
                if stop.is_set():
                    return
                entry = self._unread.popleft()
                self._addresses[entry] = _addresses_on(reader, entry[0])

    def _among(self, entries: Sequence[_Entry], current: Current) -> tuple[int, ...]:
        if current is not self._accepted_by:
            self._accepted, self._accepted_by = {}, current
        before, address = self._accepted, current.settings.address
        if address is None:
            return ()
        self._accepted = {
            entry: before[entry]
            if entry in before
            else is_user_among(self._addresses[entry], address, current.directory)
            for entry in entries
        }
        return tuple(entry[0] for entry in entries if self._accepted[entry])


def _takes_mails(current: Current) -> bool:
    settings = current.settings
    types = {each.name for each in current.directory.activity_types}
    is_set_up = settings.address is not None and settings.activity_type in types
    return is_set_up and settings.status is IntegrationStatus.ACTIVE


def _addresses_on(reader: "Reader", refusal_id: int) -> frozenset[str]:
    # A window names what is made of this before it reads any mail.
    from severa_desktop.mail.reader import read_people  # noqa: PLC0415

    kept = reader.copies_of_refusal(refusal_id)
    if len(kept) == 1:
        senders, recipients = read_people(reader.original_by_id(kept[0].original_id))
        people = (*senders, *counting_recipients(recipients, kept[0].origin))
        return frozenset(mailbox.address for mailbox in people)
    copies = read_copies(reader, kept)
    if not copies:
        # Accepted or erased by somebody else a moment ago.
        return frozenset()
    counting, _differing = counting_copies(copies)
    people = (*counting[0].mail.senders, *(one for copy in counting for one in recipients_of(copy)))
    return frozenset(mailbox.address for mailbox in people)

"""Reads all lists side by side: they do not depend on each other, and so the pace is what takes the time."""

import threading
from collections.abc import Callable, Generator
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from contextlib import closing
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from severa_desktop.core.severa import (
    Pulled,
    PulledContact,
    PulledCustomer,
    PulledProject,
    PulledType,
    PulledUser,
    RecordKind,
)
from severa_desktop.severa.errors import StoppedError
from severa_desktop.severa.forms import Reading
from severa_desktop.severa.lists import Lists
from severa_desktop.severa.session import Session
from severa_desktop.severa.values import AddressForm

T = TypeVar("T", PulledType, PulledUser, PulledCustomer, PulledContact, PulledProject)
Told = Callable[[RecordKind, int], object]
"""Is told how many records of a list were read so far, from the thread that read them."""
SoFar = Callable[[Pulled], object]
"""Is told what was read so far, once, from a thread of its own."""

_OVERLAP = 60
"""Seconds that are read once more the next time: a change may be seen later than it is dated."""
_TELL_EACH = 100


def read_whole(
    session: Session, since: int | None, address_form: AddressForm, told: Told | None, so_far: SoFar | None
) -> Reading:
    """Read the whole directory, or what changed since.

    `so_far` is told the whole directory, while Severa is asked what changed in it as it was read.
    """
    session.log_in()
    as_of = int(session.server_now()) - _OVERLAP
    lists, found = Lists(session), _Found()
    _read(lists, since, address_form, found, told)
    if since is None:
        whole = found.pulled(full=True)

        def tell() -> None:
            if so_far is not None:
                so_far(whole)

        # What was added, or changed its place, while the lists were read comes afterwards.
        _read(lists, as_of, address_form, found, None, tell)
    return Reading(found.pulled(full=since is None), as_of)


class _List(Generic[T]):
    """The records of a list; one that comes again takes the place of the former."""

    def __init__(self) -> None:
        self._records: dict[str, T] = {}

    def __len__(self) -> int:
        return len(self._records)

    def add(self, record: T) -> None:
        self._records[record.guid] = record

    def all(self) -> tuple[T, ...]:
        return tuple(self._records.values())


@dataclass(frozen=True, slots=True)
class _Found:
    types: _List[PulledType] = field(default_factory=_List)
    users: _List[PulledUser] = field(default_factory=_List)
    customers: _List[PulledCustomer] = field(default_factory=_List)
    contacts: _List[PulledContact] = field(default_factory=_List)
    projects: _List[PulledProject] = field(default_factory=_List)

    def pulled(self, *, full: bool) -> Pulled:
        """Return all that was found up to now."""
        lists = (self.types.all(), self.users.all(), self.customers.all(), self.contacts.all(), self.projects.all())
        return Pulled(full, *lists)


def _read(
    lists: Lists,
    since: int | None,
    address_form: AddressForm,
    found: _Found,
    told: Told | None,
    beside: Callable[[], None] | None = None,
) -> None:
    """Read all lists at once, and do something `beside`; if one cannot be read, the others end, too."""
    failed = threading.Event()

    def fill(kind: RecordKind, into: _List[T], records: Generator[T, None, None]) -> None:
        with closing(records):
            for record in records:
                if failed.is_set():
                    raise StoppedError
                into.add(record)
                if told is not None and len(into) % _TELL_EACH == 0:
                    told(kind, len(into))
        if told is not None:
            told(kind, len(into))

    with ThreadPoolExecutor(len(RecordKind) + 1, thread_name_prefix="severa-list") as threads:
        # What takes the most requests one after the other first.
        tasks = [
            threads.submit(fill, RecordKind.CONTACTS, found.contacts, lists.contacts(since, address_form)),
            threads.submit(fill, RecordKind.CUSTOMERS, found.customers, lists.customers(since)),
            threads.submit(fill, RecordKind.PROJECTS, found.projects, lists.projects(since)),
            threads.submit(fill, RecordKind.USERS, found.users, lists.users(since, address_form)),
            threads.submit(fill, RecordKind.ACTIVITY_TYPES, found.types, lists.activity_types(since)),
        ]
        if beside is not None:
            tasks.append(threads.submit(beside))
        try:
            done, _others = wait(tasks, return_when=FIRST_EXCEPTION)
            for task in done:
                task.result()
        finally:
            failed.set()

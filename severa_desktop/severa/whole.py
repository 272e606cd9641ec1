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

_OVERLAP = 60
"""Seconds that are read once more the next time: a change may be seen later than it is dated."""
_TELL_EACH = 100


def read_whole(session: Session, since: int | None, address_form: AddressForm, told: Told | None) -> Reading:
    """Read the whole directory, or what changed since."""
    session.log_in()
    as_of = int(session.server_now()) - _OVERLAP
    lists = Lists(session)
    # Of a whole list what was added, or changed its place, while it was read comes afterwards.
    found = _read(lists, (since,) if since is not None else (None, as_of), address_form, told)
    pulled = Pulled(
        full=since is None,
        types=found.types.all(),
        users=found.users.all(),
        customers=found.customers.all(),
        contacts=found.contacts.all(),
        projects=found.projects.all(),
    )
    return Reading(pulled, as_of)


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


def _read(lists: Lists, times: tuple[int | None, ...], address_form: AddressForm, told: Told | None) -> _Found:
    """Read all lists at once, each as often as there are times; if one cannot be read, the others end, too."""
    found = _Found()
    failed = threading.Event()

    def fill(kind: RecordKind, into: _List[T], records: Callable[[int | None], Generator[T, None, None]]) -> None:
        for since in times:
            with closing(records(since)) as reading:
                for record in reading:
                    if failed.is_set():
                        raise StoppedError
                    into.add(record)
                    if told is not None and len(into) % _TELL_EACH == 0:
                        told(kind, len(into))
        if told is not None:
            told(kind, len(into))

    with ThreadPoolExecutor(len(RecordKind), thread_name_prefix="severa-list") as threads:
        # The longest first.
        tasks = [
            threads.submit(
                fill, RecordKind.CONTACTS, found.contacts, lambda since: lists.contacts(since, address_form)
            ),
            threads.submit(fill, RecordKind.CUSTOMERS, found.customers, lists.customers),
            threads.submit(fill, RecordKind.PROJECTS, found.projects, lists.projects),
            threads.submit(fill, RecordKind.USERS, found.users, lambda since: lists.users(since, address_form)),
            threads.submit(fill, RecordKind.ACTIVITY_TYPES, found.types, lists.activity_types),
        ]
        try:
            done, _others = wait(tasks, return_when=FIRST_EXCEPTION)
            for task in done:
                task.result()
        finally:
            failed.set()
    return found

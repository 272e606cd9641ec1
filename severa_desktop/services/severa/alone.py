"""One process at a time fetches from Severa or sends there, of all that have the same store."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from severa_desktop.services.errors import UserError
from severa_desktop.texts import _


class BusyError(UserError):
    """Another window or command is talking with Severa."""

    def __init__(self) -> None:
        super().__init__(_("Another window or command is exchanging with Severa right now. Try again when it is done."))


@contextmanager
def alone(store: Path) -> Iterator[None]:
    """Be the only one who talks with Severa for this store while the block runs; raises BusyError.

    A process that dies lets the next one in.
    """
    lock = FileLock(store.with_name(f"{store.name}.severa.lock"), mode=0o600)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise BusyError from None
    try:
        yield
    finally:
        lock.release()

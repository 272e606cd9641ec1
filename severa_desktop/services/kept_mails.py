"""Kept originals read again: they are the only truth of what a mail says."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from severa_desktop.core.model import Copy, Mail
from severa_desktop.store.records import StoredCopy

if TYPE_CHECKING:
    from severa_desktop.store.reader import Reader


def load_reading() -> None:
    """Load what reads mails before somebody waits for it; a window names it long before it reads any."""
    import severa_desktop.mail.reader  # noqa: F401, PLC0415


def read_copies(reader: "Reader", kept: Iterable[StoredCopy]) -> tuple[Copy, ...]:
    """Return the copies of a mail as they are read today, in order."""
    from severa_desktop.mail.reader import read  # noqa: PLC0415

    copies = []
    for one in kept:
        content = read(reader.original_by_id(one.original_id))
        if isinstance(content, Mail):
            copies.append(Copy(content, one.origin))
    return tuple(copies)

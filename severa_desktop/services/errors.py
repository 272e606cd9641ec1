"""The user's kind of error: something only the person at the keyboard can mend.

Its text is one sentence or two that say what is wrong and what to do. Defects are not of this kind.
"""

import errno

from severa_desktop.texts import _


class UserError(Exception):
    """Wrong use, a broken setting or an unreadable file; the message says what and how to mend it."""


def sentence_for(error: Exception) -> str | None:
    """Return the sentence to show for an error of the outside world, None for a defect."""
    # Seldom needed, and loading the store takes long.
    from severa_desktop.store.errors import StoreError  # noqa: PLC0415

    if isinstance(error, StoreError):
        return str(error)
    if isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS}:
        sentence = _("{why}. Make room or check the disk, and try again; nothing half done was kept.")
        return sentence.format(why=error.strerror)
    return None

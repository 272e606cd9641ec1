"""What people are told while data of an older version of the program is brought up to date, at its first opening."""

from typing import TYPE_CHECKING

from severa_desktop.store.upgrade import Upgrade, UpgradeTold
from severa_desktop.texts import _

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Upgrade", "UpgradeTold", "done_words", "working_words"]


def working_words() -> str:
    """Return what is going on."""
    return _(
        "Your data is being brought up to date for this version. A copy of it is made first; where there is much, that "
        "takes some minutes."
    )


def done_words(kept: "Path") -> str:
    """Return that it is done, and where the data is as it was."""
    sentence = _("Your data is up to date. As it was before, it is kept in {file}: remove that once all is well.")
    return sentence.format(file=kept)

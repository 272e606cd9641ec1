"""Says on standard error that data of an older version is brought up to date, and on a terminal how far that is."""

from contextlib import ExitStack
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from severa_desktop.cli.progress import ProgressBar
    from severa_desktop.services.upgrading import Upgrade


class UpgradeShown:
    """Is told while a store is opened; nearly always, nothing."""

    def __init__(self) -> None:
        self._shown = ExitStack()
        self._bar: ProgressBar | None = None

    def __call__(self, upgrade: "Upgrade") -> None:
        """Show how far it is."""
        # Seldom needed.
        from severa_desktop.cli.output import tell
        from severa_desktop.cli.progress import progress_bar
        from severa_desktop.services.upgrading import done_words, working_words

        if upgrade.is_over:
            self._shown.close()
            if upgrade.kept is not None:
                tell(done_words(upgrade.kept))
            return
        if self._bar is None:
            tell(working_words())
            self._bar = self._shown.enter_context(progress_bar(wanted=True, pace=""))
        self._bar.advance(upgrade.copied, 100)

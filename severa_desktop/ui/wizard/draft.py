"""What the pages of setting up are given: the same as any page, over a draft that nothing else sees."""

import threading
from collections.abc import Callable

from PySide6.QtCore import QObject

from severa_desktop.bootstrap import DraftApplication
from severa_desktop.ui.background import Background, Lane, Result, Work
from severa_desktop.ui.context import Context


class DraftBackground(Background):
    """Does work over a draft, in the threads of the window's own background."""

    def __init__(self, real: Background, draft: DraftApplication, failed: Callable[[Exception], None]) -> None:
        # Not as its parent, which starts threads of its own.
        QObject.__init__(self)
        self._real = real
        self._draft = draft
        self._failed = failed
        self.is_closing = threading.Event()

    def run(
        self,
        owner: QObject,
        work: Work[Result],
        then: Callable[[Result], object] | None = None,
        *,
        failed: Callable[[Exception], None] | None = None,
        subject: str | None = None,
        lane: Lane = Lane.QUICK,
    ) -> None:
        """Do some work over the draft in a worker's thread, as `Background.run` does."""
        if self.is_closing.is_set():
            return
        draft = self._draft
        self._real.run(
            owner, lambda _services: work(draft), then, failed=failed or self._failed, subject=subject, lane=lane
        )

    def close(self) -> None:
        """Do nothing more."""
        self.is_closing.set()


def draft_context(real: Context, draft: DraftApplication) -> Context:
    """Return a context over a draft; what is said and what goes wrong there, the window says."""
    made = Context(real.folders, real.state, lambda failed: DraftBackground(real.background, draft, failed))
    made.setParent(real)
    made.said.connect(real.said)
    made.went_wrong.connect(real.went_wrong)
    return made
